"""What happens with an activity, beside the frozen text of the plan: its state, its diary, milestones with proof.

A revision of a plan has its own words for an activity, and the same course: what has happened has happened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from actionplan.models.diary import Diary
from actionplan.querysets import CourseQuerySet
from actionplan.states import ActivityState
from agreement.models import Agreement

if TYPE_CHECKING:
    from accounts.models import User


class Course(models.Model):
    """An activity as something that happens; `state` moves through actionplan.steps and nowhere else.

    `keeper` and `proposed_by` are persons and never public; the plan names an office (PLAN-24).
    """

    agreement = models.ForeignKey(
        Agreement, verbose_name=_("agreement"), on_delete=models.PROTECT, related_name="activity_courses"
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=ActivityState,
        default=ActivityState.PROPOSED,
        editable=False,
    )
    keeper: models.ForeignKey[User | None, User | None] = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person who keeps it up to date"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="kept_activities",
    )
    proposed_by: models.ForeignKey[User | None, User | None] = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("proposed by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="proposed_activities",
    )
    # The activity of an earlier year that this one goes on with.
    origin = models.ForeignKey(
        "self",
        verbose_name=_("carried over from"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="carried",
    )

    objects = CourseQuerySet.as_manager()

    class Meta:
        verbose_name = _("course of an activity")
        verbose_name_plural = _("courses of activities")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=ActivityState.values), name="activity_is_in_a_known_state"
            ),
        )

    def __str__(self) -> str:
        return f"{self.pk}: {self.get_state_display()}"


class ActivityEvent(Diary):
    """The diary of an activity: steps, short notes, milestones. Who wrote it is never public."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="events")

    class Meta(Diary.Meta):
        verbose_name = _("event of an activity")
        verbose_name_plural = _("diary of activities")


class MilestoneProof(models.Model):
    """That a milestone of an activity was reached, and how that can be seen; by the milestone's number."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="proofs")
    number = models.PositiveSmallIntegerField(_("number"))
    reached_on = models.DateField(_("reached"))
    proof = models.TextField(_("how it can be seen"), blank=True)
    url = models.URLField(_("link"), blank=True)
    file = models.FileField(_("file"), upload_to="proofs/%Y/", blank=True, max_length=200)
    filename = models.CharField(max_length=120, blank=True, editable=False)
    content_type = models.CharField(max_length=40, blank=True, editable=False)
    size = models.PositiveIntegerField(null=True, blank=True, editable=False)  # bytes
    sha256 = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("reached milestone of an activity")
        verbose_name_plural = _("reached milestones of activities")
        ordering = ("number", "pk")
        constraints = (models.UniqueConstraint(fields=["course", "number"], name="milestone_reached_once"),)

    def __str__(self) -> str:
        return f"{self.number}: {self.reached_on}"
