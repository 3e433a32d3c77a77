"""The application form, as a browser without JavaScript walks it."""

from __future__ import annotations

import datetime as dt
import re
import threading
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from agreement.models import Region
from agreement.states import Effect
from letters.models import Letter
from membership.forms.application import PAGES
from membership.models import Application, ApplicationAccess, Organisation
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

pytestmark = pytest.mark.django_db

ORGANISATION = {"name": "Föreningen Vinterljus", "number": "8025184220", "form": "nonprofit"}
SCOPE = {"scope": "county"}
CONTACT = {
    "contact_name": "Maja Påhittad",
    "contact_email": "maja@vinterljus.example",
    "contact_phone": "070-123 45 67",
    "contact_level": "regional",
}
DECLARATION = {"declared": "on", "declared_by": "Maja Påhittad"}
GOOD: dict[str, dict[str, Any]] = {
    "organisation": ORGANISATION,
    "omrade": SCOPE,
    "kontakt": CONTACT,
    "intygande": DECLARATION,
}
ORDER = list(GOOD)


def address(page: str = "", region: str = "norrbotten") -> str:
    if not page:
        return reverse("membership:apply", args=[region])
    return reverse("membership:apply-page", args=[region, page])


def fill(client: Client, *pages: str, region: str = "norrbotten") -> Any:
    """Send good answers to the pages; the last response."""
    response = None
    for page in pages:
        response = client.post(address(page, region), GOOD[page])
        assert response.status_code == 302, response.context["form"].errors
    return response


@pytest.fixture
def region() -> Region:
    return make_region()


@pytest.fixture
def person() -> User:
    return make_user("maja@vinterljus.example")


@pytest.fixture
def applicant(client: Client, region: Region, person: User) -> Client:
    """Signed in, in a region that takes applications."""
    return sign_in(client, person)


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


# --- Before sign-in ------------------------------------------------------------------------------


def confirm(client: Client) -> Any:
    """Read the code out of the letter and type it in."""
    text = Letter.objects.filter(kind="sign_in_code").latest("pk").text
    found = re.search(r"\b[B-Z]{4}-[B-Z]{4}\b", text)
    assert found, text
    return client.post(reverse("accounts:code"), {"code": found.group()})


def test_anonymous_draft_survives_sign_in(client: Client, region: Region) -> None:
    fill(client, "organisation", "omrade")
    response = fill(client, "kontakt")
    draft = Application.objects.get()
    assert response.url == reverse("accounts:code")
    assert draft.draft_token is not None

    response = confirm(client)

    assert response.url == address("intygande")
    draft.refresh_from_db()
    assert draft.draft_token is None
    assert draft.access.get().user.email == "maja@vinterljus.example"
    assert draft.name == "Föreningen Vinterljus"
    fill(client, "intygande")
    client.post(address("kontrollera"), {})
    draft.refresh_from_db()
    assert draft.status == Status.SUBMITTED


def test_declaration_waits_for_a_confirmed_address(client: Client, region: Region) -> None:
    fill(client, "organisation", "omrade", "kontakt")

    for page in ("intygande", "kontrollera"):
        assert client.get(address(page)).url == address("kontakt")
        assert client.post(address(page), GOOD.get(page, {})).url == address("kontakt")
    assert Application.objects.get().declared is False


def test_signed_in_people_skip_the_code(applicant: Client, region: Region) -> None:
    response = fill(applicant, "organisation", "omrade", "kontakt")

    assert response.url == address("intygande")
    assert not Letter.objects.exists()


def test_anonymous_draft_is_nobody_elses(client: Client, region: Region) -> None:
    fill(client, "organisation")
    other = Client()

    assert other.get(address("omrade")).url == address()
    assert "Vinterljus" not in other.get(address()).content.decode()
    sign_in(other, make_user())
    assert other.get(address("omrade")).url == address()


def test_used_token_opens_nothing(client: Client, region: Region, person: User) -> None:
    fill(client, "organisation")
    thief = Client()
    thief.cookies["__Host-session"] = client.cookies[
        next(name for name in client.cookies if "session" in name)
    ]
    token = Application.objects.get().draft_token
    sign_in(client, person)

    assert not Application.objects.filter(draft_token=token).exists()
    assert client.get(address("omrade")).status_code == 200


def test_draft_with_another_address_is_taken_only_by_going_on_with_it(client: Client, region: Region) -> None:
    """On a library's computer the next person who signs in must not walk away with the last one's draft."""
    fill(client, "organisation", "omrade", "kontakt")
    next_person = make_user("annan@forening.example")

    sign_in(client, next_person)

    draft = Application.objects.get()
    assert not draft.access.exists()
    fill(client, "kontakt")
    assert draft.access.get().user == next_person


def test_shared_computer_can_forget_a_draft(client: Client, region: Region) -> None:
    fill(client, "organisation")

    assert "Vinterljus" in client.get(address()).content.decode()
    client.post(address())
    assert "Vinterljus" not in client.get(address()).content.decode()
    assert client.get(address("omrade")).url == address()


def test_draft_waits_a_day_in_the_browser_but_no_sign_in_lasts_longer_for_it(
    client: Client, region: Region, person: User
) -> None:
    now = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)
    with time_machine.travel(now, tick=False) as clock:
        fill(client, "organisation")
        clock.shift(dt.timedelta(hours=24))
        fill(client, "omrade")
        clock.shift(dt.timedelta(hours=47))
        assert client.get(address("kontakt")).status_code == 200
        sign_in(client, person)
        assert client.session.get_expiry_age() <= 12 * 60 * 60


def test_draft_goes_on_on_another_computer_after_sign_in(
    applicant: Client, region: Region, person: User
) -> None:
    fill(applicant, "organisation", "omrade")

    elsewhere = sign_in(Client(), person)
    response = elsewhere.get(address())
    assert response.context["draft"] == Application.objects.get()
    assert response.context["next_page"] == "kontakt"


def test_page_sent_after_the_session_ended_is_shown_again(region: Region, person: User) -> None:
    make_draft(region, person, contact_phone="")
    forgotten = Client()

    response = forgotten.post(address("kontakt"), {**CONTACT, "contact_phone": "070-999 99 99"})
    assert response.url == f"{reverse('accounts:sign-in')}?next={address('kontakt').replace('/', '%2F')}"
    sign_in(forgotten, person)
    page = forgotten.get(address("kontakt")).content.decode()
    assert "070-999 99 99" in page
    assert Application.objects.get().contact_phone == ""


# --- Several drafts, several tabs ------------------------------------------------------------------


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
    together = threading.Barrier(2)
    answers: list[str] = []

    def click(client: Client) -> None:
        try:
            together.wait()
            answers.append(client.post(address("kontrollera"), {}).url)
        finally:
            connection.close()

    threads = [threading.Thread(target=click, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

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
