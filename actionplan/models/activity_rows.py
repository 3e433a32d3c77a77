"""What hangs on an activity of a plan: resources, others taking part, milestones, what it serves (PLAN-06, PLAN-24)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from actionplan.models.activities import Activity
from actionplan.states import ResourceKind, WordKind
from agreement.frozen import TextRow
from agreement.models import Agreement, Goal, Party, Principle
from membership.models import Organisation

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal


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
