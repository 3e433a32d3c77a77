"""What is due on a day is a row with that day: a relay that was down catches up, and nothing is done twice."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone

from membership.reminding import at_the_end_of, on_the_morning_of
from nominations.models import RoundTask
from nominations.states import TaskKind

if TYPE_CHECKING:
    from nominations.models import Nomination, NominationRound

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


def plan_opening(round_: NominationRound, occasion: object, after: int = 0) -> None:
    """Tell those who can nominate, on the morning of the day on which the round opens, or at once where it has; of
    many, those whose applications (ids) come after one. `occasion`: that it was published, for it can be again.
    """
    opens = max(timezone.now(), on_the_morning_of(round_.opens_on))
    plan(TaskKind.OPENS, opens, round_, occasion=f"{occasion}-{after}")


def plan_send_soon(round_: NominationRound) -> None:
    """Remind those who have prepared and not sent, some days before the window closes; not where it is too late."""
    day = round_.closes_on - REMIND_BEFORE
    if day > timezone.localdate():
        plan(TaskKind.SEND_SOON, on_the_morning_of(day), round_, occasion=day)


def plan_watch(round_: NominationRound, day: dt.date) -> None:
    """Look for vacant seats on the morning of `day`."""
    plan(TaskKind.VACANCIES, on_the_morning_of(day), round_, occasion=day)


def plan_call(round_: NominationRound, vacancy: str) -> None:
    """No alternate is left for a vacancy: a call is prepared, once."""
    plan(TaskKind.CALL, timezone.now(), round_, occasion=vacancy)


def plan_forgetting(round_: NominationRound, occasion: object = "") -> None:
    """Remove the data of those who were not chosen when the time has passed that the round stated: counted from the
    decision, or for another `occasion` from today.
    """
    first = timezone.localdate() if occasion else timezone.localdate(round_.closed_at)
    last = first + dt.timedelta(days=round_.keep_days)
    plan(TaskKind.FORGET, at_the_end_of(last), round_, occasion=occasion)


def plan_forgetting_of(nomination: Nomination) -> None:
    """The same for somebody who was chosen and has left: counted from today."""
    plan_forgetting(nomination.round, f"left-{nomination.pk}")
