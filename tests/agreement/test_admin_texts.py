"""Versions of the text in the admin: drafts are written, summaries published, texts adopted, decisions asked for."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from agreement import services
from agreement.models import AgreementVersion, Commitment, Principle, Region, RequiredDecision
from agreement.states import Binds, Subject, TextState
from tests.agreement.text_pages import AT, form_of, fresh, url
from tests.agreement.texts import adopt, decide, make_version, snapshot
from tests.factories import make_operator, make_region
from tests.harness.sign_in import sign_in

pytestmark = pytest.mark.django_db

# --- Drafts ---------------------------------------------------------------------------------------------


def test_draft_is_begun_with_its_name_and_gets_its_address(secretary: Client, north: Region) -> None:
    response = secretary.post(
        f"{AT}add/", {"agreement": north.agreement.pk, "label": "Från 2031", "is_summary": "on"}
    )
    made = AgreementVersion.objects.get(label="Från 2031")
    assert (made.slug, made.state, made.agreement) == ("fran-2031", "draft", north.agreement)
    assert response["Location"] == url(made)


def test_rows_are_written_without_a_script_place_and_address_come_by_themselves(
    secretary: Client, version: AgreementVersion
) -> None:
    data = form_of(secretary, url(version))
    assert data["goals-TOTAL_FORMS"] == "3"  # two, and an empty one to fill in
    data |= {
        "goals-2-text": "Att bli fler",
        "principles-2-name": "Öppenhet och insyn",
        "principles-2-meaning": "Alla ser.",
        "parts-3-kind": "background",
        "parts-3-heading": "Bakgrund",
        "parts-3-body": "Det började 2008.",
    }
    assert secretary.post(url(version), data).status_code == 302
    assert [goal.text for goal in version.goals.all()] == ["Att mötas", "Att höras i tid", "Att bli fler"]
    assert [(each.slug, each.order) for each in version.principles.all()][-1] == ("oppenhet-och-insyn", 3)
    assert version.parts.count() == 4


def test_page_that_is_sent_back_as_it_came_changes_nothing(
    secretary: Client, version: AgreementVersion
) -> None:
    before = snapshot(version)
    assert secretary.post(url(version), form_of(secretary, url(version))).status_code == 302
    assert snapshot(version) == before


def test_commitments_are_written_on_the_page_of_their_principle(
    secretary: Client, version: AgreementVersion
) -> None:
    principle = version.principles.all()[0]
    address = f"/admin/agreement/principle/{principle.pk}/change/"
    assert f'href="{address}"' in secretary.get(url(version)).text
    party = version.agreement.parties.all()[1]
    data = form_of(secretary, address) | {
        "commitments-2-binds": "party",
        "commitments-2-party": party.pk,
        "commitments-2-text": "Länsstyrelsen bjuder in",
    }
    assert secretary.post(address, data).status_code == 302
    made = Commitment.objects.get(text="Länsstyrelsen bjuder in")
    assert (made.principle, made.binds, made.party, made.order) == (principle, Binds.PARTY, party, 3)


def test_commitment_binds_a_party_of_its_own_agreement(client: Client, version: AgreementVersion) -> None:
    """Also the operator, who reaches all of them, is offered and allowed only these."""
    other = make_region("blekinge").agreement.parties.all()[0]
    sign_in(client, make_operator())
    address = f"/admin/agreement/principle/{version.principles.all()[0].pk}/change/"
    data = form_of(client, address)
    assert other.name not in client.get(address).text
    data |= {"commitments-0-binds": "party", "commitments-0-party": other.pk}
    assert client.post(address, data).status_code == 200
    assert not Commitment.objects.filter(party=other).exists()


def test_draft_can_go_and_what_others_rest_on_stays(secretary: Client, version: AgreementVersion) -> None:
    shown = version.agreement.versions.get(slug="2026")
    response = secretary.post(url(shown, "delete"), {"post": "yes"}, follow=True)
    assert "Take it down first." in response.text or "Ta ner den först." in response.text
    decide(version, version.agreement.parties.all()[0])
    secretary.post(url(version, "delete"), {"post": "yes"})
    assert AgreementVersion.objects.filter(pk=version.pk).exists()
    version.decisions.all().delete()
    assert secretary.post(url(version, "delete"), {"post": "yes"})["Location"] == AT
    assert not AgreementVersion.objects.filter(pk=version.pk).exists()


def test_list_tells_state_and_decisions(secretary: Client, version: AgreementVersion) -> None:
    adopt(version)
    decide(version, version.agreement.parties.all()[0])
    text = secretary.get(AT).text
    assert 'class="tag tag-success"' in text
    assert 'class="tag tag-warning">1 ' in text  # 1 of 3, on an adopted text


# --- Steps ------------------------------------------------------------------------------------------------


def test_publish_and_take_down(secretary: Client, north: Region) -> None:
    version = make_version(north, is_summary=True)
    assert secretary.post(url(version, "publish")).status_code == 302
    assert fresh(version).state == TextState.PUBLISHED
    assert secretary.post(url(version, "take-down")).status_code == 302
    assert fresh(version).state == TextState.DRAFT


def test_adopted_wording_is_not_published_as_a_summary(secretary: Client, version: AgreementVersion) -> None:
    assert url(version, "publish") not in secretary.get(url(version)).text
    assert secretary.post(url(version, "publish")).status_code == 302
    assert fresh(version).state == TextState.DRAFT


@pytest.mark.parametrize("page", ["publish", "take-down", "adopt", "new-draft"])
def test_looking_at_a_step_does_nothing(secretary: Client, version: AgreementVersion, page: str) -> None:
    before = snapshot(version)
    secretary.get(url(version, page))
    assert snapshot(version) == before
    assert AgreementVersion.objects.count() == 2


def test_adopting_shows_what_is_frozen_and_which_decisions_are_missing(
    secretary: Client, version: AgreementVersion
) -> None:
    decide(version, version.agreement.parties.all()[0], decided_on=None)
    Principle.objects.filter(version=version, slug="dialog").update(meaning="")
    page = secretary.get(url(version, "adopt")).text
    for word in (
        "Region Norr",
        "Länsstyrelsen Norr",
        "Civilsamhället i norr",
        "Att höras i tid",
        "Vi svarar",
    ):
        assert word in page
    assert page.count('class="is-missing"') == 3
    assert '<li lang="sv">Dialog</li>' in page  # whose meaning is empty
    assert 'name="despite_missing"' in page


def test_adopting_needs_a_tick_while_decisions_are_missing(
    secretary: Client, version: AgreementVersion
) -> None:
    data = form_of_step(secretary, version)
    response = secretary.post(url(version, "adopt"), data)
    assert list(response.context["form"].errors) == ["despite_missing"]
    assert fresh(version).state == TextState.DRAFT

    assert secretary.post(url(version, "adopt"), data | {"despite_missing": "on"}).status_code == 302
    adopted = fresh(version)
    assert adopted.state == TextState.ADOPTED
    assert adopted.frozen_by is not None
    assert services.verify(adopted)


def test_adopting_asks_no_tick_when_the_chain_is_whole(secretary: Client, version: AgreementVersion) -> None:
    for party in version.agreement.parties.all():
        decide(version, party)
    assert "despite_missing" not in secretary.get(url(version, "adopt")).text
    assert secretary.post(url(version, "adopt"), form_of_step(secretary, version)).status_code == 302
    assert fresh(version).state == TextState.ADOPTED


def test_what_changed_while_somebody_looked_is_not_adopted(
    secretary: Client, version: AgreementVersion
) -> None:
    data = form_of_step(secretary, version) | {"despite_missing": "on"}
    version.goals.update(text="Annat än det som visades")
    response = secretary.post(url(version, "adopt"), data)
    assert response["Location"] == url(version, "adopt")
    assert fresh(version).state == TextState.DRAFT


def test_second_press_changes_nothing(secretary: Client, version: AgreementVersion) -> None:
    data = form_of_step(secretary, version) | {"despite_missing": "on"}
    secretary.post(url(version, "adopt"), data)
    before = snapshot(version)
    assert secretary.post(url(version, "adopt"), data)["Location"] == url(version)
    assert snapshot(version) == before


def form_of_step(client: Client, version: AgreementVersion) -> dict[str, Any]:
    return {"seen": client.get(url(version, "adopt")).context["form"]["seen"].value()}


def test_new_version_is_made_from_an_adopted_one(secretary: Client, version: AgreementVersion) -> None:
    adopt(version)
    before = snapshot(version)
    response = secretary.post(url(version, "new-draft"), {"name": "Från 2035"})
    made = AgreementVersion.objects.get(label="Från 2035")
    assert response["Location"] == url(made)
    assert (made.slug, made.state, made.principles.count()) == ("fran-2035", "draft", 2)
    assert snapshot(version) == before


@pytest.mark.parametrize("name", ["", "2030", "x" * 41])
def test_new_version_needs_a_name_of_its_own(secretary: Client, version: AgreementVersion, name: str) -> None:
    response = secretary.post(url(version, "new-draft"), {"name": name})
    assert list(response.context["form"].errors) == ["name"]
    assert AgreementVersion.objects.count() == 2


# --- Which decisions are needed ---------------------------------------------------------------------------


def test_required_decision_names_a_party_of_its_agreement(client: Client, north: Region) -> None:
    other = make_region("blekinge").agreement.parties.all()[0]
    sign_in(client, make_operator())
    data = {"agreement": north.agreement.pk, "subject": Subject.AGREEMENT, "party": other.pk, "order": "1"}
    response = client.post("/admin/agreement/requireddecision/add/", data)
    assert list(response.context["adminform"].form.errors) == ["party"]
    ours = north.agreement.parties.all()[0].pk
    data |= {"party": ours, "body": "Fullmäktige"}
    assert client.post("/admin/agreement/requireddecision/add/", data).status_code == 302
    assert RequiredDecision.objects.get().body == "Fullmäktige"


def test_party_keeps_its_address(client: Client, north: Region) -> None:
    party = north.agreement.parties.all()[0]
    sign_in(client, make_operator())
    address = f"/admin/agreement/party/{party.pk}/change/"
    assert client.post(address, form_of(client, address) | {"slug": "ny", "name": "Ny"}).status_code == 302
    party.refresh_from_db()
    assert (party.slug, party.name) == ("region-norr", "Ny")


def test_secretariat_says_how_the_agreement_stands(secretary: Client, north: Region) -> None:
    address = f"/admin/agreement/agreement/{north.agreement.pk}/change/"
    data = form_of(secretary, address) | {
        "standing": "renegotiation",
        "standing_since": "2026-03-01",
        "next_review_on": "2027-01-01",
        "plan_name": "Handlingsplan",
    }
    assert secretary.post(address, data).status_code == 302
    north.agreement.refresh_from_db()
    assert (north.agreement.standing, str(north.agreement.next_review_on)) == ("renegotiation", "2027-01-01")
