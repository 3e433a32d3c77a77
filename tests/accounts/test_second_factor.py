"""Whoever has power over cases shows a second factor, or can do nothing but enrol one (S8, attacks 23 and 26)."""

from __future__ import annotations

import base64
import json
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.urls import urlpatterns as allauth_patterns
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import User
from letters.models import Letter
from tests.accounts.people import (
    APP,
    CODE,
    CODES,
    SHOW,
    SIGN_IN,
    TWO_STEPS,
    app_code,
    ask_for_code,
    code_from_mail,
    enrol,
    give_app,
    is_signed_in,
    sign_in,
    sign_in_fully,
)

pytestmark = pytest.mark.django_db
KEYS = "/konto/2fa/nycklar/"
SAMPLES = {"int": "1", "slug": "norrbotten", "str": "x", "uuid": "0" * 32, "path": "x"}


def every_path(patterns: Any = None, prefix: str = "/") -> Iterator[str]:
    """One address for each page that exists, with sample values."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = re.sub(
            r"<(?:(\w+):)?\w+>", lambda found: SAMPLES.get(found[1] or "str", "x"), str(pattern.pattern)
        )
        route = re.sub(r"\(\?P<\w+>.*?\)|[\^$?]|\\Z", "x" if "(?P" in route else "", route)
        if isinstance(pattern, URLResolver):
            yield from every_path(pattern.url_patterns, prefix + route)
        elif isinstance(pattern, URLPattern):
            yield prefix + route


def test_there_are_pages_of_every_kind_to_try() -> None:
    paths = set(every_path())

    assert {"/admin/", "/mina-sidor/", "/norrbotten/", TWO_STEPS, "/healthz"} <= paths


@pytest.mark.parametrize("method", ["get", "post"])
def test_operator_without_a_second_factor_can_do_nothing_but_enrol(
    client: Client, operator: User, method: str
) -> None:
    sign_in(client, operator.email)
    wrong = []
    for path in every_path():
        if path.startswith(("/konto/", "/static/", "/healthz", "/readyz", "/admin/jsi18n/")):
            continue
        response = getattr(client, method)(path)
        if response.status_code != 302 or response["Location"] not in (TWO_STEPS, f"/en{TWO_STEPS}"):
            wrong.append((path, response.status_code))

    assert wrong == []


def test_enrolling_opens_the_admin_at_once(client: Client, operator: User) -> None:
    """The right code proves the app; asking for the next one half a minute later would protect from nobody."""
    sign_in(client, operator.email, "/admin/")
    before = client.session.session_key

    enrol(client)

    codes = client.get(CODES)
    assert codes.status_code == 200
    assert len(re.findall(r"<code>\d{8}</code>", codes.content.decode())) == 10
    assert 'href="/admin/"' in codes.content.decode()
    assert client.get("/admin/").status_code == 200
    assert client.session.session_key != before


def test_wrong_code_enrols_nothing(client: Client, operator: User) -> None:
    sign_in(client, operator.email)
    client.get(APP)

    response = client.post(APP, {"code": "000000"})

    assert response.context["form"].errors["code"]
    assert not Authenticator.objects.exists()


def test_page_for_the_app_shows_square_and_letters(client: Client, operator: User) -> None:
    sign_in(client, operator.email)

    page = client.get(APP)

    assert 'src="data:image/svg+xml' in page.content.decode()
    assert "otpauth://totp/drift%40example.se?" in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_other_browser_is_not_lifted_by_enrolling(client: Client, operator: User) -> None:
    other = Client()
    sign_in(other, operator.email)
    with time_machine.travel(time.time() + 60):
        sign_in(client, operator.email)
        enrol(client)

        response = other.get("/admin/", follow=True)

        assert response.redirect_chain[-1][0].startswith(SIGN_IN)
        assert [str(message) for message in response.context["messages"]]
        assert not is_signed_in(other)


def test_open_browser_from_this_morning_enrols_nothing(client: Client, operator: User) -> None:
    sign_in(client, operator.email)
    with time_machine.travel(time.time() + 16 * 60):
        response = client.get(APP, follow=True)

        assert response.redirect_chain[-1][0] == f"{SIGN_IN}?next=%2Fkonto%2F2fa%2Fapp%2F"
        assert not is_signed_in(client)


def test_link_from_a_stranger_signs_nobody_out(client: Client) -> None:
    sign_in(client, "a@example.se")

    client.get("/konto/logga-in-igen/")

    assert is_signed_in(client)


def test_sign_in_waits_for_the_second_step(client: Client, operator: User) -> None:
    secret = give_app(operator)

    response = sign_in(client, operator.email, "/admin/")

    assert response["Location"] == SHOW
    assert not is_signed_in(client)
    assert client.get("/admin/").status_code == 302
    assert client.post(SHOW, {"code": "000000"}).status_code == 200
    assert not is_signed_in(client)
    assert client.post(SHOW, {"code": app_code(secret)})["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_what_a_visitor_did_before_survives_both_steps(client: Client, operator: User) -> None:
    secret = give_app(operator)
    session = client.session
    session["draft"] = "4711"
    session.save()
    client.cookies["session"] = str(session.session_key)

    sign_in_fully(client, operator, secret)

    assert client.session["draft"] == "4711"


def test_pages_of_a_factor_ask_again_after_a_while(client: Client, operator: User) -> None:
    secret = give_app(operator)
    start = time.time()
    with time_machine.travel(start, tick=False) as clock:
        sign_in_fully(client, operator, secret)
        assert client.get(CODES).status_code == 200
        clock.shift(400)

        response = client.get(CODES)

        assert response["Location"] == f"/konto/2fa/visa-igen/?next={CODES.replace('/', '%2F')}"
        asked = client.post(response["Location"], {"code": app_code(secret)})
        assert asked["Location"] == CODES
        assert client.get(CODES).status_code == 200


def test_session_falls_when_its_factor_is_removed(client: Client, operator: User) -> None:
    secret = give_app(operator)
    sign_in_fully(client, operator, secret)

    client.post("/konto/2fa/app/ta-bort/")

    assert not Authenticator.objects.exists()
    assert client.get("/admin/")["Location"] == TWO_STEPS


@pytest.mark.parametrize(
    "credential",
    ["", "{}", "[]", "1", '"x"', "null", "{", '{"id": 1}', '{"id": "x", "rawId": "x", "type": "public-key", "response": []}',
     '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"AA","authenticatorData":"AA","signature":"AA","userHandle":"ÅÄ"}}',
     '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"AA","attestationObject":"AA"}}',
     json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": {
         "clientDataJSON": base64.b64encode(b"{}").decode(), "authenticatorData": "A" * 60, "signature": "AA", "userHandle": "MQ"}})],
)  # an answer is one line  # fmt: skip
@pytest.mark.parametrize("path", [f"{KEYS}svar/", f"{KEYS}ny/", SHOW, f"{KEYS}visa-igen/"])
def test_nonsense_from_a_key_is_refused(client: Client, path: str, credential: str) -> None:
    user = User.objects.create_user("a@example.se")
    if path == f"{KEYS}ny/":
        sign_in(client, user.email)
        client.get(path)
    elif path == SHOW:
        give_app(user)
        sign_in(client, user.email)
        client.get(path)
    else:
        client.get(path, headers={"Accept": "application/json"})

    response = client.post(path, {"credential": credential, "name": "x"})

    assert response.status_code in {200, 302}
    assert not Authenticator.objects.filter(type="webauthn").exists()


def test_admin_login_is_our_door(client: Client, operator: User) -> None:
    operator.set_password("hemligt")
    operator.save()

    assert client.get("/admin/login/")["Location"].startswith(f"{SIGN_IN}?next=/admin/")
    assert client.get("/admin/")["Location"].startswith("/admin/login/")
    response = client.post("/admin/login/", {"username": operator.email, "password": "hemligt"})
    assert response["Location"].startswith(SIGN_IN)
    assert not is_signed_in(client)


def test_operator_made_by_the_command_signs_in_and_enrols(client: Client) -> None:
    call_command("createsuperuser", email="Drift@Example.se", interactive=False, verbosity=0)

    sign_in(client, "drift@example.se", "/admin/")
    enrol(client)

    assert client.get("/admin/").status_code == 200
    assert EmailAddress.objects.get().verified


@pytest.mark.django_db(transaction=True)
def test_no_request_talks_to_the_mail_server(client: Client, operator: User, settings: Any) -> None:
    settings.EMAIL_BACKEND = "tests.accounts.exploding.Backend"

    sign_in(client, operator.email)
    enrol(client)
    client.post("/konto/2fa/reservkoder/nya/")
    client.post("/konto/2fa/app/ta-bort/")

    assert set(Letter.objects.values_list("kind", flat=True)) == {
        "sign_in_code",
        "totp_activated",
        "totp_deactivated",
        "recovery_codes_generated",
    }


@pytest.mark.django_db(transaction=True)
def test_news_about_a_factor_come_in_the_persons_language(client: Client) -> None:
    user = User.objects.create_user("a@example.se", language="en")
    sign_in(client, user.email)
    enrol(client)

    letter = Letter.objects.get(kind="totp_activated")

    assert letter.to == user.email
    assert letter.subject == "App for sign-in added"
    assert "https://samverkan.example/en/konto/2fa/" in letter.text


def test_every_name_of_allauth_for_factors_has_a_page() -> None:
    """A new version of allauth with a new page must not end in an error 500."""

    def names(patterns: Any) -> set[str]:
        found: set[str] = set()
        for pattern in patterns:
            found |= names(pattern.url_patterns) if isinstance(pattern, URLResolver) else {pattern.name}
        return found

    for name in names(allauth_patterns):
        reverse(name, kwargs={"pk": 1} if name in {"mfa_edit_webauthn", "mfa_remove_webauthn"} else None)


def test_every_page_of_an_account_can_be_shown(client: Client) -> None:
    user = User.objects.create_user("a@example.se")
    pages = [SIGN_IN, "/konto/nyckel/"]
    assert [client.get(page).status_code for page in pages] == [200, 200]
    ask_for_code(client, user.email)
    assert client.get(CODE).status_code == 200
    client.post(CODE, {"code": code_from_mail(user.email)})
    for page in (TWO_STEPS, APP, KEYS, f"{KEYS}ny/", "/konto/logga-ut/"):
        assert client.get(page).status_code == 200, page
    enrol(client)
    for page in (TWO_STEPS, "/konto/2fa/app/ta-bort/", CODES, f"{CODES}nya/", "/konto/2fa/visa-igen/"):
        assert client.get(page).status_code == 200, page
