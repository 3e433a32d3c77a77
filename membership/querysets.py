"""Named sets of applications, documents and members, and who may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.utils import timezone

from membership.folding import as_kept
from membership.permissions import Capacities
from membership.states import Ground, Signing, Status
from relay.models import WorkQuerySet

if TYPE_CHECKING:
    import datetime as dt

    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from agreement.models import Municipality, Region

    # A person, or what was looked up about them already.
    Who = User | AnonymousUser | Capacities


def _seen_by(who: Who) -> Capacities:
    """What the person may meet; looked up once, if the asker keeps it."""
    return who if isinstance(who, Capacities) else Capacities(who)


def closed_cases(user: User | AnonymousUser) -> list[int]:
    """Ids of the cases that are closed to `user` as staff: the own organisation's, and declared conflicts of interest.

    A list, for the planner's sake; a person has few.
    """
    return Capacities(user).closed


def closed_references(user: User | AnonymousUser) -> list[str]:
    """The same by their references, which the keys of letters hold."""
    applications: ApplicationQuerySet = apps.get_model("membership", "Application").objects.all()
    return sorted(reference for reference, _own in applications.ties_of(user, "reference").items())


class ApplicationQuerySet(models.QuerySet[Any]):
    """Applications."""

    def update(self, **values: Any) -> int:
        """As Django's; who changes names so changes what searches look at."""
        if "name" in values:
            values["name_folded"] = as_kept(values["name"])
        return super().update(**values)

    def of(self, user: User | AnonymousUser) -> Self:
        """The applications that `user` writes or follows for an organisation."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(access__user=user)

    def received(self) -> Self:
        """What has reached the authorities. A draft never has: it is the applicant's own (LAW-P1)."""
        return self.exclude(status=Status.DRAFT)

    def for_staff(self, who: Who) -> Self:
        """Received applications in the regions where the person works; drafts never, not even for the operator."""
        return self.received().filter(agreement__in=_seen_by(who).agreements)

    def open_to(self, who: Who) -> Self:
        """What the person may work with as staff: received, in their regions, and not closed to them (MEM-45)."""
        person = _seen_by(who)
        return self.for_staff(person).exclude(pk__in=person.closed)

    def ties_of(self, user: User | AnonymousUser, column: str = "pk") -> dict[Any, bool]:
        """The cases that are closed to `user` as staff, by `column`, and whether they work on that very application:
        these, others of the same organisations, those of organisations that say they were one of these before (MEM-49),
        those of organisations they once worked for in this way, and declared conflicts of interest (MEM-45). One query
        of six parts, each along an index.
        """
        if not user.is_authenticated:
            return {}
        cases = self.order_by()
        own = cases.filter(access__user=user).annotate(own=models.Value(1))
        declared = cases.filter(recusals__user=user, recusals__lifted_at=None)
        parts = [declared, *(part for part, _whose in cases.of_the_family(user=user))]
        rows = own.values_list(column, "own").union(
            *(part.annotate(own=models.Value(0)).values_list(column, "own") for part in parts)
        )
        ties: dict[Any, bool] = {}
        for value, is_own in rows:
            ties[value] = ties.get(value, False) or bool(is_own)
        return ties

    def of_the_family(self, **whose: Any) -> list[tuple[Self, str]]:
        """The cases that are closed to somebody though no row of theirs says so, in parts, each with the path to whom:
        of organisations for which people work, or once did, in any case; and of what these say they were before.
        `whose` is about the people: `user`, `user__in`, `user__isnull`.
        """
        parts = []
        for path in ("organisation__applications", "former__organisation__applications"):
            works, worked = f"{path}__access__", f"{path}__recusals__"
            still = {f"{works}{name}": value for name, value in whose.items()}
            once = {f"{worked}{name}": value for name, value in whose.items()}
            once |= {f"{worked}lifted_at": None, f"{worked}ground": Ground.WORKED}
            parts += [(self.filter(**still), f"{works}user"), (self.filter(**once), f"{worked}user")]
        return parts

    def awaiting_decision(self) -> Self:
        return self.filter(status=Status.SUBMITTED)

    def oldest_first(self) -> Self:
        return self.order_by("submitted_at", "pk")


