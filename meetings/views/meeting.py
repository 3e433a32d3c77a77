"""One meeting as its group meets it: when and where, agenda with papers, whether one comes, minutes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.pages import posted, require_form
from agreement.calendar import calendar_file
from agreement.states import MeetingState
from meetings.days import of_meeting
from meetings.emails import not_called
from meetings.forms import ConfirmForm
from meetings.models import Item, Paper
from meetings.services import confirm_minutes, remove_paper, reply, sides_to_confirm
from meetings.services.minutes import closed_items, may_confirm_for, may_read, text_for
from meetings.states import AHEAD
from meetings.views.common import OwnRequest, item_of, meeting_of, own_button, own_page, posted_key
from membership.at_meetings import awaiting
from membership.permissions import Capacities
from membership.templatetags.workload import short_count
from membership.views.asking import ask, done
from membership.views.files import send_file
from relay.admin_lists import LARGEST_KEY

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from agreement.models import Meeting


@own_page
@require_safe
def meeting(request: OwnRequest, pk: int) -> HttpResponse:
    """The meeting's page. An item in which the person has a conflict of interest shows its title and nothing else."""
    shown = meeting_of(request, pk)
    parts = request.parts
    papers = Paper.objects.openable_by(parts)
    items: Any = list(
        Item.objects.filter(meeting=shown)
        .on_agenda()
        .with_closed_to(request.user)
        .select_related("party", "proposed_by", "handed_from")
    )
    of_matter: dict[Any, list[Paper]] = {}
    for each in papers.filter(item__thread__in=[item.thread for item in items]).select_related("item"):
        of_matter.setdefault(each.item.thread, []).append(each)
    for item in items:
        item.open_papers = of_matter.get(item.thread, [])
    is_ahead = shown.state in AHEAD and shown.day >= timezone.localdate()
    is_called = shown.state == MeetingState.CALLED
    keeps = parts.keeps(shown.body)
    own_reply = shown.replies.filter(user=request.user).first()
    context = {
        "meeting": shown,
        "body": shown.body,
        "items": items,
        "papers": papers.filter(meeting=shown),
        "sits": parts.sits_in(shown.body) or pk in parts.called_to,
        "sees_body": parts.sees(shown.body),
        "keeps": keeps,
        "is_ahead": is_ahead,
        "is_called": is_called,
        "may_hold": is_called and shown.day <= timezone.localdate(),
        "undecided": _undecided(request, shown),
        "not_called": not_called(shown) if keeps and is_called and is_ahead else [],
        "reply": own_reply,
        "replies": shown.replies.select_related("user").order_by("-comes", "user__name") if keeps else [],
        "has_minutes": may_read(shown),
        "attendance": shown.attendance.all() if may_read(shown) else [],
        "events": [_happening(each) for each in shown.events.select_related("actor")],
        "nav_section": "my",
    }
    return render(request, "meetings/meeting.html", context)


def _undecided(request: OwnRequest, meeting: Meeting) -> int:
    """How many applications the meeting can have decided and nobody has recorded, for whoever records that."""
    offices = request.parts.offices
    if meeting.body.agreement.region_id not in offices.staffed:
        return 0
    return short_count(awaiting(meeting, Capacities(request.user, offices)))


def _happening(event: Any) -> dict[str, Any]:
    names = {
        "plan": _("Planned"),
        "call": _("The call was sent"),
        "call_more": _("The call was sent to more people"),
        "change": _("Changed"),
        "drop": _("Cancelled"),
        "cancel": _("Cancelled"),
        "hold": _("Held"),
        "item": _("New item"),
        "item_back": _("Item taken back"),
        "paper": _("New paper"),
        "paper_back": _("Paper removed"),
        "recuse": _("Conflict of interest declared"),
        "unrecuse": _("Conflict of interest taken back"),
        "minutes": _("Minutes changed"),
        "correct": _("What was written down was corrected"),
        "confirm_side": _("Minutes confirmed by one side"),
        "confirm": _("Minutes confirmed"),
        "extract": _("Extract sent"),
    }
    # A paper may belong to an item that is closed to the reader; which side and which roles are shown elsewhere.
    note = "" if event.step in ("confirm_side", "extract", "paper", "paper_back") else event.note
    return {
        "when": timezone.localtime(event.at),
        "title": names.get(event.step, event.step),
        "text": note,
        "who": str(event.actor) if event.actor else "",
    }


