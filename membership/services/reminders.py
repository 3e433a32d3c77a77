"""What a reminder does when its day comes: a letter if there still is a reason, nothing if not."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from agreement.models import MeetingReply
from agreement.states import BodyKind
from membership import emails, member_emails
from membership.awaited import awaited_in
from membership.balance import composition
from membership.models import Application, Membership, Reminder
from membership.quorum import Group
from membership.reminding import on_the_morning_of, plan
from membership.services.contacts import ask_in_a_year
from membership.services.forgetting import forget_contacts
from membership.states import ReminderKind, Signing, Stand, Status
from relay.services import call_off, finish

if TYPE_CHECKING:
    from collections.abc import Callable

    from agreement.models import Meeting
    from membership.models import SupplementRequest

QUORUM_NOTICE = dt.timedelta(days=3)
LOST = "-lost-"


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
        emails.supplement_soon(request, occasion=_occasion(reminder))


def _supplement_late(reminder: Reminder) -> None:
    request = _unanswered(reminder)
    # The day may have been moved in this moment.
    if request is not None and request.answer_by < timezone.localdate():
        emails.supplement_late(request, occasion=_occasion(reminder))
        emails.supplement_missing(request, occasion=_occasion(reminder))


def _signature_late(reminder: Reminder) -> None:
    document = _case(reminder).signing_document
    if (
        document is not None
        and str(document.pk) == _occasion(reminder)
        and document.status == Signing.AWAITING
    ):
        emails.signature_late(document)


def watch_quorum(meeting: Meeting) -> None:
    """Some days before a meeting of the group that decides, the secretariat hears if too few are in sight.

    The day is stored. Another day of the meeting is another occasion, and what was planned for the old one is called
    off. Twice for the same day: one row. Other bodies decide nothing, so nothing is planned.
    """
    if meeting.body.kind != BodyKind.LEADERSHIP:
        return
    planned = meeting.reminders.unfinished().filter(kind=ReminderKind.NO_QUORUM)
    for older in planned.exclude(key__endswith=f":{meeting.day}"):
        call_off(Reminder, [older.pk])
    due_at = on_the_morning_of(meeting.day - QUORUM_NOTICE)
    plan(ReminderKind.NO_QUORUM, due_at, meeting=meeting, occasion=meeting.day)


def quorum_may_be_lost(meeting: Meeting) -> None:
    """Somebody has said no. If the meeting can decide nothing even if all the others come, that is known now, and the
    secretariat hears of it now. Twice: one letter to each, and none on the day that was planned.
    """
    if meeting.body.kind != BodyKind.LEADERSHIP or not _why_no_quorum(meeting, hopeful=True)[0]:
        return
    now = timezone.now()
    plan(ReminderKind.NO_QUORUM, now, meeting=meeting, occasion=f"{meeting.day}{LOST}{now.timestamp():.0f}")


def _no_quorum(reminder: Reminder) -> None:
    """Only those who have said that they come are in sight; nobody has to answer, and no answer is no promise."""
    meeting, occasion = reminder.meeting, _occasion(reminder)
    if meeting is None or meeting.is_cancelled or meeting.day < timezone.localdate():
        return
    if meeting.body.kind != BodyKind.LEADERSHIP or not (occasion or str(meeting.day)).startswith(
        str(meeting.day)
    ):
        return
    reason, silent = _why_no_quorum(meeting, hopeful=LOST in occasion)
    if reason:
        emails.no_quorum(meeting, reason=reason, silent=silent)


def _why_no_quorum(meeting: Meeting, *, hopeful: bool) -> tuple[str, list[str]]:
    """Why the meeting could decide nothing, empty if it could, and who has not answered; `hopeful`: they all come."""
    group = Group(meeting.body.agreement, meeting.day)
    said = dict(MeetingReply.objects.filter(meeting=meeting).values_list("user", "comes"))
    stands = {each.holder: Stand.ABSENT for each in group.sittings if not said.get(each.holder, hopeful)}
    reason = group.in_words(composition(group.places(stands), list(group.names)))
    silent = [str(each.holding.user) for each in group.sittings if each.holding and each.holder not in said]
    return str(reason), silent


def _positions_awaited(reminder: Reminder) -> None:
    """One letter to each member whom any case of the region awaits. After days without a relay several rows are due at
    once: the first of them writes what there is to say that day.
    """
    agreement = reminder.agreement
    if agreement is None or not agreement.position_notice_days:  # the region wants them no more
        return
    for awaits in awaited_in(agreement):
        emails.positions_awaited(agreement, awaits)


def _contacts_right(reminder: Reminder) -> None:
    """Once a year, as long as the organisation is a member. An answer meanwhile has called this one off; where it could
    not, for somebody was at it, the next question is planned already and this one asks nobody.
    """
    if reminder.membership_id is None:
        return
    # Held: an answer in this moment comes before or after.
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=reminder.membership_id)
    planned = membership.reminders.unfinished().filter(kind=ReminderKind.CONTACTS_RIGHT)
    if not membership.is_current or planned.filter(due_at__gt=reminder.due_at).exists():
        return
    member_emails.contacts_right(membership, occasion=_occasion(reminder))
    ask_in_a_year(membership, timezone.localdate())


def _forget_contacts(reminder: Reminder) -> None:
    """Of a former member all of them; else the one that was removed."""
    occasion = _occasion(reminder)
    if reminder.membership is not None:
        forget_contacts(reminder.membership, contact=int(occasion) if occasion.isdigit() else None)


def _unanswered(reminder: Reminder) -> SupplementRequest | None:
    """The request that the reminder is about, if it still is open in a case that still awaits it."""
    case = _case(reminder)
    if case.status != Status.SUPPLEMENT:
        return None
    number = _occasion(reminder).partition("-")[0]  # what follows is which day, where it was moved
    return case.supplements.filter(pk=number, answered_at=None, closed_at=None).first()


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
    ReminderKind.POSITIONS_AWAITED: _positions_awaited,
    ReminderKind.CONTACTS_RIGHT: _contacts_right,
    ReminderKind.FORGET_CONTACTS: _forget_contacts,
}
