"""When reminders are due: rows with a stored day; a relay that was down catches up, and nothing is sent twice."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from agreement.states import BodyKind
from membership.models import Application, Reminder
from membership.states import ReminderKind
from relay.services import call_off

if TYPE_CHECKING:
    from collections.abc import Collection

    from agreement.models import Agreement, Meeting, SeatHolding
    from membership.models import Membership
    from membership.querysets import ApplicationQuerySet

MORNING = dt.time(8)  # Swedish time


def plan(
    kind: ReminderKind,
    due_at: dt.datetime,
    *,
    application: Application | None = None,
    meeting: Meeting | None = None,
    membership: Membership | None = None,
    agreement: Agreement | None = None,
    occasion: object = "",
) -> Reminder:
    """Store that a reminder is due at an instant (UTC). Twice for the same occasion: one row, the first."""
    if membership is not None:
        about = f"member-{membership.pk}"
    elif agreement is not None:
        about = agreement.region.slug
    else:
        about = application.reference if application else f"meeting-{meeting.pk if meeting else ''}"
    reminder, _created = Reminder.objects.get_or_create(
        key=f"{kind}:{about}:{occasion}",
        defaults={
            "kind": kind,
            "due_at": due_at,
            "application": application,
            "meeting": meeting,
            "membership": membership,
            "agreement": agreement,
        },
    )
    return reminder


def on_the_morning_of(day: dt.date) -> dt.datetime:
    """Eight o'clock in Sweden."""
    return dt.datetime.combine(day, MORNING, tzinfo=timezone.get_default_timezone())


def at_the_end_of(day: dt.date) -> dt.datetime:
    """When the Swedish day is over: a day named as a limit lasts whole."""
    return dt.datetime.combine(
        day + dt.timedelta(days=1), dt.time.min, tzinfo=timezone.get_default_timezone()
    )


def kept_until(left: dt.date) -> dt.date:
    """The last day on which a contact is kept that was one, or whose organisation was a member, until `left`."""
    return left + dt.timedelta(days=settings.CONTACT_KEEP_DAYS)


def forget_contacts_later(membership: Membership, left: dt.date, contact: int | None = None) -> Reminder:
    """The contacts of a former member, or one that was removed, are kept as long as CONTACT_KEEP_DAYS says from the
    last day, `left`. Twice: one row.
    """
    occasion = "all" if contact is None else contact
    return plan(
        ReminderKind.FORGET_CONTACTS,
        at_the_end_of(kept_until(left)),
        membership=membership,
        occasion=occasion,
    )


def wait(application: Application, occasion: object = "") -> Reminder:
    """From today the case may wait as long as the region has said; then the secretariat is reminded. Those in the group
    who have said nothing are reminded sooner.
    """
    ask_for_positions(application.agreement)
    last = timezone.localdate() + dt.timedelta(days=application.agreement.decide_within_days)
    return plan(ReminderKind.CASE_WAITING, at_the_end_of(last), application=application, occasion=occasion)


def wait_anew(application: Application, occasion: object) -> Reminder:
    """The same, after the organisation was asked for something: the time until now does not count."""
    for older in application.reminders.unfinished().filter(kind=ReminderKind.CASE_WAITING):
        call_off(Reminder, [older.pk])
    return wait(application, occasion)


def ask_for_positions(agreement: Agreement, since: dt.date | None = None) -> None:
    """Some days from today (or a later day, `since`), as the region has said, members of its group hear which cases
    await their position. One row for all cases of a region and a day; none where the region wants no such letters.
    """
    if agreement.position_notice_days:
        begins = max(timezone.localdate(), since or dt.date.min)
        day = begins + dt.timedelta(days=agreement.position_notice_days)
        plan(ReminderKind.POSITIONS_AWAITED, on_the_morning_of(day), agreement=agreement, occasion=day)


def ask_who_sits_down(
    sender: object,
    instance: SeatHolding,
    *,
    created: bool,
    raw: bool,
    update_fields: Collection[str] | None = None,
    **_of: object,
) -> None:
    """Whoever is given a seat hears of the cases that wait already, counted from the first day on it; so does whoever
    has the voice instead when a term ends.
    """
    last = instance.to_on if "to_on" in (update_fields or ()) else None
    since = instance.from_on if created else last and last + dt.timedelta(days=1)
    body = instance.seat.body
    if since and not raw and body.kind == BodyKind.LEADERSHIP and _any_waits(body.agreement):
        ask_for_positions(body.agreement, since)


def ask_when_chosen(sender: object, instance: Agreement, *, raw: bool, **_of: object) -> None:
    """The first time that a region wants the letters, cases wait already and nobody plans one for them."""
    if raw or not instance.position_notice_days:
        return
    planned = instance.reminders.filter(kind=ReminderKind.POSITIONS_AWAITED)
    if _any_waits(instance) and not planned.exists():
        ask_for_positions(instance)


def _any_waits(agreement: Agreement) -> bool:
    waiting: ApplicationQuerySet = Application.objects.awaiting_decision().filter(agreement=agreement)
    return waiting.exists()
