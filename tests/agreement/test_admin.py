"""The agreement in the admin: the secretariat keeps its own region's rows, and only what it may."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone, translation

from agreement.models import Agreement, Criterion, CutOff, Region, RegionRole
from membership.states import Status
from tests.factories import make_application, make_cut_off, make_operator
from tests.harness.sign_in import sign_in

pytestmark = pytest.mark.django_db


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

    ours = make_cut_off(north, timezone.localdate())
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
    ours = make_cut_off(north, timezone.localdate())
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


def test_address_of_a_region_stands_for_good_also_for_the_operator(client: Client, north: Region) -> None:
    """AGR-34: old versions of the text are cited by it."""
    sign_in(client, make_operator())
    client.post(
        f"/admin/agreement/region/{north.pk}/change/",
        {
            "contact_name": "Kansliet",
            "slug": "annan",
            "name": "Annan",
            "reference_prefix": "XX",
            "order": "9",
        },
    )
    north.refresh_from_db()
    assert (north.slug, north.name) == ("norrbotten", "Annan")


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


@pytest.mark.parametrize(
    ("waited", "notice", "fits"),
    [(7, 3, True), (7, 0, True), (0, 0, True), (2, 1, True), (7, 7, False), (7, 10, False), (0, 3, False)],
)
def test_the_letter_about_positions_comes_while_they_are_waited_for(
    waited: int, notice: int, fits: bool
) -> None:
    agreement = Agreement(positions_days=waited, position_notice_days=notice)
    if fits:
        agreement.clean()
    else:
        with translation.override("en"), pytest.raises(ValidationError, match="while they are waited for"):
            agreement.clean()


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


# --- Lists ----------------------------------------------------------------------------------------------


def test_lists_answer_only_to_their_own_filters(secretary: Client, north: Region) -> None:
    for address in (
        "regionrole/?user__email__startswith=a",
        "seat/?holdings__user__name=x",
        "region/?slug=x",
    ):
        assert secretary.get(f"/admin/agreement/{address}").status_code == 400
