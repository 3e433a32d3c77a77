"""Approve and decline on the case page: what it says before, what is written, and who comes second."""

from __future__ import annotations

import pytest
from django.test import Client

from agreement.models import Region
from letters.models import Letter
from membership.models import Application, Decision
from membership.states import Signing, Status
from tests.factories import make_application, make_leader, make_region, make_secretary
from tests.harness.sign_in import sign_in
from tests.membership.case_pages import decision, said, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("group")]


def test_approve_page_says_how_many_get_a_letter_and_who(leader: Client, case: Application) -> None:
    text = leader.get(url(case, "approve")).text
    access = case.access.get().user.email
    assert (
        f"2 personer får ett brev med dokumentet att skriva under: kassor@norrsken.example och {access}."
        in text
    )


def test_approve_writes_decision_and_document(leader: Client, case: Application) -> None:
    response = leader.post(url(case, "approve"), decision(registry_number="RN-2026-7"), follow=True)

    case.refresh_from_db()
    document = case.signing_documents.get()
    assert (case.status, case.decisions.get().paragraph) == (Status.APPROVED, "12")
    assert case.decisions.get().registry_number == "RN-2026-7"
    assert (document.status, document.is_rendered) == (Signing.AWAITING, False)
    assert response.redirect_chain == [(url(case), 302)]
    assert said(response) == [
        f"Godkänd. Dokumentet skapas nu och skickas till kassor@norrsken.example och {case.access.get().user.email}."
    ]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"decided_on": ""}, "decided_on"),
        ({"decided_on": "igår"}, "decided_on"),
        ({"decided_on": "2999-01-01"}, "decided_on"),
        ({"decided_on": "2020-01-01", "seats_on": "2020-01-01"}, "decided_on"),
        ({"paragraph": ""}, "paragraph"),
        ({"paragraph": "§"}, "paragraph"),
        ({"paragraph": "1" * 21}, "paragraph"),
        ({"paragraph": "1\x00"}, "paragraph"),
        ({"registry_number": "R" * 41}, "registry_number"),
        ({"conflicts_asked": ""}, "conflicts_asked"),
    ],
)
def test_wrong_input_is_told_at_the_field_and_decides_nothing(
    leader: Client, case: Application, wrong: dict[str, str], field: str
) -> None:
    response = leader.post(url(case, "approve"), decision(**wrong))

    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert f'href="#id_{field}"' in response.text
    assert "<title>Fel:" in response.text
    assert not Decision.objects.exists()


def test_extra_fields_are_ignored(leader: Client, case: Application) -> None:
    more = {
        "status": "declined",
        "outcome": "declined",
        "recorded_by": "1",
        "body": "99",
        "is_superuser": "on",
    }
    leader.post(url(case, "approve"), decision(**more))
    written = case.decisions.get()
    assert (written.outcome, written.recorded_by_id) == ("approved", int(leader.session["_auth_user_id"]))


def test_slower_of_two_is_told_who_decided(client: Client, region: Region, case: Application) -> None:
    other = sign_in(Client(), make_secretary(region, name="Siv Sekreterare"))
    sign_in(client, make_leader(region, kind="alternate"))
    other.post(url(case, "approve"), decision())

    for page, data in (("approve", decision()), ("approve", {}), ("decline", decision())):
        response = client.post(url(case, page), data, follow=True)
        assert said(response) == ["Siv Sekreterare hade redan beslutat i ärendet (godkänd)."]
    assert Decision.objects.count() == 1


def test_decline_needs_a_criterion_and_words(leader: Client, region: Region, case: Application) -> None:
    criterion = region.agreement.criteria.first()
    foreign = make_region("blekinge").agreement.criteria.first()
    assert criterion is not None
    assert foreign is not None

    for data, fields in (
        ({}, ["reasons", "reasons_text"]),
        ({"reasons": [criterion.pk], "reasons_text": "   "}, ["reasons_text"]),
        ({"reasons": [foreign.pk], "reasons_text": "Nej."}, ["reasons"]),
        ({"reasons": ["x"], "reasons_text": "Nej."}, ["reasons"]),
    ):
        response = leader.post(url(case, "decline"), decision(**data))
        assert list(response.context["form"].errors) == fields
    assert not Decision.objects.exists()

    response = leader.post(
        url(case, "decline"),
        decision(reasons=[criterion.pk], reasons_text="Ni finns inte i länet."),
        follow=True,
    )

    case.refresh_from_db()
    declined = case.decisions.get()
    assert (case.status, declined.reasons_text) == (Status.DECLINED, "Ni finns inte i länet.")
    assert list(declined.reasons.all()) == [criterion]
    assert Letter.objects.filter(kind="declined").count() == 2
    assert "Ansökan fick avslag" in said(response)[0]
    assert "Ni finns inte i länet." in response.text


@pytest.mark.parametrize("page", ["approve", "decline"])
def test_withdrawn_case_is_not_decided(secretary: Client, region: Region, page: str) -> None:
    case = make_application(region, Status.WITHDRAWN)
    response = secretary.post(url(case, page), decision(), follow=True)
    assert said(response)
    assert not Decision.objects.exists()
