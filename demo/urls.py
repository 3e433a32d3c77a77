"""Addresses of the demo; included only with DEMO=1, and the views look again."""

from __future__ import annotations

from django.urls import path

from demo import views

app_name = "demo"
urlpatterns = [
    path("", views.start, name="start"),
    path("bli/<str:key>/", views.become, name="become"),
    path("logga-ut/", views.be_nobody, name="be-nobody"),
    path("mail/", views.mail, name="mail"),
    path("mail/<str:name>/", views.letter, name="letter"),
    path("mail/<str:name>/html/", views.letter_html, name="letter-html"),
    path("mail/<str:name>/<int:number>/", views.attachment, name="attachment"),
]
