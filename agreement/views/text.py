"""The agreement's text: whole, and principle by principle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreement.public import crumbs, public_page, public_region
from agreement.reading import AgreementReading
from agreement.templatetags.agreement_text import first_paragraph

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@public_page
def agreement_in_force(request: HttpRequest, region: str) -> HttpResponse:
    """The version in force, whole: parts, goals, principles and parties in one page that can be read and printed."""
    place = public_region(request, region)
    context = {
        "region": place,
        "nav_section": "agreement",
        "crumbs": crumbs(place),
        "agreement": place.agreement,
        "reading": AgreementReading(place.agreement),
        "parties": place.agreement.parties.all(),
    }
    return render(request, "agreement/agreement.html", context)


@require_safe
@public_page
def principles(request: HttpRequest, region: str) -> HttpResponse:
    """The principles in the region's own order and names (AGR-05)."""
    place = public_region(request, region)
    reading = AgreementReading(place.agreement)
    context = {
        "region": place,
        "nav_section": "principles",
        "crumbs": crumbs(place),
        "reading": reading,
        "principles": [
            {"name": each.name, "url": each.url, "summary": first_paragraph(each.meaning)}
            for each in reading.principles
        ],
    }
    return render(request, "agreement/principles.html", context)


@require_safe
@public_page
def principle(request: HttpRequest, region: str, slug: str) -> HttpResponse:
    """One principle in full, or that its text is missing; never an invented one (AGR-06, AGR-08)."""
    place = public_region(request, region)
    reading = AgreementReading(place.agreement)
    index = next((index for index, each in enumerate(reading.principles) if each.slug == slug), None)
    if index is None:
        raise Http404
    context = {
        "region": place,
        "nav_section": "principles",
        "crumbs": crumbs(place, (_("Principles"), reverse("agreement:principles", args=[place.slug]))),
        "reading": reading,
        "shown": reading.principles[index],
        "previous": reading.principles[index - 1] if index else None,
        "next": reading.principles[index + 1] if index + 1 < len(reading.principles) else None,
    }
    return render(request, "agreement/principle.html", context)
