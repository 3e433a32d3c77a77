"""What a reminder does when its day comes: a letter if there still is a reason, nothing if not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from membership import emails
from membership.models import Application, Reminder
from membership.states import ReminderKind, Signing, Status
from relay.services import finish

if TYPE_CHECKING:
    from collections.abc import Callable


def remind(reminder: Reminder) -> None:
    """Write the letters of a claimed reminder, once, and finish it.

    Late is as good as on time: a relay that was down for days sends each reminder that still has a reason, and finishes
    the others without a word.
    """
    send = _REMIND[ReminderKind(reminder.kind)]
    send(reminder)
    finish(reminder)


def _case_waiting(reminder: Reminder) -> None:
    case = _case(reminder)
    if case.status == Status.SUBMITTED:
        emails.case_waits(case)


def _supplement_soon(reminder: Reminder) -> None:
    case = _case(reminder)
    if case.status == Status.SUPPLEMENT:
        emails.supplement_soon(case, occasion=reminder.key.rpartition(":")[2])


def _supplement_late(reminder: Reminder) -> None:
    case = _case(reminder)
    if case.status == Status.SUPPLEMENT:
        emails.supplement_late(case, occasion=reminder.key.rpartition(":")[2])


def _signature_late(reminder: Reminder) -> None:
    case = _case(reminder)
    document = case.signing_document
    if document is not None and document.status == Signing.AWAITING:
        emails.signature_late(document, occasion=reminder.key.rpartition(":")[2])


def _no_quorum(reminder: Reminder) -> None:
    meeting = reminder.meeting
    if meeting is not None and not meeting.is_cancelled:
        emails.no_quorum(meeting)


def _case(reminder: Reminder) -> Application:
    case = reminder.application
    if case is None:  # such a row cannot be made
        raise LookupError(reminder.key)
    return case


_REMIND: dict[ReminderKind, Callable[[Reminder], None]] = {
    ReminderKind.CASE_WAITING: _case_waiting,
    ReminderKind.SUPPLEMENT_SOON: _supplement_soon,
    ReminderKind.SUPPLEMENT_LATE: _supplement_late,
    ReminderKind.SIGNATURE_LATE: _signature_late,
    ReminderKind.NO_QUORUM: _no_quorum,
}
