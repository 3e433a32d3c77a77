"""What search engines may read: every public page in both languages (sitemaps.org), and the way to that list.

A page is listed with its alternates, so that a reader of English is sent to the English page. Members and old versions
are listed, too: each has its own stable address (AGR-34).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import F, TextField, Value
from django.db.models.functions import Cast
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from actionplan.models import ActionPlan, Activity, DevelopmentArea
from agreement.chain import Records
from agreement.models import AgreementVersion, Body, DecisionRecord, Document, NewsItem, Principle
from agreement.public import public_page, public_regions
from agreement.states import BodyKind
from events.models import Event
from membership.models import Membership
from nominations.models import NominationRound

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet
    from django.http import HttpRequest

    from agreement.models import Region

MOST = 20_000  # addresses; the standard allows 50,000 in a file, and each stands here in two languages
NOTHING = Value("", TextField())
OF_REGIONS = (
    "agreement:region",
    "agreement:agreement",
    "agreement:versions",
    "agreement:principles",
    "agreement:parties",
    "agreement:decisions",
    "agreement:making",
    "agreement:news",
    "agreement:calendar",
    "membership:join",
    "membership:fit",
    "membership:members",
    "nominations:rounds",
    "nominations:forums",
    "actionplan:plan",
    "actionplan:plans",
    "actionplan:activity-plans",
    "actionplan:checklists",
    "actionplan:reviews",
    "actionplan:planning",
    "actionplan:connections",
)
OF_THE_PORTAL = ("agreement:home", "pages:accessibility", "pages:privacy", "pages:open-data", "pages:help")


@require_safe
@public_page
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page, Swedish and English."""
    regions = public_regions(request)
    rows = _rows(regions)
    records = Records.of_all([region.agreement for region in regions])
    with translation.override(settings.LANGUAGE_CODE):
        pages = [reverse(name) for name in OF_THE_PORTAL if name != "agreement:home" or len(regions) != 1]
        for region, known in zip(regions, records, strict=True):
            pages += _of_region(region, rows[region.agreement.pk], known.in_force)
    entries = [_entry(page) for page in pages[:MOST]]
    return render(request, "sitemap.xml", {"entries": entries}, content_type="application/xml")


@require_safe
@public_page
def robots(request: HttpRequest) -> HttpResponse:
    """Everything public may be read; what belongs to a person or to the staff is not for search engines.

    The pages of codes are not closed: each says noindex itself, and only who may fetch it reads that.
    """
    closed = [reverse("admin:index"), reverse("membership:my-pages"), "/konto/"]
    lines = ["User-agent: *", *(f"Disallow: {prefix}{path}" for prefix in ("", "/en") for path in closed)]
    lines += ["", f"Sitemap: {settings.SITE_URL}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def _rows(regions: list[Region]) -> dict[int, list[tuple[str, str, Any]]]:
    """What has a page of its own, by agreement: the page's name, the slug, and what else is needed; by one query."""
    agreements = [region.agreement for region in regions]
    of: dict[str, Any] = {"agreement__in": agreements}
    versions, plans = AgreementVersion.objects.filter(**of).shown(), ActionPlan.objects.filter(**of).shown()
    # Under each page's name: the rows, where their agreement is found, and what else is needed.
    sets: dict[str, tuple[QuerySet[Any], str, Any]] = {
        "agreement:body": (Body.objects.filter(**of), "agreement_id", F("kind")),
        "agreement:principle": (
            Principle.objects.filter(version__in=versions),
            "version__agreement_id",
            Cast("version_id", TextField()),
        ),
        "agreement:version": (versions, "agreement_id", NOTHING),
        "agreement:decision": (DecisionRecord.objects.filter(**of), "agreement_id", NOTHING),
        "agreement:document": (Document.objects.filter(**of), "agreement_id", NOTHING),
        "agreement:news-item": (
            NewsItem.objects.filter(**of).published(timezone.localdate()),
            "agreement_id",
            NOTHING,
        ),
        "actionplan:plan-version": (plans, "agreement_id", NOTHING),
        "actionplan:area": (
            DevelopmentArea.objects.filter(plan__in=plans),
            "plan__agreement_id",
            F("plan__slug"),
        ),
        "actionplan:activity": (
            Activity.objects.current().filter(plan__agreement__in=agreements),
            "plan__agreement_id",
            Cast("plan__year", TextField()),
        ),
        "events:event": (Event.objects.public().filter(**of), "agreement_id", NOTHING),
        "nominations:round": (NominationRound.objects.public().filter(**of), "agreement_id", NOTHING),
        "membership:member": (Membership.objects.filter(**of).current(), "agreement_id", NOTHING),
    }
    first, *others = (
        rows.order_by().values_list(Value(name, TextField()), F(agreement), F("slug"), more)
        for name, (rows, agreement, more) in sets.items()
    )
    found: dict[int, list[tuple[str, str, Any]]] = {agreement.pk: [] for agreement in agreements}
    for name, agreement, slug, more in sorted(first.union(*others, all=True)):
        found[agreement].append((name, slug, more))
    return found


def _of_region(
    region: Region, rows: list[tuple[str, str, Any]], version: AgreementVersion | None
) -> Iterator[str]:
    for name in OF_REGIONS:
        yield reverse(name, args=[region.slug])
    for year in sorted({int(more) for name, _slug, more in rows if name == "actionplan:activity"}):
        yield reverse("actionplan:activity-plan", args=[region.slug, year])
    for name, slug, more in rows:
        if name == "actionplan:activity":
            yield reverse(name, args=[region.slug, int(more), slug])
        elif name == "agreement:body":
            kind = "body" if more == BodyKind.LEADERSHIP else "development-body"
            yield reverse(f"agreement:{kind}", args=[region.slug])
        elif name == "actionplan:area":
            yield reverse(name, args=[region.slug, more, slug])
        elif name != "agreement:principle" or (version and more == str(version.pk)):
            yield reverse(name, args=[region.slug, slug])


def _entry(page: str) -> dict[str, Any]:
    """A Swedish address with its alternates: Swedish has no prefix, every other language its own."""
    prefixes = {
        code: "" if code == settings.LANGUAGE_CODE else f"/{code}" for code, _name in settings.LANGUAGES
    }
    return {
        "links": [
            {"code": code, "url": f"{settings.SITE_URL}{each}{page}"} for code, each in prefixes.items()
        ]
    }


urlpatterns = [path("sitemap.xml", sitemap, name="sitemap"), path("robots.txt", robots, name="robots")]
