"""What every page template knows."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import translate_url
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language_info

from agreement.public import all_regions
from samverkan.power import has_power

if TYPE_CHECKING:
    from django.http import HttpRequest

    from agreement.models import Region

NEUTRAL = "samverkan"  # the picture of no region


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
        "share_picture": SimpleLazyObject(
            lambda: settings.SITE_URL + static(_share_picture(_region(request)))
        ),
        "has_power": SimpleLazyObject(lambda: has_power(request)),
        "debug": settings.DEBUG,
        "demo": settings.DEMO,
    }


def _region(request: HttpRequest) -> Region | None:
    match = request.resolver_match
    slug = match.kwargs.get("region") if match else None
    return next((region for region in all_regions(request) if region.slug == slug), None)


def _share_picture(region: Region | None) -> str:
    """The static file that is shown where somebody shares a link (`scripts.sharing` draws them)."""
    return _share_file(region.slug if region else NEUTRAL)


@functools.cache
def _share_file(name: str) -> str:
    """The region's own picture, or the neutral one where nobody has drawn it; files do not come while we run."""
    own = f"img/share/{name}.png"
    return own if finders.find(own) else f"img/share/{NEUTRAL}.png"


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
