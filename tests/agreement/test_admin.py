"""The agreement in the admin: the secretariat keeps its own region's rows, and only what it may."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from agreement.admin_scope import Reach
from agreement.models import Agreement, Body, Criterion, CutOff, Region, RegionRole, Seat, SeatHolding
from agreement.states import SeatKind
from membership.states import Status
from tests.factories import (
    LONG_AGO,
    make_application,
    make_cut_off,
    make_leader,
    make_operator,
    make_region,
    make_secretary,
    make_user,
)
from tests.harness.sign_in import sign_in

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def north() -> Region:
    return make_region()


@pytest.fixture
def south() -> Region:
    return make_region("blekinge")


@pytest.fixture
def secretary(client: Client, north: Region) -> Client:
    return sign_in(client, make_secretary(north))


def cut_off(agreement: Agreement, **changed: Any) -> dict[str, Any]:
    return {
        "agreement": agreement.pk,
        "last_day": "2027-05-04",
        "effect": "ceremony",
        "title": "Skriva under vid starten",
        "wording_before": "Ni hinner.",
        "wording_after": "Ni hann inte.",
        **changed,
    }


def holding(seat: Seat, **changed: Any) -> dict[str, Any]:
    """The seat's page, with one more holder."""
    return {
        "body": seat.body_id,
        "party": seat.party_id or "",
        "kind": seat.kind,
        "label": seat.label,
        "order": seat.order,
        "holdings-TOTAL_FORMS": "1",
        "holdings-INITIAL_FORMS": "0",
        "holdings-0-seat": seat.pk,
        "holdings-0-user": "ny.ledamot@forening.example",
        "holdings-0-person_name": "Nora Nyvald",
        "holdings-0-from_on": "2026-01-01",
        "holdings-0-to_on": "",
        **changed,
    }


def empty_seat(region: Region) -> Seat:
    return Seat.objects.filter(body__agreement__region=region, holdings=None).order_by("pk")[0]


def seat_url(seat: Seat) -> str:
    return f"/admin/agreement/seat/{seat.pk}/change/"


# --- Cut-offs -----------------------------------------------------------------------------------------


def test_secretariat_sets_a_cut_off_without_a_code_change(secretary: Client, north: Region) -> None:
    """MEM-14."""
    assert secretary.post("/admin/agreement/cutoff/add/", cut_off(north.agreement)).status_code == 302
    made = CutOff.objects.get()
    assert (made.agreement, made.last_day) == (north.agreement, dt.date(2027, 5, 4))


def test_secretariat_cannot_hang_a_row_under_another_region(
    secretary: Client, north: Region, south: Region
) -> None:
    response = secretary.post("/admin/agreement/cutoff/add/", cut_off(south.agreement))
    assert list(response.context["adminform"].form.errors) == ["agreement"]

    ours = make_cut_off(north, TODAY())
    address = f"/admin/agreement/cutoff/{ours.pk}/change/"
    assert secretary.post(address, cut_off(south.agreement)).status_code == 200
    ours.refresh_from_db()
    assert ours.agreement == north.agreement
    assert CutOff.objects.count() == 1


def test_the_only_agreement_is_chosen_already(secretary: Client, north: Region, south: Region) -> None:
    text = secretary.get("/admin/agreement/cutoff/add/").text
    assert f'<option value="{north.agreement.pk}" selected>' in text
    assert south.agreement.name not in text


def test_changing_a_cut_off_leaves_what_applicants_were_told(secretary: Client, north: Region) -> None:
    ours = make_cut_off(north, TODAY())
    case = make_application(north)

    secretary.post(
        f"/admin/agreement/cutoff/{ours.pk}/change/",
        cut_off(north.agreement, last_day="2020-01-01", title="Annat"),
    )

    case.refresh_from_db()
    assert (case.effects[0]["met"], case.effects[0]["title"]) == (True, "Skriva under vid starten")


# --- What is the operator's ------------------------------------------------------------------------------


def test_secretariat_changes_contact_facts_but_not_the_address(secretary: Client, north: Region) -> None:
    secretary.post(
        f"/admin/agreement/region/{north.pk}/change/",
        {
            "contact_name": "Nya kansliet",
            "contact_email": "nytt@norrbotten.example",
            "data_controllers": "",
            "slug": "annan",
            "name": "Annan",
            "reference_prefix": "XX",
            "order": "9",
        },
    )
    north.refresh_from_db()
    assert (north.contact_name, north.slug, north.name) == ("Nya kansliet", "norrbotten", "Norrbotten")


