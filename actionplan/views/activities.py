"""The public pages of the plans of activities: years, one year by area, one activity (PLAN-14)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from actionplan.activities import ActivityYears, adopted_plans, plans_name
from actionplan.activity_page import ActivityPage
from actionplan.models import Activity, ActivityPlan, MilestoneProof
from actionplan.permissions import may_read_draft
from actionplan.states import ActivityState
from agreement.public import crumbs, public_page, public_region
from agreement.states import TextState

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from actionplan.activities import ShownPlan
    from agreement.models import Region


@require_safe
@public_page
def years(request: HttpRequest, region: str) -> HttpResponse:
    """Every year that has an adopted plan of activities, newest first, with how far each came."""
    place = public_region(request, region)
    found = ActivityYears(place.agreement)
    context = _frame(place) | {"crumbs": crumbs(place), "years": found.years}
    return render(request, "actionplan/activity_plans.html", context)


@require_safe
@public_page
def year(request: HttpRequest, region: str, year: int) -> HttpResponse:
    """The year's activities by area; `lage`, `omrade` and `part` narrow them by state, area and responsible party."""
    place = public_region(request, region)
    known = ActivityYears(place.agreement, adopted_plans(place.agreement).filter(year=year))
    found = known.of_year(year)
    if found is None:
        raise Http404
    return render(request, "actionplan/activity_plan.html", _year(request, place, known, found))


@require_safe
def edition(request: HttpRequest, region: str, year: int, edition: int) -> HttpResponse:
    """One edition at its stable address (AGR-34). A draft is there for both groups and the secretariat only."""
    place = public_region(request, region)
    plans = ActivityPlan.objects.filter(agreement=place.agreement, year=year)
    known = ActivityYears(place.agreement, plans)
    found = known.of_year(year, edition)
    if found is None:
        raise Http404
    context = _year(request, place, known, found)
    return _of_edition(request, place, found, "actionplan/activity_plan.html", context)


@require_safe
@public_page
def activity(request: HttpRequest, region: str, year: int, slug: str) -> HttpResponse:
    """One activity: what, which office, with what, when, what it serves, and how it goes (PLAN-24)."""
    place = public_region(request, region)
    try:
        page = ActivityPage(place.agreement, year, slug, timezone.localdate())
    except Activity.DoesNotExist as unknown:
        raise Http404 from unknown
    return render(request, "actionplan/activity.html", _activity(place, page))


@require_safe
def activity_in_edition(
    request: HttpRequest, region: str, year: int, edition: int, slug: str
) -> HttpResponse:
    """An activity as one edition has it, for good (AGR-34). A draft's is there for both groups and the secretariat."""
    place = public_region(request, region)
    try:
        page = ActivityPage(place.agreement, year, slug, timezone.localdate(), edition)
    except Activity.DoesNotExist as unknown:
        raise Http404 from unknown
    return _of_edition(request, place, page.plan, "actionplan/activity.html", _activity(place, page))


@require_safe
def proof(request: HttpRequest, region: str, year: int, slug: str, number: int) -> HttpResponseBase:
    """The file that shows that a milestone was reached; for everybody, as the activity's page is."""
    place = public_region(request, region)
    plans = adopted_plans(place.agreement).filter(year=year)
    shown = Activity.objects.filter(plan__in=plans, slug=slug).order_by("-plan__edition").first()
    proofs = MilestoneProof.objects.filter(course=shown.course_id if shown else None, number=number)
    found = get_object_or_404(proofs.exclude(file=""))
    response = FileResponse(
        found.file.open("rb"), as_attachment=True, filename=found.filename, content_type=found.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


# --- What the pages have in common --------------------------------------------------------------------


def _of_edition(
    request: HttpRequest, place: Region, plan: ShownPlan, template: str, context: dict[str, Any]
) -> HttpResponse:
    """The same for everybody, unless it is a draft: that is kept by nobody and found by nobody (404 for strangers)."""
    if plan.row.state == TextState.ADOPTED:
        page: HttpResponse = public_page(render)(request, template, context)  # type: ignore[assignment]
        return page
    if not may_read_draft(request.user, place.agreement):
        raise Http404
    response = render(request, template, context | {"is_draft": True})
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _activity(place: Region, page: ActivityPage) -> dict[str, Any]:
    frame = _frame(place, (page.plan.name, page.plan.url))
    return frame | {"page": page, "plan": page.plan, "activity": page.activity}


def _frame(place: Region, *more: tuple[str, str]) -> dict[str, Any]:
    return {
        "region": place,
        "agreement": place.agreement,
        "nav_section": "plan",
        "plans_name": plans_name(),
        "crumbs": crumbs(
            place, (plans_name(), reverse("actionplan:activity-plans", args=[place.slug])), *more
        ),
    }


def _year(request: HttpRequest, place: Region, known: ActivityYears, found: ShownPlan) -> dict[str, Any]:
    chosen = {name: request.GET.get(name, "")[:100] for name in ("lage", "omrade", "part")}
    parties = {each.pk: each for each in known.records.parties}
    wanted = next((each.pk for each in parties.values() if each.slug == chosen["part"]), None)
    is_narrowed = any(chosen.values())
    shown = [
        (area, rows)
        for area in found.areas
        if (
            rows := [
                each
                for each in area.activities
                if chosen["lage"] in ("", each.state)
                and chosen["omrade"] in ("", area.slug)
                and (not chosen["part"] or each.row.party_id == wanted)
            ]
        )
    ]
    return _frame(place) | {
        "plan": found,
        "chosen": chosen,
        "is_narrowed": is_narrowed,
        "links": not is_narrowed,
        "found": sum(len(rows) for _area, rows in shown),
        "total": len(found.activities),
        "shown": shown,
        "states": [
            each for each in ActivityState if each != ActivityState.PROPOSED or found.progress.proposed
        ],
        "parties": [
            each for each in parties.values() if any(row.row.party_id == each.pk for row in found.activities)
        ],
        "years": known,
        "stable_url": reverse(
            "actionplan:activity-plan-edition", args=[place.slug, found.row.year, found.row.edition]
        ),
    }
