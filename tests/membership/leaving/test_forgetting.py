"""Contacts whom nobody needs any more are erased; the organisation, its decisions and documents stay (GDPR 5.1 e)."""

from __future__ import annotations

import datetime as dt
import importlib
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from accounts.models import User
from agreement.models import Region
from events.models import Registration
from letters.models import Letter
from membership import member_emails
from membership.models import Application, Decision, MemberContact, MemberEvent, Membership, Reminder
from membership.services import remove_contact, save_contact
from membership.services.forgetting import forget_contacts
from membership.services.reminders import remind
from membership.states import MemberChange, ReminderKind
from relay.services import work_on
from tests.events.happenings import make_published, make_registered
from tests.factories import make_member, make_secretary, sign_in
from tests.membership.leaving.acts import NOON, leave, run
from tests.nominations.rows import make_nomination, make_round

pytestmark = pytest.mark.django_db
NAMES = (
    "Nils Påhittad",
    "nils@forening.example",
    "070-000 00 09",
    "Kontakt Påhittad",
    "kontakt@forening.example",
)


@pytest.fixture
def member(region: Region, person: User) -> Membership:
    facts = {"contact_name": NAMES[3], "contact_email": NAMES[4], "contact_phone": NAMES[2]}
    return make_member(region, user=person, name="Föreningen Norrsken", **facts)


def add(member: Membership, actor: User, address: str = NAMES[1]) -> MemberContact:
    return save_contact(member, actor=actor, name=NAMES[0], email=address, phone=NAMES[2])


def everything_sent() -> None:
    Letter.objects.update(done_at=timezone.now())


def run_what_is_due() -> int:
    """As the relay does; how many reminders were done."""
    due = Reminder.objects.due(timezone.now()).filter(kind=ReminderKind.FORGET_CONTACTS)
    return sum(work_on(Reminder, pk, remind) for pk in list(due.values_list("pk", flat=True)))


def all_that_is_kept() -> str:
    """Every word in the rows that could name a contact."""
    rows = (
        *MemberContact.objects.values_list(),
        *MemberEvent.objects.values_list("note"),
        *Application.objects.values_list("contact_name", "contact_email", "contact_phone"),
        *Letter.objects.values_list("to", "text", "html"),
    )
    return str(rows)


def told(member: Membership) -> int:
    return member.events.filter(what=MemberChange.CONTACTS_FORGOTTEN).count()


def test_contacts_of_a_former_member_go_a_year_later_and_the_record_stays(
    client: Client, member: Membership, person: User, noon: Any
) -> None:
    add(member, person)
    run(leave(member, person))
    everything_sent()
    noon.move_to(NOON + dt.timedelta(days=364))
    assert run_what_is_due() == 0
    assert all(name in all_that_is_kept() for name in NAMES)

    noon.move_to(NOON + dt.timedelta(days=365))
    assert run_what_is_due() == 1
    assert not [name for name in NAMES if name in all_that_is_kept()]
    assert told(member) == 1
    assert Letter.objects.filter(to=person.email).exists()  # who still has access keeps what they got
    assert Membership.objects.get().organisation.name == "Föreningen Norrsken"
    assert Decision.objects.exists()
    assert client.get(member.get_absolute_url()).status_code == 200
    staff = sign_in(Client(), make_secretary(member.agreement.region), second_factor=True)
    case = staff.get(f"/admin/membership/reviewitem/{member.application_id}/change/")
    assert case.status_code == 200
    assert 'href="mailto:"' not in case.text
    own = sign_in(Client(), person)
    assert "Föreningen Norrsken" in own.get(f"/mina-sidor/medlem/{member.pk}/").text


def test_twice_is_once_and_a_relay_that_was_down_catches_up(
    member: Membership, person: User, noon: Any
) -> None:
    add(member, person)
    run(leave(member, person))
    everything_sent()
    noon.move_to(NOON + dt.timedelta(days=500))
    assert run_what_is_due() == 1
    assert run_what_is_due() == 0
    assert forget_contacts(member) == 0
    assert told(member) == 1


