"""The action plan's section of a region's folder: `plans/<slug>/plan.toml`, and one Markdown file for each area."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from actionplan.models import ActionPlan, DevelopmentArea
from agreement.content_files import ContentError, Folder, check_once, normalised, numbered_files, toml_lines
from agreement.models import Region
from agreement.sections import Section, Wanted


@dataclass(frozen=True)
class Area:
    slug: str
    name: str
    summary: str
    order: int


@dataclass(frozen=True)
class Plan:
    slug: str
    title: str
    period_from: dt.date | None
    period_to: dt.date | None
    is_summary: bool
    adopted_text: str
    source_url: str
    areas: tuple[Area, ...]


def read_plans(folder: Folder) -> list[Plan]:
    """The plans that the folder describes; the name of a plan's folder is its slug."""
    return [_plan(folder, slug) for slug in folder.subfolders("plans")]


def _plan(folder: Folder, slug: str) -> Plan:
    table = folder.toml(f"plans/{slug}/plan.toml")
    here = f"plans/{slug}/areas"
    areas = tuple(
        Area(slug=text.name, name=text.heading, summary=text.body, order=text.order)
        for text in folder.numbered_texts(here)
    )
    check_once(here, "area", (area.slug for area in areas))
    plan = Plan(
        slug=slug,
        title=table.text("title", required=True),
        period_from=table.day("period_from"),
        period_to=table.day("period_to"),
        is_summary=table.flag("is_summary", default=True),
        adopted_text=table.text("adopted_text"),
        source_url=table.text("source_url"),
        areas=areas,
    )
    table.done()
    if plan.period_from and plan.period_to and plan.period_to < plan.period_from:
        raise ContentError(f"{table.where}: period_to is before period_from.")
    return plan


def rows(folder: Folder) -> list[Wanted]:
    """Every plan and its areas, as rows; the agreement they belong to is the agreement section's."""
    found = []
    for plan in read_plans(folder):
        key, source = f"plan/{plan.slug}", f"plans/{plan.slug}/plan.toml"
        own = {"agreement": "agreement"}
        found.append(
            Wanted(
                key,
                source,
                ActionPlan,
                _values(plan, "areas") | {"state": "published"},
                own,
                ("agreement", "slug"),
            )
        )
        for area in plan.areas:
            name, where = f"area/{plan.slug}/{area.slug}", f"plans/{plan.slug}, area {area.slug}"
            found.append(Wanted(name, where, DevelopmentArea, _values(area), {"plan": key}, ("plan", "slug")))
    return found


def _values(item: object, *leave_out: str) -> dict[str, Any]:
    return {name: value for name, value in vars(item).items() if name not in leave_out}


def files(region: Region) -> dict[str, str]:
    """The files that the region's plans would be loaded from."""
    found: dict[str, str] = {}
    for plan in ActionPlan.objects.filter(agreement__region=region).order_by("slug"):
        names = ("title", "period_from", "period_to", "is_summary", "adopted_text", "source_url")
        values = {name: getattr(plan, name) for name in names}
        plain = {
            name: normalised(value) if isinstance(value, str) else value for name, value in values.items()
        }
        here = f"plans/{plan.slug}"
        found[f"{here}/plan.toml"] = "\n".join(toml_lines(plain)) + "\n"
        found |= numbered_files(
            (f"{here}/areas", area.order, area.slug, area.name, area.summary) for area in plan.areas.all()
        )
    return found


SECTION = Section(module=__name__, read=rows, write=files)
