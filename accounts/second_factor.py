"""Whether a session has shown a second factor, and whether a person owns one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled

if TYPE_CHECKING:
    from django.http import HttpRequest

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this session has shown a second factor that the person still owns.

    A factor that was just enrolled does not count before it was used to sign in; recovery codes count as the factor they
    replace. Without a signed-in person: no.
    """
    user = request.user
    if not user.is_authenticated or not is_mfa_enabled(user, types=FACTORS):
        return False
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, user))


def owns_second_factor(request: HttpRequest) -> bool:
    """Whether the signed-in person has enrolled one."""
    return request.user.is_authenticated and is_mfa_enabled(request.user, types=FACTORS)
