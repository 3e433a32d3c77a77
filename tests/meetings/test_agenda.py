"""Items and papers: who proposes, who strikes, to whom they are closed, and how they go on and come back (MEM-37, CRO-38)."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import User
from agreement.models import Body, Region
from agreement.states import BodyKind, Side
from letters.models import Letter
from meetings.models import Handover, Item, Paper
from meetings.permissions import Parts
from meetings.services import (
    add_paper,
    call_meeting,
    confirm_minutes,
    declare_item_conflict,
    hand_over,
    hold_meeting,
    place_item,
    propose_item,
    send_extract,
    take_conflict_back,
    withdraw_item,
)
from meetings.services.holding import Outcome
from meetings.states import ItemState, Recipients
from membership.exceptions import BadFile
from steps.exceptions import StepNotAllowed
from tests.factories import make_co_opted, make_leader, make_region, make_secretary, make_user
from tests.meetings.groups import a_paper, all_here, make_called, make_held, make_meeting, told

pytestmark = pytest.mark.django_db


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
