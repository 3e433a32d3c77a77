"""The doors: the one place that moves an activity, a checklist's point or a review on, and writes its diary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from actionplan.exceptions import ResourcesMissing
from actionplan.models import Activity, ActivityEvent, FormReviewEvent, PointEvent
from actionplan.permissions import capacities
from steps.door import moving
from steps.exceptions import StepNotAllowed

if TYPE_CHECKING:
    from accounts.models import User
    from actionplan.models import Course, FormReview, PartyPoint
    from actionplan.states import Step
    from steps.states import Step as AnyStep


def take_step(activity: Activity, step: Step, *, actor: User, note: str = "") -> ActivityEvent:
    """Move the activity one step and write the diary, or refuse; all of it or none of it.

    Refuses StepNotAllowed (the state, the plan, the actor, a missing note), ResourcesMissing, and AlreadyMoved: see
    `steps.door`. Twice in a row: the second is refused.
    """
    course, note = activity.course, note.strip()
    if not capacities(actor, activity) & step.by:
        raise StepNotAllowed(_("You may not take that step."))
    with moving([course], step, note=note):
        if step.adopted and not is_adopted(course):
            raise StepNotAllowed(_("The plan has not been adopted yet."))
        if step.resources and not resources_are_stated(activity):
            raise ResourcesMissing
        event = ActivityEvent.objects.create(course=course, actor=actor, note=note, **step.line)
    course.refresh_from_db()
    return event


def step_point(answer: PartyPoint, step: AnyStep, *, actor: User, note: str = "", **facts: Any) -> PointEvent:
    """The same for what a party says of a point of its checklist; who may is asked by the service."""
    with moving([answer], step, note=note, **facts):
        event = PointEvent.objects.create(answer=answer, actor=actor, note=note, **step.line)
    answer.refresh_from_db()
    return event


def step_review(
    review: FormReview, step: AnyStep, *, actor: User, note: str = "", **facts: Any
) -> FormReviewEvent:
    """The same for the looking through a form of collaboration."""
    with moving([review], step, note=note, **facts):
        event = FormReviewEvent.objects.create(review=review, actor=actor, note=note, **step.line)
    review.refresh_from_db()
    return event


def is_adopted(course: Course) -> bool:
    """Whether an adopted plan has the activity as it is now (PLAN-05)."""
    return Activity.objects.current().filter(course=course).exists()


def resources_are_stated(activity: Activity) -> bool:
    """Whether somebody has said what the activity needs, or that it needs nothing (PLAN-06)."""
    return activity.no_resources or activity.resources.exists()
