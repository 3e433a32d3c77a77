"""What can be done with a plan besides what can be done with every text (agreement.services)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from actionplan.models import AreaPrinciple, DevelopmentArea
from agreement.services import copy_as_draft

if TYPE_CHECKING:
    from actionplan.models import ActionPlan


def next_plan(plan: ActionPlan, **changed: object) -> ActionPlan:
    """A new draft that says what `plan` says, with what we read into it (PLAN-03, PLAN-25).

    Each area corresponds to the one that it was made of, and to those that one corresponds to; it serves the same
    principles for the same reasons. `changed` and refusals are those of `copy_as_draft`.
    """
    with transaction.atomic():
        new = copy_as_draft(plan, **changed)
        made = {area.slug: area for area in new.areas.all()}
        for area in plan.areas.prefetch_related("corresponds_to", "principle_links"):
            copy: DevelopmentArea = made[area.slug]
            copy.corresponds_to.set([area, *area.corresponds_to.all()])
            AreaPrinciple.objects.bulk_create(
                AreaPrinciple(area=copy, principle_id=link.principle_id, why=link.why)
                for link in area.principle_links.all()
            )
    return new
