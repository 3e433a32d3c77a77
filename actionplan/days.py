"""The plans' days for the calendar: when a plan begins and ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from agreement.calendar import Day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agreement.models import Region


def source(region: Region) -> Iterator[Day]:
    """The first and the last day of every plan that the public sees; a day that is not known is left out."""
    for plan in region.agreement.action_plans.shown():
        url = reverse("actionplan:plan-version", args=[region.slug, plan.slug])
        if plan.period_from:
            title = _("%(plan)s begins") % {"plan": plan.title}
            yield Day(f"plan-{plan.slug}-begins", plan.period_from, title, url=url)
        if plan.period_to:
            title = _("%(plan)s ends") % {"plan": plan.title}
            yield Day(f"plan-{plan.slug}-ends", plan.period_to, title, url=url)
