"""Groups and seats in the admin: who makes seats, who fills them, and what stays as long as somebody sits (MEM-32)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from agreement.models import Body, Composition, Region, RegionRole, Seat, SeatHolding
from agreement.offices import Offices
from agreement.states import SeatKind
from tests.factories import (
    LONG_AGO,
    make_decision_record,
    make_leader,
    make_operator,
    make_party_administrator,
    make_user,
)
from tests.harness.sign_in import sign_in

pytestmark = pytest.mark.django_db


def term(**changed: Any) -> dict[str, Any]:
    """What is sent to fill a seat."""
    return {
        "user": "ny.ledamot@forening.example",
        "person_name": "Nora Nyvald",
        "from_on": "2026-01-01",
        "to_on": "",
        "appointed": "Årsmötet § 7",
        "represents": "Föreningen Ljuset",
        **changed,
    }


def seat_facts(seat: Seat, **changed: Any) -> dict[str, Any]:
    """The seat's own page."""
    return {
        "body": seat.body_id,
        "party": seat.party_id or "",
        "kind": seat.kind,
        "label": seat.label,
        "order": seat.order,
        "from_on": "",
        "to_on": "",
        **changed,
    }


def fill_url(seat: Seat) -> str:
    return f"/admin/agreement/seat/{seat.pk}/fill/"


def empty_seat(region: Region) -> Seat:
    return Seat.objects.filter(body__agreement__region=region, holdings=None).order_by("pk")[0]


@pytest.fixture
def administrator(north: Region) -> Client:
    """The first party's own administrator."""
    return sign_in(Client(), make_party_administrator(north, party=0), second_factor=True)


def seat_url(seat: Seat) -> str:
    return f"/admin/agreement/seat/{seat.pk}/change/"


# --- Seats ---------------------------------------------------------------------------------------------


def test_party_seats_a_new_person_by_address(administrator: Client, north: Region) -> None:
    seat = empty_seat(north)
    assert 'name="represents"' in administrator.get(fill_url(seat)).text

    response = administrator.post(fill_url(seat), term())

    assert (response.status_code, response.headers["Location"]) == (302, seat_url(seat))
    held = SeatHolding.objects.get()
    assert (held.seat, held.user.email, held.user.name) == (
        seat,
        "ny.ledamot@forening.example",
        "Nora Nyvald",
    )
    assert (held.from_on, held.appointed, held.represents) == (
        dt.date(2026, 1, 1),
        "Årsmötet § 7",
        "Föreningen Ljuset",
    )
    assert not held.user.has_usable_password()
    page = administrator.get(seat_url(seat)).text
    assert "Nora Nyvald" in page
    assert f"/admin/agreement/seat/{seat.pk}/end/{held.pk}/" in page


def test_seating_a_known_person_makes_no_second_one_and_keeps_the_name(
    administrator: Client, north: Region
) -> None:
    known = make_user("ny.ledamot@forening.example", name="Nora Nyvald-Berg")
    seat, people = empty_seat(north), User.objects.count()

    administrator.post(fill_url(seat), term(user="NY.Ledamot@forening.example"))

    known.refresh_from_db()
    assert (SeatHolding.objects.get().user, known.name) == (known, "Nora Nyvald-Berg")
    assert User.objects.count() == people


@pytest.mark.parametrize(
    "wrong",
    [
        {"from_on": ""},
        {"to_on": "2025-12-31"},
        {"user": "ingen adress"},
        {"user": ""},
        {"person_name": " "},
        {"appointed": ""},  # the first day has passed
        {"decision": "1"},  # which would need one
        {"represents": "x" * 201},
    ],
)
def test_refused_term_leaves_no_half_person_behind(
    administrator: Client, north: Region, wrong: dict[str, str]
) -> None:
    decision = make_decision_record(north.agreement, party=north.agreement.parties.all()[1])
    make_decision_record(north.agreement, party=north.agreement.parties.all()[0])
    wrong = {name: str(decision.pk) if name == "decision" else value for name, value in wrong.items()}
    seat, people = empty_seat(north), User.objects.count()

    response = administrator.post(fill_url(seat), term(**wrong))

    assert response.status_code == 200
    assert response.context["form"].errors
    assert (SeatHolding.objects.count(), User.objects.count()) == (0, people)


