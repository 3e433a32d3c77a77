"""Reminders are rows with a day of their own: late they still go once, without a reason not at all."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from agreement.models import Meeting, MeetingReply, Region
from agreement.states import BodyKind, MeetingState
from letters.models import Letter
from membership.models import Application, Reminder
from membership.reminding import plan
from membership.services import answer_supplement, ask_supplement, submit_application, withdraw_application
from membership.services.signing import render_document
from membership.states import ReminderKind, Signing, Status
from membership.tasks import send_reminder
from relay.services import claim
from tests.factories import (
    decide,
    make_application,
    make_balanced_group,
    make_draft,
    make_recusal,
    make_region,
    make_secretary,
)
from tests.harness.at_once import at_once
from tests.membership.reminding import catch_up

pytestmark = pytest.mark.django_db
START = dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC)


@pytest.fixture
def secretary(region: Region) -> User:
    return make_secretary(region)


def sent() -> Counter[str]:
    kinds = [kind.value for kind in ReminderKind] + ["case_waits", "supplement_missing"]
    return Counter(Letter.objects.filter(kind__in=kinds).values_list("kind", flat=True))


def asked(case: Application, secretary: User) -> dt.date:
    """Asked for a supplement; the last day for the answer."""
    last = timezone.localdate() + dt.timedelta(days=14)
    ask_supplement(case, actor=secretary, what="Stadgarna.", otherwise="Beslut ändå.", answer_by=last)
    return last


def test_each_goes_once_after_three_days_without_a_relay(
    region: Region, person: User, secretary: User
) -> None:
    with time_machine.travel(START, tick=False) as clock:
        case = make_application(region, user=person, contact_email=person.email)
        asked(case, secretary)
        clock.shift(dt.timedelta(days=11, hours=1))
        catch_up()
        assert sent() == {"supplement_soon": 1}
        clock.shift(dt.timedelta(days=6))  # the day passed three days ago
        catch_up()
        catch_up()

    assert sent() == {"supplement_soon": 1, "supplement_late": 1, "supplement_missing": 1}


def test_what_has_become_pointless_is_finished_without_a_letter(
    region: Region, person: User, secretary: User
) -> None:
    with time_machine.travel(START, tick=False) as clock:
        silent = make_application(region, user=person, contact_email=person.email)
        answered = make_application(region)
        taken_back = make_application(region)
        for case in (silent, answered, taken_back):
            asked(case, secretary)
        answer_supplement(answered, actor=answered.access.get().user, answer="Ja.")
        withdraw_application(application=taken_back, actor=taken_back.access.get().user)
        clock.shift(dt.timedelta(days=18))  # down all the time: "soon" would be a lie now
        catch_up()

    assert sent() == {"supplement_late": 1, "supplement_missing": 1}
    assert not Reminder.objects.unfinished().exclude(kind=ReminderKind.CASE_WAITING).exists()


def test_old_reminder_says_nothing_about_a_new_request(region: Region, person: User, secretary: User) -> None:
    with time_machine.travel(START, tick=False) as clock:
        case = make_application(region, user=person, contact_email=person.email)
        asked(case, secretary)
        answer_supplement(case, actor=person, answer="Ja.")
        clock.shift(dt.timedelta(days=10))
        asked(case, secretary)
        clock.shift(dt.timedelta(days=5))  # after the day of the first, before that of the second
        catch_up()

    assert sent() == {}


def test_day_is_stored_in_swedish_time(region: Region, secretary: User) -> None:
    with time_machine.travel(START, tick=False):
        last = asked(make_application(region), secretary)

    soon = Reminder.objects.get(kind=ReminderKind.SUPPLEMENT_SOON).due_at
    late = Reminder.objects.get(kind=ReminderKind.SUPPLEMENT_LATE).due_at
    assert timezone.localtime(soon).isoformat() == f"{last - dt.timedelta(days=3)}T08:00:00+01:00"
    assert timezone.localtime(late).isoformat() == f"{last + dt.timedelta(days=1)}T00:00:00+01:00"


def test_secretariat_hears_of_a_case_that_waits_but_not_of_one_closed_to_them(
    region: Region, person: User, secretary: User
) -> None:
    recused = make_secretary(region)
    with time_machine.travel(START, tick=False) as clock:
        draft = make_draft(region, person)
        submit_application(application=draft, actor=person)
        make_recusal(draft, recused)
        clock.shift(dt.timedelta(days=60))
        catch_up()
        assert sent() == {}
        clock.shift(dt.timedelta(days=1))
        catch_up()

    assert [letter.to for letter in Letter.objects.filter(kind="case_waits")] == [secretary.email]


def test_waiting_counts_anew_after_a_supplement(region: Region, person: User, secretary: User) -> None:
    with time_machine.travel(START, tick=False) as clock:
        draft = make_draft(region, person)
        submit_application(application=draft, actor=person)
        clock.shift(dt.timedelta(days=50))
        asked(draft, secretary)
        answer_supplement(draft, actor=person, answer="Ja.")
        clock.shift(dt.timedelta(days=20))
        catch_up()
        assert sent()["case_waits"] == 0
        clock.shift(dt.timedelta(days=41))
        catch_up()

    assert sent()["case_waits"] == 1


def test_signature_that_does_not_come_is_asked_for(region: Region, person: User) -> None:
    with time_machine.travel(START, tick=False) as clock:
        case = make_application(region, user=person, contact_email=person.email)
        decide(case, Status.APPROVED, rendered=False)
        document = claim(type(case.signing_documents.get()), case.signing_documents.get().pk)
        assert document is not None
        render_document(document)
        clock.shift(dt.timedelta(days=31))
        catch_up()
        catch_up()

    assert sent() == {"signature_late": 1}


def test_signature_that_came_is_not_asked_for(region: Region) -> None:
    case = make_application(region, Status.APPROVED)
    document = case.signing_documents.get()
    plan(ReminderKind.SIGNATURE_LATE, timezone.now(), application=case, occasion=document.pk)
    type(document).objects.update(status=Signing.RETURNED)

    catch_up()
    assert sent() == {}


@pytest.mark.parametrize(
    ("answers", "letters"), [((True, True, True), 0), ((True, True, False), 1), ((True, True, None), 1)]
)
def test_meeting_without_quorum_in_sight(
    region: Region, secretary: User, answers: tuple[bool | None, ...], letters: int
) -> None:
    group = make_balanced_group(region)
    body = region.agreement.body(BodyKind.LEADERSHIP)
    meeting = Meeting.objects.create(body=body, day=timezone.localdate() + dt.timedelta(days=3))
    for person, comes in zip(group, answers, strict=True):
        if comes is not None:
            MeetingReply.objects.create(meeting=meeting, user=person, comes=comes)
    plan(ReminderKind.NO_QUORUM, timezone.now(), meeting=meeting)

    catch_up()
    assert sent()["no_quorum"] == letters
    if letters:
        text = Letter.objects.get(kind="no_quorum", to=secretary.email).text
        assert (str(group[2]) in text) == (answers[2] is None)


def test_cancelled_meeting_needs_no_quorum(region: Region, secretary: User) -> None:
    body = region.agreement.body(BodyKind.LEADERSHIP)
    meeting = Meeting.objects.create(body=body, day=timezone.localdate(), state=MeetingState.CANCELLED)
    plan(ReminderKind.NO_QUORUM, timezone.now(), meeting=meeting)

    catch_up()
    assert sent() == {}


@pytest.mark.django_db(transaction=True)
def test_many_workers_send_it_once() -> None:
    case = make_application(make_region())
    make_secretary(case.agreement.region)
    reminder = plan(ReminderKind.CASE_WAITING, timezone.now(), application=case)

    done = at_once(*[lambda: send_reminder(reminder.pk)] * 6)

    assert sorted(done) == [False] * 5 + [True]
    assert sent() == {"case_waits": 1}


def test_same_occasion_is_planned_once(region: Region) -> None:
    case = make_application(region)
    first = plan(ReminderKind.CASE_WAITING, START, application=case)
    second = plan(ReminderKind.CASE_WAITING, START + dt.timedelta(days=5), application=case)

    assert first == second
    assert second.due_at == START
