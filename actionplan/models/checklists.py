"""What each party does in its own house so that the agreement comes true: a checklist, and what was said (PLAN-17)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from actionplan.models.diary import Diary
from actionplan.states import PointState
from agreement.models import Agreement, Party

if TYPE_CHECKING:
    pass


class ChecklistPoint(models.Model):
    """Something that the plan asks of every party. The region's own words; what is not asked any more is kept."""

    agreement = models.ForeignKey(
        Agreement, verbose_name=_("agreement"), on_delete=models.CASCADE, related_name="checklist"
    )
    slug = models.SlugField(_("address"), max_length=60)
    text = models.CharField(_("text"), max_length=240, help_text=_("What each party does, in one sentence."))
    about = models.TextField(_("more about it"), blank=True, help_text=_("From when, how, and for whom."))
    is_asked = models.BooleanField(
        _("is asked"), default=True, help_text=_("Otherwise it is shown only where somebody has answered.")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("point of the checklist")
        verbose_name_plural = _("checklist of the parties")
        ordering = ("order", "pk")
        constraints = (
            models.UniqueConstraint(fields=["agreement", "slug"], name="point_once_per_agreement"),
        )

    def __str__(self) -> str:
        return self.text


class PartyPoint(models.Model):
    """How a party stands with a point; `state` moves through actionplan.services.checklists and nowhere else.

    `words` are those that the point had when it was reported: what was shown does not come to stand for something else.
    """

    point = models.ForeignKey(
        ChecklistPoint, verbose_name=_("point"), on_delete=models.PROTECT, related_name="answers"
    )
    party = models.ForeignKey(
        Party, verbose_name=_("party"), on_delete=models.PROTECT, related_name="checklist_answers"
    )
    state = models.CharField(
        _("state"), max_length=10, choices=PointState, default=PointState.OPEN, editable=False
    )
    done_on: models.DateField[dt.date | None, dt.date | None] = models.DateField(
        _("done"), null=True, blank=True
    )
    evidence = models.TextField(_("how it can be seen"), blank=True)
    url = models.URLField(_("link"), blank=True)
    words = models.CharField(_("what was asked"), max_length=240, blank=True, editable=False)

    class Meta:
        verbose_name = _("answer of a party")
        verbose_name_plural = _("answers of the parties")
        ordering = ("point", "party", "pk")
        constraints = (
            models.UniqueConstraint(fields=["point", "party"], name="point_answered_once_per_party"),
            models.CheckConstraint(
                condition=Q(state=PointState.DONE, done_on__isnull=False)
                | Q(state=PointState.OPEN, done_on__isnull=True),
                name="point_that_is_done_has_a_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.party}: {self.point}"


class PointEvent(Diary):
    """The diary of a party's point. Who wrote it is never public."""

    answer = models.ForeignKey(PartyPoint, on_delete=models.PROTECT, related_name="events")

    class Meta(Diary.Meta):
        verbose_name = _("event of a checklist")
        verbose_name_plural = _("diary of checklists")
