"""People and events: who has registered, what they thought, who was invited, and whose calendar has which address."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.models.events import Event, EventStep
from events.querysets import RegistrationQuerySet
from events.states import Grade, How, Standing
from membership.models import Membership
from steps.rows import AppendOnly

if TYPE_CHECKING:
    from accounts.models import User


class Registration(models.Model):
    """Somebody wants to come. Needs no account and no organisation (CRO-34).

    Counts only once it is confirmed, by the link in a letter or by being signed in with that address. `key` is the
    secret part of the link. `number` is the place in the line, given when it is confirmed. Some time after the event
    nothing personal is left (`forgotten_at`): that somebody came is.
    """

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="registrations")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user: models.ForeignKey[User | None, User | None] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    organisation = models.CharField(_("organisation"), max_length=160, blank=True)
    how = models.CharField(_("takes part"), max_length=10, choices=How)
    needs = models.TextField(_("needs"), blank=True)
    language = models.CharField(max_length=10, default="sv")
    standing = models.CharField(
        _("standing"), max_length=10, choices=Standing, default=Standing.ASKED, editable=False
    )
    number = models.PositiveIntegerField(_("number"), null=True, editable=False)
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, editable=False)
    left_at = models.DateTimeField(_("unregistered"), null=True, editable=False)
    attended = models.BooleanField(_("came"), null=True, editable=False)
    forgotten_at = models.DateTimeField(null=True, editable=False)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ("number", "pk")
        constraints = (
            models.UniqueConstraint(fields=["event", "number"], name="registration_number_once"),
            models.UniqueConstraint(
                fields=["event", "email"],
                condition=~Q(standing=Standing.LEFT) & ~Q(email=""),
                name="registers_once",
            ),
        )

    def __str__(self) -> str:
        return self.name or str(self.pk)

    def get_absolute_url(self) -> str:
        return reverse("events:registration", args=[self.key])


class Feedback(AppendOnly):
    """What somebody thought. Tied to the event and to nobody: no person, no time of day, no link of one's own."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="feedback")
    grade = models.PositiveSmallIntegerField(_("useful"), choices=Grade)
    good = models.TextField(_("what was good"), blank=True)
    better = models.TextField(_("what can be better"), blank=True)

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")

    def __str__(self) -> str:
        return self.get_grade_display()


class Invitation(models.Model):
    """That a member organisation was invited to an event (CRO-18, CRO-19).

    `letter_at`: its letters are written. `news`: the step that they tell of, where it is not the invitation itself.
    """

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="invitations")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="invitations")
    invited_by: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    invited_at = models.DateTimeField(_("invited"), auto_now_add=True)
    letter_at = models.DateTimeField(_("letter written"), null=True, editable=False)
    news = models.ForeignKey(
        EventStep,
        verbose_name=_("news"),
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ("invited_at", "pk")
        constraints = (models.UniqueConstraint(fields=["event", "membership"], name="invited_once"),)

    def __str__(self) -> str:
        return f"{self.membership}: {self.event}"


class CalendarAddress(models.Model):
    """The secret address of a person's own calendar; a new token makes the old address lead nowhere."""

    user: models.OneToOneField[User, User] = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_address"
    )
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    renewed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")

    def __str__(self) -> str:
        return str(self.user)

    def get_absolute_url(self) -> str:
        return reverse("events:own-ics", args=[self.token])
