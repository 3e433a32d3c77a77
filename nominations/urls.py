"""Addresses of the nominations room."""

from __future__ import annotations

from django.urls import path

from nominations.views import answers, mine, public

MINE = "mina-sidor/nomineringar"

app_name = "nominations"
urlpatterns = [
    path(f"{MINE}/", mine.mine, name="mine"),
    path(f"{MINE}/svar/<uuid:key>/", answers.answer, name="answer"),
    path(f"{MINE}/plats/<uuid:key>/", answers.offer, name="offer"),
    path(f"{MINE}/ny/<slug:region>/<slug:slug>/", mine.prepare, name="prepare"),
    path(f"{MINE}/<int:pk>/", mine.nomination, name="nomination"),
    path(f"{MINE}/<int:pk>/andra/", mine.change, name="change"),
    path(f"{MINE}/<int:pk>/skicka/", mine.submit, name="submit"),
    path(f"{MINE}/<int:pk>/aterta/", mine.withdraw, name="withdraw"),
    path("<slug:region>/nominera/", public.rounds, name="rounds"),
    path("<slug:region>/nominera/<slug:slug>/", public.round_page, name="round"),
    path("<slug:region>/natverk/", public.forums, name="forums"),
]
