"""What other rooms' pages show of the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.urls import reverse
from django.utils import timezone

from actionplan.connections import areas_of
from actionplan.models import DevelopmentArea
from actionplan.plans import Plans, period_text, plan_name, plan_sets, plan_url
from agreement.chain import Records

if TYPE_CHECKING:
    from agreement.models import Agreement, DecisionRecord

register = template.Library()


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
    """The plans that a decision is about, as links, for its own page. One query."""
    region = decision.agreement.region
    plans = decision.plans.shown().order_by("period_from", "pk").only("title", "slug")
    return [
        {"title": each.title, "url": reverse("actionplan:plan-version", args=[region.slug, each.slug])}
        for each in plans
    ]
