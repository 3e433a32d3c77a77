"""A draft before anybody has signed in: it lives in the browser, and belongs to whoever confirms the address."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from agreement.models import Region
from letters.models import Letter
from membership.models import Application
from membership.states import Status
from tests.factories import make_draft, make_user, sign_in
from tests.membership.applying import CONTACT, GOOD, address, fill

pytestmark = pytest.mark.django_db


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


def test_first_page_sent_after_the_session_ended_begins_no_second_draft(region: Region, person: User) -> None:
    """The page says that it belongs to a draft: sign in, and go on with that one."""
    make_draft(region, person)
    here = sign_in(Client(), person)
    form = here.get(address("organisation")).content.decode()
    mark = re.search(r'<input type="hidden" name="(fortsatter)" value="([\w-]+)"', form)
    assert mark, form

    forgotten = Client()
    typed = {**GOOD["organisation"], "name": "Vinterljuset", mark[1]: mark[2]}
    response = forgotten.post(address("organisation"), typed)
    assert response.url.startswith(reverse("accounts:sign-in"))
    assert Application.objects.count() == 1
    sign_in(forgotten, person)
    assert "Vinterljuset" in forgotten.get(address("organisation")).content.decode()
    forgotten.post(address("organisation"), typed)
    assert Application.objects.get().name == "Vinterljuset"
