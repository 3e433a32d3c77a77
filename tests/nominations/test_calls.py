"""Places of forums fall vacant as seats do, what nobody takes becomes a call, and nothing of it happens twice."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from agreement.emails import secretariat
from agreement.exceptions import SeatIsTaken
from agreement.models import Region, SeatHolding
from agreement.seating import call_off, end_holding, seat_person
from agreement.states import FilledBy
from letters.models import Letter
from membership import leaving
from membership.models import Membership
from nominations.models import ForumSeat, Nomination, NominationRound, RoundTask, SeatOffer
from nominations.services import (
    Pick,
    accept_offer,
    decide_round,
    decline_offer,
    fill_vacancies,
    forget_unchosen,
)
from nominations.states import Answer, RoundState, State, TaskKind
from nominations.tasks import do_task
from samverkan.public_cache import forget
from steps.exceptions import Refusal
from tests.factories import LONG_AGO, make_leader, make_secretary, make_user, sign_in
from tests.nominations.rows import asked, make_forum, make_nomination, midday, over, record

pytestmark = pytest.mark.django_db
ONE_DAY = dt.timedelta(days=1)


def decided(region: Region, alternates: int = 1, begins: int = -20, **fields: Any) -> dict[str, Nomination]:
    """A decided round with one who is chosen and so many alternates, by name: chosen, first, second …"""
    today = timezone.localdate()
    round_ = over(region, term_from_on=today + begins * ONE_DAY, **fields)
    names = ["chosen", "first", "second"][: alternates + 1]
    made = {name: make_nomination(round_) for name in names}
    picks = [Pick(each, rank) for rank, each in enumerate(made.values())]
    decide_round(round_, user=make_leader(region), picks=picks, record=record())
    for each in made.values():
        each.refresh_from_db()
    return made


def due(kind: str) -> None:
    for task in RoundTask.objects.due(timezone.now()).filter(kind=kind):
        do_task(task.pk)
        do_task(task.pk)


def leaves_forum(nomination: Nomination) -> ForumSeat:
    seat = ForumSeat.objects.get(user__email=nomination.nominee_email)
    seat.to_on = timezone.localdate() - ONE_DAY
    seat.save()
    return seat


# --- Forums ---------------------------------------------------------------------------------------


def test_place_in_a_forum_goes_to_the_alternates_in_their_order(region: Region, client: Client) -> None:
    made = decided(region, 2, forum=make_forum(region))
    round_ = made["chosen"].round
    assert fill_vacancies(round_)
    assert asked() == []
    leaves_forum(made["chosen"])

    fill_vacancies(round_)
    fill_vacancies(round_)
    offer = SeatOffer.objects.open().get()
    assert client.get(offer.get_absolute_url()).status_code == 200
    decline_offer(offer, key=offer.answer_key)
    offer = SeatOffer.objects.open().get()
    seat = accept_offer(offer, key=offer.answer_key)

    assert asked() == [made["first"].nominee_email, made["second"].nominee_email]
    assert isinstance(seat, ForumSeat)
    assert (seat.user.email, seat.organisation) == (made["second"].nominee_email, made["second"].organisation)
    assert (seat.from_on, seat.to_on) == (timezone.localdate(), round_.term_to_on)
    states = dict(Nomination.objects.values_list("pk", "state"))
    assert [states[each.pk] for each in made.values()] == [State.LEFT, State.ALTERNATE, State.SEATED]
    fill_vacancies(round_)
    assert len(asked()) == 2
    with time_machine.travel(midday(timezone.localdate() + 9 * ONE_DAY), tick=False):
        leaves_forum(made["second"])  # and when that one leaves, the first is asked anew
        fill_vacancies(round_)
    assert asked()[2:] == [made["first"].nominee_email]


def test_alternates_of_a_forum_end_with_the_membership_and_with_the_term(region: Region) -> None:
    made = decided(region, 2, forum=make_forum(region))
    membership = Membership.objects.get(organisation=made["first"].organisation)

    leaving.end(membership, timezone.localdate(), None)
    leaves_forum(made["chosen"])
    fill_vacancies(made["chosen"].round)

    assert asked() == [made["second"].nominee_email]
    with time_machine.travel(midday(made["chosen"].round.term_to_on + ONE_DAY), tick=False):
        assert not fill_vacancies(made["chosen"].round)
    assert set(Nomination.objects.values_list("state", flat=True)) == {State.LEFT}


def test_forum_says_how_many_seats_are_vacant(region: Region, client: Client) -> None:
    forum = make_forum(region, seats_for_civil=3)
    ForumSeat.objects.create(forum=forum, user=make_user(), from_on=LONG_AGO)
    ForumSeat.objects.create(forum=forum, user=make_user(), from_on=LONG_AGO, to_on=LONG_AGO)
    unknown = make_forum(region)

    forget()
    page = client.get("/norrbotten/natverk/").content.decode()
    assert page.count("2 platser är lediga") == 1 or "2 seats are vacant" in page
    sign_in(client, make_secretary(region), second_factor=True)
    admin = client.get(f"/admin/nominations/forum/{forum.pk}/change/").content.decode()
    call = f"/admin/nominations/nominationround/add/?agreement={region.agreement.pk}&amp;forum={forum.pk}"
    assert call in admin
    filled_in = client.get(call.replace("&amp;", "&") + "&seats_sought=2").content.decode()
    assert f'<option value="{forum.pk}" selected>' in filled_in
    assert (
        "nominationround/add/?"
        not in client.get(f"/admin/nominations/forum/{unknown.pk}/change/").content.decode()
    )


# --- Calls ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("of_forum", [False, True])
def test_vacancy_without_alternates_becomes_a_draft_of_a_call_once(region: Region, of_forum: bool) -> None:
    make_secretary(region)
    target = {"forum": make_forum(region)} if of_forum else {}
    made = decided(region, 0, theme="health", for_young=True, **target)
    round_ = made["chosen"].round
    if of_forum:
        leaves_forum(made["chosen"])
    else:
        held = SeatHolding.objects.get(user__email=made["chosen"].nominee_email)
        end_holding(held, timezone.localdate() - ONE_DAY, by=None, note="Flyttar", on_behalf_of_group=True)

    for _time in range(2):
        fill_vacancies(round_)
        due(TaskKind.CALL)

    (call,) = NominationRound.objects.exclude(pk=round_.pk)
    assert (call.state, call.seats_sought) == (RoundState.DRAFT, 1)
    assert (call.body, call.forum, call.term_to_on) == (round_.body, round_.forum, round_.term_to_on)
    assert (call.compensation, call.theme, call.for_young) == (round_.compensation, "health", True)
    told = Letter.objects.filter(kind="seat_vacant").order_by("to").values_list("to", flat=True)
    assert list(told) == sorted(each.email for each in secretariat(region))
    call.delete()
    fill_vacancies(round_)
    due(TaskKind.CALL)
    assert NominationRound.objects.count() == 1  # who threw it away meant it


def test_little_of_the_term_is_left_and_no_call_is_made(region: Region) -> None:
    make_secretary(region)
    made = decided(region, 0, term_to_on=timezone.localdate() + 40 * ONE_DAY, forum=make_forum(region))
    leaves_forum(made["chosen"])

    fill_vacancies(made["chosen"].round)
    due(TaskKind.CALL)

    assert NominationRound.objects.count() == 1
    assert Letter.objects.filter(kind="seat_vacant").count() == len(secretariat(region))


def test_no_call_while_an_alternate_has_not_answered(region: Region) -> None:
    made = decided(region, 1, forum=make_forum(region))
    leaves_forum(made["chosen"])
    fill_vacancies(made["chosen"].round)

    assert not RoundTask.objects.filter(kind=TaskKind.CALL).exists()
    offer = SeatOffer.objects.open().get()
    decline_offer(offer, key=offer.answer_key)
    assert RoundTask.objects.filter(kind=TaskKind.CALL).count() == 1


# --- Seats of groups ------------------------------------------------------------------------------


def test_term_that_is_called_off_before_it_begins_is_offered(region: Region, client: Client) -> None:
    made = decided(region, 1, begins=20)
    held = SeatHolding.objects.get(user__email=made["chosen"].nominee_email)
    sign_in(client, make_secretary(region), second_factor=True)

    answer = client.post(f"/admin/agreement/seat/{held.seat_id}/call-off/{held.pk}/", {"sure": "on"})

    assert answer.status_code == 302
    assert not SeatHolding.objects.filter(pk=held.pk).exists()
    fill_vacancies(made["chosen"].round)
    offer = SeatOffer.objects.open().get()
    assert (offer.nomination, offer.seat) == (made["first"], held.seat)
    holding = accept_offer(offer, key=offer.answer_key)
    assert isinstance(holding, SeatHolding)
    made["chosen"].refresh_from_db()
    assert made["chosen"].state == State.LEFT


def test_organisation_that_leaves_before_the_term_sits_no_day_of_it(region: Region) -> None:
    made = decided(region, 1, begins=20)
    membership = Membership.objects.get(organisation=made["chosen"].organisation)

    leaving.end(membership, timezone.localdate(), None)
    leaving.end(membership, timezone.localdate(), None)

    assert not SeatHolding.objects.filter(user__email=made["chosen"].nominee_email).exists()
    made["chosen"].refresh_from_db()
    assert made["chosen"].state == State.LEFT


def test_withdrawal_is_carried_out_though_a_party_fills_the_seats_by_now(region: Region) -> None:
    made = decided(region, 1)
    round_ = made["chosen"].round
    type(round_.body).objects.filter(pk=round_.body.pk).update(filled_by=FilledBy.PARTY)
    membership = Membership.objects.get(organisation=made["chosen"].organisation)

    leaving.end(membership, timezone.localdate(), None)  # refuses nothing

    assert SeatHolding.objects.get(user__email=made["chosen"].nominee_email).to_on == round_.term_to_on


def test_offer_of_a_seat_that_a_party_fills_by_now_is_refused_in_words(
    region: Region, client: Client
) -> None:
    made = decided(region, 1)
    round_ = made["chosen"].round
    held = SeatHolding.objects.get(user__email=made["chosen"].nominee_email)
    end_holding(held, timezone.localdate() - ONE_DAY, by=None, note="Flyttar", on_behalf_of_group=True)
    fill_vacancies(round_)
    offer = SeatOffer.objects.open().get()
    type(round_.body).objects.filter(pk=round_.body.pk).update(filled_by=FilledBy.PARTY)

    with pytest.raises(Refusal):
        accept_offer(offer, key=offer.answer_key)
    assert client.post(offer.get_absolute_url(), {"answer": "yes"}).status_code == 302


def test_offer_is_void_once_somebody_else_has_the_seat(region: Region) -> None:
    made = decided(region, 1)
    round_ = made["chosen"].round
    held = SeatHolding.objects.get(user__email=made["chosen"].nominee_email)
    end_holding(held, timezone.localdate() - ONE_DAY, by=None, note="Flyttar", on_behalf_of_group=True)
    fill_vacancies(round_)
    seat_person(
        held.seat, make_user(), from_on=timezone.localdate(), by=make_secretary(region), appointed="Beslut"
    )

    fill_vacancies(round_)

    assert SeatOffer.objects.get().answer == Answer.VOID


def test_offer_goes_where_the_person_is_reached_today(region: Region) -> None:
    made = decided(region, 1)
    stand_in = SeatHolding.objects.get(user__email=made["first"].nominee_email).user
    type(stand_in).objects.filter(pk=stand_in.pk).update(email="ny@person.example")
    held = SeatHolding.objects.get(user__email=made["chosen"].nominee_email)
    end_holding(held, timezone.localdate() - ONE_DAY, by=None, note="Flyttar", on_behalf_of_group=True)

    fill_vacancies(made["chosen"].round)

    assert asked() == ["ny@person.example"]


def test_why_somebody_was_nominated_goes_some_time_after_they_have_left(region: Region) -> None:
    made = decided(region, 0, keep_days=30)
    chosen = made["chosen"]
    held = SeatHolding.objects.get(user__email=chosen.nominee_email)
    end_holding(held, timezone.localdate() - ONE_DAY, by=None, note="Flyttar", on_behalf_of_group=True)
    fill_vacancies(chosen.round)

    forget_unchosen(chosen.round)
    chosen.refresh_from_db()
    assert chosen.motivation
    with time_machine.travel(midday(timezone.localdate() + 32 * ONE_DAY), tick=False):
        due(TaskKind.FORGET)
    chosen.refresh_from_db()
    assert (chosen.motivation, chosen.nominee_email, chosen.nominee_role) == ("", "", "")
    assert chosen.nominee_name  # it stands with the seat's history anyway


def test_door_of_seats_calls_off_only_what_it_may(region: Region) -> None:
    made = decided(region, 0, begins=20)
    held = SeatHolding.objects.get(user__email=made["chosen"].nominee_email)
    with pytest.raises(SeatIsTaken):
        seat_person(
            held.seat, make_user(), from_on=held.from_on, by=None, appointed="x", on_behalf_of_group=True
        )
    type(held.seat.body).objects.filter(pk=held.seat.body_id).update(filled_by=FilledBy.PARTY)
    held = SeatHolding.objects.get(pk=held.pk)
    with pytest.raises(Exception, match="."):
        call_off(held, by=None, on_behalf_of_group=True)
