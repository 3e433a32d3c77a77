"""The door: the one place that moves an event from a state to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from events.exceptions import AlreadyMoved, NotNow
from events.models import Event, EventStep
from events.permissions import Reach
from events.states import STEPS

if TYPE_CHECKING:
    from accounts.models import User


def take_step(event: Event, name: str, *, actor: User, note: str = "", **fields: Any) -> EventStep:
    """Move `event` one step and write the diary, or refuse; all of it or none of it.

    Refuses with NotNow (the state, the actor, a missing note) or AlreadyMoved: of two people pressing at once exactly
    one moves the row. Twice in a row: the second is refused.
    """
    step = STEPS[name]
    if step.needs_note and not note.strip():
        raise NotNow(_("Please say why."))
    if event.state != step.source:
        raise NotNow
    if not step.by & Reach(actor).of(event):
        raise NotNow(_("Somebody else does that."))
    with transaction.atomic():
        moved = Event.objects.filter(pk=event.pk, state=step.source).update(state=step.target, **fields)
        if not moved:
            raise AlreadyMoved
        written = EventStep.objects.create(
            event=event, actor=actor, step=name, source=step.source, target=step.target, note=note.strip()
        )
        event.refresh_from_db()
        # `update` tells nobody; the public pages must hear of it (samverkan.public_cache watches saves).
        event.save(update_fields=["changed_at"])
    return written


def write_down(event: Event, what: str, *, actor: User | None, note: str = "") -> EventStep:
    """A line in the diary that moves nothing."""
    return EventStep.objects.create(
        event=event, actor=actor, step=what, source=event.state, target=event.state, note=note
    )
