"""A draft left in one browser before the code was typed is found again by who signs in with its address (issue 4, item 2)."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.services import recognise_person
from agreement.models import Region
from membership.models import Application
from membership.services import change_application, claim_draft
from membership.services.left_drafts import MOST_OFFERED, disown_left_draft, left_for, take_left_draft
from steps.exceptions import StepNotAllowed
from tests.factories import make_draft, make_operator, make_region, make_secretary, make_user, sign_in
from tests.membership.applying import CONTACT, address, fill

pytestmark = pytest.mark.django_db
EMAIL = "maja@vinterljus.example"
MINE = "/mina-sidor/"
NAME = "Föreningen Vinterljus"
NOON = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)


@pytest.fixture
def kitchen(client: Client, region: Region) -> Client:
    """The computer on which three pages were saved, and shut before the code was typed."""
    fill(client, "organisation", "omrade")
    client.post(address("kontakt"), {**CONTACT, "contact_email": "Maja@Vinterljus.Example"})
    return client


@pytest.fixture
def phone(kitchen: Client) -> Client:
    """Another browser, signed in with the same address, which a code has confirmed."""
    return sign_in(Client(), recognise_person(EMAIL))


def button(name: str, draft: Application) -> str:
    return reverse(f"membership:{name}", args=[draft.reference])


def page_of(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def test_next_day_the_same_address_finds_the_draft_on_another_computer(
    client: Client, region: Region
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        fill(client, "organisation", "omrade", "kontakt")
        draft = Application.objects.get()
        clock.shift(dt.timedelta(hours=24))
        phone = sign_in(Client(), recognise_person("Maja@vinterljus.example"))

        for url in (address(), MINE):
            page = page_of(phone, url)
            assert NAME in page
            assert button("take-draft", draft) in page
            assert CONTACT["contact_name"] not in page, "the offer says no more than it must"
        response = phone.post(button("take-draft", draft))

    assert response.url == f"{address()}?arende={draft.reference}"
    assert phone.get(response.url).context["draft"] == draft
    assert phone.get(address("intygande")).status_code == 200
    assert draft.access.get().user.email == EMAIL
    assert button("take-draft", draft) not in page_of(phone, address()) + page_of(phone, MINE)


def test_looking_takes_nothing(phone: Client) -> None:
    draft = Application.objects.get()
    for name in ("take-draft", "disown-draft"):
        assert phone.get(button(name, draft)).url == MINE
    page_of(phone, address())

    draft.refresh_from_db()
    assert not draft.access.exists()
    assert draft.draft_token is not None
    assert not draft.disowned


def test_first_browser_goes_on_until_the_draft_is_taken_and_not_after(kitchen: Client, phone: Client) -> None:
    draft = Application.objects.get()
    fill(kitchen, "organisation")
    phone.post(button("take-draft", draft))

    assert NAME not in page_of(kitchen, address())
    assert kitchen.get(address("omrade")).url == address()
    kitchen.post(address("omrade"), {"scope": "several"})
    kitchen.post(address("kontakt"), {**CONTACT, "contact_name": "Någon annan"})
    kitchen.post(address("organisation"), {"name": "Ändrat", "number": "8025184220", "form": "nonprofit"})
    draft.refresh_from_db()
    assert (draft.name, draft.scope, draft.contact_name) == (NAME, "county", CONTACT["contact_name"])


def test_page_that_was_being_saved_while_the_draft_was_taken_changes_nothing(phone: Client) -> None:
    in_the_first_browser = Application.objects.get()
    phone.post(button("take-draft", in_the_first_browser))

    with pytest.raises(StepNotAllowed):
        change_application(application=in_the_first_browser, name="Ändrat")
    with pytest.raises(StepNotAllowed):
        claim_draft(application=in_the_first_browser, user=make_user())
    assert Application.objects.get().name == NAME


def test_first_browser_that_signs_in_afterwards_has_the_draft_too(kitchen: Client, phone: Client) -> None:
    draft = Application.objects.get()
    phone.post(button("take-draft", draft))
    sign_in(kitchen, User.objects.get(email=EMAIL))

    assert kitchen.get(address()).context["draft"] == draft
    assert draft.access.count() == 1


def test_double_click_takes_once(phone: Client) -> None:
    draft = Application.objects.get()
    answers = [phone.post(button("take-draft", draft)).url for _click in range(2)]

    assert answers[0] == answers[1]
    assert draft.access.count() == 1


def test_visitor_hears_nothing_of_any_draft(kitchen: Client) -> None:
    draft = Application.objects.get()
    visitor = Client()

    for name in ("take-draft", "disown-draft"):
        real = visitor.post(button(name, draft)).url
        assert real == f"{reverse('accounts:sign-in')}?next=%2Fmina-sidor%2F"
        assert visitor.post(reverse(f"membership:{name}", args=["NB-26-000000"])).url == real
    assert NAME not in page_of(visitor, address())
    known = visitor.post(reverse("accounts:sign-in"), {"email": EMAIL})
    unknown = Client().post(reverse("accounts:sign-in"), {"email": "ingen@alls.example"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert not draft.access.exists()


@pytest.mark.parametrize("who", ["somebody else", "secretary", "operator"])
def test_draft_of_another_address_does_not_exist(kitchen: Client, region: Region, who: str) -> None:
    make = {"secretary": lambda: make_secretary(region), "operator": make_operator}
    other = make.get(who, make_user)()
    recognise_person(other.email)
    client, draft = sign_in(Client(), other, second_factor=True), Application.objects.get()

    assert NAME not in page_of(client, address()) + page_of(client, MINE)
    assert client.post(button("take-draft", draft)).status_code == 404
    assert client.post(button("disown-draft", draft)).status_code == 404
    assert not draft.access.exists()


def test_address_that_no_code_has_confirmed_is_offered_nothing(kitchen: Client) -> None:
    """Staff can change an account's address; a passkey would let its owner in without a letter to the new one."""
    person = recognise_person("annan@forening.example")
    User.objects.filter(pk=person.pk).update(email=EMAIL)
    client, draft = sign_in(Client(), User.objects.get(pk=person.pk)), Application.objects.get()

    assert NAME not in page_of(client, address()) + page_of(client, MINE)
    assert client.post(button("take-draft", draft)).status_code == 404