def test_party_ends_a_term_and_gives_the_seat_to_the_next(administrator: Client, north: Region) -> None:
    seat = empty_seat(north)
    administrator.post(fill_url(seat), term())
    held = SeatHolding.objects.get()
    at = f"/admin/agreement/seat/{seat.pk}"
    taken = administrator.post(fill_url(seat), term(user="nasta@forening.example", person_name="Nästa"))
    assert [error.code for error in taken.context["form"].errors.as_data()["__all__"]] == ["taken"]

    ends = {"last_day": timezone.localdate().isoformat(), "note": "Avgick"}
    assert administrator.post(f"{at}/end/{held.pk}/", ends).status_code == 302
    tomorrow = (timezone.localdate() + dt.timedelta(days=1)).isoformat()
    coming = term(user="nasta@forening.example", person_name="Nästa", from_on=tomorrow)
    assert administrator.post(fill_url(seat), coming).status_code == 302
    later = SeatHolding.objects.get(to_on=None)
    assert administrator.post(f"{at}/call-off/{held.pk}/", {}).status_code == 200  # it has begun
    assert administrator.post(f"{at}/call-off/{later.pk}/", {}).status_code == 302

    assert [(each.user.name, each.to_on, each.ended_note) for each in SeatHolding.objects.all()] == [
        ("Nora Nyvald", timezone.localdate(), "Avgick")
    ]


def test_secretariat_makes_seats_but_does_not_fill_a_partys(secretary: Client, north: Region) -> None:
    seat = empty_seat(north)
    new = {
        "body": seat.body_id,
        "party": seat.party_id,
        "kind": SeatKind.ORDINARY,
        "label": "Ny",
        "order": "9",
    }
    assert secretary.post("/admin/agreement/seat/add/", new).status_code == 302
    made = Seat.objects.get(label="Ny")
    assert secretary.get(fill_url(made)).status_code == 403
    assert secretary.post(fill_url(made), term()).status_code == 403
    assert "/fill/" not in secretary.get(seat_url(made)).text

    free = {"body": seat.body_id, "party": "", "kind": SeatKind.CO_OPTED, "label": "Kommunen", "order": "10"}
    secretary.post("/admin/agreement/seat/add/", free)
    assert secretary.post(fill_url(Seat.objects.get(label="Kommunen")), term()).status_code == 302
    assert SeatHolding.objects.get().seat.label == "Kommunen"


def test_secretariat_does_not_say_who_fills_the_seats(secretary: Client, north: Region) -> None:
    """A body that is filled from nominations is no party's any more."""
    body = Body.objects.get(agreement=north.agreement)
    facts = {"name": "Styrgruppen", "slug": body.slug, "about": "", "how_chosen": "", "meetings_a_year": "4"}
    sent = {**facts, "agreement": body.agreement_id, "kind": "development", "filled_by": "nomination"}

    assert secretary.post(f"/admin/agreement/body/{body.pk}/change/", sent).status_code == 302

    body.refresh_from_db()
    assert (body.name, body.filled_by, body.kind) == ("Styrgruppen", "party", "leadership")


