"""People, by the power they have."""

from __future__ import annotations

from typing import Any

from django.test import Client

from accounts.models import User
from agreement.models import Region, RegionRole, Seat, SeatHolding
from agreement.states import BodyKind, Role, SeatKind
from tests.factories.counted import LONG_AGO, NUMBERS
from tests.harness.sign_in import sign_in as harness_sign_in


def make_user(email: str = "", **fields: Any) -> User:
    """A person without any power."""
    number = next(NUMBERS)
    return User.objects.create_user(
        email or f"person{number}@forening.example", **{"name": f"Person {number}", **fields}
    )


def make_leader(region: Region, *, party: int = 0, kind: str = SeatKind.ORDINARY, **fields: Any) -> User:
    """A person on a seat in the leadership group; `party` counts from 0 in the region's order."""
    user = make_user(**fields)
    leading = region.agreement.bodies.get(kind=BodyKind.LEADERSHIP)
    seat = Seat.objects.get(body=leading, party__order=party, kind=kind)
    SeatHolding.objects.create(seat=seat, user=user, from_on=LONG_AGO)
    return user


def make_co_opted(region: Region, **fields: Any) -> User:
    """A person on a co-opted seat: takes part, does not decide, and meets no cases."""
    user = make_user(**fields)
    body = region.agreement.bodies.get(kind=BodyKind.LEADERSHIP)
    seat = Seat.objects.create(body=body, kind=SeatKind.CO_OPTED, order=99)
    SeatHolding.objects.create(seat=seat, user=user, from_on=LONG_AGO)
    return user


def make_balanced_group(region: Region) -> list[User]:
    """One ordinary member for each party: the group can decide."""
    return [make_leader(region, party=party.order) for party in region.agreement.parties.all()]


def make_secretary(region: Region, **fields: Any) -> User:
    """A person in the region's secretariat."""
    user = make_user(**fields)
    RegionRole.objects.create(region=region, user=user, role=Role.SECRETARIAT, from_on=LONG_AGO)
    return user


def make_party_administrator(region: Region, *, party: int = 0, **fields: Any) -> User:
    """A person who fills and empties the seats of one party; `party` counts from 0 in the region's order."""
    user = make_user(**fields)
    RegionRole.objects.create(
        region=region,
        user=user,
        role=Role.PARTY_ADMINISTRATOR,
        party=region.agreement.parties.all()[party],
        from_on=LONG_AGO,
    )
    return user


def make_operator(**fields: Any) -> User:
    """A superuser."""
    return make_user(is_superuser=True, **fields)


def sign_in(client: Client, user: User, *, second_factor: bool = False) -> Client:
    """The client, signed in as `user`; with `second_factor` the session has shown one that the person owns."""
    return harness_sign_in(client, user, second_factor)
