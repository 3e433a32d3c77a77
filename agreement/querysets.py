"""Named sets: who sits now, which roles hold, which regions a person works in, which cut-offs matter."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from agreement.offices import Offices
from agreement.states import DECIDING_SEATS, Access, BodyKind, FilledBy, NoticeKind, Role, Side

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


def on_day(day: dt.date, prefix: str = "") -> Q:
    """Rows whose from–to covers `day`; both ends count, an open end never ends."""
    begun = Q(**{f"{prefix}from_on__lte": day})
    not_over = Q(**{f"{prefix}to_on__isnull": True}) | Q(**{f"{prefix}to_on__gte": day})
    return begun & not_over


def party_is_there(day: dt.date, party: str = "party") -> Q:
    """Rows whose `party` (a path) has not left the agreement by `day`, or that have none (`standing.has_left`)."""
    notices = apps.get_model("agreement", "PartyNotice").objects
    return ~Q(Exists(notices.of_who_has_left(day).filter(party=OuterRef(party))))


class SeatQuerySet(models.QuerySet[Any]):
    """Seats of bodies."""

    def on(self, day: dt.date) -> Self:
        """Those that exist on `day`: both ends count, an open end never begins or ends (`composing.Span`). The seats of
        a party that has left are gone with it (AGR-24).
        """
        begun = Q(from_on__isnull=True) | Q(from_on__lte=day)
        return self.filter(begun, Q(to_on__isnull=True) | Q(to_on__gte=day), party_is_there(day))

    def administered_by(self, user: User, day: dt.date) -> Self:
        """The seats of the parties that `user` administers on `day` (MEM-32)."""
        held = user.region_roles.filter(on_day(day), role=Role.PARTY_ADMINISTRATOR)
        own = Q(body__filled_by=FilledBy.PARTY) | Q(party__side=Side.PUBLIC)
        return self.filter(own, party__in=held.values("party"))


class SeatHoldingQuerySet(models.QuerySet[Any]):
    """Who held which seat."""

    def on(self, day: dt.date) -> Self:
        """Who sat on `day`; nobody for a party that had left by then, whether or not somebody wrote down an end."""
        return self.filter(on_day(day), party_is_there(day, "seat__party"))

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

    def of_who_has_left(self, day: dt.date) -> Self:
        """Withdrawals that count on `day`; what was closed before it counted never does (`standing.has_left`)."""
        counts = Q(closed_on__isnull=True) | Q(closed_on__gte=F("effective_on"))
        return self.filter(counts, kind=NoticeKind.WITHDRAWAL, effective_on__lte=day)


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
