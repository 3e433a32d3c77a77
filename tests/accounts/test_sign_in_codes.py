"""The code in the letter: whose it is, how often it counts, how long, and how many guesses anybody has (S10)."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client

from letters.models import Letter
from tests.accounts.people import CODE, SIGN_IN, WRONG, ask_for_code, code_from_mail, is_signed_in
from tests.harness.at_once import at_once

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["{code}", "{lower}", " {spaced} ", "{plain}"])
def test_code_is_taken_however_it_is_written(client: Client, typed: str) -> None:
    ask_for_code(client, "a@example.se")
    code = code_from_mail("a@example.se")
    forms = {
        "code": code,
        "lower": code.lower(),
        "spaced": " ".join(code.replace("-", "")),
        "plain": code.replace("-", ""),
    }

    client.post(CODE, {"code": typed.format(**forms)})

    assert is_signed_in(client)


def test_letter_with_the_code_has_no_link() -> None:
    client = Client()
    ask_for_code(client, "a@example.se")
    letter = Letter.objects.get()

    assert letter.secret
    assert "http" not in letter.text
    assert "<a " not in letter.html
    assert code_from_mail("a@example.se") not in letter.subject


def test_code_works_only_in_the_browser_that_asked(client: Client) -> None:
    ask_for_code(client, "a@example.se")
    other = Client()

    response = other.post(CODE, {"code": code_from_mail("a@example.se")})

    assert response["Location"] == SIGN_IN
    assert not is_signed_in(other)


def test_code_is_not_in_the_session(client: Client) -> None:
    ask_for_code(client, "a@example.se")
    code = code_from_mail("a@example.se")

    kept = str(dict(client.session))

    assert code not in kept
    assert code.replace("-", "") not in kept


def test_code_counts_once(client: Client) -> None:
    ask_for_code(client, "a@example.se")
    code = code_from_mail("a@example.se")
    client.post(CODE, {"code": code})
    client.post("/konto/logga-ut/")

    response = client.post(CODE, {"code": code})

    assert response["Location"] == SIGN_IN
    assert not is_signed_in(client)


def test_wrong_code_says_how_many_tries_are_left(client: Client) -> None:
    ask_for_code(client, "a@example.se")

    left = [client.post(CODE, {"code": WRONG}).context["form"].errors["code"][0] for _ in range(5)]

    assert ["4" in left[0], "3" in left[1], "2" in left[2], "1" in left[3]] == [True] * 4
    assert not any(digit in left[4] for digit in "12345")


def test_right_code_is_refused_when_the_tries_are_used_up(client: Client) -> None:
    ask_for_code(client, "a@example.se")
    for _ in range(5):
        client.post(CODE, {"code": WRONG})

    client.post(CODE, {"code": code_from_mail("a@example.se")})

    assert not is_signed_in(client)


def test_slip_of_the_fingers_costs_no_try(client: Client) -> None:
    ask_for_code(client, "a@example.se")
    for slip in ("", "BCDF", "123456", "BCDF-GHJK-LMNP", "ÅÄÖÅ-ÄÖÅÄ", "A" * 5000):
        assert client.post(CODE, {"code": slip}).status_code == 200

    first = client.post(CODE, {"code": WRONG}).context["form"].errors["code"][0]

    assert "4" in first


@pytest.mark.django_db(transaction=True)
def test_tries_are_counted_also_when_they_come_at_once(client: Client) -> None:
    """Twenty guesses in the same moment are five tries: the count does not live in the session."""
    ask_for_code(client, "a@example.se")

    def guess() -> str:
        copy = Client()
        copy.cookies = client.cookies
        return str(copy.post(CODE, {"code": WRONG}).text)

    answers = at_once(*[guess] * 20)

    expired = sum("gått ut" in answer or "expired" in answer for answer in answers)
    assert expired == 15


def test_code_runs_out(client: Client, settings: Any) -> None:
    with time_machine.travel("2027-03-28 00:50 +0000", tick=False) as clock:
        ask_for_code(client, "a@example.se")
        clock.shift(settings.SIGN_IN_CODE_MINUTES * 60)

        response = client.post(CODE, {"code": code_from_mail("a@example.se")})

        assert response.context["form"].errors["code"]
        assert not is_signed_in(client)


def test_new_code_replaces_the_old_one(client: Client) -> None:
    with time_machine.travel("2027-03-28 00:50 +0000", tick=False) as clock:
        ask_for_code(client, "a@example.se")
        old = code_from_mail("a@example.se")
        clock.shift(31)
        client.post(CODE, {"resend": "1"})
        new = code_from_mail("a@example.se")

        client.post(CODE, {"code": old})
        assert not is_signed_in(client)
        client.post(CODE, {"code": new})
        assert is_signed_in(client)


def test_impatience_sends_one_letter(client: Client) -> None:
    ask_for_code(client, "a@example.se")
    client.post(CODE, {"resend": "1"})
    ask_for_code(client, "a@example.se")

    assert Letter.objects.count() == 1
    client.post(CODE, {"code": code_from_mail("a@example.se")})
    assert is_signed_in(client)
