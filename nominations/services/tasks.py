"""What each row of work in this room does. Safe to run any number of times."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from nominations import emails
from nominations.services.calling import prepare_call
from nominations.services.forgetting import forget_unchosen
from nominations.services.planning import plan_watch
from nominations.services.vacancies import fill_vacancies
from nominations.states import RoundState, State, TaskKind
from relay.services import finish

if TYPE_CHECKING:
    from collections.abc import Callable

    from nominations.models import RoundTask


def do(task: RoundTask) -> None:
    """Do a claimed task and finish it, in one transaction. What has become pointless is finished without a word."""
    with transaction.atomic():
        _DO[TaskKind(task.kind)](task)
        finish(task)


def _answer_soon(task: RoundTask) -> None:
    nomination = task.nomination
    round_ = task.round
    if nomination is None or nomination.state != State.SUBMITTED or round_.state != RoundState.PUBLISHED:
        return
    if not round_.window.is_over(timezone.now()):
        emails.nominee_reminded(nomination)


def _vacancies(task: RoundTask) -> None:
    """Late as on time: one look sees everything that has happened, and the next look is tomorrow's."""
    if fill_vacancies(task.round):
        plan_watch(task.round, timezone.localdate() + dt.timedelta(days=1))


def _call(task: RoundTask) -> None:
    prepare_call(task.round, task.key.rpartition(":")[2])


def _forget(task: RoundTask) -> None:
    forget_unchosen(task.round)


_DO: dict[TaskKind, Callable[[RoundTask], None]] = {
    TaskKind.ANSWER_SOON: _answer_soon,
    TaskKind.VACANCIES: _vacancies,
    TaskKind.CALL: _call,
    TaskKind.FORGET: _forget,
}
