"""Looking through the forms of collaboration that there are: who does it, by when, and what came of it (PLAN-18)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from actionplan.models.diary import Diary
from actionplan.states import STANDING, ReviewOutcome, ReviewState
from agreement.models import Party
from nominations.models import Forum

if TYPE_CHECKING:
    pass


class FormReview(models.Model):
    """One look at a form of collaboration; `state` moves through actionplan.services.reviews and nowhere else."""

    forum = models.ForeignKey(
        Forum, verbose_name=_("forum"), on_delete=models.PROTECT, related_name="reviews"
    )
    state = models.CharField(
        _("state"), max_length=10, choices=ReviewState, default=ReviewState.PLANNED, editable=False
    )
    party = models.ForeignKey(
        Party,
        verbose_name=_("responsible party"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="form_reviews",
    )
    role = models.CharField(_("responsible role"), max_length=160, blank=True)
    about = models.TextField(_("what is looked at"), blank=True)
    due_on: models.DateField[dt.date | None, dt.date | None] = models.DateField(
        _("to be ready by"), null=True, blank=True
    )
    finished_on: models.DateField[dt.date | None, dt.date | None] = models.DateField(
        _("looked through"), null=True, blank=True
    )
    outcome = models.CharField(_("what came of it"), max_length=10, choices=ReviewOutcome, blank=True)
    words = models.TextField(_("in words"), blank=True)

    class Meta:
        verbose_name = _("review of a form of collaboration")
        verbose_name_plural = _("reviews of forms of collaboration")
        ordering = ("forum", "finished_on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["forum"], condition=Q(state__in=STANDING), name="one_review_of_a_forum_at_a_time"
            ),
            models.CheckConstraint(
                condition=(Q(state=ReviewState.DONE, finished_on__isnull=False) & ~Q(outcome=""))
                | (~Q(state=ReviewState.DONE) & Q(finished_on__isnull=True, outcome="")),
                name="review_that_is_done_has_an_outcome",
            ),
        )

    def __str__(self) -> str:
        return f"{self.forum}: {self.get_state_display()}"


class FormReviewEvent(Diary):
    """The diary of a review. Who wrote it is never public."""

    review = models.ForeignKey(FormReview, on_delete=models.PROTECT, related_name="events")

    class Meta(Diary.Meta):
        verbose_name = _("event of a review")
        verbose_name_plural = _("diary of reviews")
