"""What happens with a meeting: its diary, items, papers, who was there, minutes, and items handed to the other group.

The meeting itself is `agreement.models.Meeting`, so that applicants can see when the group meets.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreement.models import Body, Meeting, Party, Seat
from agreement.states import SeatKind, Side
from meetings.querysets import ItemQuerySet, PaperQuerySet
from meetings.states import ItemKind, ItemState, Presence
from steps.rows import AppendOnly

if TYPE_CHECKING:
    from accounts.models import User


class GroupMeeting(Meeting):
    """A meeting as staff find it in the admin."""

    class Meta:
        proxy = True
        verbose_name = _("meeting of a group")
        verbose_name_plural = _("meetings of the groups")
        ordering = ("-day", "-pk")


class MeetingEvent(AppendOnly):
    """The diary of a meeting: every step, by whom and when (CRO-43)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField(_("when"), auto_now_add=True)
    actor: models.ForeignKey[User | None, User | None] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    step = models.CharField(_("step"), max_length=20)
    source = models.CharField(_("from"), max_length=12)
    target = models.CharField(_("to"), max_length=12)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("diary")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.step}: {self.source} → {self.target}"


class Item(models.Model):
    """Something for a group to take up. Either side proposes (CRO-38); without a meeting it waits for one.

    `party` is whose seat the proposer had; nobody strikes another's item from the agenda.
    """

    body = models.ForeignKey(Body, verbose_name=_("body"), on_delete=models.PROTECT, related_name="items")
    meeting = models.ForeignKey(
        Meeting,
        verbose_name=_("meeting"),
        on_delete=models.PROTECT,
        related_name="items",
        null=True,
        blank=True,
    )
    number = models.PositiveSmallIntegerField(_("number"), null=True, blank=True)
    kind = models.CharField(_("what it asks for"), max_length=12, choices=ItemKind)
    title = models.CharField(_("title"), max_length=160)
    text = models.TextField(_("what it is about"), blank=True)
    proposed_by: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    party = models.ForeignKey(
        Party, verbose_name=_("party"), on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    created_at = models.DateTimeField(_("proposed"), auto_now_add=True)
    state = models.CharField(
        _("state"), max_length=10, choices=ItemState, default=ItemState.WAITING, editable=False
    )
    outcome = models.TextField(_("what the meeting came to"), blank=True)
    paragraph = models.CharField(_("paragraph"), max_length=20, blank=True)
    # The item that this one goes on from, after it was postponed.
    continues = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="continued_by", null=True, blank=True
    )
    # The matter: the same in every row that this one goes on as, is handed over as, or comes back as. A conflict of
    # interest is in the matter, not in one of its rows.
    thread = models.UUIDField(default=uuid.uuid4, editable=False, db_index=True)

    if TYPE_CHECKING:  # by ItemQuerySet.with_closed_to
        is_closed: bool

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering = ("number", "pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(state__in=[ItemState.SETTLED, ItemState.POSTPONED]) | Q(meeting__isnull=False),
                name="item_is_taken_up_at_a_meeting",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("meetings:item", args=[self.pk])


class Handover(models.Model):
    """An item that the development group hands to the leadership group; it comes back with an answer (MEM-37)."""

    source = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="handover")
    target = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="handed_from")
    # The item by which the answer comes back to the group that asked.
    reply = models.OneToOneField(
        Item, on_delete=models.PROTECT, related_name="answer_to", null=True, blank=True
    )
    question = models.TextField(_("what the group asks"))
    handed_by: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    handed_at = models.DateTimeField(_("handed over"), auto_now_add=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("item handed over")
        verbose_name_plural = _("items handed over")
        ordering = ("-handed_at", "-pk")

    def __str__(self) -> str:
        return self.source.title


class Paper(models.Model):
    """A file for a meeting or for an item. Everybody in the group sees it from the same moment (CRO-38)."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="papers", null=True, blank=True
    )
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="papers", null=True, blank=True)
    title = models.CharField(_("title"), max_length=160)
    stored_name = models.CharField(max_length=200)
    filename = models.CharField(_("file"), max_length=160)
    content_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(_("checksum (SHA-256)"), max_length=64)
    uploaded_by: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("received"), auto_now_add=True)
    released_at = models.DateTimeField(_("sent to all"), null=True, blank=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(meeting__isnull=False) | Q(item__isnull=False), name="paper_belongs_somewhere"
            ),
        )

    def __str__(self) -> str:
        return self.title


class ItemRecusal(models.Model):
    """A conflict of interest of a person in an item: its text and papers are closed to them, and the minutes say so."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="recusals")
    user: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    at = models.DateTimeField(_("declared"), auto_now_add=True)

    class Meta:
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        constraints = (models.UniqueConstraint(fields=["item", "user"], name="one_recusal_per_item"),)

    def __str__(self) -> str:
        return f"{self.user}: {self.item}"


class Attendance(models.Model):
    """How somebody took part, with name and party as they were that day."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendance")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    user: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(_("name"), max_length=150)
    party = models.CharField(_("party"), max_length=160, blank=True)
    side = models.CharField(_("side"), max_length=10, choices=Side, blank=True)
    kind = models.CharField(_("kind of seat"), max_length=20, choices=SeatKind)
    presence = models.CharField(_("took part"), max_length=10, choices=Presence)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["meeting", "seat", "user"], name="attends_once_per_seat"),
        )

    def __str__(self) -> str:
        return f"{self.name}: {self.get_presence_display()}"


class Minutes(models.Model):
    """The minutes of a meeting. Free to change until they are confirmed; a change takes earlier confirmations away."""

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="minutes")
    text = models.TextField(_("minutes"))
    digest = models.CharField(max_length=64)
    # Others who took part, as the minutes name them (MEM-38, CRO-40).
    guests = models.CharField(_("others who were there"), max_length=400, blank=True)
    drafted_by: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("minutes")
        verbose_name_plural = _("minutes")

    def __str__(self) -> str:
        return str(self.meeting)


class Confirmation(AppendOnly):
    """That somebody confirmed the minutes as they read then; `digest` is of their text."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="confirmations")
    digest = models.CharField(max_length=64)
    user: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    side = models.CharField(_("side"), max_length=10, choices=Side)
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(fields=["minutes", "digest", "side"], name="one_confirmation_per_side"),
            models.UniqueConstraint(fields=["minutes", "digest", "user"], name="nobody_confirms_twice"),
        )

    def __str__(self) -> str:
        return f"{self.user} {self.at}"


class Extract(AppendOnly):
    """That an extract of the minutes was sent: to which roles, how many letters, by whom and when."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="extracts")
    roles = models.JSONField(_("sent to"), default=list)
    letters = models.PositiveSmallIntegerField(_("letters"))
    digest = models.CharField(max_length=64)
    sent_by: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField(_("sent"), auto_now_add=True)

    class Meta:
        verbose_name = _("extract of the minutes")
        verbose_name_plural = _("extracts of the minutes")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.meeting} {self.sent_at}"
