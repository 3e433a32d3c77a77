"""A meeting that can decide nothing is known in time: one reminder to the secretariat, late if need be, never two."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from agreement.models import Meeting, Region, SeatHolding
from agreement.states import BodyKind
from letters.models import Letter
from meetings.services import cancel_meeting, change_meeting, reply
from membership.models import Reminder
from membership.states import ReminderKind
from membership.tasks import send_reminder
from tests.factories import make_balanced_group, make_leader
from tests.meetings.groups import make_called, make_development_group, seat_in

pytestmark = pytest.mark.django_db
START = dt.datetime(
    2026, 10, 19, 9, tzinfo=dt.UTC
)  # the meeting is ten days later, after the clocks went back


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def people(region: Region) -> list[User]:
    return make_balanced_group(region)


@pytest.fixture
def meeting(clock: time_machine.Traveller, region: Region, secretary: User, people: list[User]) -> Meeting:
    return make_called(region.agreement.bodies.get(kind=BodyKind.LEADERSHIP), secretary)


def catch_up() -> list[str]:
    """What a relay does when it comes back, twice; gives whom letters about a missing quorum have gone to."""
    for _look in range(2):
        for pk in Reminder.objects.due(timezone.now()).oldest_first().values_list("pk", flat=True):
            send_reminder(pk)
    return list(Letter.objects.filter(kind="no_quorum").values_list("to", flat=True))


def answer(meeting: Meeting, people: list[User], *comes: bool | None) -> None:
    for person, word in zip(people, comes, strict=True):
        if word is not None:
            reply(meeting, user=person, comes=word)


def test_planned_for_eight_in_the_morning_in_sweden(meeting: Meeting) -> None:
    due = Reminder.objects.get(kind=ReminderKind.NO_QUORUM).due_at
    assert timezone.localtime(due).isoformat() == "2026-10-26T08:00:00+01:00"


def test_late_by_three_days_it_goes_once(
    meeting: Meeting, people: list[User], secretary: User, clock: time_machine.Traveller
) -> None:
    answer(meeting, people, True, True, None)
    clock.shift(dt.timedelta(days=6))
    assert catch_up() == []
    clock.shift(dt.timedelta(days=4))  # the day of the meeting: down for three days
    assert catch_up() == [secretary.email]


def test_late_by_more_than_that_it_has_nothing_to_say(
    meeting: Meeting, people: list[User], clock: time_machine.Traveller
) -> None:
    clock.shift(dt.timedelta(days=11))
    assert catch_up() == []


def test_nothing_is_said_of_a_meeting_that_can_decide(
    meeting: Meeting, people: list[User], clock: time_machine.Traveller
) -> None:
    answer(meeting, people, True, True, True)
    clock.shift(dt.timedelta(days=8))
    assert catch_up() == []


def test_no_of_somebody_nobody_can_stand_in_for_is_told_at_once_and_only_once(
    meeting: Meeting, people: list[User], secretary: User, clock: time_machine.Traveller
) -> None:
    answer(meeting, people, None, None, False)
    assert catch_up() == [secretary.email]
    answer(meeting, people, False, True, False)
    clock.shift(dt.timedelta(days=8))
    assert catch_up() == [secretary.email]


def test_no_is_no_matter_while_an_alternate_may_come(
    meeting: Meeting, people: list[User], region: Region, clock: time_machine.Traveller
) -> None:
    alternate = make_leader(region, party=2, kind="alternate")
    answer(meeting, people, True, True, False)
    assert catch_up() == []
    reply(meeting, user=alternate, comes=True)
    clock.shift(dt.timedelta(days=8))
    assert catch_up() == []


def test_no_after_the_planned_day_is_told_too(
    meeting: Meeting, people: list[User], secretary: User, clock: time_machine.Traveller
) -> None:
    answer(meeting, people, True, True, True)
    clock.shift(dt.timedelta(days=8))
    assert catch_up() == []
    reply(meeting, user=people[0], comes=False)
    assert catch_up() == [secretary.email]


def test_vacant_seat_counts_as_a_no(
    meeting: Meeting, people: list[User], secretary: User, clock: time_machine.Traveller
) -> None:
    answer(meeting, people, True, True, True)
    SeatHolding.objects.filter(user=people[1]).update(to_on=meeting.day - dt.timedelta(days=1))
    clock.shift(dt.timedelta(days=8))
    assert catch_up() == [secretary.email]


def test_another_day_is_another_occasion(
    meeting: Meeting, people: list[User], secretary: User, clock: time_machine.Traveller
) -> None:
    answer(meeting, people, None, None, False)
    assert catch_up() == [secretary.email]
    change_meeting(meeting, actor=secretary, day=meeting.day + dt.timedelta(days=14))
    clock.shift(dt.timedelta(days=10))  # nobody has answered about the new day, and it is far away
    assert catch_up() == [secretary.email]
    clock.shift(dt.timedelta(days=12))
    assert catch_up() == [secretary.email] * 2


def test_cancelled_meeting_is_not_spoken_of(
    meeting: Meeting, people: list[User], secretary: User, clock: time_machine.Traveller
) -> None:
    answer(meeting, people, None, None, False)
    cancel_meeting(meeting, actor=secretary, note="För få kan.")
    clock.shift(dt.timedelta(days=8))
    assert catch_up() == []


def test_group_that_decides_nothing_needs_no_quorum(
    clock: time_machine.Traveller, region: Region, secretary: User
) -> None:
    group = make_development_group(region)
    person = seat_in(group)
    meeting = make_called(group, secretary)
    reply(meeting, user=person, comes=False)
    clock.shift(dt.timedelta(days=8))
    assert catch_up() == []
    assert not Reminder.objects.exists()
