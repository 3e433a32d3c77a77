"""Regions, parties, the agreement's text in versions, bodies with seats, cut-offs and criteria."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from agreement.querysets import CutOffQuerySet, RegionQuerySet, RegionRoleQuerySet, SeatHoldingQuerySet
from agreement.states import BalanceRule, BodyKind, Effect, PartKind, Role, SeatKind, Side

if TYPE_CHECKING:
    from accounts.models import User


class Region(models.Model):
    """A county that has an agreement; its slug is the first part of its addresses."""

    slug = models.SlugField(_("address"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    county_code = models.CharField(_("county code"), max_length=2, blank=True)
    reference_prefix = models.CharField(
        _("reference prefix"), max_length=4, unique=True, validators=[RegexValidator(r"^[A-Z]{2,4}$")]
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    contact_name = models.CharField(
        _("contact"), max_length=120, blank=True, help_text=_("An office, not a person.")
    )
    contact_email = models.EmailField(_("contact e-mail"), blank=True)
    data_controllers = models.TextField(_("data controllers"), blank=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ("order", "name")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("agreement:region", kwargs={"region": self.slug})


class Municipality(models.Model):
    """A municipality of a region, with Statistics Sweden's code."""

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="municipalities")
    code = models.CharField(_("code"), max_length=4, unique=True)
    name = models.CharField(_("name"), max_length=80)

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Agreement(models.Model):
    """The agreement of a region: its name, its rules and what its things are called (AGR-30, MEM-06)."""

    region = models.OneToOneField(Region, on_delete=models.PROTECT, related_name="agreement")
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=80)
    balance_rule = models.CharField(_("balance rule"), max_length=10, choices=BalanceRule)
    admits_public_actors = models.BooleanField(_("public actors may join"), default=False)
    min_municipalities = models.PositiveSmallIntegerField(
        _("municipalities that count as regional"),
        default=2,
        help_text=_("Unless the whole county."),
    )
    who_may_join = models.TextField(_("who may join"))
    declaration = models.TextField(
        _("declaration"), help_text=_("What the organisation declares when it applies.")
    )
    declaration_version = models.CharField(_("version of the declaration"), max_length=20)
    # Facts of the adoption, shown as they are; what is not known stays empty and shows as missing.
    opened_on = models.DateField(_("applications since"), null=True, blank=True)

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")

    def __str__(self) -> str:
        return self.name

    @cached_property
    def current_version(self) -> AgreementVersion | None:
        """The version in force today (Swedish date); one without a date counts only where none has one."""
        begun = self.versions.exclude(in_force_from__gt=timezone.localdate())
        return begun.order_by(F("in_force_from").desc(nulls_last=True), "-pk").first()

    def body(self, kind: str) -> Body | None:
        """The body of that kind, or None where the region has not got one."""
        return self.bodies.filter(kind=kind).first()


class Party(models.Model):
    """A main party. How many there are is data (AGR-02); each stands on a side (AGR-03)."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="parties")
    slug = models.SlugField(_("address"), max_length=60)
    name = models.CharField(_("name"), max_length=160)
    side = models.CharField(_("side"), max_length=10, choices=Side)
    represented_by = models.CharField(_("represented by"), max_length=160, blank=True)
    about = models.TextField(_("about"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ("order", "pk")
        constraints = (
            models.UniqueConstraint(fields=["agreement", "slug"], name="party_once_per_agreement"),
        )

    def __str__(self) -> str:
        return self.name


class AgreementVersion(models.Model):
    """One version of the text. Members are tied to the version that they signed (AGR-33)."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="versions")
    label = models.CharField(_("label"), max_length=40)
    is_summary = models.BooleanField(
        _("summary"),
        default=True,
        help_text=_("Our own words; the adopted wording is elsewhere and governs."),
    )
    adopted_text = models.CharField(
        _("adopted"), max_length=300, blank=True, help_text=_("By whom and when, as far as known.")
    )
    in_force_from = models.DateField(_("in force from"), null=True, blank=True)
    source_url = models.URLField(_("adopted text"), blank=True)
    summary = models.TextField(_("in short"), blank=True)

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        constraints = (
            models.UniqueConstraint(fields=["agreement", "label"], name="version_once_per_agreement"),
        )

    def __str__(self) -> str:
        return f"{self.agreement.short_name} {self.label}"