def test_draft_that_has_people_is_not_offered(region: Region) -> None:
    board = make_user()
    make_draft(region, board, contact_email=EMAIL, name=NAME)
    theirs_no_more = make_draft(region, make_user(), contact_email=EMAIL, name=NAME)
    theirs_no_more.access.all().delete()

    assert not left_for(recognise_person(EMAIL))


def test_draft_of_another_region_is_offered_there_and_on_own_pages(phone: Client) -> None:
    make_region("blekinge")

    assert NAME not in page_of(phone, address(region="blekinge"))
    assert NAME in page_of(phone, address())
    assert "Norrbotten" in page_of(phone, MINE)


def test_who_has_a_draft_is_offered_the_other_one_too(phone: Client, region: Region) -> None:
    own = make_draft(region, User.objects.get(email=EMAIL), name="Den egna")

    response = phone.get(address())
    assert response.context["draft"] == own
    assert [each.name for each in response.context["left"]] == [NAME]


def test_stranger_says_that_it_is_not_theirs_and_the_writer_notices_nothing(
    kitchen: Client, phone: Client
) -> None:
    draft = Application.objects.get()
    before = page_of(kitchen, address("kontakt"))
    assert phone.post(button("disown-draft", draft), follow=True).status_code == 200

    assert NAME not in page_of(phone, address()) + page_of(phone, MINE)
    assert phone.post(button("take-draft", draft)).status_code == 404
    assert phone.post(button("disown-draft", draft)).status_code == 404
    assert page_of(kitchen, address("kontakt")).count(EMAIL) == before.count(EMAIL) == 1
    fill(kitchen, "organisation")
    assert not left_for(User.objects.get(email=EMAIL))


def test_address_put_right_afterwards_is_offered_the_draft(kitchen: Client, phone: Client) -> None:
    draft = Application.objects.get()
    phone.post(button("disown-draft", draft))
    kitchen.post(address("kontakt"), {**CONTACT, "contact_email": "maja@snoljus.example"})

    assert left_for(recognise_person("maja@snoljus.example")).get() == draft
    assert not left_for(User.objects.get(email=EMAIL))


def test_who_said_no_is_not_asked_again_when_the_address_comes_back(kitchen: Client, phone: Client) -> None:
    draft = Application.objects.get()
    for other in ("maja@snoljus.example", "maja@hostljus.example"):
        phone.post(button("disown-draft", draft))
        kitchen.post(address("kontakt"), {**CONTACT, "contact_email": other})
        disown_left_draft(reference=draft.reference, user=recognise_person(other))
        kitchen.post(address("kontakt"), {**CONTACT, "contact_email": EMAIL})

        assert not left_for(User.objects.get(email=EMAIL))
        assert NAME not in page_of(phone, MINE)
        kitchen.post(address("kontakt"), {**CONTACT, "contact_email": other})
        assert not left_for(User.objects.get(email=other))
    assert EMAIL not in Application.objects.get().disowned_before


def test_who_disowns_takes_nothing_from_a_browser_that_still_holds_it(client: Client, region: Region) -> None:
    """A slip of the pen: the next day the writer asks for another code, which keeps the browser's hold on the draft."""
    with time_machine.travel(NOON, tick=False) as clock:
        fill(client, "organisation", "omrade", "kontakt")
        draft = Application.objects.get()
        clock.shift(dt.timedelta(hours=30))
        client.post(reverse("accounts:sign-in"), {"email": EMAIL})
        clock.shift(dt.timedelta(hours=19))
        disown_left_draft(reference=draft.reference, user=recognise_person(EMAIL))

        assert NAME in page_of(client, address("organisation"))
        fill(client, "organisation")
    assert not left_for(User.objects.get(email=EMAIL))


def test_offers_do_not_fill_a_strangers_page(region: Region) -> None:
    for number in range(MOST_OFFERED + 3):
        make_draft(region, contact_email=EMAIL, name=f"Skräp {number}")
    phone = sign_in(Client(), recognise_person(EMAIL))

    assert page_of(phone, MINE).count("Skräp") == MOST_OFFERED
    assert f"Skräp {MOST_OFFERED + 2}" in page_of(phone, MINE)


@pytest.mark.django_db(transaction=True)
def test_two_browsers_that_take_it_at_once_are_one_person_with_one_draft(region: Region) -> None:
    draft = make_draft(region, contact_email=EMAIL)
    person = recognise_person(EMAIL)
    together, taken = threading.Barrier(2), list[Any]()

    def take() -> None:
        try:
            together.wait()
            taken.append(take_left_draft(reference=draft.reference, user=person))
        except StepNotAllowed:
            taken.append(None)
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(bool, taken)) == [False, True]
    assert draft.access.count() == 1
