"""A letter is sent once, or waits with its reason where staff see it (R1, R7; standards 1.6)."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from letters.models import Letter, LetterAttachment
from letters.services import deliver
from letters.tasks import send_letter
from relay.exceptions import LeaseLost
from relay.services import claim, retry
from tests.harness.at_once import at_once, refused
from tests.letters.server import GREETING, HANG_UP, RECEIVED, SILENCE, MailServer, mail_server

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with mail_server() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        settings.EMAIL_TIMEOUT = 1
        yield running


def letter_to(address: str = "a@example.se", **fields: Any) -> Letter:
    return Letter.objects.create(
        **{
            "key": f"test:{Letter.objects.count()}",
            "kind": "test",
            "to": address,
            "subject": "Hej åäö",
            "text": "Hej åäö\n",
            "html": "<p>Hej åäö</p>",
            **fields,
        }
    )


def send(letter: Letter) -> Letter:
    """One try, as the relay makes it."""
    Letter.objects.filter(pk=letter.pk).update(due_at=timezone.now())
    send_letter(letter.pk)
    letter.refresh_from_db()
    return letter


def test_letter_that_is_taken_is_done(server: MailServer) -> None:
    letter = send(letter_to(reply_to="kansliet@example.se"))

    [received] = server.letters
    assert letter.work_state == "done"
    assert received["To"] == "a@example.se"
    assert received["Subject"] == "Hej åäö"
    assert received["Message-ID"] == letter.message_id
    assert received["Auto-Submitted"] == "auto-generated"
    assert received["Reply-To"] == "kansliet@example.se"
    assert received["From"]
    assert [part.get_content_type() for part in received.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]


def test_letter_that_is_done_is_not_sent_again(server: MailServer) -> None:
    letter = send(letter_to())

    send(letter)

    assert len(server.letters) == 1


def test_attachment_goes_with_the_letter(server: MailServer) -> None:
    letter = letter_to()
    name = default_storage.save("test/file.pdf", ContentFile(b"%PDF-1.7 test"))
    LetterAttachment.objects.create(
        letter=letter, stored_name=name, filename="NB-26-ÅÄÖ.pdf", content_type="application/pdf"
    )

    send(letter)

    [attachment] = server.letters[0].iter_attachments()
    assert attachment.get_filename() == "NB-26-ÅÄÖ.pdf"
    assert attachment.get_content() == b"%PDF-1.7 test"


def test_letter_without_its_attachment_is_given_up_with_the_reason(server: MailServer) -> None:
    letter = letter_to()
    LetterAttachment.objects.create(
        letter=letter, stored_name="gone.pdf", filename="NB-26.pdf", content_type="application/pdf"
    )

    send(letter)

    assert letter.work_state == "failed"
    assert "NB-26.pdf" in letter.last_error
    assert server.letters == []


@pytest.mark.parametrize(
    ("step", "answer"),
    [
        (GREETING, "421 closing"),
        ("MAIL", "451 later"),
        ("RCPT", "421 closing"),
        ("RCPT", "450 greylisted"),
        ("RCPT", "452 mailbox full"),
        ("DATA", "451 later"),
        (RECEIVED, "451 later"),
        (RECEIVED, "452 disk full"),
    ],
)
def test_server_that_says_later_is_asked_later(server: MailServer, step: str, answer: str) -> None:
    server.answers[step] = answer

    letter = send(letter_to())

    assert letter.work_state == "troubled"
    assert answer[:3] in letter.last_error
    assert letter.due_at > timezone.now()
    server.answers.clear()
    send(letter)
    assert letter.work_state == "done"
    assert not letter.may_be_double
    assert len(server.letters) == 1


@pytest.mark.parametrize(
    ("step", "answer"),
    [
        ("RCPT", "550 no such mailbox"),
        ("MAIL", "553 not allowed"),
        ("DATA", "554 no"),
        (RECEIVED, "552 too big"),
    ],
)
def test_server_that_says_no_is_believed(server: MailServer, step: str, answer: str) -> None:
    server.answers[step] = answer

    letter = send(letter_to())

    assert letter.work_state == "failed"
    assert answer[:3] in letter.last_error
    assert letter.tries == 1
    assert not letter.may_be_double


def test_person_can_ask_for_another_try(server: MailServer) -> None:
    server.answers["RCPT"] = "550 no such mailbox"
    letter = send(letter_to())
    server.answers.clear()

    assert retry(Letter, letter.pk)
    send_letter(letter.pk)
    letter.refresh_from_db()

    assert letter.work_state == "done"
    assert not retry(Letter, letter.pk)


def test_server_that_is_away_is_tried_again(settings: Any) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: the connection is refused
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = taken.getsockname()

        letter = send(letter_to())

    assert letter.work_state == "troubled"
    assert "ConnectionRefusedError" in letter.last_error
    assert letter.handover_began_at is None


@pytest.mark.parametrize("manner", [HANG_UP, SILENCE])
def test_letter_that_may_be_double_says_so_and_keeps_its_message_id(server: MailServer, manner: str) -> None:
    """The server took the bytes and was gone before its 250: the honest exception to "never twice"."""
    server.answers[RECEIVED] = manner
    letter = send(letter_to())
    assert letter.work_state == "troubled"
    assert not letter.may_be_double
    server.answers.clear()

    send(letter)

    assert letter.work_state == "done"
    assert letter.may_be_double
    assert len({received["Message-ID"] for received in server.letters}) == 1
    assert len(server.letters) == 2


@pytest.mark.parametrize("manner", [HANG_UP, SILENCE, "421 closing", "500 what?"])
def test_server_without_a_goodbye_has_the_letter_all_the_same(server: MailServer, manner: str) -> None:
    server.answers["QUIT"] = manner

    letter = send(letter_to())

    assert letter.work_state == "done"
    assert not letter.may_be_double


def test_eight_tries_and_then_a_person_decides(server: MailServer, settings: Any) -> None:
    server.answers["RCPT"] = "450 later"
    with time_machine.travel("2027-01-01 12:00 +0000", tick=False) as clock:
        letter = letter_to()
        waits = []
        for _ in range(settings.WORK_MAX_TRIES):
            assert letter.work_state != "failed"
            send(letter)
            waits.append((letter.due_at - timezone.now()).total_seconds())
            clock.shift(3600)

    assert letter.work_state == "failed"
    assert letter.tries == 8
    assert waits[:-1] == sorted(waits[:-1])
    send(letter)
    assert letter.tries == 8


def test_secret_text_is_gone_once_it_is_sent(server: MailServer) -> None:
    server.answers["RCPT"] = "450 later"
    letter = send(letter_to(secret=True, text="Kod: BCDF-GHJK"))
    assert "BCDF" in letter.text
    server.answers.clear()

    send(letter)

    assert "BCDF" in str(server.letters[0])
    assert (letter.text, letter.html) == ("", "")


def test_header_injection_reaches_nobody_else(server: MailServer) -> None:
    send(letter_to(subject="Hej Bcc: evil@example.se", reply_to="b@example.se"))

    assert len(server.recipients) == 1
    assert server.letters[0]["Bcc"] is None


def test_worker_that_slept_through_its_lease_sends_nothing(server: MailServer, settings: Any) -> None:
    letter = letter_to()
    with time_machine.travel("2027-01-01 12:00 +0000", tick=False) as clock:
        Letter.objects.filter(pk=letter.pk).update(due_at=timezone.now())
        sleeper = claim(Letter, letter.pk)
        clock.shift(settings.WORK_LEASE + 1)
        heir = claim(Letter, letter.pk)
        assert sleeper is not None
        assert heir is not None

        with pytest.raises(LeaseLost):
            deliver(sleeper)
        assert server.letters == []
        deliver(heir)

    letter.refresh_from_db()
    assert len(server.letters) == 1
    assert (letter.work_state, letter.may_be_double) == ("done", False)


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_one_letter(server: MailServer) -> None:
    letter = letter_to()

    assert refused(at_once(*[lambda: send_letter(letter.pk)] * 4)) == []

    letter.refresh_from_db()
    assert len(server.letters) == 1
    assert letter.work_state == "done"
    assert letter.tries == 1
