"""The public page of the action plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreement.public import crumbs, public_page, public_region

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@public_page
def plan(request: HttpRequest, region: str) -> HttpResponse:
    """The plan that runs today, else the newest: its period and its areas in order (PLAN-01 … PLAN-03)."""
    place = public_region(request, region)
    today = timezone.localdate()
    shown = place.agreement.action_plans.current_first(today).prefetch_related("areas").first()
    context = {
        "region": place,
        "nav_section": "plan",
        "crumbs": crumbs(place),
        "plan": shown,
        "is_over": bool(shown and shown.period_to and shown.period_to < today),
    }
    return render(request, "actionplan/plan.html", context)
