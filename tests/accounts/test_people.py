"""A person is a confirmed address; the operator can lock people out and take a lost second factor away, nobody else can."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import IntegrityError
from django.test import Client

from accounts.models import User
from accounts.services import end_sessions, recognise_person, reset_second_factors
from letters.models import Letter
from tests import factories as make
from tests.accounts.people import TWO_STEPS, give_app, is_signed_in, sign_in, sign_in_fully
from tests.harness.at_once import at_once

pytestmark = pytest.mark.django_db
PEOPLE = "/admin/accounts/user/"
ACTION = "reset_second_factor"


@pytest.fixture
def operator(client: Client) -> User:
    """The operator, signed in with both steps."""
    user = make.make_operator(email="drift@example.se")
    sign_in_fully(client, user, give_app(user))
    return user


def test_two_people_cannot_have_one_address_in_other_capitals() -> None:
    User.objects.create_user("A@Example.se")

    with pytest.raises(IntegrityError):
        User.objects.create_user("a@example.SE")


def test_recognise_person_knows_a_person_again() -> None:
    first = recognise_person("A@example.se", language="en")
    second = recognise_person("a@EXAMPLE.se")

    assert first.pk == second.pk
    assert second.language == "en"
    assert EmailAddress.objects.values_list("email", "verified", "primary").get() == (
        "a@example.se",
        True,
        True,
    )


@pytest.mark.django_db(transaction=True)
def test_recognise_person_makes_one_person_when_two_come_at_once() -> None:
    found = at_once(*[lambda: recognise_person("a@example.se").pk] * 4)

    assert set(found) == {User.objects.get().pk}


def test_address_that_changed_hands_belongs_to_its_new_owner() -> None:
    """Staff gave one person another address; somebody else confirms the old one."""
    first = recognise_person("kansliet@example.se")
    first.email = "asta@example.se"
    first.save()

    second = recognise_person("kansliet@example.se")
    recognise_person("asta@example.se")

    assert second.pk != first.pk
    assert set(EmailAddress.objects.values_list("user_id", "email")) == {
        (first.pk, "asta@example.se"),
        (second.pk, "kansliet@example.se"),
    }


def test_nobody_has_a_password(client: Client) -> None:
    sign_in(client, "a@example.se")

    assert not User.objects.get().has_usable_password()


def test_end_sessions_signs_out_everywhere(client: Client) -> None:
    other = Client()
    sign_in(client, "a@example.se")
    other.cookies.update(client.cookies)

    end_sessions(User.objects.get())

    assert client.get(TWO_STEPS).status_code == 302
    assert other.get(TWO_STEPS).status_code == 302


def test_reset_takes_the_factor_ends_sessions_and_writes_a_letter() -> None:
    person = make.make_secretary(make.make_region())
    browser = Client()
    sign_in_fully(browser, person, give_app(person))
    assert browser.get("/admin/").status_code == 200
    operator = make.make_operator()

    assert reset_second_factors([person], by=operator) == [person]
    assert reset_second_factors([person], by=operator) == []

    assert not Authenticator.objects.filter(user=person).exists()
    assert browser.get("/admin/").status_code == 302
    assert browser.get(TWO_STEPS).status_code == 302  # not even to enrol: somebody else may sit there
    assert Letter.objects.filter(kind="second_factor_reset", to=person.email).count() == 1
    again = Client()
    sign_in(again, person.email, "/admin/")
    assert again.get("/admin/")["Location"] == TWO_STEPS


def test_operator_does_not_reset_herself() -> None:
    operator = make.make_operator()
    give_app(operator)

    assert reset_second_factors([operator], by=operator) == []
    assert Authenticator.objects.filter(user=operator).exists()


def test_people_are_found_by_address(client: Client, operator: User) -> None:
    make.make_user("asta@forening.example")
    make.make_user("bo@forening.example")

    page = client.get(PEOPLE, {"q": "asta"}).content.decode()

    assert "asta@forening.example" in page
    assert "bo@forening.example" not in page


@pytest.mark.parametrize("maker", ["make_secretary", "make_leader"])
def test_people_are_the_operators_only(client: Client, maker: str) -> None:
    person = getattr(make, maker)(make.make_region())
    make.sign_in(client, person, second_factor=True)

    assert client.get("/admin/").status_code == 200
    for path in (PEOPLE, f"{PEOPLE}add/", f"{PEOPLE}{person.pk}/change/"):
        assert client.get(path).status_code == 403
    client.post(PEOPLE, {"action": ACTION, "_selected_action": person.pk, "confirmed": "1"})
    assert Authenticator.objects.filter(user=person).exists()


def test_operator_resets_after_a_page_that_says_what_happens(client: Client, operator: User) -> None:
    person = make.make_user("asta@forening.example")
    give_app(person)
    form = {"action": ACTION, "_selected_action": [person.pk, operator.pk]}

    page = client.post(PEOPLE, form)

    assert person.email in page.content.decode()
    assert f'name="_selected_action" value="{person.pk}"' in page.content.decode()
    assert f'name="_selected_action" value="{operator.pk}"' not in page.content.decode()
    assert Authenticator.objects.filter(user=person).exists()
    done = client.post(PEOPLE, {**form, "confirmed": "1"}, follow=True)
    assert [str(message) for message in done.context["messages"]]
    assert not Authenticator.objects.filter(user=person).exists()
    assert Authenticator.objects.filter(user=operator).exists()


def test_operator_is_told_when_there_is_nothing_to_take(client: Client, operator: User) -> None:
    person = make.make_user()

    page = client.post(PEOPLE, {"action": ACTION, "_selected_action": person.pk}, follow=True)

    assert [str(message) for message in page.context["messages"]]
    assert not Letter.objects.filter(kind="second_factor_reset").exists()


def test_operator_makes_nobody_an_operator(client: Client, operator: User) -> None:
    """Mass assignment: the fields that give power are not in the form."""
    person = make.make_user()
    form = {"email": person.email, "name": "X", "language": "sv", "is_active": "on"}

    client.post(
        f"{PEOPLE}{person.pk}/change/", {**form, "is_superuser": "on", "password": "x", "is_staff": "on"}
    )

    person.refresh_from_db()
    assert person.name == "X"
    assert not person.is_superuser
    assert not person.has_usable_password()


def test_person_with_a_new_address_is_signed_out(client: Client, operator: User) -> None:
    browser = Client()
    sign_in(browser, "old@example.se")
    person = User.objects.get(email="old@example.se")

    client.post(
        f"{PEOPLE}{person.pk}/change/",
        {"email": "New@example.se", "name": "", "language": "sv", "is_active": "on"},
    )

    person.refresh_from_db()
    assert person.email == "new@example.se"
    assert browser.get(TWO_STEPS).status_code == 302


def test_person_added_by_the_operator_has_no_password(client: Client, operator: User) -> None:
    client.post(f"{PEOPLE}add/", {"email": "Ny@example.se", "name": "", "language": "sv", "is_active": "on"})

    person = User.objects.get(email="ny@example.se")
    assert not person.has_usable_password()
    browser = Client()
    sign_in(browser, person.email)
    assert is_signed_in(browser)


def test_nobody_is_deleted(client: Client, operator: User) -> None:
    person = make.make_user()

    assert client.post(f"{PEOPLE}{person.pk}/delete/", {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=person.pk).exists()


@pytest.mark.parametrize("model", [EmailAddress, Authenticator, Group])
def test_pages_past_our_rules_are_not_in_the_admin(model: Any) -> None:
    assert not admin.site.is_registered(model)
