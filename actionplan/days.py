"""The plans' days for the calendar: when a plan begins and ends, by when activities are to reach something, and until
when others can have a say in what is planned.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import DateField, IntegerField, TextField, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _

from actionplan.models import Activity, ActivityMilestone, PlanningProcess
from actionplan.models.planning import anchor_of
from actionplan.states import ActivityState, PlanningStage
from agreement.calendar import Day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from agreement.models import Region


class Row(NamedTuple):
    """A plan with its period, (with a year) a milestone of an activity with its day, or (with a number and no year)
    something planned with the days between which it is open.
    """

    title: str
    slug: str
    first: dt.date | None
    last: dt.date | None
    year: int
    number: int
    text: str


def source(region: Region) -> Iterator[Day]:
    """The first and the last day of every plan that the public sees, by when something is to be reached in the
    activities that hold, and until when others can have a say (PLAN-19). Of what was stopped nothing is expected, and
    what is decided waits for nobody. A day that is not known is left out. One query.
    """
    zero, one, nothing = Value(0, IntegerField()), Value(1, IntegerField()), Value("", TextField())
    plans = region.agreement.action_plans.shown().order_by()
    milestones = ActivityMilestone.objects.filter(
        activity__in=Activity.objects.current().filter(plan__agreement=region.agreement), due_on__isnull=False
    ).exclude(activity__course__state=ActivityState.STOPPED)
    rows = plans.values_list(*("title", "slug", "period_from", "period_to"), zero, zero, nothing).union(
        milestones.order_by().values_list(
            *("activity__title", "activity__slug", "due_on", Cast(Value(None), DateField())),
            *("activity__plan__year", "number", "text"),
        ),
        _planning(region).values_list("title", "slug", "from_on", "to_on", zero, one, "about"),
        all=True,
    )
    for row in (Row(*values) for values in rows):
        if row.year:
            yield from _milestone(region, row)
        else:
            yield from _open(region, row) if row.number else _plan(region, row)


def _planning(region: Region) -> QuerySet[PlanningProcess]:
    rows = PlanningProcess.objects.filter(agreement=region.agreement).exclude(stage=PlanningStage.DECIDED)
    return rows.order_by()


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


def _open(region: Region, row: Row) -> Iterator[Day]:
    first = row.first or row.last
    if first is None:
        return
    url = f"{reverse('actionplan:planning', args=[region.slug])}#{anchor_of(row.slug)}"
    title = _("Take part early: %(what)s") if row.first else _("Last day to have a say: %(what)s")
    yield Day(f"planning-{row.slug}", first, title % {"what": row.title}, row.text, url, last=row.last)
