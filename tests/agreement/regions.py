"""Helpers for the tests that load and export regions."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from django.core.management import call_command

from actionplan.models import ActionPlan, DevelopmentArea
from agreement.models import (
    AgreementVersion,
    Body,
    Criterion,
    CutOff,
    Goal,
    Municipality,
    Party,
    Principle,
    Region,
    Seat,
    TextPart,
)

CONTENT = Path(__file__).resolve().parents[2] / "content"
MODELS = (
    Region,
    Municipality,
    Party,
    Body,
    Seat,
    CutOff,
    Criterion,
    AgreementVersion,
    TextPart,
    Goal,
    Principle,
    ActionPlan,
    DevelopmentArea,
)


def edit(folder: Path, old: str, new: str, name: str = "region.toml") -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def run(*args: Any, **options: Any) -> str:
    out = io.StringIO()
    call_command(*map(str, args), stdout=out, **options)
    return out.getvalue()


def rows() -> list[Any]:
    """Everything there is, field by field."""
    return [(model.__name__, row) for model in MODELS for row in model.objects.order_by("pk").values()]
