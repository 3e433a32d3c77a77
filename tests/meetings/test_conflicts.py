"""A conflict of interest follows the matter: postponed, handed over, answered, in minutes, letters and the admin."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from agreement.models import Body, Meeting, Region, SeatHolding
from agreement.states import BodyKind, Side
from meetings.models import Handover, Item, ItemRecusal, Paper
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
)
from meetings.services.holding import Outcome
from meetings.states import ItemState, Recipients
from steps.exceptions import StepNotAllowed
from tests.factories import make_leader, make_region, make_secretary, make_user, sign_in
from tests.meetings.groups import a_paper, all_here, make_called, make_meeting, one_more, told

pytestmark = pytest.mark.django_db
LATER = dt.timedelta(days=30)
GRANT = "Bidrag till en förening"


def closed_to(user: User, item: Item) -> bool:
    return bool(Item.objects.with_closed_to(user).get(pk=item.pk).is_closed)


def sit_too(user: User, body: Body) -> None:
    """The person sits in that group too, on a seat of the same side."""
    seat = body.seats.filter(party__side=Side.CIVIL, holdings=None, kind="ordinary").first()
    SeatHolding.objects.create(seat=seat, user=user, from_on=timezone.localdate() - LATER)


def the_grant(body: Body, secretary: User, proposer: User) -> tuple[Meeting, Item]:
    """A meeting that is called for today, with an item that has a paper, and another item."""
    meeting = make_called(body, secretary, titles=(GRANT, "Läget"), days=0)
    item = Item.objects.get(meeting=meeting, title=GRANT)
    add_paper(a_paper(), actor=secretary, item=item)
    return meeting, item


def test_conflict_goes_on_with_a_postponed_item_and_so_do_its_papers(
    group: Body, secretary: User, civil: User, public: User
) -> None:
    meeting, item = the_grant(group, secretary, public)
    declare_item_conflict(item, user=civil)
    hold_meeting(meeting, all_here(meeting, **{GRANT: Outcome(postponed=True)}), actor=secretary)
    later = Item.objects.get(continues=item)
    assert closed_to(civil, later)
    assert not closed_to(public, later)
    page = sign_in(Client(), public).get(later.get_absolute_url()).content.decode()
    assert "underlag.pdf" in page, "the papers go on with the item"
    with time_machine.travel(timezone.now() + LATER, tick=False):
        second = make_meeting(group, secretary, days=0)
        place_item(later, second, actor=secretary)
        call_meeting(second, actor=secretary)
        page = sign_in(Client(), public).get(reverse("meetings:meeting", args=[second.pk])).content.decode()
        assert "underlag.pdf" in page
        page = sign_in(Client(), civil).get(reverse("meetings:meeting", args=[second.pk])).content.decode()
        assert "underlag.pdf" not in page
        assert not Paper.objects.openable_by(Parts(civil)).exists()
        with pytest.raises(StepNotAllowed):
            take_conflict_back(later, user=civil)  # it was taken up with the conflict: that stays
        hold_meeting(second, all_here(second), actor=secretary)
    assert "Cecilia Civil hade jäv" in second.minutes.text, "of the item that it went on as"


def test_conflict_goes_on_to_the_other_group_and_comes_back_with_the_answer(
    region: Region, group: Body, secretary: User, civil: User, public: User
) -> None:
    """Through a postponement in the leadership group, for somebody who sits in both."""
    leaders = region.agreement.bodies.get(kind=BodyKind.LEADERSHIP)
    make_leader(region)
    sit_too(civil, leaders)
    item = propose_item(group, actor=public, title=GRANT, text="Hemligt")
    add_paper(a_paper(), actor=public, item=item)
    declare_item_conflict(item, user=civil)
    handover = hand_over(item, actor=public, question="Får de pengar?")
    first = handover.target
    assert closed_to(civil, first)
    meeting = make_meeting(leaders, secretary, days=0)
    place_item(first, meeting, actor=secretary)
    call_meeting(meeting, actor=secretary)
    assert not Paper.objects.openable_by(Parts(civil)).exists()
    hold_meeting(meeting, all_here(meeting, **{GRANT: Outcome(postponed=True)}), actor=secretary)
    handover.refresh_from_db()
    assert closed_to(civil, first)
    assert closed_to(civil, handover.target)
    with time_machine.travel(timezone.now() + LATER, tick=False):
        second = make_meeting(leaders, secretary, days=0)
        place_item(handover.target, second, actor=secretary)
        call_meeting(second, actor=secretary)
        hold_meeting(second, all_here(second, **{GRANT: Outcome("De får pengar.", "3")}), actor=secretary)
    handover.refresh_from_db()
    assert closed_to(civil, handover.reply)
    assert not closed_to(public, handover.reply)
    assert told("answer") == [public.email], "the answer is closed to whom the question was closed"
    page = (
        sign_in(Client(), civil, second_factor=True).get(handover.reply.get_absolute_url()).content.decode()
    )
    assert "De får pengar." not in page


def test_minutes_are_closed_where_the_item_was(
    group: Body, secretary: User, civil: User, public: User
) -> None:
    """What page, papers and extract do not show, the minutes do not show either."""
    meeting, item = the_grant(group, secretary, public)
    declare_item_conflict(item, user=civil)
    outcomes = {GRANT: Outcome("De får femtio tusen.", "4"), "Läget": Outcome("Det går bra.", "5")}
    hold_meeting(meeting, all_here(meeting, **outcomes), actor=secretary)
    address = reverse("meetings:minutes", args=[meeting.pk])
    page = sign_in(Client(), civil).get(address).content.decode()
    assert "De får femtio tusen." not in page
    assert "Det går bra." in page
    assert GRANT in page
    page = sign_in(Client(), public).get(address).content.decode()
    assert "De får femtio tusen." in page


def test_minutes_are_confirmed_by_somebody_without_a_conflict_where_there_is_one(
    group: Body, secretary: User, civil: User, public: User
) -> None:
    colleague = one_more(group, Side.CIVIL, name="Kollegan")
    meeting, item = the_grant(group, secretary, public)
    declare_item_conflict(item, user=civil)
    hold_meeting(meeting, all_here(meeting), actor=secretary)
    assert told("minutes") == sorted([colleague.email, public.email])
    digest = meeting.minutes.digest
    with pytest.raises(StepNotAllowed):
        confirm_minutes(meeting, user=civil, digest=digest)
    assert "Justera protokollet" not in (
        sign_in(Client(), civil).get(reverse("meetings:minutes", args=[meeting.pk])).content.decode()
    )
    assert "protokoll att justera" not in (
        sign_in(Client(), civil).get(reverse("membership:my-pages")).content.decode()
    )
    # Nobody else of the side can any more: better with what one may read than never.
    User.objects.filter(pk=colleague.pk).update(is_active=False)
    assert confirm_minutes(meeting, user=civil, digest=digest) is False


def test_letter_about_a_new_paper_is_not_for_whom_the_item_is_closed(
    group: Body, secretary: User, civil: User, public: User
) -> None:
    _meeting, item = the_grant(group, secretary, public)
    declare_item_conflict(item, user=civil)
    before = told("more")
    add_paper(a_paper("utredning.pdf"), actor=secretary, item=item)
    assert told("more") == sorted([*before, public.email])


def test_extract_with_nothing_open_is_not_sent(
    group: Body, secretary: User, civil: User, public: User
) -> None:
    meeting = make_called(group, secretary, titles=(GRANT,), days=0)
    declare_item_conflict(Item.objects.get(), user=civil)
    hold_meeting(meeting, all_here(meeting), actor=secretary)
    for person in (civil, public):
        confirm_minutes(meeting, user=person, digest=meeting.minutes.digest)
    sent = send_extract(meeting, actor=secretary, roles=[Recipients.MEMBERS])
    assert told("extract") == [public.email]
    assert sent.letters == 1


def test_services_ask_about_the_conflict_themselves(group: Body, secretary: User, civil: User) -> None:
    item = propose_item(group, actor=civil, title=GRANT)
    declare_item_conflict(item, user=civil)
    with pytest.raises(StepNotAllowed):
        hand_over(item, actor=civil, question="Får vi?")
    with pytest.raises(StepNotAllowed):
        add_paper(a_paper(), actor=civil, item=item)
    assert not Handover.objects.exists()
    assert not Paper.objects.exists()


def test_secretary_with_a_conflict_neither_writes_down_nor_edits(
    region: Region, group: Body, secretary: User, civil: User, public: User
) -> None:
    meeting, item = the_grant(group, secretary, public)
    other = make_secretary(region)
    declare_item_conflict(item, user=secretary)
    with pytest.raises(StepNotAllowed):
        hold_meeting(meeting, all_here(meeting), actor=secretary)
    hold_meeting(meeting, all_here(meeting), actor=other)
    client = sign_in(Client(), secretary, second_factor=True)
    assert client.get(reverse("meetings:edit-minutes", args=[meeting.pk])).status_code == 404
    assert client.get(reverse("meetings:hold", args=[meeting.pk])).status_code == 404


def test_secretary_records_a_conflict_that_was_said_at_the_meeting(
    group: Body, secretary: User, civil: User, public: User
) -> None:
    _meeting, item = the_grant(group, secretary, public)
    address = reverse("meetings:conflict", args=[item.pk])
    client = sign_in(Client(), secretary, second_factor=True)
    assert client.post(address, {"person": str(make_user().pk), "note": "x"}).status_code == 200
    assert not ItemRecusal.objects.exists()
    client.post(address, {"person": str(civil.pk), "note": "Sitter i styrelsen"})
    assert ItemRecusal.objects.get().user == civil
    client = sign_in(Client(), public)
    client.post(address, {"person": str(civil.pk), "note": "x"})
    assert ItemRecusal.objects.get(user=public), "a member speaks for themselves only"
    with pytest.raises(StepNotAllowed):
        declare_item_conflict(item, user=civil, by=public)


def test_letters_in_the_admin_are_closed_as_the_meetings_are(
    region: Region, group: Body, secretary: User, civil: User, public: User
) -> None:
    """A leader reads the region's letters; the development group's meetings do not exist for them."""
    leaders = region.agreement.bodies.get(kind=BodyKind.LEADERSHIP)
    leader = make_leader(region)
    meeting, item = the_grant(group, secretary, public)
    make_called(leaders, secretary, days=5)
    declare_item_conflict(item, user=secretary)
    hold_meeting(meeting, all_here(meeting), actor=make_secretary(region))
    for person in (civil, public):
        confirm_minutes(meeting, user=person, digest=meeting.minutes.digest)
    send_extract(meeting, actor=make_secretary(region), roles=[Recipients.MEMBERS])
    address = "/admin/letters/letter/?state=all"

    def seen(user: User) -> set[tuple[str, str]]:
        rows = sign_in(Client(), user, second_factor=True).get(address).context["cl"].result_list
        return {(each.kind, each.key.split(":")[2]) for each in rows if each.kind.startswith("meeting_")}

    assert {kind for kind, _meeting in seen(leader)} == {"meeting_call"}
    assert {which for _kind, which in seen(leader)} != {f"meeting-{meeting.pk}"}
    own = {kind for kind, which in seen(secretary) if which == f"meeting-{meeting.pk}"}
    assert "meeting_call" in own
    assert "meeting_extract" not in own, "the extract says what is closed to the secretary"
    assert "meeting_extract" in {kind for kind, _which in seen(make_secretary(region))}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_rows_of_one_matter_find_each_other_when_the_thread_comes() -> None:
    """The migration of earlier rows: what went on, was handed over and came back is one matter; others are not."""
    executor = MigrationExecutor(connection)
    executor.migrate([("meetings", "0001_meetings")])
    state = executor.loader.project_state([("meetings", "0001_meetings")]).apps
    old_item, old_handover = state.get_model("meetings", "Item"), state.get_model("meetings", "Handover")
    old_meeting = state.get_model("agreement", "Meeting")
    try:
        region = make_region()
        body = region.agreement.bodies.get(kind=BodyKind.LEADERSHIP)
        user = make_user()
        meeting = old_meeting.objects.create(body_id=body.pk, day=timezone.localdate())
        common = {"body_id": body.pk, "kind": "decision", "proposed_by_id": user.pk}
        first = old_item.objects.create(**common, title="1", state=ItemState.POSTPONED, meeting=meeting)
        second = old_item.objects.create(**common, title="2", continues=first)
        target = old_item.objects.create(**common, title="3")
        reply = old_item.objects.create(**common, title="4")
        old_item.objects.create(**common, title="5")
        old_handover.objects.create(
            source=second, target=target, reply=reply, question="?", handed_by_id=user.pk
        )
    finally:
        call_command("migrate", "meetings", verbosity=0)
    threads = dict(Item.objects.values_list("title", "thread"))
    assert len({threads[each] for each in "1234"}) == 1
    assert threads["5"] != threads["1"]
