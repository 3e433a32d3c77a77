"""Whether a session has shown a second factor, and whether a person owns one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled

if TYPE_CHECKING:
    from django.http import HttpRequest

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this session has shown a second factor that the person still owns.

    Shown means: used at sign-in or asked for again, or proven by enrolling it here (see `count_as_shown`). Recovery
    codes count as the factor they replace. A factor that was taken away since does not count, and nobody signed in
    has none.
    """
    user = request.user
    if not user.is_authenticated:
        return False
    shown = [record for record in get_authentication_records(request, user) if record.get("method") == "mfa"]
    if not shown:
        return False
    owned = dict(Authenticator.objects.filter(user=user).values_list("pk", "type"))
    if not set(owned.values()) & set(FACTORS):
        return False
    return any(
        record.get("id") in owned or record.get("type") == Authenticator.Type.RECOVERY_CODES
        for record in shown
    )


def owns_second_factor(request: HttpRequest) -> bool:
    """Whether the signed-in person has enrolled one."""
    return request.user.is_authenticated and is_mfa_enabled(request.user, types=FACTORS)


def count_as_shown(request: HttpRequest, authenticator: Authenticator) -> None:
    """Let a factor that was proven in this request count for this session, which gets a new key.

    Enrolling proves it: a right code from the app, or the key's signature, came from the person who just confirmed the
    address by mail. Making that person do both again at once would protect from nobody. Other sessions of the person
    are not lifted: they have to show the factor first.
    """
    record_authentication(
        request,
        authenticator.user,
        method="mfa",
        id=authenticator.pk,
        type=authenticator.type,
        reauthenticated=True,
    )
    request.session.cycle_key()
