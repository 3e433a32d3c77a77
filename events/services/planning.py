"""What is due for an event on which day: rows of work with a stored instant."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone

from events.models import EventTask
from events.services.forgetting import UNCONFIRMED_LIVES
from events.states import TaskKind
from membership.reminding import at_the_end_of, on_the_morning_of
from relay.services import call_off

if TYPE_CHECKING:
    from events.models import Event

REMIND_BEFORE = dt.timedelta(days=2)


def plan(kind: TaskKind, due_at: dt.datetime, event: Event, occasion: object = "") -> EventTask:
    """Store that something is due at an instant (UTC). Twice for the same occasion: one row, the first.

    What was called off for that occasion is due again: a time may be changed there and back.
    """
    task, created = EventTask.objects.get_or_create(
        key=f"{kind}:{event.pk}:{occasion}", defaults={"kind": kind, "due_at": due_at, "event": event}
    )
    if not created and task.called_off_at is not None:
        EventTask.objects.filter(pk=task.pk, done_at=None).update(
            called_off_at=None, handed_at=None, due_at=due_at
        )
        task.refresh_from_db()
    return task


def reminder_due(event: Event) -> dt.datetime:
    """Two days before it begins, in the morning."""
    if event.starts_at is None:
        raise ValueError
    return on_the_morning_of(timezone.localdate(event.starts_at) - REMIND_BEFORE)


def forgetting_due(event: Event) -> dt.datetime:
    """When `keep_days` after the last day are over."""
    if event.ends_at is None:
        raise ValueError
    return at_the_end_of(timezone.localdate(event.ends_at) + dt.timedelta(days=event.keep_days))


def plan_tidying(event: Event) -> None:
    """Look for what nobody has confirmed when three days have passed: one row for all who ask on the same day.

    An hour or two after midnight: where summer time begins, three days are an hour shorter by the calendar.
    """
    day = timezone.localdate() + UNCONFIRMED_LIVES
    plan(TaskKind.TIDY, at_the_end_of(day) + dt.timedelta(hours=2), event, day)


def plan_forgetting_of_cancelled(event: Event) -> None:
    """Nobody waits for the day of what is not held: data go `keep_days` after today, if that is sooner."""
    day = timezone.localdate() + dt.timedelta(days=event.keep_days)
    if event.registrations.exists():
        plan(TaskKind.FORGET, at_the_end_of(day), event, f"cancelled-{day}")


def plan_for(event: Event) -> None:
    """The reminder two days before, the question on the morning after, the removal `keep_days` after the last day."""
    if event.starts_at is None or event.ends_at is None:
        return
    if not event.takes_registrations and not event.registrations.exists():
        return
    last = timezone.localdate(event.ends_at)
    plan(TaskKind.REMIND, reminder_due(event), event, event.starts_at.isoformat())
    plan(TaskKind.FEEDBACK, on_the_morning_of(last + dt.timedelta(days=1)), event, last)
    plan(TaskKind.FORGET, forgetting_due(event), event, last + dt.timedelta(days=event.keep_days))


def replan(event: Event) -> None:
    """The same after the time was changed: what was planned for the old time is called off unless it is done."""
    before = set(
        event.tasks.unfinished()
        .filter(kind__in=(TaskKind.REMIND, TaskKind.FEEDBACK, TaskKind.FORGET))
        .values_list("pk", flat=True)
    )
    plan_for(event)
    if event.starts_at is None or event.ends_at is None:
        return
    last = timezone.localdate(event.ends_at)
    now = {
        f"{TaskKind.REMIND}:{event.pk}:{event.starts_at.isoformat()}",
        f"{TaskKind.FEEDBACK}:{event.pk}:{last}",
        f"{TaskKind.FORGET}:{event.pk}:{last + dt.timedelta(days=event.keep_days)}",
    }
    for task in EventTask.objects.filter(pk__in=before).exclude(key__in=now):
        call_off(EventTask, [task.pk])
