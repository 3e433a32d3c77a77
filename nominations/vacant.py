"""Which places of a decided round are vacant before their term is over: of a group's seats, and of a forum's (MEM-34).

Reads only; what is done about a vacancy is in `nominations.services.vacancies`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from agreement.models import SeatHolding
from nominations.models import Choice, ForumSeat, SeatOffer
from nominations.states import Answer, PlaceKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nominations.models import Forum, Nomination, NominationRound

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Vacancy:
    """A place that somebody has left, or will leave, before the term that was decided is over.

    `key` names this vacancy and no other one of the same place; `choice` is whose term it is.
    """

    key: str
    choice: Choice
    from_on: dt.date
    holding: SeatHolding | None = None


def choices_of(round_: NominationRound) -> list[Choice]:
    """Who is chosen as the round stands decided, alternates by their ranks."""
    return list(
        Choice.objects.standing()
        .filter(decision__round=round_)
        .select_related(
            "seat__body", "holding", "forum_seat", "nomination__organisation", "nomination__round"
        )
        .order_by("rank", "pk")
    )


def vacancies(choices: Iterable[Choice], today: dt.date) -> list[Vacancy]:
    """The vacant places among those of `choices`, whose term is not over. Four queries at most."""
    places = [
        each
        for each in choices
        if each.kind != PlaceKind.ALTERNATE and (each.to_on is None or each.to_on > today)
    ]
    found = [*_of_seats([each for each in places if each.seat_id], today)]
    found += _of_forums([each for each in places if not each.seat_id], today)
    return found


def _of_seats(places: list[Choice], today: dt.date) -> Iterable[Vacancy]:
    """Where the last who sat got the seat by the round. A seat that somebody else has filled is not vacant."""
    held: dict[int, list[SeatHolding]] = {}
    rows = SeatHolding.objects.filter(seat__in=[each.seat_id for each in places])
    for holding in rows.select_related("nomination_link__nomination") if places else ():
        held.setdefault(holding.seat_id, []).append(holding)
    for choice in places:
        during = [
            each
            for each in held.get(choice.seat_id or 0, [])
            if each.to_on is None or each.to_on >= choice.from_on
        ]
        last = max(during, key=lambda each: each.to_on or dt.date.max, default=None)
        if last is None:
            yield Vacancy(_key(choice), choice, max(choice.from_on, today))
            continue
        link = getattr(last, "nomination_link", None)
        if link is None or link.nomination.round_id != choice.nomination.round_id or last.to_on is None:
            continue
        if choice.to_on is None or last.to_on < choice.to_on:
            yield Vacancy(f"holding-{last.pk}", choice, max(last.to_on + ONE_DAY, today), last)


def _of_forums(places: list[Choice], today: dt.date) -> Iterable[Vacancy]:
    """A place in a forum goes from the first who was chosen to each alternate who took it over."""
    taken: dict[str, ForumSeat | None] = {}
    if places:
        offers = SeatOffer.objects.filter(answer=Answer.ACCEPTED, seat=None)
        offers = offers.filter(nomination__round__in={each.nomination.round_id for each in places})
        taken = {offer.vacancy: offer.forum_seat for offer in offers.select_related("forum_seat")}
    for choice in places:
        seat, key = choice.forum_seat, _key(choice)
        if seat is not None:
            key = f"forum-seat-{seat.pk}"
        while key in taken:
            seat = taken.pop(key)
            key = f"forum-seat-{seat.pk}" if seat is not None else key
        if seat is None:
            yield Vacancy(key, choice, max(choice.from_on, today))
        elif seat.to_on is not None and (choice.to_on is None or seat.to_on < choice.to_on):
            yield Vacancy(key, choice, max(seat.to_on + ONE_DAY, today))


def _key(choice: Choice) -> str:
    """For a term that nobody began. A decision that is corrected keeps it."""
    return f"nomination-{choice.nomination_id}"


def vacant_in(forum: Forum, today: dt.date) -> int:
    """How many of the forum's seats for civil society nobody holds; 0 where nobody knows how many there are."""
    if not forum.seats_for_civil:
        return 0
    held = [each for each in forum.seats.all() if each.from_on <= today and (each.to_on or today) >= today]
    return max(forum.seats_for_civil - len(held), 0)


def ends_of(nomination: Nomination) -> list[dt.date | None]:
    """The last days of everything that the nomination gave: seats of groups and places in forums."""
    held = SeatHolding.objects.filter(nomination_link__nomination=nomination)
    seats = ForumSeat.objects.filter(
        Q(nomination_choices__nomination=nomination) | Q(offers__nomination=nomination)
    )
    return [*held.values_list("to_on", flat=True), *seats.distinct().values_list("to_on", flat=True)]
