"""News, and feeds of news and of decisions for those who want to be told (Atom, RFC 4287)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreement.alphabet import writable
from agreement.public import crumbs, public_page, public_region
from agreement.templatetags.agreement_text import plain_text

if TYPE_CHECKING:
    from django.http import HttpRequest

    from agreement.models import DecisionRecord, Region

MOST_IN_FEED = 30
ATOM = "application/atom+xml; charset=utf-8"


@require_safe
@public_page
def news(request: HttpRequest, region: str) -> HttpResponse:
    """What is new in the region, newest first."""
    place = public_region(request, region)
    context = {
        "region": place,
        "nav_section": "news",
        "crumbs": crumbs(place),
        "items": place.agreement.news.published(timezone.localdate()),
    }
    return render(request, "agreement/news.html", context)


@require_safe
@public_page
def news_item(request: HttpRequest, region: str, slug: str) -> HttpResponse:
    """One piece of news; one whose day has not come is not found."""
    place = public_region(request, region)
    item = get_object_or_404(place.agreement.news.published(timezone.localdate()), slug=slug)
    news_page = (_("News"), reverse("agreement:news", args=[place.slug]))
    context = {"region": place, "nav_section": "news", "crumbs": crumbs(place, news_page), "item": item}
    return render(request, "agreement/news_item.html", context)


@require_safe
@public_page
def news_feed(request: HttpRequest, region: str) -> HttpResponse:
    """The newest news as Atom."""
    place = public_region(request, region)
    feed = _feed(place, _("News from %(agreement)s"), "agreement:news", "agreement:news-feed")
    for item in place.agreement.news.published(timezone.localdate())[:MOST_IN_FEED]:
        url = settings.SITE_URL + reverse("agreement:news-item", args=[place.slug, item.slug])
        feed.add_item(
            title=writable(item.title),
            link=url,
            unique_id=url,
            description=str(plain_text(writable(item.summary))),
            pubdate=_midnight(item.published_on),
            updateddate=_midnight(item.published_on),
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=ATOM)


@require_safe
@public_page
def decisions_feed(request: HttpRequest, region: str) -> HttpResponse:
    """The newest decisions as Atom. One without a known date has no place in time, so it is only on the page."""
    place = public_region(request, region)
    feed = _feed(place, _("Decisions about %(agreement)s"), "agreement:decisions", "agreement:decisions-feed")
    dated = place.agreement.decisions.filter(decided_on__isnull=False).select_related("registry")
    for decision in dated.newest_first()[:MOST_IN_FEED]:
        url = settings.SITE_URL + reverse("agreement:decision", args=[place.slug, decision.slug])
        feed.add_item(
            title=writable(decision.heading),
            link=url,
            unique_id=url,
            description=_described(decision),
            pubdate=_midnight(decision.decided_on),
            updateddate=_midnight(decision.decided_on),
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=ATOM)


def _feed(place: Region, title: str, page: str, own: str) -> Atom1Feed:
    return Atom1Feed(
        title=writable(title % {"agreement": place.agreement.short_name}),
        link=settings.SITE_URL + reverse(page, args=[place.slug]),
        feed_url=settings.SITE_URL + reverse(own, args=[place.slug]),
        author_name=writable(
            place.agreement.short_name
        ),  # a feed without an author is none (RFC 4287, 4.1.1)
        description="",
        language=get_language(),
    )


def _described(decision: DecisionRecord) -> str:
    """Who decided it, under which numbers, and what it says in short."""
    number = decision.registry.number if decision.registry else ""
    head = ", ".join(filter(None, (decision.body, decision.paragraph, number)))
    return str(plain_text(writable(f"{head}\n\n{decision.summary}")))


def _midnight(day: dt.date) -> dt.datetime:
    """The day's beginning in Sweden: a feed wants an instant."""
    return dt.datetime.combine(day, dt.time.min, tzinfo=timezone.get_default_timezone())
