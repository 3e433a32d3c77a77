"""Many drafts from one network, many applications from one person: slowed, and nothing typed is lost (attack 40)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.services import recognise_person
from membership.models import Application
from membership.services.left_drafts import MOST_OFFERED, offered_to
from membership.states import Status
from tests.factories import make_draft, make_region, make_user, sign_in
from tests.membership.applying import CONTACT, address, fill

pytestmark = pytest.mark.django_db
ANSWERS = {
    "name": "Föreningen Exempel",
    "no_number": "on",
    "number_missing_reason": "Ny",
    "form": "nonprofit",
}


@pytest.fixture
def _few(settings: Any) -> None:
    limits = settings.ACCOUNT_RATE_LIMITS
    settings.ACCOUNT_RATE_LIMITS = {**limits, "begin_application": "2/h/ip", "submit_application": "1/d/user"}


@pytest.mark.usefixtures("_few")
def test_third_draft_from_one_network_waits_and_keeps_what_was_typed() -> None:
    make_region()
    for _number in range(3):
        answer = Client().post("/norrbotten/anslut/ansok/organisation/", ANSWERS)

    assert Application.objects.count() == 2
    assert answer.status_code == 200
    assert "Vänta en timme" in answer.content.decode()
    assert "Föreningen Exempel" in answer.content.decode()


@pytest.mark.usefixtures("_few")
def test_second_application_of_a_person_in_a_day_waits() -> None:
    regions = [make_region(), make_region("blekinge")]
    user = make_user()
    client = Client()
    client.force_login(user)
    for region in regions:
        make_draft(region, user)
        address = f"/{region.slug}/anslut/ansok/kontrollera/"
        seen = client.get(address).context["form"]["seen"].value()
        client.post(address, {"seen": seen})

    assert Application.objects.filter(status=Status.SUBMITTED).count() == 1
    assert Application.objects.filter(status=Status.DRAFT).count() == 1


def test_strangers_address_is_taken_by_few_drafts_and_its_owners_own_stays_in_sight() -> None:
    region = make_region()
    owner = recognise_person(CONTACT["contact_email"])
    own = make_draft(region, contact_email=owner.email, name="Den riktiga")
    for _number in range(MOST_OFFERED + 2):
        browser = Client()
        fill(browser, "organisation", "omrade")
        answer = browser.post(address("kontakt"), CONTACT)

    assert answer.context["form"].has_error("contact_email")
    assert own in offered_to(owner)


def test_owner_of_an_often_written_address_signs_in_and_goes_on_with_what_waits() -> None:
    region = make_region()
    for _number in range(MOST_OFFERED):
        browser = Client()
        fill(browser, "organisation", "omrade")
        answer = browser.post(address("kontakt"), CONTACT)
    assert answer.status_code == 200
    owner = recognise_person(CONTACT["contact_email"])
    sign_in(browser, owner)
    # Whoever is signed in is not counted, and one who changes something else is not either.
    fill(browser, "kontakt", "kontakt")

    assert Application.objects.of(owner).get().agreement == region.agreement
