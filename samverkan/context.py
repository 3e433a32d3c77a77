"""What every page template knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import translate_url
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language_info

from agreement.public import all_regions
from samverkan.power import has_power

if TYPE_CHECKING:
    from django.http import HttpRequest

    from agreement.models import Region


def site(request: HttpRequest) -> dict[str, Any]:
    """The regions, the region that the address names, language links and the site's name."""
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "regions": SimpleLazyObject(lambda: all_regions(request)),
        "region": SimpleLazyObject(lambda: _region(request)),
        "languages_links": SimpleLazyObject(lambda: _language_links(request)),
        "canonical_url": settings.SITE_URL + request.path,
        "alternate_links": SimpleLazyObject(lambda: _alternate_links(request)),
        "has_power": SimpleLazyObject(lambda: has_power(request)),
        "debug": settings.DEBUG,
        "demo": settings.DEMO,
    }


def _region(request: HttpRequest) -> Region | None:
    match = request.resolver_match
    slug = match.kwargs.get("region") if match else None
    return next((region for region in all_regions(request) if region.slug == slug), None)


def _language_links(request: HttpRequest) -> list[dict[str, Any]]:
    links = []
    current = translation.get_language()
    for code, _name in settings.LANGUAGES:
        links.append(
            {
                "code": code,
                "name": get_language_info(code)["name_local"].capitalize(),
                "url": translate_url(request.path, code),
                "current": code == current,
            }
        )
    return links


def _alternate_links(request: HttpRequest) -> list[dict[str, str]]:
    """The same page in each language, as whole addresses for search engines."""
    return [
        {"code": link["code"], "url": settings.SITE_URL + link["url"]} for link in _language_links(request)
    ]
