"""Addresses of the membership room."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "membership"
urlpatterns: list[URLPattern] = []
