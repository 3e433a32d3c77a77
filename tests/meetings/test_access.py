"""Who may come in on the edges: terms that begin and end around a meeting, papers of the other group, links that leave."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from agreement.models import Body, Meeting, Region, SeatHolding
from agreement.states import BodyKind, MeetingState, Side
from letters.models import Letter
from meetings.models import Item, Paper
from meetings.permissions import Parts
from meetings.services import (
    add_paper,
    call_latecomers,
    call_meeting,
    change_meeting,
    confirm_minutes,
    hand_over,
    hold_meeting,
    place_item,
    propose_item,
    reply,
    send_extract,
    withdraw_item,
)
from meetings.services.holding import Outcome
from meetings.states import ItemState, Recipients
from steps.exceptions import StepNotAllowed
from tests.factories import (
    make_leader,
    make_party_administrator,
    make_region,
    make_secretary,
    make_user,
    sign_in,
)
from tests.meetings.groups import a_paper, all_here, make_called, make_held, make_meeting, seat_in, told

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
LINK = "https://mote.example/abc"


def newcomer(group: Body, *, in_days: int) -> User:
    """Somebody whose term begins so many days from now."""
    user = make_user(name="Nina Ny")
    SeatHolding.objects.create(
        seat=group.seats.filter(holdings=None).first(),
        user=user,
        from_on=timezone.localdate() + in_days * DAY,
    )
    return user


def test_who_is_called_can_open_what_the_call_is_about_also_before_the_term(
    group: Body, secretary: User, civil: User
) -> None:
    """CRO-38: papers to all at the same time, also to whom will sit on the day."""
    new, later = newcomer(group, in_days=5), newcomer(group, in_days=11)
    other = make_called(group, secretary, days=2)
    called = make_called(group, secretary, days=10)
    item = propose_item(group, actor=civil, title="Resor", meeting=called)
    paper = add_paper(a_paper(), actor=civil, item=item)
    assert new.email in told("call")
    client = sign_in(Client(), new)
    for name, pk in (("meeting", called.pk), ("ics", called.pk), ("item", item.pk), ("paper", paper.pk)):
        answer = client.get(reverse(f"meetings:{name}", args=[pk]))
        assert answer.status_code == 200, name
        if answer.streaming:
            b"".join(answer.streaming_content)
    listed = client.get(reverse("meetings:overview")).content.decode()
    assert reverse("meetings:meeting", args=[called.pk]) in listed
    assert reverse("meetings:meeting", args=[other.pk]) not in listed
    reply(called, user=new, comes=True)
    # Nothing else is theirs yet, and nothing at all is whose term begins after the meeting.
    assert client.get(reverse("meetings:meeting", args=[other.pk])).status_code == 404
    assert client.get(reverse("meetings:propose", args=[group.pk])).status_code == 404
    for name, pk in (("meeting", called.pk), ("item", item.pk), ("paper", paper.pk)):
        assert sign_in(Client(), later).get(reverse(f"meetings:{name}", args=[pk])).status_code == 404
    with pytest.raises(StepNotAllowed):
        reply(called, user=later, comes=True)


def test_who_was_there_confirms_the_minutes_also_after_the_term(
    group: Body, secretary: User, civil: User, public: User
) -> None:
    meeting = make_held(group, secretary)
    SeatHolding.objects.filter(user=civil).update(to_on=timezone.localdate())
    with time_machine.travel(timezone.now() + DAY, tick=False):
        client = sign_in(Client(), civil)
        address = reverse("meetings:minutes", args=[meeting.pk])
        assert address in Letter.objects.get(kind="meeting_minutes", to=civil.email).text
        assert "Det finns ett protokoll att justera." in (
            client.get(reverse("membership:my-pages")).content.decode()
        )
        assert client.get(address).status_code == 200
        client.post(address, {"digest": meeting.minutes.digest})
        assert meeting.minutes.confirmations.get().user == civil
        # The rest of the group's is the group's.
        for name in ("meeting", "ics"):
            assert client.get(reverse(f"meetings:{name}", args=[meeting.pk])).status_code == 404
        assert client.get(reverse("meetings:item", args=[meeting.items.get().pk])).status_code == 404
    absent = seat_in(group, Side.PUBLIC)
    SeatHolding.objects.filter(user=absent).update(from_on=timezone.localdate() + DAY)
    assert sign_in(Client(), absent).get(address).status_code == 404


def test_other_groups_papers_open_with_the_answer_and_not_before(
    region: Region, group: Body, secretary: User, civil: User
) -> None:
    """What the leadership group has in front of it is its own until it has answered."""
    leaders = region.agreement.bodies.get(kind=BodyKind.LEADERSHIP)
    make_leader(region)
    item = propose_item(group, actor=civil, title="Resor")
    handover = hand_over(item, actor=civil, question="Betalar ni?")
    meeting = make_meeting(leaders, secretary, days=0)
    place_item(handover.target, meeting, actor=secretary)
    paper = add_paper(a_paper("kalkyl.pdf"), actor=secretary, item=handover.target)
    call_meeting(meeting, actor=secretary)
    assert not Paper.objects.openable_by(Parts(civil)).exists()
    hold_meeting(meeting, all_here(meeting, Resor=Outcome("Ja.", "1")), actor=secretary)
    assert list(Paper.objects.openable_by(Parts(civil))) == [paper]
    page = sign_in(Client(), civil).get(item.get_absolute_url()).content.decode()
    assert "kalkyl.pdf" in page, "the answer comes with its papers"


def test_link_for_those_far_away_goes_to_nobody_outside_the_group(
    region: Region, group: Body, secretary: User, civil: User, public: User
) -> None:
    """Not in extracts and answers, not on a public page or calendar, and in no letter once the meeting was held."""
    leaders = region.agreement.bodies.get(kind=BodyKind.LEADERSHIP)
    make_leader(region)
    make_party_administrator(region)
    item = propose_item(group, actor=civil, title="Resor")
    handover = hand_over(item, actor=civil, question="Betalar ni?")
    meeting = make_meeting(leaders, secretary, days=0, remote_url=LINK)
    place_item(handover.target, meeting, actor=secretary)
    call_meeting(meeting, actor=secretary)
    for address in (
        reverse("agreement:body", args=["norrbotten"]),
        reverse("agreement:calendar", args=["norrbotten"]),
    ):
        assert LINK not in Client().get(address).content.decode()
    hold_meeting(meeting, all_here(meeting, Resor=Outcome("Ja.", "1")), actor=secretary)
    for each in meeting.attendance.exclude(side=""):
        confirm_minutes(meeting, user=each.user, digest=meeting.minutes.digest)
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.CONFIRMED
    send_extract(meeting, actor=secretary, roles=list(Recipients.values))
    for letter in Letter.objects.exclude(kind="meeting_call"):
        assert LINK not in letter.text + letter.html, letter.kind
    outside = Letter.objects.get(kind="meeting_extract", to=civil.email)
    assert reverse("meetings:meeting", args=[meeting.pk]) not in outside.text, (
        "a link that would lead to a 404"
    )
    inside = Letter.objects.get(kind="meeting_extract", to=secretary.email)
    assert reverse("meetings:meeting", args=[meeting.pk]) in inside.text


def test_who_is_seated_after_the_call_is_called_too(group: Body, secretary: User, civil: User) -> None:
    called = make_called(group, secretary)
    new = newcomer(group, in_days=0)
    client = sign_in(Client(), secretary, second_factor=True)
    page = client.get(reverse("meetings:meeting", args=[called.pk])).content.decode()
    assert 'id="not-called"' in page
    assert "Nina Ny" in page
    address = reverse("meetings:call", args=[called.pk])
    assert "Cecilia Civil" not in client.get(address).content.decode()
    client.post(address)
    assert told("call") == sorted([civil.email, new.email])
    called.refresh_from_db()
    assert called.state == MeetingState.CALLED
    assert 'id="not-called"' not in client.get(reverse("meetings:meeting", args=[called.pk])).content.decode()
    with pytest.raises(StepNotAllowed):
        call_latecomers(called, actor=secretary)
    with pytest.raises(StepNotAllowed):
        call_latecomers(called, actor=civil)
    assert len(told("call")) == 2


def test_moved_meeting_is_told_to_who_was_called_and_calls_who_was_not(
    group: Body, secretary: User, civil: User, public: User
) -> None:
    leaving, new = civil, newcomer(group, in_days=15)
    SeatHolding.objects.filter(user=leaving).update(to_on=timezone.localdate() + 12 * DAY)
    called = make_called(group, secretary, days=10)
    change_meeting(called, actor=secretary, day=called.day + 10 * DAY)
    assert told("changed") == sorted([leaving.email, public.email])
    assert told("call") == sorted([leaving.email, public.email, new.email])


def test_another_hour_asks_anew_and_a_new_link_does_not_repeat_the_hour(
    group: Body, secretary: User, civil: User
) -> None:
    called = make_called(group, secretary)
    reply(called, user=civil, comes=True)
    change_meeting(called, actor=secretary, remote_url="https://mote.example/nytt")
    letter = Letter.objects.get(kind="meeting_changed")
    assert "Förut var det" not in letter.text
    assert "https://mote.example/nytt" in letter.text
    assert called.replies.count() == 1
    change_meeting(called, actor=secretary, starts_at=dt.time(19))
    assert called.replies.count() == 0
    assert "Förut var det" in Letter.objects.filter(kind="meeting_changed").latest("pk").text
    assert "13:00" in Letter.objects.filter(kind="meeting_changed").latest("pk").text


def test_proposer_puts_an_own_waiting_item_on_an_agenda(
    group: Body, secretary: User, civil: User, public: User
) -> None:
    """CRO-38: whether a side's item is taken up is not for the secretariat alone to say."""
    called = make_called(group, secretary)
    item = propose_item(group, actor=civil, title="Resor")
    with pytest.raises(StepNotAllowed):
        place_item(item, called, actor=public)
    assert "Sätt upp" in sign_in(Client(), civil).get(reverse("meetings:overview")).content.decode()
    sign_in(Client(), civil).post(reverse("meetings:place", args=[item.pk]), {"meeting": called.pk})
    item.refresh_from_db()
    assert item.meeting == called
    SeatHolding.objects.filter(user=civil).update(to_on=timezone.localdate() - DAY)
    with pytest.raises(StepNotAllowed):
        place_item(propose_item(group, actor=secretary, title="Annat"), called, actor=civil)


