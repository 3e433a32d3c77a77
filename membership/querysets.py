"""Named sets of applications, documents and members, and who may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.utils import timezone

from agreement.querysets import RegionQuerySet
from membership.states import Signing, Status
from relay.models import WorkQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from agreement.models import Municipality, Region


def _agreements_with_cases_for(user: User) -> list[int]:
    """Ids of the agreements whose cases `user` sees as staff; as a list, for the planner's sake."""
    regions: RegionQuerySet = apps.get_model("agreement", "Region").objects.all()
    return list(regions.with_cases_for(user, timezone.localdate()).values_list("agreement", flat=True))


def closed_cases(user: User | AnonymousUser) -> list[int]:
    """Ids of the cases that are closed to `user` as staff: the own organisation's, and declared conflicts of interest.

    A list, for the planner's sake; a person has few.
    """
    if not user.is_authenticated:
        return []
    applications = apps.get_model("membership", "Application").objects
    own = applications.filter(access__user=user)
    theirs = models.Q(pk__in=own) | models.Q(
        organisation__in=own.filter(organisation__isnull=False).values("organisation")
    )
    recused = models.Q(recusals__user=user, recusals__lifted_at=None)
    return list(applications.filter(theirs | recused).values_list("pk", flat=True).distinct())


class ApplicationQuerySet(models.QuerySet[Any]):
    """Applications."""

    def of(self, user: User | AnonymousUser) -> Self:
        """The applications that `user` writes or follows for an organisation."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(access__user=user)

    def received(self) -> Self:
        """What has reached the authorities. A draft never has: it is the applicant's own (LAW-P1)."""
        return self.exclude(status=Status.DRAFT)

    def for_staff(self, user: User | AnonymousUser) -> Self:
        """Received applications in the regions where `user` works; drafts never, not even for the operator."""
        if not user.is_authenticated:
            return self.none()
        return self.received().filter(agreement__in=_agreements_with_cases_for(user))

    def open_to(self, user: User | AnonymousUser) -> Self:
        """What `user` may work with as staff: received, in their regions, and not closed to them (MEM-45)."""
        return self.for_staff(user).exclude(pk__in=closed_cases(user))

    def awaiting_decision(self) -> Self:
        return self.filter(status=Status.SUBMITTED)

    def oldest_first(self) -> Self:
        return self.order_by("submitted_at", "pk")


class SigningDocumentQuerySet(WorkQuerySet):
    """Signing documents."""

    def for_staff(self, user: User | AnonymousUser) -> Self:
        if not user.is_authenticated:
            return self.none()
        return self.filter(application__agreement__in=_agreements_with_cases_for(user))

    def open_to(self, user: User | AnonymousUser) -> Self:
        """Those of cases that are not closed to `user` (MEM-45)."""
        return self.for_staff(user).exclude(application__in=closed_cases(user))

    def awaiting_confirmation(self) -> Self:
        """A signed copy came back and nobody has confirmed it yet."""
        return self.filter(status=Signing.RETURNED)

    def newest(self) -> Self:
        return self.order_by("-revision")


class MembershipQuerySet(models.QuerySet[Any]):
    """Memberships."""

    def current(self) -> Self:
        """Members today (Swedish date); the last day of a membership counts."""
        return self.filter(models.Q(ended_on=None) | models.Q(ended_on__gte=timezone.localdate()))

    def in_region(self, region: Region) -> Self:
        return self.filter(agreement__region=region)

    def active_in(self, municipality: Municipality) -> Self:
        """Members whose organisation is active in `municipality`, or in the whole county."""
        there = municipality.organisation_set.values("pk")
        return self.filter(models.Q(organisation__whole_county=True) | models.Q(organisation__in=there))

    def newest(self) -> Self:
        return self.order_by("-since", "-pk")

    def for_public(self) -> Self:
        """With what public lists show: the organisation and where it is active."""
        return self.select_related("organisation").prefetch_related("organisation__municipalities")
