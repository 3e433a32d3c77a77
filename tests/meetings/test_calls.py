"""Plan, call, change, cancel, answer: who is told and when, and what is refused (MEM-35, CRO-33, CRO-38)."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from agreement.models import Body, Meeting, Region, SeatHolding
from agreement.states import BodyKind, MeetingState
from letters.models import Letter
from meetings import days
from meetings.models import Item, Paper
from meetings.permissions import Parts
from meetings.services import (
    add_paper,
    call_meeting,
    cancel_meeting,
    change_meeting,
    place_item,
    plan_meeting,
    propose_item,
    reply,
)
from meetings.states import ItemState
from meetings.steps import take_step
from meetings.year import year_of
from membership.models import Reminder
from membership.states import ReminderKind
from steps.exceptions import AlreadyMoved, StepNotAllowed
from tests.factories import make_leader, make_user, sign_in
from tests.meetings.groups import a_paper, make_called, make_meeting, told

pytestmark = pytest.mark.django_db


def test_call_reaches_everybody_in_the_same_moment(
    region: Region, group: Body, secretary: User, civil: User, public: User
) -> None:
    """CRO-38: agenda and papers to all at once; whoever left or has not begun is not called."""
    former, future = make_user(), make_user()
    seat = group.seats.filter(holdings=None).first()
    today = timezone.localdate()
    SeatHolding.objects.create(
        seat=seat, user=former, from_on=today - dt.timedelta(days=90), to_on=today - dt.timedelta(days=1)
    )
    SeatHolding.objects.create(seat=seat, user=future, from_on=today + dt.timedelta(days=11))
    meeting = make_meeting(group, secretary)
    item = propose_item(group, actor=civil, title="Resor till möten", meeting=meeting)
    paper = add_paper(a_paper(), actor=civil, item=item)
    assert paper.released_at is None
    assert Letter.objects.count() == 0, "nobody hears of a meeting before it is called"
    assert not Paper.objects.openable_by(Parts(public)).exists()

    call_meeting(meeting, actor=secretary)

    meeting.refresh_from_db()
    assert meeting.state == MeetingState.CALLED
    assert told("call") == sorted([civil.email, public.email])
    assert set(Paper.objects.openable_by(Parts(public))) == {paper}
    assert "1. Resor till möten" in Letter.objects.first().text
    with pytest.raises(StepNotAllowed):
        call_meeting(meeting, actor=secretary)
    assert len(told("call")) == 2


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"remote_url": "", "no_remote_reason": ""}, "distans"),
        ({"starts_at": None}, "tid"),
    ],
)
def test_call_needs_a_time_and_a_way_in_from_a_distance(
    group: Body, secretary: User, civil: User, facts: dict[str, object], words: str
) -> None:
    """CRO-33: a link, or a reason why there is none."""
    meeting = make_meeting(group, secretary, **facts)
    propose_item(group, actor=secretary, title="Läget", meeting=meeting)
    with pytest.raises(StepNotAllowed):
        call_meeting(meeting, actor=secretary)
    change_meeting(meeting, actor=secretary, starts_at=dt.time(9), no_remote_reason="Vi går runt i lokalen.")
    call_meeting(meeting, actor=secretary)


def test_call_needs_an_agenda_and_somebody_to_call(group: Body, secretary: User) -> None:
    meeting = make_meeting(group, secretary)
    with pytest.raises(StepNotAllowed):
        call_meeting(meeting, actor=secretary)
    propose_item(group, actor=secretary, title="Läget", meeting=meeting)
    with pytest.raises(StepNotAllowed):
        call_meeting(meeting, actor=secretary)
    assert Letter.objects.count() == 0
    assert Meeting.objects.get().state == MeetingState.PLANNED


def test_call_of_the_leadership_group_watches_its_quorum(region: Region, secretary: User) -> None:
    """A reminder with a stored day, so that too few are seen in time (issue 4, point 11)."""
    make_leader(region)
    leaders = region.agreement.bodies.get(kind=BodyKind.LEADERSHIP)
    meeting = make_called(leaders, secretary)
    reminder = Reminder.objects.get(kind=ReminderKind.NO_QUORUM)
    assert timezone.localdate(reminder.due_at) == meeting.day - dt.timedelta(days=3)


def test_plan_refuses_what_cannot_be(group: Body, secretary: User, civil: User) -> None:
    today = timezone.localdate()
    with pytest.raises(StepNotAllowed):
        plan_meeting(group, actor=civil, day=today)
    with pytest.raises(StepNotAllowed):
        plan_meeting(group, actor=secretary, day=today - dt.timedelta(days=1))
    with pytest.raises(StepNotAllowed):
        plan_meeting(group, actor=secretary, day=today, starts_at=dt.time(13), ends_at=dt.time(12))
    make_meeting(group, secretary, days=3)
    with pytest.raises(StepNotAllowed):
        make_meeting(group, secretary, days=3)
    assert Meeting.objects.count() == 1


def test_change_after_the_call_is_told_and_asks_anew(
    group: Body, secretary: User, civil: User, public: User
) -> None:
    meeting = make_called(group, secretary)
    reply(meeting, user=civil, comes=True)
    change_meeting(meeting, actor=secretary, place="Stadshuset")
    assert meeting.replies.count() == 1, "another room changes nobody's plans"
    change_meeting(meeting, actor=secretary, day=meeting.day + dt.timedelta(days=1))
    assert meeting.replies.count() == 0
    assert len(told("changed")) == 4
    change_meeting(meeting, actor=secretary, place="Stadshuset")
    assert len(told("changed")) == 4, "nothing changed, nothing is said"


def test_cancel_lets_items_wait_for_another_meeting(group: Body, secretary: User, civil: User) -> None:
    meeting = make_called(group, secretary, titles=("Resor",))
    with pytest.raises(StepNotAllowed):
        cancel_meeting(meeting, actor=secretary, note=" ")
    with pytest.raises(StepNotAllowed):
        cancel_meeting(meeting, actor=civil, note="Snö")
    cancel_meeting(meeting, actor=secretary, note="Snöstorm")
    assert told("cancelled") == [civil.email]
    item = Item.objects.get(title="Resor")
    assert (item.meeting, item.number, item.state) == (None, None, ItemState.WAITING)
    other = make_meeting(group, secretary, days=20)
    place_item(item, other, actor=secretary)
    assert list(other.items.all()) == [item]


def test_day_of_a_cancelled_meeting_is_free(
    region: Region, group: Body, secretary: User, civil: User, public: User
) -> None:
    """Cancelled for the snow, and held from a distance after all: a meeting of its own, and the only one of its day in
    calendars and counts.
    """
    gone = [cancel_meeting(make_called(group, secretary), actor=secretary, note="Snö") for _twice in range(2)]
    meeting = make_called(group, secretary, titles=("Snöröjning",))
    assert {each.day for each in gone} == {meeting.day}
    with pytest.raises(StepNotAllowed):
        make_meeting(group, secretary)
    assert len(told("call")) == 6
    found = [each for each in days.source(region) if each.first == meeting.day]
    assert [each.key for each in found] == [f"meeting-development-{meeting.day}"]
    counted = year_of(group, group.meetings.all(), meeting.day.year)
    assert (counted.planned, counted.held) == (1, 0)
    client = sign_in(Client(), civil)
    page = client.get(reverse("meetings:overview"))
    assert [each.pk for each in page.context["groups"][0]["coming"]] == [meeting.pk]
    files = {client.get(reverse("meetings:ics", args=[each.pk])).content for each in (*gone, meeting)}
    assert len({re.findall(rb"UID:(\S+)", each)[0] for each in files}) == 3
    assert sum(b"STATUS:CANCELLED" in each for each in files) == 2


def test_meeting_moves_to_the_day_of_one_that_was_cancelled(
    group: Body, secretary: User, civil: User
) -> None:
    gone = cancel_meeting(make_meeting(group, secretary, days=5), actor=secretary, note="Krock")
    taken = make_meeting(group, secretary, days=6)
    meeting = make_meeting(group, secretary, days=7)
    with pytest.raises(StepNotAllowed):
        change_meeting(meeting, actor=secretary, day=taken.day)
    assert change_meeting(meeting, actor=secretary, day=gone.day).day == gone.day


def test_answer_only_to_a_call_and_only_from_the_group(group: Body, secretary: User, civil: User) -> None:
    meeting = make_meeting(group, secretary)
    with pytest.raises(StepNotAllowed):
        reply(meeting, user=civil, comes=True)
    propose_item(group, actor=secretary, title="Läget", meeting=meeting)
    call_meeting(meeting, actor=secretary)
    with pytest.raises(StepNotAllowed):
        reply(meeting, user=secretary, comes=True)
    reply(meeting, user=civil, comes=True)
    reply(meeting, user=civil, comes=False)
    assert [each.comes for each in meeting.replies.all()] == [False]


def test_two_people_call_at_once_gives_one_call(group: Body, secretary: User, civil: User) -> None:
    """The door is a conditional UPDATE: whoever read the state before somebody else moved it is refused."""
    meeting = make_meeting(group, secretary)
    propose_item(group, actor=secretary, title="Läget", meeting=meeting)
    stale = Meeting.objects.select_related("body__agreement").get(pk=meeting.pk)
    call_meeting(meeting, actor=secretary)
    with pytest.raises(AlreadyMoved):
        take_step(stale, "call", actor=secretary)
    assert len(told("call")) == 1
