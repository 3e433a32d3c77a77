"""The plans of an agreement as the public meets them: which one runs, what is decided about each, what came before."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from actionplan.models import ActionPlan, Milestone, MilestoneReport
from agreement.chain import Records
from agreement.states import Subject

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from agreement.chain import Chain
    from agreement.models import Agreement

# Words that stand where a plan's slug does; a plan must not be called so, for its page would never be reached.
FIXED_WORDS = frozenset({"versioner", "jamfor"})


def plan_name(agreement: Agreement) -> str:
    """What the plan is called here (AGR-30): the region's own word, and in other languages theirs for it."""
    if agreement.plan_name and get_language() == settings.LANGUAGE_CODE:
        return agreement.plan_name
    return _("Action plan")


def plan_url(plan: ActionPlan, name: str = "plan-version", *more: str) -> str:
    """The plan's stable address, or a page below it."""
    return reverse(f"actionplan:{name}", args=[plan.agreement.region.slug, plan.slug, *more])


def period_text(plan: ActionPlan) -> str:
    """The plan's period as people write it: `2021–2023`, `2024`, or the days themselves (PLAN-01, AGR-17)."""
    first, last = plan.period_from, plan.period_to
    if first and last:
        if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
            return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
        return f"{_day(first)} – {_day(last)}"
    if first:
        return _("From %(day)s") % {"day": _day(first)}
    if last:
        return _("Up to and including %(day)s") % {"day": _day(last)}
    return _("Until further notice")


def _day(day: dt.date) -> str:
    return date_format(day, "j F Y")


class Progress(NamedTuple):
    """How many milestones a plan has, on how many somebody has reported, and how many are reached."""

    total: int
    reported: int
    reached: int


def age(plan: ActionPlan) -> tuple[dt.date, int]:
    """Sorts plans from the oldest; those without a first day are older than all others, for they are built on."""
    return plan.period_from or dt.date.min, plan.pk


def plan_sets(agreement: Agreement) -> dict[str, QuerySet[Any]]:
    """What `Plans` wants to find among an agreement's records, to be read in the same question."""
    milestones = Milestone.objects.filter(plan__agreement=agreement)
    return {
        "plans": agreement.action_plans.shown().defer("frozen_at"),
        "decided": ActionPlan.decisions.through.objects.filter(actionplan__agreement=agreement),
        "milestones": milestones.defer("text"),
        "reports": MilestoneReport.objects.filter(milestone__in=milestones).defer("proof", "url"),
    }


class Plans:
    """The plans that the public sees, on a day (a Swedish date); drafts are not among them.

    One query, whatever their number: that of the records, which must have been asked for `plan_sets`.
    """

    def __init__(self, agreement: Agreement, day: dt.date, records: Records | None = None) -> None:
        self.agreement = agreement
        self.day = day
        self.records = records or Records(agreement, **plan_sets(agreement))

    @cached_property
    def all(self) -> list[ActionPlan]:
        """The plan that runs today, then the newest, last those without a period; with how far each has come."""
        plans: list[ActionPlan] = self.records.more("plans")
        reports = {each.milestone_id: each for each in self.records.more("reports")}
        for plan in plans:
            plan.agreement = self.agreement
            own = [each.pk for each in self.records.more("milestones") if each.plan_id == plan.pk]
            known = [reports[pk] for pk in own if pk in reports]
            plan.progress = Progress(len(own), len(known), sum(bool(each.reached_on) for each in known))  # type: ignore[attr-defined]
        return sorted(plans, key=lambda plan: (self.runs(plan), *age(plan)), reverse=True)

    def get(self, slug: str) -> ActionPlan | None:
        return next((plan for plan in self.all if plan.slug == slug), None)

    def is_to_come(self, plan: ActionPlan) -> bool:
        return plan.period_from is not None and plan.period_from > self.day

    def runs(self, plan: ActionPlan) -> bool:
        """Whether the plan's own period covers the day; one without a first day is what others are built on."""
        return plan.period_from is not None and plan.period_from <= self.day and not plan.is_over(self.day)

    @cached_property
    def current(self) -> ActionPlan | None:
        """The plan that is shown when nobody asks for another one.

        Of those that run today, else of those that begin on the same day: one that every party has decided goes before
        one with decisions missing (AGR-09), an adopted one before a summary, the newer before the older (PLAN-25).
        """
        if not self.all:
            return None
        first = self.all[0]
        same = [
            plan
            for plan in self.all
            if (self.runs(plan) if self.runs(first) else plan.period_from == first.period_from)
        ]
        return first if len(same) == 1 else max(same, key=self._weight)

    def _weight(self, plan: ActionPlan) -> tuple[bool, bool, dt.date, int]:
        return (self.chain(plan).is_complete, plan.is_frozen, plan.period_from or self.day, plan.pk)

    def before(self, plan: ActionPlan) -> ActionPlan | None:
        """The plan that this one is compared with: the one that it revises, else the one before it in time."""
        if plan.revises_id:
            return next((other for other in self.all if other.pk == plan.revises_id), None)
        begins = plan.period_from
        earlier = [other for other in self.all if other.period_from and begins and other.period_from < begins]
        return max(earlier, key=age, default=None)

    def revised_by(self, plan: ActionPlan) -> ActionPlan | None:
        """The newest plan that changes this one, if the public sees it."""
        return max(
            (other for other in self.all if other.revises_id == plan.pk),
            key=lambda other: other.pk,
            default=None,
        )

    def chain(self, plan: ActionPlan) -> Chain:
        """What the decisions about the plan add up to, and which are missing (AGR-09)."""
        decisions = [each for each in self.records.decisions if (plan.pk, each.pk) in self._decided]
        return self.records.chain(Subject.PLAN, decisions)

    @cached_property
    def _decided(self) -> set[tuple[int, int]]:
        """Which decisions are about which plans."""
        return {(row.actionplan_id, row.decisionrecord_id) for row in self.records.more("decided")}
