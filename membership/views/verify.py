"""Is this document genuine? Whoever holds the code may ask; no person's name is ever in the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from membership.forms.verify import VerifyForm
from membership.models import SigningDocument
from membership.references import normalise_verification_code
from membership.states import Signing
from membership.views.answers import Row

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

MISSES = 30  # unknown codes from one address before it has to wait; eighty random bits do the real work
MISS_WINDOW = 10 * 60  # seconds


@never_cache
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a code; a code that can be one leads to its answer."""
    if "kod" not in request.GET:
        return render(request, "membership/verify.html", {"form": VerifyForm()})
    form = VerifyForm(request.GET)
    if form.is_valid():
        return redirect("membership:verify-code", code=form.cleaned_data["kod"])
    return render(request, "membership/verify.html", {"form": form})


@never_cache
@require_safe
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """What the document with this code is, and whether it still counts."""
    canonical = normalise_verification_code(code)
    if canonical and canonical != code:
        return redirect("membership:verify-code", code=canonical)
    document = (
        SigningDocument.objects.select_related("application__agreement__region", "membership")
        .filter(verification_code=canonical)
        .first()
        if canonical
        else None
    )
    if document is None:
        if _missed_too_often(request):
            return render(request, "membership/verify_later.html", status=429)
        context = {"typed": code[:40], "form": VerifyForm(initial={"kod": code[:40]})}
        return render(request, "membership/verify_unknown.html", context, status=404)
    return render(request, "membership/verify_code.html", _answer(document))


def _answer(document: SigningDocument) -> dict[str, Any]:
    """What the document says of itself, frozen when it was issued, and what has become of it."""
    frozen = document.snapshot
    newest = document.application.signing_document
    membership = getattr(document, "membership", None)
    issued_on = parse_date(frozen["issued_on"])
    rows = [
        Row(_("Code"), document.verification_code),
        Row(_("Reference number"), frozen["reference"]),
        Row(_("Edition"), str(frozen["revision"])),
        Row(_("The organisation"), frozen["organisation"]["name"]),
        Row(_("Agreement"), frozen["agreement"]["name"]),
        Row(_("Version"), frozen["agreement"]["version"]),
        Row(_("Issued"), date_format(issued_on, "j F Y") if issued_on else ""),
    ]
    return {
        "document": document,
        "rows": rows,
        "replaced": newest is not None and newest.revision > document.revision,
        "newest_revision": newest.revision if newest else document.revision,
        "revoked": document.status == Signing.REVOKED,
        "registered": document.status == Signing.REGISTERED,
        "returned": document.status == Signing.RETURNED,
        "member_since": membership.since if membership else None,
        "member_until": membership.ended_on if membership else None,
    }


def _missed_too_often(request: HttpRequest) -> bool:
    """Count one more unknown code from this address. A known code is answered however many were unknown before."""
    key = f"verify-misses:{get_adapter(request).get_client_ip(request)}"
    misses = cache.get(key, 0) + 1
    cache.set(key, misses, MISS_WINDOW)
    return misses > MISSES
