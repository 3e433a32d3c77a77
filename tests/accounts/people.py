"""What a person does at the door, for the tests of this room: read the mail, write the code, show the factor."""

from __future__ import annotations

import re
import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client

from accounts.models import User
from letters.models import Letter

SIGN_IN = "/konto/logga-in/"
CODE = "/konto/kod/"
TWO_STEPS = "/konto/2fa/"
SHOW = "/konto/2fa/visa/"
APP = "/konto/2fa/app/"
CODES = "/konto/2fa/reservkoder/"
WRONG = "BBBB-BBBB"


def ask_for_code(client: Client, email: str, **more: Any) -> Any:
    return client.post(SIGN_IN, {"email": email, **more})


def code_from_mail(email: str) -> str:
    """The newest code that was written to the address."""
    letter = Letter.objects.filter(kind="sign_in_code", to=email.lower()).latest("pk")
    found = re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", letter.text)
    assert found
    return found[0]


def sign_in(client: Client, email: str, next_url: str = TWO_STEPS) -> Any:
    """Address, code, in. Ends before the second factor if the person owns one."""
    ask_for_code(client, email, next=next_url)
    return client.post(CODE, {"code": code_from_mail(email)})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def app_code(secret: str, shift: int = 0) -> str:
    """What the app shows, `shift` half minutes from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + shift))


def enrol(client: Client) -> str:
    """Turn on an app on the person's own page and return its secret."""
    page = client.get(APP).content.decode()
    found = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    assert found
    secret = found[1].replace(" ", "")
    assert client.post(APP, {"code": app_code(secret)}).status_code == 302
    return secret


def give_app(user: User) -> str:
    """Let the person own an app with codes; returns its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def recovery_code(user: User) -> str:
    owned = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    return str(owned.wrap().get_unused_codes()[0])


def sign_in_fully(client: Client, user: User, secret: str, next_url: str = TWO_STEPS) -> Any:
    """With both steps."""
    sign_in(client, user.email, next_url)
    return client.post(SHOW, {"code": app_code(secret)})
