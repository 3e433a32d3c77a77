"""The balance of a body through time: arbitrary seat histories against a recount that knows nothing of spans (MEM-30)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreement import seating
from agreement.composing import Chair, Composed, Span, composition_on
from agreement.models import Body, PartyNotice, Region, Seat, SeatHolding
from agreement.sittings import Sittings
from agreement.states import BodyKind, NoticeKind, SeatKind
from tests.factories import make_party_administrator, make_region, make_user

FIRST = dt.date(2024, 1, 1)
DAYS = 40
GROUPS = ("a", "b", "c")

a_day = st.integers(0, DAYS - 1)
an_end = st.none() | a_day


def day(number: int) -> dt.date:
    return FIRST + dt.timedelta(days=number)


@st.composite
def a_span(draw: Any, *, closed: bool = False) -> tuple[int | None, int | None]:
    """From one day to another, both included; either end may be open."""
    begins, ends = draw(a_day if closed else an_end), draw(an_end)
    if begins is not None and ends is not None and ends < begins:
        begins, ends = ends, begins
    return begins, ends


def span(days: tuple[int | None, int | None]) -> Span:
    begins, ends = days
    return Span(None if begins is None else day(begins), None if ends is None else day(ends))


def is_in(number: int, days: tuple[int | None, int | None]) -> bool:
    """Day by day: no arithmetic with dates, and none of the house's code."""
    begins, ends = days
    members = [each for each in range(DAYS) if not (begins is not None and each < begins)]
    return number in [each for each in members if not (ends is not None and each > ends)]


a_seat = st.tuples(
    st.sampled_from(GROUPS),
    st.sampled_from([kind.value for kind in SeatKind]),
    a_span(),
    st.lists(a_span(closed=True), max_size=4),
)


def recount(seats: list[Any], number: int) -> dict[str, int]:
    """Naively: for each group, the ordinary seats that are there that day and have somebody on them."""
    found = {}
    for group in GROUPS:
        filled = 0
        for its_group, kind, exists, held in seats:
            if its_group == group and kind == "ordinary" and is_in(number, exists):
                people = [each for each in held if is_in(number, each)]
                filled += 1 if people else 0
        found[group] = filled
    return found


def composed(seats: list[Any], number: int) -> Composed:
    chairs = [
        Chair(group, kind, span(exists), tuple(span(each) for each in held))
        for group, kind, exists, held in seats
    ]
    return composition_on(chairs, GROUPS, day(number))


@given(seats=st.lists(a_seat, max_size=8), number=a_day)
@settings(max_examples=300, deadline=None)
def test_balance_on_any_day_is_what_a_recount_finds(seats: list[Any], number: int) -> None:
    found = composed(seats, number)
    expected = recount(seats, number)

    assert found.filled == expected
    assert found.is_equal == (len(set(expected.values())) == 1)
    assert found.is_empty == (sum(expected.values()) == 0)
    assert all(count >= 0 for count in found.vacant.values())
    assert sum(found.seats.values()) == sum(
        kind == "ordinary" and is_in(number, exists) for _group, kind, exists, _held in seats
    )


@given(one=a_span(), other=a_span())
def test_spans_meet_when_they_share_a_day(one: Any, other: Any) -> None:
    days = [number for number in range(DAYS) if is_in(number, one)]
    others = [number for number in range(DAYS) if is_in(number, other)]

    assert span(one).overlaps(span(other)) == bool(set(days) & set(others))
    assert [span(one).covers(day(number)) for number in range(DAYS)] == [
        number in days for number in range(DAYS)
    ]
    # An open end reaches further than any of the days that are looked at.
    wide = [
        (one[0] is None or (other[0] is not None and one[0] <= other[0])),
        (one[1] is None or (other[1] is not None and one[1] >= other[1])),
    ]
    assert span(one).holds(span(other)) == all(wide)


# --- By the services, on rows -------------------------------------------------------------------------------


a_change = st.one_of(
    st.tuples(st.just("seat"), st.integers(0, 5), st.integers(0, 3), st.integers(-6, 6), an_end),
    st.tuples(st.just("end"), st.integers(0, 8), st.just(0), st.integers(-6, 6), st.none()),
    st.tuples(st.just("call off"), st.integers(0, 8), st.just(0), st.just(0), st.none()),
    # A party leaves; the notice may be closed, also before it counts.
    st.tuples(st.just("leave"), st.integers(0, 2), st.integers(-3, 3), st.integers(-6, 6), an_end),
)


