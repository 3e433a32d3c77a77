"""Bodies with seats, who holds them, and roles besides them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agreement.models.regions import Agreement, Party, Region
from agreement.querysets import RegionRoleQuerySet, SeatHoldingQuerySet
from agreement.states import BodyKind, Role, SeatKind

if TYPE_CHECKING:
    from accounts.models import User


class Body(models.Model):
    """The leadership group or the development group, under the region's own name for it."""

    agreement = models.ForeignKey(
        Agreement, verbose_name=_("agreement"), on_delete=models.CASCADE, related_name="bodies"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=BodyKind)
    slug = models.SlugField(_("address"), max_length=60)
    name = models.CharField(_("name"), max_length=120)
    about = models.TextField(_("about"), blank=True)

    class Meta:
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["agreement", "kind"], name="body_once_per_kind"),)

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """A seat that a party fills (MEM-32); co-opted seats may belong to no party."""

    body = models.ForeignKey(Body, verbose_name=_("body"), on_delete=models.CASCADE, related_name="seats")
    party = models.ForeignKey(
        Party, verbose_name=_("party"), on_delete=models.PROTECT, related_name="seats", null=True, blank=True
    )
    kind = models.CharField(_("kind"), max_length=20, choices=SeatKind)
    label = models.CharField(_("label"), max_length=120, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ("order", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind=SeatKind.CO_OPTED) | Q(party__isnull=False), name="deciding_seat_has_a_party"
            ),
        )

    def __str__(self) -> str:
        return self.label or f"{self.get_kind_display()} {self.party or ''}".strip()


class SeatHolding(models.Model):
    """Who held a seat from one day to another, both days included (MEM-34)."""

    seat = models.ForeignKey(Seat, verbose_name=_("seat"), on_delete=models.CASCADE, related_name="holdings")
    user: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        on_delete=models.PROTECT,
        related_name="seat_holdings",
    )
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to and including"), null=True, blank=True)

    objects = SeatHoldingQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat holder")
        verbose_name_plural = _("seat holders")
        ordering = ("from_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="holding_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} ({self.from_on}–{self.to_on or ''})"


class RegionRole(models.Model):
    """A role in a region besides seats, from one day to another, both included."""

    region = models.ForeignKey(
        Region, verbose_name=_("region"), on_delete=models.CASCADE, related_name="roles"
    )
    user: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        on_delete=models.CASCADE,
        related_name="region_roles",
    )
    role = models.CharField(_("role"), max_length=30, choices=Role)
    party = models.ForeignKey(Party, verbose_name=_("party"), on_delete=models.CASCADE, null=True, blank=True)
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to and including"), null=True, blank=True)

    objects = RegionRoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ("region", "role", "pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(role=Role.PARTY_ADMINISTRATOR) | Q(party__isnull=False),
                name="party_administrator_has_a_party",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.region}"


class Meeting(models.Model):
    """A meeting of a body on a day (Swedish date); applicants see it, and those who should come (MEM-35, MEM-47)."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="meetings")
    day = models.DateField(_("date"))
    starts_at = models.TimeField(_("time"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=160, blank=True)
    is_cancelled = models.BooleanField(_("cancelled"), default=False)

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ("day", "pk")
        constraints = (models.UniqueConstraint(fields=["body", "day"], name="one_meeting_of_a_body_per_day"),)

    def __str__(self) -> str:
        return f"{self.body} {self.day}"


class MeetingReply(models.Model):
    """Whether somebody comes to a meeting. Nobody has to answer; no answer is no promise."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="replies")
    user: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    comes = models.BooleanField(_("comes"))
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("answer to a call")
        verbose_name_plural = _("answers to calls")
        constraints = (models.UniqueConstraint(fields=["meeting", "user"], name="one_reply_per_meeting"),)

    def __str__(self) -> str:
        return f"{self.user}: {self.comes}"
