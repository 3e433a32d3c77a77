"""When a decision was wrong: take it back while its letters wait, or correct it by a new one that refers to it.

Nothing is edited and nothing disappears. A decision that is taken back is followed by a row that says so; the case
awaits a decision again. After the hold there is only a new decision (FL 36–39 §§): another outcome, or the same outcome
with the right facts.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from letters.models import Letter
from membership import emails
from membership.exceptions import DecisionNotPossible
from membership.models import ApplicationEvent, Decision, SigningDocument
from membership.record import changes
from membership.reminding import wait
from membership.services.applications import has_another_case
from membership.services.recording import approve_locked, decline_locked
from membership.services.review import EXCEPTION, Held, lacks_reason, lock_case
from membership.states import STEPS, Anew, Outcome, ReminderKind, Signing, Status
from membership.steps import take_step
from membership.told import is_held, letters_of
from relay.services import call_off, stop
from steps.exceptions import StepNotAllowed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from accounts.models import User
    from agreement.models import Criterion
    from membership.models import Application
    from membership.quorum import Decider

logger = logging.getLogger(__name__)
TAKE_BACK = {Status.APPROVED: "take_back_approval", Status.DECLINED: "take_back_refusal"}
TOO_LATE = _("The letters have begun to leave. Correct the decision by a new one instead.")
SAY_WHY = _("Say in words why. The organisation has a right to know.")
UNCHANGED = _("Nothing differs from what the record says already.")
APPLIED_AGAIN = _("The organisation has another application. Decide that one.")
# Letters that say what the opposite decision makes untrue. One that was tried in vain waits for hours.
OF_AN_APPROVAL = ("signing_request", "signature_late", "copy_refused", "decision_corrected")
OF_A_REFUSAL = ("declined", "decision_corrected")
STILL_WAITS = _("The letters still wait. Take the decision back instead; then the group decides anew.")


def waits(application: Application) -> bool:
    """Whether the letters of the case's decision still wait, so that it can be taken back."""
    return waits_until(application) is not None


def waits_until(application: Application) -> dt.datetime | None:
    """Until when (UTC) the case's decision can be taken back; None if it cannot."""
    decision = application.decision
    if decision is None or application.status not in TAKE_BACK:
        return None
    if not is_held(decision) or any(row.tries for row in _work_of(decision)):
        return None
    return decision.held_until


def take_back(application: Application, *, actor: User, note: str) -> Decision:
    """Take the newest decision back before anybody was told: letters and document are called off.

    Refuses with StepNotAllowed once anything has begun to leave, and for somebody to whom the case is closed. Twice:
    the second is refused, for the case awaits a decision again.
    """
    with transaction.atomic():
        case = lock_case(application, actor)
        decision = case.decision if case else None
        if case is None or decision is None or case.status not in TAKE_BACK:
            raise StepNotAllowed
        if not is_held(decision):
            raise StepNotAllowed(TOO_LATE)
        rows = _work_of(decision)
        for model in (Letter, SigningDocument):
            pks = [row.pk for row in rows if isinstance(row, model)]
            if pks and not call_off(model, pks):
                raise StepNotAllowed(TOO_LATE)
        revoke_documents(case, actor)
        try:
            with transaction.atomic():
                take_step(case, STEPS[TAKE_BACK[Status(case.status)]], actor=actor, note=note)
        except IntegrityError as error:  # handed in anew in the moment when the hold ended
            raise StepNotAllowed(APPLIED_AGAIN) from error
        row = _repeated(decision, actor, outcome=Outcome.TAKEN_BACK, reasons_text=note.strip())
        if not case.reminders.unfinished().filter(kind=ReminderKind.CASE_WAITING).exists():
            wait(case, f"back-{row.pk}")  # the old one had nothing to say while the case was decided
    logger.info("decision_taken_back", extra={"application_id": case.pk})
    return row


