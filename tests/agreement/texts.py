"""Texts with at least two of every row that a text can have, so that nothing is tested on an empty list."""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeVar

from django.db import models

from actionplan.models import ActionPlan, DevelopmentArea, Milestone, PlanLink, PlannedAction, PlanPart
from agreement import services
from agreement.frozen import AdoptableText, TextRow
from agreement.models import (
    AgreementVersion,
    Commitment,
    DecisionRecord,
    Goal,
    LineageStep,
    Principle,
    Region,
    TextPart,
    VersionLink,
)
from agreement.states import About, Act, Binds, LinkKind, PartKind

Text = TypeVar("Text", bound=AdoptableText)

DECIDED = dt.date(2021, 3, 19)


def make_version(region: Region, slug: str = "2030", **fields: Any) -> AgreementVersion:
    """A draft of the agreement."""
    version = AgreementVersion.objects.create(
        agreement=region.agreement,
        **{"slug": slug, "label": slug, "summary": "Kort sagt: vi möts.", "is_summary": False, **fields},
    )
    first, *_others = region.agreement.parties.all()
    for order, (kind, heading) in enumerate(
        ((PartKind.VISION, "Vision"), (PartKind.OTHER, "Mer"), (PartKind.OTHER, "Ännu mer")), 1
    ):
        TextPart.objects.create(
            version=version, kind=kind, heading=heading, body=f"Om {heading}.", order=order
        )
    for order, text in enumerate(("Att mötas", "Att höras i tid"), 1):
        Goal.objects.create(version=version, text=text, order=order)
    for order, name in enumerate(("dialog", "kvalitet"), 1):
        principle = Principle.objects.create(
            version=version, slug=name, name=name.title(), meaning=f"Om {name}.", order=order
        )
        Commitment.objects.create(principle=principle, binds=Binds.ALL, text=f"Alla: {name}", order=1)
        Commitment.objects.create(
            principle=principle, binds=Binds.PARTY, party=first, text="Vi svarar", order=2
        )
    for order, year in enumerate((2008, 2018), 1):
        LineageStep.objects.create(
            version=version,
            year=year,
            title=f"År {year}",
            note="Ursprunget",
            url="https://x.example/",
            order=order,
        )
    VersionLink.objects.create(
        version=version, kind=LinkKind.AGENDA_2030, number=10, title="Mindre ojämlikhet", order=1
    )
    VersionLink.objects.create(
        version=version, kind=LinkKind.STRATEGY, title="Strategin", note="Som den är", order=2
    )
    return version


def make_plan(region: Region, slug: str = "2030-2032", **fields: Any) -> ActionPlan:
    """A draft of a plan."""
    plan = ActionPlan.objects.create(
        agreement=region.agreement,
        **{
            "slug": slug,
            "title": f"Plan {slug}",
            "period_from": dt.date(2030, 1, 1),
            "period_to": dt.date(2032, 12, 31),
            "summary": "Kort sagt: vi gör.",
            **fields,
        },
    )
    for order, (kind, heading) in enumerate(
        ((PartKind.VISION, "Vision"), (PartKind.FOLLOW_UP, "Uppföljning")), 1
    ):
        PlanPart.objects.create(plan=plan, kind=kind, heading=heading, body="Så här.", order=order)
    for order, name in enumerate(("Kunskap", "Delaktighet"), 1):
        area = DevelopmentArea.objects.create(
            plan=plan, slug=name.lower(), name=name, summary=f"Om {name}.", order=order
        )
        for number in (1, 2):
            PlannedAction.objects.create(area=area, text=f"{name} {number}", order=number)
    for order in (1, 2):
        Milestone.objects.create(plan=plan, year=2030, text=f"Klart {order}", order=order)
    PlanLink.objects.create(
        plan=plan, kind=LinkKind.AGENDA_2030, number=16, title="Inkluderande samhällen", order=1
    )
    PlanLink.objects.create(plan=plan, kind=LinkKind.OTHER, title="Något annat", order=2)
    return plan


def adopt(text: Text) -> Text:
    """Frozen, whatever decisions are there."""
    return services.adopt(text, by=None, despite_missing=True)


def decide(text: AgreementVersion, party: Any, slug: str = "", **fields: Any) -> DecisionRecord:
    """A decision of `party` that adopts the version."""
    record = DecisionRecord.objects.create(
        agreement=text.agreement,
        party=party,
        **{
            "slug": slug or f"beslut-{party.slug}",
            "heading": "Överenskommelsen",
            "body": "Fullmäktige",
            "act": Act.DECIDES,
            "about": About.ADOPTION,
            "decided_on": DECIDED,
            **fields,
        },
    )
    record.versions.add(text)
    return record


def rows_of(text: AdoptableText) -> list[TextRow]:
    """Every row of the text, of every kind, asked of the database."""
    found: list[TextRow] = []
    for model in services.row_models(type(text)):
        found += model._default_manager.filter(**{model.text_path: text.pk}).order_by("pk")
    return found


def snapshot(text: AdoptableText) -> dict[str, Any]:
    """All that the database holds of the text, column by column."""
    stored = type(text)._default_manager.filter(pk=text.pk).values().first()
    rows = {
        f"{model._meta.model_name} {row['id']}": row
        for model in services.row_models(type(text))
        for row in model._default_manager.filter(**{model.text_path: text.pk}).order_by("pk").values()
    }
    return {"text": stored, **rows}


def other_value(row: Any, name: str) -> Any:
    """Another value that the field `name` of `row` could have."""
    field = row._meta.get_field(name)
    value = getattr(row, field.attname)
    if field.choices:
        return next(key for key, _label in field.flatchoices if key and key != value)
    if isinstance(field, models.ForeignKey):
        others = field.related_model._default_manager.exclude(pk=value)
        return others.order_by("pk").values_list("pk", flat=True)[0]
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.DateTimeField):
        return dt.datetime(2001, 1, 1, tzinfo=dt.UTC)
    if isinstance(field, models.DateField):
        return (value or DECIDED) + dt.timedelta(days=1)
    if isinstance(field, models.IntegerField):
        return (value or 0) + 7 if name != "number" else 1 if value != 1 else 2
    return f"x{value}"[: field.max_length or None]
