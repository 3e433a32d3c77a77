"""Two events in the story's calendar: one that has been, and one to come that one registers for."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from demo.clock import at
from events.services import post_event, publish_event
from events.states import Audience, Kind

if TYPE_CHECKING:
    from accounts.models import User
    from agreement.models import Agreement

PLACE = "Folkets hus i Exempelby"
HELD: dict[str, Any] = {
    "kind": Kind.KNOWLEDGE,
    "title": "Kväll om överenskommelsen",
    "summary": "Vad står i överenskommelsen, och vad kan den göra för er förening?",
    "takes_registrations": False,
}
COMING: dict[str, Any] = {
    "kind": Kind.DIALOGUE,
    "title": "Dialog om resor till möten",
    "summary": "Avstånden är långa. Kom och säg vad som gör att fler kan vara med.",
    "text": "Vi dricker kaffe, hör hur det är i dag och skriver ner det vi vill ändra.",
    "target": "Föreningar i hela länet",
    "for_young": True,
    "takes_registrations": True,
    "places": 40,
    "access_info": "Inga trappor. Hörslinga. Säg till om du behöver tolk.",
}


def tell(agreement: Agreement, secretary: User) -> None:
    """Tell it through the services that real people use; a calendar that has events of its own is left alone."""
    if agreement.events.exists():
        return
    now = timezone.localtime()
    with at(now - dt.timedelta(days=40)):
        _post(agreement, secretary, now.date() - dt.timedelta(days=20), HELD)
    _post(agreement, secretary, now.date() + dt.timedelta(days=25), COMING)


def _post(agreement: Agreement, secretary: User, day: dt.date, facts: dict[str, Any]) -> None:
    zone = timezone.get_default_timezone()
    event = post_event(
        agreement,
        actor=secretary,
        audience=Audience.OPEN,
        starts_at=dt.datetime.combine(day, dt.time(17, 30), tzinfo=zone),
        ends_at=dt.datetime.combine(day, dt.time(19, 30), tzinfo=zone),
        place=PLACE,
        remote_url="https://mote.example/kalendern",
        languages=["sv"],
        compensation="Resan betalas.",
        words=agreement.activity_words.filter(kind="topic").order_by("order", "pk")[:1],
        **facts,
    )
    publish_event(event, actor=secretary)
