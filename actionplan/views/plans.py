"""The public pages of the plans: read by everybody, kept by the page cache, nothing to fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, translate_url
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from actionplan import changes
from actionplan.connections import AreaReading, Connections
from actionplan.plans import Plans, age, period_text, plan_name, plan_url
from actionplan.reading import PLACES, PlanReading
from actionplan.states import PlanKind
from agreement.models import Region
from agreement.offices import Offices
from agreement.public import crumbs, public_page, public_region, public_regions
from agreement.reading import AgreementReading
from agreement.states import TextState

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from actionplan.models import ActionPlan

OPERATIONS = (("added", "+"), ("removed", "-"), ("changed", "~"), ("unchanged", "="))


@require_safe
@public_page
def plan(request: HttpRequest, region: str) -> HttpResponse:
    """The plan that runs today, else the newest, whole (PLAN-01 … PLAN-04); or that there is none."""
    place = public_region(request, region)
    known = Plans(place.agreement, timezone.localdate())
    if known.current is None:
        frame = _frame(place, known) | {"at_home": True, "crumbs": crumbs(place)}
        return render(request, "actionplan/plan.html", frame)
    return _plan_page(request, place, known, known.current)


@require_safe
def plan_version(request: HttpRequest, region: str, slug: str) -> HttpResponse:
    """One plan at its stable address, also when it is over (AGR-34). A draft is there for the region's staff only."""
    place = public_region(request, region)
    known = Plans(place.agreement, timezone.localdate())
    return _plan_page(request, place, known, _find(request, known, slug))


@require_safe
def plan_translation(request: HttpRequest, region: str, slug: str, code: str) -> HttpResponse:
    """One plan in another language, with what is not translated in Swedish; the Swedish governs (LAW-L1, LAW-L2)."""
    place = public_region(request, region)
    known = Plans(place.agreement, timezone.localdate())
    shown = _find(request, known, slug)
    reading = PlanReading(shown, language=code)
    if not any(language.code == code for language in reading.languages):
        raise Http404
    return _plan_page(request, place, known, shown, reading)


@require_safe
def plan_compare(request: HttpRequest, region: str, first: str, second: str) -> HttpResponse:
    """What changed between two plans, part by part and area by area (AGR-34, PLAN-03).

    The older stands first: else it goes to that address.
    """
    place = public_region(request, region)
    known = Plans(place.agreement, timezone.localdate())
    old, new = _find(request, known, first), _find(request, known, second)
    if old == new:
        raise Http404
    if age(old) > age(new):
        return redirect("actionplan:plan-compare", place.slug, new.slug, old.slug)
    comparison = changes.compare(old, new)
    context = _frame(place, known, (new.title, plan_url(new))) | {
        "old": old,
        "new": new,
        "old_url": plan_url(old),
        "new_url": plan_url(new),
        "old_period": period_text(old),
        "new_period": period_text(new),
        "comparison": comparison,
        "counts": {name: comparison.count(op) for name, op in OPERATIONS},
    }
    return _shown(request, "actionplan/compare.html", context, old, new)


@require_safe
@public_page
def plans(request: HttpRequest, region: str) -> HttpResponse:
    """Every plan that was shown or adopted, newest first, with what is decided and how far each came (AGR-34)."""
    place = public_region(request, region)
    known = Plans(place.agreement, timezone.localdate())
    rows = [
        {
            "plan": each,
            "url": plan_url(each),
            "period": period_text(each),
            "chain": known.chain(each),
            "is_current": each == known.current,
            "changes_url": _changes_url(known, each),
        }
        for each in known.all
    ]
    return render(request, "actionplan/plans.html", _frame(place, known) | {"rows": rows})


@require_safe
def area(request: HttpRequest, region: str, slug: str, area: str) -> HttpResponse:
    """One area: text, actions, the principles that it serves and its namesakes in other plans (PLAN-02 … PLAN-04)."""
    place = public_region(request, region)
    known = Plans(place.agreement, timezone.localdate())
    agreement = AgreementReading(place.agreement, records=known.records)
    shown = _find(request, known, slug)
    reading = AreaReading(shown, area)
    if reading.shown is None:
        raise Http404
    by_region = {each.agreement.pk: each for each in public_regions(request)}
    same = [
        {
            "name": each.area.name,
            "plan": each.plan.title,
            "region": by_region[each.plan.agreement_id],
            "url": reverse(
                "actionplan:area",
                args=[by_region[each.plan.agreement_id].slug, each.plan.slug, each.area.slug],
            ),
        }
        for each in reading.same
    ]
    before, after = reading.neighbours
    context = _frame(place, known, (shown.title, plan_url(shown))) | {
        "plan": shown,
        "plan_url": plan_url(shown),
        "other_plan": _other_plan(known, shown),
        "area": reading.shown,
        "areas": reading.areas,
        "principles": reading.served(agreement.current),
        "same": sorted(same, key=lambda each: each["region"] != place),
        "previous": before,
        "next": after,
    }
    return _shown(request, "actionplan/area.html", context, shown)


