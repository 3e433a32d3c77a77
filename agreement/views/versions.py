"""The versions of the agreement: the list, each at its own address for good, and two side by side (AGR-33, AGR-34)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreement import comparing
from agreement.chain import Records
from agreement.models import AgreementVersion, Region
from agreement.offices import Offices
from agreement.public import crumbs, public_page, public_region
from agreement.reading import AgreementReading, age
from agreement.states import Binds, LinkKind, TextState
from agreement.views.text import whole

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from agreement.canon import Item

_BINDS, _LINKS = dict(Binds.choices), dict(LinkKind.choices)
OPERATIONS = (("added", "+"), ("removed", "-"), ("changed", "~"), ("unchanged", "="))


@require_safe
@public_page
def versions(request: HttpRequest, region: str) -> HttpResponse:
    """Every version that the public sees, newest first, with what changed from the one before."""
    place = public_region(request, region)
    reading = AgreementReading(place.agreement)
    rows = [
        {
            "version": each,
            "chain": reading.chain_of(each),
            "is_current": each == reading.current,
            "url": _url("agreement:version", place, each),
            "changes": _url("agreement:compare", place, older, each) if older else "",
        }
        for each, older in zip(reading.versions, [*reading.versions[1:], None], strict=False)
    ]
    context = {
        "region": place,
        "nav_section": "agreement",
        "crumbs": _crumbs(place),
        "agreement": place.agreement,
        "rows": rows,
    }
    return render(request, "agreement/versions.html", context)


@require_safe
def version(request: HttpRequest, region: str, slug: str) -> HttpResponse:
    """One version whole, also when a newer one is in force. A draft is there for the region's staff only."""
    place = public_region(request, region)
    shown = _version(request, place, slug)
    reading = AgreementReading(place.agreement, shown)
    context = {
        **whole(place, reading),
        "crumbs": _crumbs(place, (_("Versions"), reverse("agreement:versions", args=[place.slug]))),
        "is_version_page": True,
        "is_draft": _is_draft(shown),
        "starts_later": bool(shown.in_force_from and shown.in_force_from > timezone.localdate()),
    }
    return _shown(request, "agreement/version.html", context, shown)


@require_safe
def compare(request: HttpRequest, region: str, first: str, second: str) -> HttpResponse:
    """What changed between two versions, part by part. The older stands first: else it goes to that address."""
    place = public_region(request, region)
    old, new = _version(request, place, first), _version(request, place, second)
    if old == new:
        raise Http404
    if age(old) > age(new):
        return redirect("agreement:compare", place.slug, new.slug, old.slug)
    records = Records(place.agreement)
    before, after = (AgreementReading(place.agreement, each, records=records) for each in (old, new))
    parties = {party.slug: party.name for party in records.parties}
    comparison = comparing.compare(
        before.canonical(), after.canonical(), _headings(), lambda item: _note(item, parties)
    )
    context = {
        "region": place,
        "nav_section": "agreement",
        "crumbs": _crumbs(place, (_("Versions"), reverse("agreement:versions", args=[place.slug]))),
        "agreement": place.agreement,
        "old": old,
        "new": new,
        "old_url": _url("agreement:version", place, old),
        "new_url": _url("agreement:version", place, new),
        "comparison": comparison,
        "counts": {name: comparison.count(op) for name, op in OPERATIONS},
        "is_draft": _is_draft(old, new),
    }
    return _shown(request, "agreement/compare.html", context, old, new)


def _version(request: HttpRequest, place: Region, slug: str) -> AgreementVersion:
    """The version that the address names. Refuses (404) one of another region, and to strangers a draft."""
    found: AgreementVersion = get_object_or_404(place.agreement.versions, slug=slug)
    if _is_draft(found) and place.pk not in Offices(request.user).staffed:
        raise Http404
    found.agreement = place.agreement
    return found


def _is_draft(*shown: AgreementVersion) -> bool:
    return any(each.state == TextState.DRAFT for each in shown)


def _shown(
    request: HttpRequest, template: str, context: dict[str, Any], *shown: AgreementVersion
) -> HttpResponse:
    """The page: the same for everybody, unless it shows a draft; that is kept by nobody and found by nobody."""
    if not _is_draft(*shown):
        page: HttpResponse = public_page(render)(request, template, context)  # type: ignore[assignment]
        return page
    response = render(request, template, context)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _headings() -> dict[str, str]:
    return {
        "summary": _("In short"),
        "goal": _("Goals"),
        "lineage": _("Where it comes from"),
        "link": _("What it is linked to"),
    }


def _note(item: Item, parties: dict[str, str]) -> str:
    """What belongs to a piece of the text, in words: whom it binds, a year, the kind of a link."""
    if "/commitment/" in item.key:
        binds, _colon, party = item.note.partition(":")
        return parties.get(party, party) if binds == Binds.PARTY else str(_BINDS.get(binds, ""))
    if item.key.startswith("link/") and item.note:
        kind, _space, rest = item.note.partition(" ")
        return f"{_LINKS.get(kind, '')} {rest}".strip()
    return item.note


def _crumbs(place: Region, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return crumbs(place, (_("The agreement"), reverse("agreement:agreement", args=[place.slug])), *more)


def _url(name: str, place: Region, *shown: AgreementVersion) -> str:
    return reverse(name, args=[place.slug, *(each.slug for each in shown)])
