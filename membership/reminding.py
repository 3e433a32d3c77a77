"""When reminders are due: rows with a stored day; a relay that was down catches up, and nothing is sent twice."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone

from membership.models import Reminder

if TYPE_CHECKING:
    from agreement.models import Meeting
    from membership.models import Application
    from membership.states import ReminderKind

MORNING = dt.time(8)  # Swedish time


def plan(
    kind: ReminderKind,
    due_at: dt.datetime,
    *,
    application: Application | None = None,
    meeting: Meeting | None = None,
    occasion: object = "",
) -> Reminder:
    """Store that a reminder is due at an instant (UTC). Twice for the same occasion: one row, the first."""
    about = application.reference if application else f"meeting-{meeting.pk if meeting else ''}"
    reminder, _created = Reminder.objects.get_or_create(
        key=f"{kind}:{about}:{occasion}",
        defaults={"kind": kind, "due_at": due_at, "application": application, "meeting": meeting},
    )
    return reminder


def on_the_morning_of(day: dt.date) -> dt.datetime:
    """Eight o'clock in Sweden."""
    return dt.datetime.combine(day, MORNING, tzinfo=timezone.get_default_timezone())


def at_the_end_of(day: dt.date) -> dt.datetime:
    """When the Swedish day is over: a day named as a limit lasts whole."""
    return dt.datetime.combine(
        day + dt.timedelta(days=1), dt.time.min, tzinfo=timezone.get_default_timezone()
    )
