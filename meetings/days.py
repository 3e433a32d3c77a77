"""The groups' meetings for the calendar: those that are called or were held. What is only planned is nobody's yet."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from agreement.calendar import Day, timed
from agreement.models import Meeting
from agreement.states import BodyKind, MeetingState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agreement.models import Region

SHOWN = (MeetingState.CALLED, MeetingState.HELD, MeetingState.CONFIRMED)


def source(region: Region) -> Iterator[Day]:
    """Each meeting on its day (a Swedish date); the page is the group's, for the agenda is the group's own."""
    meetings = Meeting.objects.filter(body__agreement__region=region, state__in=SHOWN).select_related("body")
    for meeting in meetings.order_by("day"):
        name = "body" if meeting.body.kind == BodyKind.LEADERSHIP else "development-body"
        yield of_meeting(meeting, reverse(f"agreement:{name}", args=[region.slug]))


def of_meeting(meeting: Meeting, url: str) -> Day:
    """A meeting as a day with its time, where one is said. Links for those far away are the group's own."""
    return Day(
        key=f"meeting-{meeting.body.kind}-{meeting.day}",
        title=_("%(group)s meets") % {"group": meeting.body.name},
        url=url,
        place=meeting.place,
        **when(meeting),
    )


def when(meeting: Meeting) -> dict[str, Any]:
    """The day of a meeting, and the instants where it has a time (Swedish time)."""
    if meeting.starts_at is None:
        return {"first": meeting.day}
    zone = timezone.get_default_timezone()
    end = dt.datetime.combine(meeting.day, meeting.ends_at, tzinfo=zone) if meeting.ends_at else None
    return timed(dt.datetime.combine(meeting.day, meeting.starts_at, tzinfo=zone), end)
