"""One plan as its readers meet it: parts, areas with actions, milestones by year, links; Swedish or translated.

A cold page may ask eight times in all, however long the text is, so each class reads its rows by one query
(agreement.gathering).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import get_language

from actionplan.models import (
    ActionPlan,
    DevelopmentArea,
    Milestone,
    MilestoneReport,
    PlanLink,
    PlannedAction,
    PlanPart,
    PlanTranslation,
)
from actionplan.plans import plan_url
from agreement import canon
from agreement.gathering import gather, keep
from agreement.languages import NAMES
from agreement.states import LinkKind, PartKind
from agreement.translated import Translated

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from agreement.translated import Words

# What stands after the areas; all other parts open the plan.
CLOSING = (PartKind.ORGANISATION, PartKind.FOLLOW_UP, PartKind.TERMINATION)
# Places that are there on every page about a plan. Parts of the address, so they are Swedish and stay.
PLACES = {
    "summary": "i-korthet",
    "milestones": "delmal",
    "areas": "omraden",
    "links": "kopplingar",
    "decisions": "beslut",
    "about": "om-texten",
}
TAKEN = {"content", "toc", "in-short", "sprak", "invitation", "aktiviteter", "", *PLACES.values()}
# Rows are read without these: what no page shows, and what only a translation's own page does.
UNREAD = ("frozen_at", "texts", "sources", "notice")


@dataclass(frozen=True)
class ShownPart:
    anchor: str
    heading: Words
    body: Words


@dataclass(frozen=True)
class ShownArea:
    number: int
    slug: str
    anchor: str
    name: Words
    text: Words
    actions: list[Words]
    url: str


@dataclass(frozen=True)
class ShownMilestone:
    """What is to be reached: nobody has reported on it, or it is reached on a day, or it is not (PLAN-11)."""

    text: Words
    report: MilestoneReport | None

    @property
    def reached_on(self) -> dt.date | None:
        return self.report.reached_on if self.report else None


@dataclass(frozen=True)
class ShownYear:
    """The milestones of a year, counted as pictures.plan_progress wants them."""

    year: int
    milestones: list[ShownMilestone]

    @property
    def name(self) -> str:
        return str(self.year)

    @property
    def url(self) -> str:
        return f"#{self.year}"

    @property
    def total(self) -> int:
        return len(self.milestones)

    @property
    def done(self) -> int:
        return sum(each.reached_on is not None for each in self.milestones)

    @property
    def unknown(self) -> int:
        return sum(each.report is None for each in self.milestones)


@dataclass(frozen=True)
class ShownLink:
    """What the plan is linked to (AGR-28)."""

    kind: str
    number: int | None
    title: Words
    note: Words
    url: str

    @property
    def is_agenda(self) -> bool:
        return self.kind == LinkKind.AGENDA_2030


@dataclass(frozen=True)
class ShownLanguage:
    code: str
    name: str
    url: str


class PlanReading:
    """What the page about a plan shows of its text, in `language` where the plan is translated into that.

    Until told otherwise the language is the page's own; what is not translated stays Swedish (LAW-L1).
    """

    def __init__(self, plan: ActionPlan, *, language: str = "") -> None:
        self.plan = plan
        self.language = language or get_language() or settings.LANGUAGE_CODE

    @cached_property
    def _rows(self) -> dict[str, list[Any]]:
        return gather_plans([self.plan])[self.plan.pk]

    @cached_property
    def words(self) -> Translated:
        """The words in the language of the reading: the translation's, or the Swedish."""
        known = any(each.language == self.language for each in self._rows["translations"])
        found = self.plan.translations.shown().filter(language=self.language).first() if known else None
        return Translated(self.plan, found)

    @property
    def title(self) -> Words:
        return self.words("title", self.plan.title)

    @property
    def summary(self) -> Words:
        return self.words("summary", self.plan.summary)

    @cached_property
    def areas(self) -> list[ShownArea]:
        """In the plan's own order and with its own names, numbered from 1 (PLAN-02)."""
        years = {str(each.year) for each in self._rows["milestones"]}
        return [
            shown_area(self.plan, row, number, self.words, TAKEN | years)
            for number, row in enumerate(self._rows["areas"], start=1)
        ]

    @cached_property
    def _parts(self) -> list[tuple[str, ShownPart]]:
        """The parts in order; an anchor is the Swedish heading's own words, so that links survive a new plan."""
        rows = self._rows["parts"]
        taken = TAKEN | {area.anchor for area in self.areas} | {year.name for year in self.years}
        items, parts = canon.parts(rows), []
        for row, heading, body in zip(rows, items[::2], items[1::2], strict=True):
            anchor = free(slugify(row.heading), taken)
            taken = taken | {anchor}
            shown = ShownPart(anchor, self.words(heading.key, heading.text), self.words(body.key, body.text))
            parts.append((row.kind, shown))
        return parts

    @property
    def opening(self) -> list[ShownPart]:
        """What stands before the areas."""
        return [part for kind, part in self._parts if kind not in CLOSING]

    @property
    def closing(self) -> list[ShownPart]:
        return [part for kind, part in self._parts if kind in CLOSING]

    @cached_property
    def years(self) -> list[ShownYear]:
        """The milestones, year by year (PLAN-11)."""
        reports = {each.milestone_id: each for each in self._rows["reports"]}
        numbered = enumerate(self._rows["milestones"], start=1)
        return [
            ShownYear(
                year,
                [
                    ShownMilestone(self.words(f"milestone/{number}", row.text), reports.get(row.pk))
                    for number, row in rows
                ],
            )
            for year, rows in groupby(numbered, key=lambda each: each[1].year)
        ]

    @cached_property
    def links(self) -> list[ShownLink]:
        """The regional strategy, goals of Agenda 2030, and other things (AGR-28)."""
        return [
            ShownLink(
                kind=row.kind,
                number=row.number,
                title=self.words(f"link/{number}/title", row.title),
                note=self.words(f"link/{number}/note", row.note),
                url=row.url,
            )
            for number, row in enumerate(self._rows["links"], start=1)
        ]

    @cached_property
    def languages(self) -> list[ShownLanguage]:
        """What the plan has been translated into, by the languages' own names."""
        return [
            ShownLanguage(
                row.language,
                NAMES.get(row.language, row.language),
                plan_url(self.plan, "plan-translation", row.language),
            )
            for row in self._rows["translations"]
        ]


