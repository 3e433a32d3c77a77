"""Addresses of the agreement room."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "agreement"
urlpatterns: list[URLPattern] = []
