"""What a signing document says, frozen in the transaction that decides: plain JSON, no live rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from agreement.alphabet import swedish_key
from agreement.states import PartKind
from membership.states import Scope

if TYPE_CHECKING:
    import datetime as dt

    from agreement.models import Agreement, AgreementVersion
    from membership.models import Application, Decision

TEMPLATE_VERSION = 1


def agreement_part(agreement: Agreement, version: AgreementVersion) -> dict[str, Any]:
    """The part that all documents of one agreement version share; build it once for a whole bulk."""
    parts = {part.kind: part.body for part in version.parts.all()}
    return {
        "region": {"name": agreement.region.name, "slug": agreement.region.slug},
        "agreement": {
            "name": agreement.name,
            "version": version.label,
            "adopted": version.adopted_text,
            "vision": parts.get(PartKind.VISION, ""),
            "purpose": parts.get(PartKind.PURPOSE, ""),
            "goals": [goal.text for goal in version.goals.all()],
            "is_summary": version.is_summary,
        },
        "principles": [
            {"number": number, "name": principle.name, "meaning": principle.meaning}
            for number, principle in enumerate(version.principles.all(), start=1)
        ],
        "parties": [
            {"name": party.name, "side": party.side, "represented_by": party.represented_by}
            for party in agreement.parties.all()
        ],
    }


def snapshot(
    application: Application,
    decision: Decision,
    *,
    shared: dict[str, Any],
    code: str,
    revision: int,
    issued_at: dt.datetime,
) -> dict[str, Any]:
    """Everything the document says, in the application's language. Same arguments, same snapshot, same bytes."""
    with translation.override(application.language):
        return {
            **shared,
            "template": TEMPLATE_VERSION,
            "language": application.language,
            "reference": application.reference,
            "revision": revision,
            "issued_on": timezone.localdate(issued_at).isoformat(),
            "issued_at": issued_at.isoformat(timespec="seconds"),
            "verification_code": code,
            "verification_url": settings.SITE_URL + reverse("membership:verify-code", kwargs={"code": code}),
            "organisation": {
                "name": application.name,
                "number": application.number,
                "number_missing_reason": application.number_missing_reason,
                "form": str(application.get_form_display()),
                "scope": scope_in_words(application),
                "contact_name": application.contact_name,
            },
            "declaration": application.declaration,
            "declared_by": application.declared_by,
            "declared_on": timezone.localdate(application.declared_at).isoformat()
            if application.declared_at
            else "",
            "decision": {
                "body": decision.body.name,
                "date": decision.decided_on.isoformat(),
                "paragraph": decision.paragraph,
                "registry_number": decision.registry_number,
            },
        }


def scope_in_words(application: Application) -> str:
    """Where the organisation is active, as a sentence part."""
    words = str(application.get_scope_display())
    places = (municipality.name for municipality in application.municipalities.all())
    names = ", ".join(sorted(places, key=swedish_key))
    if application.scope == Scope.COUNTY:
        return words
    detail = names if application.scope == Scope.SEVERAL else application.scope_reason
    return f"{words}: {detail}" if detail else words
