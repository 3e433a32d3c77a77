"""Rows of work with a stored day: a relay that was down catches up, and nothing is done twice."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from membership.reminding import at_the_end_of, on_the_morning_of
from nominations import emails
from nominations.models import NominationRound, RoundTask
from nominations.services.forgetting import forget_unchosen
from nominations.services.vacancies import fill_vacancies
from nominations.states import RoundState, State, TaskKind
from relay.services import finish

if TYPE_CHECKING:
    from collections.abc import Callable

    from nominations.models import Nomination

REMIND_BEFORE = dt.timedelta(days=5)  # before the window closes


def plan(
    kind: TaskKind,
    due_at: dt.datetime,
    round_: NominationRound,
    *,
    nomination: Nomination | None = None,
    occasion: object = "",
) -> RoundTask:
    """Store that something is due at an instant (UTC). Twice for the same occasion: one row, the first."""
    about = f"nomination-{nomination.pk}" if nomination else f"round-{round_.pk}"
    task, _created = RoundTask.objects.get_or_create(
        key=f"{kind}:{about}:{occasion}",
        defaults={"kind": kind, "due_at": due_at, "round": round_, "nomination": nomination},
    )
    return task


def plan_reminder(nomination: Nomination) -> None:
    """Remind a nominee who has not answered, some days before the window closes; not at all where it is too late."""
    day = nomination.round.closes_on - REMIND_BEFORE
    if day > timezone.localdate():
        plan(TaskKind.ANSWER_SOON, on_the_morning_of(day), nomination.round, nomination=nomination)


def plan_watch(round_: NominationRound, day: dt.date) -> None:
    """Look for vacant seats on the morning of `day`."""
    plan(TaskKind.VACANCIES, on_the_morning_of(day), round_, occasion=day)


def plan_forgetting(round_: NominationRound) -> None:
    """Remove the data of those who were not chosen when the time has passed that the round stated."""
    last = timezone.localdate(round_.closed_at) + dt.timedelta(days=round_.keep_days)
    plan(TaskKind.FORGET, at_the_end_of(last), round_)


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


def _forget(task: RoundTask) -> None:
    forget_unchosen(task.round)


_DO: dict[TaskKind, Callable[[RoundTask], None]] = {
    TaskKind.ANSWER_SOON: _answer_soon,
    TaskKind.VACANCIES: _vacancies,
    TaskKind.FORGET: _forget,
}
