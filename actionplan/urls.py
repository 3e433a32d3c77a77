"""Addresses of the actionplan room."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "actionplan"
urlpatterns: list[URLPattern] = []
