"""The days of a region, for the calendar page and for calendar programs (RFC 5545).

Rooms register sources, as they do for content and search. Today all days are whole days (Swedish dates), both ends
included; a calendar program wants the day after the last as the end, and gets it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vText

from agreement.alphabet import writable

if TYPE_CHECKING:
    from agreement.models import Region


@dataclass(frozen=True)
class Day:
    """Something on a day, or from a day to another, both included. `key` names it for good within the region."""

    key: str
    first: dt.date
    title: str
    text: str = ""
    url: str = ""
    last: dt.date | None = None

    @property
    def end(self) -> dt.date:
        return self.last or self.first


Source = Callable[["Region"], Iterable[Day]]
SOURCES: list[Source] = []


def register(source: Source) -> None:
    """Add a source; called from an AppConfig.ready. Twice is once."""
    if source not in SOURCES:
        SOURCES.append(source)


def days(region: Region) -> list[Day]:
    """Every day that the rooms know of, in order."""
    found = (day for source in SOURCES for day in source(region))
    return sorted(found, key=lambda day: (day.first, day.key))


def own_days(region: Region) -> Iterable[Day]:
    """The agreement's own days: cut-offs for joining and the next review."""
    agreement = region.agreement
    join = reverse("membership:join", args=[region.slug])
    for cut_off in agreement.cut_offs.all():
        yield Day(
            key=f"cut-off-{cut_off.effect}-{cut_off.last_day}",
            first=cut_off.last_day,
            title=_("Last day: %(what)s") % {"what": cut_off.title},
            text=cut_off.wording_before,
            url=join,
        )
    if agreement.next_review_on:
        yield Day(
            key="review",
            first=agreement.next_review_on,
            title=_("The agreement is reviewed"),
            text=agreement.review_note,
            url=reverse("agreement:agreement", args=[region.slug]),
        )


def as_ics(region: Region, stamp: dt.datetime) -> bytes:
    """The days as an iCalendar file. `stamp` (UTC) is when the content last changed; the same days, the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", "-//Samverkan//Samverkan//SV")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    # A name that is no standard's is not escaped unless somebody says that it is text.
    calendar.add("x-wr-calname", vText(writable(region.agreement.short_name)))
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    host = settings.SITE_URL.split("://")[-1].split("/")[0].split(":")[0]
    for day in days(region):
        event = Event()
        event.add("uid", f"{region.slug}-{day.key}@{host}")
        event.add("dtstamp", stamp)
        event.add("dtstart", day.first)
        event.add("dtend", day.end + dt.timedelta(days=1))
        event.add("summary", writable(day.title))
        if day.text:
            event.add("description", writable(day.text))
        if day.url:
            event.add("url", f"{settings.SITE_URL}{day.url}")
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
