"""What those who want to join are told: days with an effect, and the published criteria."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from agreement.models.regions import Agreement
from agreement.querysets import CutOffQuerySet
from agreement.states import Effect

if TYPE_CHECKING:
    import datetime as dt


class CutOff(models.Model):
    """A day with an effect: whoever applies on it or before gets what `wording_before` says (MEM-11 … MEM-14).

    Never a gate. The day counts whole, to 23:59:59.999999 Swedish time (MEM-13).
    """

    agreement = models.ForeignKey(
        Agreement, verbose_name=_("agreement"), on_delete=models.CASCADE, related_name="cut_offs"
    )
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

    agreement = models.ForeignKey(
        Agreement, verbose_name=_("agreement"), on_delete=models.CASCADE, related_name="criteria"
    )
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
