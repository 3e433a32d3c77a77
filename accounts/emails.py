"""One function for each letter about an account. They compose rows; nothing is sent here."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from letters.services import compose

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import User
    from letters.models import Letter

# What happened: the subject, and the sentence. The keys are allauth's names of its mails, and one of ours.
NEWS = {
    "totp_activated": (_("App for sign-in added"), _("An app with codes was added to your account.")),
    "totp_deactivated": (
        _("App for sign-in removed"),
        _("The app with codes was removed from your account."),
    ),
    "webauthn_added": (_("Passkey added"), _("A passkey was added to your account.")),
    "webauthn_removed": (_("Passkey removed"), _("A passkey was removed from your account.")),
    "recovery_codes_generated": (
        _("New recovery codes"),
        _("New recovery codes were made for your account. The old ones no longer work."),
    ),
    "second_factor_reset": (
        _("Second step removed"),
        _("The operator of the portal has taken away your second step and signed you out everywhere."),
    ),
}


def sign_in_code(*, email: str, code: str, expires_at: dt.datetime) -> Letter:
    """The code for the door, in the language of the page that asked for it. Its text is removed once it is sent.

    Knows nothing about whether `email` belongs to somebody: known and unknown addresses get the same letter (S10).
    """
    return compose(
        key=f"sign_in_code:{uuid.uuid4()}",
        kind="sign_in_code",
        to=email,
        template="accounts/email/sign_in_code",
        context={"code": code, "expires_at": expires_at},
        language=translation.get_language() or "sv",
        secret=True,
    )


def second_factor_news(user: User, kind: str, *, browser: str = "") -> Letter:
    """Something about the person's second factor changed: said to the person, so that a stranger's hand shows.

    `kind` is one of NEWS. Each call is an event of its own and makes a letter.
    """
    subject, sentence = NEWS[kind]
    with translation.override(user.language):
        address = settings.SITE_URL + reverse("mfa_index")
    return compose(
        key=f"{kind}:{uuid.uuid4()}",
        kind=kind,
        to=user.email,
        template="accounts/email/second_factor_news",
        context={
            "headline": subject,
            "sentence": sentence,
            "was_reset": kind == "second_factor_reset",
            "at": timezone.now(),
            "browser": browser,
            "action_url": address,
        },
        language=user.language,
    )
