"""The door: the one place that moves a nomination or a round from a state to the next, and writes its diary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nominations.models import Nomination, NominationEvent, NominationRound, RoundEvent
from steps.door import moving
from steps.exceptions import StepNotAllowed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import User
    from nominations.states import By
    from steps.states import Step


def hold(round_: NominationRound) -> NominationRound:
    """The round as it is now, held to the end of the transaction: nobody decides it while somebody answers."""
    rows = NominationRound.objects.select_for_update(of=("self",), no_key=True)
    held: NominationRound = rows.select_related("agreement__region").get(pk=round_.pk)
    return held


def take_step(
    nomination: Nomination, step: Step, *, by: By, actor: User | None, **fields: Any
) -> NominationEvent:
    """Move the nomination one step and write the diary, or refuse; all of it or none of it.

    Whether `actor` is somebody who acts as `by` is asked by the service; here only whether `by` takes the step. Refuses
    StepNotAllowed (the state, who acts) and AlreadyMoved: see `steps.door`. Twice in a row: the second is refused.
    """
    event = take_steps([nomination], step, by=by, actor=actor, **fields)[0]
    nomination.refresh_from_db()
    return event


def take_steps(
    nominations: Sequence[Nomination], step: Step, *, by: By, actor: User | None, **fields: Any
) -> list[NominationEvent]:
    """Move many nominations the same step: all of them, or none (one UPDATE)."""
    if by not in step.by:
        raise StepNotAllowed
    with moving(nominations, step, **fields):
        # One by one: each row's being saved tells public pages that they are out of date.
        return [
            NominationEvent.objects.create(nomination=each, actor=actor, by=by, **step.line)
            for each in nominations
        ]


def move_round(
    round_: NominationRound, step: Step, *, by: By, actor: User, note: str = "", **fields: Any
) -> RoundEvent:
    """The same for a round."""
    if by not in step.by:
        raise StepNotAllowed
    with moving([round_], step, note=note, **fields):
        event: RoundEvent = RoundEvent.objects.create(round=round_, actor=actor, note=note, **step.line)
    round_.refresh_from_db()
    return event
