"""What `seed_scale` leaves out and a queue in use has: cut-offs met and missed, municipalities, positions, conflicts of
interest, supplements, organisations without a number. Invented, written in bulk, the same every time.
"""

from __future__ import annotations

import datetime as dt
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from agreement.models import Municipality, Region, RegionRole, Seat, SeatHolding
from agreement.states import BodyKind, Role, SeatKind
from membership.models import Application, Membership, Organisation, Position, Recusal, SupplementRequest
from membership.states import Ground, Opinion, Scope, Status
from tests.factories import LONG_AGO, make_user

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User

BATCH = 5000
EFFECTS = [
    {"effect": "ceremony", "title": "Skriva under vid starten", "last_day": "2026-05-04", "met": False},
    {
        "effect": "development_group",
        "title": "Föreslå till utvecklingsgruppen",
        "last_day": "2030-01-31",
        "met": True,
    },
]


def fill() -> tuple[User, User]:
    """Write it all; gives a member of every leadership group, and somebody of every secretariat."""
    member, secretary = _people()
    Application.objects.update(effects=[{"wording": "–", **effect} for effect in EFFECTS])
    _places()
    _supplements(secretary)
    _positions(member)
    return member, secretary


def _people() -> tuple[User, User]:
    """Everybody's seat is taken, by nobody whom another measurement seated; one person sits in every region's group."""
    SeatHolding.objects.all().delete()
    member = make_user("gruppen@samverkan.example", name="Ledamot Exempel")
    secretary = make_user("sekreterare@samverkan.example", name="Sekreterare Exempel")
    seats = Seat.objects.filter(body__kind=BodyKind.LEADERSHIP).order_by("body", "party__order", "order")
    seen: set[int] = set()
    for seat in seats.filter(kind__in=(SeatKind.ORDINARY, SeatKind.ALTERNATE)):
        person = member if seat.body_id not in seen else make_user()
        seen.add(seat.body_id)
        SeatHolding.objects.create(seat=seat, user=person, from_on=LONG_AGO)
    for region in Region.objects.all():
        RegionRole.objects.create(region=region, user=secretary, role=Role.SECRETARIAT, from_on=LONG_AGO)
    return member, secretary


def _places() -> None:
    """Every third is active in two municipalities and no more."""
    codes: dict[int, list[int]] = {}
    for region, pk in Municipality.objects.order_by("pk").values_list("region__agreement", "pk"):
        codes.setdefault(region, []).append(pk)
    rows = list(Application.objects.order_by("pk").values_list("pk", "agreement", "organisation")[::3])
    _write(
        Application.municipalities.through,
        (
            {"application_id": pk, "municipality_id": place}
            for number, (pk, agreement, _organisation) in enumerate(rows)
            for place in _two(codes[agreement], number)
        ),
    )
    _write(
        Organisation.municipalities.through,
        (
            {"organisation_id": organisation, "municipality_id": place}
            for number, (_pk, agreement, organisation) in enumerate(rows)
            for place in _two(codes[agreement], number)
        ),
    )
    # By the same places in the order, so that no list of a hundred thousand keys is sent.
    for some in _batches([pk for pk, _agreement, _organisation in rows]):
        Application.objects.filter(pk__in=some).update(scope=Scope.SEVERAL)
        Membership.objects.filter(application__in=some).update(whole_county=False)


def _two(places: list[int], number: int) -> set[int]:
    return {places[number % len(places)], places[(number + 1) % len(places)]}


def _supplements(secretary: User) -> None:
    """Two thousand are asked for something, half of them in vain; five hundred have no number."""
    waiting = list(
        Application.objects.filter(status=Status.SUBMITTED).order_by("pk").values_list("pk", flat=True)
    )
    asked, without = waiting[7::15][:2000], waiting[3::60][:500]
    today = timezone.localdate()
    _write(
        SupplementRequest,
        (
            {
                "application_id": pk,
                "what": "Stadgarna saknas.",
                "otherwise": "Gruppen beslutar på det som finns.",
                "answer_by": today + dt.timedelta(days=10 if number % 2 else -10),
                "asked_by": secretary,
            }
            for number, pk in enumerate(asked)
        ),
    )
    Application.objects.filter(pk__in=asked).update(status=Status.SUPPLEMENT)
    Application.objects.filter(pk__in=without).update(number="", number_missing_reason="Nätverk.")


def _positions(member: User) -> None:
    """A third of the open cases everybody has spoken about, a third only the others; few conflicts of interest."""
    holders: dict[int, list[int]] = {}
    held = SeatHolding.objects.filter(seat__kind=SeatKind.ORDINARY, seat__body__kind=BodyKind.LEADERSHIP)
    for agreement, user in held.order_by("pk").values_list("seat__body__agreement", "user"):
        holders.setdefault(agreement, []).append(user)
    cases = list(
        Application.objects.filter(status=Status.SUBMITTED).order_by("pk").values_list("pk", "agreement")
    )
    _write(
        Position,
        (
            {"application_id": pk, "user_id": user, "opinion": Opinion.FOR}
            for number, (pk, agreement) in enumerate(cases)
            for user in holders[agreement]
            if number % 3 == 0 or (number % 3 == 1 and user != member.pk)
        ),
    )
    _write(
        Recusal,
        (
            {"application_id": pk, "user_id": member.pk, "declared_by": member, "ground": Ground.OFFICE}
            for pk, _agreement in cases[11::3000]
        ),
    )


def _write(model: Any, rows: Iterable[dict[str, Any]]) -> None:
    model.objects.bulk_create((model(**row) for row in rows), batch_size=BATCH)


def _batches(keys: list[int]) -> Iterable[list[int]]:
    rest = iter(keys)
    while some := list(islice(rest, BATCH)):
        yield some