def test_secretariat_changes_texts_but_not_the_balance(secretary: Client, north: Region) -> None:
    agreement = north.agreement
    secretary.post(
        f"/admin/agreement/agreement/{agreement.pk}/change/",
        {
            "who_may_join": "Alla föreningar i länet.",
            "declaration": "Vi står bakom.",
            "declaration_version": "2",
            "balance_rule": "side",
            "min_municipalities": "0",
            "admits_public_actors": "on",
        },
    )
    agreement.refresh_from_db()
    assert agreement.who_may_join == "Alla föreningar i länet."
    assert (agreement.balance_rule, agreement.min_municipalities) == ("party", 2)
    assert agreement.admits_public_actors is False


def test_secretariat_gives_nobody_a_role(secretary: Client, north: Region) -> None:
    data = {"region": north.pk, "user": "x@y.example", "role": "secretariat", "from_on": "2026-01-01"}
    before = RegionRole.objects.count()
    assert secretary.get("/admin/agreement/regionrole/").status_code == 200
    assert secretary.post("/admin/agreement/regionrole/add/", data).status_code == 403
    assert RegionRole.objects.count() == before


def test_operator_gives_a_role_to_an_address(client: Client, north: Region) -> None:
    sign_in(client, make_operator())
    data = {"region": north.pk, "user": "Ny.Person@X.example", "role": "secretariat", "from_on": "2026-01-01"}

    response = client.post("/admin/agreement/regionrole/add/", {**data, "person_name": "Ny Person"})

    assert response.status_code == 302
    role = RegionRole.objects.get()
    assert (role.user.email, role.user.name) == ("ny.person@x.example", "Ny Person")
    assert not role.user.has_usable_password()


# --- Seats ---------------------------------------------------------------------------------------------


def test_secretariat_seats_a_new_person_by_address(secretary: Client, north: Region) -> None:
    seat = empty_seat(north)

    assert secretary.post(seat_url(seat), holding(seat)).status_code == 302

    held = SeatHolding.objects.get()
    assert (held.seat, held.user.email, held.user.name) == (
        seat,
        "ny.ledamot@forening.example",
        "Nora Nyvald",
    )
    assert held.from_on == dt.date(2026, 1, 1)


def test_seating_a_known_person_makes_no_second_one_and_keeps_the_name(
    secretary: Client, north: Region
) -> None:
    known = make_user("ny.ledamot@forening.example", name="Nora Nyvald-Berg")
    seat, people = empty_seat(north), User.objects.count()

    secretary.post(seat_url(seat), holding(seat, **{"holdings-0-user": "NY.Ledamot@forening.example"}))

    known.refresh_from_db()
    assert (SeatHolding.objects.get().user, known.name) == (known, "Nora Nyvald-Berg")
    assert User.objects.count() == people


@pytest.mark.parametrize(
    "wrong",
    [
        {"holdings-0-from_on": ""},
        {"holdings-0-to_on": "2025-12-31"},
        {"holdings-0-user": "ingen adress"},
        {"holdings-0-user": ""},
        {"order": "x"},
    ],
)
def test_refused_seat_leaves_no_half_person_behind(
    secretary: Client, north: Region, wrong: dict[str, str]
) -> None:
    seat, people = empty_seat(north), User.objects.count()
    assert secretary.post(seat_url(seat), holding(seat, **wrong)).status_code == 200
    assert (SeatHolding.objects.count(), User.objects.count()) == (0, people)


def test_two_rows_with_the_same_new_address_are_one_person(secretary: Client, north: Region) -> None:
    seat = empty_seat(north)
    twice = {
        "holdings-TOTAL_FORMS": "2",
        "holdings-0-to_on": "2026-06-30",
        "holdings-1-seat": seat.pk,
        "holdings-1-user": "ny.ledamot@forening.example",
        "holdings-1-from_on": "2026-07-01",
    }
    assert secretary.post(seat_url(seat), holding(seat, **twice)).status_code == 302
    assert SeatHolding.objects.values("user").distinct().count() == 1


