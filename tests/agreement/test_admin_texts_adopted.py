"""What is adopted is only read in the admin, whoever looks and however late they save; its facts stay open (AGR-34)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models.signals import pre_save
from django.test import Client

from agreement import services
from agreement.models import AgreementVersion, Goal, PartySignature, Principle, Region, TextPart
from agreement.states import TextState
from tests.agreement.text_pages import AT, form_of, fresh, url
from tests.agreement.texts import adopt, make_version, snapshot
from tests.factories import make_operator, make_secretary
from tests.harness.sign_in import sign_in
from tests.matrix.inputs import Inputs

pytestmark = pytest.mark.django_db
OPEN_FIELDS = AgreementVersion.open_fields - {"frozen_by"}


@pytest.fixture(params=["secretary", "operator"])
def anybody(request: pytest.FixtureRequest, client: Client, north: Region) -> Client:
    return sign_in(client, make_secretary(north) if request.param == "secretary" else make_operator())


@pytest.mark.slow
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


@pytest.mark.slow
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
