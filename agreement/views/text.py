"""The agreement's text: whole, principle by principle, in other languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from agreement.public import crumbs, public_page, public_region
from agreement.reading import PLACES, AgreementReading
from agreement.translated import Words, lang_mark

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from agreement.models import Region


@require_safe
@public_page
def agreement_in_force(request: HttpRequest, region: str) -> HttpResponse:
    """The version in force, whole: text, parties, signatures and decisions in one page to read and print."""
    place = public_region(request, region)
    reading = AgreementReading(place.agreement)
    context = {**whole(place, reading), "crumbs": crumbs(place)}
    return render(request, "agreement/agreement.html", context)


@require_safe
@public_page
def translation(request: HttpRequest, region: str, code: str) -> HttpResponse:
    """The version in force in another language; what is not translated stands in Swedish (LAW-L1, LAW-L2).

    Refuses (404) a language that the version has no public translation into.
    """
    place = public_region(request, region)
    reading = AgreementReading(place.agreement, language=code)
    if not reading.words:
        raise Http404
    agreement_page = (_("The agreement"), reverse("agreement:agreement", args=[place.slug]))
    context = {**whole(place, reading), "crumbs": crumbs(place, agreement_page)}
    return render(request, "agreement/translation.html", context)


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
        "swedish": _swedish(reading, "agreement:principles", place.slug),
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
        "swedish": _swedish(reading, "agreement:principle", place.slug, slug),
        "shown": reading.principles[index],
        "row": reading.principle_rows[slug],
        "previous": reading.principles[index - 1] if index else None,
        "next": reading.principles[index + 1] if index + 1 < len(reading.principles) else None,
    }
    return render(request, "agreement/principle.html", context)


def whole(place: Region, reading: AgreementReading) -> dict[str, Any]:
    """What every page shows that shows a version whole."""
    slug = place.slug
    version, previous = reading.version, reading.previous
    urls = {"agreement": reverse("agreement:agreement", args=[slug])}
    if version:
        urls["self"] = reverse("agreement:version", args=[slug, version.slug])
        urls["versions"] = reverse("agreement:versions", args=[slug])
        if previous:
            urls["changes"] = reverse("agreement:compare", args=[slug, previous.slug, version.slug])
    return {
        "region": place,
        "nav_section": "agreement",
        "agreement": place.agreement,
        "reading": reading,
        "swedish": _swedish(reading, "agreement:agreement", slug),
        "at": PLACES,
        "toc": _contents(reading) if version else [],
        "urls": urls,
    }


def _contents(reading: AgreementReading) -> list[dict[str, Any]]:
    """What stands on the page, for components/toc.html."""

    def part(anchor: str, heading: Words, level: int = 1) -> dict[str, Any]:
        return {
            "anchor": anchor,
            "label": heading,
            "lang": heading.lang if lang_mark(heading.lang) else "",
            "level": level,
        }

    def own(place: str, label: str) -> dict[str, Any]:
        return {"anchor": PLACES[place], "label": label}

    return [
        *(part(each.anchor, each.heading) for each in reading.opening),
        own("goals", _("Goals")),
        own("principles", _("Principles")),
        *(part(each.slug, each.name, level=2) for each in reading.principles),
        *(part(each.anchor, each.heading) for each in reading.rest),
        own("parties", _("Parties")),
        own("signatures", _("Signatures")),
        own("validity", _("How long it is in force")),
        own("decisions", _("Decisions")),
        *([own("lineage", _("Where it comes from"))] if reading.lineage else []),
        *([own("links", _("What it is linked to"))] if reading.links else []),
        own("about", _("About this text")),
    ]


def _swedish(reading: AgreementReading, name: str, *args: str) -> str:
    """The address of the same text in Swedish, when the page shows a translation of it."""
    if not reading.words:
        return ""
    with override(settings.LANGUAGE_CODE):
        return reverse(name, args=args)
