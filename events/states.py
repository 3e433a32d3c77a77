"""What an event is and where it stands, and the table of its steps."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from steps.states import Step


class Kind(models.TextChoices):
    """What somebody is told of (PLAN-12, PLAN-13, PLAN-16, CRO-17)."""

    MEETING = "meeting", _("Meeting")
    DIALOGUE = "dialogue", _("Dialogue")
    KNOWLEDGE = "knowledge", _("Knowledge occasion")
    CONFERENCE = "conference", _("Conference")
    NOTICE = "notice", _("Notice")


class Audience(models.TextChoices):
    """Who sees it and may come."""

    OPEN = "open", _("Open to everybody")
    MEMBERS = "members", _("For those who have joined and the groups")
    GROUP = "group", _("For one group")


class State(models.TextChoices):
    """Where an event stands."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waits to be looked at")
    PUBLISHED = "published", _("Published")
    REFUSED = "refused", _("Sent back")
    CANCELLED = "cancelled", _("Cancelled")


class By(models.TextChoices):
    """Who takes a step."""

    POSTER = "poster", _("Those who post it")
    SECRETARIAT = "secretariat", _("Secretariat")


_POSTER, _OFFICE = frozenset({By.POSTER}), frozenset({By.SECRETARIAT})
STEPS = {
    step.name: step
    for step in (
        Step("submit", State.DRAFT, State.SUBMITTED, _POSTER, _("Send in")),
        Step("take_back", State.SUBMITTED, State.DRAFT, _POSTER, _("Take back")),
        Step("publish", State.SUBMITTED, State.PUBLISHED, _OFFICE, _("Publish")),
        Step("publish_own", State.DRAFT, State.PUBLISHED, _OFFICE, _("Publish")),
        Step("refuse", State.SUBMITTED, State.REFUSED, _OFFICE, _("Send back"), True),
        Step("rework", State.REFUSED, State.DRAFT, _POSTER, _("Work on it again")),
        Step("cancel", State.PUBLISHED, State.CANCELLED, _POSTER | _OFFICE, _("Call the event off"), True),
        Step("show_reason", State.CANCELLED, State.CANCELLED, _OFFICE, _("Show why to everybody")),
    )
}
# What others than those who post it and the secretariat can come upon.
SHOWN = (State.PUBLISHED, State.CANCELLED)


class Standing(models.TextChoices):
    """Where a registration stands. Only PLACED takes a place."""

    ASKED = "asked", _("Not confirmed")
    PLACED = "placed", _("Registered")
    QUEUED = "queued", _("On the waiting list")
    LEFT = "left", _("Unregistered")


class How(models.TextChoices):
    """How somebody takes part."""

    HERE = "here", _("On site")
    REMOTE = "remote", _("From a distance")


class TaskKind(models.TextChoices):
    """What is due for an event on a day."""

    REMIND = "remind", _("Reminder to those registered")
    FEEDBACK = "feedback", _("Question how it was")
    FORGET = "forget", _("Removal of data")
    TIDY = "tidy", _("Removal of what nobody confirmed")
    INVITE = "invite", _("Letters of invitation")


class Grade(models.IntegerChoices):
    """How useful somebody found it."""

    NOT = 1, _("Not at all")
    LITTLE = 2, _("A little")
    SOME = 3, _("Somewhat")
    MUCH = 4, _("Very")
