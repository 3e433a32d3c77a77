"""Plans of activities for a year, drafted, adopted by decision and then frozen; what each activity says (PLAN-05)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from actionplan.models.courses import Course
from actionplan.models.plans import ActionPlan, DevelopmentArea, PlannedAction, PlanTranslation
from actionplan.querysets import ActivityPlanQuerySet, ActivityQuerySet
from actionplan.states import ActivityKind, ResourceKind, WordKind
from agreement import canon
from agreement.adoption import Required
from agreement.frozen import AdoptableText, TextRow
from agreement.models import Agreement, DecisionRecord, Document, Goal, Party, Principle
from agreement.states import BodyKind, Subject
from membership.models import Organisation

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

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


class ActivityRow(TextRow):
    """A row that hangs on an activity of a plan."""

    text_path: ClassVar[str] = "activity__plan"

    class Meta:
        abstract = True


class Resource(ActivityRow):
    """What a party, or somebody else, puts in (PLAN-06)."""

    named: ClassVar[dict[str, str | tuple[str, ...]]] = {"party": "slug"}

    activity = models.ForeignKey(
        Activity, verbose_name=_("activity"), on_delete=models.CASCADE, related_name="resources"
    )
    party = models.ForeignKey(
        Party, verbose_name=_("party"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    giver = models.CharField(_("somebody else"), max_length=160, blank=True, help_text=_("An organisation."))
    kind = models.CharField(_("kind"), max_length=10, choices=ResourceKind, default=ResourceKind.HOURS)
    amount: models.DecimalField[Decimal | None, Decimal | None] = models.DecimalField(
        _("amount"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        ordering = ("order", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0),
                name="resource_is_not_negative",
                violation_error_message=_("Less than nothing is not possible."),
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=False) | ~Q(note=""),
                name="resource_says_how_much_or_what",
                violation_error_message=_("Say how much it is, or what."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount or ''} {self.note}".strip()

    def in_canon(self) -> str:
        amount = f"{self.amount.normalize():f}" if self.amount is not None else ""
        return " | ".join((self.kind, self.party.slug if self.party else "", self.giver, amount, self.note))


class Participant(ActivityRow):
    """Who else takes part: a party, a member organisation, or a name; the words are those of the day it was written."""

    activity = models.ForeignKey(
        Activity, verbose_name=_("activity"), on_delete=models.CASCADE, related_name="participants"
    )
    name = models.CharField(
        _("name"), max_length=200, blank=True, help_text=_("An organisation, not a person.")
    )
    party = models.ForeignKey(
        Party, verbose_name=_("party"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("member organisation"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("others taking part")
        ordering = ("order", "pk")
        constraints = (models.CheckConstraint(condition=~Q(name=""), name="participant_has_a_name"),)

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Without a name of its own it has that of the party or the organisation."""
        if not self.name:
            self.name = str(self.party or self.organisation or "")
        super().save(*args, **kwargs)


class ActivityMilestone(ActivityRow):
    """What is to be reached, perhaps by a day. Its number stays its own in every edition of the plan."""

    activity = models.ForeignKey(
        Activity, verbose_name=_("activity"), on_delete=models.CASCADE, related_name="milestones"
    )
    number = models.PositiveSmallIntegerField(_("number"), editable=False)
    text = models.CharField(_("text"), max_length=240)
    due_on: models.DateField[dt.date | None, dt.date | None] = models.DateField(
        _("to be reached by"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("milestone of an activity")
        verbose_name_plural = _("milestones of the activity")
        ordering = ("number", "pk")
        constraints = (
            models.UniqueConstraint(fields=["activity", "number"], name="milestone_number_once_per_activity"),
        )

    def __str__(self) -> str:
        return self.text

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A number that no edition of the activity has used: a proof must never land on another milestone."""
        if not self.number:
            known = ActivityMilestone.objects.filter(activity__course=self.activity.course_id)
            self.number = (known.aggregate(last=models.Max("number"))["last"] or 0) + 1
        super().save(*args, **kwargs)


class ActivityPrinciple(ActivityRow):
    """A principle that the activity serves (PLAN-24)."""

    named: ClassVar[dict[str, str | tuple[str, ...]]] = {"principle": "slug"}

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="principles")
    principle = models.ForeignKey(
        Principle, verbose_name=_("principle"), on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("principle of an activity")
        verbose_name_plural = _("principles of activities")
        ordering = ("principle", "pk")
        constraints = (
            models.UniqueConstraint(fields=["activity", "principle"], name="principle_once_per_activity"),
        )

    def __str__(self) -> str:
        return str(self.principle)


class ActivityGoal(ActivityRow):
    """A goal of the agreement that the activity serves (PLAN-24)."""

    named: ClassVar[dict[str, str | tuple[str, ...]]] = {"goal": "order"}

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="goals")
    goal = models.ForeignKey(Goal, verbose_name=_("goal"), on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("goal of an activity")
        verbose_name_plural = _("goals of activities")
        ordering = ("goal", "pk")
        constraints = (models.UniqueConstraint(fields=["activity", "goal"], name="goal_once_per_activity"),)

    def __str__(self) -> str:
        return str(self.goal)


class Word(models.Model):
    """A theme or a topic that the region uses for its activities (PLAN-13, PLAN-20, PLAN-21)."""

    agreement = models.ForeignKey(
        Agreement, verbose_name=_("agreement"), on_delete=models.CASCADE, related_name="activity_words"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=WordKind)
    slug = models.SlugField(_("address"), max_length=60)
    name = models.CharField(_("name"), max_length=120)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("theme or topic")
        verbose_name_plural = _("themes and topics")
        ordering = ("kind", "order", "pk")
        constraints = (models.UniqueConstraint(fields=["agreement", "slug"], name="word_once_per_agreement"),)

    def __str__(self) -> str:
        return self.name


class ActivityWord(ActivityRow):
    """A theme or topic of an activity."""

    named: ClassVar[dict[str, str | tuple[str, ...]]] = {"word": ("slug", "kind")}

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="words")
    word = models.ForeignKey(
        Word, verbose_name=_("theme or topic"), on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("theme or topic of an activity")
        verbose_name_plural = _("themes and topics of activities")
        ordering = ("word", "pk")
        constraints = (models.UniqueConstraint(fields=["activity", "word"], name="word_once_per_activity"),)

    def __str__(self) -> str:
        return str(self.word)
