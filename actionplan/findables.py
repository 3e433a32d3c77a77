"""What can be found in the plans: the plans themselves, their parts, areas and actions, milestones, activities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from actionplan.activities import ActivityYears, plans_name
from actionplan.reading import gather_plans
from agreement.search import Findable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agreement.models import Region


def source(region: Region, words: list[str]) -> Iterator[Findable]:
    """The plans that the public sees, the one that runs today first; words are not looked at: rows are few."""
    plans = list(region.agreement.action_plans.shown().current_first(timezone.localdate()))
    if plans:
        gather_plans(plans)
    for plan in plans:
        page = reverse("actionplan:plan-version", args=[region.slug, plan.slug])
        parts = " ".join(f"{part.heading} {part.body}" for part in plan.parts.all())
        milestones = " ".join(f"{each.year} {each.text}" for each in plan.milestones.all())
        yield Findable(
            plan.title, plan.title, page, " ".join(filter(None, (plan.summary, parts, milestones)))
        )
        for area in plan.areas.all():
            actions = " ".join(action.text for action in area.actions.all())
            url = reverse("actionplan:area", args=[region.slug, plan.slug, area.slug])
            yield Findable(_("Action plan"), area.name, url, f"{area.summary} {actions}")
    for year in ActivityYears(region.agreement).years:
        yield Findable(plans_name(), year.name, year.url, year.row.summary)
        for each in year.activities:
            text = " ".join((each.row.text, each.party, each.row.role, each.row.reason, each.told))
            yield Findable(_("Activity"), each.row.title, each.url, text)
