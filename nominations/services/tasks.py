"""What each row of work in this room does. Safe to run any number of times."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from membership.models import Application
from nominations import emails
from nominations.permissions import under_way
from nominations.services.calling import prepare_call
from nominations.services.forgetting import forget_unchosen
from nominations.services.planning import REMIND_BEFORE, plan_opening, plan_send_soon, plan_watch
from nominations.services.vacancies import fill_vacancies
from nominations.states import RoundState, State, TaskKind
from relay.services import finish

if TYPE_CHECKING:
    from collections.abc import Callable

    from nominations.models import RoundTask

AT_A_TIME = 50  # organisations that are told in one go


def do(task: RoundTask) -> None:
    """Do a claimed task and finish it, in one transaction. What has become pointless is finished without a word."""
    with transaction.atomic():
        _DO[TaskKind(task.kind)](task)
        finish(task)


def _opens(task: RoundTask) -> None:
    """The round may have been taken down, or its first day moved, since it was published."""
    round_ = task.round
    occasion, _dash, after = task.key.rpartition(":")[2].rpartition("-")
    if round_.state != RoundState.PUBLISHED or not round_.window.is_open(timezone.now()):
        return
    cases = Application.objects.filter(under_way(), agreement=round_.agreement_id, pk__gt=int(after))
    told = list(cases.select_related("membership").order_by("pk")[:AT_A_TIME])
    for application in told:
        emails.round_opens(round_, application)
    if len(told) == AT_A_TIME:
        plan_opening(round_, occasion, after=told[-1].pk)


def _send_soon(task: RoundTask) -> None:
    """Where the last day has been moved onwards, later."""
    round_ = task.round
    if round_.state != RoundState.PUBLISHED or round_.window.is_over(timezone.now()):
        return
    if timezone.localdate() < round_.closes_on - REMIND_BEFORE:
        plan_send_soon(round_)
        return
    for nomination in round_.nominations.filter(state=State.PREPARED).select_related("organisation"):
        nomination.round = round_
        emails.nominator_send_soon(nomination)


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
    TaskKind.OPENS: _opens,
    TaskKind.SEND_SOON: _send_soon,
    TaskKind.ANSWER_SOON: _answer_soon,
    TaskKind.VACANCIES: _vacancies,
    TaskKind.CALL: _call,
    TaskKind.FORGET: _forget,
}
