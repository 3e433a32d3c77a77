"""The door: the one place that moves a meeting from a state to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from meetings.models import MeetingEvent
from meetings.permissions import Parts
from meetings.states import STEPS, By
from steps.door import moving
from steps.exceptions import StepNotAllowed

if TYPE_CHECKING:
    from accounts.models import User
    from agreement.models import Meeting


def take_step(meeting: Meeting, name: str, *, actor: User, note: str = "", **fields: Any) -> MeetingEvent:
    """Move `meeting` one step and write the diary, or refuse; all of it or none of it.

    Refuses with StepNotAllowed (the state, the actor, a missing note) or AlreadyMoved: see `steps.door`. Twice in a
    row: the second is refused. Who confirms minutes is asked in `services.minutes`.
    """
    step = STEPS[name]
    if By.SECRETARIAT in step.by and not Parts(actor).keeps(meeting.body):
        raise StepNotAllowed(_("The secretariat does that."))
    with moving([meeting], step, note=note, **fields):
        event = MeetingEvent.objects.create(meeting=meeting, actor=actor, note=note.strip(), **step.line)
    meeting.refresh_from_db()
    return event


def write_down(meeting: Meeting, what: str, *, actor: User | None, note: str = "") -> None:
    """A line in the diary that moves nothing."""
    MeetingEvent.objects.create(
        meeting=meeting, actor=actor, step=what, source=meeting.state, target=meeting.state, note=note
    )