@require_safe
@public_page
def connections(request: HttpRequest, region: str) -> HttpResponse:
    """From the principles in force to the areas of the current plan, and back, with our reasons."""
    place = public_region(request, region)
    known = Plans(place.agreement, timezone.localdate())
    agreement = AgreementReading(place.agreement, records=known.records)
    found = Connections(known.current, agreement.current)
    context = _frame(place, known) | {
        "crumbs": crumbs(place),
        "plan": known.current,
        "version": agreement.current,
        "found": found,
    }
    return render(request, "actionplan/connections.html", context)


# --- What the pages have in common ------------------------------------------------------------------


def _find(request: HttpRequest, known: Plans, slug: str) -> ActionPlan:
    """The plan that the address names. Refuses (404) what is not there, and to strangers a draft."""
    found = known.get(slug)
    if found is None:
        found = get_object_or_404(known.agreement.action_plans, slug=slug, state=TextState.DRAFT)
        if known.agreement.region.pk not in Offices(request.user, known.day).staffed:
            raise Http404
    return found


def _shown(request: HttpRequest, template: str, context: dict[str, Any], *plans: ActionPlan) -> HttpResponse:
    """The page: the same for everybody, unless it shows a draft; that is kept by nobody and found by nobody."""
    if not any(each.state == TextState.DRAFT for each in plans):
        page: HttpResponse = public_page(render)(request, template, context)  # type: ignore[assignment]
        return page
    response = render(request, template, context | {"is_draft": True})
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _frame(place: Region, known: Plans, *more: tuple[str, str]) -> dict[str, Any]:
    """What every page about the plans needs; `more` are the pages between the plan and this one."""
    name = plan_name(place.agreement)
    return {
        "region": place,
        "agreement": place.agreement,
        "nav_section": "plan",
        "plan_name": name,
        "names_lang": "" if get_language() == settings.LANGUAGE_CODE else settings.LANGUAGE_CODE,
        "crumbs": crumbs(place, (name, reverse("actionplan:plan", args=[place.slug])), *more),
    }


def _other_plan(known: Plans, shown: ActionPlan) -> ActionPlan | None:
    """The plan that the reader may rather want: the one that changes this one, or the one that runs."""
    other = known.revised_by(shown) or known.current
    return None if other == shown else other


def _changes_url(known: Plans, shown: ActionPlan) -> str:
    """What changed since the plan before, or nothing where there is none."""
    before = known.before(shown)
    if before is None:
        return ""
    return reverse("actionplan:plan-compare", args=[known.agreement.region.slug, before.slug, shown.slug])


def _plan_page(
    request: HttpRequest,
    place: Region,
    known: Plans,
    shown: ActionPlan,
    reading: PlanReading | None = None,
) -> HttpResponse:
    """A whole plan, in the page's language unless a reading in another one is given."""
    is_translation = reading is not None
    reading = reading or PlanReading(shown)
    frame = _frame(place, known, *([(shown.title, plan_url(shown))] if is_translation else []))
    at_home = request.resolver_match is not None and request.resolver_match.url_name == "plan"
    context = frame | {
        "at_home": at_home,
        "here": reading.words.language if is_translation else period_text(shown),
        "crumbs": crumbs(place) if at_home else frame["crumbs"],
        "plan": shown,
        "reading": reading,
        "chain": known.chain(shown),
        "period": period_text(shown),
        "is_yearly": shown.kind == PlanKind.YEARLY and shown.period_from is not None,
        "is_current": shown == known.current,
        "is_over": shown.is_over(known.day),
        "is_to_come": known.is_to_come(shown),
        "other_plan": _other_plan(known, shown),
        "code": reading.language if reading.words else "",
        "stable_url": plan_url(shown),
        "swedish_url": translate_url(plan_url(shown), settings.LANGUAGE_CODE),
        "plans_url": reverse("actionplan:plans", args=[place.slug]),
        "others": [
            {"title": each.title, "url": plan_url(each), "period": period_text(each), "shown": each == shown}
            for each in known.all
        ],
        "before": known.before(shown),
        "changes_url": _changes_url(known, shown),
        "at": PLACES,
        "toc": _contents(reading),
        "river": [{"name": each.name, "url": f"#{each.anchor}"} for each in reading.areas],
    }
    return _shown(request, "actionplan/plan.html", context, shown)


def _contents(reading: PlanReading) -> list[dict[str, Any]]:
    """What stands on the page, as components/toc.html lists it."""

    def place(name: str, label: str) -> dict[str, Any]:
        return {"anchor": PLACES[name], "label": label}

    def words(anchor: str, label: Any, level: int = 1) -> dict[str, Any]:
        return {"anchor": anchor, "label": label, "lang": label.lang if label.mark else "", "level": level}

    return [
        place("milestones", _("Milestones")),
        *(words(part.anchor, part.heading) for part in reading.opening),
        place("areas", _("Areas")),
        *(words(area.anchor, area.name, 2) for area in reading.areas),
        *(words(part.anchor, part.heading) for part in reading.closing),
        *([place("links", _("What it is linked to"))] if reading.links else []),
        place("decisions", _("Decisions")),
        place("about", _("About this text")),
    ]