def gather_plans(plans: Collection[ActionPlan]) -> dict[int, dict[str, list[Any]]]:
    """The rows of each plan, by one query for all, and hung where the models look for them (`plan.canonical()`)."""
    of = {"plan__in": plans}
    rows = gather(
        {
            "parts": PlanPart.objects.filter(**of),
            "areas": DevelopmentArea.objects.filter(**of),
            "milestones": Milestone.objects.filter(**of),
            "links": PlanLink.objects.filter(**of),
            "translations": PlanTranslation.objects.filter(**of).shown(),
            "actions": PlannedAction.objects.filter(area__plan__in=plans),
            "reports": MilestoneReport.objects.filter(milestone__plan__in=plans),
        },
        leave_out=UNREAD,
    )
    for area in rows["areas"]:
        keep(area, "actions", [row for row in rows["actions"] if row.area_id == area.pk])
    found = {}
    for plan in plans:
        own = {
            name: [row for row in rows[name] if row.plan_id == plan.pk]
            for name in ("parts", "areas", "milestones", "links", "translations")
        }
        for name in ("parts", "areas", "milestones", "links"):
            keep(plan, name, own[name])
        found[plan.pk] = {**own, "reports": rows["reports"]}
    return found


def shown_area(
    plan: ActionPlan,
    row: DevelopmentArea,
    number: int,
    words: Translated,
    taken: Collection[str] = frozenset(),
) -> ShownArea:
    """An area with its number in the plan; its actions must have been read. `taken`: anchors of the page itself."""
    key = f"area/{row.slug}"
    return ShownArea(
        number=number,
        slug=row.slug,
        anchor=free(row.slug, taken),
        name=words(f"{key}/name", row.name),
        text=words(f"{key}/text", row.summary),
        actions=[words(f"{key}/action/{n}", each.text) for n, each in enumerate(row.actions.all(), start=1)],
        url=plan_url(plan, "area", row.slug),
    )


def free(wanted: str, taken: Collection[str]) -> str:
    """An anchor that nothing on the page has yet."""
    anchor, number = wanted, 2
    while anchor in taken:
        anchor, number = f"{wanted or 'del'}-{number}", number + 1
    return anchor
