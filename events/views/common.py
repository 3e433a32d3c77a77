"""Who is asking, and which event it is about; to everybody else it does not exist."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from accounts.sign_in import sign_in_url
from agreement.models import Region
from events.models import Event
from events.permissions import Reach
from relay.admin_lists import LARGEST_KEY

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

GET_OR_POST = ["GET", "HEAD", "POST"]


def own_page(view: Callable[..., Any]) -> Callable[..., Any]:
    """A page of somebody who is signed in; never kept by a browser. The view gets `reach` on the request."""

    @never_cache
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect(sign_in_url(request.path))
        request.reach = Reach(request.user)  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return page


def event_of(request: Any, pk: int, *, keeper: bool = False, host: bool = False) -> Event:
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