def approve_after_all(
    application: Application, *, actor: User, held: Held, reasons_text: str = ""
) -> Decision:
    """The group has looked at a refused case again and approves it; the new decision refers to the old one.

    Refuses with DecisionNotPossible as an approval does, and when the organisation has applied anew meanwhile: it joins
    once. Twice: the second is refused.
    """
    with transaction.atomic():
        case, old = _decided(application, actor, Status.DECLINED)
        if has_another_case(case):
            raise DecisionNotPossible(APPLIED_AGAIN)
        if lacks_reason(case, reasons_text):
            raise DecisionNotPossible(EXCEPTION)
        decider = _decider_again(case, actor, held)
        stop_letters(case, OF_A_REFUSAL)
        decisions = approve_locked(
            [case],
            STEPS["approve_after_all"],
            decider=decider,
            actor=actor,
            held=held,
            reasons_text=reasons_text,
            corrects={case.pk: old},
        )
    logger.info("decision_corrected", extra={"application_id": case.pk})
    return decisions[0]


def decline_again(
    application: Application,
    *,
    actor: User,
    held: Held,
    reasons: Sequence[Criterion],
    reasons_text: str,
    anew: Anew,
) -> Decision:
    """The group stays with a refusal that it has looked at again, or gives it the right reasons (MEM-46).

    A decision of its own that refers to the old one, with its own criteria, words and paragraph; the letter says what
    is new, and what still waits to tell the old reasons is stopped. Refuses with DecisionNotPossible or StepNotAllowed;
    also where nothing differs, and so the second of two.
    """
    if not reasons_text.strip():
        raise DecisionNotPossible(SAY_WHY)
    with transaction.atomic():
        case, old = _decided(application, actor, Status.DECLINED)
        if has_another_case(case):  # taken back it would be a second open one
            raise DecisionNotPossible(APPLIED_AGAIN)
        if not reasons or any(reason.agreement_id != case.agreement_id for reason in reasons):
            raise DecisionNotPossible
        decider = _decider_again(case, actor, held)
        same_reasons = set(reasons) == set(old.reasons.all()) and reasons_text.strip() == old.reasons_text
        same_meeting = (held.decided_on, held.paragraph) == (old.decided_on, old.paragraph)
        if same_reasons and (same_meeting or anew == Anew.REASONS):
            raise DecisionNotPossible(UNCHANGED)
        stop_letters(case, OF_A_REFUSAL)
        decision = decline_locked(
            case,
            STEPS["decline_again"],
            decider=decider,
            actor=actor,
            held=held,
            reasons=reasons,
            reasons_text=reasons_text.strip(),
            corrects=old,
            anew=anew,
        )
    logger.info("decision_corrected", extra={"application_id": case.pk})
    return decision


def decline_after_all(
    application: Application, *, actor: User, held: Held, reasons: Sequence[Criterion], reasons_text: str
) -> Decision:
    """An approval was wrong, or was never signed: the group declines after all, with reasons (domain 1.13, 6).

    Never by itself, and never once the organisation has joined. The document is revoked. Refuses with
    DecisionNotPossible or StepNotAllowed. Twice: the second is refused.
    """
    if not reasons_text.strip():
        raise DecisionNotPossible(SAY_WHY)
    with transaction.atomic():
        case, old = _decided(application, actor, Status.APPROVED)
        if not reasons or any(reason.agreement_id != case.agreement_id for reason in reasons):
            raise DecisionNotPossible
        decider = _decider_again(case, actor, held)
        # First this, then the question: whoever confirms the signature from now on finds the document revoked.
        revoke_documents(case, actor)
        if case.signing_documents.filter(status=Signing.REGISTERED).exists():
            raise StepNotAllowed(_("The organisation has joined. Leaving is a matter of its own."))
        # After the step, which waited for a relay that was writing them.
        stop_letters(case, OF_AN_APPROVAL)
        decision = decline_locked(
            case,
            STEPS["decline_after_all"],
            decider=decider,
            actor=actor,
            held=held,
            reasons=reasons,
            reasons_text=reasons_text,
            corrects=old,
        )
    logger.info("decision_corrected", extra={"application_id": case.pk})
    return decision


