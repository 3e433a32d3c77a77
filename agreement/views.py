"""The public pages about the agreement: read by everybody, kept by the page cache, nothing to fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreement.models import SeatHolding
from agreement.public import KeyDate, crumbs, public_page, public_region, public_regions
from agreement.reading import AgreementReading
from agreement.states import BodyKind, SeatKind, Side
from agreement.templatetags.agreement_text import first_paragraph

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from agreement.models import Agreement, Body, Party, Region, Seat


@require_safe
@public_page
def home(request: HttpRequest) -> HttpResponse:
    """The portal's start. With one region there is nothing to choose, so it goes straight there."""
    regions = public_regions(request)
    if len(regions) == 1:
        return redirect(regions[0])
    cards = [
        {
            "title": region.name,
            "url": region.get_absolute_url(),
            "text": region.agreement.name,
        }
        for region in regions
    ]
    return render(request, "agreement/home.html", {"cards": cards})


@require_safe
@public_page
def region_start(request: HttpRequest, region: str) -> HttpResponse:
    """A region's front door: what the agreement is, who stands behind it, how to join and the next dates."""
    place = public_region(request, region)
    agreement = place.agreement
    reading = AgreementReading(agreement)
    dates = [
        KeyDate(date=day.last_day, title=day.title, wording=day.wording_before, passed=False)
        for day in agreement.cut_offs.upcoming(timezone.localdate())
    ]
    groups = list(agreement.bodies.all())
    bodies = [
        {"title": group.name, "url": _body_url(place, group), "text": first_paragraph(group.about)}
        for group in groups
    ]
    context = {
        "region": place,
        "agreement": agreement,
        "reading": reading,
        "parties": _streams(agreement),
        "dates": dates,
        "bodies": bodies,
        "group": next((group for group in groups if group.kind == BodyKind.LEADERSHIP), None),
        "join_url": reverse("membership:join", args=[place.slug]),
        "agreement_url": reverse("agreement:agreement", args=[place.slug]),
    }
    return render(request, "agreement/region.html", context)


@require_safe
@public_page
def agreement_in_force(request: HttpRequest, region: str) -> HttpResponse:
    """The version in force, whole: parts, goals, principles and parties in one page that can be read and printed."""
    place = public_region(request, region)
    context = {
        "region": place,
        "nav_section": "agreement",
        "crumbs": crumbs(place),
        "agreement": place.agreement,
        "reading": AgreementReading(place.agreement),
        "parties": place.agreement.parties.all(),
    }
    return render(request, "agreement/agreement.html", context)


@require_safe
@public_page
def principles(request: HttpRequest, region: str) -> HttpResponse:
    """The principles in the region's own order and names (AGR-05)."""
    place = public_region(request, region)
    reading = AgreementReading(place.agreement)
    context = {
        "region": place,
        "nav_section": "principles",
        "crumbs": crumbs(place),
        "reading": reading,
        "principles": [
            {"name": each.name, "url": each.url, "summary": first_paragraph(each.meaning)}
            for each in reading.principles
        ],
    }
    return render(request, "agreement/principles.html", context)


@require_safe
@public_page
def principle(request: HttpRequest, region: str, slug: str) -> HttpResponse:
    """One principle in full, or that its text is missing; never an invented one (AGR-06, AGR-08)."""
    place = public_region(request, region)
    reading = AgreementReading(place.agreement)
    index = next((index for index, each in enumerate(reading.principles) if each.slug == slug), None)
    if index is None:
        raise Http404
    context = {
        "region": place,
        "nav_section": "principles",
        "crumbs": crumbs(place, (_("Principles"), reverse("agreement:principles", args=[place.slug]))),
        "reading": reading,
        "shown": reading.principles[index],
        "previous": reading.principles[index - 1] if index else None,
        "next": reading.principles[index + 1] if index + 1 < len(reading.principles) else None,
    }
    return render(request, "agreement/principle.html", context)


@require_safe
@public_page
def parties(request: HttpRequest, region: str) -> HttpResponse:
    """The main parties, however many, each with its side (AGR-02, AGR-03)."""
    place = public_region(request, region)
    context = {
        "region": place,
        "nav_section": "parties",
        "crumbs": crumbs(place),
        "agreement": place.agreement,
        "parties": place.agreement.parties.all(),
        "streams": _streams(place.agreement),
    }
    return render(request, "agreement/parties.html", context)


@require_safe
@public_page
def body(request: HttpRequest, region: str, kind: str) -> HttpResponse:
    """Who sits in a group today, party by party, vacant seats too (MEM-30 … MEM-34)."""
    place = public_region(request, region)
    shown = get_object_or_404(place.agreement.bodies, kind=kind)
    today = timezone.localdate()
    # The seats below know only those who sit today.
    sitting = SeatHolding.objects.on(today).select_related("user")
    seats = list(
        shown.seats.select_related("party")
        .order_by("party__order", "party_id", "order", "pk")
        .prefetch_related(Prefetch("holdings", queryset=sitting))
    )
    context = {
        "region": place,
        "nav_section": "bodies",
        "crumbs": crumbs(place),
        "agreement": place.agreement,
        "body": shown,
        "groups": _groups(seats),
        "others": [
            {"title": other.name, "url": _body_url(place, other)}
            for other in place.agreement.bodies.exclude(pk=shown.pk)
        ],
    }
    return render(request, "agreement/body.html", context)


def _streams(agreement: Agreement) -> list[dict[str, Any]]:
    """The parties as components/parties.html draws them."""
    prefetch_related_objects([agreement], "parties")
    return [
        {"name": party.name, "side_label": party.get_side_display(), "civil": party.side == Side.CIVIL}
        for party in agreement.parties.all()
    ]


def _body_url(region: Region, body: Body) -> str:
    name = "body" if body.kind == BodyKind.LEADERSHIP else "development-body"
    return reverse(f"agreement:{name}", args=[region.slug])


def _groups(seats: list[Seat]) -> list[dict[str, Any]]:
    """The seats by party, co-opted ones apart: those take part but do not decide (MEM-31)."""
    by_party: dict[Party, list[Seat]] = {}
    for seat in seats:
        if seat.party is not None and seat.kind != SeatKind.CO_OPTED:
            by_party.setdefault(seat.party, []).append(seat)
    groups = [{"party": party, **_composition(own)} for party, own in by_party.items()]
    if co_opted := [seat for seat in seats if seat.kind == SeatKind.CO_OPTED]:
        groups.append({"party": None, **_composition(co_opted)})
    return groups


def _composition(seats: list[Seat]) -> dict[str, Any]:
    """The seats with those who hold them today, and how many ordinary ones are filled. Names, never addresses."""
    ordinary = [seat for seat in seats if seat.kind == SeatKind.ORDINARY]
    return {
        "seats": [
            {
                "kind": "" if seat.kind == SeatKind.CO_OPTED else seat.get_kind_display(),
                "label": seat.label,
                "holders": [{"name": each.user.name, "since": each.from_on} for each in seat.holdings.all()],
            }
            for seat in seats
        ],
        "ordinary": len(ordinary),
        "filled": sum(bool(seat.holdings.all()) for seat in ordinary),
    }
