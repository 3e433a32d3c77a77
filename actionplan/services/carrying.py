"""What an activity has left is carried over to a later year's plan, with a reason: it goes on there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from actionplan.exceptions import NotCarried
from actionplan.models import Activity, ActivityMilestone, ActivityPlan, Course, Participant, Resource
from actionplan.permissions import keeps_region
from actionplan.services.activities import free_slug, next_order, set_served, tell
from actionplan.states import UNFINISHED, ActivityState
from actionplan.steps import is_adopted
from agreement.states import TextState
from steps.exceptions import StepNotAllowed

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import User
    from actionplan.models import DevelopmentArea


def why_not_carried(activity: Activity, to: ActivityPlan) -> str:
    """Why the activity is not carried over to that plan, as a sentence; empty if it may be."""
    if to.state != TextState.DRAFT or to.agreement_id != activity.plan.agreement_id:
        return str(_("It is carried over to a plan that is being drafted."))
    if to.year <= activity.plan.year:
        return str(_("It is carried over to a later year."))
    if activity.course.state not in UNFINISHED or not is_adopted(activity.course):
        return str(_("Only what was planned and is not finished is carried over."))
    if Activity.objects.filter(course__origin=activity.course).exists():
        return str(_("It has been carried over already. What was made of it goes on from there."))
    return ""


def carry_over(
    activity: Activity, to: ActivityPlan, *, by: User, reason: str, area: DevelopmentArea | None = None
) -> Activity:
    """The activity goes on in a later year's draft, with the reason; the copy knows where it comes from.

    It takes along what is not reached yet; days before the new year are left out, to be set anew. Its area is `area`,
    else the one of the new plan that corresponds. Refuses StepNotAllowed and NotCarried; so also the second time.
    """
    if not keeps_region(by, to.agreement.region_id):
        raise StepNotAllowed(_("You may not take that step."))
    if not reason.strip():
        raise StepNotAllowed(_("Please say why."))
    area = area or area_in(activity.area, to)
    if area is None or area.plan_id != to.plan_id:
        raise NotCarried(_("Choose the area of the new plan that it belongs to."))
    with transaction.atomic():
        ActivityPlan.objects.select_for_update().get(pk=to.pk)
        Course.objects.select_for_update().get(pk=activity.course_id)
        if why := why_not_carried(activity, to):
            raise NotCarried(why)
        course = Course.objects.create(
            agreement=to.agreement,
            state=ActivityState.PLANNED,
            keeper=activity.course.keeper,
            origin=activity.course,
        )
        new = Activity.objects.create(
            plan=to,
            course=course,
            slug=free_slug(to, activity.title),
            area=area,
            action=activity.action if area == activity.area else None,
            carry_reason=reason.strip(),
            order=next_order(to),
            from_on=_still(activity.from_on, to),
            to_on=_still(activity.to_on, to),
            **{name: getattr(activity, name) for name in KEPT},
        )
        _copy_rows(activity, new)
        tell(new, "carry", by, reason)
    return new


KEPT = ("title", "text", "kind", "party", "role", "no_resources", "agenda", "reason", "document")


def area_in(area: DevelopmentArea, plan: ActivityPlan) -> DevelopmentArea | None:
    """The area of the plan's own action plan that is the same work: itself, its counterpart, its namesake (PLAN-03)."""
    if area.plan_id == plan.plan_id:
        return area
    areas = plan.plan.areas.all()
    return areas.filter(corresponds_to=area).first() or areas.filter(slug=area.slug).first()


def _copy_rows(old: Activity, new: Activity) -> None:
    for row in old.resources.all():
        Resource.objects.create(
            activity=new,
            party=row.party,
            giver=row.giver,
            kind=row.kind,
            amount=row.amount,
            note=row.note,
            order=row.order,
        )
    for row in old.participants.all():
        Participant.objects.create(
            activity=new, name=row.name, party=row.party, organisation=row.organisation, order=row.order
        )
    reached = set(old.course.proofs.values_list("number", flat=True))
    left = [row for row in old.milestones.all() if row.number not in reached]
    for number, row in enumerate(left, 1):
        due_on = _still(row.due_on, new.plan)
        ActivityMilestone.objects.create(activity=new, number=number, text=row.text, due_on=due_on)
    set_served(
        new,
        principles=[row.principle for row in old.principles.select_related("principle")],
        goals=[row.goal for row in old.goals.select_related("goal")],
        words=[row.word for row in old.words.select_related("word")],
    )


def _still(day: dt.date | None, plan: ActivityPlan) -> dt.date | None:
    return day if day and day.year >= plan.year else None