def test_member_of_today_keeps_its_contacts(member: Membership, person: User) -> None:
    add(member, person)
    assert forget_contacts(member) == 0
    assert member.contacts.count() == 2
    assert told(member) == 0


def test_removed_contact_goes_as_long_afterwards_and_the_others_stay(
    member: Membership, person: User, noon: Any
) -> None:
    gone = add(member, person)
    everything_sent()
    remove_contact(member, actor=person, contact=gone)
    noon.move_to(NOON + dt.timedelta(days=366))
    assert run_what_is_due() == 1
    kept = all_that_is_kept()
    assert not [name for name in NAMES[:2] if name in kept]
    assert NAMES[4] in kept
    assert member.contacts.get().email == NAMES[4]
    assert told(member) == 1


def test_removed_contact_who_had_applied_goes_from_the_application_too(
    member: Membership, person: User, noon: Any
) -> None:
    """The first contact is made of the application's contact person."""
    first = member.contacts.get()
    new = {"name": "Ny Påhittad", "email": "ny@forening.example", "phone": "", "is_main": True}
    save_contact(member, actor=person, **new)
    case = member.application
    case.events.create(step="answers_changed", note=f"E-post: gammal@forening.example → {NAMES[4]}")
    case.events.create(step="answers_changed", note="Kommuner: Kiruna → Pajala")
    everything_sent()
    remove_contact(member, actor=person, contact=first)
    noon.move_to(NOON + dt.timedelta(days=366))
    assert run_what_is_due() == 1
    kept = all_that_is_kept() + str(list(case.events.values_list("note")))
    assert not [name for name in NAMES[2:] if name in kept]
    assert "Kiruna" in kept
    assert "ny@forening.example" in kept


def test_letter_that_still_waits_is_sent_first(member: Membership, person: User, noon: Any) -> None:
    add(member, person)
    run(leave(member, person))
    waiting = Letter.objects.filter(done_at=None).count()
    assert waiting
    noon.move_to(NOON + dt.timedelta(days=366))
    run_what_is_due()
    assert Letter.objects.filter(done_at=None).count() == waiting


def test_address_that_is_a_contact_elsewhere_keeps_its_other_letters(
    member: Membership, person: User, noon: Any
) -> None:
    add(member, person)
    other = make_member(member.agreement.region, name="Grannföreningen")
    MemberContact.objects.filter(membership=other).update(email=NAMES[1])
    Letter.objects.create(key="invitation:1", kind="invitation", to=NAMES[1], subject="Brev", text="Hej")
    Letter.objects.create(key="invitation:2", kind="invitation", to=NAMES[4], subject="Brev", text="Hej")
    run(leave(member, person))
    everything_sent()
    noon.move_to(NOON + dt.timedelta(days=366))
    run_what_is_due()
    assert list(Letter.objects.filter(kind="invitation").values_list("key", flat=True)) == ["invitation:1"]
    assert not Letter.objects.filter(to=NAMES[1], key__contains=member.application.reference).exists()


def test_letters_of_other_rooms_to_the_same_address_are_not_ours_to_erase(
    member: Membership, person: User, region: Region, noon: Any
) -> None:
    """A nominee's and a guest's letters go by the rules of their rooms (LAW-P7); so do those to the region's own office."""
    contacts = [
        add(member, person, address)
        for address in ("a@f.example", "b@f.example", "c@f.example", "d@f.example")
    ]
    make_nomination(make_round(region), member, nominee_email="A@f.example")
    guest = make_registered(make_published(region, make_secretary(region)))
    Registration.objects.filter(pk=guest.pk).update(email="b@f.example")
    Region.objects.update(contact_email="c@f.example")
    for each in contacts:
        Letter.objects.create(
            key=f"other:{each.email}", kind="other", to=each.email, subject="Brev", text="Hej"
        )
    run(leave(member, person))
    everything_sent()
    noon.move_to(NOON + dt.timedelta(days=366))
    run_what_is_due()
    assert [*Letter.objects.filter(kind="other").order_by("pk").values_list("to", flat=True)] == [
        "a@f.example",
        "b@f.example",
        "c@f.example",
    ]
    about = Letter.objects.filter(key__contains=f":{member.application.reference}:")
    assert not about.filter(to__in=[each.email for each in contacts]).exists()


