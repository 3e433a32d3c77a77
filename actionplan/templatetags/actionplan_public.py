"""What other rooms' pages show of the plan."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from agreement.models import Agreement

register = template.Library()


@register.inclusion_tag("actionplan/_in_short.html")
def plan_in_short(agreement: Agreement) -> dict[str, Any]:
    """The plan's name, period and areas, for a region's front page. Two queries."""
    plans = agreement.action_plans.current_first(timezone.localdate())
    return {"plan": plans.prefetch_related("areas").first(), "region": agreement.region}
