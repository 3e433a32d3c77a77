"""A place that falls vacant is offered to the alternates first, one after the other by their ranks (MEM-34); where none
of them takes it, a call is prepared. Groups' seats and forums' places go the same way.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agreement.exceptions import NoSuchSeat, NotTheirSeat, NotThoseDays, SeatIsTaken
from agreement.models import Seat, SeatHolding
from agreement.seating import call_off, end_holding, seat_person
from nominations import emails
from nominations.exceptions import NotNow
from nominations.models import ForumSeat, Nomination, SeatLink, SeatOffer
from nominations.services.people import person_of
from nominations.services.planning import plan_call, plan_forgetting_of
from nominations.states import CHOSEN, STEPS, Answer, By, PlaceKind, State
from nominations.steps import hold, take_step
from nominations.vacant import ONE_DAY, choices_of, ends_of, vacancies
from steps.exceptions import AlreadyMoved, Refusal, StepNotAllowed

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User
    from nominations.models import Choice, NominationRound
    from nominations.querysets import OfferQuerySet
    from nominations.vacant import Vacancy

LEAVE = {State.SEATED: STEPS["leave"], State.ALTERNATE: STEPS["leave_alternate"]}


def fill_vacancies(round_: NominationRound) -> bool:
    """Let offers lapse whose day has passed, note who has left, and offer each vacant place to the next alternate.

    Says whether there is anything left to look for: the term of somebody whom the round seated is not over. Late it
    sees everything at once, and twice it does nothing the second time: each vacancy is offered to each alternate once.
    """
    today = timezone.localdate()
    with transaction.atomic():
        hold(round_)
        for offer in _offers(round_).filter(answer_by__lt=today):
            _close(offer, Answer.LAPSED)
        choices = choices_of(round_)
        for choice in choices:
            _note_leaving(choice, today)
        vacant = vacancies(choices, today)
        for offer in _offers(round_).exclude(vacancy__in=[each.key for each in vacant]):
            _close(offer, Answer.VOID)  # somebody else has it
        for vacancy in vacant:
            _offer_next(round_, vacancy, choices, today)
    return any(choice.to_on is None or choice.to_on >= today for choice in choices)


def accept_offer(offer: SeatOffer, *, key: UUID, user: User | None = None) -> SeatHolding | ForumSeat:
    """The alternate takes the vacant place: their own seat as alternate, if they have one, ends the day before.

    Refuses StepNotAllowed (a wrong key), NotNow (the day has passed, or it was answered) and Refusal where the seat has
    been filled meanwhile. Twice, or two at once: one holding.
    """
    with transaction.atomic():
        hold(offer.nomination.round)
        _check(offer, key)
        _answer(offer, Answer.ACCEPTED)
        taken = _take_forum(offer) if offer.seat is None else _take_seat(offer, offer.seat, user)
        take_step(offer.nomination, STEPS["step_up"], by=By.NOMINEE, actor=user)
        emails.seat_taken(offer)
    return taken


def decline_offer(offer: SeatOffer, *, key: UUID) -> None:
    """The alternate says no to this place and stays an alternate; the next one is asked at once.

    Refuses as `accept_offer` does.
    """
    with transaction.atomic():
        hold(offer.nomination.round)
        _check(offer, key)
        _answer(offer, Answer.DECLINED)
        fill_vacancies(offer.nomination.round)


def end_for(nomination: Nomination, last_day: dt.date, *, by: User | None, note: str) -> None:
    """End what the nomination gave: its seats end with `last_day`, its open offers are no longer needed.

    Refuses nothing; twice: nothing the second time. A term that has not begun is called off, so nobody sits a day of
    it. A seat that its party fills by now (MEM-32) is left to the party.
    """
    today = timezone.localdate()
    for offer in nomination.offers.open():
        _close(offer, Answer.VOID)
    links = SeatLink.objects.filter(nomination=nomination).select_related("holding__seat")
    for link in links:
        end_seat(link.holding, last_day, by=by, note=note)
    for seat in forum_seats_of(nomination):
        end_forum_seat(seat, last_day)
    _leave_if_over(nomination, today)


def end_seat(holding: SeatHolding, last_day: dt.date, *, by: User | None, note: str) -> None:
    """Let somebody's term in a group end with `last_day`. Refuses nothing; twice: nothing the second time. A term that
    has not begun is called off; a seat that its party fills (MEM-32) is left to the party.
    """
    try:
        if holding.from_on > max(last_day, timezone.localdate()):
            call_off(holding, by=by, on_behalf_of_group=True)
        elif holding.to_on is None or holding.to_on > last_day:
            last_day = max(last_day, holding.from_on)
            end_holding(holding, last_day, by=by, note=note, on_behalf_of_group=True)
    except NotTheirSeat:
        return


def end_forum_seat(seat: ForumSeat, last_day: dt.date) -> None:
    """Let a place in a forum end with `last_day`; one that has not begun by then is as if it had never been."""
    if seat.to_on is not None and seat.to_on <= last_day:
        return
    if seat.from_on > max(last_day, timezone.localdate()):
        seat.delete()
        return
    seat.to_on = max(last_day, seat.from_on)
    seat.save(update_fields=["to_on"])


def forum_seats_of(nomination: Nomination) -> list[ForumSeat]:
    """The places in forums that the nomination gave."""
    chosen = ForumSeat.objects.filter(nomination_choices__nomination=nomination)
    return [*chosen.distinct(), *ForumSeat.objects.filter(offers__nomination=nomination)]


def void_offers(round_: NominationRound) -> None:
    """Nobody needs to answer any more."""
    for offer in _offers(round_):
        _close(offer, Answer.VOID)


def _take_seat(offer: SeatOffer, seat: Seat, user: User | None) -> SeatHolding:
    nomination = offer.nomination
    held = SeatHolding.objects.filter(nomination_link__nomination=nomination)
    stands_in = held.select_related("user").order_by("from_on").last()
    if stands_in is None and not nomination.round.co_opted:
        raise NotNow(_("You are not an alternate any more."))  # called off, and nobody has noted it yet
    begins = max(offer.from_on, timezone.localdate())
    if stands_in is not None:  # nobody has two voices in a group on the same day
        begins = max(begins, stands_in.from_on + ONE_DAY)
    with translation.override(settings.LANGUAGE_CODE):
        note = _("Takes a vacant seat")
    appointed = next((each.appointed for each in (offer.vacated, stands_in) if each is not None), "")
    try:
        if stands_in is not None and (stands_in.to_on is None or stands_in.to_on >= begins):
            end_holding(stands_in, begins - ONE_DAY, by=user, note=note, on_behalf_of_group=True)
        holding = seat_person(
            seat,
            stands_in.user if stands_in is not None else person_of(nomination),
            from_on=begins,
            to_on=offer.to_on,
            by=user,
            appointed=appointed,
            represents=nomination.organisation.name if nomination.organisation else "",
            on_behalf_of_group=True,
        )
    except (SeatIsTaken, NoSuchSeat, NotTheirSeat, NotThoseDays):
        raise Refusal(_("The seat has been filled meanwhile.")) from None
    SeatLink.objects.create(holding=holding, nomination=nomination, organisation=nomination.organisation)
    return holding


def _take_forum(offer: SeatOffer) -> ForumSeat:
    nomination = offer.nomination
    forum = nomination.round.forum
    if forum is None:
        raise StepNotAllowed
    seat: ForumSeat = ForumSeat.objects.create(
        forum=forum,
        user=person_of(nomination),
        organisation=nomination.organisation,
        from_on=max(offer.from_on, timezone.localdate()),
        to_on=offer.to_on,
    )
    SeatOffer.objects.filter(pk=offer.pk).update(forum_seat=seat)
    offer.refresh_from_db()
    return seat


def _offers(round_: NominationRound) -> OfferQuerySet:
    return SeatOffer.objects.open().filter(nomination__round=round_)


def _offer_next(round_: NominationRound, vacancy: Vacancy, choices: list[Choice], today: dt.date) -> None:
    """Offer the place to the first alternate of the same party whom nobody has asked about this vacancy; where none is
    left, let a call be prepared.
    """
    seat = vacancy.choice.seat
    if SeatOffer.objects.open().filter(vacancy=vacancy.key).exists():
        return
    asked = set(SeatOffer.objects.filter(vacancy=vacancy.key).values_list("nomination", flat=True))
    busy = set(_offers(round_).values_list("nomination", flat=True))
    fitting = [
        each.nomination
        for each in choices
        if each.kind == PlaceKind.ALTERNATE
        and each.nomination.state == State.ALTERNATE
        and each.nomination_id not in asked
        and (each.seat is None or seat is None or each.seat.party_id == seat.party_id)
    ]
    nomination = next((each for each in fitting if each.pk not in busy), None)
    if nomination is None:
        if not fitting:  # else somebody answers first about another place
            plan_call(round_, vacancy.key)
        return
    try:
        with transaction.atomic():
            offer = SeatOffer.objects.create(
                vacancy=vacancy.key,
                seat=seat,
                vacated=vacancy.holding,
                nomination=nomination,
                from_on=vacancy.from_on,
                to_on=vacancy.choice.to_on,
                answer_by=today + dt.timedelta(days=round_.answer_days),
            )
    except IntegrityError:  # another process was faster
        return
    emails.seat_offered(offer)


def _note_leaving(choice: Choice, today: dt.date) -> None:
    """The diary says that somebody has left, once the last that they got by the round is over."""
    nomination = choice.nomination
    if nomination.state not in CHOSEN:
        return
    if choice.kind == PlaceKind.ALTERNATE and not choice.seat_id and nomination.state == State.ALTERNATE:
        # Alternates of a forum, or for co-opted seats, have no seat: they stand by until the term is over.
        if choice.to_on is not None and choice.to_on < today:
            _leave(nomination)
        return
    _leave_if_over(nomination, today)


def _leave_if_over(nomination: Nomination, today: dt.date) -> None:
    ends = ends_of(nomination)
    if nomination.state in CHOSEN and all(last is not None and last < today for last in ends):
        _leave(nomination)


def _leave(nomination: Nomination) -> None:
    for offer in nomination.offers.open():
        _close(offer, Answer.VOID)
    take_step(nomination, LEAVE[State(nomination.state)], by=By.HOUSE, actor=None)
    plan_forgetting_of(nomination)


def _check(offer: SeatOffer, key: UUID) -> None:
    offer.refresh_from_db(fields=["answer", "answer_by"])
    offer.nomination.refresh_from_db(fields=["state"])
    if key != offer.answer_key:
        raise StepNotAllowed
    if offer.answer != Answer.OPEN or timezone.localdate() > offer.answer_by:
        raise NotNow(_("The offer has been answered, or its last day has passed."))
    if offer.nomination.state != State.ALTERNATE:
        raise NotNow(_("You are not an alternate any more."))


def _answer(offer: SeatOffer, answer: Answer) -> None:
    """Of two who answer at once, one is told."""
    if not _close(offer, answer):
        raise AlreadyMoved


def _close(offer: SeatOffer, answer: Answer) -> bool:
    open_ = SeatOffer.objects.filter(pk=offer.pk, answer=Answer.OPEN)
    done = open_.update(answer=answer, answered_at=timezone.now())
    offer.refresh_from_db()
    return bool(done)
