"""A document: what is known about it for everybody, and its file for those who may open it (CRO-42, AGR-31)."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreement.files import FORMATS, TYPES, filename_of, format_of
from agreement.permissions import may_open
from agreement.public import crumbs, public_page, public_region

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from agreement.models import Document, Region

logger = logging.getLogger(__name__)


@require_safe
@public_page
def document(request: HttpRequest, region: str, slug: str) -> HttpResponse:
    """What a registrar would say about the document, where it is, and which decisions it was the basis of.

    Of a withheld one the public sees the facts and the ground; the region's staff also the way to the file.
    """
    place = public_region(request, region)
    shown = _document(place, slug)
    can_open = may_open(request.user, shown)
    decisions = shown.basis_of.newest_first().defer("decision_text", "statement", "background")
    context = {
        "region": place,
        "nav_section": "decisions",
        "crumbs": crumbs(
            place, (_("Decisions and documents"), reverse("agreement:decisions", args=[place.slug]))
        ),
        "document": shown,
        "lang": shown.language if shown.language != get_language() else "",
        "can_open": can_open,
        "format": FORMATS.get(format_of(shown), ""),
        "content_type": TYPES.get(format_of(shown), ""),
        "decisions": decisions,
    }
    return render(request, "agreement/document.html", context)


@require_safe
def document_file(request: HttpRequest, region: str, slug: str) -> HttpResponseBase:
    """The file, byte for byte as it was kept; of a withheld document only to the region's staff, 404 to others.

    Always a download: a browser neither guesses its kind nor runs anything that may be in it. An open file can be kept
    and asked for again by its fingerprint (304); a withheld one is kept by nobody.
    """
    place = public_region(request, region)
    shown = _document(place, slug)
    if not shown.file or not may_open(request.user, shown):
        raise Http404
    tag = f'"{shown.sha256}"'
    if not shown.is_withheld and (known := get_conditional_response(request, etag=tag)):
        known.headers["ETag"] = tag
        known.headers["Cache-Control"] = "no-cache"
        return known
    try:
        content = shown.file.open("rb")
    except FileNotFoundError as error:
        logger.exception("stored_file_missing", extra={"stored_name": shown.file.name})
        raise Http404 from error
    response = FileResponse(
        content, as_attachment=True, filename=filename_of(shown), content_type=TYPES[format_of(shown)]
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    if shown.is_withheld:
        response.headers["Cache-Control"] = "private, no-store"
    else:
        response.headers["Cache-Control"] = "no-cache"
        response.headers["ETag"] = tag
    return response


def _document(place: Region, slug: str) -> Document:
    documents = place.agreement.documents.select_related("registry__party")
    shown: Document = get_object_or_404(documents, slug=slug)
    shown.agreement = place.agreement  # which knows its region already
    return shown
