"""The door: the one place that moves an application or a signing document from a state to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from membership.exceptions import AlreadyMoved, StepNotAllowed
from membership.models import Application, ApplicationEvent, SigningDocument
from membership.permissions import Capacities

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import User
    from membership.states import Step


def take_step(
    thing: Application | SigningDocument, step: Step, *, actor: User, note: str = "", **fields: Any
) -> ApplicationEvent:
    """Move `thing` one step and write the diary, or refuse; all of it or none of it.

    `fields` change in the same conditional UPDATE, so what belongs to the step is never there without it. Refuses
    with StepNotAllowed (the state, the actor, a missing note) or AlreadyMoved: two people pressing at once is normal,
    exactly one of them moves the row, on SQLite as on PostgreSQL. Twice in a row: the second is refused.
    """
    event = take_steps([thing], step, capacities=Capacities(actor), actor=actor, note=note, **fields)[0]
    thing.refresh_from_db()
    return event


def take_steps(
    things: Sequence[Application | SigningDocument],
    step: Step,
    *,
    capacities: Capacities,
    actor: User,
    note: str = "",
    **fields: Any,
) -> list[ApplicationEvent]:
    """Move many things of one kind the same step: all of them, or none (one UPDATE, one INSERT)."""
    if step.needs_note and not note.strip():
        raise StepNotAllowed(_("Please say why."))
    cases = [thing if isinstance(thing, Application) else thing.application for thing in things]
    for thing, case in zip(things, cases, strict=True):
        if thing.status != step.source:
            raise StepNotAllowed
        if not capacities.may_take(case, step):
            raise StepNotAllowed(_("You may not take that step."))
    with transaction.atomic():
        moved = (
            type(things[0])
            ._default_manager.filter(pk__in=[thing.pk for thing in things], status=step.source)
            .update(status=step.target, **fields)
        )
        if moved != len(things):
            raise AlreadyMoved
        return ApplicationEvent.objects.bulk_create(
            ApplicationEvent(
                application=case,
                actor=actor,
                step=step.name,
                source=step.source,
                target=step.target,
                note=note,
            )
            for case in cases
        )
