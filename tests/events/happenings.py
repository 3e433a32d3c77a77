"""Events in every state, and people who post, keep and come."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from accounts.models import User
from agreement.models import Region
from events.models import Event, EventTask, Registration
from events.services import confirm, post_event, publish_event, register, submit_event
from events.states import Audience, How, Kind
from events.tasks import do_task
from letters.models import Letter

FACTS: dict[str, Any] = {
    "kind": Kind.DIALOGUE,
    "audience": Audience.OPEN,
    "title": "Dialog i Exempelby",
    "summary": "Vi talar om hur fler kan vara med.",
    "text": "Alla är välkomna.",
    "place": "Folkets hus",
    "remote_url": "https://mote.example/abc",
    "languages": ["sv"],
    "no_compensation": True,
    "takes_registrations": True,
}


def facts(days: int = 10, **changed: Any) -> dict[str, Any]:
    """What an event so many days from now says: one to three in the afternoon, Swedish time."""
    day = timezone.localdate() + dt.timedelta(days=days)
    zone = timezone.get_default_timezone()
    return {
        **FACTS,
        "starts_at": dt.datetime.combine(day, dt.time(13), tzinfo=zone),
        "ends_at": dt.datetime.combine(day, dt.time(15), tzinfo=zone),
        **changed,
    }


def make_drafted(region: Region, actor: User, days: int = 10, **changed: Any) -> Event:
    return post_event(region.agreement, actor=actor, **facts(days, **changed))


def make_published(region: Region, secretary: User, days: int = 10, **changed: Any) -> Event:
    """An event of the secretariat's own, in the calendar."""
    return publish_event(make_drafted(region, secretary, days, **changed), actor=secretary)


def make_submitted(region: Region, actor: User, days: int = 10, **changed: Any) -> Event:
    return submit_event(make_drafted(region, actor, days, **changed), actor=actor)


def make_asked(event: Event, number: int = 1, how: How = How.HERE) -> Registration:
    """Somebody who has filled in the form and not confirmed."""
    return register(event, name=f"Deltagare {number}", email=f"deltagare{number}@x.example", how=how)


def make_registered(event: Event, number: int = 1, how: How = How.HERE) -> Registration:
    return confirm(make_asked(event, number, how))


def form(**changed: str) -> dict[str, str]:
    """What the form of an event is sent with, twenty days from now."""
    day = timezone.localdate() + dt.timedelta(days=20)
    return {
        "kind": "dialogue",
        "audience": "open",
        "title": "Dialog",
        "summary": "Vi talar.",
        "day": day.isoformat(),
        "start": "13:00",
        "end": "15:00",
        "place": "Folkets hus",
        "no_remote_reason": "Vi vandrar ute.",
        "languages": "sv",
        "no_compensation": "on",
        **changed,
    }


def catch_up() -> None:
    """What a relay does when it comes back, twice."""
    for _look in range(2):
        for pk in EventTask.objects.due(timezone.now()).oldest_first().values_list("pk", flat=True):
            do_task(pk)


def letters(kind: str) -> list[str]:
    """To whom letters of a kind were written, in the order in which they were."""
    return list(Letter.objects.filter(kind=kind).order_by("pk").values_list("to", flat=True))
