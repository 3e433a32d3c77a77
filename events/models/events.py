"""An event or a notice, its diary, and what is due for it on a day."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actionplan.models import Word
from agreement.languages import NAMES
from agreement.models import Agreement, Body, Municipality, Party
from events.querysets import EventQuerySet
from events.states import SHOWN, Audience, Kind, State, TaskKind
from membership.models import Organisation
from relay.models import Work, work_indexes
from steps.rows import AppendOnly

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import User

KEEP_DAYS = 30


class Event(models.Model):
    """Something that people are invited to, or a notice (PLAN-12, PLAN-16, CRO-17, domain 1.8).

    Times are instants; days (`opens_on`, `deadline`, `shown_to`) are Swedish and last whole. `state` is written by
    `events.steps` only. `feedback_key` is the secret part of the link where people say how it was.
    """

    agreement = models.ForeignKey(
        Agreement, verbose_name=_("agreement"), on_delete=models.PROTECT, related_name="events"
    )
    slug = models.SlugField(_("address"), max_length=100)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    audience = models.CharField(_("who may come"), max_length=10, choices=Audience, default=Audience.OPEN)
    body = models.ForeignKey(
        Body, verbose_name=_("group"), on_delete=models.PROTECT, related_name="events", null=True, blank=True
    )
    title = models.CharField(_("title"), max_length=120)
    summary = models.CharField(_("in short"), max_length=300)
    text = models.TextField(_("text"), blank=True)
    starts_at = models.DateTimeField(_("begins"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    shown_to = models.DateField(_("shown to and including"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=160, blank=True)
    municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("municipality"),
        on_delete=models.PROTECT,
        related_name="events",
        null=True,
        blank=True,
    )
    remote_url = models.URLField(_("link for those who take part from a distance"), blank=True)
    no_remote_reason = models.CharField(
        _("why nobody can take part from a distance"), max_length=200, blank=True
    )
    languages = models.JSONField(_("languages"), default=list)
    access_info = models.TextField(_("access"), blank=True)
    compensation = models.CharField(_("compensation"), max_length=200, blank=True)
    no_compensation = models.BooleanField(_("no compensation"), default=False)
    target = models.CharField(_("for whom"), max_length=160, blank=True)
    for_young = models.BooleanField(_("for young people"), default=False)
    host_party = models.ForeignKey(
        Party, verbose_name=_("party"), on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="events",
        null=True,
        blank=True,
    )
    words = models.ManyToManyField(
        Word, verbose_name=_("themes and topics"), related_name="events", blank=True
    )
    takes_registrations = models.BooleanField(_("one registers"), default=False)
    opens_on = models.DateField(_("registration opens"), null=True, blank=True)
    deadline = models.DateField(_("last day to register"), null=True, blank=True)
    places = models.PositiveIntegerField(_("places on site"), null=True, blank=True)
    keep_days = models.PositiveSmallIntegerField(_("days that registrations are kept"), default=KEEP_DAYS)

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    posted_by: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(null=True, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    feedback_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar event")
        verbose_name_plural = _("calendar events")
        ordering = ("starts_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=["agreement", "slug"], name="event_slug_once"),
            models.CheckConstraint(
                condition=Q(kind=Kind.NOTICE, shown_to__isnull=False)
                | Q(starts_at__isnull=False, ends_at__gt=F("starts_at")),
                name="event_has_times",
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.NOTICE)
                | Q(remote_url="", no_remote_reason__gt="")
                | Q(remote_url__gt="", no_remote_reason=""),
                name="event_is_remote_or_says_why_not",
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.NOTICE)
                | Q(compensation="", no_compensation=True)
                | Q(compensation__gt="", no_compensation=False),
                name="event_states_compensation",
            ),
            models.CheckConstraint(
                condition=Q(host_party__isnull=True) | Q(organisation__isnull=True),
                name="event_has_one_host",
            ),
            models.CheckConstraint(
                condition=Q(audience=Audience.GROUP, body__isnull=False)
                | (~Q(audience=Audience.GROUP) & Q(body__isnull=True)),
                name="event_for_a_group_names_it",
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.NOTICE) | Q(takes_registrations=False), name="notice_takes_nobody"
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Where its readers find it: a public page if it is open, else a page for those who are signed in."""
        if self.audience == Audience.OPEN and self.state in SHOWN:
            return reverse("events:event", args=[self.agreement.region.slug, self.slug])
        return self.own_url

    @property
    def own_url(self) -> str:
        return reverse("events:own-event", args=[self.pk])

    @property
    def register_url(self) -> str:
        if self.audience == Audience.OPEN:
            return reverse("events:register", args=[self.agreement.region.slug, self.slug])
        return reverse("events:own-register", args=[self.pk])

    @property
    def is_notice(self) -> bool:
        return self.kind == Kind.NOTICE

    @property
    def is_over(self) -> bool:
        return self.ends_at is not None and self.ends_at < timezone.now()

    @property
    def has_passed(self) -> bool:
        """Over, or a notice that is shown no more."""
        is_old = self.is_notice and self.shown_to is not None and self.shown_to < timezone.localdate()
        return self.is_over or is_old

    @property
    def host(self) -> str:
        """Who invites, in words; the agreement itself where nobody else is named."""
        return str(self.host_party or self.organisation or self.agreement.short_name)

    @property
    def language_names(self) -> str:
        return ", ".join(NAMES.get(code, code) for code in self.languages)

    @property
    def last_day(self) -> dt.date | None:
        """The last day to register, whole: the one that is stated, or the day the event begins."""
        return self.deadline or (timezone.localdate(self.starts_at) if self.starts_at else None)

    def reason(self, *, for_all: bool) -> str:
        """Why it was cancelled, as those who have registered heard; `for_all`: once the secretariat lets it through."""
        if self.state != State.CANCELLED:
            return ""
        said = self.steps.filter(step__in=("cancel", "show_reason")).values_list("step", "note")
        notes: dict[str, str] = dict(said)
        return "" if for_all and "show_reason" not in notes else notes.get("cancel", "")

    @property
    def is_open_for_registration(self) -> bool:
        """Published, wants registrations, the window is open (Swedish days, both included), and it has not begun."""
        today = timezone.localdate()
        return (
            self.takes_registrations
            and self.state == State.PUBLISHED
            and self.starts_at is not None
            and self.starts_at > timezone.now()
            and (self.opens_on is None or self.opens_on <= today)
            and self.last_day is not None
            and today <= self.last_day
        )


class EventStep(AppendOnly):
    """The diary of an event: every step, by whom and when (CRO-43)."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="steps")
    at = models.DateTimeField(_("when"), auto_now_add=True)
    actor: models.ForeignKey[User | None, User | None] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    step = models.CharField(_("step"), max_length=20)
    source = models.CharField(_("from"), max_length=10)
    target = models.CharField(_("to"), max_length=10)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("step of an event")
        verbose_name_plural = _("diary of events")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.step}: {self.source} → {self.target}"


class EventTask(Work):
    """Something that is due for an event: a reminder, a question how it was, letters of invitation, removal of data.

    Each row has a key; what it does asks first whether there still is a reason. Late is as good as on time.
    """

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=TaskKind)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="tasks")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("task of an event")
        verbose_name_plural = _("tasks of events")
        ordering = ("due_at", "pk")
        indexes = (*work_indexes("event_task"),)

    def __str__(self) -> str:
        return self.key
