"""Action plans in versions, their development areas with planned actions and milestones."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from actionplan.querysets import ActionPlanQuerySet
from actionplan.states import PlanKind
from agreement import canon
from agreement.frozen import AdoptableText, TextRow
from agreement.models import Agreement, DecisionRecord, Principle, TextLink, Translation
from agreement.states import PartKind, Subject

if TYPE_CHECKING:
    from agreement.canon import Canonical


class ActionPlan(AdoptableText):
    """A plan of an agreement (PLAN-01). Both models run here (PLAN-29): a plan for a period, or one for each year.

    Without a period it is what every year's plan is built on. An adopted plan is changed by a new one that `revises`
    it (PLAN-25).
    """

    subject: ClassVar[Subject] = Subject.PLAN

    agreement = models.ForeignKey(
        Agreement, verbose_name=_("agreement"), on_delete=models.PROTECT, related_name="action_plans"
    )
    slug = models.SlugField(_("address"), max_length=60)
    title = models.CharField(_("title"), max_length=160)
    kind = models.CharField(_("kind"), max_length=10, choices=PlanKind, default=PlanKind.PERIOD)
    # Days, both included (AGR-17); what is not known stays empty.
    period_from = models.DateField(_("from"), null=True, blank=True)
    period_to = models.DateField(_("to and including"), null=True, blank=True)
    revises = models.ForeignKey(
        "self",
        verbose_name=_("revises"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="revisions",
    )
    decisions = models.ManyToManyField(
        DecisionRecord, verbose_name=_("decisions"), blank=True, related_name="plans"
    )

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
        return reverse("actionplan:plan-version", args=[self.agreement.region.slug, self.slug])

    def is_over(self, day: dt.date) -> bool:
        """Whether the period ended before `day` (a Swedish date)."""
        return self.period_to is not None and self.period_to < day

    def canonical(self) -> Canonical:
        """What the plan says, in order: what its hash is made of, what is compared and translated."""
        return canon.Canonical(
            head={
                "kind": "plan",
                "plan": self.kind,
                "is_summary": self.is_summary,
                "from": self.period_from.isoformat() if self.period_from else "",
                "to": self.period_to.isoformat() if self.period_to else "",
            },
            items=[
                canon.Item("title", self.title),
                *canon.summary(self.summary),
                *canon.parts(self.parts.all()),
                *(item for area in self.areas.all() for item in area.canonical_items()),
                *(
                    canon.Item(f"milestone/{number}", each.text, note=str(each.year))
                    for number, each in enumerate(self.milestones.all(), 1)
                ),
                *(item for number, link in enumerate(self.links.all(), 1) for item in link.items(number)),
            ],
        )


class PlanRow(TextRow):
    """A row that hangs on a plan itself."""

    text_path: ClassVar[str] = "plan"

    class Meta:
        abstract = True


class PlanPart(PlanRow):
    """A part of the plan's text besides its areas: introduction, vision, goals. Plain text as in the agreement."""

    plan = models.ForeignKey(
        ActionPlan, verbose_name=_("action plan"), on_delete=models.CASCADE, related_name="parts"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=PartKind)
    heading = models.CharField(_("heading"), max_length=120)
    body = models.TextField(_("text"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"))

    class Meta:
        verbose_name = _("part")
        verbose_name_plural = _("parts")
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return self.heading


class DevelopmentArea(PlanRow):
    """An area of a plan, with the plan's own name and order (PLAN-02, PLAN-03)."""

    plan = models.ForeignKey(
        ActionPlan, verbose_name=_("action plan"), on_delete=models.CASCADE, related_name="areas"
    )
    slug = models.SlugField(_("address"), max_length=80)
    name = models.CharField(_("name"), max_length=160)
    summary = models.TextField(_("text"), blank=True, help_text=_("Empty: the page says that it is missing."))
    order = models.PositiveSmallIntegerField(_("order"))
    # Areas of different plans that are the same work although they have other names (PLAN-03). No part of the text.
    corresponds_to = models.ManyToManyField(
        "self", verbose_name=_("corresponds to"), blank=True, symmetrical=True
    )

    class Meta:
        verbose_name = _("development area")
        verbose_name_plural = _("development areas")
        ordering = ("order", "pk")
        constraints = (models.UniqueConstraint(fields=["plan", "slug"], name="area_once_per_plan"),)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("actionplan:area", args=[self.plan.agreement.region.slug, self.plan.slug, self.slug])

    def canonical_items(self) -> list[canon.Item]:
        key = f"area/{self.slug}"
        return [
            canon.Item(f"{key}/name", self.name),
            canon.Item(f"{key}/text", self.summary),
            *canon.lines(f"{key}/action", (action.text for action in self.actions.all())),
        ]


class PlannedAction(TextRow):
    """An action that the plan names under an area (PLAN-04)."""

    text_path: ClassVar[str] = "area__plan"

    area = models.ForeignKey(DevelopmentArea, on_delete=models.CASCADE, related_name="actions")
    text = models.TextField(_("text"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("planned action")
        verbose_name_plural = _("planned actions")
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return self.text[:80]


class Milestone(PlanRow):
    """What is to be reached in a year of the plan (PLAN-11)."""

    plan = models.ForeignKey(
        ActionPlan, verbose_name=_("action plan"), on_delete=models.CASCADE, related_name="milestones"
    )
    year = models.PositiveSmallIntegerField(_("year"))
    text = models.TextField(_("text"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ("year", "order", "pk")

    def __str__(self) -> str:
        return f"{self.year}: {self.text[:60]}"


class MilestoneReport(models.Model):
    """That a milestone was reached, and how that can be seen (PLAN-11). Apart from the plan, which is frozen."""

    milestone = models.OneToOneField(Milestone, on_delete=models.CASCADE, related_name="report")
    reached_on = models.DateField(_("reached"), null=True, blank=True)
    proof = models.TextField(_("how it can be seen"), blank=True)
    url = models.URLField(_("link"), blank=True)

    class Meta:
        verbose_name = _("report of a milestone")
        verbose_name_plural = _("reports of milestones")

    def __str__(self) -> str:
        return str(self.milestone)


class AreaPrinciple(models.Model):
    """Which principle the work of an area serves, and why we read it so. No part of the plan's text."""

    area = models.ForeignKey(DevelopmentArea, on_delete=models.CASCADE, related_name="principle_links")
    principle = models.ForeignKey(
        Principle, verbose_name=_("principle"), on_delete=models.CASCADE, related_name="area_links"
    )
    why = models.TextField(_("why"))

    class Meta:
        verbose_name = _("principle of an area")
        verbose_name_plural = _("principles of areas")
        ordering = ("principle__order", "area__order", "pk")
        constraints = (models.UniqueConstraint(fields=["area", "principle"], name="principle_once_per_area"),)

    def __str__(self) -> str:
        return f"{self.area} – {self.principle}"


class PlanLink(TextLink):
    """A link of a plan (AGR-28)."""

    text_path: ClassVar[str] = "plan"

    plan = models.ForeignKey(ActionPlan, on_delete=models.CASCADE, related_name="links")

    class Meta(TextLink.Meta):
        pass


class PlanTranslation(Translation):
    """A plan in another language."""

    plan = models.ForeignKey(
        ActionPlan, verbose_name=_("action plan"), on_delete=models.CASCADE, related_name="translations"
    )

    class Meta(Translation.Meta):
        constraints = (models.UniqueConstraint(fields=["plan", "language"], name="plan_once_per_language"),)
