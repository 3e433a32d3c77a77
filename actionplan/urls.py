"""Addresses of the actionplan room."""

from __future__ import annotations

from django.urls import path

from actionplan import views

app_name = "actionplan"
urlpatterns = [path("<slug:region>/handlingsplan/", views.plan, name="plan")]
