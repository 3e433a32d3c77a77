"""What staff do with a round besides deciding it: publish, take down, call off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreement.states import FilledBy
from nominations import emails
from nominations.permissions import is_tied, staff_of
from nominations.services.planning import plan_forgetting, plan_opening, plan_send_soon
from nominations.states import ROUND, STEPS, By
from nominations.steps import hold, move_round, take_steps
from steps.exceptions import Refusal, StepNotAllowed

if TYPE_CHECKING:
    from accounts.models import User
    from nominations.models import NominationRound


TIED = _(
    "You are tied to a nomination in this round, so somebody else handles it. "
    "Nominated, and you do not want it? Say no, and you are free."
)


def publish_round(round_: NominationRound, *, user: User) -> None:
    """Let everybody see the round; those who can nominate hear of it when it opens. Refuses one whose last day has
    passed, one that could not be decided in the end, for its group's seats are the parties' own or words are missing,
    and who handles no rounds here.
    """
    by = _capacity(round_, user)
    if not round_.co_opted and round_.body is not None and round_.body.filled_by != FilledBy.NOMINATION:
        raise Refusal(_("The seats of this group are filled by each party, not from nominations."))
    if not (round_.about.strip() and round_.compensation.strip()):
        raise Refusal(_("Say what is sought and which compensation there is."))
    if round_.window.is_over(timezone.now()):
        raise Refusal(_("The last day has passed. Change the days first."))
    with transaction.atomic():
        event = move_round(round_, ROUND["publish"], by=by, actor=user)
        plan_opening(round_, event.pk)
        plan_send_soon(round_)


def take_down_round(round_: NominationRound, *, user: User) -> None:
    """Make it a draft again. Refuses once somebody has prepared a nomination: then it is called off instead."""
    by = _capacity(round_, user)
    with transaction.atomic():
        hold(round_)
        if round_.nominations.exists():
            raise Refusal(_("Somebody has prepared a nomination. Call the round off instead."))
        move_round(round_, ROUND["take_down"], by=by, actor=user)


def cancel_round(round_: NominationRound, *, user: User, reason: str) -> None:
    """Call the round off: nobody is chosen, and everybody who took part gets a letter with the reason.

    Refuses without a reason, a round that is not published, and somebody who is tied to a nomination of it. Twice: the
    second is refused.
    """
    by = capacity_untied(round_, user)
    if not reason.strip():
        raise Refusal(_("Please say why."))
    with transaction.atomic():
        move_round(
            round_,
            ROUND["cancel"],
            by=by,
            actor=user,
            note=reason.strip(),
            closed_at=timezone.now(),
        )
        asked: set[str] = set()
        for name, told in (
            ("pass_over", True),
            ("pass_over_unanswered", True),
            ("pass_over_unsent", False),
        ):
            step = STEPS[name]
            rows = list(round_.nominations.filter(state=step.source).select_related("organisation"))
            if rows:
                take_steps(rows, step, by=by, actor=user)
            for row in rows if told else ():
                row.round = round_
                emails.round_cancelled(row, reason.strip(), to_nominee=row.nominee_email not in asked)
                asked.add(row.nominee_email)
        plan_forgetting(round_)


def capacity(round_: NominationRound, user: User) -> By | None:
    """As whom `user` handles the round; None if not at all."""
    found = staff_of(user, round_)
    return By.GROUP if By.GROUP in found else next(iter(found), None)


def capacity_untied(round_: NominationRound, user: User) -> By:
    """As whom `user` decides about the round. Refuses (StepNotAllowed) who handles none here, and whoever is tied to a
    nomination of it (MEM-45).
    """
    by = _capacity(round_, user)
    if is_tied(user, round_):
        raise StepNotAllowed(TIED)
    return by


def _capacity(round_: NominationRound, user: User) -> By:
    found = capacity(round_, user)
    if found is None:
        raise StepNotAllowed(_("You have no seat in this region's leadership group."))
    return found
