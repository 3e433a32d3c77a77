"""The groups' meetings for the calendar: those that are called or were held. What is only planned is nobody's yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from agreement.calendar import Day
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
        yield Day(
            key=f"meeting-{meeting.body.kind}-{meeting.day}",
            first=meeting.day,
            title=_("%(group)s meets") % {"group": meeting.body.name},
            url=reverse(f"agreement:{name}", args=[region.slug]),
        )
