"""Plans of activities as the public meets them: years, areas, who leads, how far it has come; no person's name.

A cold page may ask eight times in all, so each page reads its rows by one query (agreement.gathering), together with
the agreement's recorded decisions.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from actionplan.models import (
    ActionPlan,
    Activity,
    ActivityEvent,
    ActivityMilestone,
    ActivityPlan,
    Course,
    DevelopmentArea,
    MilestoneProof,
)
from actionplan.progress import Standing, by_area, led, roll_up
from actionplan.states import ActivityKind, ActivityState, PlanKind
from agreement.chain import Records, build
from agreement.states import TextState

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet

    from actionplan.progress import Led, Progress
    from agreement.chain import Chain
    from agreement.models import Agreement

TONES = {
    ActivityState.PROPOSED: "neutral",
    ActivityState.PLANNED: "neutral",
    ActivityState.ONGOING: "progress",
    ActivityState.DONE: "success",
    ActivityState.STOPPED: "warning",
}


def plans_name() -> str:
    """What the plans of activities are called together."""
    return _("Activity plan")


def year_name(year: int, kind: str) -> str:
    """What a year's plan is called; under a plan for each year it is the year's activities (PLAN-29)."""
    if kind == PlanKind.YEARLY:
        return _("Activities %(year)s") % {"year": year}
    return _("Activity plan %(year)s") % {"year": year}


def time_text(first: dt.date | None, last: dt.date | None) -> str:
    """From when to when, as people write it; empty where nothing is known."""
    if first and last and first != last:
        return f"{_day(first)} – {_day(last)}"
    if first and last:
        return _day(first)
    if first:
        return _("From %(day)s") % {"day": _day(first)}
    return _("Up to and including %(day)s") % {"day": _day(last)} if last else ""


def _day(day: dt.date) -> str:
    return date_format(day, "j F Y")


@dataclass(frozen=True)
class ShownActivity:
    """An activity with where it stands."""

    row: Activity
    state: ActivityState
    area: str
    party: str
    side: str
    url: str
    milestones: int
    reached: int
    # The last thing that was said about it, and when.
    told: str = ""
    told_on: dt.date | None = None

    @property
    def label(self) -> str:
        return str(self.state.label)

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def time(self) -> str:
        return time_text(self.row.from_on, self.row.to_on)

    @property
    def is_trial(self) -> bool:
        return self.row.kind == ActivityKind.TRIAL

    @property
    def standing(self) -> Standing:
        return Standing(self.state, self.milestones, self.reached, self.area, self.side)


@dataclass(frozen=True)
class ShownArea:
    """An area with its activities; `number` is the one it has in the plan."""

    number: int
    slug: str
    name: str
    url: str
    progress: Progress
    activities: list[ShownActivity]


class ShownPlan:
    """One edition of a year's plan, with all its activities."""

    def __init__(self, row: ActivityPlan, years: ActivityYears) -> None:
        self.row = row
        self._years = years

    @property
    def name(self) -> str:
        return year_name(self.row.year, self.base.kind)

    @property
    def holds(self) -> bool:
        """Whether this is the edition of its year that holds now."""
        return self._years.current.get(self.row.year) == self.row

    @property
    def url(self) -> str:
        """The year's own address for the edition that holds now; the edition's for any other."""
        if self.holds:
            return reverse("actionplan:activity-plan", args=[self._years.region, self.row.year])
        return reverse(
            "actionplan:activity-plan-edition", args=[self._years.region, self.row.year, self.row.edition]
        )

    @property
    def base(self) -> ActionPlan:
        """The plan that it is made from (PLAN-05)."""
        return self._years.bases[self.row.plan_id]

    @property
    def base_url(self) -> str:
        return reverse("actionplan:plan-version", args=[self._years.region, self.base.slug])

    @cached_property
    def activities(self) -> list[ShownActivity]:
        """By area in the plan's order, then in their own."""
        order = {area.pk: place for place, area in enumerate(self._years.areas_of(self.row))}
        rows = self._years.activities[self.row.pk]
        return sorted(
            (self._years.shown(each, self.row) for each in rows),
            key=lambda each: (order.get(each.row.area_id, len(order)), each.row.order, each.row.pk),
        )

    @cached_property
    def areas(self) -> list[ShownArea]:
        """Every area of the plan, also those in which nothing is planned this year."""
        found = by_area(self.standings)
        areas = []
        for number, area in enumerate(self._years.areas_of(self.row), 1):
            own = [each for each in self.activities if each.row.area_id == area.pk]
            progress = found.get(area.slug) or roll_up([])
            areas.append(
                ShownArea(number, area.slug, area.name, f"#{area.slug}" if own else "", progress, own)
            )
        return areas

    @property
    def standings(self) -> list[Standing]:
        return [each.standing for each in self.activities]

    @property
    def progress(self) -> Progress:
        return roll_up(self.standings)

    @property
    def led(self) -> Led:
        return led(self.standings)

    @property
    def chain(self) -> Chain:
        """The decisions about the plan, and whether the leadership group's is there."""
        return self._years.chain(self.row)

    @property
    def editions(self) -> list[ShownPlan]:
        """The year's other editions that the public sees, newest first."""
        return [
            self._years.plan(each)
            for each in self._years.rows
            if each.year == self.row.year and each != self.row
        ]


def adopted_plans(agreement: Agreement) -> QuerySet[ActivityPlan]:
    """What the public sees."""
    return ActivityPlan.objects.filter(agreement=agreement, state=TextState.ADOPTED)


