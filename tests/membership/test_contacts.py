"""Contacts of a member: always one, exactly one main, nothing public unless ticked, asked once a year (MEM-21 … 24)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from agreement.models import Region
from letters import registry
from letters.models import Letter
from letters.tasks import send_letter
from membership.models import MemberContact, MemberEvent, Membership, Reminder
from membership.services import confirm_contacts, confirm_signature, remove_contact, save_contact
from membership.services.contacts import MOST_CONTACTS, note_arrival
from membership.services.reminders import remind
from membership.states import MemberChange, ReminderKind, Status
from relay.services import work_on
from steps.exceptions import StepNotAllowed
from tests.factories import (
    make_application,
    make_leader,
    make_member,
    make_operator,
    make_region,
    make_returned,
    make_secretary,
    make_user,
    sign_in,
)
from tests.letters.server import mail_server

pytestmark = pytest.mark.django_db
GOOD = {
    "is_role_address": "person",
    "name": "Nils Påhittad",
    "role": "Kassör",
    "email": "nils@forening.example",
}


@pytest.fixture
def region() -> Region:
    return make_region()


@pytest.fixture
def person() -> User:
    return make_user("maja@forening.example")


@pytest.fixture
def member(region: Region, person: User) -> Membership:
    return make_member(region, user=person)


def add(member: Membership, actor: User, **fields: Any) -> MemberContact:
    given = {"name": "Nils Påhittad", "email": "nils@forening.example", **fields}
    return save_contact(member, actor=actor, **given)


def diary(member: Membership) -> list[str]:
    return list(MemberEvent.objects.filter(membership=member).values_list("what", flat=True))


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


# --- Letters that do not arrive -------------------------------------------------------------------


def send(address: str, *, fails: bool) -> None:
    """A letter that is done with, as `letters.tasks` leaves it."""
    now = timezone.now()
    letter = Letter.objects.create(
        key=f"prov:{address}:{Letter.objects.count()}",
        kind="welcome",
        to=address,
        subject="Prov",
        text="Prov",
        failed_at=now if fails else None,
        done_at=None if fails else now,
    )
    registry.tell_arrival(letter)


def test_address_whose_letters_are_given_up_is_shown_and_listed(
    client: Client, region: Region, member: Membership, person: User
) -> None:
    other = make_member(region)
    contact = member.contacts.get()
    send(contact.email.upper(), fails=True)

    assert list(Membership.objects.unreachable()) == [member]
    assert list(Membership.objects.reachable()) == [other]
    own = sign_in(client, person).get(reverse("membership:own-member", args=[member.pk]))
    assert own.context["unreachable"] is True
    staff = sign_in(Client(), make_operator(), second_factor=True)
    listed = staff.get(reverse("admin:membership_membership_changelist"), {"reached": "no"})
    assert list(listed.context["cl"].queryset) == [member]
    reached = staff.get(reverse("admin:membership_membership_changelist"), {"reached": "yes"})
    assert list(reached.context["cl"].queryset) == [other]

    send(contact.email, fails=False)
    assert not Membership.objects.unreachable().exists()


def test_new_address_is_believed_until_a_letter_comes_back(member: Membership, person: User) -> None:
    contact = member.contacts.get()
    note_arrival(contact.email, arrived=False)
    save_contact(member, actor=person, contact=contact, email="ny@forening.example")
    contact.refresh_from_db()
    assert contact.bounced_at is None


def test_one_address_that_works_is_enough(member: Membership, person: User) -> None:
    add(member, person)
    note_arrival(member.contacts.get(is_main=True).email, arrived=False)
    assert list(Membership.objects.reachable()) == [member]


# --- Once a year ----------------------------------------------------------------------------------


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


# --- The pages ------------------------------------------------------------------------------------


def test_contact_is_added_changed_and_removed_on_the_pages(
    client: Client, member: Membership, person: User
) -> None:
    applicant = sign_in(client, person)
    listing = reverse("membership:contacts", args=[member.pk])
    assert applicant.post(reverse("membership:new-contact", args=[member.pk]), GOOD).url == listing
    contact = MemberContact.objects.get(email="nils@forening.example")
    assert (contact.publish_name, contact.publish_email, contact.publish_phone) == (False, False, False)
    assert "Nils Påhittad" in applicant.get(listing).content.decode()

    here = reverse("membership:contact", args=[member.pk, contact.pk])
    assert applicant.get(here).context["form"].initial["name"] == "Nils Påhittad"
    applicant.post(here, {**GOOD, "publish_phone": "on", "phone": "070-111 22 33"})
    contact.refresh_from_db()
    assert (contact.publish_phone, contact.publish_name) == (True, False)

    away = reverse("membership:remove-contact", args=[member.pk, contact.pk])
    assert applicant.get(away).status_code == 200
    assert applicant.post(away).url == listing
    assert applicant.post(away).url == listing  # the other click of a double click
    contact.refresh_from_db()
    assert contact.left_on is not None
    assert applicant.get(here).status_code == 404


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": ""}, "name"),
        ({"is_role_address": ""}, "is_role_address"),
        ({"is_role_address": "role", "role": "", "name": ""}, "role"),
        ({"email": ""}, "email"),
        ({"email": "maja@"}, "email"),
        ({"phone": "ring mig"}, "phone"),
        ({"name": "x" * 121}, "name"),
    ],
)
def test_wrong_contact_is_explained_at_its_field(
    client: Client, member: Membership, person: User, changed: dict[str, str], field: str
) -> None:
    page = sign_in(client, person).post(
        reverse("membership:new-contact", args=[member.pk]), {**GOOD, **changed}
    )
    assert page.status_code == 200
    assert list(page.context["form"].errors) == [field]
    assert MemberContact.objects.count() == 1


def test_address_of_a_role_needs_no_name(client: Client, member: Membership, person: User) -> None:
    said = {**GOOD, "is_role_address": "role", "name": "", "role": "Styrelsen", "publish_name": "on"}
    sign_in(client, person).post(reverse("membership:new-contact", args=[member.pk]), said)
    contact = MemberContact.objects.get(role="Styrelsen")
    assert contact.public == {"name": "Styrelsen"}
    assert "Styrelsen" in client.get(member.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "name", ["own-member", "contacts", "new-contact", "contacts-right", "profile", "withdrawal"]
)
def test_pages_exist_for_the_right_people_only(
    client: Client, region: Region, member: Membership, person: User, name: str
) -> None:
    here = reverse(f"membership:{name}", args=[member.pk])
    assert client.get(here).status_code == 302
    assert "/konto/" in client.get(here).url
    assert sign_in(client, person).get(here).status_code == 200
    assert sign_in(Client(), make_user()).get(here).status_code == 404
    assert sign_in(Client(), make_leader(region), second_factor=True).get(here).status_code == 404
    elsewhere = make_secretary(make_region("blekinge"))
    assert sign_in(Client(), elsewhere, second_factor=True).get(here).status_code == 404
    helper = sign_in(Client(), make_secretary(region), second_factor=True).get(here)
    assert helper.status_code == (302 if name == "withdrawal" else 200)
    assert sign_in(Client(), person).get(here.replace(str(member.pk), str(2**70))).status_code == 404


def test_contact_of_another_member_is_not_found(
    client: Client, region: Region, member: Membership, person: User
) -> None:
    stranger = make_member(region).contacts.get()
    applicant = sign_in(client, person)
    for name in ("contact", "remove-contact"):
        here = reverse(f"membership:{name}", args=[member.pk, stranger.pk])
        assert applicant.get(here).status_code == 404
        assert applicant.post(here, GOOD).status_code == 404
    stranger.refresh_from_db()
    assert stranger.left_on is None


def test_list_and_predicate_agree(region: Region, member: Membership, person: User) -> None:
    from membership.permissions import Capacities, may_edit

    other = make_member(make_region("blekinge"), user=person)
    make_member(region)
    people = [person, make_user(), make_leader(region), make_secretary(region), make_operator()]
    for each in people:
        listed = set(Membership.objects.editable_by(Capacities(each)))
        assert listed == {row for row in Membership.objects.all() if may_edit(each, row)}
    assert set(Membership.objects.editable_by(person)) == {member, other}


# --- What a form may not carry over ---------------------------------------------------------------


def test_ticks_hold_for_the_person_who_gave_them(client: Client, member: Membership, person: User) -> None:
    """The form comes filled in: another name or address on it is somebody who has not been asked."""
    contact = add(member, person, name="Anna Påhittad", email="anna@forening.example", publish_email=True)
    here = reverse("membership:contact", args=[member.pk, contact.pk])
    applicant = sign_in(client, person)
    seen = applicant.get(here).context["form"]["seen"].value()
    said = {**GOOD, "publish_email": "on", "seen": seen}

    asked = applicant.post(here, said)
    assert asked.status_code == 200
    form = asked.context["form"]
    assert list(form.errors) == ["publish_email"]
    assert not form["publish_email"].value()
    assert form["email"].value() == "nils@forening.example"
    contact.refresh_from_db()
    assert contact.email == "anna@forening.example"

    again = {**said, "asked_for": form["asked_for"].value()}
    assert applicant.post(here, again).status_code == 302
    contact.refresh_from_db()
    assert (contact.email, contact.publish_email) == ("nils@forening.example", True)


def test_same_person_keeps_the_ticks(client: Client, member: Membership, person: User) -> None:
    contact = add(member, person, publish_name=True)
    here = reverse("membership:contact", args=[member.pk, contact.pk])
    said = {**GOOD, "publish_name": "on", "role": "Ordförande", "phone": "070-111 22 33"}
    assert sign_in(client, person).post(here, said).status_code == 302
    contact.refresh_from_db()
    assert (contact.role, contact.publish_name) == ("Ordförande", True)


def test_old_page_does_not_publish_what_somebody_has_hidden(
    client: Client, member: Membership, person: User
) -> None:
    contact = add(member, person, publish_name=True, publish_email=True)
    here = reverse("membership:contact", args=[member.pk, contact.pk])
    applicant = sign_in(client, person)
    seen = applicant.get(here).context["form"]["seen"].value()
    save_contact(member, actor=person, contact=contact, publish_email=False)

    old = {**GOOD, "publish_name": "on", "publish_email": "on", "phone": "070-111 22 33", "seen": seen}
    answer = applicant.post(here, old)
    form = answer.context["form"]
    assert form.non_field_errors()
    assert (form["phone"].value(), bool(form["publish_email"].value())) == ("070-111 22 33", False)
    contact.refresh_from_db()
    assert contact.publish_email is False
    now = {**old, "seen": form["seen"].value(), "publish_email": ""}
    assert applicant.post(here, now).status_code == 302
    contact.refresh_from_db()
    assert (contact.phone, contact.publish_email) == ("070-111 22 33", False)


def test_double_click_is_one_contact_and_one_letter(client: Client, member: Membership, person: User) -> None:
    applicant = sign_in(client, person)
    here = reverse("membership:new-contact", args=[member.pk])
    for _click in range(2):
        assert applicant.post(here, GOOD).status_code == 302
    assert MemberContact.objects.filter(email=GOOD["email"]).count() == 1
    assert Letter.objects.filter(kind="contact_added").count() == 1


# --- Those who were contacts, and those who were members -------------------------------------------


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


@pytest.mark.parametrize(
    ("step", "answer", "reached"),
    [("RCPT", "550 no such mailbox", False), ("MAIL", "553 not allowed", True), ("DATA", "554 no", True)],
)
def test_only_a_refused_address_is_an_address_that_does_not_work(
    member: Membership, settings: Any, step: str, answer: str, reached: bool
) -> None:
    """Given up for what is our own fault: the address is as good as it was (MEM-22)."""
    with mail_server() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        running.answers[step] = answer
        letter = Letter.objects.create(
            key="prov", kind="welcome", to=member.contacts.get().email, subject="Prov", text="Prov"
        )
        send_letter(letter.pk)
    letter.refresh_from_db()
    assert letter.failed_at is not None
    assert Membership.objects.reachable().exists() is reached
