"""Items: propose one, look at it, take it back, declare a conflict of interest, hand it over, add papers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.forms import ButtonForm
from accounts.pages import posted, require_form
from agreement.models import Meeting
from meetings.emails import people_of
from meetings.forms import BackForm, ConflictForm, HandOverForm, ItemForm, PaperForm, SomebodysConflictForm
from meetings.models import Paper
from meetings.services import (
    add_paper,
    declare_item_conflict,
    hand_over,
    propose_item,
    take_conflict_back,
    withdraw_item,
)
from meetings.states import AHEAD, ItemState
from meetings.views.common import OwnRequest, body_of, item_of, own_page
from membership.views.asking import ask

if TYPE_CHECKING:
    from django.http import HttpResponse


@own_page
@require_form
def propose(request: OwnRequest, pk: int) -> HttpResponse:
    """Something for the group to take up, at a certain meeting (`?mote=`) or when there is time."""
    body = body_of(request, pk)
    ahead = list(
        Meeting.objects.filter(body=body, state__in=AHEAD, day__gte=timezone.localdate()).order_by("day")
    )
    choices = [(str(each.pk), date_format(each.day, "j F Y")) for each in ahead]
    wished = request.GET.get("mote", "")
    form = ItemForm(
        *posted(request),
        meetings=choices,
        initial={"when": wished if wished in dict(choices) else ""},
    )
    home = reverse("meetings:overview")
    if wished in dict(choices):
        home = reverse("meetings:meeting", args=[wished])
    return ask(
        request,
        form,
        lambda data: propose_item(
            body,
            actor=request.user,
            title=data["title"],
            kind=data["kind"],
            text=data["text"],
            meeting=next((each for each in ahead if str(each.pk) == data["when"]), None),
        ),
        template="meetings/propose.html",
        context={"body": body},
        home=home,
        told=_("The item is saved. Thank you!"),
    )


@own_page
@require_safe
def item(request: OwnRequest, pk: int) -> HttpResponse:
    """An item with its papers and where it came from or went; closed to whom has a conflict of interest in it."""
    shown = item_of(request, pk)
    parts = request.parts
    handover = getattr(shown, "handover", None)
    origin = getattr(shown, "handed_from", None)
    is_waiting = shown.state == ItemState.WAITING
    context = {
        "item": shown,
        "body": shown.body,
        "papers": Paper.objects.openable_by(parts).of_matter(shown.thread),
        "handover": handover,
        "origin": origin,
        "is_waiting": is_waiting,
        "may_withdraw": is_waiting
        and parts.may_withdraw(shown)
        and not (handover or origin or hasattr(shown, "answer_to")),
        "may_hand_over": parts.may_hand_over(shown)
        and handover is None
        and shown.state in (ItemState.WAITING, ItemState.SETTLED),
        "may_add_paper": is_waiting and (parts.keeps(shown.body) or shown.proposed_by_id == request.user.pk),
        "sees_body": parts.sees(shown.body),
        "keeps": parts.keeps(shown.body),
        "nav_section": "my",
    }
    return render(request, "meetings/item.html", context)


@own_page
@require_form
def withdraw(request: OwnRequest, pk: int) -> HttpResponse:
    """Take an item back: a page that asks, and a POST that does it."""
    shown = item_of(request, pk)
    if not request.parts.may_withdraw(shown):
        raise Http404
    if shown.state == ItemState.WITHDRAWN:
        return redirect("meetings:overview")
    return ask(
        request,
        ButtonForm(*posted(request), button=_("Take the item back"), danger=True),
        lambda data: withdraw_item(shown, actor=request.user),
        context={
            "title": _("Take the item back"),
            "lead": shown.title,
            "text": _("It disappears from the agenda. The diary keeps that it was there."),
        },
        home=reverse("meetings:overview"),
        told=_("The item is taken back."),
    )


@own_page
@require_form
def conflict(request: OwnRequest, pk: int) -> HttpResponse:
    """Declare a conflict of interest in an item, or take it back before the meeting. The secretariat records what
    somebody of the group says.
    """
    shown = item_of(request, pk)
    if shown.state != ItemState.WAITING:
        raise Http404
    home = (
        reverse("meetings:meeting", args=[shown.meeting_id]) if shown.meeting_id else shown.get_absolute_url()
    )
    text = _(
        "The item's text and papers are closed to you. You leave the room while the others talk about it, "
        "and the minutes say so."
    )
    # What the button says counts, not what is so by now: sent twice, a declaration must not take itself back.
    wants_back = BackForm.button_name in request.POST if request.method == "POST" else shown.is_closed
    form: ButtonForm
    if wants_back:
        form = BackForm(*posted(request))
    elif request.parts.keeps(shown.body):
        day = shown.meeting.day if shown.meeting else timezone.localdate()
        people = {each.pk: each for each in [*people_of(shown.body, day), request.user]}
        form = SomebodysConflictForm(*posted(request), people=list(people.values()))
        text = _("The item's text and papers are closed to whoever has it, and the minutes say so.")
    else:
        form = ConflictForm(*posted(request))

    def act(data: dict[str, Any]) -> None:
        if wants_back:
            take_conflict_back(shown, user=request.user)
        else:
            whose = form.people[data["person"]] if isinstance(form, SomebodysConflictForm) else request.user
            declare_item_conflict(shown, user=whose, note=data["note"], by=request.user)

    return ask(
        request,
        form,
        act,
        context={"title": _("Conflict of interest"), "lead": shown.title, "text": text},
        home=home,
        told=_("Saved."),
    )


@own_page
@require_form
def hand(request: OwnRequest, pk: int) -> HttpResponse:
    """Hand an item over to the leadership group, with its papers."""
    shown = item_of(request, pk)
    if shown.is_closed or not request.parts.may_hand_over(shown):
        raise Http404
    if hasattr(shown, "handover"):
        return redirect(shown)
    return ask(
        request,
        HandOverForm(*posted(request)),
        lambda data: hand_over(shown, actor=request.user, question=data["question"]),
        context={
            "title": _("Hand over to the leadership group"),
            "lead": shown.title,
            "text": _(
                "The item goes on with its papers. The answer comes back here, and to everybody in the group."
            ),
        },
        home=shown.get_absolute_url(),
        told=_("The item is handed over."),
    )


@own_page
@require_form
def item_paper(request: OwnRequest, pk: int) -> HttpResponse:
    """Add a paper to an item."""
    shown = item_of(request, pk)
    parts = request.parts
    if shown.is_closed or not (parts.keeps(shown.body) or shown.proposed_by_id == request.user.pk):
        raise Http404
    return ask(
        request,
        PaperForm(*posted(request)),
        lambda data: add_paper(data["file"], actor=request.user, title=data["title"], item=shown),
        context={
            "title": _("Add a paper"),
            "lead": shown.title,
            "text": _(
                "Everybody in the group gets to see it at the same time: with the call, or at once after it."
            ),
        },
        home=shown.get_absolute_url(),
        told=_("The paper is saved."),
    )
