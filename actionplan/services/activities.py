"""What can be done with an activity: propose it, move it, say how it goes, carry it over to another year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from actionplan.exceptions import NotCarried
from actionplan.models import (
    Activity,
    ActivityEvent,
    ActivityMilestone,
    ActivityPlan,
    Course,
    DevelopmentArea,
    MilestoneProof,
    Participant,
    Resource,
)
from actionplan.permissions import keeps_region, may_keep, may_propose
from actionplan.states import STEPS, UNFINISHED, ActivityKind, ActivityState, ResourceKind
from actionplan.steps import is_adopted, take_step
from agreement.states import TextState
from membership.uploads import inspect
from steps.exceptions import AlreadyMoved, StepNotAllowed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from django.core.files.uploadedfile import UploadedFile

    from accounts.models import User
    from actionplan.models import Word
    from agreement.models import Goal, Principle


def propose(plan: ActivityPlan, *, by: User, **fields: Any) -> Activity:
    """A proposal in a plan that is being drafted; `fields` are the activity's own.

    Refuses StepNotAllowed: somebody who may not, a plan that is adopted.
    """
    if not may_propose(by, plan.agreement):
        raise StepNotAllowed(_("Only the development group and the secretariat propose activities."))
    if plan.state != TextState.DRAFT:
        raise StepNotAllowed(_("The plan is adopted. Propose the activity for the next one."))
    with transaction.atomic():
        course = Course.objects.create(agreement=plan.agreement, proposed_by=by, keeper=by)
        activity = Activity.objects.create(
            **{
                "plan": plan,
                "course": course,
                "slug": free_slug(plan, fields["title"]),
                "order": next_order(plan),
                **fields,
            }
        )
        _tell(activity, "propose", by)
    return activity


def propose_with(plan: ActivityPlan, *, by: User, data: dict[str, Any]) -> Activity:
    """A proposal from the cleaned data of forms.ProposalForm, with its resources as far as they are told (PLAN-06)."""
    names = ("title", "text", "area", "party", "role", "from_on", "to_on", "no_resources")
    with transaction.atomic():
        kind = ActivityKind.TRIAL if data["trial"] else ActivityKind.ORDINARY
        activity = propose(plan, by=by, kind=kind, **{name: data[name] for name in names})
        if data["hours"]:
            Resource.objects.create(
                activity=activity, party=data["party"], kind=ResourceKind.HOURS, amount=data["hours"], order=1
            )
        if data["needs"]:
            Resource.objects.create(activity=activity, kind=ResourceKind.IN_KIND, note=data["needs"], order=2)
    return activity


def free_slug(plan: ActivityPlan, title: str) -> str:
    """An address made of the title, not yet taken in the plan."""
    stem = slugify(title)[:75].strip("-") or "aktivitet"
    taken = set(plan.activities.filter(slug__startswith=stem).values_list("slug", flat=True))
    names = (stem if number == 1 else f"{stem}-{number}" for number in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def next_order(plan: ActivityPlan) -> int:
    return int(plan.activities.aggregate(last=Max("order"))["last"] or 0) + 1


def set_served(
    activity: Activity,
    *,
    principles: Collection[Principle] = (),
    goals: Collection[Goal] = (),
    words: Collection[Word] = (),
) -> None:
    """What the activity serves is exactly this. Refuses (TextIsFrozen) an activity of an adopted plan."""
    with transaction.atomic():
        for rows, name, wanted in (
            (activity.principles, "principle", principles),
            (activity.goals, "goal", goals),
            (activity.words, "word", words),
        ):
            keys = {each.pk for each in wanted}
            there = {getattr(row, f"{name}_id"): row for row in rows.all()}
            for key in there.keys() - keys:
                there[key].delete()
            for key in sorted(keys - there.keys()):
                rows.create(**{f"{name}_id": key})


def move(activity: Activity, step: str, *, by: User, note: str = "") -> ActivityEvent:
    """Take the step of that name (actionplan.states). Refuses what `steps.take_step` refuses.

    A proposal that is turned down leaves the draft; whoever made it still reads what it was and why.
    """
    if step != "turn_down":
        return take_step(activity, STEPS[step], actor=by, note=note)
    with transaction.atomic():
        title = activity.title if note.strip() else ""
        event = take_step(activity, STEPS[step], actor=by, note=f"{title}: {note.strip()}" if title else "")
        activity.delete()
    return event


def write_note(activity: Activity, *, by: User, note: str) -> ActivityEvent:
    """A short note on how it goes, which the public reads. Refuses StepNotAllowed: no right, no words, a proposal."""
    _check_keeps(activity, by)
    if not note.strip():
        raise StepNotAllowed(_("Write something first."))
    return _tell(activity, "note", by, note)


def reach_milestone(
    activity: Activity,
    number: int,
    *,
    by: User,
    reached_on: dt.date,
    proof: str = "",
    url: str = "",
    upload: UploadedFile[bytes] | None = None,
) -> MilestoneProof:
    """Say that the milestone of that number was reached on a day (Swedish date), and how that can be seen (PLAN-11).

    Refuses StepNotAllowed: no right, no such milestone, a day to come, nothing to see; AlreadyMoved when somebody has
    said so before, so also the second time; BadFile a file that is none of those we take.
    """
    _check_keeps(activity, by)
    if not activity.milestones.filter(number=number).exists():
        raise StepNotAllowed
    if reached_on > timezone.localdate():
        raise StepNotAllowed(_("That day has not come yet."))
    if not proof.strip() and not url and not upload:
        raise StepNotAllowed(_("Say how it can be seen: in words, by a link or a file."))
    row = MilestoneProof(
        course=activity.course, number=number, reached_on=reached_on, proof=proof.strip(), url=url
    )
    if upload:
        found = inspect(upload)
        row.filename, row.content_type = found.filename, found.content_type
        row.size, row.sha256 = found.size, found.sha256
        row.file.save(f"{activity.course_id}-{number}.{found.extension}", upload, save=False)
    try:
        with transaction.atomic():
            row.save()
            _tell(activity, "milestone", by, _words_of(activity, number))
    except IntegrityError as taken:
        if row.file.name:
            row.file.storage.delete(row.file.name)
        raise AlreadyMoved from taken
    return row


def take_back_milestone(activity: Activity, number: int, *, by: User, note: str) -> None:
    """Say that the milestone is not reached after all, and why. Refuses StepNotAllowed: no right, no reason."""
    _check_keeps(activity, by)
    if not note.strip():
        raise StepNotAllowed(_("Please say why."))
    with transaction.atomic():
        proof = activity.course.proofs.select_for_update().filter(number=number).first()
        if proof is None:
            raise StepNotAllowed
        proof.delete()
        _tell(activity, "milestone_undone", by, f"{_words_of(activity, number)}: {note.strip()}")


def hand_over(activity: Activity, *, by: User, to: User | None) -> None:
    """Say who keeps the activity up to date. Refuses StepNotAllowed: only the secretariat, only people in use."""
    if not keeps_region(by, activity.plan.agreement.region_id) or (to and not to.is_active):
        raise StepNotAllowed
    with transaction.atomic():
        activity.course.keeper = to
        activity.course.save(update_fields=["keeper"])
        _tell(activity, "keeper", by)


def why_not_carried(activity: Activity, to: ActivityPlan) -> str:
    """Why the activity is not carried over to that plan, as a sentence; empty if it may be."""
    if to.state != TextState.DRAFT or to.agreement_id != activity.plan.agreement_id:
        return str(_("It is carried over to a plan that is being drafted."))
    if to.year <= activity.plan.year:
        return str(_("It is carried over to a later year."))
    if activity.course.state not in UNFINISHED or not is_adopted(activity.course):
        return str(_("Only what was planned and is not finished is carried over."))
    if to.activities.filter(course__origin=activity.course).exists():
        return str(_("It has been carried over to that plan already."))
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
        _tell(new, "carry", by, reason)
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


def _check_keeps(activity: Activity, by: User) -> None:
    if not may_keep(by, activity):
        raise StepNotAllowed(_("Only those who keep the activity say how it goes."))
    if not is_adopted(activity.course):
        raise StepNotAllowed(_("The plan has not been adopted yet."))


def _words_of(activity: Activity, number: int) -> str:
    return str(activity.milestones.get(number=number).text)


def _tell(activity: Activity, step: str, by: User, note: str = "") -> ActivityEvent:
    return ActivityEvent.objects.create(course=activity.course, actor=by, step=step, note=note.strip())
