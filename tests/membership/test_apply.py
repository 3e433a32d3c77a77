"""The application form, as a browser without JavaScript walks it."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts.models import User
from agreement.models import Region
from agreement.states import Effect
from letters.models import Letter
from membership.forms.application import PAGES
from membership.models import Application, ApplicationAccess
from membership.states import Status
from tests.factories import (
    make_application,
    make_cut_off,
    make_draft,
    make_leader,
    make_operator,
    make_region,
    make_secretary,
    make_user,
    sign_in,
)
from tests.membership.applying import CONTACT, GOOD, ORDER, ORGANISATION, address, fill

pytestmark = pytest.mark.django_db


# --- The whole way ------------------------------------------------------------------------------


def test_whole_way_signed_in(applicant: Client, region: Region, person: User) -> None:
    response = fill(applicant, *ORDER)
    assert response.url == address("kontrollera")
    response = applicant.post(address("kontrollera"), {})

    application = Application.objects.get()
    assert response.url == reverse("membership:receipt", args=["norrbotten", application.reference])
    assert application.status == Status.SUBMITTED
    assert application.name == "Föreningen Vinterljus"
    assert application.number == "802518-4220"
    assert application.contact_email == "maja@vinterljus.example"
    assert application.declared_at is not None
    assert application.declaration == region.agreement.declaration
    assert [access.user for access in application.access.all()] == [person]
    assert Letter.objects.filter(kind="receipt").count() == 1
    page = applicant.get(response.url).content.decode()
    assert application.reference in page


def test_start_page_needs_no_account_and_writes_nothing(client: Client, region: Region) -> None:
    response = client.get(address())

    assert response.status_code == 200
    assert not response.cookies
    assert Application.objects.count() == Session.objects.count() == 0


@pytest.mark.parametrize("slug", ORDER)
def test_get_of_a_page_writes_nothing(applicant: Client, region: Region, person: User, slug: str) -> None:
    draft = make_draft(region, person)
    before = Application.objects.values().get(pk=draft.pk)

    assert applicant.get(address(slug)).status_code == 200
    assert Application.objects.values().get(pk=draft.pk) == before


def test_unknown_page_and_unknown_region_are_not_found(applicant: Client, region: Region) -> None:
    assert applicant.get(address("fel")).status_code == 404
    assert applicant.get(address("organisation", "atlantis")).status_code == 404
    assert applicant.get(address(region="atlantis")).status_code == 404


def test_draft_begins_with_the_first_valid_page(applicant: Client, region: Region) -> None:
    applicant.post(address("organisation"), {"name": "Utan nummer"})
    assert Application.objects.count() == 0

    fill(applicant, "organisation")
    assert Application.objects.get().status == Status.DRAFT


def test_public_actors_are_asked_about_only_where_they_may_join(client: Client) -> None:
    make_region()
    make_region("blekinge")

    assert "kind" not in client.get(address("organisation")).context["form"].fields
    form = client.get(address("organisation", "blekinge")).context["form"]
    assert [value for value, _label in form.fields["kind"].choices] == ["civil", "public"]
    response = client.post(address("organisation", "blekinge"), ORGANISATION)
    assert response.context["form"].errors.keys() == {"kind"}


# --- Order ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", ["omrade", "kontakt", "intygande", "kontrollera"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_page_comes_before_the_first(applicant: Client, region: Region, slug: str, method: str) -> None:
    response = getattr(applicant, method)(address(slug), GOOD.get(slug, {}))

    assert response.status_code == 302
    assert response.url == address()
    assert Application.objects.count() == 0


def test_skipping_a_page_leads_back_to_it(applicant: Client, region: Region) -> None:
    fill(applicant, "organisation")

    assert applicant.get(address("intygande")).url == address("omrade")
    assert applicant.post(address("kontakt"), CONTACT).url == address("omrade")
    assert Application.objects.get().contact_name == ""


def test_check_page_says_what_is_missing_and_has_no_button(applicant: Client, region: Region) -> None:
    fill(applicant, "organisation", "omrade")

    response = applicant.get(address("kontrollera"))
    assert [url for url, _title in response.context["missing"]] == [address("kontakt"), address("intygande")]
    assert 'name="send"' not in response.content.decode()


def test_submitting_with_missing_pages_is_refused(applicant: Client, region: Region) -> None:
    fill(applicant, "organisation", "omrade")

    response = applicant.post(address("kontrollera"), {})
    assert response.status_code == 200
    assert response.context["form"].non_field_errors()
    assert Application.objects.get().status == Status.DRAFT


def test_changing_an_answer_returns_to_check_your_answers(applicant: Client, region: Region) -> None:
    fill(applicant, *ORDER)
    assert address("organisation") in applicant.get(address("kontrollera")).content.decode()

    response = applicant.post(address("organisation"), {**ORGANISATION, "name": "Nytt namn"})
    assert response.url == address("kontrollera")
    assert Application.objects.get().name == "Nytt namn"


def test_back_links_walk_all_the_way_back(applicant: Client, region: Region, person: User) -> None:
    make_draft(region, person)
    way = []
    page = address("kontrollera")
    while page != address():
        page = applicant.get(page).context["back_url"]
        way.append(page)

    assert way == [*(address(page) for page in reversed(ORDER)), address()]


# --- Who sees what -------------------------------------------------------------------------------


def test_draft_is_invisible_to_every_kind_of_staff(region: Region) -> None:
    draft = make_draft(region, make_user(), name="Ännu hemlig")

    for person in (make_leader(region), make_secretary(region), make_operator()):
        staff = sign_in(Client(), person, second_factor=True)
        assert staff.get(address()).context["draft"] is None
        assert staff.get(reverse("membership:case", args=[draft.reference])).status_code == 404
        assert (
            staff.get(reverse("membership:receipt", args=["norrbotten", draft.reference])).status_code == 404
        )


def test_receipt_is_for_the_organisations_people(applicant: Client, region: Region) -> None:
    theirs = make_application(region)
    url = reverse("membership:receipt", args=["norrbotten", theirs.reference])

    assert applicant.get(url).status_code == 404
    assert Client().get(url).url.startswith(reverse("accounts:sign-in"))
    owner = sign_in(Client(), theirs.access.get().user)
    assert owner.get(url).status_code == 200
    make_region("blekinge")
    assert owner.get(reverse("membership:receipt", args=["blekinge", theirs.reference])).status_code == 404


def test_receipt_without_reference_is_the_newest(applicant: Client, region: Region, person: User) -> None:
    assert applicant.get(reverse("membership:receipt", args=["norrbotten"])).url == address()
    newest = make_application(region, user=person)
    assert newest.reference in applicant.get(reverse("membership:receipt", args=["norrbotten"])).url


def test_extra_fields_change_nothing(applicant: Client, region: Region) -> None:
    fill(applicant, *ORDER)
    forged = {
        "status": "approved",
        "submitted_at": "2020-01-01",
        "organisation": "1",
        "draft_token": "",
        "effects": "[]",
    }
    applicant.post(address("organisation"), {**ORGANISATION, **forged})
    applicant.post(address("kontrollera"), forged)

    application = Application.objects.get()
    assert application.status == Status.SUBMITTED
    assert application.submitted_at is not None
    assert application.submitted_at.year >= 2026


# --- What the day gives ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "met"),
    [
        ("2027-05-04T21:59:59.999999+00:00", True),  # 23:59:59 in Swedish summer time
        ("2027-05-04T22:00:00+00:00", False),
    ],
)
def test_cut_off_day_counts_to_its_last_second(
    client: Client, region: Region, moment: str, met: bool
) -> None:
    make_cut_off(region, dt.date(2027, 5, 4))

    with time_machine.travel(dt.datetime.fromisoformat(moment), tick=False):
        response = client.get(address())
    (effect,) = response.context["effects"]
    assert effect.met is met
    wording = "Ni kan skriva under vid starten." if met else "Ni skriver under på egen hand."
    assert wording in response.content.decode()


def test_effects_on_the_receipt_are_frozen(applicant: Client, region: Region, person: User) -> None:
    with time_machine.travel(dt.datetime(2027, 5, 4, 12, tzinfo=dt.UTC), tick=False):
        cut_off = make_cut_off(region, dt.date(2027, 5, 4))
        make_cut_off(region, dt.date(2027, 1, 1), Effect.DEVELOPMENT_GROUP, title="Utvecklingsgruppen")
        sign_in(applicant, person)
        fill(applicant, *ORDER)
        receipt = applicant.post(address("kontrollera"), {}).url
        cut_off.delete()

        effects = applicant.get(receipt).context["effects"]
    assert [(effect.title, effect.met) for effect in effects] == [
        ("Utvecklingsgruppen", False),
        ("Skriva under vid starten", True),
    ]


def test_missed_cut_off_closes_nothing(applicant: Client, region: Region) -> None:
    make_cut_off(region, dt.date(2020, 1, 1))
    fill(applicant, *ORDER)
    applicant.post(address("kontrollera"), {})

    assert Application.objects.get().status == Status.SUBMITTED


# --- How it reads ----------------------------------------------------------------------------------


def test_privacy_is_told_before_anything_is_sent(applicant: Client, region: Region, person: User) -> None:
    make_draft(region, person)

    page = applicant.get(address("kontrollera")).content.decode()
    assert page.index('id="privacy"') < page.index('name="send"')
    assert region.data_controllers in page
    assert reverse("pages:privacy") in page


def test_language_of_the_application_is_the_language_it_was_written_in(
    applicant: Client, region: Region
) -> None:
    applicant.post(f"/en{address('organisation')}", ORGANISATION)

    assert Application.objects.get().language == "en"


def test_form_has_few_questions_and_asks_for_nothing_forbidden() -> None:
    asked = {name for form in PAGES.values() for name in form.base_fields}

    assert len(asked) <= 25
    assert not [name for name in asked if re.search("person_?n|gender|religion|account|bank", name)]


@pytest.mark.parametrize("saved", [0, 1, 3])
def test_check_page_costs_the_same_for_any_number_of_municipalities(
    applicant: Client, region: Region, person: User, saved: int, django_assert_max_num_queries: Any
) -> None:
    draft = make_draft(region, person, scope="several")
    draft.municipalities.set(region.municipalities.all()[:saved])

    with django_assert_max_num_queries(14):
        applicant.get(address("kontrollera"))


def test_access_is_given_once(applicant: Client, region: Region) -> None:
    fill(applicant, *ORDER)

    assert ApplicationAccess.objects.count() == 1
