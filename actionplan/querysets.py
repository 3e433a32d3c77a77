"""Named sets of plans, activities and their courses."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, Value, When

from actionplan.states import ActivityState
from agreement.frozen import TextQuerySet, TextRowQuerySet
from agreement.offices import Offices
from agreement.states import TextState

if TYPE_CHECKING:
    from accounts.models import User


class ActionPlanQuerySet(TextQuerySet):
    """Plans of an agreement."""

    def current_first(self, day: dt.date) -> Self:
        """The plan whose period covers `day` (a Swedish date), then the newest, last those without a period."""
        runs = Q(period_from__lte=day) & (Q(period_to__isnull=True) | Q(period_to__gte=day))
        now = Case(When(runs, then=Value(1)), default=Value(0), output_field=IntegerField())
        return self.order_by(now.desc(), F("period_from").desc(nulls_last=True), "-pk")


class ActivityPlanQuerySet(TextQuerySet):
    """Plans of activities."""

    def current(self) -> Self:
        """Of each year the newest adopted edition (PLAN-25)."""
        adopted = self.model._default_manager.filter(state=TextState.ADOPTED)
        same = {"agreement": OuterRef("agreement"), "year": OuterRef("year")}
        return self.filter(
            ~Exists(adopted.filter(**same, edition__gt=OuterRef("edition"))), state=TextState.ADOPTED
        )


class ActivityQuerySet(TextRowQuerySet):
    """Activities as plans word them."""

    def current(self) -> Self:
        """As the newest adopted edition of each year has them."""
        return self.filter(plan__in=self.model._meta.get_field("plan").related_model.objects.current())


class CourseQuerySet(models.QuerySet[Any]):
    """Activities as they happen."""

    def kept_by(self, user: User, day: dt.date, offices: Offices | None = None) -> Self:
        """Those that `user` keeps up to date on `day`: the person's own, those of the person's party in the development
        group, those of the parties together for everybody in it, and in the regions whose secretariat the person
        belongs to all. Beside permissions.may_keep.
        `offices`: those of the person on that day, where they have been looked up.
        """
        if not user.is_active:
            return self.none()
        offices = offices or Offices(user, day)
        versions = self.model._meta.get_field("versions").related_model.objects
        joint = Q(party=None, plan__agreement__in=offices.developed) & ~Q(
            course__state=ActivityState.PROPOSED
        )
        of_party = versions.filter(Q(party__in=offices.develops_for) | joint)
        sits = Q(agreement__in=offices.developed)
        # What an edition that holds says counts before what a draft says, or one that is over.
        unheld = ~Q(pk__in=versions.current().values("course"))
        return self.filter(
            (Q(keeper=user) & (sits | Q(proposed_by=None) | ~Q(proposed_by=user)))
            | (Q(proposed_by=user, state=ActivityState.PROPOSED) & sits)
            | Q(pk__in=of_party.current().values("course"))
            | (Q(pk__in=of_party.values("course")) & unheld)
            | Q(agreement__region__in=offices.kept)
        )
