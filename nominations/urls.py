"""Addresses of the nominations room."""

from __future__ import annotations

from typing import Any

app_name = "nominations"
urlpatterns: list[Any] = []
