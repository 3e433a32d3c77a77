"""Plans of activities for a year, drafted, adopted by decision and then frozen; what each activity says (PLAN-05).

What hangs on an activity is in `activity_rows`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from actionplan.models.courses import Course
from actionplan.models.plans import ActionPlan, DevelopmentArea, PlannedAction, PlanTranslation
from actionplan.querysets import ActivityPlanQuerySet, ActivityQuerySet
from actionplan.states import ActivityKind
from agreement import canon
from agreement.adoption import Required
from agreement.frozen import AdoptableText, TextRow
from agreement.models import Agreement, DecisionRecord, Document, Party
from agreement.states import BodyKind, Subject

if TYPE_CHECKING:
    from agreement.canon import Canonical


class ActivityPlan(AdoptableText):
    """What is done in a year under a plan that is shown or adopted (PLAN-05, PLAN-08, PLAN-29).

    The leadership group answers for it, so one decision of that group adopts it (PLAN-07). Once adopted it is changed
    by a new edition of the same year that `revises` it (PLAN-25).
    """

    subject: ClassVar[Subject] = Subject.PLAN

    agreement = models.ForeignKey(
        Agreement, verbose_name=_("agreement"), on_delete=models.PROTECT, related_name="activity_plans"
    )
    plan = models.ForeignKey(
        ActionPlan, verbose_name=_("made from"), on_delete=models.PROTECT, related_name="activity_plans"
    )
    year = models.PositiveSmallIntegerField(_("year"))
    edition = models.PositiveSmallIntegerField(_("edition"), default=1, editable=False)
    # These are the parties' own words and never a summary of something else.
    is_summary = models.BooleanField(_("summary"), default=False, editable=False)
    revises = models.ForeignKey(
        "self",
        verbose_name=_("revises"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="revisions",
    )
    decisions = models.ManyToManyField(
        DecisionRecord, verbose_name=_("decisions"), blank=True, related_name="activity_plans"
    )

    objects = ActivityPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity plan")
        verbose_name_plural = _("activity plans")
        ordering = ("-year", "-edition", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["agreement", "year", "edition"], name="activity_plan_edition_once"
            ),
            models.CheckConstraint(
                condition=Q(year__gte=1990) & Q(year__lte=2200),
                name="activity_plan_year_has_four_figures",
                violation_error_message=_("Write the year with four figures."),
            ),
        )

    def __str__(self) -> str:
        name = _("Activity plan %(year)s") % {"year": self.year}
        return f"{name} ({self.edition})" if self.edition > 1 else name

    def get_absolute_url(self) -> str:
        region = self.agreement.region.slug
        return reverse("actionplan:activity-plan-edition", args=[region, self.year, self.edition])

    @property
    def translations(self) -> Any:
        """There are none: activities are short, and their pages say that they are in Swedish."""
        return PlanTranslation.objects.none()

    def own_requirements(self) -> list[Required]:
        """The leadership group's decision; where there is no such group, what a plan needs in this agreement."""
        body = self.agreement.bodies.filter(kind=BodyKind.LEADERSHIP).first()
        return [Required(None, "", body.name)] if body else []

    def canonical(self) -> Canonical:
        """What the plan says, in order: what its hash is made of."""
        return canon.Canonical(
            head={"kind": "activities", "year": str(self.year), "plan": self.plan.slug},
            items=[
                *canon.summary(self.summary),
                *(item for each in self.activities.all() for item in each.canonical_items()),
            ],
        )