@own_button("meetings:meeting", "pk")
@require_POST
def answer(request: OwnRequest, pk: int) -> HttpResponse:
    """Say whether one comes."""
    shown = meeting_of(request, pk)
    comes = request.POST.get("comes") == "yes"
    told = _("Thank you, your answer is saved.")
    done(request, lambda: reply(shown, user=request.user, comes=comes), told)
    return redirect("meetings:meeting", pk=pk)


@own_page
@require_form
def minutes(request: OwnRequest, pk: int) -> HttpResponse:
    """The minutes, and for whom can, the button that confirms them. Items that are closed to the person are closed here
    too. Whoever was there reads them also when their term is over: else nobody of a side might be left to confirm.
    """
    shown = meeting_of(request, pk, was_there=True)
    if not may_read(shown):
        raise Http404
    written = shown.minutes
    confirmations = [
        each for each in written.confirmations.select_related("user") if each.digest == written.digest
    ]
    done = {each.side for each in confirmations}
    closed = closed_items(shown, request.user)
    sides = sides_to_confirm(shown)
    side = may_confirm_for(shown, request.user) if shown.state == MeetingState.HELD else ""
    context = {
        "meeting": shown,
        "text": text_for(written, closed),
        "closed": closed,
        "confirmations": confirmations,
        "missing": [each for each in sides if each not in done],
        "is_one_sided": len(sides) == 1,
        "may_confirm": bool(side) and side not in done,
        "keeps": request.parts.keeps(shown.body) and not closed,
        "sees_meeting": request.parts.sees_meeting(shown),
        "is_confirmed": shown.state == MeetingState.CONFIRMED,
    }
    home = reverse("meetings:minutes", args=[pk])
    if request.method == "POST" and any(each.user_id == request.user.pk for each in confirmations):
        return redirect(home)  # pressed twice
    form = ConfirmForm(*posted(request), initial={"digest": written.digest})
    return ask(
        request,
        form,
        lambda data: confirm_minutes(shown, user=request.user, digest=data["digest"]),
        template="meetings/minutes.html",
        context=context,
        home=home,
        told=_("Thank you. You have confirmed the minutes for your side."),
    )


@own_page
@require_safe
def paper(request: OwnRequest, pk: int) -> HttpResponseBase:
    """A paper, byte for byte as it came in, to those who may open it; 404 to others."""
    papers = Paper.objects.openable_by(request.parts)
    found = papers.filter(pk=pk).first() if pk <= LARGEST_KEY else None
    if found is None:
        raise Http404
    return send_file(found.stored_name, found.filename, found.content_type)


@own_button("meetings:overview")
@require_POST
def take_paper_back(request: OwnRequest, pk: int) -> HttpResponse:
    """The wrong file, noticed before it was sent to everybody. Pressed twice: the second leads to where the paper was.
    That page the button names; whether there is such a paper that somebody else may open, nobody learns.
    """
    papers = Paper.objects.openable_by(request.parts).select_related("item", "meeting")
    found = papers.filter(pk=pk).first() if pk <= LARGEST_KEY else None
    if found is None:
        return redirect(_stood_on(request))
    done(request, lambda: remove_paper(found, actor=request.user), _("The paper is removed."))
    if found.item:
        return redirect(found.item)
    return redirect("meetings:meeting", pk=found.meeting_id)


def _stood_on(request: OwnRequest) -> Item | str:
    """The item or meeting on whose page the button was; 404 to whom that does not exist."""
    if "item" in request.POST:
        return item_of(request, posted_key(request, "item"))
    shown = meeting_of(request, posted_key(request, "meeting"))
    return reverse("meetings:meeting", args=[shown.pk])


@own_page
@require_safe
def ics(request: OwnRequest, pk: int) -> HttpResponse:
    """The meeting for a calendar program (RFC 5545)."""
    shown = meeting_of(request, pk)
    day = replace(
        of_meeting(shown, reverse("meetings:meeting", args=[pk])),
        key=str(pk),
        title=shown.body.name,
        place=shown.place or shown.remote_url,
        is_cancelled=shown.is_cancelled,
    )
    now = timezone.now().astimezone(dt.UTC).replace(microsecond=0)
    file = calendar_file(shown.body.name, [("meeting", day)], now)
    response = HttpResponse(file, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="mote-{shown.day.isoformat()}.ics"'
    return response
