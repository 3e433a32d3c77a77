"""The front doors: the portal's and each region's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreement.chain import Records
from agreement.models import Seat, SeatHolding
from agreement.public import KeyDate, public_page, public_region, public_regions
from agreement.reading import AgreementReading
from agreement.states import BodyKind, SeatKind
from agreement.templatetags.agreement_text import first_paragraph
from agreement.views.common import body_url, streams

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from agreement.models import Body


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
    today = timezone.localdate()
    records = Records(
        agreement,
        cut_offs=agreement.cut_offs.upcoming(today),
        bodies=agreement.bodies.all(),
        seats=Seat.objects.on(today).filter(body__agreement=agreement, kind=SeatKind.ORDINARY),
        holdings=SeatHolding.objects.on(today).filter(seat__body__agreement=agreement),
        municipalities=place.municipalities.all(),
    )
    dates = [
        KeyDate(date=day.last_day, title=day.title, wording=day.wording_before, passed=False)
        for day in records.more("cut_offs")
    ]
    groups = records.more("bodies")
    leading = next((group for group in groups if group.kind == BodyKind.LEADERSHIP), None)
    bodies = [
        {"title": group.name, "url": body_url(place, group), "text": first_paragraph(group.about)}
        for group in groups
    ]
    context = {
        "region": place,
        "agreement": agreement,
        "reading": AgreementReading(agreement, records=records),
        "balance": _balance(records, leading) if leading else [],
        "municipalities": records.more("municipalities"),
        "parties": streams(agreement),
        "dates": dates,
        "bodies": bodies,
        "group": leading,
        "join_url": reverse("membership:join", args=[place.slug]),
        "agreement_url": reverse("agreement:agreement", args=[place.slug]),
    }
    return render(request, "agreement/region.html", context)


def _balance(records: Records, leading: Body) -> list[dict[str, Any]]:
    """The ordinary seats of the leading group by party, and how many are filled today (MEM-30)."""
    taken = {holding.seat_id for holding in records.more("holdings")}
    seats = [seat for seat in records.more("seats") if seat.body_id == leading.pk]
    return [
        {
            "party": party,
            "ordinary": sum(seat.party_id == party.pk for seat in seats),
            "filled": sum(seat.party_id == party.pk and seat.pk in taken for seat in seats),
        }
        for party in records.parties
    ]
