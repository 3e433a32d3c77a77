"""What the public pages of every room share: the mark that a page is the same for everybody, the region, the dates."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, NamedTuple

from django.http import Http404

from agreement.gathering import gather
from agreement.models import Agreement, Party, PartyNotice, Region

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

    View = Callable[..., HttpResponseBase]


def public_page(view: View) -> View:
    """The view's answer is the same for everybody who is not signed in, and may be kept for the next reader.

    The rooms only mark the answer; who keeps it and for how long is decided outside them.
    """

    @functools.wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.public_page = True  # type: ignore[attr-defined]
        return response

    return wrapper


def all_regions(request: HttpRequest) -> list[Region]:
    """Every region with its agreement and what its parties have told, read by one query once per request: the menu and
    the page ask for the same rows, and every page of a region says how its agreement stands (AGR-24).
    """
    if not hasattr(request, "all_regions"):
        request.all_regions = _regions()  # type: ignore[attr-defined]
    return request.all_regions  # type: ignore[attr-defined, no-any-return]


def _regions() -> list[Region]:
    told = PartyNotice.objects.open()
    rows = gather(
        {
            "regions": Region.objects.all(),
            "agreements": Agreement.objects.all(),
            "notices": told,
            "parties": Party.objects.filter(pk__in=told.values("party")),
        },
        leave_out=("recorded_at",),
    )
    agreements = {each.region_id: each for each in rows["agreements"]}
    parties = {each.pk: each for each in rows["parties"]}
    for notice in rows["notices"]:
        notice.party = parties[notice.party_id]
    for region in rows["regions"]:
        agreement = agreements.get(region.pk)
        # None is what Django itself keeps there, once it has asked and found no agreement.
        region._state.fields_cache["agreement"] = agreement
        if agreement is not None:
            agreement.region = region
            region.open_notices = [
                each for each in rows["notices"] if each.party.agreement_id == agreement.pk
            ]
    return rows["regions"]


def public_regions(request: HttpRequest) -> list[Region]:
    """The regions that have something to show: a region without an agreement is still being prepared."""
    return [region for region in all_regions(request) if hasattr(region, "agreement")]


def public_region(request: HttpRequest, slug: str) -> Region:
    """The region that the address names. Refuses (404) one that is unknown or has no agreement yet."""
    for region in public_regions(request):
        if region.slug == slug:
            return region
    raise Http404


class KeyDate(NamedTuple):
    """A cut-off as agreement/_key_dates.html shows it. The day itself counts, to its last second (MEM-13)."""

    date: dt.date
    title: str
    wording: str
    passed: bool


def crumbs(region: Region, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way from the region's start to a page below it, as components/breadcrumbs.html wants it."""
    return [(region.name, region.get_absolute_url()), *more]
