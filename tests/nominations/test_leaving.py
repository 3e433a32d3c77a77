"""A seat that somebody was given by hand ends with the membership of the organisation that they speak for (MEM-42)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from accounts.models import User
from agreement.models import Body, Party, Region, Seat, SeatHolding
from agreement.seating import seat_person
from agreement.states import BodyKind, SeatKind
from membership import leaving
from membership.models import Membership
from tests.factories import make_member, make_party_administrator, make_secretary, make_user
from tests.nominations.rows import make_development_group

pytestmark = pytest.mark.django_db
ONE_DAY = dt.timedelta(days=1)


@pytest.fixture
def member(region: Region) -> Membership:
    return make_member(region, name="Åsele Årgång")


def seat_in(body: Body, party: Party | None, kind: str = SeatKind.ORDINARY) -> Seat:
    seat: Seat = Seat.objects.create(body=body, party=party, kind=kind, order=70)
    return seat


def filled(seat: Seat, by: User, represents: str, begins: int = 0) -> SeatHolding:
    from_on = timezone.localdate() + begins * ONE_DAY
    return seat_person(seat, make_user(), from_on=from_on, by=by, represents=represents)


def test_seats_that_were_filled_by_hand_end_with_the_membership(region: Region, member: Membership) -> None:
    group, secretary = make_development_group(region), make_secretary(region)
    civil = region.agreement.parties.get(side="civil")
    other = make_member(region, name="Åsele Årgång Ungdom")
    ours = filled(seat_in(group, civil), secretary, " åsele årgång ")
    guest = filled(seat_in(group, None, SeatKind.CO_OPTED), secretary, member.organisation.name)
    coming = filled(seat_in(group, civil), secretary, member.organisation.name, begins=30)
    theirs = filled(seat_in(group, civil), secretary, other.organisation.name)
    day = timezone.localdate() + 2 * ONE_DAY

    told = " ".join(leaving.tell(member, day))
    assert all(str(each.user) in told for each in (ours, guest, coming))
    assert str(theirs.user) not in told
    leaving.end(member, day, None)
    leaving.end(member, day, None)

    for each in (ours, guest, theirs):
        each.refresh_from_db()
    assert (ours.to_on, guest.to_on, theirs.to_on) == (day - ONE_DAY, day - ONE_DAY, None)
    assert not SeatHolding.objects.filter(pk=coming.pk).exists()


def test_partys_own_seat_is_told_of_and_left_to_the_party(region: Region, member: Membership) -> None:
    civil = region.agreement.parties.get(side="civil")
    leading = region.agreement.body(BodyKind.LEADERSHIP)
    administrator = make_party_administrator(region, party=2)
    assert administrator.region_roles.get().party == civil
    held = filled(seat_in(leading, civil), administrator, member.organisation.name)

    told = " ".join(leaving.tell(member, timezone.localdate()))
    assert str(held.user) in told
    assert civil.name in told
    leaving.end(member, timezone.localdate(), None)

    held.refresh_from_db()
    assert held.to_on is None
