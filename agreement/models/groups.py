"""Bodies with seats, who holds them, and roles besides them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agreement.models.records import DecisionRecord
from agreement.models.regions import Agreement, Party, Region
from agreement.querysets import PartyNoticeQuerySet, RegionRoleQuerySet, SeatHoldingQuerySet, SeatQuerySet
from agreement.states import BodyKind, FilledBy, MeetingState, NoticeKind, Role, SeatKind

if TYPE_CHECKING:
    from accounts.models import User


class Body(models.Model):
    """The leadership group or the development group, under the region's own name for it."""

    agreement = models.ForeignKey(
        Agreement, verbose_name=_("agreement"), on_delete=models.CASCADE, related_name="bodies"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=BodyKind)
    slug = models.SlugField(_("address"), max_length=60)
    name = models.CharField(_("name"), max_length=120)
    about = models.TextField(_("about"), blank=True)
    filled_by = models.CharField(
        _("who fills the seats"), max_length=10, choices=FilledBy, default=FilledBy.PARTY
    )
    # How representatives are chosen and whom they speak for, on the public page (MEM-40).
    how_chosen = models.TextField(_("how its members are chosen"), blank=True)
    meetings_a_year = models.PositiveSmallIntegerField(_("meetings a year"), null=True, blank=True)

    class Meta:
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["agreement", "kind"], name="body_once_per_kind"),)

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """A seat that a party fills (MEM-32); co-opted seats may belong to no party."""

    body = models.ForeignKey(Body, verbose_name=_("body"), on_delete=models.CASCADE, related_name="seats")
    party = models.ForeignKey(
        Party, verbose_name=_("party"), on_delete=models.PROTECT, related_name="seats", null=True, blank=True
    )
    kind = models.CharField(_("kind"), max_length=20, choices=SeatKind)
    label = models.CharField(_("label"), max_length=120, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    # When the seat itself exists, both days included; a seat that was abolished stays in the history (MEM-34).
    from_on = models.DateField(_("from"), null=True, blank=True)
    to_on = models.DateField(_("to and including"), null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ("order", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind=SeatKind.CO_OPTED) | Q(party__isnull=False), name="deciding_seat_has_a_party"
            ),
        )

    def __str__(self) -> str:
        return self.label or f"{self.get_kind_display()} {self.party or ''}".strip()


class SeatHolding(models.Model):
    """Who held a seat from one day to another, both days included (MEM-34)."""

    seat = models.ForeignKey(Seat, verbose_name=_("seat"), on_delete=models.CASCADE, related_name="holdings")
    user: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        on_delete=models.PROTECT,
        related_name="seat_holdings",
    )
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to and including"), null=True, blank=True)
    # Whom the person speaks for, as the public reads it (MEM-40); an organisation's name, or nothing.
    represents = models.CharField(_("speaks for"), max_length=200, blank=True)
    decision = models.ForeignKey(
        DecisionRecord,
        verbose_name=_("appointing decision"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    appointed = models.CharField(
        _("how appointed"), max_length=200, blank=True, help_text=_("Where no decision is recorded here.")
    )
    ended_note = models.CharField(_("why it ended"), max_length=200, blank=True)
    recorded_by: models.ForeignKey[User | None, User | None] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True, null=True)

    objects = SeatHoldingQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat holder")
        verbose_name_plural = _("seat holders")
        ordering = ("from_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="holding_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} ({self.from_on}–{self.to_on or ''})"


class RegionRole(models.Model):
    """A role in a region besides seats, from one day to another, both included."""

    region = models.ForeignKey(
        Region, verbose_name=_("region"), on_delete=models.CASCADE, related_name="roles"
    )
    user: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        on_delete=models.CASCADE,
        related_name="region_roles",
    )
    role = models.CharField(_("role"), max_length=30, choices=Role)
    party = models.ForeignKey(Party, verbose_name=_("party"), on_delete=models.CASCADE, null=True, blank=True)
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to and including"), null=True, blank=True)

    objects = RegionRoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ("region", "role", "pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(role=Role.PARTY_ADMINISTRATOR) | Q(party__isnull=False),
                name="party_administrator_has_a_party",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.region}"


