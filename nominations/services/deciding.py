"""The leadership group decides: who is chosen, seated and thanked, in one transaction (MEM-30, MEM-34, MEM-45)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.services import recognise_person
from agreement.exceptions import NoSuchSeat, NotTheirSeat, NotThoseDays, SeatIsTaken
from agreement.models import Seat
from agreement.seating import seat_person
from agreement.sittings import Sittings
from agreement.states import FilledBy, SeatKind
from nominations import emails
from nominations.exceptions import CannotDecide, RoundDecided
from nominations.models import Choice, ForumSeat, Nomination, RoundDecision, SeatLink
from nominations.services.rounds import capacity
from nominations.services.tasks import plan_forgetting, plan_watch
from nominations.standing import Standing
from nominations.states import ROUND, STEPS, PlaceKind, RoundState, State, Wants
from nominations.steps import move_round, take_step, take_steps
from nominations.trying import conflicts_of, party_for
from steps.exceptions import AlreadyMoved, StepNotAllowed

if TYPE_CHECKING:
    from accounts.models import User
    from agreement.models import Party, SeatHolding
    from nominations.models import NominationRound
    from nominations.states import By

KINDS = {
    PlaceKind.ORDINARY: SeatKind.ORDINARY,
    PlaceKind.ALTERNATE: SeatKind.ALTERNATE,
    PlaceKind.CO_OPTED: SeatKind.CO_OPTED,
}


@dataclass(frozen=True)
class Pick:
    """Somebody is chosen: ordinary (or what the round seeks), or as an alternate with a rank from 1."""

    nomination: Nomination
    rank: int = 0

    @property
    def is_alternate(self) -> bool:
        return self.rank > 0


@dataclass(frozen=True)
class Record:
    """How it was decided: the meeting's day (Swedish), the paragraph, and the reasons where there must be some."""

    decided_on: dt.date
    paragraph: str
    registry_number: str = ""
    reasons: str = ""
    unequal_reason: str = ""
    from_on: dt.date | None = None
    to_on: dt.date | None = None


def decide_round(round_: NominationRound, *, user: User, picks: list[Pick], record: Record) -> RoundDecision:
    """Record what the group decided, seat those who are chosen, thank the others, plan what follows.

    One transaction. Refuses StepNotAllowed (`user` handles no rounds here), RoundDecided (somebody was faster, or it is
    decided already) and CannotDecide: before both last days are over, a day that is none, somebody who has not
    accepted or does not count, the same person twice, a rank that is missing, seats that are not equally many without
    a reason. Nobody is ever chosen twice: of two people at once one decides.
    """
    by = capacity(round_, user)
    if by is None:
        raise StepNotAllowed(_("You have no seat in this region's leadership group."))
    if round_.state != RoundState.PUBLISHED:
        raise _decided(round_)
    _check_record(round_, record)
    _check_picks(round_, picks)
    with transaction.atomic():
        try:
            move_round(round_, ROUND["decide"], by=by, actor=user, closed_at=timezone.now())
        except AlreadyMoved:
            raise _decided(round_) from None
        decision: RoundDecision = RoundDecision.objects.create(
            round=round_,
            decided_on=record.decided_on,
            paragraph=record.paragraph.strip(),
            registry_number=record.registry_number.strip(),
            reasons=record.reasons.strip(),
            unequal_reason=record.unequal_reason.strip(),
            conflicts=conflicts_of(round_),
            recorded_by=user,
        )
        _Seating(round_, decision, record, user, by).seat(picks)
        _pass_over(round_, user, by)
        plan_forgetting(round_)
        if round_.body is not None:
            plan_watch(round_, timezone.localdate() + dt.timedelta(days=1))
    return decision


def is_unequal(round_: NominationRound, day: dt.date) -> bool:
    """Whether the group's ordinary seats are not equally many on `day`, by the agreement's rule, as the rows stand."""
    if round_.body is None or round_.co_opted:
        return False
    return not Sittings(round_.body, day).composed.is_equal


def _check_record(round_: NominationRound, record: Record) -> None:
    if not round_.window.is_settled(timezone.now()):
        raise CannotDecide(_("The last day has not passed yet."))
    if record.decided_on > timezone.localdate():
        raise CannotDecide(_("The meeting cannot be later than today."))
    if record.decided_on <= max(round_.closes_on, round_.member_by):
        raise CannotDecide(_("The meeting was before the last day."))
    if not record.paragraph.strip():
        raise CannotDecide(_("Write the paragraph of the minutes."))
    first = record.from_on or round_.term_from_on
    last = record.to_on or round_.term_to_on
    if last is not None and last < first:
        raise CannotDecide(_("The last day is before the first."))


def _check_picks(round_: NominationRound, picks: list[Pick]) -> None:
    if not picks:
        raise CannotDecide(_("Choose at least one. If nobody is chosen, call the round off."))
    standing = Standing([pick.nomination for pick in picks])
    for pick in picks:
        nomination = pick.nomination
        if nomination.round_id != round_.pk:
            raise CannotDecide(_("A nomination belongs to another round."))
        if nomination.state != State.ACCEPTED:
            raise CannotDecide(_("%(name)s has not accepted."), name=nomination.nominee_name)
        if not standing.counts(nomination):
            raise CannotDecide(_("The nomination of %(name)s does not count."), name=nomination.nominee_name)
        if pick.is_alternate and nomination.wants == Wants.ORDINARY:
            raise CannotDecide(_("%(name)s does not stand as an alternate."), name=nomination.nominee_name)
        if not pick.is_alternate and nomination.wants == Wants.ALTERNATE:
            raise CannotDecide(_("%(name)s stands only as an alternate."), name=nomination.nominee_name)
    people = Counter(pick.nomination.nominee_email for pick in picks)
    twice = next((pick.nomination for pick in picks if people[pick.nomination.nominee_email] > 1), None)
    if twice is not None:
        raise CannotDecide(_("%(name)s is chosen twice."), name=twice.nominee_name)
    ranks = sorted(pick.rank for pick in picks if pick.is_alternate)
    if ranks != list(range(1, len(ranks) + 1)):
        raise CannotDecide(_("Number the alternates 1, 2, 3 … without a gap."))
    if round_.body is not None and not round_.co_opted and round_.body.filled_by != FilledBy.NOMINATION:
        raise CannotDecide(_("The seats of this group are filled by each party, not from nominations."))


