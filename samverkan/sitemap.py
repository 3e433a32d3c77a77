"""What search engines may read: every public page in both languages (sitemaps.org), and the way to that list.

A page is listed with its alternates, so that a reader of English is sent to the English page. Members and old versions
are listed, too: each has its own stable address (AGR-34).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from agreement.public import public_page, public_regions
from membership.models import Membership

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest

    from agreement.models import Region

MOST = 20_000  # addresses; the standard allows 50,000 in a file, and each stands here in two languages
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
    "actionplan:plan",
    "actionplan:plans",
    "actionplan:connections",
)
OF_THE_PORTAL = ("agreement:home", "pages:accessibility", "pages:privacy", "pages:open-data", "pages:help")


@require_safe
@public_page
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page, Swedish and English."""
    regions = public_regions(request)
    with translation.override(settings.LANGUAGE_CODE):
        pages = [reverse(name) for name in OF_THE_PORTAL if name != "agreement:home" or len(regions) != 1]
        for region in regions:
            pages += _of_region(region)
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


def _of_region(region: Region) -> Iterator[str]:
    slug, agreement = region.slug, region.agreement
    for name in OF_REGIONS:
        yield reverse(name, args=[slug])
    for body in agreement.bodies.all():
        yield reverse(
            "agreement:body" if body.kind == "leadership" else "agreement:development-body", args=[slug]
        )
    version = agreement.current_version
    for principle in version.principles.all() if version else ():
        yield reverse("agreement:principle", args=[slug, principle.slug])
    rows: list[tuple[str, Any]] = [
        ("agreement:version", agreement.versions.shown().values_list("slug", flat=True)),
        ("agreement:decision", agreement.decisions.values_list("slug", flat=True)),
        ("agreement:document", agreement.documents.values_list("slug", flat=True)),
        (
            "agreement:news-item",
            agreement.news.published(timezone.localdate()).values_list("slug", flat=True),
        ),
        ("actionplan:plan-version", agreement.action_plans.shown().values_list("slug", flat=True)),
        (
            "membership:member",
            Membership.objects.in_region(region).current().values_list("slug", flat=True),
        ),
    ]
    for name, slugs in rows:
        for each in slugs:
            yield reverse(name, args=[slug, each])
    for plan, area in agreement.action_plans.shown().values_list("slug", "areas__slug"):
        if area:
            yield reverse("actionplan:area", args=[slug, plan, area])


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
