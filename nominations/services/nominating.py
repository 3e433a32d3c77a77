"""What a nominator does: prepare, change, send, withdraw (MEM-25 … MEM-27)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User, UserManager
from nominations import emails
from nominations.exceptions import NotNow, TooManyNominations
from nominations.models import Nomination, NominationRound
from nominations.permissions import Right, is_nominator, party_of, rights
from nominations.services.planning import plan_reminder
from nominations.states import STEPS, By, Ground, RoundState, State, step_from
from nominations.steps import hold, take_step
from steps.exceptions import Refusal, StepNotAllowed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nominations.models import Wish

MOST_A_DAY = 30  # letters to nominees by one person; each goes to an address that somebody typed
MOST_TO_ONE = 3  # times that the same nominator asks the same person in a round
ANSWERS = (
    *("nominee_name", "nominee_email", "nominee_role"),
    *("motivation", "wants", "municipality", "language"),
)


def prepare_nomination(
    round_: NominationRound, *, right: Right, user: User, brings: Iterable[Wish] = (), **answers: Any
) -> Nomination:
    """A nomination that only its makers see; an organisation may begin as soon as it has applied (MEM-26).

    Refuses StepNotAllowed (no such right), NotNow (the last day has passed, the round is over) and Refusal: the same
    person by the same organisation twice, and somebody who has said no to it.
    """
    if right not in rights(user, round_):
        raise StepNotAllowed(_("You cannot nominate in this round."))
    try:
        with transaction.atomic():
            _check_round(hold(round_))
            _check_person(round_, right, user, answers.get("nominee_email", ""))
            nomination: Nomination = Nomination.objects.create(
                round=round_,
                ground=right.ground,
                organisation=right.organisation,
                nominated_by=user,
                **_only_answers(answers),
            )
            nomination.brings.set(_of_round(round_, brings))
    except IntegrityError:
        raise Refusal(_("You have nominated that person in this round already.")) from None
    return nomination


def change_nomination(
    nomination: Nomination, *, user: User, brings: Iterable[Wish] = (), **answers: Any
) -> None:
    """Change a prepared nomination. Refuses StepNotAllowed once it is sent: what the nominee said yes to stays."""
    if nomination.state != State.PREPARED or not is_nominator(user, nomination):
        raise StepNotAllowed
    for name, value in _only_answers(answers).items():
        setattr(nomination, name, value)
    try:
        with transaction.atomic():
            # Not `state`: somebody may be sending it right now.
            moved = Nomination.objects.filter(pk=nomination.pk, state=State.PREPARED).update(
                answer_key=uuid.uuid4()
            )
            if not moved:
                raise StepNotAllowed
            nomination.save(update_fields=list(_only_answers(answers)))
            nomination.brings.set(_of_round(nomination.round, brings))
    except IntegrityError:
        raise Refusal(_("You have nominated that person in this round already.")) from None
    nomination.refresh_from_db()


def submit_nomination(nomination: Nomination, *, user: User) -> None:
    """Send the nomination: the nominee gets a letter with a link. Only while the window is open.

    Refuses NotNow, StepNotAllowed, TooManyNominations. Twice: the second is refused (StepNotAllowed or AlreadyMoved).
    """
    if not is_nominator(user, nomination):
        raise StepNotAllowed
    with transaction.atomic():
        _submit(nomination, hold(nomination.round), user)


def _submit(nomination: Nomination, round_: NominationRound, user: User) -> None:
    now = timezone.now()
    _check_round(round_)
    if not round_.window.is_open(now):
        raise NotNow(_("Nominations are not open yet. What you have prepared is kept."))
    right = Right(Ground(nomination.ground), nomination.organisation)
    if nomination.state == State.PREPARED and right not in rights(user, round_):
        raise StepNotAllowed(_("You cannot nominate in this round."))
    if not (nomination.nominee_name and nomination.nominee_email and nomination.motivation):
        raise Refusal(_("Some answers are missing."))
    _check_person(round_, right, user, nomination.nominee_email)
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    User.objects.select_for_update(no_key=True).get(pk=user.pk)  # of two at once the second counts the first
    if Nomination.objects.filter(nominated_by=user, sent_at__gte=today).count() >= MOST_A_DAY:
        raise TooManyNominations
    party = None if nomination.organisation_id else party_of(user, round_)
    take_step(nomination, STEPS["submit"], by=By.NOMINATOR, actor=user, sent_at=now, party=party)
    emails.nominee_asked(nomination)
    plan_reminder(nomination)


def withdraw_nomination(nomination: Nomination, *, user: User) -> None:
    """Take the nomination back, until the round is decided. The nominee hears of it if they were asked.

    Refuses StepNotAllowed once it is over. Twice: the second is refused.
    """
    if not is_nominator(user, nomination):
        raise StepNotAllowed
    _withdraw(nomination, by=By.NOMINATOR, actor=user)


def withdraw_for_organisation(nomination: Nomination, *, actor: User | None) -> None:
    """The organisation leaves the agreement: its open nominations end with the membership (MEM-42)."""
    _withdraw(nomination, by=By.NOMINATOR, actor=actor)


def _withdraw(nomination: Nomination, *, by: By, actor: User | None) -> None:
    step = step_from(nomination.state, "withdraw_prepared", "withdraw_submitted", "withdraw_accepted")
    if step is None:
        raise StepNotAllowed
    asked = nomination.state in (State.SUBMITTED, State.ACCEPTED)
    with transaction.atomic():
        take_step(nomination, step, by=by, actor=actor)
        if asked:
            emails.nominee_withdrawn(nomination)


def _check_round(round_: NominationRound) -> None:
    if round_.state != RoundState.PUBLISHED or round_.window.is_over(timezone.now()):
        raise NotNow(_("The last day for nominations has passed."))


def _check_person(round_: NominationRound, right: Right, user: User, email: str) -> None:
    """Who has said no is not asked again, and nobody gets letter after letter from the same nominator."""
    same = Nomination.objects.filter(round=round_, nominee_email=UserManager.normalize_email(email))
    if right.organisation:
        same = same.filter(organisation=right.organisation)
    else:
        same = same.filter(organisation=None, nominated_by=user)
    if same.filter(state=State.DECLINED).exists():
        raise Refusal(_("The person has said no. A changed mind is told by the link in the person's letter."))
    if same.filter(state=State.WITHDRAWN).sent().count() >= MOST_TO_ONE:
        raise Refusal(_("You have asked that person several times and withdrawn. Write to us instead."))


def _only_answers(answers: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answers.items() if name in ANSWERS}


def _of_round(round_: NominationRound, wishes: Iterable[Wish]) -> list[Wish]:
    return [wish for wish in wishes if wish.round_id == round_.pk]