class _Seating:
    """Seats the chosen of one decision."""

    def __init__(
        self, round_: NominationRound, decision: RoundDecision, record: Record, user: User, by: By
    ) -> None:
        self.round = round_
        self.decision = decision
        self.user = user
        self.by = by
        self.from_on = record.from_on or round_.term_from_on
        self.to_on = record.to_on or round_.term_to_on
        self.appointed = _("Leadership group, %(day)s § %(paragraph)s") % {
            "day": date_format(record.decided_on, "Y-m-d"),
            "paragraph": decision.paragraph,
        }
        self.taken: set[int] = set()

    def seat(self, picks: list[Pick]) -> None:
        """Seat them all; the balance is looked at when everybody sits."""
        choices = [self._choose(pick) for pick in sorted(picks, key=lambda pick: pick.rank)]
        if is_unequal(self.round, self.from_on) and not self.decision.unequal_reason:
            raise CannotDecide(_("The filled seats are not equally many. Say why."))
        for choice in choices:
            emails.nominee_chosen(choice)
            emails.nominator_result(choice.nomination, choice)

    def _choose(self, pick: Pick) -> Choice:
        nomination = pick.nomination
        person = recognise_person(nomination.nominee_email, language=nomination.language)
        if not person.name:
            person.name = nomination.nominee_name
            person.save(update_fields=["name"])
        step = STEPS["choose_alternate" if pick.is_alternate else "choose"]
        take_step(nomination, step, by=self.by, actor=self.user)
        kind, seat, holding, forum_seat = self._kind(pick), None, None, None
        if self.round.forum is not None:
            if not pick.is_alternate:
                forum_seat = ForumSeat.objects.create(
                    forum=self.round.forum,
                    user=person,
                    organisation=nomination.organisation,
                    from_on=self.from_on,
                    to_on=self.to_on,
                )
        else:
            seat, holding = self._hold(nomination, kind, person)
            SeatLink.objects.create(
                holding=holding, nomination=nomination, organisation=nomination.organisation
            )
        choice: Choice = Choice.objects.create(
            decision=self.decision,
            nomination=nomination,
            kind=kind,
            rank=pick.rank,
            seat=seat,
            holding=holding,
            forum_seat=forum_seat,
            from_on=self.from_on,
            to_on=self.to_on,
        )
        return choice

    def _kind(self, pick: Pick) -> PlaceKind:
        if pick.is_alternate:
            return PlaceKind.ALTERNATE
        if self.round.body is None:
            return PlaceKind.FORUM
        return PlaceKind.CO_OPTED if self.round.co_opted else PlaceKind.ORDINARY

    def _hold(self, nomination: Nomination, kind: PlaceKind, person: User) -> tuple[Seat, SeatHolding]:
        """The first of the group's seats that is free for the whole term; a new one where none is."""
        own = nomination.organisation
        party = None if self.round.co_opted else party_for(self.round, nomination)
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
        except SeatIsTaken:
            raise CannotDecide(
                _("%(name)s holds another seat in the group during the term."), name=nomination.nominee_name
            ) from None
        except (NotTheirSeat, NoSuchSeat, NotThoseDays) as refusal:
            raise CannotDecide("; ".join(getattr(refusal, "messages", [])) or None) from None
        return seat, holding

    def _free(self, kind: PlaceKind, party: Party | None) -> Seat | None:
        seat: Seat
        body = self.round.body
        if body is None:
            return None
        seats = body.seats.filter(kind=KINDS[kind], party=party).exclude(pk__in=self.taken)
        for seat in seats.order_by("order", "pk").prefetch_related("holdings"):
            exists = (seat.from_on is None or seat.from_on <= self.from_on) and (
                seat.to_on is None or (self.to_on is not None and seat.to_on >= self.to_on)
            )
            free = all(
                (each.to_on is not None and each.to_on < self.from_on)
                or (self.to_on is not None and each.from_on > self.to_on)
                for each in seat.holdings.all()
            )
            if exists and free:
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


def _pass_over(round_: NominationRound, user: User, by: By) -> None:
    """Everybody else: those who accepted are thanked, those who were asked hear that it is over."""
    for name in ("pass_over", "pass_over_unanswered", "pass_over_unsent"):
        step = STEPS[name]
        rows = list(round_.nominations.filter(state=step.source).select_related("organisation"))
        if not rows:
            continue
        take_steps(rows, step, by=by, actor=user)
        for row in rows:
            if step.source != State.PREPARED:
                emails.nominee_thanked(row)
            emails.nominator_result(row, None)


def _decided(round_: NominationRound) -> RoundDecided | StepNotAllowed:
    decision = RoundDecision.objects.filter(round=round_).select_related("recorded_by").first()
    if decision is None:
        return StepNotAllowed()
    return RoundDecided(name=str(decision.recorded_by), paragraph=decision.paragraph)
