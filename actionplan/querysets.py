"""Named sets of plans."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db.models import Case, F, IntegerField, Q, Value, When

from agreement.frozen import TextQuerySet


class ActionPlanQuerySet(TextQuerySet):
    """Plans of an agreement."""

    def current_first(self, day: dt.date) -> Self:
        """The plan whose period covers `day` (a Swedish date), then the newest, last those without a period."""
        runs = Q(period_from__lte=day) & (Q(period_to__isnull=True) | Q(period_to__gte=day))
        now = Case(When(runs, then=Value(1)), default=Value(0), output_field=IntegerField())
        return self.order_by(now.desc(), F("period_from").desc(nulls_last=True), "-pk")
