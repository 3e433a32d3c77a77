"""Named sets: who sits now, which roles hold, which regions a person works in, which cut-offs matter."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, Q

from agreement.offices import Offices
from agreement.states import DECIDING_SEATS, Access, BodyKind, FilledBy, Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


def on_day(day: dt.date, prefix: str = "") -> Q:
    """Rows whose from–to covers `day`; both ends count, an open end never ends."""
    begun = Q(**{f"{prefix}from_on__lte": day})
    not_over = Q(**{f"{prefix}to_on__isnull": True}) | Q(**{f"{prefix}to_on__gte": day})
    return begun & not_over


class SeatQuerySet(models.QuerySet[Any]):
    """Seats of bodies."""

    def on(self, day: dt.date) -> Self:
        """Those that exist on `day`: both ends count, an open end never begins or ends (`composing.Span`)."""
        begun = Q(from_on__isnull=True) | Q(from_on__lte=day)
        return self.filter(begun, Q(to_on__isnull=True) | Q(to_on__gte=day))

    def administered_by(self, user: User, day: dt.date) -> Self:
        """The seats of the parties that `user` administers on `day` (MEM-32)."""
        held = user.region_roles.filter(on_day(day), role=Role.PARTY_ADMINISTRATOR)
        return self.filter(party__in=held.values("party"), body__filled_by=FilledBy.PARTY)


class SeatHoldingQuerySet(models.QuerySet[Any]):
    """Who held which seat."""

    def on(self, day: dt.date) -> Self:
        return self.filter(on_day(day))

    def deciding(self) -> Self:
        """Ordinary holders and alternates of leadership groups; co-opted members do not decide (MEM-31)."""
        return self.filter(seat__kind__in=DECIDING_SEATS, seat__body__kind=BodyKind.LEADERSHIP)


class RegionRoleQuerySet(models.QuerySet[Any]):
    """Who has which role."""

    def on(self, day: dt.date) -> Self:
        return self.filter(on_day(day))

    def secretariat(self) -> Self:
        return self.filter(role=Role.SECRETARIAT)


class PartyNoticeQuerySet(models.QuerySet[Any]):
    """Notices of the main parties."""

    def open(self) -> Self:
        """Those that nothing has come of yet."""
        return self.filter(closed_on=None)


class CutOffQuerySet(models.QuerySet[Any]):
    """Cut-offs of an agreement."""

    def upcoming(self, day: dt.date) -> Self:
        return self.filter(last_day__gte=day)


class DecisionQuerySet(models.QuerySet[Any]):
    """Recorded decisions."""

    def newest_first(self) -> Self:
        """By date; those whose date is not known stand last, where their gap is seen."""
        return self.order_by(F("decided_on").desc(nulls_last=True), "-order", "-pk")


class DocumentQuerySet(models.QuerySet[Any]):
    """Documents of an agreement."""

    def open(self) -> Self:
        """Those that everybody may read; a withheld one is named with its ground, never handed out (AGR-31)."""
        return self.filter(access=Access.OPEN)

    def openable_by(self, user: User | AnonymousUser, day: dt.date) -> Self:
        """Those that `user` may open on `day`: open ones, and the withheld ones of the regions where they work."""
        return self.filter(Q(access=Access.OPEN) | Q(agreement__region__in=Offices(user, day).staffed))


class NewsQuerySet(models.QuerySet[Any]):
    """News of an agreement."""

    def published(self, day: dt.date) -> Self:
        """What is out on `day` (a Swedish date), newest first."""
        return self.filter(published_on__lte=day).order_by("-published_on", "-pk")


class TranslationQuerySet(models.QuerySet[Any]):
    """Translations of a text."""

    def shown(self) -> Self:
        return self.filter(is_public=True)
