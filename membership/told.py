"""What the organisation has been told: nothing of a decision while it can be taken back, and nothing ever of one that
was. Its pages read this and not the row, or the hold would hold back no more than the e-mail.

Reads `application.decisions.all()`, `events.all()` and `signing_documents.all()` only, so that whoever prefetches them
asks no further question for any number of cases.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from membership.states import DECIDED, Outcome, Status

if TYPE_CHECKING:
    from membership.models import Application, ApplicationEvent, Decision, SigningDocument

DECIDES = frozenset({"approve", "decline", "approve_after_all", "decline_after_all"})
# The group's own matters in the diary: who leans where, what was taken back, which papers were called in.
INTERNAL = frozenset(
    {
        *("position", "recuse", "lift_recusal"),
        *("take_back_approval", "take_back_refusal", "revoke", "revoke_returned"),
    }
)


def held_until(decision: Decision) -> dt.datetime:
    """When the letters of the decision leave (UTC); until then it can be taken back."""
    recorded: dt.datetime = decision.recorded_at
    return recorded + dt.timedelta(seconds=settings.DECISION_HOLD)


def is_of_record(decision: Decision) -> bool:
    """Whether the decision only corrects the facts of the one before: the same outcome, nothing moved."""
    before = decision.corrects
    return before is not None and before.outcome == decision.outcome


def told_before(decision: Decision) -> Decision | None:
    """The decision that the organisation knew of when this one was taken. What was taken back it never heard of."""
    before = decision.corrects
    while before is not None and before.outcome == Outcome.TAKEN_BACK:
        taken_back = before.corrects
        before = taken_back.corrects if taken_back is not None else None
    return before


def told_decisions(application: Application) -> list[Decision]:
    """The decisions that the organisation knows of, oldest first."""
    decisions = _linked(application)
    back = {each.corrects_id for each in decisions if each.outcome == Outcome.TAKEN_BACK}
    now = timezone.now()
    return [
        each
        for each in decisions
        if each.outcome != Outcome.TAKEN_BACK
        and each.pk not in back
        and (is_of_record(each) or held_until(each) <= now)
    ]


def told_status(application: Application) -> str:
    """Where the case stands for the organisation: as it stood before, while the newest decision can be taken back."""
    if application.status not in DECIDED:
        return application.status
    decisions = _linked(application)
    newest = decisions[-1] if decisions else None
    if newest is None or is_of_record(newest) or held_until(newest) <= timezone.now():
        return application.status
    before = newest.corrects
    if before is None or before.outcome == Outcome.TAKEN_BACK:
        return Status.SUBMITTED
    return Status.APPROVED if before.outcome == Outcome.APPROVED else Status.DECLINED


def told_decision(application: Application) -> Decision | None:
    """The decision that counts for the organisation; None while the case awaits one."""
    if told_status(application) not in DECIDED:
        return None
    return next(reversed(told_decisions(application)), None)


def told_events(application: Application) -> list[ApplicationEvent]:
    """The diary as the organisation may read it: without the group's own matters and without untold decisions."""
    known = {each.pk for each in told_decisions(application)}
    made = [
        each for each in _linked(application) if each.outcome != Outcome.TAKEN_BACK and not is_of_record(each)
    ]
    events = [event for event in application.events.all() if event.step not in INTERNAL]
    # One decision for each step that decides, in the same order.
    steps = [event.pk for event in events if event.step in DECIDES]
    untold = {pk for pk, decision in zip(steps, made, strict=False) if decision.pk not in known}
    return [event for event in events if event.pk not in untold]


def told_documents(application: Application) -> list[SigningDocument]:
    """The documents to sign that the organisation has heard of, in the order they were fetched."""
    known = {each.pk for each in told_decisions(application)}
    return [each for each in application.signing_documents.all() if each.decision_id in known]


def _linked(application: Application) -> list[Decision]:
    """All decisions, oldest first, each with the one it refers to at hand."""
    decisions: list[Decision] = sorted(application.decisions.all(), key=lambda each: each.pk)
    by_key = {each.pk: each for each in decisions}
    for each in decisions:
        if each.corrects_id in by_key:
            each.corrects = by_key[each.corrects_id]
    return decisions
