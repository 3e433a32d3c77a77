"""A supplement's last day is moved, and a request that was a mistake is taken back (MEM-44, LAW-F4)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from agreement.models import Region
from letters.models import Letter
from membership.models import Application, Reminder, SupplementRequest
from membership.services import (
    answer_supplement,
    ask_supplement,
    close_supplement,
    move_supplement,
    recall_supplement,
)
from membership.states import ReminderKind, Status
from steps.exceptions import StepNotAllowed
from tests.factories import make_application, make_leader, make_region, make_secretary, make_user, sign_in
from tests.membership.reminding import catch_up

pytestmark = pytest.mark.django_db
START = dt.datetime(2026, 5, 4, 8, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
FIRST = dt.date(2026, 5, 18)


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(START, tick=False) as travelled:
        yield travelled


@pytest.fixture
def region(clock: Any) -> Region:
    return make_region()


@pytest.fixture
def person(region: Region) -> User:
    return make_user("maja@vinterljus.example")


@pytest.fixture
def secretary(region: Region) -> User:
    return make_secretary(region)


@pytest.fixture
def case(region: Region, person: User, secretary: User) -> Application:
    made = make_application(region, user=person, contact_email=person.email)
    asked = {"what": "Stadgarna.", "otherwise": "Beslut ändå.", "answer_by": FIRST}
    ask_supplement(made, actor=secretary, **asked)
    return made


def to(person: User) -> Counter[str]:
    return Counter(Letter.objects.filter(to=person.email, called_off_at=None).values_list("kind", flat=True))


def page(client: Client, case: Application, name: str) -> str:
    return reverse(f"admin:membership_reviewitem_{name}", args=[case.pk])


def test_moved_day_is_told_and_the_reminders_follow_it(
    clock: Any, case: Application, person: User, secretary: User
) -> None:
    later = FIRST + 14 * DAY

    request = move_supplement(case, actor=secretary, answer_by=later)

    assert request.answer_by == SupplementRequest.objects.get().answer_by == later
    letter = Letter.objects.get(kind="supplement_moved").text
    assert "1 juni 2026" in letter
    assert "18 maj 2026" in letter
    assert "mer tid" in letter
    assert case.events.latest("pk").note == "2026-05-18 → 2026-06-01"

    clock.move_to(dt.datetime(2026, 5, 20, 8, tzinfo=dt.UTC))  # the old day is over
    catch_up()
    assert to(person) == {"supplement_asked": 1, "supplement_moved": 1}
    with pytest.raises(StepNotAllowed):
        close_supplement(case, actor=secretary, note="Vi väntar inte.")

    clock.move_to(dt.datetime(2026, 5, 30, 8, tzinfo=dt.UTC))
    catch_up()
    clock.move_to(dt.datetime(2026, 6, 3, 8, tzinfo=dt.UTC))
    catch_up()
    assert to(person) == {
        "supplement_asked": 1,
        "supplement_moved": 1,
        "supplement_soon": 1,
        "supplement_late": 1,
    }


def test_day_is_moved_again_also_after_the_reminders_and_back_to_an_earlier_day(
    clock: Any, case: Application, person: User, secretary: User
) -> None:
    clock.move_to(dt.datetime(2026, 5, 20, 8, tzinfo=dt.UTC))
    catch_up()
    assert to(person)["supplement_late"] == 1  # the reminder some days before had become pointless

    move_supplement(case, actor=secretary, answer_by=FIRST + 14 * DAY)
    move_supplement(case, actor=secretary, answer_by=FIRST + 28 * DAY)
    move_supplement(case, actor=secretary, answer_by=FIRST + 20 * DAY)  # earlier, with fourteen days still
    clock.move_to(dt.datetime(2026, 6, 9, 8, tzinfo=dt.UTC))
    catch_up()

    # The letter about the first day had not left: it says nothing any more.
    assert to(person)["supplement_late"] == 1
    assert "7 juni 2026" in Letter.objects.get(kind="supplement_late", called_off_at=None).text
    assert Letter.objects.filter(kind="supplement_moved").count() == 3
    assert to(person)["supplement_moved"] == 1


@pytest.mark.parametrize("day", [FIRST, FIRST - DAY, dt.date(2026, 5, 3), dt.date(2025, 5, 18)])
def test_day_that_does_not_do_is_refused_and_said_at_the_field(
    case: Application, secretary: User, day: dt.date
) -> None:
    with pytest.raises(StepNotAllowed):
        move_supplement(case, actor=secretary, answer_by=day)

    client = sign_in(Client(), secretary, second_factor=True)
    answer = client.post(page(client, case, "move_supplement"), {"answer_by": day.isoformat()})
    assert list(answer.context["form"].errors) == ["answer_by"]
    assert SupplementRequest.objects.get().answer_by == FIRST


def test_slip_of_a_year_is_put_right_the_same_minute(region: Region, person: User, secretary: User) -> None:
    case = make_application(region, user=person)
    asked = {"what": "Stadgarna.", "otherwise": "Beslut ändå.", "answer_by": FIRST.replace(year=2027)}
    ask_supplement(case, actor=secretary, **asked)

    with pytest.raises(StepNotAllowed):
        move_supplement(case, actor=secretary, answer_by=FIRST - DAY)  # less than they were promised
    move_supplement(case, actor=secretary, answer_by=FIRST)

    assert "mer tid" not in Letter.objects.get(kind="supplement_moved").text


def test_request_by_mistake_is_taken_back_and_the_case_is_where_it_was(
    clock: Any, case: Application, person: User, secretary: User
) -> None:
    client = sign_in(Client(), secretary, second_factor=True)
    waiting = case.reminders.filter(kind=ReminderKind.CASE_WAITING).count()

    answer = client.post(
        page(client, case, "recall_supplement"), {"note": "Det gällde en annan."}, follow=True
    )

    case.refresh_from_db()
    request = SupplementRequest.objects.get()
    assert (case.status, request.recalled, request.is_open) == (Status.SUBMITTED, True, False)
    assert "Tillbakataget" in answer.text
    assert "Gick vidare utan" not in answer.text
    letter = Letter.objects.get(kind="supplement_recalled").text
    assert "Det gällde en annan." in letter
    assert to(person) == {"supplement_recalled": 1}  # what had not left asks for nothing any more
    assert case.reminders.filter(kind=ReminderKind.CASE_WAITING).count() == max(waiting, 1)
    seen = (
        sign_in(Client(), person).get(reverse("membership:case", kwargs={"reference": case.reference})).text
    )
    assert "Det gällde en annan." in seen
    assert "inget saknas" in seen

    with pytest.raises(StepNotAllowed):
        recall_supplement(case, actor=secretary, note="En gång till.")
    with pytest.raises(StepNotAllowed):
        answer_supplement(case, actor=person, answer="Här.")
    clock.move_to(dt.datetime(2026, 5, 30, 8, tzinfo=dt.UTC))
    catch_up()
    assert to(person) == {"supplement_recalled": 1}


def test_case_whose_reminder_was_spent_meanwhile_is_waited_for_anew(
    clock: Any, case: Application, secretary: User
) -> None:
    Reminder.objects.filter(kind=ReminderKind.CASE_WAITING).update(done_at=timezone.now())

    recall_supplement(case, actor=secretary, note="Fel ärende.")

    assert case.reminders.unfinished().filter(kind=ReminderKind.CASE_WAITING).count() == 1


def test_only_the_secretariat_moves_the_day_and_takes_the_request_back(
    region: Region, case: Application, person: User
) -> None:
    for nobody in (make_leader(region), person, make_secretary(make_region("blekinge"))):
        with pytest.raises(StepNotAllowed):
            move_supplement(case, actor=nobody, answer_by=FIRST + DAY)
        with pytest.raises(StepNotAllowed):
            recall_supplement(case, actor=nobody, note="Nej.")
