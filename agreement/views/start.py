"""The front doors: the portal's and each region's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreement.public import KeyDate, public_page, public_region, public_regions
from agreement.reading import AgreementReading
from agreement.states import BodyKind
from agreement.templatetags.agreement_text import first_paragraph
from agreement.views.common import body_url, streams

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


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
        {"title": group.name, "url": body_url(place, group), "text": first_paragraph(group.about)}
        for group in groups
    ]
    context = {
        "region": place,
        "agreement": agreement,
        "reading": reading,
        "parties": streams(agreement),
        "dates": dates,
        "bodies": bodies,
        "group": next((group for group in groups if group.kind == BodyKind.LEADERSHIP), None),
        "join_url": reverse("membership:join", args=[place.slug]),
        "agreement_url": reverse("agreement:agreement", args=[place.slug]),
    }
    return render(request, "agreement/region.html", context)
