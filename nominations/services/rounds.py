"""What staff do with a round besides deciding it: publish, take down, call off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nominations import emails
from nominations.permissions import staff_of
from nominations.services.tasks import plan_forgetting
from nominations.states import ROUND, STEPS, By
from nominations.steps import move_round, take_steps
from steps.exceptions import Refusal, StepNotAllowed

if TYPE_CHECKING:
    from accounts.models import User
    from nominations.models import NominationRound


def publish_round(round_: NominationRound, *, user: User) -> None:
    """Let everybody see the round. Refuses one whose last day has passed, and who handles no rounds here."""
    by = _capacity(round_, user)
    if round_.window.is_over(timezone.now()):
        raise Refusal(_("The last day has passed. Change the days first."))
    move_round(round_, ROUND["publish"], by=by, actor=user)


def take_down_round(round_: NominationRound, *, user: User) -> None:
    """Make it a draft again. Refuses once somebody has prepared a nomination: then it is called off instead."""
    by = _capacity(round_, user)
    if round_.nominations.exists():
        raise Refusal(_("Somebody has prepared a nomination. Call the round off instead."))
    move_round(round_, ROUND["take_down"], by=by, actor=user)


def cancel_round(round_: NominationRound, *, user: User, reason: str) -> None:
    """Call the round off: nobody is chosen, and everybody who took part gets a letter with the reason.

    Refuses without a reason, and a round that is not published. Twice: the second is refused.
    """
    by = _capacity(round_, user)
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
                emails.round_cancelled(row, reason.strip())
        plan_forgetting(round_)


def capacity(round_: NominationRound, user: User) -> By | None:
    """As whom `user` handles the round; None if not at all."""
    found = staff_of(user, round_)
    return By.GROUP if By.GROUP in found else next(iter(found), None)


def _capacity(round_: NominationRound, user: User) -> By:
    found = capacity(round_, user)
    if found is None:
        raise StepNotAllowed(_("You have no seat in this region's leadership group."))
    return found
