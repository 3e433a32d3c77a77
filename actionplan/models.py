"""Action plans and their development areas; activities come with the yearly plan."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from actionplan.querysets import ActionPlanQuerySet
from agreement.models import Agreement


class ActionPlan(models.Model):
    """A plan of an agreement (PLAN-01). Without a period it is what every year's plan is built on (PLAN-29)."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="action_plans")
    slug = models.SlugField(_("address"), max_length=60)
    title = models.CharField(_("title"), max_length=160)
    # Days, both included (AGR-17); what is not known stays empty.
    period_from = models.DateField(_("from"), null=True, blank=True)
    period_to = models.DateField(_("to and including"), null=True, blank=True)
    is_summary = models.BooleanField(
        _("summary"),
        default=True,
        help_text=_("Our own words; the adopted wording is elsewhere and governs."),
    )
    adopted_text = models.TextField(
        _("adopted"), blank=True, help_text=_("By whom and when, as far as known.")
    )
    source_url = models.URLField(_("adopted text"), blank=True)

    objects = ActionPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("action plan")
        verbose_name_plural = _("action plans")
        ordering = ("-period_from", "pk")
        constraints = (
            models.UniqueConstraint(fields=["agreement", "slug"], name="plan_once_per_agreement"),
            models.CheckConstraint(
                condition=Q(period_from__isnull=True)
                | Q(period_to__isnull=True)
                | Q(period_to__gte=F("period_from")),
                name="plan_ends_after_it_begins",
                violation_error_message=_("The plan ends before it begins."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("actionplan:plan", kwargs={"region": self.agreement.region.slug})


class DevelopmentArea(models.Model):
    """An area of a plan, with the plan's own name and order (PLAN-02, PLAN-03)."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.CASCADE, related_name="areas")
    slug = models.SlugField(_("address"), max_length=80)
    name = models.CharField(_("name"), max_length=160)
    summary = models.TextField(_("text"), blank=True, help_text=_("Empty: the page says that it is missing."))
    order = models.PositiveSmallIntegerField(_("order"))

    class Meta:
        verbose_name = _("development area")
        verbose_name_plural = _("development areas")
        ordering = ("order", "pk")
        constraints = (models.UniqueConstraint(fields=["plan", "slug"], name="area_once_per_plan"),)

    def __str__(self) -> str:
        return self.name
