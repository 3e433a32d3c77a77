"""The door: the one place that moves a nomination or a round from a state to the next, and writes its diary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from membership.exceptions import AlreadyMoved, StepNotAllowed
from nominations.models import Nomination, NominationEvent, NominationRound, RoundEvent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import User
    from nominations.states import By, Step


def take_step(
    nomination: Nomination, step: Step, *, by: By, actor: User | None, **fields: Any
) -> NominationEvent:
    """Move the nomination one step and write the diary, or refuse; all of it or none of it.

    Whether `actor` is somebody who acts as `by` is asked by the service; here only whether `by` takes the step. Refuses
    StepNotAllowed (the state, who acts) and AlreadyMoved: of two who press at once exactly one moves the row. `fields`
    change in the same UPDATE.
    """
    event = take_steps([nomination], step, by=by, actor=actor, **fields)[0]
    nomination.refresh_from_db()
    return event


def take_steps(
    nominations: Sequence[Nomination], step: Step, *, by: By, actor: User | None, **fields: Any
) -> list[NominationEvent]:
    """Move many nominations the same step: all of them, or none (one UPDATE)."""
    if by not in step.by or any(each.state != step.source for each in nominations):
        raise StepNotAllowed
    with transaction.atomic():
        moved = Nomination.objects.filter(pk__in=[each.pk for each in nominations], state=step.source).update(
            state=step.target, **fields
        )
        if moved != len(nominations):
            raise AlreadyMoved
        # One by one: each row's being saved tells public pages that they are out of date.
        return [
            NominationEvent.objects.create(
                nomination=each,
                actor=actor,
                by=by,
                step=step.name,
                source=step.source,
                target=step.target,
            )
            for each in nominations
        ]


def move_round(
    round_: NominationRound, step: Step, *, by: By, actor: User, note: str = "", **fields: Any
) -> RoundEvent:
    """The same for a round."""
    if by not in step.by or round_.state != step.source:
        raise StepNotAllowed
    with transaction.atomic():
        moved = NominationRound.objects.filter(pk=round_.pk, state=step.source).update(
            state=step.target, **fields
        )
        if not moved:
            raise AlreadyMoved
        event: RoundEvent = RoundEvent.objects.create(
            round=round_, actor=actor, step=step.name, source=step.source, target=step.target, note=note
        )
    round_.refresh_from_db()
    return event
