"""What is due for an event on which day: rows of work with a stored instant."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone

from events.models import EventTask
from events.states import TaskKind
from membership.reminding import at_the_end_of, on_the_morning_of
from relay.services import call_off

if TYPE_CHECKING:
    from events.models import Event

REMIND_BEFORE = dt.timedelta(days=2)


def plan(kind: TaskKind, due_at: dt.datetime, event: Event, occasion: object = "") -> EventTask:
    """Store that something is due at an instant (UTC). Twice for the same occasion: one row, the first."""
    task, _created = EventTask.objects.get_or_create(
        key=f"{kind}:{event.pk}:{occasion}", defaults={"kind": kind, "due_at": due_at, "event": event}
    )
    return task


def plan_for(event: Event) -> None:
    """The reminder two days before, the question on the morning after, the removal `keep_days` after the last day."""
    if event.starts_at is None or event.ends_at is None or not event.takes_registrations:
        return
    last = timezone.localdate(event.ends_at)
    plan(
        TaskKind.REMIND,
        on_the_morning_of(timezone.localdate(event.starts_at) - REMIND_BEFORE),
        event,
        event.starts_at.isoformat(),
    )
    plan(TaskKind.FEEDBACK, on_the_morning_of(last + dt.timedelta(days=1)), event, last)
    keep = dt.timedelta(days=event.keep_days)
    plan(TaskKind.FORGET, at_the_end_of(last + keep), event, last + keep)


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
