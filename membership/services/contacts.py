"""Whom the agreement turns to at a member: added, changed, removed, and asked once a year whether it is right."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from membership import member_emails
from membership.models import MemberContact, Membership, Reminder
from membership.reminding import forget_contacts_later, on_the_morning_of, plan
from membership.services.diary import hold, hold_current, note
from membership.states import MemberChange, ReminderKind
from relay.services import call_off
from steps.exceptions import StepNotAllowed

if TYPE_CHECKING:
    from accounts.models import User

MOST_CONTACTS = 10
A_YEAR = dt.timedelta(days=365)


def save_contact(
    membership: Membership, *, actor: User, contact: MemberContact | None = None, **fields: Any
) -> MemberContact:
    """Add a contact, or change one. The first one is the main contact; `is_main` makes this one the main contact
    instead of the one before.

    Another address forgets that letters to the old one did not arrive. A person who is added is told so by letter
    (GDPR art. 14). Refuses with StepNotAllowed: not the actor's, a membership that has ended, too many, or a contact
    that has been removed. The same new one twice: one contact, one letter. The same change twice: one line in the diary
    for each.
    """
    is_main = bool(fields.pop("is_main", False))
    with transaction.atomic():
        held = hold_current(membership, actor)
        now = held.contacts.filter(left_on=None)
        if contact is None:
            who = {name: fields.get(name, "") for name in ("name", "role", "email")}
            same: MemberContact | None = now.filter(**who).first()
            if same is not None:
                return same
            if now.count() >= MOST_CONTACTS:
                raise StepNotAllowed(_("There are many contacts already. Remove one first."))
            kept = MemberContact(membership=held)
        else:
            kept = _current(held, contact)
        is_new, before = kept.pk is None, kept.email
        for name, value in fields.items():
            setattr(kept, name, value)
        if kept.email != before:
            kept.bounced_at = None
        kept.confirmed_on = timezone.localdate()
        becomes_main = is_main or not now.filter(is_main=True).exists()
        if becomes_main and not kept.is_main:
            now.filter(is_main=True).update(is_main=False)
            kept.is_main = True
            if not is_new:
                note(held, actor, MemberChange.MAIN_CONTACT, str(kept))
        kept.save()
        note(held, actor, MemberChange.CONTACT_ADDED if is_new else MemberChange.CONTACT_CHANGED, str(kept))
        if kept.email and kept.email != before:
            member_emails.contact_added(held, kept, by=actor)
    return kept


def first_contact(membership: Membership) -> MemberContact:
    """The contact person of the application becomes the member's main contact, with what they allowed to be shown."""
    said = membership.application
    contact: MemberContact = MemberContact.objects.create(
        membership=membership,
        is_main=True,
        name=said.contact_name,
        email=said.contact_email,
        phone=said.contact_phone,
        publish_name=said.publish_name,
        publish_email=said.publish_email,
        publish_phone=said.publish_phone,
        confirmed_on=timezone.localdate(),
    )
    return contact


def remove_contact(membership: Membership, *, actor: User, contact: MemberContact) -> None:
    """Somebody is a contact no longer. Refuses (StepNotAllowed) the main one, for a member always has one (MEM-21):
    make another the main contact first. A former member needs none. Later the contact is erased. Twice: the second does
    nothing.
    """
    with transaction.atomic():
        held = hold(membership, actor)
        kept = held.contacts.filter(pk=contact.pk, left_on=None).first()
        if kept is None:
            return
        if kept.is_main and held.is_current:
            raise StepNotAllowed(_("This is the main contact. Make somebody else the main contact first."))
        kept.left_on = timezone.localdate()
        kept.publish_name = kept.publish_email = kept.publish_phone = False
        kept.save()
        note(held, actor, MemberChange.CONTACT_LEFT, str(kept))
        forget_contacts_later(held, kept.left_on, kept.pk)


def confirm_contacts(membership: Membership, *, actor: User) -> None:
    """The organisation has looked: its contacts are right. The next question comes in a year; one that waits is called
    off. Refuses with StepNotAllowed: not the actor's, or a membership that has ended. Twice on a day: one line in the
    diary for each, one reminder.
    """
    with transaction.atomic():
        held = hold_current(membership, actor)
        today = timezone.localdate()
        held.contacts.filter(left_on=None).update(confirmed_on=today)
        note(held, actor, MemberChange.CONTACTS_RIGHT)
        following = ask_in_a_year(held, today)
        waiting = held.reminders.unfinished().filter(kind=ReminderKind.CONTACTS_RIGHT)
        for reminder in waiting.exclude(pk=following.pk):
            call_off(Reminder, [reminder.pk])


def ask_in_a_year(membership: Membership, today: dt.date) -> Reminder:
    """Store that the question is due in a year from `today` (a Swedish date). Twice for the same day: one row."""
    day = today + A_YEAR
    return plan(
        ReminderKind.CONTACTS_RIGHT, on_the_morning_of(day), membership=membership, occasion=day.isoformat()
    )


def note_arrival(address: str, *, arrived: bool) -> None:
    """What became of a letter: given up, and the address is shown as not reached until one arrives again (MEM-22).

    Called for every letter when it is done with; asks one statement. Twice is the same as once.
    """
    contacts = MemberContact.objects.filter(email=address.lower(), left_on=None)
    if arrived:
        contacts.filter(bounced_at__isnull=False).update(bounced_at=None)
    else:
        contacts.filter(bounced_at=None).update(bounced_at=timezone.now())


def _current(membership: Membership, contact: MemberContact) -> MemberContact:
    kept: MemberContact | None = membership.contacts.filter(pk=contact.pk, left_on=None).first()
    if kept is None:
        raise StepNotAllowed(_("That contact has been removed."))
    return kept
