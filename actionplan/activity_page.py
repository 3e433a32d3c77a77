"""One activity as its page shows it: what it serves, who puts in what, milestones with proof, what has happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actionplan.activities import ActivityYears, adopted_plans
from actionplan.agenda import GOALS
from actionplan.models import (
    Activity,
    ActivityEvent,
    ActivityGoal,
    ActivityPlan,
    ActivityPrinciple,
    ActivityWord,
    Participant,
    PlannedAction,
    Resource,
    Word,
)
from actionplan.states import TOLD, ActivityState, WordKind
from agreement.models import Document, Goal, Principle
from agreement.states import TextState

if TYPE_CHECKING:
    import datetime as dt

    from actionplan.activities import ShownActivity, ShownPlan
    from actionplan.models import MilestoneProof
    from agreement.models import Agreement

# How the diary tells what happened.
HAPPENED = {
    "begin": gettext_lazy("Begun"),
    "finish": gettext_lazy("Done"),
    "finish_at_once": gettext_lazy("Done"),
    "stop": gettext_lazy("Stopped"),
    "call_off": gettext_lazy("Stopped"),
    "reopen": gettext_lazy("Not done yet after all"),
    "take_up": gettext_lazy("Taken up again"),
    "milestone": gettext_lazy("Milestone reached"),
    "milestone_taken_back": gettext_lazy("Milestone not reached after all"),
    "note": gettext_lazy("How it is going"),
}


@dataclass(frozen=True)
class ShownMilestone:
    """What is to be reached; `is_late`: its day has passed and nobody has said that it was reached."""

    number: int
    text: str
    due_on: dt.date | None
    proof: MilestoneProof | None
    file_url: str
    is_late: bool


@dataclass(frozen=True)
class ShownResource:
    who: str
    kind: str
    amount: Any
    unit: str
    note: str


@dataclass(frozen=True)
class Happened:
    day: dt.date
    label: str
    note: str


class ActivityPage:
    """An activity of a year's adopted plan, by one query and one for other years. Refuses Activity.DoesNotExist.

    With an `edition`: as that one has it, adopted or not; who may read a draft is the caller's question.
    """

    def __init__(
        self, agreement: Agreement, year: int, slug: str, day: dt.date, edition: int | None = None
    ) -> None:
        self.day = day
        self.edition = edition
        every = (
            adopted_plans(agreement) if edition is None else ActivityPlan.objects.filter(agreement=agreement)
        )
        only = every.filter(year=year)
        activities = Activity.objects.filter(plan__in=only, slug=slug)
        own = {"activity__in": activities}
        principles = ActivityPrinciple.objects.filter(**own)
        goals, words = ActivityGoal.objects.filter(**own), ActivityWord.objects.filter(**own)
        courses = activities.order_by().values("course")
        self.years = ActivityYears(
            agreement,
            only,
            resources=Resource.objects.filter(**own),
            participants=Participant.objects.filter(**own),
            serves=principles,
            principles=Principle.objects.filter(pk__in=principles.order_by().values("principle")),
            reaches=goals,
            goals=Goal.objects.filter(pk__in=goals.order_by().values("goal")),
            tags=words,
            words=Word.objects.filter(pk__in=words.order_by().values("word")),
            actions=PlannedAction.objects.filter(pk__in=activities.order_by().values("action")),
            documents=Document.objects.filter(pk__in=activities.order_by().values("document")),
            events=ActivityEvent.objects.filter(course__in=courses, step__in=TOLD).defer("at"),
        )
        found = self.years.find(year, slug, edition)
        if found is None:
            raise Activity.DoesNotExist
        self.plan: ShownPlan = found[0]
        self.activity: ShownActivity = found[1]

    @property
    def row(self) -> Activity:
        return self.activity.row

    @property
    def is_left_out(self) -> bool:
        """Whether a later edition of the plan has not got it any more."""
        return self.edition is None and not self.plan.holds

    @property
    def is_draft(self) -> bool:
        return self.plan.row.state == TextState.DRAFT

    @property
    def is_over(self) -> bool:
        """Whether this is how an earlier edition had it."""
        return self.edition is not None and not self.is_draft and not self.plan.holds

    def _own(self, name: str) -> list[Any]:
        return [each for each in self.years.records.more(name) if each.activity_id == self.row.pk]

    def _by_key(self, name: str) -> dict[int, Any]:
        return {each.pk: each for each in self.years.records.more(name)}

    @cached_property
    def area(self) -> dict[str, str]:
        area = next(each for each in self.plan.areas if each.slug == self.activity.area)
        base = self.plan.base.slug
        return {
            "name": area.name,
            "url": reverse("actionplan:area", args=[self.years.region, base, area.slug]),
        }

    @property
    def action(self) -> str:
        return getattr(self._by_key("actions").get(self.row.action_id or 0), "text", "")

    @property
    def document(self) -> Document | None:
        found: Document | None = self._by_key("documents").get(self.row.document_id or 0)
        if found is not None:
            found.agreement = self.years.agreement
        return found

    @property
    def resources(self) -> list[ShownResource]:
        parties = {each.pk: each.name for each in self.years.records.parties}
        units = {"hours": _("hours"), "money": _("kronor")}
        return [
            ShownResource(
                who=parties.get(each.party_id or 0, "") or each.giver or _("The parties together"),
                kind=each.get_kind_display(),
                amount=each.amount,
                unit=units.get(each.kind, ""),
                note=each.note,
            )
            for each in self._own("resources")
        ]

    @property
    def participants(self) -> list[str]:
        return [each.name for each in self._own("participants")]

    @property
    def principles(self) -> list[dict[str, str]]:
        """Each with its page, where the version that it stands in has one."""
        current, known = self.years.records.in_force, self._by_key("principles")
        region, found = self.years.region, []
        for link in self._own("serves"):
            principle = known[link.principle_id]
            is_current = current is not None and principle.version_id == current.pk
            url = reverse("agreement:principle", args=[region, principle.slug]) if is_current else ""
            found.append({"name": principle.name, "url": url})
        return found

    @property
    def goals(self) -> list[str]:
        known = self._by_key("goals")
        return [known[link.goal_id].text for link in self._own("reaches")]

    def _words(self, kind: str) -> list[str]:
        wanted = {link.word_id for link in self._own("tags")}
        return [
            each.name for each in self.years.records.more("words") if each.pk in wanted and each.kind == kind
        ]

    @property
    def themes(self) -> list[str]:
        return self._words(WordKind.THEME)

    @property
    def topics(self) -> list[str]:
        return self._words(WordKind.TOPIC)

    @property
    def agenda(self) -> list[str]:
        """Goals of Agenda 2030, with their numbers (PLAN-28)."""
        return [f"{number}. {GOALS[number]}" for number in sorted(self.row.agenda) if number in GOALS]

    @property
    def milestones(self) -> list[ShownMilestone]:
        proofs = {each.number: each for each in self.years.proofs[self.row.course_id]}
        found = []
        for each in self.years.milestones[self.row.pk]:
            proof = proofs.get(each.number)
            where = [self.years.region, self.plan.row.year, self.row.slug, each.number]
            file_url = reverse("actionplan:activity-proof", args=where) if proof and proof.file else ""
            is_late = (
                proof is None and each.due_on is not None and each.due_on < self.day and self._is_expected
            )
            found.append(ShownMilestone(each.number, each.text, each.due_on, proof, file_url, is_late))
        return found

    @property
    def _is_expected(self) -> bool:
        """Of what was stopped nothing is expected; what a draft says is not yet."""
        return self.activity.state != ActivityState.STOPPED and not self.is_draft

    @property
    def happened(self) -> list[Happened]:
        """The diary, newest first."""
        own = [each for each in self.years.records.more("events") if each.course_id == self.row.course_id]
        return [Happened(each.day, str(HAPPENED[each.step]), each.note) for each in reversed(own)]

    @property
    def why_stopped(self) -> str:
        """The reason of the last stop."""
        return next((each.note for each in self.happened if each.label == str(HAPPENED["stop"])), "")

    @cached_property
    def other_years(self) -> list[dict[str, Any]]:
        """The same work in the year before and the year after, as the plans that hold have it."""
        course = self.years.courses[self.row.course_id]
        rows = Activity.objects.current().filter(Q(course__origin=course.pk) | Q(course=course.origin_id))
        found = rows.select_related("plan").order_by("plan__year", "pk")
        return [
            {
                "year": each.plan.year,
                "title": each.title,
                "is_before": each.plan.year < self.plan.row.year,
                "reason": each.carry_reason,
                "url": reverse("actionplan:activity", args=[self.years.region, each.plan.year, each.slug]),
            }
            for each in found
        ]
