"""What other rooms' pages show of the plan."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import template
from django.conf import settings
from django.db.models import CharField, DateField, IntegerField, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from actionplan.activities import ActivityYears, adopted_plans, year_name
from actionplan.connections import areas_of
from actionplan.models import DevelopmentArea
from actionplan.plans import Plans, period_text, plan_name, plan_sets, plan_url
from actionplan.progress import hundredths
from agreement.chain import Records
from agreement.states import Side, TextState
from agreement.templatetags._geometry import boxes, number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from actionplan.models import ActionPlan
    from actionplan.progress import Led, Progress
    from agreement.models import Agreement, DecisionRecord

register = template.Library()
STEP = 16  # from one box to the next
MOST_BOXES = 12  # more activities than this share the same width


@register.filter
def of_year(rows: dict[int, Any], year: int) -> Any:
    """The row of a year, or nothing."""
    return rows.get(year)


@register.inclusion_tag("pictures/activities.html")
def activities_picture(
    areas: list[Any], whole: Any, links: bool = True, lang: str | None = None
) -> dict[str, Any]:
    """How far a year has come, area by area: a box for each activity, filled when it is done, half when it is ongoing,
    open when it is planned, crossed when it was stopped. `areas` have a name, a number, a url and a `progress`.
    """
    rows = []
    for area in areas:
        each = area.progress
        total = each.counted + each.stopped
        step = STEP * min(1.0, MOST_BOXES / total) if total else STEP
        rows.append(
            {
                "name": area.name,
                "number": area.number,
                "url": area.url if links else "",
                "total": total,
                "percent": each.percent,
                "width": number(step * total),
                "filled": boxes(0, each.done, step) + _halves(each.done, each.done + each.ongoing, step),
                "open": boxes(each.done, each.counted, step),
                "crossed": _crosses(each.counted, total, step),
                "words": list(_in_words(each)),
            }
        )
    spoken = settings.LANGUAGE_CODE if lang is None else lang
    mark = format_html(' lang="{}"', spoken) if spoken and spoken != get_language() else ""
    return {"areas": rows, "whole": whole, "marks": True, "lang": mark}


def _in_words(each: Progress) -> Iterator[str]:
    if each.done:
        yield ngettext("%(count)d done", "%(count)d done", each.done) % {"count": each.done}
    if each.ongoing:
        yield ngettext("%(count)d ongoing", "%(count)d ongoing", each.ongoing) % {"count": each.ongoing}
    if each.planned:
        yield ngettext("%(count)d planned", "%(count)d planned", each.planned) % {"count": each.planned}
    if each.stopped:
        yield ngettext("%(count)d stopped", "%(count)d stopped", each.stopped) % {"count": each.stopped}


def _halves(first: int, last: int, step: float) -> str:
    """The left half of the boxes that `boxes` draws in the same places."""
    half = number(step * 0.35)
    return "".join(f"M{number(step * place + 1)} 1h{half}v10h-{half}z" for place in range(first, last))


def _crosses(first: int, last: int, step: float) -> str:
    side = number(step * 0.7)
    return "".join(
        f"M{number(step * place + 1)} 1l{side} 10m-{side} 0l{side} -10" for place in range(first, last)
    )


@register.inclusion_tag("pictures/led.html")
def led_picture(led: Led) -> dict[str, Any]:
    """Which share of the activities each side leads (PLAN-26)."""
    total = led.total
    step = STEP * min(1.0, MOST_BOXES / total) if total else STEP
    rows = (
        (Side.PUBLIC.label, led.public),
        (Side.CIVIL.label, led.civil),
        (_("The parties together"), led.together),
    )
    return {
        "total": total,
        "rows": [
            {
                "name": name,
                "count": count,
                "percent": percent,
                "boxes": boxes(0, count, step),
                "width": number(step * count),
            }
            for (name, count), percent in zip(rows, hundredths([count for _name, count in rows]), strict=True)
            if total
        ],
    }


@register.inclusion_tag("actionplan/_activities_in_short.html")
def activities_in_short(plan: ActionPlan, area: str = "") -> dict[str, Any]:
    """The activities that were made from a plan, year by year, or only those of one area. One query.

    For the pages about a plan and its areas; where there are none yet there is nothing to see.
    """
    agreement = plan.agreement
    years = ActivityYears(agreement, adopted_plans(agreement).filter(plan=plan)).years
    rows = [
        {
            "plan": each,
            "activities": [row for row in each.activities if row.area == area] if area else [],
        }
        for each in years
    ]
    return {"rows": [row for row in rows if row["activities"] or not area], "area": area}


@register.inclusion_tag("actionplan/_in_short.html")
def plan_in_short(agreement: Agreement) -> dict[str, Any]:
    """The current plan's name, period, progress and areas, for a region's front page. One query."""
    areas = DevelopmentArea.objects.filter(plan__agreement=agreement).defer("summary")
    records = Records(agreement, areas=areas, **plan_sets(agreement))
    plan = Plans(agreement, timezone.localdate(), records).current
    return {
        "plan": plan,
        "plan_name": plan_name(agreement),
        "period": period_text(plan) if plan else "",
        "areas": [
            {"name": area.name, "url": plan_url(plan, "area", area.slug)}
            for area in records.more("areas")
            if plan and area.plan_id == plan.pk
        ],
        "region": agreement.region,
    }


@register.inclusion_tag("actionplan/_principle_areas.html", takes_context=True)
def principle_areas(context: dict[str, Any], principle: Any) -> dict[str, Any]:
    """The areas of the current plan that serve a principle (anything with a `slug`), and why. Two queries.

    Wants `region` in the context; where nothing has been pointed out there is nothing to see.
    """
    region = context["region"]
    plan = Plans(region.agreement, timezone.localdate()).current
    return {"plan": plan, "region": region, "areas": areas_of(plan, principle.slug) if plan else []}


@register.simple_tag
def decision_plans(decision: DecisionRecord) -> list[dict[str, str]]:
    """The plans that a decision is about, also those of activities, as links, for its own page. One query.

    Plans first, the earliest period first; then the years of activities, the newest first.
    """
    region = decision.agreement.region
    zero, nothing = Value(0, IntegerField()), Value("", CharField())
    plans = decision.plans.shown().order_by().values_list("title", "slug", "period_from", zero, zero)
    years = decision.activity_plans.filter(state=TextState.ADOPTED).order_by()
    rows = plans.union(
        years.values_list(nothing, "plan__kind", Cast(Value(None), DateField()), "year", "edition"), all=True
    )
    # A plan has a slug and no year; of a year, what stands in the slug's place is the kind of its plan.
    ordered = sorted(rows, key=lambda row: (row[3] > 0, -row[3], -row[4], row[2] or dt.date.max, row[1]))
    return [
        {
            "title": year_name(year, slug),
            "url": reverse("actionplan:activity-plan-edition", args=[region.slug, year, edition]),
        }
        if year
        else {"title": title, "url": reverse("actionplan:plan-version", args=[region.slug, slug])}
        for title, slug, _from, year, edition in ordered
    ]
