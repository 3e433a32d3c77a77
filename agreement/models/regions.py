"""Regions, their municipalities, the agreement as a whole and its parties."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from agreement.adoption import facts, in_force, missing, requirements
from agreement.states import BalanceRule, Side, Standing, Subject

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agreement.models.groups import Body
    from agreement.models.texts import AgreementVersion


def compiles(pattern: str) -> None:
    """Refuses (ValidationError) what is not a regular expression."""
    try:
        re.compile(pattern)
    except re.error:
        raise ValidationError(_("This is not a regular expression.")) from None


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

    region = models.ForeignKey(
        Region, verbose_name=_("region"), on_delete=models.CASCADE, related_name="municipalities"
    )
    code = models.CharField(_("code"), max_length=4, unique=True)
    name = models.CharField(_("name"), max_length=80)
    # Where the tile stands on the drawn map, counted from the north-west; without both it is not drawn.
    map_x = models.PositiveSmallIntegerField(_("column on the map"), null=True, blank=True)
    map_y = models.PositiveSmallIntegerField(_("row on the map"), null=True, blank=True)

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Agreement(models.Model):
    """The agreement of a region: its name, its rules and what its things are called (AGR-30, MEM-06)."""

    region = models.OneToOneField(
        Region, verbose_name=_("region"), on_delete=models.PROTECT, related_name="agreement"
    )
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
    # Facts, shown as they are; what is not known stays empty and shows as missing.
    opened_on = models.DateField(_("applications since"), null=True, blank=True)
    admits_exceptions = models.BooleanField(
        _("exceptions are possible"),
        default=True,
        help_text=_(
            "An organisation that is not regional may say why it belongs here; the group decides (MEM-04)."
        ),
    )
    admits_unnumbered = models.BooleanField(
        _("organisations without a number may join"),
        default=True,
        db_default=True,
        help_text=_("Networks, for example. They say why they have no organisation number (MEM-50)."),
    )
    unnumbered_words = models.TextField(
        _("what those without a number are asked"),
        blank=True,
        default="",
        db_default="",
        max_length=500,
        help_text=_(
            "In the form and at the self-check, instead of the portal's own words. Where they may not join: what they "
            "can do instead."
        ),
    )
    asks_statutes = models.BooleanField(
        _("statutes are asked for"),
        default=True,
        db_default=True,
        help_text=_("In the application. They can always be left out, and sent later (MEM-09)."),
    )
    asks_minutes = models.BooleanField(
        _("minutes are asked for"),
        default=False,
        db_default=False,
        help_text=_(
            "Those that show who is in the board. They can always be left out, and sent later (MEM-09)."
        ),
    )
    elsewhere = models.TextField(
        _("where else to turn"), blank=True, help_text=_("For those who do not fit, at the self-check.")
    )
    decide_within_days = models.PositiveSmallIntegerField(
        _("days until a decision"), default=60, help_text=_("After so many days the secretariat is reminded.")
    )
    supplement_days = models.PositiveSmallIntegerField(
        _("days for a supplement"), default=14, help_text=_("At least so many days to answer (LAW-F4).")
    )
    positions_days = models.PositiveSmallIntegerField(
        _("days for positions"),
        default=7,
        help_text=_(
            "For so many days positions in the portal decide nothing unless all ordinary members have been heard."
        ),
    )
    position_notice_days = models.PositiveSmallIntegerField(
        _("days until members hear what awaits them"),
        default=3,
        db_default=0,  # regions from before it could be chosen: nobody chose it there
        help_text=_(
            "So many days after a case came in, those in the group who have said nothing get a letter. 0: no letters."
        ),
    )
    plan_name = models.CharField(
        _("name of the plan"),
        max_length=80,
        blank=True,
        help_text=_("What the plan is called here (AGR-30)."),
    )
    standing = models.CharField(
        _("standing"), max_length=20, choices=Standing, default=Standing.ACTIVE, blank=True
    )
    standing_since = models.DateField(_("since"), null=True, blank=True)
    standing_note = models.TextField(
        _("about the standing"), blank=True, help_text=_("By which decision, and what it means for members.")
    )
    next_review_on = models.DateField(_("next review"), null=True, blank=True)
    review_note = models.TextField(_("about the review"), blank=True, help_text=_("What it follows."))

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuses letters about positions that would come when nobody waits for them any more."""
        super().clean()
        days, notice = self.positions_days, self.position_notice_days
        if days is not None and notice and notice >= days:
            raise ValidationError(
                _("The letter about positions has to come while they are waited for: fewer days, or 0."),
                code="too_late",
            )

    @cached_property
    def current_version(self) -> AgreementVersion | None:
        """The version in force today (Swedish date) by `adoption.in_force`; None while there are only drafts."""
        return self.in_force_among(self.versions.shown())

    def in_force_among(self, versions: Iterable[AgreementVersion]) -> AgreementVersion | None:
        """The same, where the versions that the public sees were read already."""

        def is_adopted(version: AgreementVersion) -> bool:
            required = requirements(self, Subject.AGREEMENT)
            return not missing(required, facts(version.decisions.all()))

        return in_force(versions, timezone.localdate(), is_adopted)

    def body(self, kind: str) -> Body | None:
        """The body of that kind, or None where the region has not got one."""
        return self.bodies.filter(kind=kind).first()


class Party(models.Model):
    """A main party. How many there are is data (AGR-02); each stands on a side (AGR-03)."""

    agreement = models.ForeignKey(
        Agreement, verbose_name=_("agreement"), on_delete=models.CASCADE, related_name="parties"
    )
    slug = models.SlugField(_("address"), max_length=60)
    name = models.CharField(_("name"), max_length=160)
    side = models.CharField(_("side"), max_length=10, choices=Side)
    represented_by = models.CharField(_("represented by"), max_length=160, blank=True)
    about = models.TextField(_("about"), blank=True)
    registry_pattern = models.CharField(
        _("form of registry numbers"),
        max_length=80,
        blank=True,
        validators=[compiles],
        help_text=_("A regular expression, for example [0-9]{5}-[0-9]{4}. Empty: any text (AGR-16)."),
    )
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
