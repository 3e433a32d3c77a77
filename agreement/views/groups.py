"""Those who stand behind the agreement: the parties and the bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreement.models import SeatHolding
from agreement.public import crumbs, public_page, public_region
from agreement.states import SeatKind
from agreement.views.common import body_url, streams

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from agreement.models import Party, Seat


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
        "streams": streams(place.agreement),
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
            {"title": other.name, "url": body_url(place, other)}
            for other in place.agreement.bodies.exclude(pk=shown.pk)
        ],
    }
    return render(request, "agreement/body.html", context)


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
