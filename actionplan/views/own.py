"""/mina-sidor/aktiviteter/: those who keep activities say how they go; the development group proposes new ones.

Every link is a page with a button; each button is one service. Nothing here needs JavaScript.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.pages import OwnRequest, own_page, posted, require_form
from actionplan.forms import CarryForm, KeeperForm, MilestoneForm, NoteForm, ProposalForm, StepForm, UndoForm
from actionplan.models import ActivityPlan, Course, DevelopmentArea
from actionplan.own import OwnList, activity_of, carry_plans, draft_for
from actionplan.permissions import capacities, open_steps
from actionplan.services import (
    carry_over,
    change_proposal,
    hand_over,
    move,
    propose_with,
    reach_milestone,
    take_back_milestone,
    write_note,
)
from actionplan.services.activities import wording
from actionplan.states import STEPS, ActivityState, By
from actionplan.steps import is_adopted
from membership.views.asking import ask
from relay.admin_lists import LARGEST_KEY
from steps.exceptions import AlreadyMoved

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from actionplan.models import Activity


@own_page
@require_safe
def mine(request: OwnRequest) -> HttpResponse:
    """The person's activities: those to keep up to date, what was proposed, and where something can be proposed."""
    found = OwnList(request.user, timezone.localdate())
    return render(request, "actionplan/own_activities.html", {"found": found, "nav_section": "my"})


@own_page
@require_form
def one(request: OwnRequest, pk: int) -> HttpResponse:
    """One activity: where it stands, a note, its milestones, and what the person may do. A POST sends the note."""
    activity, person = own_activity(request, pk), request.user
    mine = capacities(person, activity)
    proofs = {each.number: each for each in activity.course.proofs.all()}
    today = timezone.localdate()
    context = {
        "activity": activity,
        "state": activity.course.get_state_display(),
        "steps": open_steps(activity, mine),
        "milestones": [
            {
                "row": each,
                "proof": proofs.get(each.number),
                "is_late": each.number not in proofs
                and each.due_on is not None
                and each.due_on < today
                and activity.course.state != ActivityState.STOPPED,
            }
            for each in activity.milestones.all()
        ],
        "events": activity.course.events.select_related("actor").order_by("-day", "-pk")[:30],
        "adopted": is_adopted(activity.course),
        "is_proposer": By.PROPOSER in mine,
        "is_secretariat": By.SECRETARIAT in mine,
        "carry": By.SECRETARIAT in mine and carry_plans(activity).exists(),
    }
    return ask(
        request,
        NoteForm(*posted(request)),
        lambda data: write_note(activity, by=person, note=data["note"]),
        template="actionplan/own_activity.html",
        context=context,
        home=reverse("actionplan:own-activity", args=[pk]),
        told=_("The note is sent. Everybody can read it now."),
    )


@own_page
@require_form
def step(request: OwnRequest, pk: int, step: str) -> HttpResponse:
    """A step: a page that asks why, where that has to be said, and a POST that takes it."""
    activity, person = own_activity(request, pk), request.user
    if step not in STEPS:
        raise Http404
    if request.method != "POST" and STEPS[step] not in open_steps(activity, capacities(person, activity)):
        return redirect("actionplan:own-activity", pk)

    def take(data: dict[str, Any]) -> None:
        move(activity, step, by=person, note=data["note"])
        told = _("Saved: %(state)s.") % {"state": activity.course.get_state_display().lower()}
        messages.success(request, told)

    form = StepForm(*posted(request), step=STEPS[step])
    home = reverse("actionplan:own-activities") if step == "turn_down" else ""
    return _ask(request, activity, STEPS[step].label, form, take, home=home)


@own_page
@require_form
def milestone(request: OwnRequest, pk: int, number: int) -> HttpResponse:
    """Say that a milestone was reached, and how that can be seen."""
    activity, person = own_activity(request, pk), request.user
    row = get_object_or_404(activity.milestones, number=number if number <= LARGEST_KEY else 0)
    return _ask(
        request,
        activity,
        row.text,
        MilestoneForm(*posted(request)),
        lambda data: reach_milestone(activity, number, by=person, **data),
        told=_("Saved. Everybody can see that the milestone is reached."),
    )


