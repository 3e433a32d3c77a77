"""What was decided, when and under which number; the documents; how the agreement came about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import F, Prefetch
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreement.chain import LONG_FIELDS
from agreement.languages import NAMES
from agreement.models import AgreementVersion, ConsultationAnswer, DecisionRecord, Document
from agreement.public import crumbs, public_page, public_region
from agreement.states import Access, Act, TextState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from agreement.models import Region

MOST_ON_A_PAGE = 100


@require_safe
@public_page
def decisions(request: HttpRequest, region: str) -> HttpResponse:
    """All decisions, newest first, those without a known date last and marked; then all documents (AGR-15, CRO-42)."""
    place = public_region(request, region)
    rows = place.agreement.decisions.defer(*LONG_FIELDS).select_related("party", "registry").newest_first()
    page = Paginator(list(rows), MOST_ON_A_PAGE).get_page(request.GET.get("page"))
    corrected = {each.corrects_id for each in rows}
    context = {
        "region": place,
        "nav_section": "decisions",
        "crumbs": crumbs(place),
        "agreement": place.agreement,
        "page_obj": page,
        "rows": [
            {"decision": each, "url": _url(place, each), "is_corrected": each.pk in corrected}
            for each in page
        ],
        "documents": papers(place, place.agreement.documents.select_related("registry"))
        if page.number == 1
        else [],
    }
    return render(request, "agreement/decisions.html", context)


@require_safe
@public_page
def decision(request: HttpRequest, region: str, slug: str) -> HttpResponse:
    """One decision with everything that its record holds, and what is not known (AGR-11 … AGR-16)."""
    place = public_region(request, region)
    shown: DecisionRecord | None = (
        place.agreement.decisions.filter(slug=slug)
        .select_related("party", "registry", "refers_to", "corrects")
        .prefetch_related(
            "corrections",
            "distribution",
            Prefetch(
                "versions", AgreementVersion.objects.order_by(F("in_force_from").asc(nulls_last=True), "pk")
            ),
            Prefetch("basis", Document.objects.select_related("registry")),
        )
        .first()
    )
    if shown is None:
        raise Http404
    shown.agreement = place.agreement
    context = {
        "region": place,
        "nav_section": "decisions",
        "crumbs": crumbs(
            place, (_("Decisions and documents"), reverse("agreement:decisions", args=[place.slug]))
        ),
        "decision": shown,
        "decides": shown.act == Act.DECIDES,
        "refers_to": _link(place, shown.refers_to),
        "corrects": _link(place, shown.corrects),
        "corrections": [_link(place, each) for each in shown.corrections.all()],
        "versions": [
            {"label": each.label, "url": reverse("agreement:version", args=[place.slug, each.slug])}
            for each in shown.versions.all()
            if each.state != TextState.DRAFT
        ],
        "basis": papers(place, shown.basis.all()),
        "distribution": shown.distribution.all(),
    }
    return render(request, "agreement/decision.html", context)


@require_safe
@public_page
def making(request: HttpRequest, region: str) -> HttpResponse:
    """How the agreement came about, step by step; a consultation with its answers (AGR-25, AGR-26)."""
    place = public_region(request, region)
    answers = ConsultationAnswer.objects.select_related("document")
    steps = place.agreement.making.select_related("registry", "document").prefetch_related(
        Prefetch("answers", answers)
    )
    context = {
        "region": place,
        "nav_section": "making",
        "crumbs": crumbs(place),
        "agreement": place.agreement,
        "steps": [
            {
                "step": step,
                "paper": next(iter(papers(place, [step.document])), None) if step.document else None,
                "answers": [
                    {
                        "answer": each,
                        "paper": next(iter(papers(place, [each.document])), None) if each.document else None,
                    }
                    for each in step.answers.all()
                ],
            }
            for step in steps
        ],
    }
    return render(request, "agreement/making.html", context)


def papers(place: Region, documents: Iterable[Document]) -> list[dict[str, Any]]:
    """Documents as components/documents.html shows them; a withheld one says its ground (AGR-31)."""
    return [
        {
            "title": each.title,
            "lang": each.language if each.language != get_language() else "",
            "url": reverse("agreement:document", args=[place.slug, each.slug]),
            "kind": each.get_kind_display(),
            "dated": each.dated,
            "owner": each.owner,
            "registry": each.registry.number if each.registry else "",
            "edition": each.edition,
            "language": NAMES.get(each.language, "") if each.language != "sv" else "",
            "withheld": each.withheld_ground if each.access == Access.WITHHELD else "",
        }
        for each in documents
    ]


def _link(place: Region, other: DecisionRecord | None) -> dict[str, str] | None:
    return {"label": in_words(other), "url": _url(place, other)} if other else None


def in_words(row: DecisionRecord) -> str:
    """A decision as other decisions refer to it: body, date and paragraph."""
    day = date_format(row.decided_on, "j F Y") if row.decided_on else _("date unknown")
    return ", ".join(filter(None, (row.body, day, row.paragraph)))


def _url(place: Region, row: DecisionRecord) -> str:
    return reverse("agreement:decision", args=[place.slug, row.slug])
