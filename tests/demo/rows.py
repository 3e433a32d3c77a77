"""Every row that the portal has, to compare before and after."""

from __future__ import annotations

from typing import Any

from django.apps import apps


def everything() -> dict[str, set[tuple[Any, ...]]]:
    """Every row of every table of ours, as values."""
    return {
        model._meta.label: {
            tuple(repr(value) for value in row) for row in model._default_manager.values_list()
        }
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label not in ("sessions", "contenttypes", "auth")
    }
