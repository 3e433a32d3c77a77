"""What can be done with a plan of activities: adopt it by the leadership group's decision, revise it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from actionplan.exceptions import NotAdopted
from actionplan.models import Activity, ActivityMilestone, ActivityPlan, Course, MilestoneProof
from actionplan.states import UNFINISHED, ActivityState
from actionplan.steps import is_adopted
from agreement.keeping import free_address, words_of_decision
from agreement.models import DecisionRecord
from agreement.services import adopt, copy_as_draft
from agreement.states import About, Act, BodyKind, TextState

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet

    from accounts.models import User
    from agreement.models import RegistryNumber


def why_not_adoptable(plan: ActivityPlan) -> str:
    """What must be done before the plan can be adopted, as a sentence; empty if nothing (PLAN-05, PLAN-06)."""
    if plan.plan.state == TextState.DRAFT:
        return _("The plan that it is made from is itself a draft.")
    rows = plan.activities.select_related("course")
    if not rows.exists():
        return _("There are no activities in it yet.")
    waiting = [each.title for each in rows if each.course.state == ActivityState.PROPOSED]
    if waiting:
        return _("Take these proposals into the plan, or turn them down: %(names)s.") % {
            "names": ", ".join(waiting)
        }
    bare = [each.title for each in rows if not each.no_resources and not each.resources.exists()]
    if bare:
        return _("Say what resources these have, or that they need none: %(names)s.") % {
            "names": ", ".join(bare)
        }
    both = [each.title for each in rows if each.no_resources and each.resources.exists()]
    if both:
        return _("These say that they need nothing, and what they need. Choose one: %(names)s.") % {
            "names": ", ".join(both)
        }
    unled = [each.title for each in rows if not each.role.strip()]
    if unled:
        return _("Say which office answers for these: %(names)s.") % {"names": ", ".join(unled)}
    return _why_it_breaks_off(plan)


def _why_it_breaks_off(plan: ActivityPlan) -> str:
    """The same of what has happened already, or goes on."""
    if left_out := _left_out(plan):
        return _(
            "These are planned or ongoing, and the draft leaves them out. Stop them first, and say why: %(names)s."
        ) % {"names": ", ".join(left_out)}
    if reworded := _reworded(plan):
        return _(
            "These milestones are reached and must read as they did: %(names)s. Write a new one instead."
        ) % {"names": ", ".join(reworded)}
    return ""


def goes_on(activity: Activity) -> bool:
    """Whether the edition that holds has it, planned or ongoing: a draft that leaves it out cannot be adopted.

    Nobody can say how an activity goes that no edition has, so it would be ongoing for ever (PLAN-24).
    """
    return activity.course.state in UNFINISHED and is_adopted(activity.course)


def _left_out(plan: ActivityPlan) -> list[str]:
    held = Activity.objects.current().filter(plan__in=_editions(plan), course__state__in=UNFINISHED)
    return list(
        held.exclude(course__in=plan.activities.order_by().values("course")).values_list("title", flat=True)
    )


def _reworded(plan: ActivityPlan) -> list[str]:
    """Milestones that are reached and that the draft words anew: a proof must not come to stand for something else."""
    known = ActivityMilestone.objects.filter(activity__course__versions__plan=plan)
    held = {
        (course, number): text
        for course, number, text in known.filter(activity__in=Activity.objects.current()).values_list(
            "activity__course", "number", "text"
        )
    }
    reached = set(MilestoneProof.objects.filter(course__versions__plan=plan).values_list("course", "number"))
    return [
        text
        for course, number, text in ActivityMilestone.objects.filter(activity__plan=plan).values_list(
            "activity__course", "number", "text"
        )
        if (course, number) in reached and held.get((course, number), text) != text
    ]


def adopt_activity_plan(
    plan: ActivityPlan,
    *,
    by: User | None,
    decision: DecisionRecord | None = None,
    decided_on: dt.date | None = None,
    paragraph: str = "",
    registry: RegistryNumber | None = None,
    seen: str = "",
    at: dt.datetime | None = None,
) -> ActivityPlan:
    """Record the leadership group's decision, unless it is recorded already, and freeze the plan (PLAN-05, PLAN-07).

    Refuses NotAdopted, ValidationError (a day to come, another agreement's number, a decision of somebody else), and
    what `agreement.services.adopt` refuses; so also the second time. Who may do it is the caller's question
    (agreement.permissions.may_adopt). All of it or none of it.
    """
    if decision is not None and _editions(plan).exclude(pk=plan.pk).filter(decisions=decision).exists():
        raise NotAdopted(
            _("That decision adopted another edition of the year. A change needs a decision of its own.")
        )
    with transaction.atomic():
        # Held, so that nobody reaches a milestone or takes an activity up between the look and the freezing.
        of_year = Activity.objects.filter(plan__in=_editions(plan)).order_by()
        courses = Course.objects.filter(pk__in=of_year.values("course"))
        list(courses.select_for_update().order_by("pk"))
        if why := why_not_adoptable(plan):
            raise NotAdopted(why)
        plan.decisions.add(decision or _record(plan, decided_on, paragraph, registry))
        return adopt(plan, by=by, seen=seen, at=at)


def _record(
    plan: ActivityPlan, decided_on: dt.date | None, paragraph: str, registry: RegistryNumber | None
) -> DecisionRecord:
    body = plan.agreement.bodies.filter(kind=BodyKind.LEADERSHIP).first()
    if body is None:
        raise NotAdopted(
            _("There is no leadership group here. Record the decisions first, and choose one of them.")
        )
    record = DecisionRecord(
        agreement=plan.agreement,
        heading=_("Decision: activity plan %(year)s") % {"year": plan.year},
        body=body.name,
        act=Act.DECIDES,
        about=About.ADOPTION,
        decided_on=decided_on,
        paragraph=paragraph,
        registry=registry,
    )
    record.slug = free_address(record, words_of_decision(record))
    record.full_clean()
    record.save()
    return record


def revise(plan: ActivityPlan) -> ActivityPlan:
    """A draft of the plan's next edition, which says what it says; the activities go on as they are (PLAN-25).

    Refuses NotAdopted: what `why_not_revised` says; so also the second time, and of two people at once the slower.
    """
    with transaction.atomic():
        list(_editions(plan).select_for_update().order_by("pk"))
        if why := why_not_revised(plan):
            raise NotAdopted(why)
        last = _editions(plan).aggregate(last=Max("edition"))["last"]
        return copy_as_draft(plan, edition=last + 1, revises=plan)


def why_not_revised(plan: ActivityPlan) -> str:
    """Why no new edition is made of this one, as a sentence; empty if it may be."""
    if _editions(plan).filter(state=TextState.DRAFT).exists():
        return _("There is a draft for that year already.")
    if _editions(plan).filter(edition__gt=plan.edition).exists():
        return _("A later edition holds now. Revise that one.")
    return ""


def _editions(plan: ActivityPlan) -> QuerySet[ActivityPlan]:
    return ActivityPlan.objects.filter(agreement=plan.agreement_id, year=plan.year)