@own_page
@require_form
def undo(request: OwnRequest, pk: int, number: int) -> HttpResponse:
    """Say that a milestone is not reached after all, and why."""
    activity, person = own_activity(request, pk), request.user
    row = get_object_or_404(activity.milestones, number=number if number <= LARGEST_KEY else 0)
    return _ask(
        request,
        activity,
        row.text,
        UndoForm(*posted(request)),
        lambda data: take_back_milestone(activity, number, by=person, note=data["note"]),
        told=_("Saved. The milestone is not reached."),
    )


@own_page
@require_form
def keeper(request: OwnRequest, pk: int) -> HttpResponse:
    """Say who keeps the activity up to date; for the secretariat."""
    activity, person = own_activity(request, pk, By.SECRETARIAT), request.user
    now = activity.course.keeper
    return _ask(
        request,
        activity,
        _("Who keeps it up to date"),
        KeeperForm(*posted(request), initial={"email": now.email if now else ""}),
        lambda data: hand_over(activity, by=person, to=data["email"]),
        told=_("Saved."),
    )


@own_page
@require_form
def carry(request: OwnRequest, pk: int) -> HttpResponse:
    """Carry the activity over to a later year's draft; for the secretariat."""
    activity, person = own_activity(request, pk, By.SECRETARIAT), request.user
    plans = carry_plans(activity)
    areas = DevelopmentArea.objects.filter(plan__in=plans.order_by().values("plan"))

    def go_on(data: dict[str, Any]) -> None:
        carry_over(activity, data["plan"], by=person, reason=data["reason"], area=data["area"])
        messages.success(request, _("Carried over to %(plan)s.") % {"plan": data["plan"]})

    form = CarryForm(*posted(request), plans=plans, areas=areas)
    return _ask(request, activity, _("Carry over to another year"), form, go_on)


@own_page
@require_form
def new(request: OwnRequest, plan: int) -> HttpResponse:
    """Propose an activity for a plan that is being drafted (PLAN-07)."""
    person = request.user
    draft: ActivityPlan = draft_for(person, plan)
    home = reverse("actionplan:own-activities")
    return ask(
        request,
        ProposalForm(*posted(request), plan=draft),
        lambda data: propose_with(draft, by=person, data=data),
        template="actionplan/own_form.html",
        context={
            "page_title": _("Propose an activity for %(year)s") % {"year": draft.year},
            "back_url": home,
        },
        home=home,
        told=_("Thank you. The proposal is in the draft; the secretariat reads it now."),
    )


@own_page
@require_form
def change(request: OwnRequest, pk: int) -> HttpResponse:
    """Word a proposal anew; for whoever proposed it, until it is taken into the plan."""
    activity, person = own_activity(request, pk, By.PROPOSER), request.user
    form = ProposalForm(*posted(request), plan=activity.plan, activity=activity)
    more: dict[str, Any] = {}

    def save(data: dict[str, Any]) -> None:
        seen = data.pop("seen") or None  # none: a page that was open during an upgrade
        try:
            change_proposal(activity, by=person, data=data, seen=seen)
        except AlreadyMoved:
            activity.refresh_from_db()
            if wording(activity) != seen:
                form.look_again(wording(activity))
                more["theirs"] = form.others_say(activity)
            raise

    return _ask(request, activity, _("Change the proposal"), form, save, told=_("Saved."), more=more)


# --- What the pages have in common --------------------------------------------------------------------


def own_activity(request: OwnRequest, pk: int, capacity: By | None = None) -> Activity:
    """The activity, for somebody who keeps it (or has that capacity). Anything else does not exist (404)."""
    person = request.user
    kept = Course.objects.kept_by(person, timezone.localdate()).filter(pk=pk if pk <= LARGEST_KEY else 0)
    course = kept.select_related("agreement__region", "keeper").first()
    activity = activity_of(course) if course else None
    mine = capacities(person, activity) if activity else frozenset()
    if activity is None or not mine or (capacity and capacity not in mine):
        raise Http404
    return activity


def _ask(
    request: OwnRequest,
    activity: Activity,
    title: Any,
    form: Any,
    act: Callable[[dict[str, Any]], Any],
    *,
    told: str = "",
    home: str = "",
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    """Ask about an activity, and lead back to its page, or `home`. `more`: for the page, known when it is shown."""
    back = reverse("actionplan:own-activity", args=[activity.course_id])
    return ask(
        request,
        form,
        act,
        template="actionplan/own_form.html",
        context={"page_title": title, "activity": activity, "back_url": back, "more": more},
        home=home or back,
        told=told,
        file_field="upload",
    )
