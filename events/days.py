"""Events as days of a calendar: the region's (open ones only), and a person's own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from agreement.calendar import Day, timed
from agreement.models import Meeting
from events.models import Event, Registration
from events.permissions import Reach
from events.states import SHOWN, Audience, Kind, Standing, State
from meetings.days import SHOWN as MEETINGS_SHOWN
from meetings.days import of_meeting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accounts.models import User
    from agreement.models import Region


def open_events(region: Region) -> list[Event]:
    """What everybody sees in the region, notices as long as they are shown; read once for each region of a request."""
    if not hasattr(region, "open_events"):
        gone = Q(kind=Kind.NOTICE, shown_to__lt=timezone.localdate())
        rows = Event.objects.public().filter(agreement=region.agreement).exclude(gone)
        region.open_events = list(  # type: ignore[attr-defined]
            rows.select_related("host_party", "organisation").order_by("starts_at", "pk")
        )
        for event in region.open_events:  # type: ignore[attr-defined]
            event.agreement = region.agreement
            event.agreement.region = region
    return region.open_events  # type: ignore[attr-defined, no-any-return]


def source(region: Region) -> Iterator[Day]:
    """Open events of the region, published or cancelled. Notices have no day; they stand below."""
    return (of_event(event) for event in open_events(region) if not event.is_notice)


def of_event(event: Event) -> Day:
    """An event with its time. Who may come is said where it is not everybody."""
    times: dict[str, Any] = timed(event.starts_at, event.ends_at) if event.starts_at else {}
    return Day(
        key=f"event-{event.pk}",
        title=event.title,
        text=event.summary,
        url=event.get_absolute_url(),
        place=event.place or (_("From a distance") if event.remote_url else ""),
        access="" if event.audience == Audience.OPEN else str(event.get_audience_display()),
        is_cancelled=event.state == State.CANCELLED,
        **times,
    )


def _waiting(event: Event) -> Day:
    """The day of somebody who has no place yet."""
    day = of_event(event)
    return replace(day, title=_("%(title)s (waiting list)") % {"title": day.title})


def personal(user: User) -> list[tuple[str, Day]]:
    """The person's calendar: meetings of their groups, events they have registered for, and closed ones they may come
    to. Each with its region's address. The rights are asked for each time: who has left a group has left its meetings.
    """
    reach = Reach(user)
    meetings = Meeting.objects.filter(body__in=reach.bodies, state__in=MEETINGS_SHOWN)
    days = [
        (
            meeting.body.agreement.region.slug,
            of_meeting(meeting, reverse("meetings:meeting", args=[meeting.pk])),
        )
        for meeting in meetings.select_related("body__agreement__region").order_by("day")
    ]
    registered = Q(registrations__user=user) | Q(registrations__email=user.email)
    going = (
        Event.objects.visible_to(reach)
        .occasions()
        .filter(
            registered & Q(registrations__standing__in=(Standing.PLACED, Standing.QUEUED)), state__in=SHOWN
        )
    )
    closed = Event.objects.visible_to(reach).occasions().exclude(audience=Audience.OPEN)
    keys = Q(pk__in=going.values("pk")) | Q(pk__in=closed.filter(state__in=SHOWN).values("pk"))
    events = Event.objects.filter(keys).select_related("agreement__region").order_by("starts_at", "pk")
    mine = Registration.objects.filter(Q(user=user) | Q(email=user.email)).queue()
    waits = set(mine.values_list("event", flat=True))
    days += [
        (event.agreement.region.slug, _waiting(event) if event.pk in waits else of_event(event))
        for event in events
    ]
    return sorted(days, key=lambda each: each[1].order)
