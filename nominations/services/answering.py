"""What a nominee does: says yes or no by own hand, and changes their mind until the round is decided (MEM-27)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nominations import emails
from nominations.exceptions import NotNow
from nominations.states import By, RoundState, step_from
from nominations.steps import hold, take_step
from steps.exceptions import Refusal, StepNotAllowed

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User
    from nominations.models import Nomination


def answer_nomination(nomination: Nomination, *, key: UUID, yes: bool, user: User | None = None) -> None:
    """Record the nominee's own answer. `key` is the secret part of their link: whoever has it has read their post.

    Refuses StepNotAllowed (a wrong key, an answer that was given already, a nomination that was withdrawn) and NotNow
    once the round is over. A changed mind is a step of its own. The nominator gets a letter each time.
    """
    if key != nomination.answer_key:
        raise StepNotAllowed
    names = ("accept", "accept_after_all") if yes else ("decline", "decline_after_all")
    with transaction.atomic():
        if hold(nomination.round).state != RoundState.PUBLISHED:
            raise NotNow(_("The round is decided. The answer cannot be changed any more."))
        step = step_from(nomination.state, *names)
        if step is None:
            raise StepNotAllowed
        try:
            with transaction.atomic():
                event = take_step(nomination, step, by=By.NOMINEE, actor=user, answered_at=timezone.now())
        except IntegrityError:  # nominated once more by the same people
            raise Refusal(_("You have been nominated again. Answer by the newest letter.")) from None
        emails.nominator_told(nomination, occasion=str(event.pk))