class TextPart(models.Model):
    """A part of a version's text, in order (AGR-01). Plain text: blank lines part paragraphs, `- ` starts a point."""

    version = models.ForeignKey(AgreementVersion, on_delete=models.CASCADE, related_name="parts")
    kind = models.CharField(_("kind"), max_length=20, choices=PartKind)
    heading = models.CharField(_("heading"), max_length=120)
    body = models.TextField(_("text"), blank=True, help_text=_("Empty: the page says that it is missing."))
    order = models.PositiveSmallIntegerField(_("order"))

    class Meta:
        verbose_name = _("part")
        verbose_name_plural = _("parts")
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return self.heading


class Goal(models.Model):
    """A goal of a version, in order."""

    version = models.ForeignKey(AgreementVersion, on_delete=models.CASCADE, related_name="goals")
    text = models.TextField(_("text"))
    order = models.PositiveSmallIntegerField(_("order"))

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return self.text[:80]


class Principle(models.Model):
    """A principle of a version, with the region's own name and order (AGR-04, AGR-05)."""

    version = models.ForeignKey(AgreementVersion, on_delete=models.CASCADE, related_name="principles")
    slug = models.SlugField(_("address"), max_length=80)
    name = models.CharField(_("name"), max_length=120)
    meaning = models.TextField(
        _("meaning"), blank=True, help_text=_("Empty: the page says that it is missing.")
    )
    order = models.PositiveSmallIntegerField(_("order"))

    class Meta:
        verbose_name = _("principle")
        verbose_name_plural = _("principles")
        ordering = ("order", "pk")
        constraints = (
            models.UniqueConstraint(fields=["version", "slug"], name="principle_once_per_version"),
        )

    def __str__(self) -> str:
        return self.name


class Body(models.Model):
    """The leadership group or the development group, under the region's own name for it."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="bodies")
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

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="seats")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="seats", null=True, blank=True)
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

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="holdings")
    user: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="seat_holdings"
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

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="roles")
    user: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="region_roles"
    )
    role = models.CharField(_("role"), max_length=30, choices=Role)
    party = models.ForeignKey(Party, on_delete=models.CASCADE, null=True, blank=True)
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


class CutOff(models.Model):
    """A day with an effect: whoever applies on it or before gets what `wording_before` says (MEM-11 … MEM-14).

    Never a gate. The day counts whole, to 23:59:59.999999 Swedish time (MEM-13).
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="cut_offs")
    last_day = models.DateField(_("last day"))
    effect = models.CharField(_("effect"), max_length=30, choices=Effect)
    title = models.CharField(_("what it gives"), max_length=160)
    wording_before = models.TextField(_("shown before and on the day"))
    wording_after = models.TextField(_("shown afterwards"))

    objects = CutOffQuerySet.as_manager()

    class Meta:
        verbose_name = _("cut-off")
        verbose_name_plural = _("cut-offs")
        ordering = ("last_day", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["agreement", "effect", "last_day"], name="cut_off_once_per_day_and_effect"
            ),
        )

    def __str__(self) -> str:
        return f"{self.last_day}: {self.title}"

    def is_met_on(self, day: dt.date) -> bool:
        """Whether applying on `day` (a Swedish date) gives the effect; the last day does."""
        return day <= self.last_day


class Criterion(models.Model):
    """A published criterion for joining; refusals are reasoned with these and nothing else (AGR-32)."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="criteria")
    slug = models.SlugField(_("key"), max_length=60)
    text = models.TextField(_("text"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ("order", "pk")
        constraints = (
            models.UniqueConstraint(fields=["agreement", "slug"], name="criterion_once_per_agreement"),
        )

    def __str__(self) -> str:
        return self.text


# Django finds models through this module; these two belong to loading and to showing, not to the agreement itself.
from agreement.content_models import LoadedContent, PublicStamp  # noqa: E402

__all__ = [
    "Agreement",
    "AgreementVersion",
    "Body",
    "Criterion",
    "CutOff",
    "Goal",
    "LoadedContent",
    "Municipality",
    "Party",
    "Principle",
    "PublicStamp",
    "Region",
    "RegionRole",
    "Seat",
    "SeatHolding",
    "TextPart",
]
