"""The days of a region, on a page and as a file for calendar programs."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreement import calendar as calendars
from agreement.public import crumbs, public_page, public_region

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_safe
@public_page
def calendar(request: HttpRequest, region: str) -> HttpResponse:
    """What is coming, in order, and what has been, newest first."""
    place = public_region(request, region)
    today = timezone.localdate()
    days = calendars.days(place)
    context = {
        "region": place,
        "nav_section": "calendar",
        "crumbs": crumbs(place),
        "coming": [day for day in days if day.end >= today],
        "past": [day for day in reversed(days) if day.end < today],
        "parts": calendars.parts(place),
    }
    return render(request, "agreement/calendar.html", context)


@require_safe
@public_page
def calendar_ics(request: HttpRequest, region: str) -> HttpResponse:
    """The same days as iCalendar (RFC 5545), to subscribe to."""
    place = public_region(request, region)
    # Programs want to know when an entry was written; the day is as exact as a whole day needs.
    stamp = dt.datetime.combine(timezone.now().astimezone(dt.UTC).date(), dt.time.min, tzinfo=dt.UTC)
    response = HttpResponse(calendars.as_ics(place, stamp), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{place.slug}.ics"'
    return response
