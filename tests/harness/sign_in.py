"""Sign a person in without the pages: a session as allauth leaves it after the code and, if asked for, the factor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.http import HttpRequest

if TYPE_CHECKING:
    from django.test import Client

    from accounts.models import User


def sign_in(client: Client, user: User, second_factor: bool = True) -> Client:
    """The client, signed in as `user`.

    With `second_factor` the person owns a TOTP factor (made here if there is none) and this session has shown it; both
    are needed at the admin's door. Without, the session has only seen the code sent by mail.
    """
    client.force_login(user)
    request = HttpRequest()
    request.user = user
    request.session = client.session
    record_authentication(request, user, method="code")
    if second_factor:
        factor = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
        factor = factor or TOTP.activate(user, generate_totp_secret()).instance
        record_authentication(request, user, method="mfa", id=factor.pk, type=factor.type)
    request.session.save()
    return client


def session_cookie(client: Client, url: str) -> dict[str, str]:
    """The signed-in client's cookie, for `context.add_cookies([...])` of a browser that talks to `url`."""
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": url,
    }