def correct_record(application: Application, *, actor: User, held: Held, note: str) -> Decision:
    """The same outcome with the right facts (day, paragraph, number, who took part): a new row that refers to the old.
    Who had a conflict of interest stays as the record has it, for it was so that day (`Decider.recall`).

    Nothing moves; a letter says what stood there and what stands there now. A document that has left the house keeps
    what it said. Refuses with DecisionNotPossible, also when nothing would change: so the second of two is refused.
    """
    if not note.strip():
        raise DecisionNotPossible(_("Please say why."))
    with transaction.atomic():
        case = lock_case(application, actor)
        old = case.decision if case else None
        if case is None or old is None or case.status not in (Status.APPROVED, Status.DECLINED):
            raise DecisionNotPossible
        if is_held(old):
            raise StepNotAllowed(STILL_WAITS)
        decider = held.decider(actor)
        decider.recall(old)
        if reason := decider.why_not_again(case):
            raise DecisionNotPossible(reason, why=held.why(decider, case))
        decision = _repeated(
            old,
            actor,
            outcome=old.outcome,
            reasons_text=old.reasons_text,
            anew=old.anew,
            **held.facts(decider, case),
        )
        if not changes(decision):
            raise DecisionNotPossible(UNCHANGED)
        decision.reasons.set(old.reasons.all())
        emails.decision_corrected(decision)
        ApplicationEvent.objects.create(
            application=case,
            actor=actor,
            step="correct_record",
            source=case.status,
            target=case.status,
            note=note.strip(),
        )
    return decision


def _decider_again(case: Application, actor: User, held: Held) -> Decider:
    """Who decides a decided case anew. Refuses with DecisionNotPossible when the group cannot."""
    decider = held.decider(actor)
    if reason := decider.why_not_again(case):
        raise DecisionNotPossible(reason, why=held.why(decider, case))
    return decider


def _decided(application: Application, actor: User, status: Status) -> tuple[Application, Decision]:
    case = lock_case(application, actor)
    decision = case.decision if case else None
    if case is None or decision is None or case.status != status:
        raise StepNotAllowed
    if is_held(decision):
        raise StepNotAllowed(STILL_WAITS)
    return case, decision


def _work_of(decision: Decision) -> list[Letter | SigningDocument]:
    """What leaves the house because of the decision: the refusal's letters, or the document to sign and its letters."""
    documents = [] if decision.outcome == Outcome.DECLINED else list(decision.signing_documents.all())
    return [*documents, *letters_of(decision, documents)]


def stop_letters(case: Application, kinds: Sequence[str]) -> None:
    """What waits to tell the organisation of the decision that this one replaces stays here."""
    about = Q()
    for kind in kinds:
        about |= Q(key__startswith=f"{kind}:{case.reference}:")
    waiting = Letter.objects.filter(about, done_at=None, called_off_at=None)
    stop(Letter, list(waiting.values_list("pk", flat=True)))


def revoke_documents(case: Application, actor: User) -> None:
    """The documents out for signature are no longer to be signed."""
    for document in case.signing_documents.filter(status__in=(Signing.AWAITING, Signing.RETURNED)):
        name = "revoke" if document.status == Signing.AWAITING else "revoke_returned"
        take_step(document, STEPS[name], actor=actor)


def _repeated(old: Decision, actor: User, **changed: object) -> Decision:
    """A new decision that refers to `old` and has its facts, but for those that are `changed`."""
    names = (
        *("decided_on", "paragraph", "registry_number", "manner", "seated", "unequal_reason", "dissent"),
        *("conflicts_asked", "also_there"),
    )
    facts = {name: getattr(old, name) for name in names}
    return Decision.objects.create(
        application=old.application, body=old.body, recorded_by=actor, corrects=old, **{**facts, **changed}
    )
