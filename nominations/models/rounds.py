"""Rounds of nomination: what is sought, when, and with which wishes about the composition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreement.models import Agreement, Body, Municipality
from agreement.states import Side
from membership.states import FieldOfActivity
from nominations.counting import Window
from nominations.models.diary import Diary
from nominations.models.forums import Forum
from nominations.querysets import RoundQuerySet
from nominations.states import RoundState, WishKind
from steps.rows import AppendOnly

if TYPE_CHECKING:
    from accounts.models import User


class NominationRound(models.Model):
    """A round for a body's seats, or a call of a forum for representatives: one model, for both go the same way.

    The window's days are Swedish dates and both count whole. `state` is written by `nominations.steps` only.
    """

    agreement = models.ForeignKey(
        Agreement, verbose_name=_("agreement"), on_delete=models.PROTECT, related_name="nomination_rounds"
    )
    slug = models.SlugField(_("address"), max_length=60)
    title = models.CharField(_("title"), max_length=160)
    about = models.TextField(_("what is sought"), help_text=_("The task, in plain words."))
    body = models.ForeignKey(
        Body,
        verbose_name=_("group"),
        on_delete=models.PROTECT,
        related_name="nomination_rounds",
        null=True,
        blank=True,
    )
    forum = models.ForeignKey(
        Forum,
        verbose_name=_("forum"),
        on_delete=models.PROTECT,
        related_name="calls",
        null=True,
        blank=True,
        help_text=_("Either a group or a forum."),
    )
    co_opted = models.BooleanField(
        _("co-opted seats"),
        default=False,
        help_text=_(
            "Those who are chosen take part but do not decide, and are not counted. "
            "A seat with a name of its own is filled on the seat's page."
        ),
    )
    theme = models.CharField(
        _("theme"),
        max_length=20,
        choices=FieldOfActivity,
        blank=True,
        help_text=_("Where somebody is sought who knows a certain field. Everybody may answer."),
    )
    for_young = models.BooleanField(
        _("for young people"), default=False, help_text=_("Young people are asked to take part.")
    )
    opens_on = models.DateField(_("opens"))
    closes_on = models.DateField(_("last day"), help_text=_("The day lasts whole, Swedish time."))
    member_by = models.DateField(
        _("joined at the latest"),
        blank=True,
        help_text=_("A nomination counts if the organisation is a member that day. Empty: the last day."),
    )
    seats_sought = models.PositiveSmallIntegerField(_("seats"))
    alternates_sought = models.PositiveSmallIntegerField(_("alternates"), default=0)
    term_from_on = models.DateField(_("term from"))
    term_to_on = models.DateField(_("term to and including"), null=True, blank=True)
    # An assignment says whether it is paid for (CRO-32): an empty answer is none.
    compensation = models.TextField(
        _("compensation"), help_text=_("What those who are chosen get, or that they get nothing.")
    )
    how_chosen = models.TextField(
        _("how they are chosen"), blank=True, help_text=_("Empty: as it is written for the group.")
    )
    answer_days = models.PositiveSmallIntegerField(
        _("days to answer an offer"),
        default=7,
        help_text=_("When a seat falls vacant and an alternate is asked."),
    )
    keep_days = models.PositiveSmallIntegerField(
        _("days until personal data goes"),
        default=90,
        help_text=_("Of those who were not chosen, counted from the decision."),
    )
    state = models.CharField(
        _("state"), max_length=12, choices=RoundState, default=RoundState.DRAFT, editable=False
    )
    closed_at = models.DateTimeField(_("decided or called off"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("nomination round")
        verbose_name_plural = _("nomination rounds")
        ordering = ("-closes_on", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["agreement", "slug"], name="round_once_per_agreement"),
            models.CheckConstraint(
                condition=Q(body__isnull=True) ^ Q(forum__isnull=True), name="round_has_one_target"
            ),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")), name="round_closes_after_it_opens"
            ),
            models.CheckConstraint(
                condition=Q(term_to_on__isnull=True) | Q(term_to_on__gte=F("term_from_on")),
                name="round_term_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=Q(state__in=RoundState.values), name="round_state_is_known"),
        )

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.member_by = self.member_by or self.closes_on
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        region = self.agreement.region.slug
        return reverse("nominations:round", kwargs={"region": region, "slug": self.slug})

    @property
    def window(self) -> Window:
        return Window(self.opens_on, self.closes_on, self.member_by)

    @property
    def target(self) -> Body | Forum:
        """The group or the forum."""
        found = self.body or self.forum
        if found is None:  # the database keeps such a row from being
            raise LookupError(self.slug)
        return found

    @property
    def decision(self) -> RoundDecision | None:
        """The decision that counts: the newest, which corrects those before it."""
        rows = list(self.decisions.all())
        return rows[-1] if rows else None

    @property
    def selection(self) -> str:
        """How they are chosen: the round's own words, else the group's (MEM-40)."""
        return self.how_chosen or (self.body.how_chosen if self.body else "")


class Wish(models.Model):
    """A wish about the composition, as the region words it; sides, municipalities and fields of activity are counted
    by themselves.
    """

    round = models.ForeignKey(NominationRound, on_delete=models.CASCADE, related_name="wishes")
    kind = models.CharField(_("about"), max_length=15, choices=WishKind)
    text = models.CharField(_("wish"), max_length=160)
    side = models.CharField(_("side"), max_length=10, choices=Side, blank=True)
    municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("municipality"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    field = models.CharField(
        _("field of activity"),
        max_length=20,
        choices=FieldOfActivity,
        blank=True,
        help_text=_("As members say it of themselves."),
    )
    at_least = models.PositiveSmallIntegerField(_("at least"), default=1)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("wish about the composition")
        verbose_name_plural = _("wishes about the composition")
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return self.text


class RoundEvent(Diary):
    """The diary of the round itself: published, taken down, decided, called off; by whom and when."""

    round = models.ForeignKey(NominationRound, on_delete=models.PROTECT, related_name="events")
    actor: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    note = models.TextField(_("note"), blank=True)

    class Meta(Diary.Meta):
        verbose_name = _("event of a round")
        verbose_name_plural = _("diary of the round")


class RoundDecision(AppendOnly):
    """What the leadership group decided about a round, when and under which paragraph. Written once.

    One that corrects another names all who are chosen anew, so the newest alone says how the round is decided.
    """

    round = models.ForeignKey(NominationRound, on_delete=models.PROTECT, related_name="decisions")
    # Never edited: a mistake gets a new decision that refers to it, and says why.
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    correction = models.TextField(_("why it was corrected"), blank=True)
    decided_on = models.DateField(_("meeting date"))
    paragraph = models.CharField(_("paragraph"), max_length=20)
    registry_number = models.CharField(_("registry number"), max_length=40, blank=True)
    reasons = models.TextField(_("reasons"), blank=True)
    unequal_reason = models.TextField(_("why the seats are not equally many"), blank=True)
    # Members of the group whose own organisation had nominated, as it was then: [{"name", "organisation"}].
    conflicts = models.JSONField(_("conflicts of interest"), default=list, blank=True)
    recorded_by: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)

    class Meta:
        verbose_name = _("decision of a round")
        verbose_name_plural = _("decisions of rounds")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["round"], condition=Q(corrects__isnull=True), name="one_first_decision_per_round"
            ),
        )

    def __str__(self) -> str:
        return f"{self.decided_on} § {self.paragraph}"
