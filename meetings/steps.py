"""The door: the one place that moves a meeting from a state to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from agreement.models import Meeting
from meetings.exceptions import AlreadyMoved, NotNow
from meetings.models import MeetingEvent
from meetings.permissions import Parts
from meetings.states import STEPS, By

if TYPE_CHECKING:
    from accounts.models import User


def take_step(meeting: Meeting, name: str, *, actor: User, note: str = "", **fields: Any) -> MeetingEvent:
    """Move `meeting` one step and write the diary, or refuse; all of it or none of it.

    Refuses with NotNow (the state, the actor, a missing note) or AlreadyMoved: of two people pressing at once exactly
    one moves the row. Twice in a row: the second is refused. Who confirms minutes is asked in `services.minutes`.
    """
    step = STEPS[name]
    if step.needs_note and not note.strip():
        raise NotNow(_("Please say why."))
    if meeting.state != step.source:
        raise NotNow
    if step.by == By.SECRETARIAT and not Parts(actor).keeps(meeting.body):
        raise NotNow(_("The secretariat does that."))
    with transaction.atomic():
        moved = Meeting.objects.filter(pk=meeting.pk, state=step.source).update(state=step.target, **fields)
        if not moved:
            raise AlreadyMoved
        event = MeetingEvent.objects.create(
            meeting=meeting, actor=actor, step=name, source=step.source, target=step.target, note=note.strip()
        )
    meeting.refresh_from_db()
    return event


def write_down(meeting: Meeting, what: str, *, actor: User | None, note: str = "") -> None:
    """A line in the diary that moves nothing."""
    MeetingEvent.objects.create(
        meeting=meeting, actor=actor, step=what, source=meeting.state, target=meeting.state, note=note
    )
