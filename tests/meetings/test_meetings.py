"""From what was written down to confirmed minutes and extracts, and how often a group has met (MEM-36, MEM-38, CRO-38)."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from agreement.models import Body, Region, SeatHolding
from agreement.states import MeetingState
from letters.models import Letter
from meetings.models import Confirmation, MeetingEvent
from meetings.services import cancel_meeting, confirm_minutes, hold_meeting, save_minutes, send_extract
from meetings.services.holding import Held, Outcome
from meetings.states import STEPS, Presence, Recipients
from meetings.year import year_of
from steps.exceptions import AlreadyMoved, StepNotAllowed
from tests.factories import make_party_administrator
from tests.meetings.groups import all_here, make_called, make_held, make_meeting, told

pytestmark = pytest.mark.django_db


# --- What it came to ------------------------------------------------------------------------------


def test_hold_needs_its_day_people_and_outcomes(
    group: Body, secretary: User, civil: User, public: User
) -> None:
    meeting = make_called(group, secretary, titles=("A", "B"), days=1)
    with pytest.raises(StepNotAllowed):
        hold_meeting(meeting, all_here(meeting), actor=secretary)
    with time_machine.travel(timezone.now() + dt.timedelta(days=1), tick=False):
        whole = all_here(meeting)
        items = list(whole.outcomes)
        for bad in (
            Held(dict.fromkeys(whole.presence, Presence.ABSENT), whole.outcomes),
            Held(whole.presence, {items[0]: Outcome("Bra")}),
            Held(whole.presence, {items[0]: Outcome("Bra", "7"), items[1]: Outcome("Bra", "7")}),
        ):
            with pytest.raises(StepNotAllowed):
                hold_meeting(meeting, bad, actor=secretary)
        with pytest.raises(StepNotAllowed):
            hold_meeting(meeting, whole, actor=civil)
        meeting.refresh_from_db()
        assert meeting.state == MeetingState.CALLED
        assert meeting.attendance.count() == 0
        hold_meeting(meeting, whole, actor=secretary)
        with pytest.raises(StepNotAllowed):
            hold_meeting(meeting, whole, actor=secretary)
    assert meeting.attendance.count() == 2
    assert told("minutes") == sorted([civil.email, public.email])


# --- The minutes ----------------------------------------------------------------------------------


def test_minutes_need_one_person_of_each_side(
    group: Body, secretary: User, civil: User, public: User
) -> None:
    """CRO-38; a change takes the confirmations away, and afterwards nothing changes."""
    meeting = make_held(group, secretary)
    text = meeting.minutes.text
    assert "Cecilia Civil" in text
    with pytest.raises(StepNotAllowed):
        confirm_minutes(meeting, user=secretary, digest=meeting.minutes.digest)
    assert confirm_minutes(meeting, user=civil, digest=meeting.minutes.digest) is False
    with pytest.raises(AlreadyMoved):
        confirm_minutes(meeting, user=civil, digest=meeting.minutes.digest)

    old = meeting.minutes.digest
    save_minutes(meeting, actor=secretary, text=text + "\nTillägg.", seen=old)
    meeting.refresh_from_db()
    with pytest.raises(StepNotAllowed):
        confirm_minutes(meeting, user=public, digest=old)
    meeting.minutes.refresh_from_db()
    new = meeting.minutes.digest
    assert confirm_minutes(meeting, user=public, digest=new) is False, (
        "the civil side has to read the addition"
    )
    assert confirm_minutes(meeting, user=civil, digest=new) is True
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.CONFIRMED
    assert told("confirmed") == sorted([civil.email, public.email])
    for late in (
        lambda: save_minutes(meeting, actor=secretary, text="Något annat", seen=new),
        lambda: confirm_minutes(meeting, user=public, digest=new),
    ):
        with pytest.raises(StepNotAllowed):
            late()
    assert Confirmation.objects.count() == 3


def test_absent_people_confirm_nothing(group: Body, secretary: User, civil: User, public: User) -> None:
    meeting = make_called(group, secretary, days=0)
    held = all_here(meeting)
    away = SeatHolding.objects.get(user=public).pk
    hold_meeting(meeting, Held({**held.presence, away: Presence.ABSENT}, held.outcomes), actor=secretary)
    with pytest.raises(StepNotAllowed):
        confirm_minutes(meeting, user=public, digest=meeting.minutes.digest)
    assert confirm_minutes(meeting, user=civil, digest=meeting.minutes.digest) is True, "one side was there"


def test_extract_goes_to_roles_once_for_each_person(
    region: Region, group: Body, secretary: User, civil: User, public: User
) -> None:
    administrator = make_party_administrator(region)
    meeting = make_held(group, secretary, Resor=Outcome("Vi betalar.", "3"))
    with pytest.raises(StepNotAllowed):
        send_extract(meeting, actor=secretary, roles=[Recipients.MEMBERS])
    for person in (civil, public):
        confirm_minutes(meeting, user=person, digest=meeting.minutes.digest)
    with pytest.raises(StepNotAllowed):
        send_extract(meeting, actor=civil, roles=[Recipients.MEMBERS])
    with pytest.raises(StepNotAllowed):
        send_extract(meeting, actor=secretary, roles=["nobody"])
    SeatHolding.objects.create(
        seat=group.seats.filter(holdings=None).first(), user=administrator, from_on=timezone.localdate()
    )
    sent = send_extract(meeting, actor=secretary, roles=[Recipients.PARTIES, Recipients.MEMBERS])
    assert sent.letters == 3
    assert told("extract") == sorted([administrator.email, civil.email, public.email])
    assert "§ 3 Resor" in Letter.objects.filter(kind="meeting_extract").first().text


def test_year_counts_planned_and_held_against_four(group: Body, secretary: User, civil: User) -> None:
    """MEM-36."""
    with time_machine.travel(dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC), tick=False):
        make_held(group, secretary)
        make_meeting(group, secretary, days=60)
        cancel_meeting(make_meeting(group, secretary, days=70), actor=secretary, note="Krock")
        make_meeting(group, secretary, days=360)
        year = year_of(group, group.meetings.all(), 2026)
    assert (year.held, year.planned, year.goal, year.short) == (1, 1, 4, 2)


def test_diary_accounts_for_every_step(group: Body, secretary: User, civil: User, public: User) -> None:
    meeting = make_held(group, secretary)
    for person in (civil, public):
        confirm_minutes(meeting, user=person, digest=meeting.minutes.digest)
    moves = [
        (each.source, each.target)
        for each in MeetingEvent.objects.filter(meeting=meeting).order_by("pk")
        if each.source != each.target
    ]
    assert moves == [("planned", "called"), ("called", "held"), ("held", "confirmed")]
    assert set(moves) <= {(step.source, step.target) for step in STEPS.values()}


def test_every_state_but_the_last_leads_on() -> None:
    ends = {MeetingState.CONFIRMED, MeetingState.CANCELLED}
    assert {step.source for step in STEPS.values()} == set(MeetingState) - ends
