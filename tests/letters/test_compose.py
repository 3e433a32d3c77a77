"""A letter is composed once for its occasion, as a row; nothing is sent (design 2)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.mail import get_connection
from django.db import transaction
from django.utils import timezone

from letters.backends import MailFolder
from letters.models import Letter
from letters.services import as_message, compose
from tests.harness.at_once import at_once

pytestmark = pytest.mark.django_db
CODE = {"code": "BCDF-GHJK", "expires_at": dt.datetime(2027, 3, 28, 1, 5, tzinfo=dt.UTC)}


def write(**fields: Any) -> Letter:
    return compose(
        **{
            "key": "once",
            "kind": "sign_in_code",
            "to": "a@example.se",
            "template": "accounts/email/sign_in_code",
            "context": CODE,
            **fields,
        }
    )


def test_same_occasion_is_one_letter() -> None:
    first = write()
    second = write(to="b@example.se", context={**CODE, "code": "XXXX-XXXX"})

    assert first.pk == second.pk
    assert Letter.objects.get().to == "a@example.se"
    assert "BCDF-GHJK" in second.text


@pytest.mark.django_db(transaction=True)
def test_same_occasion_at_the_same_moment_is_one_letter() -> None:
    found = at_once(*[lambda: write().pk] * 4)

    assert set(found) == {Letter.objects.get().pk}


def test_letter_falls_with_the_news_it_carries() -> None:
    def decide() -> None:
        with transaction.atomic():
            write()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        decide()

    assert not Letter.objects.exists()


def test_letter_is_in_the_recipients_language() -> None:
    english = write(key="en", language="en")

    assert english.subject == "Code for signing in to Samverkan"
    assert 'lang="en"' in english.html
    assert "Your code" in english.text


def test_times_in_a_letter_are_swedish() -> None:
    """01.05 UTC on the night when summer time begins is 03.05 in Stockholm."""
    assert "03.05" in write().text


@pytest.mark.parametrize(
    "address", ["a@example.se, b@example.se", "a@example.se\nBcc: b@example.se", "a", "", "A <a@example.se>"]
)
def test_more_or_less_than_one_address_is_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        write(to=address)

    assert not Letter.objects.exists()


def test_letter_is_due_now_or_when_told() -> None:
    later = timezone.now() + dt.timedelta(days=3)

    assert write(key="now").due_at <= timezone.now()
    assert write(key="later", due_at=later).due_at == later


def test_mail_folder_keeps_one_file_for_one_letter(tmp_path: Path, settings: Any) -> None:
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.EMAIL_BACKEND = "letters.backends.MailFolder"
    letter = write()

    with get_connection() as box:
        assert isinstance(box, MailFolder)
        box.send_messages([as_message(letter)])
        box.send_messages([as_message(letter)])

    [file] = (tmp_path / "mail").iterdir()
    assert file.suffix == ".eml"
    assert letter.uuid.hex in file.name
    assert b"BCDF-GHJK" in file.read_bytes()
