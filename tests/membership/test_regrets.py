"""What the stories of test_state_machine.py ran into, each told once: a decision regretted while something else happens."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from accounts.models import User
from agreement.models import Region
from letters.models import Letter
from membership.exceptions import AlreadyApplied, DecisionNotPossible
from membership.models import Application, Reminder, SigningDocument
from membership.services import (
    approve_after_all,
    approve_application,
    confirm_signature,
    declare_conflict,
    decline_after_all,
    decline_application,
    register_upload,
    render_document,
    submit_application,
    take_back,
)
from membership.states import Ground, ReminderKind, Signing, Status
from relay.services import claim
from steps.exceptions import Refusal
from tests.factories import make_draft, make_secretary, make_upload, make_user, pdf_bytes
from tests.membership.holding import held
from tests.membership.reminding import catch_up

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 10, 20, 10, tzinfo=dt.UTC)
HOLD = dt.timedelta(seconds=60)
NUMBER = "802518-4220"


@pytest.fixture(autouse=True)
def _hold(settings: Any) -> None:
    settings.DECISION_HOLD = HOLD.seconds


def handed_in(region: Region) -> Application:
    """An application of the one organisation, by whichever of its board members."""
    user = make_user()
    draft = make_draft(region, user, number=NUMBER, name="Byalaget")
    submit_application(application=draft, actor=user)
    return draft


def decline(case: Application, decider: User) -> None:
    reasons = [case.agreement.criteria.first()]
    decline_application(case, actor=decider, held=held(), reasons=reasons, reasons_text="Inte i länet.")


def test_refusal_that_can_be_taken_back_leaves_no_room_for_a_second_application(
    region: Region, decider: User
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        first = handed_in(region)
        decline(first, decider)
        with pytest.raises(AlreadyApplied):
            handed_in(region)
        take_back(first, actor=decider, note="Fel ärende.")
        decline(first, decider)
        clock.shift(HOLD)
        second = handed_in(region)

    first.refresh_from_db()
    assert (first.status, second.status) == (Status.DECLINED, Status.SUBMITTED)


@pytest.mark.parametrize("approved", [False, True])
def test_organisation_that_applied_anew_is_not_approved_by_its_old_application(
    region: Region, decider: User, approved: bool
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        first = handed_in(region)
        decline(first, decider)
        clock.shift(HOLD)
        second = handed_in(region)
        if approved:
            approve_application(second, actor=decider, held=held())
        with pytest.raises(DecisionNotPossible, match=r"another application|annan ansökan"):
            approve_after_all(first, actor=decider, held=held())

    assert SigningDocument.objects.count() == approved


def test_case_that_awaits_a_decision_again_is_not_forgotten(region: Region, decider: User) -> None:
    make_secretary(region)
    with time_machine.travel(NOON, tick=False) as clock:
        case = handed_in(region)
        decline(case, decider)
        clock.shift(dt.timedelta(days=61))
        catch_up()  # decided: nothing to say
        approve_after_all(case, actor=decider, held=held())
        take_back(case, actor=decider, note="Fel ärende.")
        clock.shift(dt.timedelta(days=60))
        catch_up()
        assert not Letter.objects.filter(kind="case_waits").exists()
        clock.shift(dt.timedelta(days=1))
        catch_up()
        catch_up()

    assert Letter.objects.filter(kind="case_waits").count() == 1


def test_taken_back_at_once_keeps_its_first_reminder(region: Region, decider: User) -> None:
    with time_machine.travel(NOON, tick=False):
        case = handed_in(region)
        decline(case, decider)
        take_back(case, actor=decider, note="Fel ärende.")

    assert Reminder.objects.filter(kind=ReminderKind.CASE_WAITING).count() == 1


def test_document_revoked_while_it_is_drawn_is_not_sent(region: Region, decider: User) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        case = handed_in(region)
        approve_application(case, actor=decider, held=held())
        clock.shift(HOLD)
        document = claim(SigningDocument, case.signing_documents.get().pk)
        assert document is not None
        reasons = [case.agreement.criteria.first()]
        decline_after_all(case, actor=decider, held=held(), reasons=reasons, reasons_text="Inte i länet.")
        render_document(document)  # a worker that looked at it before

    assert case.signing_documents.get().status == Signing.REVOKED
    assert not Letter.objects.filter(kind="signing_request").exists()
    assert not Reminder.objects.filter(kind=ReminderKind.SIGNATURE_LATE).exists()


def test_member_is_not_declined_however_close_the_confirmation_was(region: Region, decider: User) -> None:
    """The secretariat confirms between the group's first look at the document and its second."""
    secretary = make_secretary(region)
    with time_machine.travel(NOON, tick=False) as clock:
        case = handed_in(region)
        approve_application(case, actor=decider, held=held())
        clock.shift(HOLD)
        document = case.signing_documents.get()
        SigningDocument.objects.filter(pk=document.pk).update(stored_name="a.pdf", done_at=timezone.now())
        document.refresh_from_db()
        register_upload(document=document, actor=case.access.get().user, upload=make_upload(pdf_bytes()))
        looks = 0

        def confirm_in_between(execute: Any, sql: str, *about: Any) -> Any:
            nonlocal looks
            if "membership_signingdocument" in sql:
                looks += 1
                if looks == 2:
                    confirm_signature(document=SigningDocument.objects.get(pk=document.pk), actor=secretary)
            return execute(sql, *about)

        reasons = [case.agreement.criteria.first()]
        with connection.execute_wrapper(confirm_in_between), pytest.raises(Refusal):
            decline_after_all(case, actor=decider, held=held(), reasons=reasons, reasons_text="Inte i länet.")

    case.refresh_from_db()
    assert case.status == Status.APPROVED


def test_letter_that_waits_stays_here_when_its_reader_has_a_conflict(region: Region, decider: User) -> None:
    secretary, other = make_secretary(region), make_secretary(region)
    with time_machine.travel(NOON, tick=False) as clock:
        case = handed_in(region)
        clock.shift(dt.timedelta(days=61))
        catch_up()
        declare_conflict(case, user=secretary, ground=Ground.CLOSE)

    letters = Letter.objects.filter(kind="case_waits")
    assert {each.to: each.called_off_at is None for each in letters} == {
        secretary.email: False,
        other.email: True,
    }