class ActivityYears:
    """The agreement's plans of activities that the public sees, and perhaps one draft; all read by one query.

    `only` narrows them: a queryset of plans. `more` are further sets that the page wants to read at the same time.
    """

    def __init__(
        self, agreement: Agreement, only: QuerySet[ActivityPlan] | None = None, **more: QuerySet[Any]
    ) -> None:
        self.agreement = agreement
        self.region = agreement.region.slug
        plans = adopted_plans(agreement) if only is None else only
        activities = Activity.objects.filter(plan__in=plans)
        courses = Course.objects.filter(pk__in=activities.order_by().values("course"))
        bases = plans.order_by().values("plan")
        told = ActivityEvent.objects.filter(course__in=courses, step="note")
        self.records = Records(
            agreement,
            plans=plans.defer("frozen_at"),
            bases=ActionPlan.objects.filter(pk__in=bases).defer("frozen_at", "summary"),
            areas=DevelopmentArea.objects.filter(plan__in=bases).defer("summary"),
            activities=activities,
            courses=courses,
            milestones=ActivityMilestone.objects.filter(activity__in=activities),
            proofs=MilestoneProof.objects.filter(course__in=courses),
            told=told.defer("at"),
            decided=ActivityPlan.decisions.through.objects.filter(activityplan__in=plans),
            **more,
        )

    @cached_property
    def rows(self) -> list[ActivityPlan]:
        """Newest first."""
        found: list[ActivityPlan] = self.records.more("plans")
        for each in found:
            each.agreement = self.agreement
        return found

    @cached_property
    def current(self) -> dict[int, ActivityPlan]:
        """Of each year the newest adopted edition (as ActivityPlanQuerySet.current)."""
        found: dict[int, ActivityPlan] = {}
        for each in self.rows:
            if each.state == TextState.ADOPTED:
                found.setdefault(each.year, each)
        return found

    @property
    def years(self) -> list[ShownPlan]:
        return [self.plan(each) for each in self.current.values()]

    def plan(self, row: ActivityPlan) -> ShownPlan:
        return ShownPlan(row, self)

    def of_year(self, year: int, edition: int | None = None) -> ShownPlan | None:
        """The edition of the year, or the one that holds now."""
        if edition is None:
            row = self.current.get(year)
        else:
            row = next((each for each in self.rows if (each.year, each.edition) == (year, edition)), None)
        return self.plan(row) if row else None

    def find(
        self, year: int, slug: str, edition: int | None = None
    ) -> tuple[ShownPlan, ShownActivity] | None:
        """An activity of the year; one that a later edition has left out is shown as the last one had it.

        With an `edition`, which may be a draft: as that one has it.
        """
        for row in self.rows:
            wanted = row.state == TextState.ADOPTED if edition is None else row.edition == edition
            if row.year == year and wanted:
                for each in self.activities[row.pk]:
                    if each.slug == slug:
                        return self.plan(row), self.shown(each, row)
        return None

    @cached_property
    def bases(self) -> dict[int, ActionPlan]:
        return {each.pk: each for each in self.records.more("bases")}

    def areas_of(self, plan: ActivityPlan) -> list[DevelopmentArea]:
        return [each for each in self.records.more("areas") if each.plan_id == plan.plan_id]

    @cached_property
    def activities(self) -> dict[int, list[Activity]]:
        """The activities of each plan."""
        return _grouped(self.records.more("activities"), "plan_id")

    @cached_property
    def courses(self) -> dict[int, Course]:
        return {each.pk: each for each in self.records.more("courses")}

    @cached_property
    def milestones(self) -> dict[int, list[ActivityMilestone]]:
        return _grouped(self.records.more("milestones"), "activity_id")

    @cached_property
    def proofs(self) -> dict[int, list[MilestoneProof]]:
        return _grouped(self.records.more("proofs"), "course_id")

    @cached_property
    def _told(self) -> dict[int, list[ActivityEvent]]:
        return _grouped(self.records.more("told"), "course_id")

    @cached_property
    def _parties(self) -> dict[int, Any]:
        return {each.pk: each for each in self.records.parties}

    def shown(self, row: Activity, plan: ActivityPlan) -> ShownActivity:
        party = self._parties.get(row.party_id or 0)
        areas = {each.pk: each.slug for each in self.records.more("areas")}
        numbers = {each.number for each in self.milestones[row.pk]}
        notes = self._told[row.course_id]
        return ShownActivity(
            row=row,
            state=ActivityState(self.courses[row.course_id].state),
            area=areas[row.area_id],
            party=party.name if party else _("The parties together"),
            side=party.side if party else "",
            url=self._url(row, plan),
            milestones=len(numbers),
            reached=len(numbers & {each.number for each in self.proofs[row.course_id]}),
            told=notes[-1].note if notes else "",
            told_on=notes[-1].day if notes else None,
        )

    def _url(self, row: Activity, plan: ActivityPlan) -> str:
        """The year's own address as the edition that holds has it; for any other edition one below the edition's."""
        if self.current.get(plan.year) == plan:
            return reverse("actionplan:activity", args=[self.region, plan.year, row.slug])
        return reverse(
            "actionplan:activity-in-edition", args=[self.region, plan.year, plan.edition, row.slug]
        )

    def chain(self, plan: ActivityPlan) -> Chain:
        links = {
            row.decisionrecord_id for row in self.records.more("decided") if row.activityplan_id == plan.pk
        }
        decisions = [each for each in self.records.decisions if each.pk in links]
        corrected = {each.corrects_id for each in self.records.decisions if each.corrects_id}
        return build(self._required, decisions, corrected=corrected, region=self.region)

    @cached_property
    def _required(self) -> list[Any]:
        """As ActivityPlan.own_requirements, from rows that were read already where the page has read them."""
        return ActivityPlan(agreement=self.agreement).own_requirements()


def _grouped(rows: list[Any], name: str) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found
