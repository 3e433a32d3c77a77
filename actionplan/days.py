"""The plans' days for the calendar: when a plan begins and ends, and by when activities are to reach something."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import DateField, IntegerField, TextField, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _

from actionplan.models import Activity, ActivityMilestone
from actionplan.states import ActivityState
from agreement.calendar import Day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agreement.models import Region


class Row(NamedTuple):
    """A plan with its period, or (with a year) a milestone of an activity with its day."""

    title: str
    slug: str
    first: dt.date | None
    last: dt.date | None
    year: int
    number: int
    text: str


def source(region: Region) -> Iterator[Day]:
    """The first and the last day of every plan that the public sees, and by when something is to be reached in the
    activities that hold; of what was stopped nothing is expected. A day that is not known is left out. One query.
    """
    zero, nothing = Value(0, IntegerField()), Value("", TextField())
    plans = region.agreement.action_plans.shown().order_by()
    milestones = ActivityMilestone.objects.filter(
        activity__in=Activity.objects.current().filter(plan__agreement=region.agreement), due_on__isnull=False
    ).exclude(activity__course__state=ActivityState.STOPPED)
    rows = plans.values_list(*("title", "slug", "period_from", "period_to"), zero, zero, nothing).union(
        milestones.order_by().values_list(
            *("activity__title", "activity__slug", "due_on", Cast(Value(None), DateField())),
            *("activity__plan__year", "number", "text"),
        ),
        all=True,
    )
    for row in (Row(*values) for values in rows):
        yield from _milestone(region, row) if row.year else _plan(region, row)


def _plan(region: Region, plan: Row) -> Iterator[Day]:
    url = reverse("actionplan:plan-version", args=[region.slug, plan.slug])
    if plan.first:
        title = _("%(plan)s begins") % {"plan": plan.title}
        yield Day(f"plan-{plan.slug}-begins", plan.first, title, url=url)
    if plan.last:
        title = _("%(plan)s ends") % {"plan": plan.title}
        yield Day(f"plan-{plan.slug}-ends", plan.last, title, url=url)


def _milestone(region: Region, row: Row) -> Iterator[Day]:
    url = reverse("actionplan:activity", args=[region.slug, row.year, row.slug])
    if row.first:
        yield Day(
            f"activity-{row.year}-{row.slug}-{row.number}", row.first, f"{row.title}: {row.text}", url=url
        )
