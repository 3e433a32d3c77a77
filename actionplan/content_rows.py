"""The plans' section of a region's folder: from the files' data to rows, and from rows to the files' data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from actionplan import content
from actionplan.models import (
    ActionPlan,
    AreaPrinciple,
    DevelopmentArea,
    Milestone,
    MilestoneReport,
    PlanLink,
    PlannedAction,
    PlanPart,
    PlanTranslation,
)
from agreement.content_data import Link, Part
from agreement.content_files import Folder
from agreement.content_items import from_row, keyed, values_of
from agreement.content_rows import link_rows, text_rows, translation_rows, translations
from agreement.models import Region
from agreement.sections import Elsewhere, Section, Wanted, key_of

LISTS = ("milestones", "links", "connections", "corresponding", "parts", "areas", "translations")
INSIDE = ("place", "revises", "decisions", *LISTS)


def rows(folder: Folder) -> list[Wanted]:
    """Every plan and what hangs on it, as rows; the agreement they belong to is the agreement section's."""
    plans = content.read_plans(folder)
    found = [row for plan in plans for row in _plan_rows(plan)]
    return found + [row for plan in plans for row in _connection_rows(plan)]


def _plan_rows(plan: content.Plan) -> Iterator[Wanted]:
    key, source = f"plan/{plan.slug}", f"plan {plan.slug}"
    links = {
        "revises": (f"plan/{plan.revises}",) if plan.revises else (),
        "decisions": tuple(f"decision/{slug}" for slug in plan.decisions),
    }
    match, own = ("agreement", "slug"), {"agreement": "agreement"}
    yield Wanted(key, source, ActionPlan, values_of(plan, *INSIDE), own, match, links=links)
    yield from text_rows(key, source, "plan", plan.parts, PlanPart)
    for area in plan.areas:
        yield from _area_rows(area, plan)
    for order, milestone in keyed(plan.milestones):
        name, where = key_of("milestone", plan.slug, order), f"{source}, milestone {order}"
        values = values_of(milestone, "report")
        yield Wanted(name, where, Milestone, values, {"plan": key}, ("plan", "year", "order"))
        if milestone.report:
            report, where = key_of("milestone_report", plan.slug, order), f"{where}, report"
            values = values_of(milestone.report)
            yield Wanted(report, where, MilestoneReport, values, {"milestone": name}, ("milestone",))
    yield from link_rows(key, source, "plan", plan.links, PlanLink)
    yield from translation_rows(key, source, "plan", plan.translations, PlanTranslation)


def _area_rows(area: content.Area, plan: content.Plan) -> Iterator[Wanted]:
    key, source = key_of("area", plan.slug, area.slug), f"plan {plan.slug}, area {area.slug}"
    targets = {each.area: tuple(_area(target) for target in each.to) for each in plan.corresponding}
    links = {"corresponds_to": targets[area.slug]} if area.slug in targets else {}
    own, match = {"plan": f"plan/{plan.slug}"}, ("plan", "slug")
    yield Wanted(key, source, DevelopmentArea, values_of(area, "actions"), own, match, links=links)
    for order, action in keyed(area.actions):
        name, where = key_of("action", plan.slug, area.slug, order), f"{source}, action {order}"
        yield Wanted(name, where, PlannedAction, values_of(action), {"area": key}, ("area", "order"))


def _area(target: str) -> str | Elsewhere:
    """`plan/area` of this region, or `region/plan/area` of another, which may not be loaded yet."""
    if target.count("/") == 1:
        return key_of("area", *target.split("/"))
    region, plan, area = target.split("/")
    return Elsewhere((("plan__agreement__region__slug", region), ("plan__slug", plan), ("slug", area)))


def _connection_rows(plan: content.Plan) -> Iterator[Wanted]:
    """After all areas of all plans; no part of the plan's own text."""
    for each in plan.connections:
        name = key_of("connection", plan.slug, each.area, each.principle)
        source = f"plan {plan.slug}, connection of {each.area} to {each.principle}"
        version, slug = each.principle.split("/")
        parents = {
            "area": key_of("area", plan.slug, each.area),
            "principle": key_of("principle", version, slug),
        }
        yield Wanted(name, source, AreaPrinciple, {"why": each.why}, parents, ("area", "principle"))


# --- From the database -----------------------------------------------------------------------------


def files(region: Region, private: bool) -> dict[str, str]:
    """The files that the region's plans would be loaded from."""
    plans = list(ActionPlan.objects.filter(agreement__region=region).order_by("pk"))
    places = {slug: place for place, slug in enumerate(sorted(plan.slug for plan in plans), 1)}
    found: dict[str, str] = {}
    for place, plan in enumerate(plans, 1):
        found |= content.write_plan(_plan(plan, place), places[plan.slug])
    return found


def _plan(plan: ActionPlan, place: int) -> content.Plan:
    areas = list(plan.areas.all())
    return from_row(
        content.Plan,
        plan,
        place=place,
        revises=plan.revises.slug if plan.revises else "",
        decisions=tuple(sorted(plan.decisions.values_list("slug", flat=True))),
        milestones=tuple(_milestone(each) for each in plan.milestones.select_related("report")),
        links=_all(Link, plan.links.all()),
        connections=tuple(_connections(plan)),
        corresponding=tuple(each for area in areas if (each := _correspondence(area)).to),
        parts=_all(Part, plan.parts.all()),
        areas=tuple(
            from_row(content.Area, area, actions=_all(content.Action, area.actions.all())) for area in areas
        ),
        translations=translations(plan),
    )


def _all(kind: type[Any], found: Any) -> tuple[Any, ...]:
    return tuple(from_row(kind, each) for each in found)


def _milestone(milestone: Milestone) -> content.Milestone:
    report = getattr(milestone, "report", None)
    return from_row(content.Milestone, milestone, report=from_row(content.Report, report) if report else None)


def _connections(plan: ActionPlan) -> Iterator[content.Connection]:
    """In the order of their making."""
    links = AreaPrinciple.objects.filter(area__plan=plan).order_by("pk")
    for link in links.select_related("area", "principle__version"):
        principle = f"{link.principle.version.slug}/{link.principle.slug}"
        yield content.Connection(link.area.slug, principle, link.why)


def _correspondence(area: DevelopmentArea) -> content.Correspondence:
    region = area.plan.agreement.region.slug
    names = [
        (each.plan.agreement.region.slug, each.plan.slug, each.slug)
        for each in area.corresponds_to.select_related("plan__agreement__region")
    ]
    targets = ("/".join(name[1:] if name[0] == region else name) for name in names)
    return content.Correspondence(area.slug, tuple(sorted(targets)))


SECTION = Section(modules=(__name__, "actionplan.content"), read=rows, write=files)
