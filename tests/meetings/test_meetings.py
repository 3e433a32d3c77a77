"""From call to confirmed minutes: who is told, who may, what is refused, what happens twice (MEM-35 … MEM-38, CRO-38)."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import User
from agreement.models import Body, Meeting, Region, SeatHolding
from agreement.states import BodyKind, MeetingState, Side
from letters.models import Letter
from meetings.models import Confirmation, Handover, Item, MeetingEvent, Paper
from meetings.permissions import Parts
from meetings.services import (
    add_paper,
    call_meeting,
    cancel_meeting,
    change_meeting,
    confirm_minutes,
    declare_item_conflict,
    hand_over,
    hold_meeting,
    place_item,
    plan_meeting,
    propose_item,
    reply,
    save_minutes,
    send_extract,
    take_conflict_back,
    withdraw_item,
)
from meetings.services.holding import Held, Outcome
from meetings.states import STEPS, ItemState, Presence, Recipients
from meetings.steps import take_step
from meetings.year import year_of
from membership.exceptions import BadFile
from membership.models import Reminder
from membership.states import ReminderKind
from steps.exceptions import AlreadyMoved, StepNotAllowed
from tests.factories import (
    make_co_opted,
    make_leader,
    make_party_administrator,
    make_region,
    make_secretary,
    make_user,
)
from tests.meetings.groups import (
    a_paper,
    all_here,
    make_called,
    make_held,
    make_meeting,
)

pytestmark = pytest.mark.django_db


def told(kind: str) -> list[str]:
    return sorted(Letter.objects.filter(kind=f"meeting_{kind}").values_list("to", flat=True))


# --- The call -------------------------------------------------------------------------------------


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


# --- The agenda -----------------------------------------------------------------------------------


def test_either_side_adds_items_and_nobody_strikes_others(
    group: Body, secretary: User, civil: User, public: User
) -> None:
    """CRO-38."""
    meeting = make_called(group, secretary)
    mine = propose_item(group, actor=civil, title="Pengar", meeting=meeting)
    theirs = propose_item(group, actor=public, title="Lokaler", meeting=meeting)
    assert (mine.number, theirs.number) == (2, 3)
    assert (mine.party.side, theirs.party.side) == (Side.CIVIL, Side.PUBLIC)
    assert len(told("more")) == 4, "both, to both"
    for other in (public, secretary):
        with pytest.raises(StepNotAllowed):
            withdraw_item(mine, actor=other)
    withdraw_item(mine, actor=civil)
    with pytest.raises(StepNotAllowed):
        withdraw_item(mine, actor=civil)
    assert [each.title for each in meeting.items.on_agenda()] == ["Läget", "Lokaler"]


def test_strangers_propose_nothing(region: Region, group: Body, secretary: User) -> None:
    stranger, leader, elsewhere = make_user(), make_leader(region), make_secretary(make_region("blekinge"))
    meeting = make_meeting(group, secretary)
    for person in (stranger, leader, elsewhere):
        with pytest.raises(StepNotAllowed):
            propose_item(group, actor=person, title="Hej", meeting=meeting)
    assert not Item.objects.exists()


def test_co_opted_members_take_part(region: Region, secretary: User) -> None:
    """MEM-31: they take part, though they do not decide."""
    guest = make_co_opted(region)
    leaders = region.agreement.bodies.get(kind=BodyKind.LEADERSHIP)
    meeting = make_called(leaders, secretary)
    assert guest.email in told("call")
    assert propose_item(leaders, actor=guest, title="Kommunerna", meeting=meeting).party is None


def test_paper_after_the_call_reaches_all_at_once(
    group: Body, secretary: User, civil: User, public: User
) -> None:
    meeting = make_called(group, secretary)
    paper = add_paper(a_paper(), actor=secretary, meeting=meeting, title="Budget")
    assert paper.released_at is not None
    assert len(told("more")) == 2
    with pytest.raises(StepNotAllowed):
        add_paper(a_paper(), actor=civil, meeting=meeting)
    with pytest.raises(BadFile):
        add_paper(SimpleUploadedFile("x.pdf", b"MZ not a pdf"), actor=secretary, meeting=meeting)


def test_conflict_closes_item_and_papers(
    region: Region, group: Body, secretary: User, civil: User, public: User
) -> None:
    """A state, not a hole: page, papers, extract; and also the item that it was handed on as."""
    meeting = make_called(group, secretary, titles=("Bidrag till en förening", "Läget"), days=0)
    item = Item.objects.get(title="Bidrag till en förening")
    add_paper(a_paper(), actor=secretary, item=item)
    assert Paper.objects.openable_by(Parts(civil)).count() == 1
    declare_item_conflict(item, user=civil, note="Jag sitter i styrelsen")
    declare_item_conflict(item, user=civil)
    assert Paper.objects.openable_by(Parts(civil)).count() == 0
    assert Paper.objects.openable_by(Parts(public)).count() == 1
    assert Item.objects.with_closed_to(civil).get(pk=item.pk).is_closed
    take_conflict_back(item, user=civil)
    assert Paper.objects.openable_by(Parts(civil)).count() == 1
    declare_item_conflict(item, user=civil)

    hold_meeting(meeting, all_here(meeting), actor=secretary)
    assert "Cecilia Civil hade jäv" in meeting.minutes.text
    with pytest.raises(StepNotAllowed):
        take_conflict_back(item, user=civil)
    for person in (civil, public):
        confirm_minutes(meeting, user=person, digest=meeting.minutes.digest)
    send_extract(meeting, actor=secretary, roles=[Recipients.MEMBERS])
    letters = {each.to: each.text for each in Letter.objects.filter(kind="meeting_extract")}
    assert "Bidrag till en förening" in letters[public.email]
    assert "Bidrag till en förening" not in letters[civil.email]


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


def test_postponed_item_goes_on_as_a_new_one(group: Body, secretary: User, civil: User) -> None:
    make_held(group, secretary, Resor=Outcome(postponed=True), Mat=Outcome("Vi bjuder på mat.", "2"))
    old = Item.objects.get(title="Resor", state=ItemState.POSTPONED)
    later = Item.objects.get(title="Resor", state=ItemState.WAITING)
    assert later.continues == old
    assert later.meeting is None
    assert Item.objects.get(title="Mat").paragraph == "2"


def test_item_handed_over_comes_back_with_its_answer(
    region: Region, group: Body, secretary: User, civil: User
) -> None:
    """MEM-37: with its papers, through a postponement, to everybody in the group that asked, once."""
    leader = make_leader(region)
    leaders = region.agreement.bodies.get(kind=BodyKind.LEADERSHIP)
    item = propose_item(group, actor=civil, title="Ersättning för resor")
    add_paper(a_paper(), actor=civil, item=item)
    with pytest.raises(StepNotAllowed):
        hand_over(item, actor=leader, question="Får vi?")
    with pytest.raises(StepNotAllowed):
        hand_over(item, actor=civil, question=" ")
    handover = hand_over(item, actor=civil, question="Kan ni betala resorna?")
    with pytest.raises(StepNotAllowed):
        hand_over(item, actor=civil, question="Igen")
    with pytest.raises(StepNotAllowed):
        withdraw_item(item, actor=civil)

    first = make_meeting(leaders, secretary, days=0)
    place_item(handover.target, first, actor=secretary)
    assert not Paper.objects.openable_by(Parts(leader)).exists(), (
        "before the call nobody in the group sees it"
    )
    call_meeting(first, actor=secretary)
    assert Paper.objects.openable_by(Parts(leader)).count() == 1, "the papers went along"
    hold_meeting(first, all_here(first, **{item.title: Outcome(postponed=True)}), actor=secretary)
    handover.refresh_from_db()
    assert handover.answered_at is None
    assert handover.target.continues.meeting == first

    with time_machine.travel(timezone.now() + dt.timedelta(days=30), tick=False):
        second = make_meeting(leaders, secretary, days=0)
        place_item(handover.target, second, actor=secretary)
        call_meeting(second, actor=secretary)
        hold_meeting(
            second, all_here(second, **{item.title: Outcome("Ja, från hösten.", "5")}), actor=secretary
        )
    handover.refresh_from_db()
    assert handover.answer == "Ja, från hösten."
    assert told("answer") == [civil.email]
    back = handover.reply
    assert (back.body, back.state, back.text) == (group, ItemState.WAITING, "Ja, från hösten.")
    assert back.title == "Svar: Ersättning för resor"
    assert Handover.objects.count() == 1


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
    save_minutes(meeting, actor=secretary, text=text + "\nTillägg.")
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
        lambda: save_minutes(meeting, actor=secretary, text="Något annat"),
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


def test_two_people_call_at_once_gives_one_call(group: Body, secretary: User, civil: User) -> None:
    """The door is a conditional UPDATE: whoever read the state before somebody else moved it is refused."""
    meeting = make_meeting(group, secretary)
    propose_item(group, actor=secretary, title="Läget", meeting=meeting)
    stale = Meeting.objects.select_related("body__agreement").get(pk=meeting.pk)
    call_meeting(meeting, actor=secretary)
    with pytest.raises(AlreadyMoved):
        take_step(stale, "call", actor=secretary)
    assert len(told("call")) == 1
