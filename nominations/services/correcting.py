"""When a round was decided wrongly: a new decision that refers to the old one, which stays as it was written.

As in `membership.services.corrections`: the same choice with the right facts, or another choice. Seats follow the new
decision from today: what nobody has sat yet is called off, and what somebody has sat stays in the history.
"""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreement.seating import restate
from nominations import emails
from nominations.exceptions import CannotDecide
from nominations.models import Choice, NominationEvent, RoundDecision
from nominations.services.deciding import UNEQUAL, check_choice, check_record, is_unequal
from nominations.services.placing import Places, appointed_by
from nominations.services.planning import plan_forgetting, plan_watch
from nominations.services.rounds import capacity_untied
from nominations.services.vacancies import void_offers
from nominations.standing import Standing
from nominations.states import ROUND, RoundState, State, WhyNot, step_from
from nominations.steps import hold, move_round, take_step
from nominations.trying import conflicts_of
from nominations.vacant import ONE_DAY, choices_of
from steps.exceptions import AlreadyMoved, StepNotAllowed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User
    from nominations.models import Nomination, NominationRound
    from nominations.services.deciding import Pick, Record
    from nominations.states import By

logger = logging.getLogger(__name__)


def correct_decision(
    round_: NominationRound,
    *,
    of: RoundDecision | None,
    user: User,
    picks: list[Pick],
    record: Record,
    why: str,
) -> RoundDecision:
    """Record a decision that corrects `of`, the newest; who is chosen by it, is seated, and who is not, is not.

    `picks` are all that are chosen now, also those who stay. The term stays as it was decided. Refuses StepNotAllowed
    (who handles no rounds here or is tied to a nomination; a round that is not decided), AlreadyMoved (somebody has
    corrected it meanwhile: the second of two is told) and CannotDecide: without a reason, where nothing differs, what
    no decision can say, and another choice of somebody who has left or moved since. One transaction. Twice the same
    from the same page: the second changes nothing and gives the decision of the first.
    """
    by = capacity_untied(round_, user)
    if not why.strip():
        raise CannotDecide(_("Please say why."))
    with transaction.atomic():
        round_ = hold(round_)
        if round_.state != RoundState.DECIDED:
            raise StepNotAllowed
        newest = round_.decision
        if of is None or newest is None:
            raise AlreadyMoved
        change = _Change.between(choices_of(round_), picks)
        if newest != of:
            if _is_done(newest, of, user, change, record, why):
                return newest
            raise AlreadyMoved
        check_record(round_, record)
        check_choice(round_, picks)
        facts = record.facts
        said_anew = not record.says_as(of)
        if not said_anew and not change.is_any:
            raise CannotDecide(_("Nothing differs from what the record says already."))
        _check_change(round_, change)
        move_round(round_, ROUND["correct"], by=by, actor=user, note=why.strip())
        decision: RoundDecision = RoundDecision.objects.create(
            round=round_,
            corrects=of,
            correction=why.strip(),
            conflicts=conflicts_of(round_),
            recorded_by=user,
            **facts,
        )
        _Correcting(round_, decision, change, user, by).do(said_anew=said_anew)
    logger.info("round_corrected", extra={"round_id": round_.pk})
    return decision


def _is_done(
    newest: RoundDecision, of: RoundDecision, user: User, change: _Change, record: Record, why: str
) -> bool:
    """Whether `newest` is what is asked for: the button was pressed twice, or the answer never came."""
    return (
        newest.corrects_id == of.pk
        and newest.recorded_by_id == user.pk
        and newest.correction == why.strip()
        and record.says_as(newest)
        and not change.is_any
    )


def may_be_chosen_after_all(round_: NominationRound) -> list[Nomination]:
    """Those who were passed over although they had said yes, count, and whose data is still there."""
    passed = NominationEvent.objects.filter(step="pass_over").values("nomination")
    moved = NominationEvent.objects.filter(step__in=("unchoose", "unchoose_alternate")).values("nomination")
    rows = round_.nominations.filter(state=State.NOT_CHOSEN, forgotten_at=None)
    rows = (rows.filter(pk__in=passed) | rows.filter(pk__in=moved)).select_related(
        "organisation", "nominated_by", "round"
    )
    found = list(rows.order_by("nominee_name", "pk"))
    standing = Standing(found)
    return [each for each in found if standing.counts(each)]


def has_moved(choice: Choice) -> bool:
    """Whether somebody has left, or sits elsewhere by now, than they were chosen for: then their place stays theirs."""
    ordinary = State.ALTERNATE if choice.rank else State.SEATED
    return choice.nomination.state != ordinary


