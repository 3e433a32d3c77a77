"""What can be done with an activity: propose it, word it anew, move it, say how it goes."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from actionplan.models import (
    Activity,
    ActivityEvent,
    ActivityMilestone,
    ActivityPlan,
    Course,
    MilestoneProof,
    Resource,
)
from actionplan.permissions import capacities, keeps_region, may_keep, may_propose
from actionplan.photos import without_traces
from actionplan.states import STEPS, ActivityKind, ActivityState, By, ResourceKind
from actionplan.steps import is_adopted, take_step
from agreement.states import TextState
from membership.exceptions import BadFile
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
    with transaction.atomic():
        if ActivityPlan.objects.select_for_update().get(pk=plan.pk).state != TextState.DRAFT:
            raise StepNotAllowed(_("The plan is adopted. Propose the activity for the next one."))
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
        tell(activity, "propose", by)
    return activity


def propose_with(plan: ActivityPlan, *, by: User, data: dict[str, Any]) -> Activity:
    """A proposal from the cleaned data of forms.ProposalForm, with its resources as far as they are told (PLAN-06).

    Refuses what `propose` refuses, and the same person's proposal of that name, so also a second press.
    """
    with transaction.atomic():
        activity = propose(plan, by=by, **_facts(data))
        _check_new(activity, activity.title, by)
        _state_resources(activity, data)
    return activity


def as_proposed(activity: Activity) -> dict[str, Any]:
    """The activity in the answers of forms.ProposalForm."""
    names = ("title", "text", "area", "party", "role", "from_on", "to_on", "no_resources")
    told = {(each.kind, each.order): each for each in activity.resources.all()}
    hours, needs = told.get((ResourceKind.HOURS, 1)), told.get((ResourceKind.IN_KIND, 2))
    return {
        **{name: getattr(activity, name) for name in names},
        "trial": activity.kind == ActivityKind.TRIAL,
        "hours": hours.amount if hours else None,
        "needs": needs.note if needs else "",
    }


def wording(activity: Activity) -> str:
    """What tells those answers from others."""
    told = as_proposed(activity)
    told |= {"area": activity.area_id, "party": activity.party_id}
    return hashlib.sha256(repr(sorted(told.items())).encode()).hexdigest()


def change_proposal(
    activity: Activity, *, by: User, data: dict[str, Any], seen: str | None = None
) -> Activity:
    """Whoever proposed the activity words it anew, until it is taken into the plan; `data` as in `propose_with`.

    Refuses StepNotAllowed: somebody else's, one that is planned or turned down meanwhile, the name of another proposal
    of the same person; AlreadyMoved when somebody takes the address of that name in the same moment, or where it says
    something else by now than what was read (`seen`, its `wording`). What the secretariat has filled in beside the
    form's own questions stays. The same answers again: nothing.
    """
    with transaction.atomic():
        course = Course.objects.select_for_update().get(pk=activity.course_id)
        row: Activity | None = (
            course.versions.select_related("plan__agreement").filter(pk=activity.pk).first()
        )
        if row is None or course.state != ActivityState.PROPOSED:
            raise StepNotAllowed(_("It is no proposal any more."))
        row.course = course
        if By.PROPOSER not in capacities(by, row):
            raise StepNotAllowed(_("Only whoever proposed it changes it."))
        if as_proposed(row) == data:
            return row
        if seen not in (None, wording(row)):
            raise AlreadyMoved(
                _(
                    "Somebody has changed the proposal since you opened the page. What you wrote is still here, and "
                    "what says something else now stands below it. Look through both and save again."
                )
            )
        if data["title"] != row.title:
            _check_new(row, data["title"], by)
            row.slug = free_slug(row.plan, data["title"])
        if row.action is not None and row.action.area_id != data["area"].pk:
            row.action = None
        for name, value in _facts(data).items():
            setattr(row, name, value)
        # The plan is not held here: whoever adopts it holds the courses first.
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as taken:
            raise AlreadyMoved from taken
        told = Q(kind=ResourceKind.HOURS, order=1) | Q(kind=ResourceKind.IN_KIND, order=2)
        for each in row.resources.filter(told):
            each.delete()
        _state_resources(row, data)
        tell(row, "change", by)
    return row


def _check_new(activity: Activity, title: str, by: User) -> None:
    own = activity.plan.activities.filter(course__proposed_by=by, title=title)
    if own.exclude(pk=activity.pk).exists():
        raise StepNotAllowed(_("You have proposed that already."))


def _facts(data: dict[str, Any]) -> dict[str, Any]:
    names = ("title", "text", "area", "party", "role", "from_on", "to_on", "no_resources")
    kind = ActivityKind.TRIAL if data["trial"] else ActivityKind.ORDINARY
    return {"kind": kind, **{name: data[name] for name in names}}


def _state_resources(activity: Activity, data: dict[str, Any]) -> None:
    if data["hours"]:
        Resource.objects.create(
            activity=activity, party=data["party"], kind=ResourceKind.HOURS, amount=data["hours"], order=1
        )
    if data["needs"]:
        Resource.objects.create(activity=activity, kind=ResourceKind.IN_KIND, note=data["needs"], order=2)


def free_slug(plan: ActivityPlan, title: str) -> str:
    """An address made of the title, not yet taken in any edition of the year: an address stays with its activity."""
    stem = slugify(title)[:75].strip("-") or "aktivitet"
    year = Activity.objects.filter(plan__agreement=plan.agreement_id, plan__year=plan.year)
    taken = set(year.filter(slug__startswith=stem).values_list("slug", flat=True))
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
    """A short note on how it goes, which the public reads. Refuses StepNotAllowed: no right, no words, a proposal.

    Sent twice in a row it is written once: a button is soon pressed twice.
    """
    _check_keeps(activity, by)
    if not note.strip():
        raise StepNotAllowed(_("Write something first."))
    with transaction.atomic():
        course = Course.objects.select_for_update().get(pk=activity.course_id)
        last: ActivityEvent | None = course.events.order_by("-pk").first()
        told = (timezone.localdate(), by.pk, "note", note.strip())
        if last is not None and (last.day, last.actor_id, last.step, last.note) == told:
            return last
        return tell(activity, "note", by, note)


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

    Refuses StepNotAllowed: no right, no such milestone in the edition that holds, a day to come or long before the
    plan, nothing to see; AlreadyMoved when somebody has said so before, so also the second time; BadFile a file that is
    none of those we take. Of a photo only what can be seen is kept.
    """
    _check_keeps(activity, by)
    if not activity.milestones.filter(number=number).exists():
        raise StepNotAllowed
    if reached_on > timezone.localdate():
        raise StepNotAllowed(_("That day has not come yet."))
    if reached_on.year < activity.plan.year - 1:
        raise StepNotAllowed(_("That day is long before the plan. Is the year right?"))
    if not proof.strip() and not url and not upload:
        raise StepNotAllowed(_("Say how it can be seen: in words, by a link or a file."))
    row = MilestoneProof(
        course=activity.course, number=number, reached_on=reached_on, proof=proof.strip(), url=url
    )
    if upload:
        _keep_file(row, upload)
    try:
        with transaction.atomic():
            Course.objects.select_for_update().get(pk=activity.course_id)
            held = ActivityMilestone.objects.filter(activity__in=Activity.objects.current())
            milestone = held.filter(activity__course=activity.course_id, number=number).first()
            if milestone is None:
                raise StepNotAllowed
            row.save()
            tell(activity, "milestone", by, milestone.text)
    except (IntegrityError, StepNotAllowed) as refusal:
        if row.file.name:
            row.file.storage.delete(row.file.name)
        raise (AlreadyMoved if isinstance(refusal, IntegrityError) else refusal) from refusal
    return row


