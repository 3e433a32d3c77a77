"""Letters of a decision that does not count any more stay here, although they were written and tried (issue 4, item 10)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from letters.models import Letter
from letters.services import deliver
from membership import emails
from membership.models import Application, SigningDocument
from membership.services import approve_after_all, decline_after_all, take_back
from membership.states import Outcome, Signing, Status
from relay.services import claim, retry, work_on
from steps.exceptions import Refusal
from tests.factories import make_application, make_balanced_group, make_region
from tests.harness.at_once import at_once, refused
from tests.membership.holding import HOLD, NOON, decide, fresh, held, sent, why

if TYPE_CHECKING:
    from pathlib import Path

    from accounts.models import User

pytestmark = pytest.mark.usefixtures("letters_wait")


def turn(case: Application, actor: User) -> None:
    """The opposite of what was decided."""
    if fresh(case).status == Status.APPROVED:
        decline_after_all(fresh(case), actor=actor, **why(case))
    else:
        approve_after_all(fresh(case), actor=actor, held=held())


@pytest.mark.parametrize("outcome", [Outcome.APPROVED, Outcome.DECLINED])
@pytest.mark.django_db
def test_letter_that_waited_for_a_mail_server_does_not_leave_after_the_opposite(
    outcome: str, settings: Any, tmp_path: Path
) -> None:
    region = make_region()
    leader, *_others = make_balanced_group(region)
    folder = settings.EMAIL_BACKEND
    with time_machine.travel(NOON, tick=False) as clock:
        case = make_application(region, submitted_at=NOON - dt.timedelta(days=3))
        decide(case, leader, outcome)
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody answers there
        clock.shift(HOLD + 1)
        call_command("relay", "--once")
        call_command("relay", "--once")
        old = Letter.objects.get(kind="signing_request" if outcome == Outcome.APPROVED else "declined")
        assert (old.done_at, old.tries) == (None, 1)

        turn(case, leader)

        settings.EMAIL_BACKEND = folder
        old.refresh_from_db()
        assert old.work_state == "called_off"
        assert not retry(Letter, old.pk)
        clock.shift(3600)
        call_command("relay", "--once")
        call_command("relay", "--once")
        told = Letter.objects.exclude(done_at=None)
        assert {each.kind for each in told} == {
            "declined" if outcome == Outcome.APPROVED else "signing_request"
        }
        assert sent(tmp_path) == len(told)


@pytest.mark.django_db
def test_every_letter_about_a_revoked_document_stays_here() -> None:
    region = make_region()
    leader, *_others = make_balanced_group(region)
    with time_machine.travel(NOON, tick=False) as clock:
        case = make_application(region, submitted_at=NOON - dt.timedelta(days=3))
        decide(case, leader, Outcome.APPROVED)
        clock.shift(HOLD + 1)
        document = case.signing_documents.select_related("application", "decision").get()
        SigningDocument.objects.filter(pk=document.pk).update(stored_name="a.pdf", done_at=timezone.now())
        emails.signing_request(document)
        emails.signature_late(document)
        emails.copy_refused(
            document, "Suddig.", copy_id=document.copies.create(method="upload", received_by=leader).pk
        )
        other = make_application(region, Status.APPROVED)
        emails.signature_late(other.signing_documents.get())

        turn(case, leader)

    states = {(each.kind, case.reference in each.key): each.work_state for each in Letter.objects.all()}
    assert states == {
        ("signing_request", True): "called_off",
        ("signature_late", True): "called_off",
        ("copy_refused", True): "called_off",
        ("signature_late", False): "waiting",
        ("declined", True): "waiting",
    }


@pytest.mark.django_db
def test_letter_that_somebody_is_at_stops_before_it_is_handed_over(tmp_path: Path) -> None:
    region = make_region()
    leader, *_others = make_balanced_group(region)
    with time_machine.travel(NOON, tick=False) as clock:
        case = make_application(region, submitted_at=NOON - dt.timedelta(days=3))
        decide(case, leader, Outcome.DECLINED)
        clock.shift(HOLD + 1)
        (letter,) = Letter.objects.filter(kind="declined")

        def turn_first(work: Letter) -> None:
            turn(case, leader)
            deliver(work)

        assert not work_on(Letter, letter.pk, turn_first)
        letter.refresh_from_db()
        assert (letter.work_state, sent(tmp_path)) == ("called_off", 0)


@pytest.mark.parametrize("outcome", [Outcome.APPROVED, Outcome.DECLINED])
@pytest.mark.django_db(transaction=True)
def test_mail_and_the_opposite_in_the_same_moment_agree(outcome: str, tmp_path: Path) -> None:
    """Whoever is first: a letter that is called off was not sent, and one that was sent says so."""
    region = make_region()
    leader, *_others = make_balanced_group(region)
    for _round in range(5):
        case = make_application(region)
        with time_machine.travel(timezone.now() - dt.timedelta(hours=1)):
            decide(case, leader, outcome)
        if outcome == Outcome.APPROVED:
            document = case.signing_documents.select_related("application", "decision").get()
            SigningDocument.objects.filter(pk=document.pk).update(stored_name="a.pdf", done_at=timezone.now())
            emails.signing_request(document)
        kind = "signing_request" if outcome == Outcome.APPROVED else "declined"
        letter = Letter.objects.get(kind=kind, key__contains=case.reference)
        letter.attachments.all().delete()

        results = at_once(
            lambda pk=letter.pk: work_on(Letter, pk, deliver),
            lambda case=case: turn(case, leader),
        )

        assert refused(results) == []
        letter.refresh_from_db()
        path = tmp_path / "mail" / f"{letter.message_id.strip('<>')}.eml"
        assert path.exists() == (letter.done_at is not None)
        assert (letter.done_at is not None) != (letter.work_state == "called_off")
        assert claim(Letter, letter.pk) is None


@pytest.mark.django_db
def test_taken_back_within_the_hold_with_a_letter_already_written(tmp_path: Path) -> None:
    """However a letter came to be written before its time: taking back stops it, or is refused."""
    region = make_region()
    leader, *_others = make_balanced_group(region)
    with time_machine.travel(NOON, tick=False) as clock:
        case = make_application(region, submitted_at=NOON - dt.timedelta(days=3))
        decide(case, leader, Outcome.APPROVED)
        document = case.signing_documents.select_related("application", "decision").get()
        emails.signing_request(document)
        clock.shift(5)

        take_back(case, actor=leader, note="Fel ärende.")

        clock.shift(3600)
        call_command("relay", "--once")
        assert {each.work_state for each in Letter.objects.all()} == {"called_off"}
        assert (sent(tmp_path), case.signing_documents.get().status) == (0, Signing.REVOKED)


@pytest.mark.django_db
def test_what_was_sent_cannot_be_taken_back(tmp_path: Path) -> None:
    region = make_region()
    leader, *_others = make_balanced_group(region)
    with time_machine.travel(NOON, tick=False) as clock:
        case = make_application(region, submitted_at=NOON - dt.timedelta(days=3))
        decide(case, leader, Outcome.APPROVED)
        document = case.signing_documents.select_related("application", "decision").get()
        (letter,) = emails.signing_request(document)
        letter.attachments.all().delete()
        assert work_on(Letter, letter.pk, deliver)
        clock.shift(5)
        with pytest.raises(Refusal):
            take_back(case, actor=leader, note="Fel ärende.")
    assert fresh(case).status == Status.APPROVED
