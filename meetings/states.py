"""The states of meetings and items, and the table of a meeting's steps (domain 1.7, processes 5 and 6)."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from agreement.states import MeetingState
from steps.states import Step


class By(models.TextChoices):
    """Who takes a step. A member is whoever sits in the group, co-opted ones too."""

    SECRETARIAT = "secretariat", _("Secretariat")
    CONFIRMERS = "confirmers", _("One person of each side")


_SECRETARIAT = frozenset({By.SECRETARIAT})
STEPS = {
    step.name: step
    for step in (
        Step("call", MeetingState.PLANNED, MeetingState.CALLED, _SECRETARIAT, _("Send the call")),
        Step(
            "drop",
            MeetingState.PLANNED,
            MeetingState.CANCELLED,
            _SECRETARIAT,
            _("Cancel the meeting"),
            True,
        ),
        Step(
            "cancel",
            MeetingState.CALLED,
            MeetingState.CANCELLED,
            _SECRETARIAT,
            _("Cancel the meeting"),
            True,
        ),
        Step("hold", MeetingState.CALLED, MeetingState.HELD, _SECRETARIAT, _("Write down what was decided")),
        Step(
            "confirm",
            MeetingState.HELD,
            MeetingState.CONFIRMED,
            frozenset({By.CONFIRMERS}),
            _("Confirm the minutes"),
        ),
    )
}
# Before it is held: then the agenda can still change.
AHEAD = (MeetingState.PLANNED, MeetingState.CALLED)
OVER = (MeetingState.HELD, MeetingState.CONFIRMED)
# The same again by the same person within so long is one button that was pressed twice.
ONE_PRESS = dt.timedelta(minutes=5)


class ItemKind(models.TextChoices):
    """What an item asks of the meeting."""

    DECISION = "decision", _("To decide")
    DISCUSSION = "discussion", _("To talk about")
    INFORMATION = "information", _("To know")


class ItemState(models.TextChoices):
    """Where an item stands. A postponed one goes on as a new item, so that the minutes keep what they said."""

    WAITING = "waiting", _("Waits to be taken up")
    SETTLED = "settled", _("Taken up")
    POSTPONED = "postponed", _("Postponed")
    WITHDRAWN = "withdrawn", _("Taken back")


class Presence(models.TextChoices):
    """How somebody took part."""

    HERE = "here", _("In the room")
    REMOTE = "remote", _("From a distance")
    ABSENT = "absent", _("Not there")


class Recipients(models.TextChoices):
    """Roles that an extract of the minutes is sent to; the people behind them are looked up when it is sent."""

    MEMBERS = "members", _("Everybody in the group")
    OTHER_GROUP = "other_group", _("Everybody in the other group")
    PARTIES = "parties", _("The parties' administrators")
    SECRETARIAT = "secretariat", _("The secretariat")