def test_item_that_was_taken_back_meanwhile_stays_taken_back(
    group: Body, secretary: User, civil: User
) -> None:
    """Whoever wrote it down saw it on the page; the row says what it is."""
    meeting = make_called(group, secretary, days=0)
    item = propose_item(group, actor=civil, title="Resor", meeting=meeting)
    seen = all_here(meeting)
    withdraw_item(item, actor=civil)
    hold_meeting(meeting, seen, actor=secretary)
    item.refresh_from_db()
    assert item.state == ItemState.WITHDRAWN
    assert "Resor" not in meeting.minutes.text


def test_every_earlier_meeting_can_be_found(group: Body, secretary: User, civil: User) -> None:
    first = Meeting.objects.create(
        body=group, day=timezone.localdate() - 900 * DAY, state=MeetingState.CONFIRMED
    )
    for each in range(1, 14):
        Meeting.objects.create(
            body=group, day=timezone.localdate() - each * 30 * DAY, state=MeetingState.CONFIRMED
        )
    client = sign_in(Client(), civil)
    own = reverse("meetings:meeting", args=[first.pk])
    page = client.get(reverse("meetings:overview")).content.decode()
    assert own not in page
    assert "?alla=1" in page
    assert own in client.get(reverse("meetings:overview") + "?alla=1").content.decode()


