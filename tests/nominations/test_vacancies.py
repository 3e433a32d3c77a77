"""A vacant seat goes to the alternates first, in their order, by link and button; a clock that stood still catches up."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from agreement.models import Region, SeatHolding
from agreement.seating import end_holding, seat_person
from agreement.states import SeatKind
from membership import leaving
from membership.models import Membership
from nominations.exceptions import NotNow
from nominations.models import ForumSeat, Nomination, NominationRound, RoundTask, SeatLink, SeatOffer
from nominations.services import Pick, accept_offer, decide_round, decline_offer, fill_vacancies
from nominations.states import Answer, State, TaskKind
from nominations.tasks import do_task
from steps.exceptions import StepNotAllowed
from tests.factories import make_leader, make_region, make_user
from tests.nominations.rows import asked, make_forum, make_nomination, make_round, midday, over, record

pytestmark = pytest.mark.django_db
ONE_DAY = dt.timedelta(days=1)


class Term:
    """A decided round: two who sit since today, three alternates in order."""

    def __init__(self, region: Region) -> None:
        today = timezone.localdate()
        self.round = over(region, term_from_on=today - 20 * ONE_DAY, answer_days=7, alternates_sought=3)
        self.leader = make_leader(region)
        self.seated = [make_nomination(self.round) for _number in range(2)]
        self.alternates = [make_nomination(self.round) for _number in range(3)]
        picks = [
            *(Pick(each) for each in self.seated),
            *(Pick(each, rank) for rank, each in enumerate(self.alternates, start=1)),
        ]
        decide_round(self.round, user=self.leader, picks=picks, record=record())
        for each in (*self.seated, *self.alternates):
            each.refresh_from_db()

    def holding(self, nomination: Nomination) -> SeatHolding:
        return SeatLink.objects.filter(nomination=nomination).latest("holding__from_on").holding

    def leave(self, nomination: Nomination, last: dt.date | None = None) -> SeatHolding:
        last = last or timezone.localdate() - ONE_DAY
        return end_holding(
            self.holding(nomination), last, by=self.leader, note="Flyttar", on_behalf_of_group=True
        )

    def offer(self) -> SeatOffer:
        return SeatOffer.objects.open().get()


@pytest.fixture
def term() -> Term:
    return Term(make_region())


def test_nothing_is_offered_while_everybody_sits(term: Term) -> None:
    assert fill_vacancies(term.round)
    assert asked() == []


def test_first_alternate_takes_the_seat(term: Term) -> None:
    left = term.leave(term.seated[0])
    fill_vacancies(term.round)
    fill_vacancies(term.round)
    offer = term.offer()

    holding = accept_offer(offer, key=offer.answer_key)

    assert asked() == [term.alternates[0].nominee_email]
    assert (holding.seat, holding.user.email) == (left.seat, term.alternates[0].nominee_email)
    assert (holding.from_on, holding.to_on) == (timezone.localdate(), term.round.term_to_on)
    alternate = SeatHolding.objects.get(user=holding.user, seat__kind=SeatKind.ALTERNATE)
    assert alternate.to_on == timezone.localdate() - ONE_DAY
    states = {each.pk: each.state for each in Nomination.objects.filter(round=term.round)}
    assert states[term.alternates[0].pk] == State.SEATED
    assert states[term.seated[0].pk] == State.LEFT
    fill_vacancies(term.round)
    assert len(asked()) == 1
    with pytest.raises(NotNow):
        accept_offer(offer, key=offer.answer_key)


def test_no_goes_to_the_next_at_once_and_the_alternate_stays_one(term: Term) -> None:
    term.leave(term.seated[0])
    fill_vacancies(term.round)
    first = term.offer()

    decline_offer(first, key=first.answer_key)

    assert asked() == [each.nominee_email for each in term.alternates[:2]]
    assert Nomination.objects.get(pk=term.alternates[0].pk).state == State.ALTERNATE
    with pytest.raises(NotNow):
        decline_offer(first, key=first.answer_key)


def test_offer_lapses_after_its_whole_last_day(term: Term) -> None:
    term.leave(term.seated[0])
    fill_vacancies(term.round)
    offer = term.offer()
    last = dt.datetime.combine(offer.answer_by, dt.time.max, tzinfo=timezone.get_default_timezone())

    with time_machine.travel(last, tick=False):
        fill_vacancies(term.round)
        assert len(asked()) == 1
    with time_machine.travel(last + dt.timedelta(microseconds=1), tick=False):
        with pytest.raises(NotNow):
            accept_offer(SeatOffer.objects.get(pk=offer.pk), key=offer.answer_key)
        fill_vacancies(term.round)

    offer.refresh_from_db()
    assert offer.answer == Answer.LAPSED
    assert asked() == [each.nominee_email for each in term.alternates[:2]]


def test_clock_that_stood_still_for_days_catches_up_without_double_letters(term: Term) -> None:
    """The relay is down from before the seat falls vacant until three days after the offer would have gone."""
    start = midday(timezone.localdate())
    term.leave(term.seated[0], last=timezone.localdate())

    def run_due() -> None:
        for _round in range(10):
            due = list(RoundTask.objects.due(timezone.now()).filter(kind=TaskKind.VACANCIES))
            if not due:
                return
            for task in due:
                do_task(task.pk)
                do_task(task.pk)

    with time_machine.travel(start + 4 * ONE_DAY, tick=False):
        run_due()
        run_due()
        assert asked() == [term.alternates[0].nominee_email]
        assert term.offer().answer_by == timezone.localdate() + 7 * ONE_DAY
    with time_machine.travel(start + 30 * ONE_DAY, tick=False):
        run_due()
        assert asked() == [each.nominee_email for each in term.alternates[:2]]
    waiting = RoundTask.objects.unfinished().filter(kind=TaskKind.VACANCIES)
    assert waiting.count() == 1


def test_two_vacancies_ask_two_alternates(term: Term) -> None:
    for each in term.seated:
        term.leave(each)

    fill_vacancies(term.round)

    assert asked() == [each.nominee_email for each in term.alternates[:2]]


def test_seat_that_somebody_else_was_given_is_not_offered(term: Term) -> None:
    left = term.leave(term.seated[0])
    seat_person(
        left.seat,
        make_user(),
        from_on=timezone.localdate(),
        by=term.leader,
        appointed="Beslut av gruppen",
        on_behalf_of_group=True,
    )

    fill_vacancies(term.round)

    assert asked() == []


def test_wrong_key_takes_nothing(term: Term) -> None:
    term.leave(term.seated[0])
    fill_vacancies(term.round)
    offer = term.offer()

    with pytest.raises(StepNotAllowed):
        accept_offer(offer, key=term.alternates[0].answer_key)
    assert term.offer() == offer


def test_term_that_is_over_is_watched_no_more(term: Term) -> None:
    term.leave(term.seated[0])
    with time_machine.travel(midday(term.round.term_to_on + ONE_DAY), tick=False):
        assert not fill_vacancies(term.round)
    assert asked() == []


# --- An organisation leaves -----------------------------------------------------------------------


def membership_of(nomination: Nomination) -> Membership:
    return Membership.objects.get(organisation=nomination.organisation)


def test_withdrawal_tells_and_ends_nominations_and_seats(term: Term) -> None:
    today = timezone.localdate()
    seated = term.seated[0]
    membership = membership_of(seated)
    open_round = make_round(term.round.agreement.region, body=term.round.body)
    still = make_nomination(open_round, membership, state=State.SUBMITTED)
    forum = ForumSeat.objects.create(
        forum=make_forum(term.round.agreement.region),
        user=make_user(),
        organisation=membership.organisation,
        from_on=today - 30 * ONE_DAY,
    )
    day = today + ONE_DAY

    told = " ".join(leaving.tell(membership, day))
    assert still.nominee_name in told
    assert term.round.body.name in told
    assert forum.forum.name in told
    leaving.end(membership, day, None)
    leaving.end(membership, day, None)

    still.refresh_from_db()
    forum.refresh_from_db()
    assert still.state == State.WITHDRAWN
    assert term.holding(seated).to_on == today
    assert forum.to_on == today
    fill_vacancies(term.round)
    assert asked() == [term.alternates[0].nominee_email]
    assert NominationRound.objects.count() == 2


def test_withdrawal_of_somebody_elses_organisation_changes_nothing(term: Term) -> None:
    other = make_nomination(make_round(term.round.agreement.region, body=term.round.body))
    before: Any = list(SeatHolding.objects.values_list("pk", "to_on"))

    leaving.end(membership_of(other), timezone.localdate(), None)

    assert list(SeatHolding.objects.values_list("pk", "to_on")) == before
