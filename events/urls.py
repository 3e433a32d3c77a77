"""Addresses of the events room."""

from __future__ import annotations

from typing import Any

app_name = "events"
urlpatterns: list[Any] = []
