"""Who is given a seat and who leaves it: each party fills its own, one holder at a time (MEM-28 … MEM-34)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from agreement import seating
from agreement.exceptions import CompositionNotConfirmed, NoSuchSeat, NotTheirSeat, NotThoseDays, SeatIsTaken
from agreement.models import Body, Composition, Region, RegionRole, Seat, SeatHolding
from agreement.offices import Offices
from agreement.permissions import may_fill
from agreement.sittings import Sittings
from agreement.states import BodyKind, FilledBy, Role, SeatKind
from tests.factories import (
    LONG_AGO,
    make_balanced_group,
    make_leader,
    make_operator,
    make_party_administrator,
    make_region,
    make_secretary,
    make_user,
)

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


def today() -> dt.date:
    return timezone.localdate()


def seat_of(region: Region, party: int, kind: str = SeatKind.ORDINARY) -> Seat:
    return Seat.objects.get(
        body__agreement=region.agreement,
        body__kind=BodyKind.LEADERSHIP,
        party__order=party,
        kind=kind,
    )


def free_seat(region: Region) -> Seat:
    body = region.agreement.body(BodyKind.LEADERSHIP)
    return Seat.objects.create(body=body, kind=SeatKind.CO_OPTED, label="Kommunen")


def test_partys_seat_is_filled_by_its_own_administrator_and_nobody_else(region: Region) -> None:
    own, other = seat_of(region, 0), seat_of(region, 1)
    administrator = make_party_administrator(region, party=0)
    other_region = make_region("blekinge")
    nobody = [
        make_party_administrator(region, party=1),
        make_party_administrator(other_region, party=0),
        make_secretary(region),
        make_leader(region, party=2),
        make_operator(),
        make_user(),
    ]

    assert may_fill(administrator, own)
    assert not may_fill(administrator, other)
    assert [user for user in nobody if may_fill(user, own)] == []
    for user in nobody:
        with pytest.raises(NotTheirSeat):
            seating.seat_person(own, make_user(), from_on=today(), by=user)
    with pytest.raises(NotTheirSeat):
        seating.seat_person(own, make_user(), from_on=today(), by=None)
    with pytest.raises(NotTheirSeat):
        seating.seat_person(own, make_user(), from_on=today(), by=administrator, on_behalf_of_group=True)
    assert not own.holdings.exists()

    person = make_user()
    held = seating.seat_person(own, person, from_on=today(), by=administrator, represents=" Föreningen ")
    assert (held.user, held.represents, held.recorded_by) == (person, "Föreningen", administrator)
    for user in nobody:
        with pytest.raises(NotTheirSeat):
            seating.end_holding(held, today(), by=user)
        with pytest.raises(NotTheirSeat):
            seating.call_off(held, by=user)
    assert SeatHolding.objects.get(seat=own).to_on is None


def test_administrator_whose_role_is_over_or_who_is_switched_off_fills_nothing(region: Region) -> None:
    seat = seat_of(region, 0)
    former, coming, off = (make_party_administrator(region, party=0) for _each in range(3))
    RegionRole.objects.filter(user=former).update(to_on=today() - DAY)
    RegionRole.objects.filter(user=coming).update(from_on=today() + DAY)
    off.is_active = False
    off.save()

    assert [may_fill(user, seat) for user in (former, coming, off)] == [False, False, False]


def test_role_for_a_party_of_another_region_opens_nothing(region: Region) -> None:
    """A row that hangs a role in one region on another region's party is nobody's right."""
    other = make_region("blekinge")
    user = make_user()
    role = {"user": user, "role": Role.PARTY_ADMINISTRATOR, "from_on": LONG_AGO}
    RegionRole.objects.create(region=other, party=region.agreement.parties.all()[0], **role)

    assert not may_fill(user, seat_of(region, 0))


def test_seat_of_no_party_is_the_secretariats_and_the_groups(region: Region) -> None:
    seat = free_seat(region)
    assert may_fill(make_secretary(region), seat)
    assert may_fill(make_leader(region), seat)
    assert may_fill(make_operator(), seat)
    assert not may_fill(make_party_administrator(region, party=0), seat)
    assert not may_fill(make_secretary(make_region("blekinge")), seat)


def test_body_that_is_filled_from_nominations_is_not_the_parties(region: Region) -> None:
    seat = seat_of(region, 2)
    seat.body.filled_by = FilledBy.NOMINATION
    seat.body.save()

    assert may_fill(make_secretary(region), seat)
    assert not may_fill(make_party_administrator(region, party=2), seat)
    held = seating.seat_person(seat, make_user(), from_on=LONG_AGO, by=None, on_behalf_of_group=True)
    assert seating.end_holding(held, today(), by=None, on_behalf_of_group=True).to_on == today()


def test_public_bodys_seat_is_its_own_also_where_others_are_nominated(region: Region) -> None:
    """Nobody nominates an official: the own party sends them, and nobody else takes them away (MEM-32)."""
    seat, civil = seat_of(region, 0), seat_of(region, 2)
    Body.objects.update(filled_by=FilledBy.NOMINATION)
    seat.refresh_from_db()
    administrator = make_party_administrator(region, party=0)
    others = [
        make_leader(region, party=2),
        make_secretary(region),
        make_operator(),
        make_party_administrator(region, party=1),
        make_party_administrator(region, party=2),
    ]

    assert may_fill(administrator, seat)
    assert list(Seat.objects.administered_by(administrator, today())) == list(
        Seat.objects.filter(party=seat.party)
    )
    assert not Seat.objects.administered_by(others[-1], today()).filter(pk=civil.pk).exists()
    held = seating.seat_person(seat, make_user(), from_on=today(), by=administrator)
    for user in others:
        assert not may_fill(user, seat)
        with pytest.raises(NotTheirSeat):
            seating.end_holding(held, today(), by=user)


@pytest.mark.parametrize(
    ("first", "second", "fits"),
    [
        ((0, 9), (10, 19), True),
        ((0, 9), (9, 19), False),
        ((10, 19), (0, 9), True),
        ((10, 19), (0, 10), False),
        ((10, None), (0, 9), True),
        ((10, None), (0, None), False),
        ((10, None), (30, 40), False),
        ((0, 20), (5, 6), False),
        ((5, 6), (0, 20), False),
        ((5, 5), (5, 5), False),
    ],
)
def test_seat_has_one_holder_at_a_time(
    region: Region, first: tuple[int, int | None], second: tuple[int, int | None], fits: bool
) -> None:
    seat, by = seat_of(region, 0), make_party_administrator(region, party=0)

    def give(span: tuple[int, int | None]) -> SeatHolding:
        begins, ends = (None if each is None else today() + each * DAY for each in span)
        assert begins is not None
        return seating.seat_person(seat, make_user(), from_on=begins, to_on=ends, by=by)

    give(first)
    if fits:
        give(second)
    else:
        with pytest.raises(SeatIsTaken):
            give(second)
    assert seat.holdings.count() == 1 + fits


def test_nobody_has_two_voices_in_a_body(region: Region) -> None:
    ordinary, alternate, by = (
        seat_of(region, 0),
        seat_of(region, 0, SeatKind.ALTERNATE),
        make_party_administrator(region, party=0),
    )
    person = make_user()
    seating.seat_person(ordinary, person, from_on=today(), to_on=today() + 9 * DAY, by=by)

    with pytest.raises(SeatIsTaken):
        seating.seat_person(alternate, person, from_on=today() + 9 * DAY, by=by)
    seating.seat_person(alternate, person, from_on=today() + 10 * DAY, by=by)
    # Co-opted members have no voice: nothing hinders them.
    seating.seat_person(free_seat(region), person, from_on=today(), by=make_secretary(region))


def test_seat_is_filled_only_on_days_it_exists(region: Region) -> None:
    seat, by = seat_of(region, 0), make_party_administrator(region, party=0)
    seat.from_on, seat.to_on = today(), today() + 10 * DAY
    seat.save()

    for begins, ends in ((-1, 5), (0, 11), (0, None), (11, 12)):
        with pytest.raises(NoSuchSeat):
            seating.seat_person(
                seat,
                make_user(),
                from_on=today() + begins * DAY,
                to_on=None if ends is None else today() + ends * DAY,
                by=by,
                appointed="Årsmötet",
            )
    assert seating.seat_person(seat, make_user(), from_on=today(), to_on=today() + 10 * DAY, by=by).pk


def test_term_that_began_in_the_past_says_how_the_person_was_appointed(region: Region) -> None:
    seat, by = seat_of(region, 0), make_party_administrator(region, party=0)
    yesterday = today() - DAY

    with pytest.raises(NotThoseDays):
        seating.seat_person(seat, make_user(), from_on=yesterday, by=by)
    with pytest.raises(NotThoseDays):
        seating.seat_person(seat, make_user(), from_on=today(), to_on=yesterday, by=by)
    assert seating.seat_person(
        seat, make_user(), from_on=yesterday, by=by, appointed="Årsmötet § 7"
    ).appointed


def test_term_ends_once_and_is_never_made_longer(region: Region) -> None:
    seat, by = seat_of(region, 0), make_party_administrator(region, party=0)
    held = seating.seat_person(seat, make_user(), from_on=today() - 9 * DAY, by=by, appointed="Årsmötet")

    for day in (today() - 10 * DAY, today() - 2 * DAY):
        with pytest.raises(NotThoseDays):
            seating.end_holding(held, day, by=by)
    ended = seating.end_holding(held, today() - DAY, by=by, note="Avgick")
    assert (ended.to_on, ended.ended_note) == (today() - DAY, "Avgick")
    assert seating.end_holding(held, today() - DAY, by=by, note="En gång till").ended_note == "Avgick"
    with pytest.raises(NotThoseDays):
        seating.end_holding(held, today(), by=by)
    assert seating.end_holding(held, today() - 5 * DAY, by=by, note="Fel dag").to_on == today() - 5 * DAY


def test_term_that_has_not_begun_can_be_called_off(region: Region) -> None:
    seat, by = seat_of(region, 0), make_party_administrator(region, party=0)
    coming = seating.seat_person(seat, make_user(), from_on=today() + DAY, by=by)
    seating.call_off(coming, by=by)
    begun = seating.seat_person(seat, make_user(), from_on=today(), by=by)

    with pytest.raises(NotThoseDays):
        seating.call_off(begun, by=by)
    assert [each.pk for each in seat.holdings.all()] == [begun.pk]


def test_unequal_composition_is_confirmed_only_with_a_reason(region: Region) -> None:
    body = region.agreement.body(BodyKind.LEADERSHIP)
    secretary = make_secretary(region)
    assert body is not None
    with pytest.raises(CompositionNotConfirmed):
        seating.confirm_composition(body, today(), by=secretary, unequal_reason="Ingen är vald än")
    leaders = make_balanced_group(region)
    equal = seating.confirm_composition(body, today(), by=leaders[0], unequal_reason="Behövs inte")
    assert (set(equal.counts.values()), equal.unequal_reason, equal.confirmed_by) == ({1}, "", leaders[0])

    SeatHolding.objects.filter(user=leaders[1]).update(to_on=today() - DAY)
    for reason in ("", "  "):
        with pytest.raises(CompositionNotConfirmed):
            seating.confirm_composition(body, today(), by=secretary, unequal_reason=reason)
    unequal = seating.confirm_composition(body, today(), by=secretary, unequal_reason="Vald i mars")
    assert sorted(unequal.counts.values()) == [0, *[1] * (len(leaders) - 1)]
    assert seating.confirm_composition(body, today() - DAY, by=secretary).unequal_reason == ""


def test_composition_is_confirmed_by_the_group_and_its_secretariat(region: Region) -> None:
    make_balanced_group(region)
    body, other = region.agreement.body(BodyKind.LEADERSHIP), make_region("blekinge")
    assert body is not None
    for user in (
        make_user(),
        make_party_administrator(region, party=0),
        make_secretary(other),
        make_leader(other),
    ):
        with pytest.raises(CompositionNotConfirmed):
            seating.confirm_composition(body, today(), by=user)
    assert not Composition.objects.exists()


def test_balance_by_side_counts_sides_and_neither_alternates_nor_co_opted() -> None:
    region = make_region("blekinge")
    make_leader(region, party=0)
    make_leader(region, party=0, kind=SeatKind.ALTERNATE)
    seating.seat_person(free_seat(region), make_user(), from_on=today(), by=make_operator())
    body = region.agreement.body(BodyKind.LEADERSHIP)
    assert body is not None
    first = region.agreement.parties.order_by("order")[0]

    counts = Sittings(body, today()).counts

    assert set(counts) == {party.side for party in region.agreement.parties.all()}
    assert {side: count for side, count in counts.items() if count} == {first.side: 1}


def test_who_sits_and_for_which_party(region: Region) -> None:
    body = region.agreement.body(BodyKind.LEADERSHIP)
    assert body is not None
    leader, administrator = make_leader(region, party=1), make_party_administrator(region, party=0)
    guest = seating.seat_person(
        free_seat(region), make_user(), from_on=today(), to_on=today(), by=make_operator()
    ).user

    assert Offices(leader, today()).sits_in(body)
    assert Offices(guest, today()).sits_in(body)
    assert not Offices(guest, today() + DAY).sits_in(body)
    assert not Offices(administrator, today()).sits_in(body)