class Activity(TextRow):
    """What is to be done, by which office, with what, when, and what it serves (PLAN-24). No person is named here."""

    text_path: ClassVar[str] = "plan"
    named: ClassVar[dict[str, str | tuple[str, ...]]] = {
        "area": "slug",
        "action": "order",
        "party": "slug",
        "document": "slug",
    }

    plan = models.ForeignKey(
        ActivityPlan, verbose_name=_("activity plan"), on_delete=models.CASCADE, related_name="activities"
    )
    course = models.ForeignKey(Course, on_delete=models.PROTECT, editable=False, related_name="versions")
    slug = models.SlugField(_("address"), max_length=80)
    title = models.CharField(_("title"), max_length=160)
    text = models.TextField(_("text"), blank=True, help_text=_("What is done, for whom, and why."))
    area = models.ForeignKey(
        DevelopmentArea, verbose_name=_("area"), on_delete=models.PROTECT, related_name="activities"
    )
    action = models.ForeignKey(
        PlannedAction,
        verbose_name=_("action of the plan"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
    )
    kind = models.CharField(_("kind"), max_length=10, choices=ActivityKind, default=ActivityKind.ORDINARY)
    party = models.ForeignKey(
        Party,
        verbose_name=_("responsible party"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        help_text=_("Empty: the parties together."),
    )
    role = models.CharField(
        _("responsible role"),
        max_length=160,
        blank=True,
        help_text=_("An office, not a person. Everybody can read it."),
    )
    from_on = models.DateField(_("from"), null=True, blank=True)
    to_on = models.DateField(_("to and including"), null=True, blank=True)
    no_resources = models.BooleanField(_("needs no resources"), default=False)
    agenda = models.JSONField(_("goals of Agenda 2030"), default=list, blank=True)
    reason = models.TextField(
        _("reason"),
        blank=True,
        help_text=_("What the mapping or the follow-up found, as far as it is the reason."),
    )
    document = models.ForeignKey(
        Document,
        verbose_name=_("document behind the reason"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    carry_reason = models.TextField(_("why it goes on"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects: ClassVar[Any] = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ("area", "order", "pk")
        constraints = (
            models.UniqueConstraint(fields=["plan", "slug"], name="activity_once_per_plan"),
            models.UniqueConstraint(fields=["plan", "course"], name="course_once_per_plan"),
            models.CheckConstraint(
                condition=Q(from_on__isnull=True) | Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="activity_ends_after_it_begins",
                violation_error_message=_("It ends before it begins."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def name(self) -> str:
        """What its address is made of."""
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """An activity that is new begins its course as a proposal."""
        if not self.course_id:
            self.course = Course.objects.create(agreement=self.plan.agreement)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        region = self.plan.agreement.region.slug
        return reverse("actionplan:activity", args=[region, self.plan.year, self.slug])

    def canonical_items(self) -> list[canon.Item]:
        """What is decided about the activity; empty things leave no trace, so that what comes later changes nothing."""
        key = f"activity/{self.slug}"
        facts = [
            self.area.slug,
            f"action {self.action.order}" if self.action else "",
            self.kind,
            self.party.slug if self.party else "",
            self.from_on.isoformat() if self.from_on else "",
            self.to_on.isoformat() if self.to_on else "",
            "none" if self.no_resources else "",
            " ".join(str(number) for number in sorted(self.agenda)),
            self.document.slug if self.document else "",
        ]
        served = [
            *(
                f"principle {each.principle.version.slug}/{each.principle.slug}"
                for each in self.principles.all()
            ),
            *(f"goal {each.goal.version.slug}/{each.goal.order}" for each in self.goals.all()),
            *(f"{each.word.kind} {each.word.slug}" for each in self.words.all()),
        ]
        items = [
            canon.Item(f"{key}/name", self.title, note=" | ".join(facts)),
            canon.Item(f"{key}/text", self.text),
            canon.Item(f"{key}/role", self.role),
            canon.Item(f"{key}/reason", self.reason),
            canon.Item(f"{key}/carried", self.carry_reason),
            *canon.lines(f"{key}/serves", sorted(served)),
            *canon.lines(f"{key}/taking-part", (each.name for each in self.participants.all())),
            *canon.lines(f"{key}/resource", (each.in_canon() for each in self.resources.all())),
            *(
                canon.Item(f"{key}/milestone/{each.number}", each.text, note=str(each.due_on or ""))
                for each in self.milestones.all()
            ),
        ]
        return [item for item in items if item.text.strip()]
