"""The code of the second step: which one counts, how often and how long; and the codes for when the app is gone (S8)."""

from __future__ import annotations

import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client

from accounts.models import User
from letters.models import Letter
from tests.accounts.people import (
    CODES,
    SHOW,
    SIGN_IN,
    TWO_STEPS,
    app_code,
    enrol,
    give_app,
    is_signed_in,
    recovery_code,
    sign_in,
    sign_in_fully,
)

pytestmark = pytest.mark.django_db


def start_of_a_code() -> float:
    """Now, at the beginning of the half minute of a code: so that a test's steps never straddle two."""
    return time.time() // 30 * 30


def test_code_from_the_app_counts_once(client: Client, operator: User) -> None:
    secret = give_app(operator)
    with time_machine.travel(start_of_a_code(), tick=False) as clock:
        used = app_code(secret)
        sign_in(client, operator.email)
        client.post(SHOW, {"code": used})
        assert is_signed_in(client)
        for seconds in (1, 29, 30):
            clock.shift(seconds)
            thief = Client()
            sign_in(thief, operator.email)
            thief.post(SHOW, {"code": used})
            assert not is_signed_in(thief)


def test_code_that_enrolled_is_used_up(client: Client, operator: User) -> None:
    with time_machine.travel(start_of_a_code(), tick=False) as clock:
        sign_in(client, operator.email)
        secret = enrol(client)
        clock.shift(31)
        thief = Client()
        sign_in(thief, operator.email)

        thief.post(SHOW, {"code": app_code(secret, -1)})

        assert not is_signed_in(thief)


@pytest.mark.parametrize(
    ("shift", "taken"), [(-10, False), (-2, False), (-1, True), (0, True), (1, True), (2, False), (10, False)]
)
def test_clock_may_be_half_a_minute_off(client: Client, operator: User, shift: int, taken: bool) -> None:
    secret = give_app(operator)

    with time_machine.travel(start_of_a_code(), tick=False):
        sign_in(client, operator.email)
        client.post(SHOW, {"code": app_code(secret, shift)})

    assert is_signed_in(client) is taken


def test_code_of_somebody_else_is_refused(client: Client, operator: User) -> None:
    give_app(operator)
    other = give_app(User.objects.create_user("b@example.se"))
    sign_in(client, operator.email)

    client.post(SHOW, {"code": app_code(other)})

    assert not is_signed_in(client)


def test_guessing_is_stopped_after_five_tries(client: Client, operator: User) -> None:
    secret = give_app(operator)
    sign_in(client, operator.email)
    for number in range(5):
        client.post(SHOW, {"code": f"00000{number}"})

    response = client.post(SHOW, {"code": app_code(secret)})

    assert response.context["form"].errors["code"]
    assert not is_signed_in(client)


def test_recovery_code_opens_once(client: Client, operator: User) -> None:
    give_app(operator)
    code = recovery_code(operator)
    sign_in(client, operator.email, "/admin/")
    client.post(SHOW, {"code": code})
    assert client.get("/admin/").status_code == 200

    again = Client()
    sign_in(again, operator.email)
    again.post(SHOW, {"code": code})

    assert not is_signed_in(again)


def test_code_by_mail_does_not_pass_the_second_step_twice(client: Client, operator: User) -> None:
    """Asking for a second code in the middle of the way in is no way round."""
    give_app(operator)
    sign_in(client, operator.email)
    with time_machine.travel(time.time() + 60):
        sign_in(client, operator.email)

    assert not is_signed_in(client)
    assert client.get(CODES).status_code == 302
    assert client.get(TWO_STEPS)["Location"].startswith(SIGN_IN)


@pytest.mark.django_db(transaction=True)
def test_new_recovery_codes_replace_the_old_ones(client: Client, operator: User) -> None:
    secret = give_app(operator)
    old = recovery_code(operator)
    sign_in_fully(client, operator, secret)

    client.post("/konto/2fa/reservkoder/nya/")

    shown = client.get(CODES).content.decode()
    assert old not in shown
    assert Letter.objects.filter(kind="recovery_codes_generated").count() == 1


def test_showing_recovery_codes_writes_nothing(client: Client, operator: User) -> None:
    secret = give_app(operator)
    sign_in_fully(client, operator, secret)
    before = list(Authenticator.objects.order_by("pk").values())

    client.get(CODES)
    saved = client.get("/konto/2fa/reservkoder/fil/")

    assert list(Authenticator.objects.order_by("pk").values()) == before
    assert "attachment" in saved["Content-Disposition"]
    assert recovery_code(operator) in saved.content.decode()


def test_strangers_see_no_recovery_codes(client: Client) -> None:
    for path in (CODES, "/konto/2fa/reservkoder/fil/"):
        assert client.get(path)["Location"].startswith(SIGN_IN)
