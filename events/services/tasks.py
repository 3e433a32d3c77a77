"""Do what is due for an event: a relay that was down catches up, and nothing is done twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from events import emails
from events.services.forgetting import forget_participants, forget_unconfirmed
from events.services.inviting import write_invitations
from events.services.planning import forgetting_due, plan, reminder_due
from events.states import State, TaskKind
from relay.services import finish

if TYPE_CHECKING:
    from collections.abc import Callable

    from events.models import EventTask, Registration


def do(task: EventTask) -> None:
    """Do a claimed task and finish it, in one transaction. What has become pointless is finished without a word."""
    with transaction.atomic():
        _DO[TaskKind(task.kind)](task)
        finish(task)


def _remind(task: EventTask) -> None:
    """Late is as good as on time, until it has begun. Early is not: the day was moved, and has a row of its own."""
    event, now = task.event, timezone.now()
    if event.state != State.PUBLISHED or event.starts_at is None or event.starts_at <= now:
        return
    if now < reminder_due(event):
        return
    for each in _placed(task):
        emails.reminder(each)


def _feedback(task: EventTask) -> None:
    event = task.event
    if event.state != State.PUBLISHED or not event.is_over:
        return
    for each in _placed(task):
        if each.attended is not False:
            emails.feedback(each)


def _forget(task: EventTask) -> None:
    event = task.event
    is_cancelled = event.state == State.CANCELLED
    if is_cancelled or event.ends_at is None or forgetting_due(event) <= timezone.now():
        forget_participants(event)


def _tidy(task: EventTask) -> None:
    forget_unconfirmed(task.event)


def _invite(task: EventTask) -> None:
    if write_invitations(task.event):
        plan(TaskKind.INVITE, timezone.now(), task.event, f"after-{task.pk}")


def _placed(task: EventTask) -> list[Registration]:
    placed = task.event.registrations.open().placed()
    return list(placed.select_related("event__agreement__region", "event__host_party", "event__organisation"))


_DO: dict[TaskKind, Callable[[EventTask], None]] = {
    TaskKind.REMIND: _remind,
    TaskKind.FEEDBACK: _feedback,
    TaskKind.FORGET: _forget,
    TaskKind.TIDY: _tidy,
    TaskKind.INVITE: _invite,
}
