"""Plans for tests: one function for each thing, rows written directly. Texts are invented."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.text import slugify

from actionplan.models import (
    ActionPlan,
    AreaPrinciple,
    DevelopmentArea,
    Milestone,
    MilestoneReport,
    PlannedAction,
    PlanPart,
)
from agreement.models import DecisionRecord, Party, Region
from agreement.states import Act, PartKind, TextState


def make_plan(region: Region, first: int | None = 2026, last: int | None = None, **fields: Any) -> ActionPlan:
    """A published plan over whole years (none: without a period), still without any text."""
    years = "-".join(str(year) for year in dict.fromkeys((first, last or first)) if year) or "alltid"
    return ActionPlan.objects.create(
        **{
            "agreement": region.agreement,
            "slug": f"plan-{years}",
            "title": f"Plan {years}",
            "state": TextState.PUBLISHED,
            "period_from": dt.date(first, 1, 1) if first else None,
            "period_to": dt.date(last or first, 12, 31) if first else None,
            **fields,
        }
    )


def make_area(plan: ActionPlan, name: str, *actions: str, **fields: Any) -> DevelopmentArea:
    """The plan's next area, with actions."""
    area = DevelopmentArea.objects.create(
        **{
            "plan": plan,
            "slug": slugify(name),
            "name": name,
            "summary": f"Om {name}.",
            "order": plan.areas.count() + 1,
            **fields,
        }
    )
    for order, text in enumerate(actions, start=1):
        PlannedAction.objects.create(area=area, text=text, order=order)
    return area


def make_part(plan: ActionPlan, kind: str = PartKind.VISION, **fields: Any) -> PlanPart:
    return PlanPart.objects.create(
        **{"plan": plan, "kind": kind, "heading": "Vision", "body": "Tillsammans.", "order": 1, **fields}
    )


def make_milestone(plan: ActionPlan, year: int = 2026, text: str = "Gruppen är bildad.") -> Milestone:
    return Milestone.objects.create(plan=plan, year=year, text=text, order=plan.milestones.count() + 1)


def report(milestone: Milestone, day: dt.date | None = None, **fields: Any) -> MilestoneReport:
    """That the milestone was reached on `day`, or (without one) that it was not."""
    return MilestoneReport.objects.create(milestone=milestone, reached_on=day, **fields)


def serve(area: DevelopmentArea, principle: str = "dialog", why: str = "Möten är dialog.") -> AreaPrinciple:
    """The area serves a principle of the version in force."""
    version = area.plan.agreement.current_version
    assert version is not None
    return AreaPrinciple.objects.create(area=area, principle=version.principles.get(slug=principle), why=why)


def decide(plan: ActionPlan, party: Party, day: dt.date | None = dt.date(2026, 1, 20)) -> DecisionRecord:
    """The party decides on the plan."""
    record = DecisionRecord.objects.create(
        agreement=plan.agreement,
        slug=f"{plan.slug}-{party.slug}",
        heading="Planen",
        party=party,
        body=f"Styrelsen för {party.name}",
        act=Act.DECIDES,
        decided_on=day,
        paragraph="§ 7",
    )
    plan.decisions.add(record)
    return record


def decide_all(plan: ActionPlan) -> None:
    """Every party decides: the plan counts as adopted."""
    for party in plan.agreement.parties.all():
        decide(plan, party)
