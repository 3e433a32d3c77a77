"""Rounds and nominations for tests: rows written directly, with their state, and no letters; what minutes say of them."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from django.utils import timezone

from accounts.models import User
from agreement.models import Body, Party, Region, Seat, SeatHolding
from agreement.states import BodyKind, FilledBy, SeatKind
from letters.models import Letter
from membership.models import Membership
from nominations.models import Forum, Nomination, NominationRound
from nominations.services import Record
from nominations.states import Ground, RoundState, State, Wants
from tests.factories import LONG_AGO, make_member, make_user

UNEQUAL = "Bara civilsamhället har platser i gruppen."
_numbers = itertools.count(1)


def make_development_group(region: Region, *, seats: int = 0) -> Body:
    """A development group that is filled from nominations, with so many ordinary seats of the civil party."""
    body = Body.objects.create(
        agreement=region.agreement,
        kind=BodyKind.DEVELOPMENT,
        slug="utvecklingsgrupp",
        name="Utvecklingsgruppen",
        filled_by=FilledBy.NOMINATION,
        how_chosen="Ledningsgruppen väljer bland dem som föreningarna har nominerat.",
    )
    party = region.agreement.parties.filter(side="civil").first()
    for order in range(seats):
        Seat.objects.create(body=body, party=party, kind=SeatKind.ORDINARY, order=order)
    return body


def make_round(region: Region, **fields: Any) -> NominationRound:
    """A published round for the development group, open from ten days ago to ten days ahead, one year's term."""
    number = next(_numbers)
    today = timezone.localdate()
    if "forum" not in fields and "body" not in fields:
        fields["body"] = region.agreement.body(BodyKind.DEVELOPMENT) or make_development_group(region)
    closes = fields.get("closes_on", today + dt.timedelta(days=10))
    return NominationRound.objects.create(
        **{
            "agreement": region.agreement,
            "slug": f"omgang-{number}",
            "title": f"Utvecklingsgruppen, omgång {number}",
            "about": "Vi söker personer som vill planera arbetet tillsammans.",
            "opens_on": min(today, closes) - dt.timedelta(days=10),
            "closes_on": closes,
            "seats_sought": 2,
            "alternates_sought": 2,
            "term_from_on": closes + dt.timedelta(days=30),
            "term_to_on": closes + dt.timedelta(days=395),
            "compensation": "Resor ersätts. Arvode betalas inte.",
            "state": RoundState.PUBLISHED,
            **fields,
        }
    )


def make_forum(region: Region, **fields: Any) -> Forum:
    number = next(_numbers)
    return Forum.objects.create(
        **{"agreement": region.agreement, "slug": f"forum-{number}", "name": f"Rådet {number}", **fields}
    )


def make_nomination(
    round_: NominationRound,
    member: Membership | None = None,
    state: str = State.ACCEPTED,
    *,
    by: User | None = None,
    **fields: Any,
) -> Nomination:
    """A nomination in any state, by a member organisation (a new one if none is given) or by a sitting member."""
    number = next(_numbers)
    if member is None and by is None:
        member = make_member(round_.agreement.region)
        # A member since long: whether that is in time is not what most tests are about.
        Membership.objects.filter(pk=member.pk).update(since=LONG_AGO)
    sent = state != State.PREPARED
    return Nomination.objects.create(
        **{
            "round": round_,
            "ground": Ground.ORGANISATION if member else Ground.SUCCESSION,
            "organisation": member.organisation if member else None,
            "party": _party(round_, by) if by else None,
            "nominated_by": by or (member.application.access.first().user if member else make_user()),
            "nominee_name": f"Nominerad {number}",
            "nominee_email": f"nominerad{number}@person.example",
            "nominee_role": "Ordförande",
            "motivation": "Kan mycket om byarna.",
            "wants": Wants.EITHER,
            "state": state,
            "sent_at": midday(round_.closes_on) if sent else None,
            **fields,
        }
    )


def _party(round_: NominationRound, by: User) -> Party | None:
    """For whom a sitting member sits; civil society where the test has not seated them."""
    held = (
        by.seat_holdings.filter(seat__body__kind=BodyKind.DEVELOPMENT).select_related("seat__party").first()
    )
    return held.seat.party if held else round_.agreement.parties.filter(side="civil").first()


def midday(day: dt.date) -> dt.datetime:
    """Twelve o'clock in Sweden."""
    return dt.datetime.combine(day, dt.time(12), tzinfo=timezone.get_default_timezone())


def make_sitting(region: Region, **fields: Any) -> User:
    """A sitting member of the development group."""
    body = region.agreement.body(BodyKind.DEVELOPMENT) or make_development_group(region)
    user = make_user(**fields)
    party = region.agreement.parties.filter(side="civil").first()
    seat = Seat.objects.create(body=body, party=party, kind=SeatKind.ORDINARY, order=50)
    SeatHolding.objects.create(seat=seat, user=user, from_on=LONG_AGO)
    return user


def over(region: Region, **fields: Any) -> NominationRound:
    """A round whose last day was yesterday: it can be decided."""
    return make_round(region, closes_on=timezone.localdate() - dt.timedelta(days=1), **fields)


def record(**changed: Any) -> Record:
    """What the minutes say of a decision of today, in a group whose seats are not equally many."""
    return Record(
        **{"decided_on": timezone.localdate(), "paragraph": "14", "unequal_reason": UNEQUAL, **changed}
    )


def sent(kind: str) -> set[str]:
    """To whom letters of a kind were written."""
    return set(Letter.objects.filter(kind=kind).values_list("to", flat=True))


def asked() -> list[str]:
    """To whom a seat was offered, in order."""
    return list(Letter.objects.filter(kind="seat_offered").order_by("pk").values_list("to", flat=True))
