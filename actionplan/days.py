"""The plans' days for the calendar: when a plan begins and ends, and by when activities are to reach something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from actionplan.models import Activity, ActivityMilestone
from actionplan.states import ActivityState
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
    yield from _milestones(region)


def _milestones(region: Region) -> Iterator[Day]:
    """By when something is to be reached in the activities that hold; of what was stopped nothing is expected."""
    rows = ActivityMilestone.objects.filter(
        activity__in=Activity.objects.current().filter(plan__agreement=region.agreement), due_on__isnull=False
    )
    rows = rows.exclude(activity__course__state=ActivityState.STOPPED)
    for each in rows.select_related("activity__plan").order_by("due_on", "pk"):
        activity = each.activity
        url = reverse("actionplan:activity", args=[region.slug, activity.plan.year, activity.slug])
        key = f"activity-{activity.plan.year}-{activity.slug}-{each.number}"
        if each.due_on:
            yield Day(key, each.due_on, f"{activity.title}: {each.text}", url=url)