@pytest.mark.parametrize(
    "changed",
    [
        {"to_on": "2025-12-31"},
        {"from_on": "2026-02-01"},
        {"kind": SeatKind.CO_OPTED, "party": ""},
        {"party": "other"},
    ],
)
def test_seat_that_somebody_holds_keeps_its_days_and_its_party(
    secretary: Client, administrator: Client, north: Region, changed: dict[str, str]
) -> None:
    """Otherwise whoever makes the seats could empty one, or change what an earlier balance was."""
    seat = empty_seat(north)
    administrator.post(fill_url(seat), term())
    before = Seat.objects.filter(pk=seat.pk).values().get()
    other = north.agreement.parties.exclude(pk=seat.party_id)[0]
    sent = {name: str(other.pk) if value == "other" else value for name, value in changed.items()}

    secretary.post(seat_url(seat), seat_facts(seat, **sent))

    assert Seat.objects.filter(pk=seat.pk).values().get() == before


def test_composition_is_confirmed_from_the_bodys_page(secretary: Client, north: Region) -> None:
    """MEM-30."""
    body = Body.objects.get(agreement=north.agreement)
    at = f"/admin/agreement/body/{body.pk}"
    assert 'method="post" novalidate' not in secretary.get(f"{at}/confirm/").text  # nothing to confirm
    leader = make_leader(north)
    day = {"day": timezone.localdate().isoformat()}

    assert secretary.post(f"{at}/confirm/", day).status_code == 200
    assert not Composition.objects.exists()
    reason = {**day, "unequal_reason": "Valet är i mars."}
    assert secretary.post(f"{at}/confirm/", reason).status_code == 302

    assert Composition.objects.get().unequal_reason == "Valet är i mars."
    assert "Valet är i mars." in secretary.get(f"{at}/change/").text
    as_leader = sign_in(Client(), leader, second_factor=True)
    assert as_leader.post(f"{at}/confirm/", reason).status_code == 302
    assert as_leader.get(f"{at}/confirm/?day=2019-12-31").context["sittings"].composed.is_empty
    assert as_leader.get(f"{at}/confirm/?day=igår").context["day"] == timezone.localdate()


def test_seats_party_belongs_to_the_bodys_agreement(client: Client, north: Region, south: Region) -> None:
    sign_in(client, make_operator())
    body, party = Body.objects.get(agreement__region=north), south.agreement.parties.all()[0]
    data = {"body": body.pk, "party": party.pk, "kind": SeatKind.ORDINARY, "order": "1"}
    response = client.post("/admin/agreement/seat/add/", data)
    assert list(response.context["adminform"].form.errors) == ["party"]


def test_seat_list_shows_who_holds_it_today(secretary: Client, north: Region) -> None:
    now = make_leader(north, name="Sitter Nu")
    seat = now.seat_holdings.get().seat
    SeatHolding.objects.create(
        seat=seat,
        user=make_user(name="Satt Förr"),
        from_on=LONG_AGO,
        to_on=timezone.localdate() - dt.timedelta(days=1),
    )
    text = secretary.get("/admin/agreement/seat/").text
    assert "Sitter Nu" in text
    assert "Satt Förr" not in text


def test_seat_that_somebody_held_stays(secretary: Client, north: Region) -> None:
    seat = make_leader(north).seat_holdings.get().seat
    assert secretary.post(f"/admin/agreement/seat/{seat.pk}/delete/", {"post": "yes"}).status_code == 403


def test_reach_follows_the_calendar(north: Region, south: Region) -> None:
    """Seats and roles count on their first and last day, and not a day longer."""
    user = make_user()
    RegionRole.objects.create(
        region=north, user=user, role="secretariat", from_on=dt.date(2026, 3, 1), to_on=dt.date(2026, 3, 31)
    )
    SeatHolding.objects.create(seat=empty_seat(south), user=user, from_on=dt.date(2026, 3, 31))

    reached = {
        day: (Offices(user, dt.date(2026, *day)).slugs, sorted(Offices(user, dt.date(2026, *day)).kept))
        for day in ((2, 28), (3, 1), (3, 31), (4, 1))
    }

    assert reached == {
        (2, 28): ([], []),
        (3, 1): (["norrbotten"], [north.pk]),
        (3, 31): (["blekinge", "norrbotten"], [north.pk]),
        (4, 1): (["blekinge"], []),
    }