class Composition(models.Model):
    """That somebody looked at how a body is composed on a day and confirmed it (MEM-30).

    `counts` are the filled ordinary seats of each group, by its key, as they were. An unequal composition has a reason.
    """

    body = models.ForeignKey(
        Body, verbose_name=_("body"), on_delete=models.CASCADE, related_name="compositions"
    )
    day = models.DateField(_("date"))
    counts = models.JSONField(_("filled seats"), default=dict)
    unequal_reason = models.TextField(_("why the seats are not equally many"), blank=True)
    confirmed_by: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(_("confirmed"), auto_now_add=True)

    class Meta:
        verbose_name = _("confirmed composition")
        verbose_name_plural = _("confirmed compositions")
        ordering = ("-day", "-pk")

    def __str__(self) -> str:
        return f"{self.body} {self.day}"


class PartyNotice(models.Model):
    """A main party asks for renegotiation, or withdraws with notice (AGR-22 … AGR-24). Every public page says so."""

    party = models.ForeignKey(
        Party, verbose_name=_("party"), on_delete=models.PROTECT, related_name="notices"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=NoticeKind)
    notified_on = models.DateField(_("notified"))
    # The first day on which a withdrawal counts: from then on the party has left. Renegotiation has none.
    effective_on = models.DateField(_("effective from"), null=True, blank=True)
    about = models.TextField(_("which part of the agreement"), blank=True)
    reason = models.TextField(_("reason"), blank=True)
    wished = models.TextField(_("what the party wishes"), blank=True)
    registry_number = models.CharField(_("registry number"), max_length=40, blank=True)
    outcome = models.TextField(_("outcome"), blank=True)
    closed_on = models.DateField(_("closed"), null=True, blank=True)
    recorded_by: models.ForeignKey[User | None, User | None] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)

    objects = PartyNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice of a party")
        verbose_name_plural = _("notices of the parties")
        ordering = ("-notified_on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(kind=NoticeKind.WITHDRAWAL) | Q(effective_on__isnull=False),
                name="withdrawal_of_a_party_has_a_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.party}: {self.get_kind_display()} {self.notified_on}"


class Meeting(models.Model):
    """A meeting of a body on a day (Swedish date and time), seen by applicants and by those who come (MEM-35, MEM-47).

    What happens with it (the call, the agenda, the minutes) is in the room `meetings`, which alone moves `state`.
    """

    body = models.ForeignKey(Body, verbose_name=_("body"), on_delete=models.CASCADE, related_name="meetings")
    state = models.CharField(
        _("state"), max_length=12, choices=MeetingState, default=MeetingState.PLANNED, editable=False
    )
    day = models.DateField(_("date"))
    starts_at = models.TimeField(_("time"), null=True, blank=True)
    ends_at = models.TimeField(_("ends"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=160, blank=True)
    # A way in from a distance, or why there is none (CRO-33).
    remote_url = models.URLField(_("link for those who take part from a distance"), blank=True)
    no_remote_reason = models.CharField(
        _("why nobody can take part from a distance"), max_length=200, blank=True
    )

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ("day", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["body", "day"],
                condition=~Q(state=MeetingState.CANCELLED),
                name="one_meeting_of_a_body_per_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.body} {self.day}"

    @property
    def is_cancelled(self) -> bool:
        return self.state == MeetingState.CANCELLED


class MeetingReply(models.Model):
    """Whether somebody comes to a meeting. Nobody has to answer; no answer is no promise."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="replies")
    user: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    comes = models.BooleanField(_("comes"))
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("answer to a call")
        verbose_name_plural = _("answers to calls")
        constraints = (models.UniqueConstraint(fields=["meeting", "user"], name="one_reply_per_meeting"),)

    def __str__(self) -> str:
        return f"{self.user}: {self.comes}"
