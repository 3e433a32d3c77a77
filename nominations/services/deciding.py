"""The leadership group decides: who is chosen, seated and thanked, in one transaction (MEM-30, MEM-34, MEM-45)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreement.sittings import Sittings
from agreement.states import FilledBy
from nominations import emails
from nominations.exceptions import CannotDecide, RoundDecided
from nominations.models import Nomination, RoundDecision
from nominations.services.placing import Places
from nominations.services.planning import plan_forgetting, plan_watch
from nominations.services.rounds import capacity_untied
from nominations.standing import Standing
from nominations.states import ROUND, STEPS, RoundState, State, Wants, WhyNot
from nominations.steps import hold, move_round, take_step, take_steps
from nominations.trying import conflicts_of
from steps.exceptions import AlreadyMoved, StepNotAllowed

if TYPE_CHECKING:
    from accounts.models import User
    from nominations.models import NominationRound
    from nominations.states import By

UNEQUAL = _("The filled seats are not equally many. Say why.")


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

    @property
    def facts(self) -> dict[str, Any]:
        """What the decision says, as its row has it."""
        return {
            "decided_on": self.decided_on,
            "paragraph": self.paragraph.strip(),
            "registry_number": self.registry_number.strip(),
            "reasons": _lines(self.reasons),
            "unequal_reason": _lines(self.unequal_reason),
        }

    def says_as(self, decision: RoundDecision) -> bool:
        """Whether the decision says the same already, however its lines end."""
        return all(_lines(getattr(decision, name)) == _lines(value) for name, value in self.facts.items())


def _lines(value: Any) -> Any:
    """A text without what a browser does to its lines; anything else as it is."""
    return "\n".join(value.strip().splitlines()) if isinstance(value, str) else value


def decide_round(round_: NominationRound, *, user: User, picks: list[Pick], record: Record) -> RoundDecision:
    """Record what the group decided, seat those who are chosen, thank the others, plan what follows.

    One transaction. Refuses StepNotAllowed (`user` handles no rounds here, or is tied to a nomination of it),
    RoundDecided (somebody was faster, or it is decided already) and CannotDecide: before both last days are over, a day
    that is none, somebody who has not accepted or does not count, the same person twice, a rank that is missing, seats
    that are not equally many without a reason. Nobody is ever chosen twice: of two people at once one decides.
    """
    by = capacity_untied(round_, user)
    with transaction.atomic():
        round_ = hold(round_)
        if round_.state != RoundState.PUBLISHED:
            raise _decided(round_)
        check_record(round_, record)
        _check_picks(round_, picks)
        try:
            move_round(round_, ROUND["decide"], by=by, actor=user, closed_at=timezone.now())
        except AlreadyMoved:
            raise _decided(round_) from None
        decision: RoundDecision = RoundDecision.objects.create(
            round=round_, conflicts=conflicts_of(round_), recorded_by=user, **record.facts
        )
        _seat(round_, decision, picks, record, user, by)
        _pass_over(round_, user, by, {pick.nomination.nominee_email for pick in picks})
        plan_forgetting(round_)
        plan_watch(round_, timezone.localdate() + dt.timedelta(days=1))
    return decision


def is_unequal(round_: NominationRound, day: dt.date) -> bool:
    """Whether the group's ordinary seats are not equally many on `day`, by the agreement's rule, as the rows stand."""
    if round_.body is None or round_.co_opted:
        return False
    return not Sittings(round_.body, day).composed.is_equal


def check_record(round_: NominationRound, record: Record) -> None:
    """Refuse (CannotDecide) a record that cannot be."""
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


def check_choice(round_: NominationRound, picks: list[Pick]) -> None:
    """Refuse (CannotDecide) what no decision can say, whoever is chosen."""
    if not picks:
        raise CannotDecide(_("Choose at least one. If nobody is chosen, call the round off."))
    for pick in picks:
        nomination = pick.nomination
        if nomination.round_id != round_.pk:
            raise CannotDecide(_("A nomination belongs to another round."))
        if pick.is_alternate and nomination.wants == Wants.ORDINARY:
            raise CannotDecide(_("%(name)s does not stand as an alternate."), name=nomination.nominee_name)
        if not pick.is_alternate and nomination.wants == Wants.ALTERNATE:
            raise CannotDecide(_("%(name)s stands only as an alternate."), name=nomination.nominee_name)
    people = Counter(pick.nomination.nominee_email or pick.nomination.pk for pick in picks)
    twice = next((pick.nomination for pick in picks if people[pick.nomination.nominee_email] > 1), None)
    if twice is not None:
        raise CannotDecide(_("%(name)s is chosen twice."), name=twice.nominee_name)
    ranks = sorted(pick.rank for pick in picks if pick.is_alternate)
    if ranks != list(range(1, len(ranks) + 1)):
        raise CannotDecide(_("Number the alternates 1, 2, 3 … without a gap."))
    if round_.body is not None and not round_.co_opted and round_.body.filled_by != FilledBy.NOMINATION:
        raise CannotDecide(_("The seats of this group are filled by each party, not from nominations."))


def _check_number(round_: NominationRound, picks: list[Pick]) -> None:
    """The public reads how many are sought: nobody is chosen beyond that. What was decided is put right as the minutes
    say, for a decided round's numbers stand.
    """
    chosen = Counter(pick.is_alternate for pick in picks)
    sought = {False: round_.seats_sought, True: round_.alternates_sought}
    if any(chosen[kind] > most for kind, most in sought.items()):
        raise CannotDecide(
            _(
                "The round seeks %(seats)s seats and %(alternates)s alternates, and more are chosen. "
                "Choose fewer, or change the numbers on the round's page first."
            ),
            seats=round_.seats_sought,
            alternates=round_.alternates_sought,
        )


def _check_picks(round_: NominationRound, picks: list[Pick]) -> None:
    check_choice(round_, picks)
    _check_number(round_, picks)
    standing = Standing([pick.nomination for pick in picks])
    for pick in picks:
        nomination = pick.nomination
        if nomination.state != State.ACCEPTED:
            raise CannotDecide(_("%(name)s has not accepted."), name=nomination.nominee_name)
        if not standing.counts(nomination):
            raise CannotDecide(_("The nomination of %(name)s does not count."), name=nomination.nominee_name)


def _seat(
    round_: NominationRound, decision: RoundDecision, picks: list[Pick], record: Record, user: User, by: By
) -> None:
    """Seat them all; the balance is looked at when everybody sits."""
    first = record.from_on or round_.term_from_on
    places = Places(round_, decision, user=user, from_on=first, to_on=record.to_on or round_.term_to_on)
    choices = []
    for pick in sorted(picks, key=lambda pick: pick.rank):
        step = STEPS["choose_alternate" if pick.is_alternate else "choose"]
        take_step(pick.nomination, step, by=by, actor=user)
        choices.append(places.give(pick.nomination, pick.rank))
    if is_unequal(round_, first) and not decision.unequal_reason:
        raise CannotDecide(UNEQUAL)
    for choice in choices:
        emails.nominee_chosen(choice)
        emails.nominator_result(choice.nomination, choice)


def _pass_over(round_: NominationRound, user: User, by: By, chosen: set[str]) -> None:
    """Everybody else: those who accepted are thanked, those who were asked hear that it is over; each person once, and
    nobody whom another nomination has brought a seat.
    """
    told = set(chosen)
    for name in ("pass_over", "pass_over_unanswered", "pass_over_unsent"):
        step = STEPS[name]
        rows = list(
            round_.nominations.filter(state=step.source)
            .select_related("organisation", "round")
            .order_by("pk")
        )
        if not rows:
            continue
        standing = Standing(rows)
        reasons = {row.pk: _why_not(row, standing, chosen) for row in rows}
        take_steps(rows, step, by=by, actor=user)
        for row in rows:
            row.round = round_
            if step.source != State.PREPARED and row.nominee_email not in told:
                told.add(row.nominee_email)
                if step.source == State.ACCEPTED:
                    emails.nominee_thanked(row)
                else:
                    emails.nominee_not_needed(row)
            emails.nominator_result(row, None, why=reasons[row.pk])


def _why_not(nomination: Nomination, standing: Standing, chosen: set[str]) -> WhyNot:
    if nomination.state == State.PREPARED:
        return WhyNot.NOT_SENT
    if nomination.nominee_email in chosen:
        return WhyNot.BY_ANOTHER
    if not standing.counts(nomination):
        return WhyNot.DID_NOT_COUNT
    return WhyNot.NO_ANSWER if nomination.state == State.SUBMITTED else WhyNot.OTHERS


def _decided(round_: NominationRound) -> RoundDecided | StepNotAllowed:
    decision = RoundDecision.objects.filter(round=round_).select_related("recorded_by").last()
    if decision is None:
        return StepNotAllowed()
    return RoundDecided(name=str(decision.recorded_by), paragraph=decision.paragraph)
