"""Several drafts, several tabs, two clicks at once: one application."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from agreement.models import Region
from letters.models import Letter
from membership.models import Application, Organisation
from membership.states import Status
from tests.factories import make_application, make_draft, make_region, make_user, sign_in
from tests.harness.at_once import at_once
from tests.membership.applying import GOOD, ORDER, ORGANISATION, address, fill

pytestmark = pytest.mark.django_db


def test_one_draft_per_region_is_gone_on_with(applicant: Client, region: Region) -> None:
    make_region("blekinge")
    fill(applicant, "organisation")
    fill(applicant, "organisation")
    applicant.post(address("organisation", "blekinge"), {**ORGANISATION, "kind": "civil"})

    assert [draft.agreement.region.slug for draft in Application.objects.order_by("pk")] == [
        "norrbotten",
        "blekinge",
    ]


def test_person_with_two_drafts_chooses_one(applicant: Client, region: Region, person: User) -> None:
    older = make_draft(region, person, name="Den äldre")
    newer = make_draft(region, person, name="Den nyare")

    assert applicant.get(address()).context["draft"] == newer
    assert applicant.get(f"{address()}?arende={older.reference}").context["draft"] == older
    assert "Den äldre" in applicant.get(address("organisation")).content.decode()


def test_somebody_elses_draft_cannot_be_chosen(applicant: Client, region: Region) -> None:
    theirs = make_draft(region, make_user(), name="Hemligt")

    response = applicant.get(f"{address()}?arende={theirs.reference}")
    assert response.context["draft"] is None
    assert "Hemligt" not in response.content.decode()


def test_double_submit_gives_one_application_and_the_receipt(applicant: Client, region: Region) -> None:
    fill(applicant, *ORDER)
    first = applicant.post(address("kontrollera"), {})
    second = applicant.post(address("kontrollera"), {})

    assert first.url == second.url
    assert Application.objects.count() == Organisation.objects.count() == 1
    assert Letter.objects.filter(kind="receipt").count() == 1


@pytest.mark.parametrize("slug", [*ORDER, "kontrollera"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_back_button_after_submit_leads_to_the_receipt(
    applicant: Client, region: Region, slug: str, method: str
) -> None:
    fill(applicant, *ORDER)
    receipt = applicant.post(address("kontrollera"), {}).url

    assert getattr(applicant, method)(address(slug), GOOD.get(slug, {})).url == receipt
    assert Application.objects.count() == 1


def test_another_organisation_can_apply_after_the_first(applicant: Client, region: Region) -> None:
    fill(applicant, *ORDER)
    applicant.post(address("kontrollera"), {})

    again = f"{address('organisation')}?ny=1"
    assert again in applicant.get(address()).content.decode()
    response = applicant.post(again, {**ORGANISATION, "name": "En till", "number": "556016-0680"})
    assert response.url == address("omrade")
    assert applicant.get(address("omrade")).status_code == 200
    assert set(Application.objects.values_list("status", flat=True)) == {Status.DRAFT, Status.SUBMITTED}


def test_answers_changed_in_another_tab_are_shown_before_they_are_sent(
    applicant: Client, region: Region
) -> None:
    fill(applicant, *ORDER)
    seen = applicant.get(address("kontrollera")).context["form"].stamp
    applicant.post(address("organisation"), {**ORGANISATION, "name": "Ändrat i en annan flik"})

    response = applicant.post(address("kontrollera"), {"seen": seen})
    assert response.status_code == 200
    assert response.context["form"].has_error("__all__", code="changed")
    assert "Ändrat i en annan flik" in response.content.decode()
    again = re.search(r'name="seen" value="([^"]+)"', response.content.decode())
    assert again
    assert applicant.post(address("kontrollera"), {"seen": again.group(1)}).status_code == 302


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", ["802518-4220", ""])
def test_two_clicks_at_the_same_moment_are_one_application(region: Region, person: User, number: str) -> None:
    reason = "" if number else "Vi är ett nätverk."
    draft = make_draft(region, person, number=number, number_missing_reason=reason)
    clients = [sign_in(Client(), person), Client()]
    clients[1].cookies = clients[0].cookies

    answers = at_once(
        *(lambda client=client: client.post(address("kontrollera"), {}).url for client in clients)
    )

    newest = reverse("membership:receipt", args=["norrbotten"])
    receipt = reverse("membership:receipt", args=["norrbotten", draft.reference])
    assert receipt in answers
    assert set(answers) <= {newest, receipt}
    assert Organisation.objects.count() == draft.events.count() == Letter.objects.count() == 1


def test_second_application_of_the_same_organisation_is_told(applicant: Client, region: Region) -> None:
    first = make_application(region, number="802518-4220", name="Föreningen Vinterljus")
    fill(applicant, *ORDER)

    response = applicant.post(address("kontrollera"), {})
    assert response.status_code == 200
    assert first.reference in str(response.context["form"].non_field_errors())
    assert Application.objects.filter(status=Status.SUBMITTED).count() == 1


def begin_another(client: Client, beside: Application) -> str:
    """The address that the start page gives for an application of another organisation."""
    url = f"{address('organisation')}?ny={beside.reference}"
    assert url in client.get(address()).content.decode()
    return url


OTHER = {**ORGANISATION, "name": "Den andra", "number": "556016-0680"}


def test_two_organisations_of_one_person_are_applied_for_beside_each_other(
    applicant: Client, region: Region, person: User
) -> None:
    fill(applicant, *ORDER)
    first = Application.objects.get()
    another = begin_another(applicant, first)

    page = applicant.get(another).content.decode()
    assert ORGANISATION["name"] not in page
    assert applicant.post(another, OTHER).url == address("omrade")
    fill(applicant, *ORDER[1:])
    # The way back leads to what was begun, and begins no third one.
    assert "Den andra" in applicant.get(another).content.decode()
    applicant.post(address("kontrollera"), {})

    second = Application.objects.get(name="Den andra")
    first.refresh_from_db()
    assert (first.name, first.status) == (ORGANISATION["name"], Status.DRAFT)
    assert second.status == Status.SUBMITTED
    assert applicant.get(address()).context["draft"] == first


def test_drafts_beside_each_other_are_all_found(applicant: Client, region: Region, person: User) -> None:
    for number in range(3):
        make_draft(region, person, name=f"Förening {number}")
    assert applicant.get(address()).context["more"]
    page = applicant.get(reverse("membership:my-pages")).content.decode()
    assert all(f"Förening {number}" in page for number in range(3))


def test_page_of_one_draft_never_writes_over_another(applicant: Client, region: Region, person: User) -> None:
    """Two tabs: what is saved goes to the draft with which its page was opened."""
    first = make_draft(region, person, name="Den första")
    mark = {"fortsatter": first.reference}
    assert f'value="{first.reference}"' in applicant.get(address("organisation")).content.decode()
    applicant.post(begin_another(applicant, first), OTHER)

    applicant.post(address("organisation"), {**ORGANISATION, **mark, "name": "Den första, ändrad"})
    assert set(Application.objects.values_list("name", flat=True)) == {"Den första, ändrad", "Den andra"}
    first.refresh_from_db()
    assert first.name == "Den första, ändrad"


def test_blank_page_of_another_writes_over_no_third(applicant: Client, region: Region, person: User) -> None:
    """Two tabs: the first page of another organisation is open, and another draft is gone on with meanwhile."""
    first = make_draft(region, person, name="Den första")
    third = make_draft(region, person, name="Den tredje")
    another = f"{address('organisation')}?ny={first.reference}"
    applicant.get(f"{address()}?arende={third.reference}")

    applicant.post(another, OTHER)
    applicant.post(another, OTHER)  # a double click begins nothing more

    assert sorted(Application.objects.values_list("name", flat=True)) == [
        "Den andra",
        "Den första",
        "Den tredje",
    ]


def test_page_sent_by_somebody_signed_out_goes_into_no_draft_of_the_browser(
    region: Region, person: User
) -> None:
    first = make_draft(region, person, name="Den första")
    here = Client()
    here.post(address("organisation"), {**OTHER, "name": "Någon annans"})

    typed = {**ORGANISATION, "name": "Den första, ändrad", "fortsatter": first.reference}
    assert here.post(address("organisation"), typed).url.startswith(reverse("accounts:sign-in"))
    assert Application.objects.filter(name="Någon annans").exists()


def test_check_page_sends_the_draft_that_it_showed(applicant: Client, region: Region, person: User) -> None:
    fill(applicant, *ORDER)
    first = Application.objects.get()
    form = applicant.get(address("kontrollera")).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    other = make_draft(region, person, name="Den andra", number="556016-0680")
    applicant.get(f"{address()}?arende={other.reference}")

    applicant.post(address("kontrollera"), sent)

    assert list(Application.objects.filter(status=Status.SUBMITTED)) == [first]


def test_page_from_before_drafts_were_named_is_saved(applicant: Client, region: Region, person: User) -> None:
    draft = make_draft(region, person, name="Den enda")
    applicant.post(address("organisation"), {**ORGANISATION, "fortsatter": "1"})
    draft.refresh_from_db()
    assert draft.name == ORGANISATION["name"]
    assert Application.objects.count() == 1


def test_page_of_a_draft_that_was_sent_writes_over_no_other(
    applicant: Client, region: Region, person: User
) -> None:
    sent = make_application(region, user=person)
    other = make_draft(region, person, name="Den andra", scope="county")
    applicant.post(address("omrade"), {"scope": "several", "fortsatter": sent.reference})

    other.refresh_from_db()
    assert other.scope == "county"


def test_page_sent_after_the_session_ended_comes_back_to_its_own_draft(region: Region, person: User) -> None:
    first = make_draft(region, person, name="Den första")
    make_draft(region, person, name="Den nyare")
    forgotten = Client()
    typed = {**ORGANISATION, "name": "Den första, ändrad", "fortsatter": first.reference}
    assert forgotten.post(address("organisation"), typed).url.startswith(reverse("accounts:sign-in"))
    sign_in(forgotten, person)

    assert forgotten.get(address("organisation")).context["draft"] == first


def test_somebody_elses_reference_on_a_page_opens_nothing(applicant: Client, region: Region) -> None:
    theirs = make_draft(region, make_user(), name="Hemligt")
    for url in (address("organisation"), f"{address('organisation')}?ny={theirs.reference}"):
        answer = applicant.post(url, {**ORGANISATION, "number": "", "fortsatter": theirs.reference})
        assert "Hemligt" not in answer.content.decode()
    theirs.refresh_from_db()
    assert theirs.name == "Hemligt"
