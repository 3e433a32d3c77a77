"""What the secretariat does with a meeting: plan, change, call, cancel, write down, edit minutes, send extracts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.forms import ButtonForm
from accounts.pages import posted, require_form
from agreement.models import Meeting, SeatHolding
from agreement.states import MeetingState
from meetings.emails import not_called, people_of
from meetings.forms import (
    ChangeMeetingForm,
    ExtractForm,
    HeldForm,
    MeetingForm,
    MinutesForm,
    NoteForm,
    PaperForm,
)
from meetings.models import Item, Minutes
from meetings.numbering import next_paragraph
from meetings.services import (
    add_paper,
    call_latecomers,
    call_meeting,
    cancel_meeting,
    change_meeting,
    correct_meeting,
    hold_meeting,
    place_item,
    plan_meeting,
    save_minutes,
    send_extract,
)
from meetings.services.calling import FACTS, stamp
from meetings.services.holding import is_written_down, taken_up
from meetings.services.minutes import closed_items, from_facts
from meetings.states import AHEAD, Presence
from meetings.views.common import OwnRequest, body_of, item_of, meeting_of, own_button, own_page, posted_key
from membership.views.asking import ask, done
from relay.admin_lists import LARGEST_KEY
from steps.exceptions import AlreadyMoved, Refusal

if TYPE_CHECKING:
    from django.http import HttpResponse


@own_page
@require_form
def plan(request: OwnRequest, pk: int) -> HttpResponse:
    """A new meeting of a group."""
    body = body_of(request, pk)
    if not request.parts.keeps(body):
        raise Http404
    return ask(
        request,
        MeetingForm(*posted(request)),
        lambda data: plan_meeting(body, actor=request.user, **data),
        context={
            "title": _("Plan a meeting"),
            "lead": body.name,
            "text": _("Nobody gets a letter yet. The call is sent when the agenda is ready."),
        },
        home=reverse("meetings:overview"),
        told=_("The meeting is planned."),
    )


@own_page
@require_form
def change(request: OwnRequest, pk: int) -> HttpResponse:
    """Another time or place."""
    shown = meeting_of(request, pk, keeper=True)
    if shown.state not in AHEAD:  # over, or cancelled a moment ago
        return redirect("meetings:meeting", pk=pk)
    is_called = shown.state == MeetingState.CALLED
    facts = {name: getattr(shown, name) for name in FACTS}
    form = ChangeMeetingForm(*posted(request), initial={**facts, "seen": stamp(shown)})

    def save(data: dict[str, Any]) -> None:
        try:
            change_meeting(shown, actor=request.user, **data)
        except AlreadyMoved:
            shown.refresh_from_db()
            form.look_again(stamp(shown))
            raise

    return ask(
        request,
        form,
        save,
        context={
            "title": _("Change the meeting"),
            "lead": shown.body.name,
            "text": _("Everybody who was called gets a letter about what is new.") if is_called else "",
        },
        home=reverse("meetings:meeting", args=[pk]),
        told=_("The meeting is changed."),
    )


@own_page
@require_form
def call(request: OwnRequest, pk: int) -> HttpResponse:
    """Send the call: who gets it, what is on the agenda, which papers go along. Once it is sent: to whoever was seated
    since.
    """
    shown = meeting_of(request, pk, keeper=True)
    if shown.state not in AHEAD:  # over, or cancelled a moment ago
        return redirect("meetings:meeting", pk=pk)
    is_first = shown.state == MeetingState.PLANNED
    people = people_of(shown.body, shown.day) if is_first else not_called(shown)
    if not (is_first or people):
        return redirect("meetings:meeting", pk=pk)
    return ask(
        request,
        ButtonForm(*posted(request), button=_("Send the call")),
        lambda data: (call_meeting if is_first else call_latecomers)(shown, actor=request.user),
        template="meetings/call.html",
        context={
            "meeting": shown,
            "people": people,
            "is_first": is_first,
            "items": shown.items.on_agenda(),
        },
        home=reverse("meetings:meeting", args=[pk]),
        told=_("The call is on its way to everybody in the group.")
        if is_first
        else _("The call is on its way."),
    )


@own_page
@require_form
def cancel(request: OwnRequest, pk: int) -> HttpResponse:
    """Cancel it, with a reason."""
    shown = meeting_of(request, pk, keeper=True)
    if shown.state not in AHEAD:  # over, or cancelled a moment ago
        return redirect("meetings:meeting", pk=pk)
    return ask(
        request,
        NoteForm(*posted(request)),
        lambda data: cancel_meeting(shown, actor=request.user, note=data["note"]),
        context={
            "title": _("Cancel the meeting"),
            "lead": str(shown),
            "text": _("Its items wait for another meeting. Whoever was called gets a letter."),
        },
        home=reverse("meetings:meeting", args=[pk]),
        told=_("The meeting is cancelled."),
    )


@own_button("meetings:item", "pk")
@require_POST
def place(request: OwnRequest, pk: int) -> HttpResponse:
    """Put an item that waits on a meeting's agenda."""
    item = item_of(request, pk)
    asked = min(posted_key(request, "meeting"), LARGEST_KEY)
    found = Meeting.objects.filter(pk=asked, body=item.body).first()
    if found is None or not request.parts.may_place(item):
        raise Http404
    if item.meeting_id != found.pk:  # else the button was pressed twice
        done(request, lambda: place_item(item, found, actor=request.user))
    return redirect("meetings:meeting", pk=found.pk)


