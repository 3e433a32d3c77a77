"""How many codes anybody gets, and that nobody is locked out by somebody else (S10)."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from letters.models import Letter
from tests.accounts.people import SIGN_IN, ask_for_code, is_signed_in, sign_in

pytestmark = pytest.mark.django_db


def test_one_address_gets_five_codes_in_a_quarter_from_one_network() -> None:
    answers = [ask_for_code(Client(), "a@example.se") for _ in range(6)]

    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert answers[-1].context["form"].non_field_errors()
    assert Letter.objects.count() == 5


def test_forged_address_header_lifts_no_limit() -> None:
    answers = [
        Client(headers={"X-Forwarded-For": f"10.0.0.{number}"}).post(SIGN_IN, {"email": "a@example.se"})
        for number in range(6)
    ]

    assert answers[-1].status_code == 429


def test_stranger_far_away_does_not_lock_the_owner_out() -> None:
    for _ in range(6):
        ask_for_code(Client(REMOTE_ADDR="192.0.2.1"), "a@example.se")
    owner = Client(REMOTE_ADDR="198.51.100.1")

    sign_in(owner, "a@example.se")

    assert is_signed_in(owner)


def test_one_household_is_one_network() -> None:
    answers = [
        ask_for_code(Client(REMOTE_ADDR=f"2001:db8::{number}"), "a@example.se") for number in range(1, 7)
    ]

    assert answers[-1].status_code == 429


def test_one_network_mails_a_hundred_strangers_at_most() -> None:
    answers = [ask_for_code(Client(), f"a{number}@example.se").status_code for number in range(101)]

    assert answers == [302] * 100 + [429]


def test_limit_is_the_same_for_known_and_unknown() -> None:
    User.objects.create_user("known@example.se")
    bodies = []
    for email in ("known@example.se", "nobdy@example.se"):
        for _ in range(6):
            answer = ask_for_code(Client(), email)
        bodies.append(len(answer.content))

    assert bodies[0] == bodies[1]
