"""What a reminder does when its day comes: a letter if there still is a reason, nothing if not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from agreement.models import MeetingReply
from agreement.states import BodyKind
from membership import emails
from membership.balance import composition
from membership.models import Application, Reminder
from membership.quorum import Group
from membership.services.contacts import ask_in_a_year
from membership.states import ReminderKind, Signing, Stand, Status
from relay.services import finish

if TYPE_CHECKING:
    from collections.abc import Callable

    from membership.models import SupplementRequest


def remind(reminder: Reminder) -> None:
    """Write the letters of a claimed reminder, once, and finish it.

    Late is as good as on time: a relay that was down for days sends each reminder that still has a reason, and finishes
    the others without a word.
    """
    send = _REMIND[ReminderKind(reminder.kind)]
    with transaction.atomic():
        send(reminder)
        finish(reminder)


def _case_waiting(reminder: Reminder) -> None:
    case = _case(reminder)
    if case.status == Status.SUBMITTED:
        emails.case_waits(case, occasion=_occasion(reminder))


def _supplement_soon(reminder: Reminder) -> None:
    request = _unanswered(reminder)
    if request is not None and timezone.localdate() <= request.answer_by:
        emails.supplement_soon(request)


def _supplement_late(reminder: Reminder) -> None:
    request = _unanswered(reminder)
    if request is not None:
        emails.supplement_late(request)
        emails.supplement_missing(request)


def _signature_late(reminder: Reminder) -> None:
    document = _case(reminder).signing_document
    if (
        document is not None
        and str(document.pk) == _occasion(reminder)
        and document.status == Signing.AWAITING
    ):
        emails.signature_late(document)


def _no_quorum(reminder: Reminder) -> None:
    """Only those who have said that they come are in sight; nobody has to answer, and no answer is no promise."""
    meeting = reminder.meeting
    if meeting is None or meeting.is_cancelled or meeting.day < timezone.localdate():
        return
    if meeting.body.kind != BodyKind.LEADERSHIP:
        return
    group = Group(meeting.body.agreement, meeting.day)
    said = dict(MeetingReply.objects.filter(meeting=meeting).values_list("user", "comes"))
    stands = {each.holder: Stand.ABSENT for each in group.sittings if not said.get(each.holder)}
    if reason := group.in_words(composition(group.places(stands), list(group.names))):
        silent = [
            str(each.holding.user) for each in group.sittings if each.holding and each.holder not in said
        ]
        emails.no_quorum(meeting, reason=str(reason), silent=silent)


def _contacts_right(reminder: Reminder) -> None:
    """Once a year, as long as the organisation is a member; an answer meanwhile has called this one off."""
    membership = reminder.membership
    if membership is None or not membership.is_current:
        return
    emails.contacts_right(membership, occasion=_occasion(reminder))
    ask_in_a_year(membership, timezone.localdate())


def _unanswered(reminder: Reminder) -> SupplementRequest | None:
    """The request that the reminder is about, if it still is open in a case that still awaits it."""
    case = _case(reminder)
    if case.status != Status.SUPPLEMENT:
        return None
    return case.supplements.filter(pk=_occasion(reminder), answered_at=None, closed_at=None).first()


def _occasion(reminder: Reminder) -> str:
    return reminder.key.rpartition(":")[2]


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
    ReminderKind.CONTACTS_RIGHT: _contacts_right,
}
