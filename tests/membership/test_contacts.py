"""Contacts of a member: always one, exactly one main, and only the right people change them (MEM-21)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from agreement.models import Region
from letters.models import Letter
from membership.models import MemberContact, MemberEvent, Membership, Reminder
from membership.services import confirm_contacts, confirm_signature, remove_contact, save_contact
from membership.services.contacts import MOST_CONTACTS
from membership.states import MemberChange, ReminderKind, Status
from steps.exceptions import StepNotAllowed
from tests.factories import (
    make_application,
    make_leader,
    make_region,
    make_returned,
    make_secretary,
    make_user,
    sign_in,
)
from tests.membership.members import GOOD, add, diary

pytestmark = pytest.mark.django_db


def test_contact_person_of_the_application_is_the_first_contact(region: Region, person: User) -> None:
    case = make_application(region, Status.APPROVED, user=person, publish_name=True)
    document = make_returned(case).document
    joined = confirm_signature(document=document, actor=make_secretary(region))

    (contact,) = joined.contacts_now
    assert (contact.name, contact.email, contact.is_main) == (case.contact_name, case.contact_email, True)
    assert (contact.publish_name, contact.publish_email, contact.publish_phone) == (True, False, False)
    assert joined.main_contact == contact


def test_one_is_the_main_contact_whoever_is_made_it(member: Membership, person: User) -> None:
    first = member.contacts.get()
    second = add(member, person)
    assert not second.is_main

    save_contact(member, actor=person, contact=second, is_main=True)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.is_main, second.is_main) == (False, True)
    with pytest.raises(IntegrityError), transaction.atomic():
        MemberContact.objects.filter(pk=first.pk).update(is_main=True)
    assert MemberChange.MAIN_CONTACT in diary(member)


def test_main_contact_is_not_removed_and_so_one_always_is_left(member: Membership, person: User) -> None:
    first = member.contacts.get()
    with pytest.raises(StepNotAllowed):
        remove_contact(member, actor=person, contact=first)

    second = add(member, person, is_main=True, publish_email=True)
    remove_contact(member, actor=person, contact=first)
    remove_contact(member, actor=person, contact=first)
    first.refresh_from_db()
    assert first.left_on == timezone.localdate()
    assert list(Membership.objects.get().contacts_now) == [second]
    assert diary(member).count(MemberChange.CONTACT_LEFT) == 1


def test_removed_contact_shows_nothing_any_more(client: Client, member: Membership, person: User) -> None:
    gone = add(member, person, name="Försvunnen Påhittad", publish_name=True, publish_email=True)
    address = member.get_absolute_url()
    assert "Försvunnen Påhittad" in client.get(address).content.decode()

    remove_contact(member, actor=person, contact=gone)
    assert "Försvunnen Påhittad" not in client.get(address).content.decode()


def test_contacts_have_an_end(member: Membership, person: User) -> None:
    for number in range(1, MOST_CONTACTS):
        add(member, person, email=f"n{number}@forening.example")
    with pytest.raises(StepNotAllowed):
        add(member, person, email="en-till@forening.example")


def test_contact_is_told_what_is_kept_once_for_each_address(member: Membership, person: User) -> None:
    contact = add(member, person)
    save_contact(member, actor=person, contact=contact, role="Ordförande")
    assert Letter.objects.filter(kind="contact_added").count() == 1

    save_contact(member, actor=person, contact=contact, email="ny@forening.example")
    told = Letter.objects.filter(kind="contact_added").order_by("pk")
    assert [letter.to for letter in told] == ["nils@forening.example", "ny@forening.example"]


@pytest.mark.parametrize("who", ["stranger", "leader", "secretary_elsewhere"])
def test_nobody_else_changes_contacts(who: str, region: Region, member: Membership) -> None:
    people = {
        "stranger": make_user,
        "leader": lambda: make_leader(region),
        "secretary_elsewhere": lambda: make_secretary(make_region("blekinge")),
    }
    outsider = people[who]()
    before = list(MemberContact.objects.values())
    with pytest.raises(StepNotAllowed):
        add(member, outsider)
    with pytest.raises(StepNotAllowed):
        confirm_contacts(member, actor=outsider)
    assert list(MemberContact.objects.values()) == before


def test_secretariat_helps_and_the_diary_says_so(region: Region, member: Membership, person: User) -> None:
    secretary = make_secretary(region)
    add(member, secretary)
    add(member, person, email="annan@forening.example")

    rows = MemberEvent.objects.order_by("pk").values_list("actor", "by_staff")
    assert list(rows) == [(secretary.pk, True), (person.pk, False)]


def test_former_contact_gets_no_letters_about_the_case(member: Membership, person: User) -> None:
    case = member.application
    Membership.objects.filter(pk=member.pk).update(since=dt.date(2020, 1, 1))
    type(case).objects.filter(pk=case.pk).update(contact_email="forra@forening.example")
    MemberContact.objects.filter(membership=member).update(left_on=timezone.localdate(), is_main=False)
    add(member, person, email="nya@forening.example")
    case = type(case).objects.get(pk=case.pk)
    assert set(case.recipients) == {person.email, "nya@forening.example"}


def test_former_member_changes_no_contacts_but_may_have_them_removed(
    client: Client, member: Membership, person: User
) -> None:
    contact = add(member, person)
    Letter.objects.all().delete()
    Membership.objects.update(ended_on=timezone.localdate() - dt.timedelta(days=1))
    member = Membership.objects.get()
    for act in (
        lambda: add(member, person, email="ny@forening.example"),
        lambda: confirm_contacts(member, actor=person),
    ):
        with pytest.raises(StepNotAllowed):
            act()
    with pytest.raises(StepNotAllowed):
        save_contact(member, actor=person, contact=contact, email="annan@forening.example")
    applicant = sign_in(client, person)
    for name, more in (("new-contact", []), ("contact", [contact.pk]), ("contacts-right", [])):
        here = reverse(f"membership:{name}", args=[member.pk, *more])
        assert applicant.get(here).status_code == 302
        assert applicant.post(here, GOOD).status_code == 302
    assert not Letter.objects.exists()
    assert not Reminder.objects.unfinished().filter(kind=ReminderKind.CONTACTS_RIGHT).exists()

    listing = reverse("membership:contacts", args=[member.pk])
    assert listing in applicant.get(reverse("membership:own-member", args=[member.pk])).text
    for each in list(member.contacts.all()):
        away = reverse("membership:remove-contact", args=[member.pk, each.pk])
        assert away in applicant.get(listing).text
        assert applicant.post(away).url == listing
    assert Membership.objects.get().contacts_now == []
