"""Addresses of sign-in, second factor and a person's own data."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
