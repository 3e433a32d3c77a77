"""Where a person works: their seats and roles on a day, looked up once. Every room reads its rights off this."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from django.apps import apps
from django.db.models import CharField, F, IntegerField, Q, Value
from django.utils import timezone

from agreement.states import DECIDING_SEATS, BodyKind, Role

if TYPE_CHECKING:
    import datetime as dt

    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest

    from accounts.models import User
    from agreement.models import Body, Region


class Office(NamedTuple):
    """One seat or one role. Ids are 0 and kinds are empty where the other sort of office has none."""

    region: int
    agreement: int | None
    party: int | None
    role: str
    body: int
    body_kind: str
    seat_kind: str

    @property
    def decides(self) -> bool:
        """A seat that decides about cases; co-opted members do not (MEM-31)."""
        return self.body_kind == BodyKind.LEADERSHIP and self.seat_kind in DECIDING_SEATS


class Offices:
    """The seats and roles that a person holds on a day (a Swedish date, today if None): one query, whatever is asked.

    Somebody who is not signed in, or whose account is closed, holds none. The operator is the secretariat everywhere,
    but no party's administrator (MEM-32). What is remembered is as old as the object: one for each request or step.
    """

    def __init__(self, user: User | AnonymousUser, day: dt.date | None = None) -> None:
        self.user = user
        self.day = day or timezone.localdate()

    @cached_property
    def all(self) -> list[Office]:
        user = self.user
        if not user.is_authenticated or not user.is_active:
            return []
        none, nothing = Value(0, IntegerField()), Value("", CharField())
        agreement = "seat__body__agreement"
        seats = (
            user.seat_holdings.on(self.day)
            .order_by()
            .values_list(
                f"{agreement}__region",
                agreement,
                "seat__party",
                nothing,
                "seat__body",
                "seat__body__kind",
                "seat__kind",
            )
        )
        # A role for a party of another agreement is none: nobody reaches over the border by a slip of the hand.
        roles = user.region_roles.on(self.day).filter(
            ~Q(role=Role.PARTY_ADMINISTRATOR) | Q(party__agreement__region=F("region"))
        )
        parts = [
            roles.order_by().values_list(
                "region", "region__agreement", "party", "role", none, nothing, nothing
            )
        ]
        if self.everywhere:
            regions: Any = apps.get_model("agreement", "Region").objects.order_by()
            office = Value(Role.SECRETARIAT.value, CharField())
            parts.append(regions.values_list("pk", "agreement", none, office, none, nothing, nothing))
        return [Office(*row) for row in seats.union(*parts)]

    @property
    def everywhere(self) -> bool:
        """Whether this is the operator."""
        return bool(self.user.is_authenticated and self.user.is_active and self.user.is_superuser)

    @property
    def has_power(self) -> bool:
        """Whether the person has power over cases anywhere: any role, or a seat that decides."""
        return self.everywhere or any(each.role or each.decides for each in self.all)

    @cached_property
    def kept(self) -> frozenset[int]:
        """Ids of the regions whose secretariat the person belongs to."""
        return frozenset(each.region for each in self.all if each.role == Role.SECRETARIAT)

    @cached_property
    def led(self) -> frozenset[int]:
        """Ids of the regions in whose leadership group the person holds a seat that decides."""
        return frozenset(each.region for each in self.all if each.decides)

    @property
    def staffed(self) -> frozenset[int]:
        """Ids of the regions whose cases the person sees: the secretariat's and the leadership group's."""
        return self.kept | self.led

    @cached_property
    def agreements(self) -> frozenset[int]:
        """Ids of the agreements of those regions."""
        return frozenset(
            each.agreement
            for each in self.all
            if each.agreement is not None and (each.role == Role.SECRETARIAT or each.decides)
        )

    @cached_property
    def regions(self) -> list[Region]:
        """The regions of `staffed`, in their order. One query more."""
        rows = apps.get_model("agreement", "Region").objects
        return list(rows.filter(pk__in=self.staffed)) if self.staffed else []

    @property
    def slugs(self) -> list[str]:
        """The same regions, by their addresses."""
        return [region.slug for region in self.regions]

    @cached_property
    def bodies(self) -> frozenset[int]:
        """Ids of the groups in which the person sits, in whatever kind of seat."""
        return frozenset(each.body for each in self.all if each.body)

    @cached_property
    def parties(self) -> frozenset[int]:
        """Ids of the parties that the person administers: whose seats they fill, whose notices they record (MEM-32)."""
        return frozenset(
            each.party
            for each in self.all
            if each.role == Role.PARTY_ADMINISTRATOR and each.party is not None
        )

    @cached_property
    def developed(self) -> frozenset[int]:
        """Ids of the agreements in whose development group the person sits."""
        return frozenset(each.agreement for each in self._development if each.agreement is not None)

    @cached_property
    def develops_for(self) -> frozenset[int]:
        """Ids of the parties for which the person sits in a development group."""
        return frozenset(each.party for each in self._development if each.party is not None)

    @property
    def _development(self) -> list[Office]:
        return [each for each in self.all if each.body_kind == BodyKind.DEVELOPMENT]

    def keeps(self, region_id: int) -> bool:
        """Whether the person belongs to the region's secretariat."""
        return region_id in self.kept

    def leads(self, region_id: int) -> bool:
        """Whether the person holds a seat that decides in the region."""
        return region_id in self.led

    def sits_in(self, body: Body) -> bool:
        """Whether the person holds a seat of any kind in the group, also as alternate or co-opted."""
        return body.pk in self.bodies


def offices_of(request: HttpRequest) -> Offices:
    """What the signed-in person holds today, remembered on the request until somebody else signs in."""
    known: Offices | None = request.__dict__.get("offices")
    if known is None or known.user.pk != request.user.pk:
        known = request.__dict__["offices"] = Offices(request.user)
    return known
