"""Versions of the text in the admin: drafts are written, summaries published, and what is adopted is only read."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models.signals import pre_save
from django.test import Client

from agreement import services
from agreement.models import (
    AgreementVersion,
    Commitment,
    Goal,
    PartySignature,
    Principle,
    Region,
    RequiredDecision,
    TextPart,
)
from agreement.states import Binds, Subject, TextState
from tests.agreement.texts import adopt, decide, make_version, snapshot
from tests.factories import make_operator, make_region, make_secretary
from tests.harness.sign_in import sign_in
from tests.matrix.inputs import Inputs

pytestmark = pytest.mark.django_db

OPEN_FIELDS = AgreementVersion.open_fields - {"frozen_by"}
AT = "/admin/agreement/agreementversion/"


def url(version: AgreementVersion, page: str = "change") -> str:
    return f"{AT}{version.pk}/{page}/"


def form_of(client: Client, address: str) -> dict[str, Any]:
    """What a browser would send for the page as it is."""
    return Inputs(client.get(address).text).data


def fresh(version: AgreementVersion) -> AgreementVersion:
    return AgreementVersion.objects.get(pk=version.pk)


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


# --- What is adopted --------------------------------------------------------------------------------------


@pytest.fixture(params=["secretary", "operator"])
def anybody(request: pytest.FixtureRequest, client: Client, north: Region) -> Client:
    return sign_in(client, make_secretary(north) if request.param == "secretary" else make_operator())


def test_no_form_changes_an_adopted_version(anybody: Client, version: AgreementVersion) -> None:
    """Everything that the page sent while it was a draft, with other words in it, and rows to add and to remove."""
    data = form_of(anybody, url(version))
    adopt(version)
    before = snapshot(version)
    tampered = {
        key: "Ändrat"
        if key.endswith(("text", "heading", "body", "name", "meaning", "title", "summary"))
        else value
        for key, value in data.items()
    }
    tampered |= {"label": "Annan", "is_summary": "on", "state": "draft", "content_hash": "0" * 64}
    for rows in ("parts", "goals", "principles", "lineage", "links"):
        deleted = {f"{rows}-0-DELETE": "on"}
        for each in (tampered, tampered | deleted, data | deleted):
            anybody.post(url(version), each)
            assert snapshot(version) == before
    assert services.verify(fresh(version))


def test_open_facts_and_signatures_are_still_written(anybody: Client, version: AgreementVersion) -> None:
    adopt(version)
    data = form_of(anybody, url(version)) | {
        "adopted_text": "Regionfullmäktige 4 maj",
        "in_force_from": "2030-01-01",
        "signatures-0-party": version.agreement.parties.all()[0].pk,
        "signatures-0-capacity": "Ordförande",
    }
    assert anybody.post(url(version), data).status_code == 302
    changed = fresh(version)
    assert (changed.adopted_text, str(changed.in_force_from)) == ("Regionfullmäktige 4 maj", "2030-01-01")
    assert PartySignature.objects.get().capacity == "Ordförande"
    assert services.verify(changed)


def test_rows_of_another_version_cannot_be_reached_through_a_draft(
    anybody: Client, version: AgreementVersion, north: Region
) -> None:
    """The draft's page, with the keys of an adopted version's rows written into it."""
    adopted = adopt(make_version(north, "2040"))
    before = snapshot(adopted)
    data = form_of(anybody, url(version))
    for rows, model in (("parts", TextPart), ("goals", Goal), ("principles", Principle)):
        theirs = model.objects.filter(version=adopted)[0].pk
        for extra in ({}, {f"{rows}-0-DELETE": "on"}):
            anybody.post(
                url(version), data | {f"{rows}-0-id": theirs, f"{rows}-0-version": adopted.pk} | extra
            )
            assert snapshot(adopted) == before


def test_principle_of_an_adopted_version_is_only_read(anybody: Client, version: AgreementVersion) -> None:
    principle = version.principles.all()[0]
    address = f"/admin/agreement/principle/{principle.pk}/"
    data = form_of(anybody, f"{address}change/")
    adopt(version)
    before = snapshot(version)
    assert anybody.get(f"{address}change/").status_code == 200
    assert anybody.post(f"{address}change/", data | {"name": "Annat"}).status_code == 403
    assert anybody.post(f"{address}change/", data | {"commitments-0-DELETE": "on"}).status_code == 403
    assert anybody.post(f"{address}delete/", {"post": "yes"}).status_code == 403
    assert snapshot(version) == before


def test_neither_the_version_nor_what_it_hangs_on_is_deleted(
    anybody: Client, version: AgreementVersion
) -> None:
    adopt(version)
    before = snapshot(version)
    everything = {"action": "delete_selected", "post": "yes"}
    addresses = (
        (AT, everything | {"_selected_action": [str(version.pk)]}),
        (url(version, "delete"), {"post": "yes"}),
        (f"/admin/agreement/agreement/{version.agreement_id}/delete/", {"post": "yes"}),
        (f"/admin/agreement/region/{version.agreement.region_id}/delete/", {"post": "yes"}),
        (f"/admin/agreement/party/{version.agreement.parties.all()[0].pk}/delete/", {"post": "yes"}),
        ("/admin/agreement/principle/", everything | {"_selected_action": [version.principles.all()[0].pk]}),
    )
    for address, data in addresses:
        anybody.post(address, data)
        assert snapshot(version) == before, address


def test_page_of_an_adopted_version_says_why_nothing_can_be_written(
    secretary: Client, version: AgreementVersion
) -> None:
    adopt(version)
    page = secretary.get(url(version))
    assert version.canonical().fingerprint() in page.text
    assert page.context["is_verified"]
    assert url(version, "new-draft") in page.text
    assert url(version, "adopt") not in page.text
    sent = Inputs(page.text).data
    written = {key for key in sent if not key.endswith(("_FORMS", "-id", "-version", "middlewaretoken"))}
    assert {key.split("-")[0] for key in written} == {*OPEN_FIELDS, "signatures"}


def test_whoever_saves_a_moment_too_late_is_told_so(secretary: Client, version: AgreementVersion) -> None:
    """The version is adopted between the look whether it is frozen and the writing of the row."""
    data = form_of(secretary, url(version)) | {"goals-0-text": "I sista stund"}
    before = snapshot(version)

    def adopt_it(sender: Any, **kwargs: Any) -> None:
        pre_save.disconnect(adopt_it, sender=Goal)
        adopt(fresh(version))

    pre_save.connect(adopt_it, sender=Goal)
    try:
        response = secretary.post(url(version), data)
    finally:
        pre_save.disconnect(adopt_it, sender=Goal)
    assert response["Location"] == url(version)
    assert snapshot(version) == before  # the adoption was part of the same request, and went with it


def test_saving_takes_back_no_step_that_somebody_else_took(secretary: Client, north: Region) -> None:
    """What the form does not hold is not written: least of all the state as it was when the page was read."""
    version = make_version(north, is_summary=True)

    def publish_it(sender: Any, **kwargs: Any) -> None:
        pre_save.disconnect(publish_it, sender=AgreementVersion)
        services.publish(fresh(version))

    data = form_of(secretary, url(version)) | {"summary": "Nytt i korthet"}
    pre_save.connect(publish_it, sender=AgreementVersion)
    try:
        assert secretary.post(url(version), data).status_code == 302
    finally:
        pre_save.disconnect(publish_it, sender=AgreementVersion)
    assert (fresh(version).state, fresh(version).summary) == (TextState.PUBLISHED, "Nytt i korthet")


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
