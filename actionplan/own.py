"""What a person has to do with activities: for the own pages and the card that leads there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actionplan import own_lists
from actionplan.activities import TONES
from actionplan.models import Activity, ActivityMilestone, ActivityPlan, Course
from actionplan.permissions import may_propose
from actionplan.states import UNFINISHED, ActivityState
from actionplan.steps import is_adopted
from agreement.offices import Offices
from agreement.states import TextState
from membership.own_pages import Card
from relay.admin_lists import LARGEST_KEY

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from accounts.models import User


@dataclass(frozen=True)
class Kept:
    """An activity that a person keeps up to date. `late`: milestones whose day has passed without a word."""

    row: Activity
    late: int

    @property
    def tone(self) -> str:
        return TONES[ActivityState(self.row.course.state)]

    @property
    def url(self) -> str:
        return reverse("actionplan:own-activity", args=[self.row.course_id])


class OwnList:
    """The person's activities on a day (a Swedish date). A flat number of queries."""

    def __init__(self, user: User, day: dt.date, offices: Offices | None = None) -> None:
        self.user = user
        self.day = day
        self.offices = offices or Offices(user, day)

    @cached_property
    def kept(self) -> list[Kept]:
        """Of adopted plans: what is going on first, then what is planned, last what is finished; newest year first."""
        kept = Course.objects.kept_by(self.user, self.day, self.offices)
        rows = list(
            Activity.objects.current()
            .filter(course__in=kept, plan__year__gte=self.day.year - 1)
            .select_related("course", "plan__agreement__region", "party")
            .order_by("-plan__year", "order", "pk")
        )
        due = ActivityMilestone.objects.filter(activity__in=[row.pk for row in rows], due_on__lt=self.day)
        late: dict[int, int] = {}
        reached = {
            (course, number)
            for course, number in Course.objects.filter(pk__in=[row.course_id for row in rows]).values_list(
                "pk", "proofs__number"
            )
        }
        courses = {row.pk: row.course_id for row in rows}
        for activity, number in due.values_list("activity_id", "number"):
            if (courses[activity], number) not in reached:
                late[activity] = late.get(activity, 0) + 1
        found = [Kept(row, late.get(row.pk, 0) if row.course.state in UNFINISHED else 0) for row in rows]
        order = [ActivityState.ONGOING, ActivityState.PLANNED, ActivityState.STOPPED, ActivityState.DONE]
        return sorted(found, key=lambda each: (-each.row.plan.year, order.index(each.row.course.state)))  # type: ignore[arg-type]

    @cached_property
    def drafts(self) -> list[ActivityPlan]:
        """Plans that are being drafted, for those who may propose, and for the leadership group to read."""
        drafts = ActivityPlan.objects.filter(state=TextState.DRAFT)
        offices = self.offices
        drafts = drafts.filter(Q(agreement__in=offices.developed) | Q(agreement__region__in=offices.staffed))
        found = list(drafts.select_related("agreement__region", "plan").order_by("year", "pk"))
        for each in found:
            each.is_open = each.agreement_id in offices.developed or each.agreement.region_id in offices.kept
        return found

    @cached_property
    def proposals(self) -> list[Activity]:
        """What stands in those drafts: everybody who may propose reads what the others have proposed."""
        rows = Activity.objects.filter(plan__in=[each.pk for each in self.drafts])
        return list(
            rows.select_related("course", "plan__agreement__region", "party").order_by("plan", "order", "pk")
        )

    @cached_property
    def within(self) -> set[int]:
        """Courses among those proposals that the person has a page of."""
        own = [each.course_id for each in self.proposals]
        return set(
            Course.objects.kept_by(self.user, self.day, self.offices)
            .filter(pk__in=own)
            .values_list("pk", flat=True)
        )

    @cached_property
    def turned_down(self) -> list[str]:
        """The person's own proposals that were turned down, each with the reason."""
        courses = Course.objects.filter(
            proposed_by=self.user, state=ActivityState.STOPPED, versions=None, events__step="turn_down"
        )
        return list(courses.order_by("-pk").values_list("events__note", flat=True)[:20])


def activity_of(course: Course) -> Activity | None:
    """The activity as the plan that holds now words it, else as a draft does; None for one that left its draft."""
    rows = Activity.objects.filter(course=course).select_related(
        "plan__agreement__region", "plan__plan", "area", "party", "action"
    )
    found = rows.current().first() or rows.order_by("-plan__edition", "-pk").first()
    if found is not None:
        found.course = course
    return found


def carry_plans(activity: Activity) -> QuerySet[ActivityPlan]:
    """The drafts of later years to which the activity could go on."""
    drafts = ActivityPlan.objects.filter(
        agreement=activity.plan.agreement_id, state=TextState.DRAFT, year__gt=activity.plan.year
    )
    goes_on = Activity.objects.filter(course__origin=activity.course_id)
    if activity.course.state not in UNFINISHED or not is_adopted(activity.course) or goes_on.exists():
        return drafts.none()
    return drafts.select_related("plan")


def draft_for(user: User, pk: int) -> ActivityPlan:
    """The draft, for somebody who may propose in it; anything else does not exist (404)."""
    drafts = ActivityPlan.objects.filter(state=TextState.DRAFT).select_related("agreement__region", "plan")
    found: ActivityPlan | None = drafts.filter(pk=pk).first() if pk <= LARGEST_KEY else None
    if found is None or not may_propose(user, found.agreement):
        raise Http404
    return found


def cards(user: User, offices: Offices) -> Iterable[Card]:
    """The cards on /mina-sidor/, for people who keep activities or may propose some; and those of own_lists."""
    found = OwnList(user, offices.day, offices)
    yield from own_lists.cards(offices)
    going = [each for each in found.kept if each.row.course.state in UNFINISHED]
    if not found.kept and not found.drafts:
        return
    late = sum(each.late for each in going)
    told = ngettext(
        "%(count)d activity to keep up to date.", "%(count)d activities to keep up to date.", len(going)
    )
    if not found.kept:
        told = _("A plan of activities is being drafted.")
    asked = ngettext("%(count)d milestone waits for a report", "%(count)d milestones wait for a report", late)
    yield Card(
        title=_("Activities"),
        text=told % {"count": len(going)},
        url=reverse("actionplan:own-activities"),
        action=asked % {"count": late} if late else "",
        order=40,
    )