def _keep_file(row: MilestoneProof, upload: UploadedFile[bytes]) -> None:
    """Refuses (BadFile) what is none of the files that we take."""
    found = inspect(upload)
    try:
        content = without_traces(upload.read(), found.content_type)
    except ValueError as damaged:
        raise BadFile(_("The photo is damaged and cannot be opened. Take it again.")) from damaged
    row.filename, row.content_type = found.filename, found.content_type
    row.size, row.sha256 = len(content), hashlib.sha256(content).hexdigest()
    row.file.save(f"{row.course_id}-{row.number}.{found.extension}", ContentFile(content), save=False)


def take_back_milestone(activity: Activity, number: int, *, by: User, note: str) -> None:
    """Say that the milestone is not reached after all, and why; everybody reads it. The file goes, too.

    Refuses StepNotAllowed: no right, no reason.
    """
    _check_keeps(activity, by)
    if not note.strip():
        raise StepNotAllowed(_("Please say why."))
    with transaction.atomic():
        proof = activity.course.proofs.select_for_update().filter(number=number).first()
        if proof is None:
            raise StepNotAllowed
        name, storage = proof.file.name, proof.file.storage
        proof.delete()
        if name:
            transaction.on_commit(lambda: storage.delete(name))
        tell(activity, "milestone_taken_back", by, f"{_words_of(activity, number)}: {note.strip()}")


def hand_over(activity: Activity, *, by: User, to: User | None) -> None:
    """Say who keeps the activity up to date. Refuses StepNotAllowed: only the secretariat, only people in use."""
    if not keeps_region(by, activity.plan.agreement.region_id) or (to and not to.is_active):
        raise StepNotAllowed
    with transaction.atomic():
        course = activity.course
        course.keeper = to
        if to is not None and to.pk == course.proposed_by_id and course.state != ActivityState.PROPOSED:
            course.proposed_by = None  # from now on named by the secretariat
        course.save(update_fields=["keeper", "proposed_by"])
        tell(activity, "keeper", by)


def _check_keeps(activity: Activity, by: User) -> None:
    if not may_keep(by, activity):
        raise StepNotAllowed(_("Only those who keep the activity say how it goes."))
    if not is_adopted(activity.course):
        raise StepNotAllowed(_("The plan has not been adopted yet."))


def _words_of(activity: Activity, number: int) -> str:
    return str(activity.milestones.get(number=number).text)


def tell(activity: Activity, step: str, by: User, note: str = "") -> ActivityEvent:
    """A line in the diary; nothing moves."""
    return ActivityEvent.objects.create(course=activity.course, actor=by, step=step, note=note.strip())
