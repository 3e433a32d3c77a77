"""One door: a code by mail. Who has the mailbox gets in, nobody else, and nobody learns who is known (S10, attacks 22-29)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from letters.models import Letter
from tests.accounts.people import (
    CODE,
    SIGN_IN,
    TWO_STEPS,
    WRONG,
    ask_for_code,
    code_from_mail,
    is_signed_in,
    sign_in,
)

pytestmark = pytest.mark.django_db


def test_door_lets_in_whoever_has_the_code(client: Client) -> None:
    response = sign_in(client, "ny@example.se")

    assert response.status_code == 302
    assert response["Location"] == TWO_STEPS
    assert client.session["_auth_user_id"] == str(User.objects.get(email="ny@example.se").pk)


def test_door_makes_no_account_before_the_address_is_confirmed(client: Client) -> None:
    ask_for_code(client, "ny@example.se")
    client.post(CODE, {"code": WRONG})

    assert not User.objects.exists()


def test_person_is_the_same_in_capitals(client: Client) -> None:
    user = User.objects.create_user("Case@Example.se")

    sign_in(client, "cASE@example.SE")

    assert client.session["_auth_user_id"] == str(user.pk)
    assert User.objects.count() == 1


def test_get_never_signs_in(client: Client) -> None:
    """Mail scanners and curious browsers follow links; they write nothing into forms."""
    ask_for_code(client, "a@example.se")
    code = code_from_mail("a@example.se")

    client.get(CODE, {"code": code})
    client.head(CODE)

    assert not is_signed_in(client)
    client.post(CODE, {"code": code})
    assert is_signed_in(client)


def test_known_and_unknown_addresses_get_the_same_answer() -> None:
    """Same status, same body, same letter, same queries: the door does not look anybody up (S10, attack 25)."""
    known = User.objects.create_user("known@example.se")
    locked = User.objects.create_user("locke@example.se", is_active=False)
    seen = []
    for email in (known.email, locked.email, "nobdy@example.se"):
        client = Client()
        client.get(SIGN_IN)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            first = ask_for_code(client, email)
        page = client.get(CODE).content.decode().replace(email, "X")
        asked = [query["sql"] for query in queries]
        letter = Letter.objects.latest("pk")
        seen.append((first.status_code, first["Location"], len(page), len(asked), len(letter.text)))
        assert not any("accounts_user" in sql for sql in asked)

    assert len(set(seen)) == 1


def test_locked_account_is_refused_after_the_code(client: Client) -> None:
    User.objects.create_user("a@example.se", is_active=False)

    response = sign_in(client, "a@example.se")

    assert not is_signed_in(client)
    assert response["Location"] == reverse("account_inactive")
    assert client.get(response["Location"]).status_code == 403


@pytest.mark.parametrize(
    "evil",
    [
        "//evil.example",
        "https:evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "https://evil.example/",
        "///evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "https://testserver.evil.example/",
        "evil",
        "http:///evil.example",
        " //evil.example",
        "https://samverkan.example/admin/",
    ],
)
def test_way_back_stays_here(client: Client, evil: str) -> None:
    page = client.get(SIGN_IN, {"next": evil})
    assert 'name="next" value=' not in page.content.decode()

    response = sign_in(client, "a@example.se", next_url=evil)

    assert response["Location"] == reverse("after-sign-in")


def test_way_back_is_kept(client: Client) -> None:
    page = client.get(SIGN_IN, {"next": "/norrbotten/anslut/?a=1"})
    assert 'value="/norrbotten/anslut/?a=1"' in page.content.decode()

    assert sign_in(client, "a@example.se", "/norrbotten/anslut/?a=1")["Location"] == "/norrbotten/anslut/?a=1"


@pytest.mark.parametrize(
    "address",
    [
        '"a b"@example.se', "a@[127.0.0.1]", "a" * 310 + "@example.se", "a@example.se,b@example.se",
        "a@example.se b@example.se", "a@example.se\nCc: b@example.se", "a@example.se\r\nBcc: evil@example.se", "a",
        "", "Å@example.se", "a@b", "<a@example.se>", "a@example.se\x00", "A <a@example.se>",
    ],
)  # words, not lines  # fmt: skip
def test_odd_address_is_refused(client: Client, address: str) -> None:
    response = ask_for_code(client, address)

    assert response.status_code == 200
    assert response.context["form"].errors["email"]
    assert not Letter.objects.exists()


def test_name_with_an_international_domain_is_taken(client: Client) -> None:
    assert ask_for_code(client, "o'brien+x@föreningen.se").status_code == 302
    assert Letter.objects.get().to == "o'brien+x@föreningen.se"


def test_session_gets_a_new_key_at_sign_in(client: Client) -> None:
    """A session key that somebody planted beforehand is worth nothing afterwards (attack 22)."""
    client.get(SIGN_IN)
    ask_for_code(client, "a@example.se")
    planted = client.session.session_key
    client.post(CODE, {"code": code_from_mail("a@example.se")})

    thief = Client()
    thief.cookies["session"] = str(planted)

    assert client.session.session_key != planted
    assert not is_signed_in(thief)


def test_what_a_visitor_did_before_survives_sign_in(client: Client) -> None:
    session = client.session
    session["draft"] = "4711"
    session.save()
    client.cookies["session"] = str(session.session_key)

    sign_in(client, "a@example.se")

    assert is_signed_in(client)
    assert client.session["draft"] == "4711"


def test_nothing_is_inherited_from_another_person(client: Client) -> None:
    """Somebody is signed in and another person confirms an address in the same browser: a clean start."""
    from accounts.sign_in import begin

    sign_in(client, "first@example.se")
    session = client.session
    session["draft"] = "of the first"
    session.save()
    request = _request_with(session, User.objects.get())
    begin(request, "second@example.se", TWO_STEPS)
    session.save()

    client.post(CODE, {"code": code_from_mail("second@example.se")})

    assert client.session["_auth_user_id"] == str(User.objects.get(email="second@example.se").pk)
    assert "draft" not in client.session


def test_send_code_goes_straight_on_for_the_same_person(client: Client) -> None:
    from accounts.sign_in import send_code

    sign_in(client, "a@example.se")
    request = _request_with(client.session, User.objects.get())

    response = send_code(request, "A@example.se", "/norrbotten/anslut/ansok/intygande/")

    assert response["Location"] == "/norrbotten/anslut/ansok/intygande/"
    assert Letter.objects.count() == 1


def test_signed_in_person_at_the_door_goes_on(client: Client) -> None:
    sign_in(client, "a@example.se")

    assert client.get(SIGN_IN, {"next": "/norrbotten/"})["Location"] == "/norrbotten/"


def test_sign_out_needs_a_post_and_ends_the_session(client: Client) -> None:
    sign_in(client, "a@example.se")
    stolen = client.cookies["session"].value
    client.get("/konto/logga-ut/")
    assert is_signed_in(client)

    client.post("/konto/logga-ut/")

    thief = Client()
    thief.cookies["session"] = stolen
    assert not is_signed_in(client)
    assert not is_signed_in(thief)


def test_locked_account_is_out_at_the_next_request(client: Client) -> None:
    sign_in(client, "a@example.se")
    User.objects.update(is_active=False)

    assert client.get(TWO_STEPS)["Location"].startswith(SIGN_IN)


@pytest.mark.parametrize("path", [SIGN_IN, CODE])
def test_door_needs_the_token_of_its_own_form(path: str) -> None:
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(path, {"email": "a@example.se", "code": WRONG}).status_code == 403


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
@pytest.mark.parametrize("path", [SIGN_IN, CODE])
def test_other_methods_are_refused(client: Client, method: str, path: str) -> None:
    assert getattr(client, method)(path).status_code == 405


def test_pages_of_the_door_are_kept_by_nobody(client: Client) -> None:
    ask_for_code(client, "a@example.se")

    for path in (SIGN_IN, CODE):
        assert "no-store" in client.get(path)["Cache-Control"]


def test_letter_speaks_the_language_of_the_page(client: Client) -> None:
    client.post(f"/en{SIGN_IN}", {"email": "a@example.se"})

    assert Letter.objects.get().language == "en"
    client.post(f"/en{CODE}", {"code": code_from_mail("a@example.se")})
    assert User.objects.get().language == "en"


def test_foreign_host_gets_no_door_and_changes_no_address(client: Client) -> None:
    """Attack 30: what the letters link to comes from the settings, and an invented host is refused."""
    assert client.get(SIGN_IN, headers={"Host": "evil.example"}).status_code == 400
    page = client.get(SIGN_IN, headers={"X-Forwarded-Host": "evil.example"})
    assert page.status_code == 200
    assert "evil.example" not in page.content.decode()


def test_name_of_sign_up_is_the_same_door() -> None:
    assert reverse("account_signup") == reverse("account_login") == reverse("accounts:sign-in") == SIGN_IN


@pytest.mark.parametrize(
    "path",
    [
        "signup/",
        "login/",
        "password/change/",
        "password/reset/",
        "password/set/",
        "email/",
        "confirm-email/",
        "login/code/",
    ],
)
def test_pages_of_allauth_that_we_do_not_want_are_not_there(client: Client, path: str) -> None:
    sign_in(client, "a@example.se")

    assert client.get(f"/konto/{path}").status_code == 404


def _request_with(session: Any, user: User) -> Any:
    """A request as a view of another room has it: a session and a signed-in person."""
    from django.contrib.messages.storage.fallback import FallbackStorage
    from django.test import RequestFactory

    request: Any = RequestFactory().post("/norrbotten/anslut/ansok/kontakt/")
    request.session, request.user = session, user
    request._messages = FallbackStorage(request)
    return request