@own_page
@require_form
def meeting_paper(request: OwnRequest, pk: int) -> HttpResponse:
    """Add a paper that belongs to the meeting as a whole."""
    shown = meeting_of(request, pk, keeper=True)
    if shown.state not in AHEAD:  # over, or cancelled a moment ago
        return redirect("meetings:meeting", pk=pk)
    return ask(
        request,
        PaperForm(*posted(request)),
        lambda data: add_paper(data["file"], actor=request.user, title=data["title"], meeting=shown),
        context={
            "title": _("Add a paper"),
            "lead": str(shown),
            "text": _(
                "Everybody in the group gets to see it at the same time: with the call, or at once after it."
            ),
        },
        home=reverse("meetings:meeting", args=[pk]),
        told=_("The paper is saved."),
    )


@own_page
@require_form
def hold(request: OwnRequest, pk: int) -> HttpResponse:
    """Who was there, and what the meeting came to, item by item; afterwards the same page puts it right until the
    minutes are confirmed. Which of the two it is, the page says that was filled in, not what others have done since.
    """
    shown = _open_to(request, pk)
    is_held = _is_written(request, shown)
    if not (shown.state == MeetingState.CALLED or is_held):
        return redirect("meetings:meeting", pk=pk)
    is_correction = is_held and (request.method != "POST" or bool(request.POST.get("seen")))
    holdings = list(
        SeatHolding.objects.on(shown.day)
        .filter(seat__body=shown.body)
        .select_related("user", "seat__party")
        .order_by("seat__party__order", "seat__order", "pk")
    )
    items = list(taken_up(shown) if is_held else shown.items.waiting().order_by("number", "pk"))
    form = HeldForm(
        *posted(request),
        holdings=holdings,
        items=items,
        seen=shown.minutes.digest if is_correction else "",
        initial=_written(shown, holdings, items) if is_correction else _suggested(shown, holdings, items),
    )

    def save(data: dict[str, Any]) -> None:
        held = form.held()
        try:
            if is_correction:
                correct_meeting(shown, held, actor=request.user, seen=data["seen"])
            else:
                hold_meeting(shown, held, actor=request.user)
        except Refusal:
            if not is_written_down(shown, held):  # it is after a double click, and that is no mistake
                raise

    return ask(
        request,
        form,
        save,
        template="meetings/hold.html",
        context={
            "meeting": shown,
            "is_early": shown.day > timezone.localdate(),
            "is_correction": is_correction,
            "is_edited": is_correction
            and shown.minutes.text != from_facts(shown, guests=shown.minutes.guests),
        },
        home=reverse("meetings:minutes", args=[pk]),
        told=_("The minutes are drafted. Those who were there get a letter and confirm them."),
    )


