"""Nothing stays of contacts whom nobody needs any more (GDPR 5.1 e); organisation, decisions and documents do."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from letters.models import Letter
from letters.registry import in_use
from membership.models import Application, MemberContact, MemberEvent, Membership
from membership.reminding import at_the_end_of
from membership.services.attachments import forget_papers
from membership.services.diary import note
from membership.states import MemberChange

if TYPE_CHECKING:
    from collections.abc import Iterable

# What the diary calls a contact by name, and the letters that name contacts to others.
NAMING = (
    *(MemberChange.CONTACT_ADDED, MemberChange.CONTACT_CHANGED),
    *(MemberChange.CONTACT_LEFT, MemberChange.MAIN_CONTACT),
)
NAMING_LETTERS = ("contact_added", "contacts_right")
NOTHING_OF_THE_CONTACT = dict.fromkeys(
    ("contact_name", "contact_email", "contact_phone"), ""
) | dict.fromkeys(("publish_name", "publish_email", "publish_phone"), False)


def forget_contacts(membership: Membership, *, contact: int | None = None) -> int:
    """Erase all contacts of a former member, or one (by its key) that a member has removed; says how many.

    With them go the contact person of the application, the papers that came with it (a former member's), their names in
    the diary, and the letters to them that are done with, unless somebody with that address has access or is a contact
    still. What the diary and letters say of others stays, and so do letters that another room has written to the same
    address. The diary tells that it was done. Refuses nothing: of a member of today only who was removed is erased.
    Twice: nobody the second time, and the diary says it once.
    """
    with transaction.atomic():
        rows = Membership.objects.select_for_update(of=("self",)).select_related("application")
        held: Membership = rows.get(pk=membership.pk)
        if contact is None:
            if held.is_current:
                return 0
            gone, left = list(held.contacts.all()), timezone.localdate()
        else:
            gone = list(held.contacts.filter(pk=contact, left_on__isnull=False))
            left = next((each.left_on for each in gone if each.left_on), timezone.localdate())
        until = at_the_end_of(left)
        case: Application = held.application
        theirs = [case.contact_email, case.contact_name, case.contact_phone]
        if (
            contact is not None
        ):  # the application's contact person is forgotten with the contact that was made of them
            left_behind = {each.email.lower() for each in held.contacts.exclude(pk=contact)}
            wrote = case.contact_email.lower()
            is_theirs = wrote in {each.email.lower() for each in gone} and wrote not in left_behind
        said = theirs if contact is None or is_theirs else []
        papers = forget_papers(case) if contact is None else 0
        if not gone and not any(said) and not papers:
            return 0
        addresses = {each.email.lower() for each in gone} | {each.lower() for each in said[:1]}
        MemberContact.objects.filter(pk__in=[each.pk for each in gone]).delete()
        if said:
            Application.objects.filter(pk=case.pk).update(**NOTHING_OF_THE_CONTACT)
            _forget_changes(case, said)
        since = case.created_at if contact is None else gone[0].created_at
        _forget_letters(case, addresses - {""}, since, until)
        others = [str(each) for each in held.contacts.all()]
        named = MemberEvent.objects.filter(membership=held, what__in=NAMING, at__gte=since, at__lt=until)
        named = named.exclude(note__in=["", *others])
        # The lines stay, and nobody else changes them: only whom they name is what has to go.
        models.QuerySet.update(named, note="")
        note(held, None, MemberChange.CONTACTS_FORGOTTEN)
    return len(gone)


def _forget_changes(case: Application, said: Iterable[str]) -> None:
    """What a supplement changed about the contact person stands in the case's diary, with what it was before."""
    words = [rf"(?<!\w){re.escape(each)}(?!\w)" for each in said if each]
    if not words:
        return
    known = re.compile("|".join(words))
    naming = [
        event.pk
        for event in case.events.filter(step="answers_changed").exclude(note="")
        if known.search(event.note)
    ]
    models.QuerySet.update(case.events.filter(pk__in=naming), note="")


def _forget_letters(
    case: Application, addresses: Iterable[str], since: dt.datetime, until: dt.datetime
) -> None:
    """Those about the membership to the addresses, and those that named them to others while they were contacts; to
    addresses with which nobody stands in any room, those about anything. What still waits is sent first.
    """
    letters = Letter.objects.exclude(done_at=None, failed_at=None, called_off_at=None)
    about = letters.filter(key__contains=f":{case.reference}:")
    kept = {access.user.email.lower() for access in case.access.select_related("user")}
    joined: Membership = case.membership
    kept |= {each.email.lower() for each in joined.contacts.all()}
    naming = Q(kind__in=NAMING_LETTERS, created_at__gte=since, created_at__lt=until)
    own = Q(kind="contact_added", to__in=kept)  # names only whom it was sent to
    about.filter(Q(to__in=set(addresses) - kept) | naming & ~own).delete()
    letters.filter(to__in=set(addresses) - in_use(addresses)).delete()
