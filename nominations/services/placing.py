"""Those whom a decision chooses get their places: seats of a group, with a stand-in's rank, or places in a forum."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreement.composing import Span
from agreement.exceptions import NoSuchSeat, NotTheirSeat, NotThoseDays, SeatIsTaken
from agreement.models import Seat
from agreement.seating import call_off, end_holding, seat_person
from agreement.sittings import parties_on
from agreement.states import SeatKind
from nominations.exceptions import CannotDecide
from nominations.models import Choice, ForumSeat, SeatLink
from nominations.services.people import person_of
from nominations.services.vacancies import end_forum_seat
from nominations.states import PlaceKind
from nominations.trying import party_for

if TYPE_CHECKING:
    from accounts.models import User
    from agreement.models import Party, SeatHolding
    from nominations.models import Nomination, NominationRound, RoundDecision

KINDS = {
    PlaceKind.ORDINARY: SeatKind.ORDINARY,
    PlaceKind.ALTERNATE: SeatKind.ALTERNATE,
    PlaceKind.CO_OPTED: SeatKind.CO_OPTED,
}


def kind_of(round_: NominationRound, rank: int) -> PlaceKind:
    """What somebody is chosen for: `rank` is 0, or the order among the alternates."""
    if rank:
        return PlaceKind.ALTERNATE
    if round_.body is None:
        return PlaceKind.FORUM
    return PlaceKind.CO_OPTED if round_.co_opted else PlaceKind.ORDINARY


def appointed_by(decision: RoundDecision) -> str:
    """How a seat's holder was appointed, in the house's language whoever records it."""
    with translation.override(settings.LANGUAGE_CODE):
        return gettext("Leadership group, %(day)s § %(paragraph)s") % {
            "day": date_format(decision.decided_on, "Y-m-d"),
            "paragraph": decision.paragraph,
        }


class Places:
    """Gives the places of one decision, from one day to another."""

    def __init__(
        self,
        round_: NominationRound,
        decision: RoundDecision,
        *,
        user: User,
        from_on: dt.date,
        to_on: dt.date | None,
    ) -> None:
        self.round = round_
        self.decision = decision
        self.user = user
        self.from_on = from_on
        self.to_on = to_on
        self.appointed = appointed_by(decision)
        self.taken: set[int] = set()

    @cached_property
    def parties(self) -> list[Party]:
        """Whose seats there are from the first day on."""
        return parties_on(self.round.agreement, self.from_on)

    def give(self, nomination: Nomination, rank: int) -> Choice:
        """The place, and the choice that says so. Refuses (CannotDecide) where the person sits there already."""
        person = person_of(nomination)
        kind, seat, holding, forum_seat = kind_of(self.round, rank), None, None, None
        # Alternates of a forum stand by without a seat; those for co-opted seats too, for an alternate's seat decides.
        stands_by = bool(rank) and (self.round.co_opted or self.round.forum is not None)
        if self.round.forum is None and not stands_by:
            seat, holding = self._hold(nomination, kind, person)
            SeatLink.objects.create(
                holding=holding, nomination=nomination, organisation=nomination.organisation
            )
        elif self.round.forum is not None and not stands_by:
            forum_seat = ForumSeat.objects.create(
                forum=self.round.forum,
                user=person,
                organisation=nomination.organisation,
                from_on=self.from_on,
                to_on=self.to_on,
            )
        choice: Choice = Choice.objects.create(
            decision=self.decision,
            nomination=nomination,
            kind=kind,
            rank=rank,
            seat=seat,
            holding=holding,
            forum_seat=forum_seat,
            from_on=self.from_on,
            to_on=self.to_on,
        )
        return choice

    def keep(self, choice: Choice, rank: int) -> Choice:
        """The same place by the new decision."""
        if choice.seat_id:
            self.taken.add(choice.seat_id)
        kept: Choice = Choice.objects.create(
            decision=self.decision,
            nomination=choice.nomination,
            kind=choice.kind,
            rank=rank,
            seat=choice.seat,
            holding=choice.holding,
            forum_seat=choice.forum_seat,
            from_on=choice.from_on,
            to_on=choice.to_on,
        )
        return kept

    def take(self, choice: Choice) -> None:
        """Take the place back: a term that has not begun is called off, one that has begun ends with today."""
        today = timezone.localdate()
        with translation.override(settings.LANGUAGE_CODE):
            note = gettext("The decision was corrected")
        if choice.holding is not None:
            try:
                if choice.holding.from_on > today:
                    call_off(choice.holding, by=self.user, on_behalf_of_group=True)
                else:
                    end_holding(choice.holding, today, by=self.user, note=note, on_behalf_of_group=True)
            except (NotTheirSeat, NotThoseDays) as refusal:
                raise CannotDecide("; ".join(refusal.messages)) from None
        if choice.forum_seat is not None:
            end_forum_seat(choice.forum_seat, today)

    def _hold(self, nomination: Nomination, kind: PlaceKind, person: User) -> tuple[Seat, SeatHolding]:
        """The first of the group's seats that is free for the whole term; a new one where none is."""
        own = nomination.organisation
        party = None if self.round.co_opted else self._party(nomination)
        seat = self._free(kind, party) or self._new_seat(kind, party)
        self.taken.add(seat.pk)
        try:
            holding = seat_person(
                seat,
                person,
                from_on=self.from_on,
                to_on=self.to_on,
                by=self.user,
                appointed=self.appointed,
                represents=own.name if own else "",
                on_behalf_of_group=True,
            )
        except SeatIsTaken as refusal:
            if refusal.code == "taken":  # somebody was faster, from another page
                raise CannotDecide(_("A seat was filled while you decided. Look once more.")) from None
            raise CannotDecide(
                _("%(name)s holds another seat in the group during the term."), name=nomination.nominee_name
            ) from None
        except (NotTheirSeat, NoSuchSeat, NotThoseDays) as refusal:
            raise CannotDecide("; ".join(refusal.messages)) from None
        return seat, holding

    def _party(self, nomination: Nomination) -> Party:
        party = party_for(self.parties, nomination)
        if party is None:
            raise CannotDecide(_("No party is left whose seat that could be."))
        return party

    def _free(self, kind: PlaceKind, party: Party | None) -> Seat | None:
        body = self.round.body
        if body is None:
            return None
        term = Span(self.from_on, self.to_on)
        seats = body.seats.filter(kind=KINDS[kind], party=party).exclude(pk__in=self.taken)
        if kind == PlaceKind.CO_OPTED:  # one with a name is for whom it names: a municipality, the academia
            seats = seats.filter(label="")
        seat: Seat
        for seat in seats.order_by("order", "pk").prefetch_related("holdings"):
            held = [Span(each.from_on, each.to_on) for each in seat.holdings.all()]
            if Span(seat.from_on, seat.to_on).holds(term) and not any(term.overlaps(each) for each in held):
                return seat
        return None

    def _new_seat(self, kind: PlaceKind, party: Party | None) -> Seat:
        body = self.round.body
        if body is None:  # forums have no seats of their own
            raise CannotDecide
        seat: Seat = Seat.objects.create(
            body=body,
            kind=KINDS[kind],
            party=party,
            order=body.seats.count() + 1,
            from_on=self.from_on,
        )
        return seat
