"""The action plans of a region's folder, as data: `plans/<slug>/plan.toml` with `parts/`, `areas/`, `translations/`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from actionplan.plans import FIXED_WORDS
from actionplan.states import PlanKind
from agreement.content_data import Link, Part, TextFacts, Translation
from agreement.content_files import ContentError, Folder, check_once
from agreement.content_items import item_lines, read_item, split_list, with_list
from agreement.content_texts import in_place, read_parts, read_translations, settled, text_facts, text_files

ACTIONS = "Planerade handlingar"
PLAN_FILES = ("slug", "parts", "areas", "translations")


@dataclass(frozen=True)
class Action:
    text: str
    order: int


@dataclass(frozen=True)
class Area:
    slug: str
    name: str
    summary: str
    order: int
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True)
class Report:
    reached_on: dt.date | None = None
    proof: str = ""
    url: str = ""


@dataclass(frozen=True)
class Milestone:
    year: int
    text: str
    report: Report | None = None
    order: int = 0


@dataclass(frozen=True)
class Connection:
    """`principle` is a version's slug, a stroke, and the principle's."""

    area: str
    principle: str
    why: str


@dataclass(frozen=True)
class Correspondence:
    """`to` are areas of other plans: plan and area, with the region before them where it is another."""

    area: str
    to: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Plan(TextFacts):
    slug: str
    title: str
    kind: Annotated[str, PlanKind] = "period"
    period_from: dt.date | None = None
    period_to: dt.date | None = None
    revises: str = ""
    decisions: tuple[str, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    links: tuple[Link, ...] = ()
    connections: tuple[Connection, ...] = ()
    corresponding: tuple[Correspondence, ...] = ()
    parts: tuple[Part, ...] = ()
    areas: tuple[Area, ...] = ()
    translations: tuple[Translation, ...] = ()


def read_plans(folder: Folder) -> list[Plan]:
    """The plans that the folder describes; the name of a plan's folder is its slug."""
    names = enumerate(folder.subfolders("plans"), 1)
    return list(in_place(_plan(folder, slug, place) for place, slug in names))


def _plan(folder: Folder, slug: str, place: int) -> Plan:
    if slug in FIXED_WORDS:
        raise ContentError(f"plans/{slug}: that word has a page of its own; give the plan another name.")
    here = f"plans/{slug}"
    table = folder.toml(f"{here}/plan.toml")
    areas = _areas(folder, f"{here}/areas")
    plan = read_item(
        Plan,
        table,
        slug=slug,
        areas=areas,
        parts=read_parts(folder, here),
        translations=read_translations(folder, here),
    )
    if plan.period_from and plan.period_to and plan.period_to < plan.period_from:
        raise ContentError(f"{table.where}: period_to is before period_from.")
    _check_links(plan, table.where)
    return settled(plan, table.where, place)


def _check_links(plan: Plan, where: str) -> None:
    check_once(where, "connection", (f"{each.area} to {each.principle}" for each in plan.connections))
    check_once(where, "corresponding area", (each.area for each in plan.corresponding))
    areas = {area.slug for area in plan.areas}
    for area in [*(each.area for each in plan.connections), *(each.area for each in plan.corresponding)]:
        if area not in areas:
            raise ContentError(f"{where}: area {area} is not one of {', '.join(sorted(areas))}.")
    for connection in plan.connections:
        if connection.principle.count("/") != 1:
            raise ContentError(
                f"{where}, connections: {connection.principle} must be <version>/<principle>, such as 2021/dialog."
            )
    for target in (target for each in plan.corresponding for target in each.to):
        if target.count("/") not in (1, 2):
            raise ContentError(
                f"{where}, corresponding: {target} must be <plan>/<area> or <region>/<plan>/<area>."
            )


def _areas(folder: Folder, here: str) -> tuple[Area, ...]:
    areas = []
    for text in folder.numbered_texts(here):
        summary, points = split_list(text.body, ACTIONS, text.path)
        actions = tuple(Action(point, order) for order, point in points)
        areas.append(Area(text.name, text.heading, summary, text.order, actions))
    check_once(here, "area", (area.slug for area in areas))
    return tuple(areas)


def write_plan(plan: Plan, place: int) -> dict[str, str]:
    """The files of one plan; `place` is the one it has by its name."""
    here = f"plans/{plan.slug}"
    lines = item_lines("", text_facts(plan, place), leave_out=PLAN_FILES)
    areas = ((f"{here}/areas", each.order, each.slug, each.name, _area_text(each)) for each in plan.areas)
    files = {f"{here}/plan.toml": "\n".join(lines).strip() + "\n"}
    return files | text_files(here, plan.parts, areas, plan.translations)


def _area_text(area: Area) -> str:
    return with_list(area.summary, ACTIONS, [(action.order, action.text) for action in area.actions])