def test_what_is_said_of_the_others_stays_when_one_is_removed(
    member: Membership, person: User, noon: Any
) -> None:
    stays = save_contact(member, actor=person, name="Siv Påhittad", email="siv@forening.example", phone="")
    member_emails.contacts_right(member, occasion="before")
    noon.move_to(NOON + dt.timedelta(days=1))
    gone = add(member, person)
    member_emails.contacts_right(member, occasion="with them")
    everything_sent()
    remove_contact(member, actor=person, contact=gone)
    noon.move_to(NOON + dt.timedelta(days=400))
    run_what_is_due()

    assert not [name for name in NAMES[:2] if name in all_that_is_kept()]
    assert [event.note for event in member.events.filter(what=MemberChange.CONTACT_ADDED)] == [
        "Siv Påhittad",
        "",
    ]
    assert Letter.objects.filter(kind="contact_added", to=stays.email).exists()
    asked = Letter.objects.filter(kind="contacts_right")
    assert asked.filter(key__contains=":before:").exists()
    assert not asked.filter(key__contains=":with them:").exists()


def test_a_short_name_takes_no_town_with_it(member: Membership, person: User, noon: Any) -> None:
    case = member.application
    Application.objects.filter(pk=case.pk).update(contact_name="Bo")
    case.events.create(step="answers_changed", note="Kontaktperson: Bo → Bosse")
    case.events.create(step="answers_changed", note="Kommuner: Boden → Pajala")
    run(leave(member, person))
    everything_sent()
    noon.move_to(NOON + dt.timedelta(days=366))
    run_what_is_due()
    assert [event.note for event in case.events.filter(step="answers_changed")] == [
        "",
        "Kommuner: Boden → Pajala",
    ]


def test_those_who_left_before_there_was_a_rule_are_forgotten_too(
    member: Membership, person: User, noon: Any
) -> None:
    removed = add(member, person)
    remove_contact(member, actor=person, contact=removed)
    run(leave(member, person))
    planned = set(Reminder.objects.filter(kind=ReminderKind.FORGET_CONTACTS).values_list("key", "due_at"))
    assert len(planned) == 2
    Reminder.objects.filter(kind=ReminderKind.FORGET_CONTACTS).delete()
    move = importlib.import_module("membership.migrations.0014_contacts_are_forgotten")
    for _twice in range(2):
        move.plan_for_those_who_have_left(apps, None)
        rows = Reminder.objects.filter(kind=ReminderKind.FORGET_CONTACTS)
        assert set(rows.values_list("key", "due_at")) == planned


def test_letters_say_how_long_contacts_are_kept(
    member: Membership, person: User, settings: Any, noon: Any
) -> None:
    settings.CONTACT_KEEP_DAYS = 417
    add(member, person)
    assert "417" in Letter.objects.get(kind="contact_added").text
    settings.CONTACT_KEEP_DAYS = 365
    run(leave(member, person))
    ended = Letter.objects.filter(kind="membership_ended")
    assert "3 maj 2027" in ended[0].text
    noon.move_to(NOON + dt.timedelta(days=364))
    assert run_what_is_due() == 0  # that day lasts whole


def test_page_about_personal_data_names_the_days(client: Client, settings: Any) -> None:
    settings.CONTACT_KEEP_DAYS = 417
    assert "417" in client.get("/personuppgifter/").text
