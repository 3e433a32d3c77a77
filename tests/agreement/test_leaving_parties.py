"""A party that has left the agreement: from that day neither its seats nor the lack of them count (AGR-24, MEM-30)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from agreement.exceptions import NoSuchSeat
from agreement.models import Body, PartyNotice, Region, Seat, SeatHolding
from agreement.offices import Offices
from agreement.seating import seat_person
from agreement.sittings import Sittings
from agreement.states import BodyKind, NoticeKind, SeatKind, Side
from membership.quorum import why_body_cannot_decide
from nominations.trying import party_for
from tests.factories import make_balanced_group, make_leader, make_party_administrator, make_region, make_user
from tests.nominations.rows import make_nomination, make_round

pytestmark = pytest.mark.django_db
ONE_DAY = dt.timedelta(days=1)


@pytest.fixture
def day() -> dt.date:
    """The first day without the party."""
    return timezone.localdate() + 30 * ONE_DAY


def leaves(region: Region, party: int, day: dt.date) -> PartyNotice:
    return PartyNotice.objects.create(
        party=region.agreement.parties.all()[party],
        kind=NoticeKind.WITHDRAWAL,
        notified_on=timezone.localdate(),
        effective_on=day,
    )


def leadership(region: Region) -> Body:
    return Body.objects.select_related("agreement").get(agreement__region=region, kind=BodyKind.LEADERSHIP)


def test_party_that_has_left_is_not_missing(region: Region, day: dt.date) -> None:
    for party in (0, 1):
        make_leader(region, party=party)
    missing = region.agreement.parties.all()[2]
    assert missing.name in str(why_body_cannot_decide(region.agreement, day))
    leaves(region, 2, day)

    before, after = (Sittings(leadership(region), each) for each in (day - ONE_DAY, day))

    assert not before.composed.is_equal
    assert before.counts[missing.slug] == 0
    assert after.composed.is_equal
    assert missing.slug not in after.counts
    assert [each["name"] for each in after.balance] == [
        each.name for each in region.agreement.parties.all()[:2]
    ]
    assert missing.name in str(why_body_cannot_decide(region.agreement, day - ONE_DAY))
    assert why_body_cannot_decide(region.agreement, day) == ""


def test_seats_of_a_party_that_has_left_do_not_count(region: Region, day: dt.date) -> None:
    """Nobody wrote down that its people left: they do not sit all the same, and decide nothing."""
    people = make_balanced_group(region)
    leaves(region, 2, day)
    body, gone = leadership(region), people[2]

    assert gone.pk in {each.holder for each in Sittings(body, day - ONE_DAY).all}
    assert gone.pk not in {each.holder for each in Sittings(body, day).all}
    assert Sittings(body, day).composed.is_equal
    assert Offices(gone, day - ONE_DAY).leads(region.pk)
    assert not Offices(gone, day).leads(region.pk)
    assert Offices(people[0], day).leads(region.pk)


def test_side_stands_as_long_as_one_of_its_parties(day: dt.date) -> None:
    region = make_region("blekinge")
    body = leadership(region)
    second = region.agreement.parties.create(slug="ett-till", name="Ett till", side=Side.CIVIL, order=2)
    Seat.objects.create(body=body, party=second, kind=SeatKind.ORDINARY)
    make_balanced_group(region)

    leaves(region, 1, day)
    leaves(region, 2, day + ONE_DAY)

    assert Sittings(body, day - ONE_DAY).counts == {"public": 1, "civil": 2}
    assert Sittings(body, day).counts == {"public": 1, "civil": 1}
    assert Sittings(body, day + ONE_DAY).counts == {"public": 1}


@pytest.mark.parametrize(("closed", "there"), [(-1, True), (0, False), (5, False)])
def test_withdrawal_that_was_closed_before_it_counted_never_does(
    region: Region, day: dt.date, closed: int, there: bool
) -> None:
    make_balanced_group(region)
    notice = leaves(region, 2, day)
    PartyNotice.objects.filter(pk=notice.pk).update(closed_on=day + closed * ONE_DAY, outcome="Klart")

    assert (notice.party.slug in Sittings(leadership(region), day).counts) is there
    assert (Seat.objects.on(day).filter(party=notice.party).count() > 0) is there


def test_party_that_has_left_fills_no_seat(region: Region, day: dt.date) -> None:
    leaves(region, 0, day)
    administrator = make_party_administrator(region)
    seat = Seat.objects.filter(body=leadership(region), party__order=0).first()
    assert seat is not None

    with pytest.raises(NoSuchSeat):
        seat_person(seat, make_user(), from_on=day, by=administrator)
    seat_person(seat, make_user(), from_on=day - ONE_DAY, by=administrator)
    assert SeatHolding.objects.count() == 1


def test_who_is_chosen_gets_no_seat_of_a_party_that_has_left(region: Region, day: dt.date) -> None:
    nomination = make_nomination(make_round(region))
    civil = next(number for number, each in enumerate(region.agreement.parties.all()) if each.side == "civil")
    party = region.agreement.parties.all()[civil]
    assert party_for(Sittings(leadership(region), day).parties, nomination) == party
    leaves(region, civil, day)

    assert party_for(Sittings(leadership(region), day).parties, nomination) != party
    assert party_for([], nomination) is None


def test_public_page_leads_to_the_day_and_shows_the_group_without_the_party(
    client: Client, region: Region, day: dt.date
) -> None:
    name = make_leader(region, party=2, name="Sitter Länge").name
    leaves(region, 2, day)
    page = f"/{region.slug}/ledningsgrupp/"

    assert f"?dag={day.isoformat()}" in client.get(page).text
    assert name in client.get(f"{page}?dag={day - ONE_DAY}").text
    assert name not in client.get(f"{page}?dag={day}").text
