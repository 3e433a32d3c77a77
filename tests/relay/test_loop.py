"""The relay finds what is due, does it or hands it over, and says that it is alive."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.utils import timezone

from letters.models import Letter
from letters.tasks import send_letter
from relay.loop import run_once
from relay.models import Heartbeat
from relay.services import beat, claim, finish
from tests.relay.test_services import make_letter


def mail_folder() -> list[Path]:
    return sorted(Path(django_settings.EMAIL_FILE_PATH).glob("*.eml"))


@pytest.fixture
def _mail(settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.EMAIL_BACKEND = (
        "letters.backends.MailFolder"  # pytest-django puts the memory backend in its place
    )


@pytest.mark.usefixtures("_mail")
@pytest.mark.django_db
def test_relay_once_sends_what_is_due_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    due = make_letter()
    later = make_letter(due_at=timezone.now() + dt.timedelta(hours=1))

    call_command("relay", "--once")

    due.refresh_from_db()
    later.refresh_from_db()
    assert due.work_state == "done"
    assert later.work_state == "waiting"
    assert [file.name for file in mail_folder()] == [f"{due.message_id.strip('<>')}.eml"]
    assert "1 rows" in capsys.readouterr().out


@pytest.mark.usefixtures("_mail")
@pytest.mark.django_db
def test_a_letter_sent_twice_by_mistake_is_one_file() -> None:
    letter = make_letter()
    send_letter(letter.pk)
    Letter.objects.filter(pk=letter.pk).update(done_at=None)

    send_letter(letter.pk)

    assert len(mail_folder()) == 1


@pytest.mark.django_db
def test_a_row_handed_over_and_not_begun_is_handed_over_again() -> None:
    letter = make_letter(handed_at=timezone.now() - dt.timedelta(seconds=30))
    patience = dt.timedelta(seconds=20)

    assert letter in Letter.objects.to_hand_over(timezone.now(), patience=patience)

    Letter.objects.filter(pk=letter.pk).update(handed_at=timezone.now())
    assert letter not in Letter.objects.to_hand_over(timezone.now(), patience=patience)


@pytest.mark.django_db
def test_readyz_wants_a_relay_that_was_heard_from(client: Any) -> None:
    assert client.get("/readyz").status_code == 503

    beat()

    assert client.get("/readyz").content == b"ok\n"
    Heartbeat.objects.update(seen_at=timezone.now() - dt.timedelta(minutes=2))
    assert client.get("/readyz").content == b"the relay has not been heard from\n"


@pytest.mark.usefixtures("_mail")
@pytest.mark.django_db
def test_relay_stops_between_two_rows_when_told_to() -> None:
    for _number in range(3):
        make_letter()
    answers = iter([True, True, False])

    assert run_once(lambda: next(answers)) == 2

    assert Letter.objects.filter(done_at=None).count() == 1


@pytest.mark.django_db
def test_relay_hands_over_no_more_than_the_workers_can_hold(settings: Any, monkeypatch: Any) -> None:
    """Whoever looks again and again must not fill the broker with hints for rows that wait their turn."""
    settings.RELAY_MODE = "celery"
    monkeypatch.setattr("relay.loop.WINDOW", 3)
    for _number in range(5):
        make_letter()

    assert [run_once(), run_once()] == [3, 0]

    begun = Letter.objects.exclude(handed_at=None).first()
    assert begun is not None
    work = claim(Letter, begun.pk)
    assert work is not None
    finish(work)
    assert run_once() == 1
