"""Nominations with their diary, who was chosen, which organisation a seat hangs on, and offers of vacant seats."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import UserManager
from agreement.models import Municipality, Party, Seat, SeatHolding
from membership.models import Organisation
from nominations.models.diary import Diary
from nominations.models.forums import ForumSeat
from nominations.models.rounds import NominationRound, RoundDecision, Wish
from nominations.querysets import ChoiceQuerySet, NominationQuerySet, OfferQuerySet, TaskQuerySet
from nominations.states import LIVING, Answer, Ground, PlaceKind, State, TaskKind, Wants
from relay.models import Work, work_indexes
from steps.rows import AppendOnly

if TYPE_CHECKING:
    from typing import Any

    from accounts.models import User


class Nomination(models.Model):
    """Somebody is nominated in a round: by an organisation, or by a sitting member of the development group (MEM-27).

    `state` is written by `nominations.steps` only. `answer_key` is the secret part of the link that the nominee gets.
    Of a nominee who is not chosen nothing personal is left some time after the decision (`forgotten_at`).
    """

    round = models.ForeignKey(NominationRound, on_delete=models.PROTECT, related_name="nominations")
    ground = models.CharField(_("by which right"), max_length=15, choices=Ground, default=Ground.ORGANISATION)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="nominations",
        null=True,
        blank=True,
    )
    nominated_by: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="nominations_made"
    )
    # For whom a sitting member sat in the development group when it was sent: whose seat the nominee gets.
    party = models.ForeignKey(
        Party,
        verbose_name=_("party"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )
    nominee_name = models.CharField(_("name"), max_length=120, blank=True)
    nominee_email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    nominee_role = models.CharField(_("role in the organisation"), max_length=120, blank=True)
    motivation = models.TextField(_("motivation"), max_length=3000, blank=True)
    wants = models.CharField(_("stands for"), max_length=10, choices=Wants, default=Wants.EITHER)
    municipality = models.ForeignKey(
        Municipality, verbose_name=_("municipality"), on_delete=models.PROTECT, null=True, blank=True
    )
    # What the nominator says that the nominee brings; sides and municipalities are counted by themselves.
    brings = models.ManyToManyField(Wish, verbose_name=_("brings"), blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.PREPARED, editable=False)
    language = models.CharField(_("language"), max_length=10, default="sv")
    answer_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True, editable=False)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True, editable=False)
    forgotten_at = models.DateTimeField(_("personal data removed"), null=True, blank=True, editable=False)

    objects = NominationQuerySet.as_manager()

    class Meta:
        verbose_name = _("nomination")
        verbose_name_plural = _("nominations")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=Q(state__in=State.values), name="nomination_state_is_known"),
            models.CheckConstraint(
                condition=~Q(ground=Ground.ORGANISATION) | Q(organisation__isnull=False),
                name="organisation_nominates_by_itself",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(State.PREPARED, State.WITHDRAWN, State.NOT_CHOSEN))
                | Q(sent_at__isnull=False),
                name="sent_nomination_has_a_time",
            ),
            # The same person once by the same nominator; two in a board who press at once write one letter.
            models.UniqueConstraint(
                fields=["round", "organisation", "nominee_email"],
                condition=Q(state__in=LIVING, organisation__isnull=False),
                name="nominee_once_per_organisation",
            ),
            models.UniqueConstraint(
                fields=["round", "nominated_by", "nominee_email"],
                condition=Q(state__in=LIVING, organisation__isnull=True),
                name="nominee_once_per_member",
            ),
        )
        indexes = (models.Index(fields=["nominee_email"], name="nomination_of_person"),)

    def __str__(self) -> str:
        return self.nominee_name or str(_("Name removed"))

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.nominee_email = UserManager.normalize_email(self.nominee_email)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("nominations:nomination", kwargs={"pk": self.pk})

    @property
    def answer_url(self) -> str:
        return reverse("nominations:answer", kwargs={"key": self.answer_key})

    @property
    def nominator(self) -> str:
        """Who nominates, as the group reads it: the organisation, else the sitting member."""
        return self.organisation.name if self.organisation else str(self.nominated_by)

    @property
    def side(self) -> str:
        """Whom the nominee comes from: the organisation's side, else that of the sitting member's party."""
        if self.organisation is not None:
            return self.organisation.kind
        return self.party.side if self.party else ""


class NominationEvent(Diary):
    """The diary: every step, by whom and when. No name of a nominee stands in it, so it can stay for good."""

    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="events")
    # Nobody: the nominee by the link, or the clock.
    actor: models.ForeignKey[User | None, User | None] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    by = models.CharField(_("as"), max_length=12)

    class Meta(Diary.Meta):
        verbose_name = _("event")
        verbose_name_plural = _("diary")


class Choice(AppendOnly):
    """That a nomination was chosen: for what, as which of the alternates, and for which term as decided.

    A decision that corrects another one has choices of its own; `objects.standing()` are those that count.
    """

    decision = models.ForeignKey(RoundDecision, on_delete=models.PROTECT, related_name="choices")
    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="choices")
    kind = models.CharField(_("chosen as"), max_length=10, choices=PlaceKind)
    rank = models.PositiveSmallIntegerField(_("order among the alternates"), default=0)
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, related_name="+")
    # Nothing any more where the term was called off before it began.
    holding = models.ForeignKey(
        SeatHolding, on_delete=models.SET_NULL, null=True, related_name="nomination_choices"
    )
    forum_seat = models.ForeignKey(
        ForumSeat, on_delete=models.SET_NULL, null=True, related_name="nomination_choices"
    )
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to and including"), null=True)

    objects = ChoiceQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("choice")
        verbose_name_plural = _("choices")
        ordering = ("rank", "pk")
        constraints = (
            models.UniqueConstraint(fields=["decision", "nomination"], name="chosen_once_per_decision"),
            models.UniqueConstraint(
                fields=["decision", "rank"],
                condition=Q(kind=PlaceKind.ALTERNATE),
                name="alternate_rank_once",
            ),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="choice_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.rank or ''}".strip()


class SeatLink(models.Model):
    """Which organisation and nomination a holding hangs on: the seat ends with the membership (MEM-42)."""

    holding = models.OneToOneField(SeatHolding, on_delete=models.CASCADE, related_name="nomination_link")
    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="links")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="seat_links", null=True
    )

    class Meta:
        verbose_name = _("seat of an organisation")
        verbose_name_plural = _("seats of organisations")

    def __str__(self) -> str:
        return f"{self.organisation}: {self.holding_id}"


class SeatOffer(models.Model):
    """A vacant seat offered to an alternate, in the order of their ranks. `answer_by` lasts whole (Swedish date).

    `vacancy` names what fell vacant (`nominations.vacant.Vacancy.key`); a place in a forum has no `seat`.
    """

    vacancy = models.CharField(max_length=40)
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="offers", null=True)
    vacated = models.ForeignKey(SeatHolding, on_delete=models.SET_NULL, related_name="offers", null=True)
    # What an alternate got in a forum.
    forum_seat = models.ForeignKey(ForumSeat, on_delete=models.SET_NULL, related_name="offers", null=True)
    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="offers")
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to and including"), null=True)
    answer_by = models.DateField(_("answer by"))
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, default=Answer.OPEN, blank=True)
    answer_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    offered_at = models.DateTimeField(_("offered"), auto_now_add=True)
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer of a seat")
        verbose_name_plural = _("offers of seats")
        ordering = ("offered_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["vacancy"], condition=Q(answer=Answer.OPEN), name="one_open_offer_per_vacancy"
            ),
            models.UniqueConstraint(
                fields=["nomination"], condition=Q(answer=Answer.OPEN), name="one_open_offer_per_alternate"
            ),
            models.UniqueConstraint(fields=["vacancy", "nomination"], name="one_offer_per_vacancy"),
        )

    def __str__(self) -> str:
        return f"{self.vacancy} {self.answer_by}"

    def get_absolute_url(self) -> str:
        return reverse("nominations:offer", kwargs={"key": self.answer_key})


class RoundTask(Work):
    """Something that is due on a day: a reminder, a look for vacant seats, the removal of data. Late is as good as on
    time, and twice is once: each row has a key, and what it does asks first whether there still is a reason.
    """

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=TaskKind)
    round = models.ForeignKey(NominationRound, on_delete=models.PROTECT, related_name="tasks")
    nomination = models.ForeignKey(
        Nomination, on_delete=models.PROTECT, related_name="tasks", null=True, blank=True
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TaskQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("task of a round")
        verbose_name_plural = _("tasks of rounds")
        ordering = ("due_at", "pk")
        indexes = (*work_indexes("round_task"),)

    def __str__(self) -> str:
        return self.key
