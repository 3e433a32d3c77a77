"""Letters that do not arrive mark the address, and whom nothing reaches is listed (MEM-22)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from agreement.models import Region
from letters import registry
from letters.models import Letter
from letters.tasks import send_letter
from membership.models import Membership
from membership.services import save_contact
from membership.services.contacts import note_arrival
from tests.factories import make_member, make_operator, sign_in
from tests.letters.server import mail_server
from tests.membership.members import add

pytestmark = pytest.mark.django_db


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
