"""The door: the one place that moves an event from a state to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from events.models import EventStep
from events.permissions import Reach
from events.states import STEPS
from steps.door import moving
from steps.exceptions import StepNotAllowed

if TYPE_CHECKING:
    from accounts.models import User
    from events.models import Event


def take_step(event: Event, name: str, *, actor: User, note: str = "", **fields: Any) -> EventStep:
    """Move `event` one step and write the diary, or refuse; all of it or none of it.

    Refuses with StepNotAllowed (the state, the actor, a missing note) or AlreadyMoved: see `steps.door`. Twice in a
    row: the second is refused.
    """
    step = STEPS[name]
    if not step.by & Reach(actor).of(event):
        raise StepNotAllowed(_("Somebody else does that."))
    with moving([event], step, note=note, **fields):
        written = EventStep.objects.create(event=event, actor=actor, note=note.strip(), **step.line)
        event.refresh_from_db()
        # `update` tells nobody; the public pages must hear of it (samverkan.public_cache watches saves).
        event.save(update_fields=["changed_at"])
    return written


def write_down(event: Event, what: str, *, actor: User | None, note: str = "") -> EventStep:
    """A line in the diary that moves nothing."""
    return EventStep.objects.create(
        event=event, actor=actor, step=what, source=event.state, target=event.state, note=note
    )
