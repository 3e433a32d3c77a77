"""A development group beside the leadership group, people on both sides of it, and meetings in every state."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext, override

from accounts.models import User
from agreement.models import Body, Meeting, Region, Seat, SeatHolding
from agreement.states import BodyKind, FilledBy, SeatKind, Side
from letters.models import Letter
from meetings.models import Item, MeetingEvent
from meetings.services import Held, call_meeting, hold_meeting, plan_meeting, propose_item
from meetings.services.holding import Outcome
from meetings.states import Presence
from tests.factories import LONG_AGO, make_user, pdf_bytes

NOON = dt.time(13, 0)


def make_development_group(region: Region, **fields: Any) -> Body:
    """A group of four meetings a year, with one ordinary seat for each party; nobody sits yet."""
    body = Body.objects.create(
        agreement=region.agreement,
        kind=BodyKind.DEVELOPMENT,
        slug="utvecklingsgrupp",
        name="Utvecklingsgruppen",
        **{"filled_by": FilledBy.NOMINATION, "meetings_a_year": 4, **fields},
    )
    for party in region.agreement.parties.all():
        Seat.objects.create(body=body, party=party, kind=SeatKind.ORDINARY, order=party.order)
    return body


def seat_in(body: Body, side: str = Side.CIVIL, **fields: Any) -> User:
    """A person on a free ordinary seat of a party of that side, long since."""
    user = make_user(**fields)
    free = body.seats.filter(party__side=side, kind=SeatKind.ORDINARY, holdings=None)
    SeatHolding.objects.create(seat=free.order_by("order").first(), user=user, from_on=LONG_AGO)
    return user


def one_more(body: Body, side: str = Side.CIVIL, **fields: Any) -> User:
    """A person on a new ordinary seat of a party of that side."""
    party = body.agreement.parties.filter(side=side).first()
    Seat.objects.create(body=body, party=party, kind=SeatKind.ORDINARY, order=50)
    return seat_in(body, side, **fields)


def make_meeting(body: Body, secretary: User, *, days: int = 10, **facts: Any) -> Meeting:
    """A planned meeting so many days from now."""
    return plan_meeting(
        body,
        actor=secretary,
        **{
            "day": timezone.localdate() + dt.timedelta(days=days),
            "starts_at": NOON,
            "place": "Folkets hus",
            "remote_url": "https://mote.example/abc",
            **facts,
        },
    )


def make_called(
    body: Body, secretary: User, *, titles: tuple[str, ...] = ("Läget",), days: int = 10
) -> Meeting:
    """A called meeting with an item for each title, proposed by the secretary."""
    meeting = make_meeting(body, secretary, days=days)
    for title in titles:
        propose_item(body, actor=secretary, title=title, meeting=meeting)
    return call_meeting(meeting, actor=secretary)


def all_here(meeting: Meeting, **outcomes: Outcome) -> Held:
    """Everybody was there, and every item came to something; `outcomes` by the item's title."""
    held = SeatHolding.objects.on(meeting.day).filter(seat__body=meeting.body)
    items = Item.objects.filter(meeting=meeting).waiting().order_by("number")
    return Held(
        presence={each.pk: Presence.HERE for each in held},
        outcomes={
            item.pk: outcomes.get(item.title, Outcome("Gruppen tackade.", str(number)))
            for number, item in enumerate(items, 1)
        },
    )


def make_held(body: Body, secretary: User, **outcomes: Outcome) -> Meeting:
    """A meeting that was called and held today."""
    meeting = make_called(body, secretary, titles=tuple(outcomes) or ("Läget",), days=0)
    return hold_meeting(meeting, all_here(meeting, **outcomes), actor=secretary)


def a_paper(name: str = "underlag.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf_bytes(title="Underlag"), content_type="application/pdf")


def told(kind: str) -> list[str]:
    """Who got that letter, once for each."""
    return sorted(Letter.objects.filter(kind=f"meeting_{kind}").values_list("to", flat=True))


def shown_to(client: Client, address: str, outcome: str, **other: str) -> dict[str, Any]:
    """What a browser sends of the page that is open now, with `outcome` in every item and `other` for fields that
    begin so.
    """
    form = client.get(address).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields if not name.startswith("postponed")}
    for name in sent:
        if name.startswith("presence"):
            sent[name] = other.get("presence", Presence.HERE)
        elif name.startswith("outcome"):
            sent[name] = outcome
    return sent


def diary(step: str) -> int:
    """How often that stands in the diaries."""
    return MeetingEvent.objects.filter(step=step).count()


def since() -> str:
    """What the second of two is told who write down what a meeting came to."""
    with override("sv"):
        return gettext(
            "Somebody has written this down since you opened the page. What you wrote is not saved. Open the page "
            "again and compare."
        )