@own_page
@require_form
def edit_minutes(request: OwnRequest, pk: int) -> HttpResponse:
    """Change the words of the minutes before they are confirmed. Where somebody else has changed them meanwhile, what
    was typed comes back with what the other one wrote below it.
    """
    shown = _open_to(request, pk)
    if not _is_written(request, shown):
        return redirect("meetings:meeting", pk=pk)
    minutes: Minutes = shown.minutes
    form = MinutesForm(*posted(request), initial={"text": minutes.text, "seen": minutes.digest})
    context = {
        "title": _("Change the minutes"),
        "lead": str(shown),
        "text": _(
            "Whoever has confirmed them already is asked once more. Who was there and what the meeting came to is "
            "put right where it was written down."
        ),
    }

    def save(data: dict[str, Any]) -> None:
        try:
            save_minutes(shown, actor=request.user, **data)
        except AlreadyMoved:
            minutes.refresh_from_db()
            form.look_again(minutes.digest)
            context["theirs"] = minutes.text
            raise

    return ask(
        request,
        form,
        save,
        template="meetings/edit_minutes.html",
        context=context,
        home=reverse("meetings:minutes", args=[pk]),
        told=_("The minutes are saved."),
    )


@own_page
@require_form
def extract(request: OwnRequest, pk: int) -> HttpResponse:
    """Send what was decided to roles."""
    shown = meeting_of(request, pk, keeper=True)
    if shown.state != MeetingState.CONFIRMED:
        return redirect("meetings:meeting", pk=pk)
    return ask(
        request,
        ExtractForm(*posted(request)),
        lambda data: send_extract(shown, actor=request.user, roles=data["roles"]),
        context={
            "title": _("Send an extract of the minutes"),
            "lead": str(shown),
            "text": _(
                "The letter holds every item that was taken up, with its paragraph and what it came to."
            ),
        },
        home=reverse("meetings:meeting", args=[pk]),
        told=_("The extract is on its way."),
    )


def _open_to(request: OwnRequest, pk: int) -> Meeting:
    """The meeting, to those of the secretariat to whom none of its items is closed."""
    shown = meeting_of(request, pk, keeper=True)
    if closed_items(shown, request.user):
        raise Http404
    return shown


def _is_written(request: OwnRequest, meeting: Meeting) -> bool:
    """Whether there are minutes to change. What comes too late is refused with what was typed, and not thrown away."""
    is_late = meeting.state == MeetingState.CONFIRMED and request.method == "POST"
    return bool(meeting.state == MeetingState.HELD or is_late)


def _suggested(meeting: Meeting, holdings: list[SeatHolding], items: list[Item]) -> dict[str, Any]:
    """Who said that they come is there, and paragraphs go on from where the year stands."""
    comes = dict(meeting.replies.values_list("user", "comes"))
    found: dict[str, Any] = {
        f"presence-{each.pk}": Presence.HERE if comes.get(each.user_id) else None for each in holdings
    }
    used: dict[int, list[str]] = {}
    earlier = Item.objects.filter(meeting__body=meeting.body, meeting__day__year=meeting.day.year)
    for other, paragraph in earlier.exclude(paragraph="").values_list("meeting", "paragraph"):
        used.setdefault(other, []).append(paragraph)
    first = next_paragraph(used.values())
    found |= {f"paragraph-{item.pk}": str(number) for number, item in enumerate(items, first)}
    return found


def _written(meeting: Meeting, holdings: list[SeatHolding], items: list[Item]) -> dict[str, Any]:
    """What was written down, to be put right."""
    rows = {(row.seat_id, row.user_id): row.presence for row in meeting.attendance.all()}
    found: dict[str, Any] = {
        f"presence-{each.pk}": rows.get((each.seat_id, each.user_id)) for each in holdings
    }
    for item in items:
        found |= {f"outcome-{item.pk}": item.outcome, f"paragraph-{item.pk}": item.paragraph}
    return {**found, "guests": meeting.minutes.guests}
