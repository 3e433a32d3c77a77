"""The days of a region, for the calendar page and for calendar programs (RFC 5545).

Rooms register sources, as they do for content and search. Whole days are Swedish dates, both ends included; a calendar
program wants the day after the last as the end, and gets it. Times are instants: the file says them in UTC, so that no
program can take the hour wrong when clocks change, and the page says them in Swedish time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vText

from agreement.alphabet import writable

if TYPE_CHECKING:
    from agreement.models import Region


# What is meant where a time has no end.
USUAL_LENGTH = dt.timedelta(hours=2)


@dataclass(frozen=True)
class Day:
    """Something on a day, or from a day to another, both included. `key` names it for good within the region.

    `starts_at` and `ends_at` (aware) are there where a time is known; then `first` and `last` are their Swedish days.
    `access`: in words, who may come, where that is not everybody.
    """

    key: str
    first: dt.date
    title: str
    text: str = ""
    url: str = ""
    last: dt.date | None = None
    starts_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None
    place: str = ""
    access: str = ""
    is_cancelled: bool = False

    @property
    def end(self) -> dt.date:
        return self.last or self.first

    @property
    def order(self) -> tuple[dt.date, dt.datetime, str]:
        """By day; whole days stand first on theirs."""
        return (self.first, self.starts_at or dt.datetime.min.replace(tzinfo=dt.UTC), self.key)


def timed(starts_at: dt.datetime, ends_at: dt.datetime | None = None) -> dict[str, Any]:
    """The fields of a `Day` that has a time; `last` only where it ends on another Swedish day."""
    first = timezone.localdate(starts_at)
    last = timezone.localdate(ends_at) if ends_at else first
    return {
        "first": first,
        "last": last if last > first else None,
        "starts_at": starts_at,
        "ends_at": ends_at,
    }


Source = Callable[["Region"], Iterable[Day]]
SOURCES: list[Source] = []


def register(source: Source) -> None:
    """Add a source; called from an AppConfig.ready. Twice is once."""
    if source not in SOURCES:
        SOURCES.append(source)


def days(region: Region) -> list[Day]:
    """Every day that the rooms know of, in order."""
    found = (day for source in SOURCES for day in source(region))
    return sorted(found, key=lambda day: day.order)


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


Part = tuple[str, Callable[["Region"], Any]]
PARTS: list[Part] = []


def add_part(template: str, about: Callable[[Region], Any]) -> None:
    """Show a part below the days on the calendar page. `about` gives what the template gets as `part`; nothing (or
    something empty): the part is left out. Twice is once.
    """
    if (template, about) not in PARTS:
        PARTS.append((template, about))


def parts(region: Region) -> list[tuple[str, Any]]:
    """The parts of the page that have something to show."""
    found = ((template, about(region)) for template, about in PARTS)
    return [(template, part) for template, part in found if part]


def as_ics(region: Region, stamp: dt.datetime) -> bytes:
    """The region's days as an iCalendar file. `stamp` (UTC) is when the content last changed; the same days, the same
    bytes.
    """
    return calendar_file(region.agreement.short_name, [(region.slug, day) for day in days(region)], stamp)


def calendar_file(name: str, entries: Iterable[tuple[str, Day]], stamp: dt.datetime) -> bytes:
    """An iCalendar file (RFC 5545) of days, each with what makes its key one of its kind: mostly the region."""
    calendar = Calendar()
    calendar.add("prodid", "-//Samverkan//Samverkan//SV")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    # A name that is no standard's is not escaped unless somebody says that it is text.
    calendar.add("x-wr-calname", vText(writable(name)))
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    host = settings.SITE_URL.split("://")[-1].split("/")[0].split(":")[0]
    for whose, day in entries:
        calendar.add_component(_entry(day, f"{whose}-{day.key}@{host}", stamp))
    return bytes(calendar.to_ical())


def _entry(day: Day, uid: str, stamp: dt.datetime) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", stamp)
    if day.starts_at:
        event.add("dtstart", day.starts_at.astimezone(dt.UTC))
        event.add("dtend", (day.ends_at or day.starts_at + USUAL_LENGTH).astimezone(dt.UTC))
    else:
        event.add("dtstart", day.first)
        event.add("dtend", day.end + dt.timedelta(days=1))
    event.add("summary", writable(day.title))
    if day.text:
        event.add("description", writable(day.text))
    if day.place:
        event.add("location", writable(day.place))
    if day.url:
        event.add("url", f"{settings.SITE_URL}{day.url}")
    if day.is_cancelled:
        event.add("status", "CANCELLED")
    if day.is_cancelled or not day.starts_at:
        event.add("transp", "TRANSPARENT")
    return event