def test_unchanged_holder_stays(secretary: Client, north: Region) -> None:
    leader = make_leader(north)
    held = SeatHolding.objects.get()
    text = secretary.get(seat_url(held.seat)).text
    assert f'value="{leader.email}"' in text

    secretary.post(
        seat_url(held.seat),
        holding(
            held.seat,
            **{
                "holdings-INITIAL_FORMS": "1",
                "holdings-0-id": held.pk,
                "holdings-0-user": leader.email,
                "holdings-0-from_on": LONG_AGO.isoformat(),
                "holdings-0-to_on": "2030-01-01",
            },
        ),
    )
    held.refresh_from_db()
    assert (held.user, held.to_on) == (leader, dt.date(2030, 1, 1))


def test_seats_party_belongs_to_the_bodys_agreement(client: Client, north: Region, south: Region) -> None:
    sign_in(client, make_operator())
    body, party = Body.objects.get(agreement__region=north), south.agreement.parties.all()[0]
    data = {"body": body.pk, "party": party.pk, "kind": SeatKind.ORDINARY, "order": "1"}
    empty = {"holdings-TOTAL_FORMS": "0", "holdings-INITIAL_FORMS": "0"}
    response = client.post("/admin/agreement/seat/add/", {**data, **empty})
    assert list(response.context["adminform"].form.errors) == ["party"]


def test_seat_list_shows_who_holds_it_today(secretary: Client, north: Region) -> None:
    now = make_leader(north, name="Sitter Nu")
    seat = now.seat_holdings.get().seat
    SeatHolding.objects.create(
        seat=seat, user=make_user(name="Satt Förr"), from_on=LONG_AGO, to_on=TODAY() - dt.timedelta(days=1)
    )
    text = secretary.get("/admin/agreement/seat/").text
    assert "Sitter Nu" in text
    assert "Satt Förr" not in text


# --- What is used stays -----------------------------------------------------------------------------------


def test_criterion_that_a_refusal_names_stays(client: Client, north: Region) -> None:
    """AGR-32, LAW-F2: the reasons of a decision cannot be emptied from behind."""
    declined = make_application(north, Status.DECLINED)
    (used,) = declined.decisions.get().reasons.all()
    unused = Criterion.objects.filter(agreement=north.agreement).exclude(pk=used.pk)[0]
    sign_in(client, make_operator())

    for criterion, status in ((used, 403), (unused, 302)):
        response = client.post(f"/admin/agreement/criterion/{criterion.pk}/delete/", {"post": "yes"})
        assert response.status_code == status
    assert list(declined.decisions.get().reasons.all()) == [used]


def test_seat_that_somebody_held_stays(secretary: Client, north: Region) -> None:
    seat = make_leader(north).seat_holdings.get().seat
    assert secretary.post(f"/admin/agreement/seat/{seat.pk}/delete/", {"post": "yes"}).status_code == 403


# --- Reach ---------------------------------------------------------------------------------------------


def test_reach_follows_the_calendar(north: Region, south: Region) -> None:
    """Seats and roles count on their first and last day, and not a day longer."""
    user = make_user()
    RegionRole.objects.create(
        region=north, user=user, role="secretariat", from_on=dt.date(2026, 3, 1), to_on=dt.date(2026, 3, 31)
    )
    SeatHolding.objects.create(seat=empty_seat(south), user=user, from_on=dt.date(2026, 3, 31))

    reached = {
        day: (Reach(user, dt.date(2026, *day)).slugs, sorted(Reach(user, dt.date(2026, *day)).secretariat))
        for day in ((2, 28), (3, 1), (3, 31), (4, 1))
    }

    assert reached == {
        (2, 28): ([], []),
        (3, 1): (["norrbotten"], [north.pk]),
        (3, 31): (["blekinge", "norrbotten"], [north.pk]),
        (4, 1): (["blekinge"], []),
    }


def test_lists_answer_only_to_their_own_filters(secretary: Client, north: Region) -> None:
    for address in (
        "regionrole/?user__email__startswith=a",
        "seat/?holdings__user__name=x",
        "region/?slug=x",
    ):
        assert secretary.get(f"/admin/agreement/{address}").status_code == 400
