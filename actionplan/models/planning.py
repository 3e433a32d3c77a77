"""What is being planned and is open for others to say something about, early enough for it to matter (PLAN-19)."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from actionplan.states import PlanningStage
from agreement.models import Agreement, Party


def anchor_of(slug: str) -> str:
    """Its place on the page, part of the address, so Swedish; never one of the page's own places."""
    return f"planering-{slug}"


class PlanningProcess(models.Model):
    """Somebody plans something, has come so far, and takes words from others between two days (both included)."""

    agreement = models.ForeignKey(
        Agreement, verbose_name=_("agreement"), on_delete=models.CASCADE, related_name="planning"
    )
    slug = models.SlugField(_("address"), max_length=80)
    title = models.CharField(_("title"), max_length=160)
    party = models.ForeignKey(
        Party,
        verbose_name=_("party that plans"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="planning",
    )
    owner_name = models.CharField(
        _("other owner"), max_length=160, blank=True, help_text=_("Where it is none of the parties.")
    )
    stage = models.CharField(_("stage"), max_length=12, choices=PlanningStage, default=PlanningStage.IDEA)
    about = models.TextField(
        _("text"), blank=True, help_text=_("What is planned, and how others can say something about it.")
    )
    from_on: models.DateField[dt.date | None, dt.date | None] = models.DateField(
        _("open from"), null=True, blank=True
    )
    to_on: models.DateField[dt.date | None, dt.date | None] = models.DateField(
        _("open to and including"), null=True, blank=True
    )
    url = models.URLField(_("link"), blank=True)

    class Meta:
        verbose_name = _("planning that is open")
        verbose_name_plural = _("planning that is open")
        ordering = ("to_on", "from_on", "pk")
        constraints = (
            models.UniqueConstraint(fields=["agreement", "slug"], name="planning_once_per_agreement"),
            models.CheckConstraint(
                condition=Q(from_on__isnull=True) | Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="planning_closes_after_it_opens",
                violation_error_message=_("It closes before it opens."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def anchor(self) -> str:
        return anchor_of(self.slug)

    def is_open(self, day: dt.date) -> bool:
        """Whether others can say something on `day` (a Swedish date)."""
        return (self.from_on is None or self.from_on <= day) and not self.is_over(day)

    def is_over(self, day: dt.date) -> bool:
        return self.stage == PlanningStage.DECIDED or (self.to_on is not None and self.to_on < day)
