"""Once a year a member is asked whether its contacts still are right (MEM-22)."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from agreement.models import Region
from letters.models import Letter
from membership.models import MemberContact, Membership, Reminder
from membership.services import confirm_contacts, confirm_signature
from membership.services.reminders import remind
from membership.states import ReminderKind, Status
from relay.services import work_on
from tests.factories import make_application, make_returned, make_secretary, sign_in

pytestmark = pytest.mark.django_db


def run(reminder: Reminder) -> bool:
    return work_on(Reminder, reminder.pk, remind)


def test_question_comes_once_a_year_and_once(region: Region, person: User) -> None:
    with time_machine.travel(dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC), tick=False):
        case = make_application(region, Status.APPROVED, user=person)
        confirm_signature(document=make_returned(case).document, actor=make_secretary(region))
    reminder = Reminder.objects.get(kind=ReminderKind.CONTACTS_RIGHT)
    assert timezone.localtime(reminder.due_at).isoformat() == "2027-03-01T08:00:00+01:00"

    with time_machine.travel(dt.datetime(2027, 3, 4, 12, tzinfo=dt.UTC), tick=False):  # three days late
        assert run(reminder)
        assert not run(reminder)
    asked = Letter.objects.filter(kind="contacts_right")
    assert sorted(asked.values_list("to", flat=True)) == sorted(Membership.objects.get().recipients)
    assert all("/kontakter/stammer/" in letter.text for letter in asked)
    following = Reminder.objects.filter(kind=ReminderKind.CONTACTS_RIGHT).exclude(pk=reminder.pk).get()
    assert timezone.localdate(following.due_at) == dt.date(2028, 3, 3)


def test_answer_moves_the_question_a_year_on(member: Membership, person: User) -> None:
    confirm_contacts(member, actor=person)
    first = Reminder.objects.get(kind=ReminderKind.CONTACTS_RIGHT)
    with time_machine.travel(timezone.now() + dt.timedelta(days=100), tick=False):
        confirm_contacts(member, actor=person)
        confirm_contacts(member, actor=person)
    first.refresh_from_db()
    assert first.called_off_at is not None
    (waiting,) = Reminder.objects.unfinished().filter(kind=ReminderKind.CONTACTS_RIGHT)
    assert waiting.due_at - first.due_at >= dt.timedelta(days=99)


def test_former_member_is_not_asked(member: Membership, person: User) -> None:
    confirm_contacts(member, actor=person)
    Membership.objects.update(ended_on=timezone.localdate())
    reminder = Reminder.objects.get(kind=ReminderKind.CONTACTS_RIGHT)
    with time_machine.travel(reminder.due_at + dt.timedelta(hours=1), tick=False):
        assert run(reminder)
    assert not Letter.objects.filter(kind="contacts_right").exists()


def test_link_in_the_letter_shows_a_page_and_only_the_button_answers(
    client: Client, member: Membership, person: User
) -> None:
    MemberContact.objects.update(confirmed_on=dt.date(2020, 1, 1))
    here = reverse("membership:contacts-right", args=[member.pk])
    applicant = sign_in(client, person)

    applicant.get(here)
    assert MemberContact.objects.get().confirmed_on == dt.date(2020, 1, 1)
    assert list(Membership.objects.unconfirmed_since(dt.date(2026, 1, 1))) == [member]
    assert applicant.post(here).url == reverse("membership:own-member", args=[member.pk])
    assert MemberContact.objects.get().confirmed_on == timezone.localdate()
    assert not Membership.objects.unconfirmed_since(dt.date(2026, 1, 1)).exists()


def test_answer_while_the_question_is_in_trouble_is_enough(member: Membership, person: User) -> None:
    """A reminder that was tried in vain cannot be called off; it asks nobody who has answered meanwhile."""
    confirm_contacts(member, actor=person)
    first = Reminder.objects.get(kind=ReminderKind.CONTACTS_RIGHT)
    with time_machine.travel(first.due_at + dt.timedelta(hours=1), tick=False):
        Reminder.objects.filter(pk=first.pk).update(tries=1, last_error="OSError")
        confirm_contacts(member, actor=person)
        assert run(first)
    assert not Letter.objects.filter(kind="contacts_right").exists()
    waiting = Reminder.objects.unfinished().filter(kind=ReminderKind.CONTACTS_RIGHT)
    assert waiting.count() == 1
