"""Post an event, change it, and take its steps; a closed event as those read it who may come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.forms import ButtonForm
from accounts.pages import posted, require_form
from events.forms import EventForm, NoteForm, SeenForm
from events.models import Registration
from events.services import (
    cancel_event,
    change_event,
    post_event,
    publish_event,
    refuse_event,
    rework_event,
    show_reason,
    submit_event,
    take_back_event,
)
from events.services.posting import may_change
from events.states import STEPS, Audience, By, Standing, State
from events.views.common import OwnRequest, event_of, own_page, region_of
from events.views.public import about
from membership.views.asking import ask
from relay.admin_lists import LARGEST_KEY
from steps.exceptions import Refusal

if TYPE_CHECKING:
    from django.http import HttpResponse

    from events.models import Event, EventStep
    from events.permissions import Reach
    from steps.states import Step

VERBS: dict[str, Any] = {
    "submit": submit_event,
    "take_back": take_back_event,
    "publish": publish_event,
    "publish_own": publish_event,
    "refuse": refuse_event,
    "rework": rework_event,
    "cancel": cancel_event,
    "show_reason": show_reason,
}
# What pressing the button does.
CONSEQUENCES = {
    "submit": gettext_lazy("The secretariat looks at it and publishes it, or sends it back with a reason."),
    "take_back": gettext_lazy("It becomes a draft again, and you can change it."),
    "publish": gettext_lazy("It stands in the calendar at once, and those who posted it get a letter."),
    "publish_own": gettext_lazy("It stands in the calendar at once."),
    "refuse": gettext_lazy("Those who posted it get a letter with your words, and can work on it again."),
    "rework": gettext_lazy("It becomes a draft again, and you can change it."),
    "cancel": gettext_lazy(
        "It stays in the calendar as cancelled, with your words. Everybody who has registered or was invited gets a "
        "letter."
    ),
    "show_reason": gettext_lazy("Everybody who sees the event reads why it was cancelled."),
}
# What is said by others than the secretariat nobody has looked at.
CANCELLED_BY_POSTER = gettext_lazy(
    "It stays in the calendar as cancelled. Everybody who has registered gets a letter with your words, and members "
    "who were invited get one without them. The secretariat can show the words to everybody."
)
DIARY = {
    "post": gettext_lazy("Written"),
    "change": gettext_lazy("Changed"),
    "submit": gettext_lazy("Sent in"),
    "take_back": gettext_lazy("Taken back"),
    "publish": gettext_lazy("Published"),
    "publish_own": gettext_lazy("Published"),
    "refuse": gettext_lazy("Sent back"),
    "rework": gettext_lazy("Worked on again"),
    "cancel": gettext_lazy("Cancelled"),
    "show_reason": gettext_lazy("Reason shown to everybody"),
    "attendance": gettext_lazy("Attendance written down"),
    "unregister": gettext_lazy("Registration taken away"),
}
TONES = {
    State.DRAFT: "neutral",
    State.SUBMITTED: "progress",
    State.PUBLISHED: "success",
    State.REFUSED: "warning",
    State.CANCELLED: "danger",
}


@own_page
@require_form
def post(request: OwnRequest, region: str) -> HttpResponse:
    """Write an event or a notice."""
    place = region_of(region)
    reach = request.reach
    if not reach.may_post_in(place):
        raise Http404
    initial = {"audience": Audience.OPEN, "languages": ["sv"]}
    form = EventForm(
        *posted(request),
        agreement=place.agreement,
        reach=reach,
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        try:
            written = post_event(place.agreement, actor=request.user, **form.facts())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The draft is saved. Look it through, and send it in."))
            return redirect(written.own_url)
    context = {
        "title": _("Post an event or a notice"),
        "lead": place.name,
        "form": form,
        "home": reverse("events:overview"),
        "nav_section": "my",
    }
    return render(request, "membership/step.html", context)


@own_page
@require_form
def change(request: OwnRequest, pk: int) -> HttpResponse:
    """Change what it says."""
    shown = event_of(request, pk, host=True)
    reach = request.reach
    if not may_change(reach, shown):
        raise Http404
    form = EventForm(
        *posted(request),
        agreement=shown.agreement,
        reach=reach,
        event=shown,
    )
    text = ""
    if shown.state == State.PUBLISHED:
        text = _("Another time or place reaches everybody who has registered or was invited.")
    return ask(
        request,
        form,
        lambda data: change_event(shown, actor=request.user, **form.facts()),
        context={"title": _("Change the event"), "lead": shown.title, "text": text},
        home=shown.own_url,
        told=_("The event is changed."),
    )


@own_page
@require_safe
def event(request: OwnRequest, pk: int) -> HttpResponse:
    """An event as its readers see it, and for those who look after it its state, its steps and its diary."""
    shown = event_of(request, pk)
    reach = request.reach
    looks_after = reach.looks_after(shown)
    diary = list(shown.steps.select_related("actor")) if looks_after else []
    own = Registration.objects.open().filter(event=shown, email=request.user.email)
    context = {
        **about(shown),
        "tone": TONES[State(shown.state)],
        "looks_after": looks_after,
        "keeps": reach.keeps(shown.agreement),
        "buttons": steps_for(shown, reach),
        "may_change": may_change(reach, shown),
        "may_invite": reach.keeps(shown.agreement)
        and shown.state == State.PUBLISHED
        and not shown.is_over
        and shown.audience != Audience.GROUP,
        "events": [_happening(each) for each in diary],
        "seen": max((each.pk for each in diary), default=0),
        "own_registration": own.exclude(standing=Standing.ASKED).first(),
        "is_open_to_all": shown.audience == Audience.OPEN
        and shown.state in (State.PUBLISHED, State.CANCELLED),
        "nav_section": "my",
    }
    return render(request, "events/own_event.html", context)


@own_page
@require_form
def step(request: OwnRequest, pk: int, step: str) -> HttpResponse:
    """The confirm page of a step: what it does, and a button."""
    shown = event_of(request, pk, host=True)
    taken = STEPS.get(step)
    reach = request.reach
    if taken is None or not taken.by & reach.of(shown):
        raise Http404
    if shown.state != taken.source:
        return redirect(shown.own_url)
    form: Any
    if taken.name == "publish":
        form = SeenForm(*posted(request), button=taken.label, initial={"seen": _seen(request, shown)})
    else:
        form = (NoteForm if taken.needs_note else ButtonForm)(*posted(request), button=taken.label)
    verb = VERBS[step]
    text = CONSEQUENCES[step]
    if step == "cancel" and not reach.keeps(shown.agreement):
        text = CANCELLED_BY_POSTER

    def act(data: dict[str, Any]) -> None:
        if taken.needs_note:
            verb(shown, actor=request.user, note=data["note"])
        elif taken.name == "publish":
            verb(shown, actor=request.user, seen=data["seen"])
        else:
            verb(shown, actor=request.user)

    return ask(
        request,
        form,
        act,
        context={"title": taken.label, "lead": shown.title, "text": text},
        home=shown.own_url,
        told=_("Done."),
    )


def steps_for(shown: Event, reach: Reach) -> list[Step]:
    """The steps that the person can take now. The secretariat publishes its own draft without sending it in first."""
    capacities = reach.of(shown)
    found = [each for each in STEPS.values() if each.source == shown.state and each.by & capacities]
    if By.SECRETARIAT in capacities:
        found = [each for each in found if each.name != "submit"]
    if shown.has_passed:
        found = [each for each in found if each.name != "cancel"]
    if shown.reason(for_all=True):
        found = [each for each in found if each.name != "show_reason"]
    return found


def _seen(request: OwnRequest, shown: Event) -> int:
    """The last line of the diary that the person has read: on the event's page, which says so in its link."""
    said = request.GET.get("sett", "")
    if said.isascii() and said.isdecimal() and len(said) < 19 and int(said) <= LARGEST_KEY:
        return int(said)
    last: int = shown.steps.order_by("-pk").values_list("pk", flat=True)[0]
    return last


def _happening(each: EventStep) -> dict[str, object]:
    return {
        "when": timezone.localtime(each.at),
        "title": DIARY.get(each.step, each.step),
        "text": "" if each.step == "attendance" else each.note,
        "who": str(each.actor or ""),
    }
