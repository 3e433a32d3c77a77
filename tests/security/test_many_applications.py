"""Many drafts from one network, many applications from one person: slowed, and nothing typed is lost (attack 40)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from membership.models import Application
from membership.states import Status
from tests.factories import make_draft, make_region, make_user

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
