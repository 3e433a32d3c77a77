"""Decisions as a registrar records them: numbers by authority, unknown dates, one region's apart from another's."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from agreement.keeping import free_address
from agreement.models import DecisionRecord, Party, Region, RegistryNumber
from agreement.states import Act
from tests.agreement.recorded import (
    ADMIN,
    DECISIONS,
    change,
    errors,
    number,
    refused_to_remove,
    rows,
    sent,
    version_of,
)
from tests.factories import (
    make_decision_record,
    make_leader,
    make_open_document,
    make_operator,
    make_secretary,
)
from tests.harness.sign_in import sign_in

pytestmark = pytest.mark.django_db


# --- A decision is recorded -------------------------------------------------------------------------


def test_secretariat_records_an_extract_with_all_that_it_says(secretary: Client, north: Region) -> None:
    """AGR-11 … AGR-14."""
    registry = number(north.agreement.parties.all()[0])
    basis = make_open_document(north.agreement)
    data = sent(
        north,
        registry=registry.pk,
        versions=[version_of(north).pk],
        basis=[basis.pk],
        **rows("Utvecklingsdirektören", "Verksamhetsdirektören"),
    )

    assert secretary.post(f"{DECISIONS}add/", data).status_code == 302

    made = DecisionRecord.objects.get()
    assert (made.body, made.paragraph, made.act) == ("Utvecklingsnämnden", "§ 51", Act.PROPOSES)
    assert (made.registry, list(made.basis.all()), list(made.versions.all())) == (
        registry,
        [basis],
        [version_of(north)],
    )
    assert [row.role for row in made.distribution.all()] == ["Utvecklingsdirektören", "Verksamhetsdirektören"]


def test_address_is_made_of_body_paragraph_and_day_and_stays(secretary: Client, north: Region) -> None:
    secretary.post(f"{DECISIONS}add/", sent(north))
    made = DecisionRecord.objects.get()
    assert made.slug == "utvecklingsnamnden-51-2021-02-10"

    secretary.post(change(made), sent(north, body="Regionstyrelsen", slug="annan"))

    made.refresh_from_db()
    assert (made.body, made.slug) == ("Regionstyrelsen", "utvecklingsnamnden-51-2021-02-10")


def test_same_words_get_addresses_of_their_own(north: Region, south: Region) -> None:
    first = make_decision_record(north.agreement, slug="styrelsen-1")
    assert free_address(DecisionRecord(agreement=north.agreement), "Styrelsen 1") == "styrelsen-1-2"
    assert free_address(DecisionRecord(agreement=south.agreement), "Styrelsen 1") == "styrelsen-1"
    assert free_address(first, "Styrelsen 1") == "styrelsen-1"
    assert free_address(DecisionRecord(agreement=north.agreement), "§ ¤ §") == "decisionrecord"
    assert len(free_address(DecisionRecord(agreement=north.agreement), "å" * 300)) <= 80


def test_decision_without_a_date_is_kept_and_said_to_be_incomplete(secretary: Client, north: Region) -> None:
    """AGR-15."""
    secretary.post(f"{DECISIONS}add/", sent(north, act="decides", decided_on="", paragraph=""))

    made = DecisionRecord.objects.get()
    assert (made.decided_on, made.slug) == (None, "utvecklingsnamnden")
    assert "tag-warning" in secretary.get(change(made)).text
    assert made.heading in secretary.get(f"{DECISIONS}?state=incomplete").text

    make_decision_record(north.agreement, heading="Daterat")
    assert "Daterat" not in secretary.get(f"{DECISIONS}?state=incomplete").text


@pytest.mark.parametrize(
    ("changed", "refused"),
    [
        ({"decided_on": "2021-02-30"}, ["decided_on"]),
        ({"decided_on": "2999-01-01"}, ["decided_on"]),
        ({"body": "   "}, ["body"]),
        ({"act": "dreams"}, ["act"]),
        ({"heading": "x" * 201}, ["heading"]),
        ({"paragraph": "§" * 21}, ["paragraph"]),
        ({"source_url": "javascript:alert(1)"}, ["source_url"]),
        ({"party": "999999"}, ["party"]),
        ({"agreement": "x"}, ["agreement"]),
        ({"versions": ["0", "x"]}, ["versions"]),
        ({"order": "-1"}, ["order"]),
    ],
)
def test_wrong_input_is_refused_at_its_field(
    secretary: Client, north: Region, changed: dict[str, Any], refused: list[str]
) -> None:
    assert errors(secretary.post(f"{DECISIONS}add/", sent(north, **changed))) == refused
    assert not DecisionRecord.objects.exists()


# --- One region's records are not another's ----------------------------------------------------------


def strange(south: Region) -> dict[str, Any]:
    """One row of each kind that a decision may point at, in the other region."""
    party = south.agreement.parties.all()[0]
    return {
        "party": party.pk,
        "registry": number(party).pk,
        "refers_to": make_decision_record(south.agreement).pk,
        "corrects": make_decision_record(south.agreement).pk,
        "versions": [version_of(south).pk],
        "basis": [make_open_document(south.agreement).pk],
    }


LINKS = ("party", "registry", "refers_to", "corrects", "versions", "basis")


@pytest.mark.slow
@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("who", ["secretary", "operator", "both"])
def test_decision_never_points_at_another_regions_rows(
    client: Client, north: Region, south: Region, link: str, who: str
) -> None:
    """Also not for somebody who keeps both regions, and could choose the row elsewhere."""
    user = make_operator() if who == "operator" else make_secretary(north)
    if who == "both":
        user.region_roles.create(region=south, role="secretariat", from_on=dt.date(2020, 1, 1))
    sign_in(client, user)
    theirs = strange(south)[link]

    assert errors(client.post(f"{DECISIONS}add/", sent(north, **{link: theirs}))) == [link]

    ours = make_decision_record(north.agreement)
    assert errors(client.post(change(ours), sent(north, **{link: theirs}))) == [link]


@pytest.mark.parametrize("link", ["party", "registry", "refers_to", "corrects"])
def test_model_refuses_links_to_another_agreement_by_itself(north: Region, south: Region, link: str) -> None:
    ours = make_decision_record(north.agreement)
    setattr(ours, f"{link}_id", strange(south)[link])

    with pytest.raises(ValidationError) as refused:
        ours.full_clean()
    assert list(refused.value.message_dict) == [link]


def test_decision_stays_in_its_agreement(client: Client, north: Region, south: Region) -> None:
    sign_in(client, make_operator())
    ours = make_decision_record(north.agreement)
    party = north.agreement.parties.all()[0].pk
    client.post(change(ours), sent(south, party=party, body="Ändrad"))

    ours.refresh_from_db()
    assert (ours.agreement, ours.body) == (north.agreement, "Ändrad")


def test_what_can_be_chosen_is_the_own_regions(secretary: Client, north: Region, south: Region) -> None:
    make_open_document(north.agreement, title="Vårt underlag")
    make_open_document(south.agreement, title="Deras underlag")
    text = secretary.get(f"{DECISIONS}add/").text
    assert "Vårt underlag" in text
    assert "Deras underlag" not in text
    assert south.agreement.parties.all()[0].name not in text


def test_leader_reads_and_cannot_write(client: Client, north: Region) -> None:
    sign_in(client, make_leader(north))
    ours = make_decision_record(north.agreement, heading="Beslutet")
    assert "Beslutet" in client.get(change(ours)).text
    for address in (change(ours), f"{DECISIONS}add/", f"{DECISIONS}{ours.pk}/sent/"):
        assert client.post(address, sent(north, heading="Ändrad")).status_code == 403
    ours.refresh_from_db()
    assert ours.heading == "Beslutet"


def test_another_regions_secretary_meets_nothing(client: Client, north: Region, south: Region) -> None:
    sign_in(client, make_secretary(south))
    ours = make_decision_record(north.agreement, heading="Beslutet")
    assert "Beslutet" not in client.get(DECISIONS).text
    for address in (change(ours), f"{DECISIONS}{ours.pk}/delete/", f"{DECISIONS}{ours.pk}/sent/"):
        assert client.get(address).status_code == 404
        assert client.post(address, {"post": "yes"}).status_code == 404
    assert DecisionRecord.objects.filter(pk=ours.pk).exists()


# --- Registry numbers (AGR-16) -----------------------------------------------------------------------


def test_number_is_unique_in_its_authority_not_everywhere(secretary: Client, north: Region) -> None:
    first, second, _third = north.agreement.parties.all()
    number(first, "Dnr 1")
    data = {"party": second.pk, "number": "Dnr 1", "heading": ""}
    assert secretary.post(f"{ADMIN}registrynumber/add/", data).status_code == 302
    assert errors(secretary.post(f"{ADMIN}registrynumber/add/", data)) == ["__all__"]
    assert RegistryNumber.objects.filter(number="Dnr 1").count() == 2


@pytest.mark.parametrize("typed", ["15-2021", "00015-20211", "00015-2021\n", "x00015-2021"])
def test_number_in_another_form_than_the_authoritys_is_refused(
    secretary: Client, north: Region, typed: str
) -> None:
    party = north.agreement.parties.all()[0]
    Party.objects.filter(pk=party.pk).update(registry_pattern="[0-9]{5}-[0-9]{4}")
    data = {"party": party.pk, "number": typed, "heading": ""}
    if typed.endswith("\n"):  # what the form strips, the model has to refuse
        with pytest.raises(ValidationError):
            RegistryNumber(party=Party.objects.get(pk=party.pk), number=typed).full_clean()
        return
    assert errors(secretary.post(f"{ADMIN}registrynumber/add/", data)) == ["number"]
    assert secretary.post(f"{ADMIN}registrynumber/add/", {**data, "number": "00015-2021"}).status_code == 302


def test_number_that_a_record_stands_under_stays(secretary: Client, north: Region) -> None:
    used = number(north.agreement.parties.all()[0])
    make_decision_record(north.agreement, registry=used)
    assert refused_to_remove(secretary, used)


# --- Long lists -----------------------------------------------------------------------------------------


def test_long_lists_do_not_ask_once_for_each_row(
    secretary: Client, north: Region, django_assert_max_num_queries: Any
) -> None:
    party = north.agreement.parties.all()[0]
    for each in range(12):
        registry = number(party, f"Dnr {each}")
        make_decision_record(north.agreement, registry=registry)
        make_open_document(north.agreement, registry=registry)
    with django_assert_max_num_queries(12):
        secretary.get(DECISIONS)
    with django_assert_max_num_queries(12):
        secretary.get(f"{ADMIN}document/")
    with django_assert_max_num_queries(22):
        secretary.get(f"{DECISIONS}add/")
