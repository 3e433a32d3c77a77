"""Who is asking, and which meeting or item it is about; to everybody else it does not exist."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.http import Http404

from accounts import pages
from agreement.models import Body, Meeting
from agreement.offices import offices_of
from meetings.models import Item
from meetings.permissions import Parts
from meetings.states import Presence
from relay.admin_lists import LARGEST_KEY

if TYPE_CHECKING:
    from django.http import HttpRequest

    from accounts.models import User


class OwnRequest(pages.OwnRequest):
    """With what the person is to the groups."""

    parts: Parts


def parts_of(request: HttpRequest) -> Parts:
    """Of the person who is signed in, from the offices that the request has read already."""
    return Parts(request.user, offices_of(request))  # type: ignore[arg-type]  # somebody: own pages see to it


own_page = partial(pages.own_page, parts=parts_of)
own_button = partial(pages.own_button, parts=parts_of)


def body_of(request: OwnRequest, pk: int) -> Body:
    """The group, if the person sits in it or keeps it; 404 otherwise."""
    found = (
        Body.objects.select_related("agreement__region").filter(pk=pk).first() if pk <= LARGEST_KEY else None
    )
    if found is None or not request.parts.sees(found):
        raise Http404
    return found


def meeting_of(request: OwnRequest, pk: int, *, keeper: bool = False, was_there: bool = False) -> Meeting:
    """The meeting, to its group, those who are called to it and the secretariat (`keeper`: to the secretariat only;
    `was_there`: also to who took part, whose term may be over by now); 404 otherwise.
    """
    rows = Meeting.objects.select_related("body__agreement__region")
    found = rows.filter(pk=pk).first() if pk <= LARGEST_KEY else None
    if found is None:
        raise Http404
    if keeper and not request.parts.keeps(found.body):
        raise Http404
    if not request.parts.sees_meeting(found) and not (was_there and took_part(found, request.user)):
        raise Http404
    return found


def took_part(meeting: Meeting, user: User) -> bool:
    """Whether the minutes say that the person was there."""
    return meeting.attendance.filter(user=user).exclude(presence=Presence.ABSENT).exists()


def posted_key(request: OwnRequest, name: str) -> int:
    """A row's id among what was sent; 0, which no row has, for anything else."""
    sent = request.POST.get(name, "")
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 19 else 0


def item_of(request: OwnRequest, pk: int) -> Item:
    """The item with `is_closed`, to its group, those called to its meeting and the secretariat; 404 otherwise."""
    rows = Item.objects.select_related("body__agreement__region", "meeting", "party", "proposed_by")
    found = rows.with_closed_to(request.user).filter(pk=pk).first() if pk <= LARGEST_KEY else None
    if found is None or not request.parts.sees_item(found):
        raise Http404
    return found