def test_former_members_and_others_open_no_paper(
    region: Region, group: Body, secretary: User, civil: User, public: User
) -> None:
    """By whatever address: the paper of a meeting, of an item, of one that was handed over."""
    called = make_called(group, secretary)
    item = Item.objects.get(meeting=called)
    papers = [
        add_paper(a_paper(), actor=secretary, meeting=called),
        add_paper(a_paper(), actor=secretary, item=item),
    ]
    SeatHolding.objects.filter(user=civil).update(to_on=timezone.localdate() - DAY)
    for person in (civil, make_leader(region), make_secretary(make_region("blekinge")), make_user()):
        client = sign_in(Client(), person, second_factor=True)
        for paper in papers:
            assert client.get(reverse("meetings:paper", args=[paper.pk])).status_code == 404
    answer = sign_in(Client(), public).get(reverse("meetings:paper", args=[papers[0].pk]))
    b"".join(answer.streaming_content)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


def test_item_that_was_handed_over_does_not_wait_here_as_well(
    group: Body, secretary: User, civil: User, region: Region
) -> None:
    """It stands among what was handed over; its answer is an item of its own."""
    item = propose_item(group, actor=civil, title="Resor")
    client = sign_in(Client(), civil)
    assert reverse("meetings:place", args=[item.pk]) not in client.get(reverse("meetings:overview")).text
    make_meeting(group, secretary)
    assert reverse("meetings:place", args=[item.pk]) in client.get(reverse("meetings:overview")).text
    hand_over(item, actor=civil, question="Betalar ni?")
    page = client.get(reverse("meetings:overview")).text
    assert reverse("meetings:place", args=[item.pk]) not in page
    assert page.count(item.get_absolute_url()) == 1


def test_wrong_paper_is_removed_as_long_as_nobody_was_sent_it(
    group: Body, secretary: User, civil: User, public: User
) -> None:
    """Row and file; afterwards it stays, for everybody has it."""
    meeting = make_meeting(group, secretary)
    item = propose_item(group, actor=civil, title="Resor", meeting=meeting)
    wrong, right = (add_paper(a_paper(name), actor=civil, item=item) for name in ("fel.pdf", "ratt.pdf"))
    address = reverse("meetings:remove-paper", args=[wrong.pk])
    client = sign_in(Client(), civil)
    assert address in client.get(item.get_absolute_url()).text
    assert sign_in(Client(), public).post(address).status_code == 404
    assert client.get(address).status_code == 405
    assert client.post(address).status_code == 302
    assert list(Paper.objects.all()) == [right]
    call_meeting(meeting, actor=secretary)
    address = reverse("meetings:remove-paper", args=[right.pk])
    assert address not in client.get(item.get_absolute_url()).text
    for person in (client, sign_in(Client(), secretary, second_factor=True)):
        person.post(address)
    assert Paper.objects.get() == right
