"""What the organisation has been told: nothing of a decision while it can be taken back, and nothing ever of one that
was. Its pages read this and not the row, or the hold would hold back no more than the e-mail.

Reads `application.decisions.all()`, `events.all()` and `signing_documents.all()` only, so that whoever prefetches them
asks no further question for any number of cases; what letters have left is asked for one at a time.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Q, prefetch_related_objects
from django.utils import timezone

from letters.models import Letter
from membership.states import DECIDED, Outcome, Status

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from membership.models import Application, ApplicationEvent, Decision, SigningDocument

DECIDES = frozenset({"approve", "decline", "approve_after_all", "decline_after_all", "decline_again"})
# The group's own matters in the diary: who leans where, what was taken back, which papers were called in.
INTERNAL = frozenset(
    {
        *("position", "recuse", "lift_recusal"),
        *("take_back_approval", "take_back_refusal", "revoke", "revoke_returned"),
    }
)


def is_held(decision: Decision) -> bool:
    """Whether the letters of the decision still wait, so that it can be taken back."""
    return decision.held_until is not None and timezone.now() < decision.held_until


def is_of_record(decision: Decision) -> bool:
    """Whether the decision only corrects the facts of the one before: nothing was decided anew, so nothing waited."""
    before = decision.corrects
    return before is not None and before.outcome == decision.outcome and decision.held_until is None


def told_before(decision: Decision) -> Decision | None:
    """The decision that the organisation knew of when this one was taken. What was taken back it never heard of."""
    return _told(decision.corrects)


def _told(decision: Decision | None) -> Decision | None:
    while decision is not None and decision.outcome == Outcome.TAKEN_BACK:
        taken_back = decision.corrects
        decision = taken_back.corrects if taken_back is not None else None
    return decision


def followed(application: Application, *, of_record: bool = False) -> Decision | None:
    """The decision that one recorded now follows: the last that the organisation has heard of, also where a later one
    was taken back. `of_record`: only the facts of the newest are put right, so what that one followed.
    """
    decision = application.decision
    if decision is None or not of_record:
        return _told(decision)
    while is_of_record(decision) and decision.corrects is not None:
        decision = decision.corrects
    return told_before(decision)


def know_decisions(cases: Iterable[Application]) -> None:
    """Read the decisions of many cases in one query; where the newest is known, nothing is asked."""
    unknown = [case for case in cases if "decision" not in case.__dict__]
    prefetch_related_objects(unknown, "decisions")
    for case in unknown:
        decisions = _linked(case)
        case.decision = decisions[-1] if decisions else None


def letters_of(decision: Decision, documents: Iterable[SigningDocument]) -> QuerySet[Letter]:
    """The letters that tell of the decision with its documents, or of the right facts in its record; sent or not."""
    reference = decision.application.reference
    prefixes = [f"declined:{reference}:{decision.pk}:", f"decision_corrected:{reference}:{decision.pk}:"]
    prefixes += [f"signing_request:{reference}:{document.revision}:" for document in documents]
    return Letter.objects.filter(reduce(or_, (Q(key__startswith=prefix) for prefix in prefixes)))


def read_before(decision: Decision) -> Decision | None:
    """The decision that the organisation had a letter about before this one: not one whose letters were given up, or
    stopped when this one was recorded. Asks a question for each that it looks at.
    """
    before = told_before(decision)
    while before is not None:
        letters = letters_of(before, before.signing_documents.all())
        if letters.filter(failed_at=None, called_off_at=None).exists():
            break
        before = told_before(before)
    return before


def told_decisions(application: Application) -> list[Decision]:
    """The decisions that the organisation knows of, oldest first."""
    decisions = _linked(application)
    left = _withdrawn_at(application)
    back = {each.corrects_id for each in decisions if each.outcome == Outcome.TAKEN_BACK}
    return [
        each
        for each in decisions
        if each.outcome != Outcome.TAKEN_BACK
        and each.pk not in back
        and not is_held(each)
        and not (left and each.held_until and left < each.held_until)
    ]


def _withdrawn_at(application: Application) -> dt.datetime | None:
    """When the organisation took its application back: of what waited then it never hears."""
    if application.status != Status.WITHDRAWN:
        return None
    ways = [event.at for event in application.events.all() if event.target == Status.WITHDRAWN]
    return ways[-1] if ways else None


def told_status(application: Application) -> str:
    """Where the case stands for the organisation: as it stood before, while the newest decision can be taken back."""
    if application.status not in DECIDED:
        return application.status
    decisions = _linked(application)
    newest = decisions[-1] if decisions else None
    if newest is None or not is_held(newest):
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
    untold = {pk for pk, decision in recorded_by_steps(application).items() if decision.pk not in known}
    events = application.events.all()
    return [event for event in events if event.step not in INTERNAL and event.pk not in untold]


def recorded_by_steps(application: Application) -> dict[int, Decision]:
    """The decision that each step of the diary recorded, by the event's id: one for each that decides, in order."""
    made = [
        each for each in _linked(application) if each.outcome != Outcome.TAKEN_BACK and not is_of_record(each)
    ]
    steps = [event.pk for event in application.events.all() if event.step in DECIDES]
    return dict(zip(steps, made, strict=False))


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
