"""Who is asking, and which event it is about; to everybody else it does not exist."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.http import Http404

from accounts import pages
from agreement.models import Region
from agreement.offices import offices_of
from events.models import Event
from events.permissions import Reach
from relay.admin_lists import LARGEST_KEY

if TYPE_CHECKING:
    from django.http import HttpRequest


class OwnRequest(pages.OwnRequest):
    """With what the person reaches of the calendar."""

    reach: Reach


def reach_of(request: HttpRequest) -> Reach:
    """Of the person who is signed in, from the offices that the request has read already."""
    return Reach(request.user, offices_of(request))


own_page = partial(pages.own_page, reach=reach_of)
own_button = partial(pages.own_button, reach=reach_of)


def event_of(request: OwnRequest, pk: int, *, keeper: bool = False, host: bool = False) -> Event:
    """The event, to those who see it (`host`: to those who look after it; `keeper`: to the secretariat); else 404."""
    rows = Event.objects.select_related(
        "agreement__region", "body", "municipality", "host_party", "organisation", "posted_by"
    )
    found = rows.filter(pk=pk).first() if pk <= LARGEST_KEY else None
    if found is None or not request.reach.sees(found):
        raise Http404
    if keeper and not request.reach.keeps(found.agreement):
        raise Http404
    if host and not request.reach.looks_after(found):
        raise Http404
    return found


def region_of(slug: str) -> Region:
    """The region with its agreement; 404 otherwise."""
    found = Region.objects.select_related("agreement").filter(slug=slug, agreement__isnull=False).first()
    if found is None:
        raise Http404
    return found