class SigningDocumentQuerySet(WorkQuerySet):
    """Signing documents."""

    def for_staff(self, who: Who) -> Self:
        return self.filter(application__agreement__in=_seen_by(who).agreements)

    def open_to(self, who: Who) -> Self:
        """Those of cases that are not closed to the person (MEM-45)."""
        person = _seen_by(who)
        return self.for_staff(person).exclude(application__in=person.closed)

    def awaiting_confirmation(self) -> Self:
        """A signed copy came back and nobody has confirmed it yet."""
        return self.filter(status=Signing.RETURNED)

    def newest(self) -> Self:
        return self.order_by("-revision")


class MinutesExtractQuerySet(WorkQuerySet):
    """Extracts of the minutes."""

    def open_to(self, who: Who) -> Self:
        """Those of the regions where the person works, and not about any case that is closed to them (MEM-45)."""
        person = _seen_by(who)
        regional = self.filter(body__agreement__in=person.agreements)
        return regional.exclude(decisions__application__in=person.closed)


def _reachable_contacts() -> models.QuerySet[Any]:
    contacts = apps.get_model("membership", "MemberContact").objects.filter(membership=models.OuterRef("pk"))
    return contacts.filter(left_on=None, bounced_at=None).exclude(email="")


class MembershipQuerySet(models.QuerySet[Any]):
    """Memberships."""

    def of(self, user: User | AnonymousUser) -> Self:
        """The memberships, also former ones, whose organisations `user` works for; the predicate is `works_for`."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(application__access__user=user)

    def editable_by(self, who: Who) -> Self:
        """Those whose pages the person may open and change: of the own organisations, and of the regions whose
        secretariat they belong to; the predicate is `may_edit`.
        """
        person = _seen_by(who)
        own = apps.get_model("membership", "ApplicationAccess").objects.filter(user=person.user.pk)
        mine = (
            models.Q(application__in=own.values("application"))
            if person.user.is_active
            else models.Q(pk=None)
        )
        return self.filter(mine | models.Q(agreement__region__in=person.secretariat_regions))

    def reachable(self) -> Self:
        """Members with at least one contact whose letters arrive."""
        return self.filter(models.Exists(_reachable_contacts()))

    def unreachable(self) -> Self:
        """Members with no contact whose letters arrive: the secretariat looks after them (MEM-22)."""
        return self.filter(~models.Exists(_reachable_contacts()))

    def unconfirmed_since(self, day: dt.date) -> Self:
        """Members whose main contact nobody has confirmed since `day`."""
        contacts = apps.get_model("membership", "MemberContact").objects.filter(is_main=True, left_on=None)
        confirmed = contacts.filter(membership=models.OuterRef("pk"), confirmed_on__gte=day)
        return self.filter(~models.Exists(confirmed))

    def current(self) -> Self:
        """Members today (Swedish date); the last day of a membership counts."""
        return self.filter(models.Q(ended_on=None) | models.Q(ended_on__gte=timezone.localdate()))

    def in_region(self, region: Region) -> Self:
        return self.filter(agreement__region=region)

    def active_in(self, municipality: Municipality) -> Self:
        """Members whose organisation is active in `municipality`, or in the whole county."""
        there = municipality.organisation_set.values("pk")
        return self.filter(models.Q(whole_county=True) | models.Q(organisation__in=there))

    def in_field(self, field: str) -> Self:
        """Members that have said that they are active in the field."""
        said = apps.get_model("membership", "MemberField").objects.filter(field=field)
        return self.filter(pk__in=said.values("membership"))

    def newest(self) -> Self:
        return self.order_by("-since", "-pk")

    def for_public(self) -> Self:
        """With what public lists show: the organisation and where it is active."""
        rows = self.select_related("organisation", "agreement")
        return rows.prefetch_related("organisation__municipalities")


class LinkStatementQuerySet(models.QuerySet[Any]):
    """What members say about umbrellas and branches."""

    def open(self) -> Self:
        """Nobody has answered, and nobody has taken it back."""
        return self.filter(answered_at=None)

    def between_whom(self) -> Self:
        """With both organisations, for pages that name them."""
        return self.select_related("stated_by__organisation", "asked__organisation")
