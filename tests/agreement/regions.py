"""Helpers for the tests that load and export regions."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from django.core.management import call_command

from actionplan import models as plans
from agreement import models
from nominations.models import Forum

CONTENT = Path(__file__).resolve().parents[2] / "content"
MODELS = (
    models.Region,
    models.Municipality,
    models.Agreement,
    models.Party,
    models.Body,
    models.Seat,
    models.CutOff,
    models.Criterion,
    models.RequiredDecision,
    models.RegistryNumber,
    models.Document,
    models.DecisionRecord,
    models.DecisionRecord.versions.through,
    models.DecisionRecord.basis.through,
    models.Distribution,
    models.MakingStep,
    models.ConsultationAnswer,
    models.NewsItem,
    models.AgreementVersion,
    models.TextPart,
    models.Goal,
    models.Principle,
    models.Commitment,
    models.LineageStep,
    models.VersionLink,
    models.VersionTranslation,
    models.PartySignature,
    plans.ActionPlan,
    plans.ActionPlan.decisions.through,
    plans.PlanPart,
    plans.DevelopmentArea,
    plans.DevelopmentArea.corresponds_to.through,
    plans.PlannedAction,
    plans.Milestone,
    plans.MilestoneReport,
    plans.AreaPrinciple,
    plans.PlanLink,
    plans.PlanTranslation,
    plans.Word,
    plans.ChecklistPoint,
    Forum,
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


def remove_regions() -> None:
    """Everything away, in the order that foreign keys ask for. Nothing of it may be adopted."""
    plans.ActionPlan.objects.all().delete()
    for model in (
        models.DecisionRecord,
        models.Document,
        models.MakingStep,
        models.RegistryNumber,
        models.Seat,
    ):
        model.objects.all().delete()
    models.AgreementVersion.objects.all().delete()
    models.Agreement.objects.all().delete()
    models.Region.objects.all().delete()
