"""Searching in what a region publishes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from agreement import search as searching
from agreement.public import crumbs, public_page, public_region

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@public_page
def search(request: HttpRequest, region: str) -> HttpResponse:
    """Agreement, plan, decisions, documents, news and members that have every word of `?q=`; marks do not matter."""
    place = public_region(request, region)
    query = " ".join(request.GET.get("q", "").replace("\0", " ").split())[: searching.LONGEST_QUERY]
    context = {
        "region": place,
        "nav_section": "search",
        "crumbs": crumbs(place),
        "query": query,
        "found": searching.find(place, query) if query else None,
        "most": searching.MOST_FOUND,
    }
    return render(request, "agreement/search.html", context)
