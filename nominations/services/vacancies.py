"""A seat that falls vacant is offered to the alternates first, one after the other by their ranks (MEM-34)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreement.exceptions import NoSuchSeat, NotThoseDays, SeatIsTaken
from agreement.models import SeatHolding
from agreement.seating import end_holding, seat_person
from nominations import emails
from nominations.exceptions import NotNow
from nominations.models import Choice, Nomination, SeatLink, SeatOffer
from nominations.states import STEPS, Answer, By, PlaceKind, State
from nominations.steps import take_step
from steps.exceptions import AlreadyMoved, Refusal, StepNotAllowed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from accounts.models import User
    from nominations.models import NominationRound
    from nominations.querysets import OfferQuerySet

ONE_DAY = dt.timedelta(days=1)


def fill_vacancies(round_: NominationRound) -> bool:
    """Let offers lapse whose day has passed, note who has left, and offer each vacant seat to the next alternate.

    Says whether there is anything left to look for: the term of somebody whom the round seated is not over. Late it
    sees everything at once, and twice it does nothing the second time: each vacancy is offered to each alternate once.
    """
    today = timezone.localdate()
    with transaction.atomic():
        for offer in _offers(round_).filter(answer_by__lt=today):
            _close(offer, Answer.LAPSED)
        choices = list(
            Choice.objects.filter(decision__round=round_)
            .select_related("seat", "holding", "nomination__organisation", "nomination__round")
            .order_by("rank", "pk")
        )
        for choice in choices:
            _note_leaving(choice, today)
        for vacated in _vacancies(choices, today):
            _offer_next(round_, vacated, choices, today)
    return any(choice.to_on is None or choice.to_on >= today for choice in choices if choice.seat_id)


def accept_offer(offer: SeatOffer, *, key: UUID, user: User | None = None) -> SeatHolding:
    """The alternate takes the vacant seat: their own seat as alternate ends the day before.

    Refuses StepNotAllowed (a wrong key), NotNow (the day has passed, or it was answered) and Refusal where the seat has
    been filled meanwhile. Twice, or two at once: one holding.
    """
    _check(offer, key)
    nomination = offer.nomination
    stands_in = SeatHolding.objects.filter(nomination_link__nomination=nomination).latest("from_on")
    with transaction.atomic():
        _answer(offer, Answer.ACCEPTED)
        # Nobody has two voices in a group on the same day.
        begins = max(offer.from_on, timezone.localdate(), stands_in.from_on + ONE_DAY)
        if stands_in.to_on is None or stands_in.to_on >= begins:
            note = _("Takes a vacant seat")
            end_holding(stands_in, begins - ONE_DAY, by=user, note=note, on_behalf_of_group=True)
        try:
            holding = seat_person(
                offer.seat,
                stands_in.user,
                from_on=begins,
                to_on=offer.to_on,
                by=user,
                appointed=offer.vacated.appointed,
                represents=nomination.organisation.name if nomination.organisation else "",
                on_behalf_of_group=True,
            )
        except (SeatIsTaken, NoSuchSeat, NotThoseDays):
            raise Refusal(_("The seat has been filled meanwhile.")) from None
        SeatLink.objects.create(holding=holding, nomination=nomination, organisation=nomination.organisation)
        take_step(nomination, STEPS["step_up"], by=By.NOMINEE, actor=user)
        emails.seat_taken(offer)
    return holding


def decline_offer(offer: SeatOffer, *, key: UUID) -> None:
    """The alternate says no to this seat and stays an alternate; the next one is asked at once.

    Refuses as `accept_offer` does.
    """
    _check(offer, key)
    with transaction.atomic():
        _answer(offer, Answer.DECLINED)
        fill_vacancies(offer.nomination.round)


def end_for(nomination: Nomination, last_day: dt.date, *, by: User | None, note: str) -> None:
    """End what the nomination gave: its seats end with `last_day`, its open offers are no longer needed.

    Twice: nothing the second time. A term that has not begun by then becomes one of a single day: its first.
    """
    for offer in nomination.offers.open():
        _close(offer, Answer.VOID)
    links = SeatLink.objects.filter(nomination=nomination).select_related("holding__seat")
    for link in links:
        holding = link.holding
        if holding.to_on is None or holding.to_on > last_day:
            end_holding(holding, max(last_day, holding.from_on), by=by, note=note, on_behalf_of_group=True)


def _offers(round_: NominationRound) -> OfferQuerySet:
    return SeatOffer.objects.open().filter(nomination__round=round_)


def _vacancies(choices: list[Choice], today: dt.date) -> Iterator[tuple[Choice, SeatHolding]]:
    """The seats of the round that somebody has left, or will leave, before the term that was decided is over: with the
    choice whose term it is, and the last holding.
    """
    seats = {each.seat_id: each for each in choices if each.seat_id and each.kind != PlaceKind.ALTERNATE}
    held: dict[int, list[SeatHolding]] = {}
    for holding in SeatHolding.objects.filter(seat__in=list(seats)).select_related("seat"):
        held.setdefault(holding.seat_id, []).append(holding)
    linked = set(
        SeatLink.objects.filter(nomination__round=choices[0].nomination.round_id).values_list(
            "holding", flat=True
        )
        if choices
        else ()
    )
    for seat, choice in seats.items():
        last = max(held.get(seat or 0, []), key=lambda each: each.to_on or dt.date.max, default=None)
        if last is None or last.pk not in linked or last.to_on is None:
            continue
        early = choice.to_on is None or last.to_on < choice.to_on
        if early and (choice.to_on is None or choice.to_on > today):
            yield choice, last


def _offer_next(
    round_: NominationRound, vacated: tuple[Choice, SeatHolding], choices: list[Choice], today: dt.date
) -> None:
    """Offer the seat to the first alternate of the same party whom nobody has asked about this vacancy."""
    choice, last = vacated
    seat = choice.seat
    if seat is None or last.to_on is None or SeatOffer.objects.open().filter(seat=seat).exists():
        return
    asked = set(SeatOffer.objects.filter(vacated=last).values_list("nomination", flat=True))
    busy = set(_offers(round_).values_list("nomination", flat=True))
    for alternate in choices:
        nomination = alternate.nomination
        if alternate.kind != PlaceKind.ALTERNATE or nomination.state != State.ALTERNATE:
            continue
        if nomination.pk in asked | busy:
            continue
        if alternate.seat is not None and alternate.seat.party_id != seat.party_id:
            continue
        try:
            with transaction.atomic():
                offer = SeatOffer.objects.create(
                    seat=seat,
                    vacated=last,
                    nomination=nomination,
                    from_on=max(last.to_on + ONE_DAY, today),
                    to_on=choice.to_on,
                    answer_by=today + dt.timedelta(days=round_.answer_days),
                )
        except IntegrityError:  # another process was faster
            return
        emails.seat_offered(offer)
        return


def _note_leaving(choice: Choice, today: dt.date) -> None:
    """The diary says that somebody has left, once the last seat that they got by the round is over."""
    nomination = choice.nomination
    step = {State.SEATED: STEPS["leave"], State.ALTERNATE: STEPS["leave_alternate"]}.get(
        State(nomination.state)
    )
    if step is None:
        return
    held = list(
        SeatHolding.objects.filter(nomination_link__nomination=nomination).values_list("to_on", flat=True)
    )
    if held and all(last is not None and last < today for last in held):
        for offer in nomination.offers.open():
            _close(offer, Answer.VOID)
        take_step(nomination, step, by=By.HOUSE, actor=None)


def _check(offer: SeatOffer, key: UUID) -> None:
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
