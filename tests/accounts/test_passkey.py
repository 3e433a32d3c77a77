"""Passkeys in a real browser, under the real content security policy (S8; stack: a virtual key through DevTools)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import BrowserContext, Page

from accounts.models import User
from tests.accounts.people import code_from_mail

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
}
BUTTON = "#key-button"


@pytest.fixture
def page_with_key(context: BrowserContext, page: Page) -> Iterator[Page]:
    """A page whose device has a fingerprint reader, and whose console must stay silent."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    yield page
    assert complaints == []


def sign_in_with_code(page: Page, address: str, email: str) -> None:
    page.goto(f"{address}/konto/logga-in/?next=/admin/")
    page.fill("[name=email]", email)
    page.press("[name=email]", "Enter")
    page.wait_for_url("**/konto/kod/")
    page.fill("[name=code]", code_from_mail(email))
    page.press("[name=code]", "Enter")


def sign_out(page: Page, address: str) -> None:
    page.goto(f"{address}/konto/logga-ut/")
    page.click("main button")


def test_passkey_is_enrolled_and_opens_the_admin_with_and_without_a_code(
    page_with_key: Page, live_server: Any
) -> None:
    page, address = page_with_key, live_server.url
    operator = User.objects.create_superuser("drift@example.se")

    sign_in_with_code(page, address, operator.email)
    page.wait_for_url("**/konto/2fa/")
    page.goto(f"{address}/konto/2fa/nycklar/ny/")
    page.click(BUTTON)
    page.wait_for_url("**/konto/2fa/reservkoder/")
    assert Authenticator.objects.filter(user=operator, type="webauthn").count() == 1
    assert page.goto(f"{address}/admin/").url == f"{address}/admin/"

    sign_out(page, address)
    sign_in_with_code(page, address, operator.email)
    page.wait_for_url("**/konto/2fa/visa/")
    assert page.goto(f"{address}/admin/").url != f"{address}/admin/"
    page.goto(f"{address}/konto/2fa/visa/")
    page.click(BUTTON)
    page.wait_for_url(f"{address}/admin/")

    sign_out(page, address)
    page.goto(f"{address}/konto/nyckel/?next=/admin/")
    page.click(BUTTON)
    page.wait_for_url(f"{address}/admin/")


def test_page_for_the_passkey_says_why_nothing_happens_without_a_script(
    new_context: Any, live_server: Any
) -> None:
    page = new_context(java_script_enabled=False).new_page()

    page.goto(f"{live_server.url}/konto/nyckel/")

    assert page.is_hidden(BUTTON)
    assert page.is_visible("#key-unavailable")
    assert page.is_visible("a[href='/konto/logga-in/']")


def test_door_needs_no_script_at_all(page: Page, live_server: Any) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.resource_type))

    page.goto(f"{live_server.url}/konto/logga-in/")

    assert "script" not in asked