class History:
    """The leadership group of a region, its six seats, four people, and the first party's and the others' administrators."""

    def __init__(self, region: Region) -> None:
        self.today = timezone.localdate()
        self.body = Body.objects.get(agreement=region.agreement, kind=BodyKind.LEADERSHIP)
        self.seats = list(Seat.objects.filter(body=self.body).order_by("pk"))
        self.people = [make_user() for _each in range(4)]
        self.parties = list(region.agreement.parties.all())
        self.by = {
            party.pk: make_party_administrator(region, party=number)
            for number, party in enumerate(region.agreement.parties.all())
        }

    def change(self, change: tuple[Any, ...]) -> None:
        """Make the change, or be refused."""
        what, which, who, first, ends = change
        begins = self.today + dt.timedelta(days=first)
        try:
            if what == "seat":
                seat = self.seats[which]
                seating.seat_person(
                    seat,
                    self.people[who],
                    from_on=begins,
                    to_on=None if ends is None else begins + dt.timedelta(days=ends),
                    by=self.by[seat.party_id],
                    appointed="Årsmötet",
                )
                return
            if what == "leave":
                closed = None if ends is None else begins + dt.timedelta(days=who)
                self.leave(which, begins, closed)
                return
            holdings = list(SeatHolding.objects.order_by("pk"))
            if not holdings:
                return
            holding = holdings[which % len(holdings)]
            by = self.by[holding.seat.party_id]
            if what == "end":
                seating.end_holding(holding, begins, by=by, note="Avgick")
            else:
                seating.call_off(holding, by=by)
        except ValidationError:
            return

    def leave(self, which: int, effective_on: dt.date, closed_on: dt.date | None) -> None:
        told = effective_on - dt.timedelta(days=10)
        PartyNotice.objects.create(
            party=self.parties[which % len(self.parties)],
            kind=NoticeKind.WITHDRAWAL,
            notified_on=told,
            effective_on=effective_on,
            closed_on=closed_on,
        )

    def has_left(self, party: int, when: dt.date) -> bool:
        """Notice by notice in Python."""
        counting = [
            each
            for each in PartyNotice.objects.filter(party=party)
            if each.effective_on and not (each.closed_on and each.closed_on < each.effective_on)
        ]
        return any(each.effective_on <= when for each in counting)

    def counts(self, number: int) -> dict[str, int]:
        return Sittings(self.body, self.today + dt.timedelta(days=number)).counts

    def naive(self, number: int) -> dict[str, int]:
        """Row by row in Python: the ordinary seats with somebody on them that day, of those that still are parties."""
        when = self.today + dt.timedelta(days=number)
        found = {party.slug: 0 for party in self.parties if not self.has_left(party.pk, when)}
        for seat in self.seats:
            on_it = [
                each
                for each in SeatHolding.objects.filter(seat=seat)
                if each.from_on <= when and (each.to_on is None or when <= each.to_on)
            ]
            assert len(on_it) <= 1, "two people on one seat"
            if seat.kind == SeatKind.ORDINARY and on_it and seat.party and seat.party.slug in found:
                found[seat.party.slug] += 1
        return found


@pytest.mark.slow
@pytest.mark.django_db
@given(changes=st.lists(a_change, min_size=1, max_size=12))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_balance_of_rows_is_what_a_recount_finds_and_no_seat_has_two_holders(
    region: Region, changes: list[Any]
) -> None:
    SeatHolding.objects.all().delete()
    PartyNotice.objects.all().delete()
    history = History(region)
    for change in changes:
        history.change(change)

    for number in (-8, -6, -3, -1, 0, 1, 3, 7, 20, 45):
        assert history.counts(number) == history.naive(number)
    for person in history.people:
        held = SeatHolding.objects.filter(user=person, seat__kind__in=("ordinary", "alternate"))
        spans = [Span(each.from_on, each.to_on) for each in held]
        assert not any(one.overlaps(other) for one in spans for other in spans if one is not other)


@pytest.mark.slow
@pytest.mark.django_db
@given(
    before=st.lists(a_change, max_size=6),
    now=st.lists(
        a_change.filter(lambda each: each[0] == "call off" or each[3] >= (-1 if each[0] == "end" else 0)),
        min_size=1,
        max_size=6,
    ),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_changes_from_today_leaves_every_earlier_balance(
    region: Region, before: list[Any], now: list[Any]
) -> None:
    SeatHolding.objects.all().delete()
    PartyNotice.objects.all().delete()
    history = History(region)
    for change in before:
        history.change(change)
    earlier = [history.counts(number) for number in range(-8, 0)]

    for change in now:
        history.change(change)

    assert [history.counts(number) for number in range(-8, 0)] == earlier


@pytest.fixture
def region(db: None) -> Region:
    return make_region()