@dataclass(frozen=True)
class _Change:
    """What one choice makes of another: who goes, who comes, and who stays, each with the new rank."""

    gone: list[Choice]
    moved: list[tuple[Choice, int]]
    come: list[tuple[Nomination, int]]
    stay: list[tuple[Choice, int]]

    @classmethod
    def between(cls, old: Iterable[Choice], picks: list[Pick]) -> _Change:
        before = {each.nomination_id: each for each in old}
        after = {pick.nomination.pk: pick for pick in picks}
        pairs = [(choice, after[pk].rank) for pk, choice in before.items() if pk in after]
        return cls(
            gone=[choice for pk, choice in before.items() if pk not in after],
            moved=[(choice, rank) for choice, rank in pairs if bool(choice.rank) != bool(rank)],
            come=[(pick.nomination, pick.rank) for pk, pick in after.items() if pk not in before],
            stay=[(choice, rank) for choice, rank in pairs if bool(choice.rank) == bool(rank)],
        )

    @property
    def is_any(self) -> bool:
        ranked = any(choice.rank != rank for choice, rank in self.stay)
        return bool(self.gone or self.moved or self.come or ranked)

    @property
    def is_of_people(self) -> bool:
        return bool(self.gone or self.moved or self.come)


def _check_change(round_: NominationRound, change: _Change) -> None:
    for choice in (*change.gone, *(each for each, _rank in change.moved)):
        if has_moved(choice):
            raise CannotDecide(
                _("%(name)s has left or moved since. That place cannot be given anew by a correction."),
                name=choice.nomination.nominee_name,
            )
    able = {each.pk for each in may_be_chosen_after_all(round_)} if change.come else set()
    for nomination, _rank in change.come:
        if nomination.pk not in able:
            raise CannotDecide(
                _("%(name)s had not accepted, or the nomination did not count."), name=nomination.nominee_name
            )


class _Correcting:
    """Carries out what a correction changes."""

    def __init__(
        self, round_: NominationRound, decision: RoundDecision, change: _Change, user: User, by: By
    ) -> None:
        self.round = round_
        self.decision = decision
        self.change = change
        self.user = user
        self.by = by
        terms = [*change.gone, *(each for each, _rank in (*change.moved, *change.stay))]
        first = min(each.from_on for each in terms)
        self.places = Places(
            round_,
            decision,
            user=user,
            # Who sits today, sits today: the others follow tomorrow.
            from_on=first if first > timezone.localdate() else timezone.localdate() + ONE_DAY,
            to_on=max((each.to_on or dt.date.max) for each in terms),
        )
        if self.places.to_on == dt.date.max:
            self.places.to_on = None

    def do(self, *, said_anew: bool) -> None:
        change = self.change
        if change.is_of_people:
            void_offers(self.round)
        for choice in (*change.gone, *(each for each, _rank in change.moved)):
            self.places.take(choice)
        stayed = [self.places.keep(choice, rank) for choice, rank in change.stay]
        given = sorted(
            [*change.come, *((each.nomination, rank) for each, rank in change.moved)], key=_rank_of
        )
        if given and self.places.to_on is not None and self.places.to_on < self.places.from_on:
            raise CannotDecide(_("The term is over. Nobody can be given a place any more."))
        for nomination, rank in given:
            self._step(nomination, rank)
        new = [self.places.give(nomination, rank) for nomination, rank in given]
        for choice in change.gone:
            self._step(choice.nomination, None)
        if (
            change.is_of_people
            and is_unequal(self.round, self.places.from_on)
            and not self.decision.unequal_reason
        ):
            raise CannotDecide(UNEQUAL)
        self._tell(stayed, new, said_anew=said_anew)
        if change.gone:
            plan_forgetting(self.round, f"corrected-{self.decision.pk}")
        plan_watch(self.round, timezone.localdate() + ONE_DAY)

    def _step(self, nomination: Nomination, rank: int | None) -> None:
        if rank is None:
            names: tuple[str, ...] = ("unchoose", "unchoose_alternate")
        elif rank:
            names = ("choose_alternate_after_all", "choose_alternate_instead")
        else:
            names = ("choose_after_all", "choose_instead")
        step = step_from(nomination.state, *names)
        if step is None:
            raise AlreadyMoved
        take_step(nomination, step, by=self.by, actor=self.user)

    def _tell(self, stayed: list[Choice], new: list[Choice], *, said_anew: bool) -> None:
        """Who is told: those whom it changes something for; where the facts were wrong, everybody who was chosen."""
        correction = str(self.decision.pk)
        before = {each.nomination_id: each.rank for each, _rank in self.change.stay}
        for choice in stayed:
            if choice.holding is not None:
                restate(choice.holding, appointed=appointed_by(self.decision))
            if said_anew or before[choice.nomination_id] != choice.rank:
                emails.round_corrected(choice)
        for choice in new:
            emails.nominee_chosen(choice, correction=True)
            emails.nominator_result(choice.nomination, choice, correction=correction)
        for choice in self.change.gone:
            emails.nominee_unchosen(choice.nomination, self.decision)
            emails.nominator_result(choice.nomination, None, why=WhyNot.CORRECTED, correction=correction)


def _rank_of(given: tuple[Nomination, int]) -> int:
    return given[1]
