"""The door: the one place that moves an application or a signing document from a state to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from membership.models import Application, ApplicationEvent, SigningDocument
from membership.permissions import Capacities
from steps.door import moving
from steps.exceptions import StepNotAllowed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import User
    from steps.states import Step


def take_step(
    thing: Application | SigningDocument, step: Step, *, actor: User, note: str = "", **fields: Any
) -> ApplicationEvent:
    """Move `thing` one step and write the diary, or refuse; all of it or none of it.

    Refuses with StepNotAllowed (the state, the actor, a missing note) or AlreadyMoved: see `steps.door`. Twice in a
    row: the second is refused.
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
    cases = [thing if isinstance(thing, Application) else thing.application for thing in things]
    if not all(capacities.may_take(case, step) for case in cases):
        raise StepNotAllowed(_("You may not take that step."))
    with moving(things, step, note=note, column="status", **fields):
        return ApplicationEvent.objects.bulk_create(
            ApplicationEvent(application=case, actor=actor, note=note, **step.line) for case in cases
        )
