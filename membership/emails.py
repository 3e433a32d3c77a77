"""One function for each letter: who gets it and what it knows. They compose rows; nothing is sent here.

Every letter prefers *once, and flagged if it may have been twice* to *never*. The words are in
`templates/membership/email/`.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from letters.services import compose

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from letters.models import Letter
    from membership.models import Application, Decision, Membership, SigningDocument, SupplementRequest


def receipt(application: Application) -> list[Letter]:
    """The application has arrived: reference, time, what happens next, what the cut-offs give (LAW-P2).

    Only to addresses that somebody has confirmed by a code. Nobody in the region has seen the application yet, so a
    contact address that was merely typed could be any stranger's, and the organisation's name any text.
    """
    return _to_applicant(
        application,
        "receipt",
        {"effects": application.effects},
        recipients=application.confirmed_recipients,
    )


def signing_request(document: SigningDocument) -> list[Letter]:
    """Approved: here is the document, attached and behind a sign-in link, and this is how it comes back (MEM-17)."""
    attachment = (document.stored_name, document.filename, "application/pdf")
    return _to_applicant(
        document.application,
        "signing_request",
        {"document": document, "decision": document.decision},
        occasion=str(document.revision),
        attachments=[attachment],
    )


def declined(decision: Decision, *, due_at: dt.datetime | None = None) -> list[Letter]:
    """Declined: the reasons, tied to the criteria, and how to ask for reconsideration (MEM-46).

    Waits until `due_at` (UTC), so that the group can take the decision back.
    """
    return _to_applicant(
        decision.application,
        "declined",
        {"decision": decision, "reasons": list(decision.reasons.all())},
        occasion=str(decision.pk),
        due_at=due_at,
    )


def supplement_asked(request: SupplementRequest) -> list[Letter]:
    """Something is missing: what, by when, how to give it, and what happens otherwise (MEM-44)."""
    return _to_applicant(
        request.application, "supplement_asked", {"request": request}, occasion=str(request.pk)
    )


def supplement_received(request: SupplementRequest) -> list[Letter]:
    """The supplement has arrived, and what happens next."""
    return _to_applicant(
        request.application,
        "supplement_received",
        {"request": request},
        occasion=str(request.pk),
        recipients=request.application.confirmed_recipients,
    )


def copy_refused(document: SigningDocument, note: str, *, copy_id: int) -> list[Letter]:
    """The returned copy cannot be used: why, and what to do."""
    return _to_applicant(
        document.application, "copy_refused", {"document": document, "note": note}, occasion=str(copy_id)
    )


def welcome(membership: Membership) -> list[Letter]:
    """The signature is registered: the organisation has joined."""
    return _to_applicant(membership.application, "welcome", {"membership": membership})


def _to_applicant(
    application: Application,
    kind: str,
    context: dict[str, Any],
    *,
    occasion: str = "",
    attachments: Iterable[tuple[str, str, str]] = (),
    recipients: list[str] | None = None,
    due_at: dt.datetime | None = None,
) -> list[Letter]:
    """The same letter to everybody on the organisation's side, one row each, never twice for the same occasion."""
    region = application.agreement.region
    attachments = list(attachments)
    with translation.override(application.language):
        case_url = settings.SITE_URL + reverse("membership:case", kwargs={"reference": application.reference})
        region_url = settings.SITE_URL + region.get_absolute_url()
    return [
        compose(
            key=_key(kind, application, occasion, address),
            kind=kind,
            to=address,
            template=f"membership/email/{kind}",
            context={
                **context,
                "application": application,
                "agreement": application.agreement,
                "region": region,
                "case_url": case_url,
                "region_url": region_url,
            },
            language=application.language,
            region=region.slug,
            reply_to=region.contact_email,
            attachments=attachments,
            due_at=due_at,
        )
        for address in (application.recipients if recipients is None else recipients)
    ]


def _key(kind: str, application: Application, occasion: str, address: str) -> str:
    """The name of the occasion; the address as a checksum, so that a key holds no personal data and fits."""
    return f"{kind}:{application.reference}:{occasion}:{hashlib.sha256(address.encode()).hexdigest()[:16]}"
