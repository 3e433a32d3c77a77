"""Decide: approve one or many, decline one."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreement.states import BodyKind
from membership import emails
from membership.exceptions import AlreadyDecided, DecisionNotPossible, Refusal
from membership.models import Application, Decision, SigningDocument
from membership.quorum import Decider
from membership.references import new_verification_code
from membership.snapshots import agreement_part, snapshot
from membership.states import STEPS, Outcome, Status
from membership.steps import take_step, take_steps

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from accounts.models import User
    from agreement.models import Agreement, AgreementVersion, Body, Criterion

logger = logging.getLogger(__name__)


@dataclass
class Report:
    """What happened in a bulk: who is approved, and who is not and why."""

    approved: list[Application] = field(default_factory=list)
    refused: list[tuple[Application, Refusal]] = field(default_factory=list)


def approve_applications(
    ids: Iterable[int], *, actor: User, decided_on: dt.date, paragraph: str, registry_number: str = ""
) -> Report:
    """Approve every case among `ids` that can be approved, and report about each one that cannot.

    One transaction writes for each case the step, the diary, the decision and the signing document with its snapshot:
    all of it or none of it, in as many queries for two hundred cases as for one. Rows are locked first, so of two
    people pressing at once the slower one gets AlreadyDecided with the faster one's name. Cases that `actor` may not
    see are not in the report at all. Twice: the second report approves nothing. Source: MEM-15 … MEM-17.
    """
    report = Report()
    with transaction.atomic():
        cases = list(
            Application.objects.for_staff(actor)
            .filter(pk__in=list(ids))
            .select_for_update(of=("self",))
            .select_related("agreement__region")
            .prefetch_related("municipalities")
            .order_by("submitted_at", "pk")
        )
        decider = Decider(actor, decided_on)
        for case in cases:
            if refusal := _refusal(case, decider):
                report.refused.append((case, refusal))
            else:
                report.approved.append(case)
        if report.approved:
            _approve(report.approved, decider, actor, decided_on, paragraph, registry_number)
    logger.info(
        "applications_approved", extra={"count": len(report.approved), "refused": len(report.refused)}
    )
    return report


def approve_application(
    application: Application, *, actor: User, decided_on: dt.date, paragraph: str, registry_number: str = ""
) -> Decision:
    """Approve one case; see `approve_applications`. Refuses with AlreadyDecided or DecisionNotPossible."""
    report = approve_applications(
        [application.pk],
        actor=actor,
        decided_on=decided_on,
        paragraph=paragraph,
        registry_number=registry_number,
    )
    if report.refused:
        raise report.refused[0][1]
    if not report.approved:
        raise DecisionNotPossible
    return application.decisions.latest("pk")


def decline_application(
    application: Application,
    *,
    actor: User,
    decided_on: dt.date,
    paragraph: str,
    reasons: Sequence[Criterion],
    reasons_text: str,
    registry_number: str = "",
) -> Decision:
    """Decline one case with reasons chosen from the region's criteria and in words, and write the letter about it.

    Refuses with AlreadyDecided or DecisionNotPossible; without a criterion or without words there is no refusal
    (AGR-32, LAW-F2). Twice: the second is refused.
    """
    with transaction.atomic():
        case = (
            Application.objects.for_staff(actor)
            .filter(pk=application.pk)
            .select_for_update(of=("self",))
            .select_related("agreement__region")
            .first()
        )
        if case is None or not reasons or any(reason.agreement_id != case.agreement_id for reason in reasons):
            raise DecisionNotPossible
        if refusal := _refusal(case, Decider(actor, decided_on)):
            raise refusal
        take_step(case, STEPS["decline"], actor=actor, note=reasons_text)
        decision = Decision.objects.create(
            application=case,
            body=_deciding_body(case.agreement),
            outcome=Outcome.DECLINED,
            decided_on=decided_on,
            paragraph=paragraph,
            registry_number=registry_number,
            reasons_text=reasons_text,
            recorded_by=actor,
        )
        decision.reasons.set(reasons)
        emails.declined(decision)
    logger.info("application_declined", extra={"application_id": case.pk})
    return decision


def _refusal(case: Application, decider: Decider) -> Refusal | None:
    """Why this case is not decided now, as something that can be raised or reported."""
    if case.status in (Status.APPROVED, Status.DECLINED):
        decision = case.decision
        if decision is not None:
            return AlreadyDecided(
                name=str(decision.recorded_by), outcome=decision.get_outcome_display().lower()
            )
    if reason := decider.why_not(case):
        return DecisionNotPossible(reason)
    return None


def _approve(
    cases: list[Application],
    decider: Decider,
    actor: User,
    decided_on: dt.date,
    paragraph: str,
    registry_number: str,
) -> None:
    """Write everything that an approval is, for cases that were checked and locked."""
    issued_at = timezone.now()
    take_steps(cases, STEPS["approve"], capacities=decider.capacities, actor=actor)
    agreements = {case.agreement_id: case.agreement for case in cases}
    bodies = {pk: _deciding_body(agreement) for pk, agreement in agreements.items()}
    versions = {pk: _version(agreement) for pk, agreement in agreements.items()}
    shared = {pk: agreement_part(agreement, versions[pk]) for pk, agreement in agreements.items()}
    decisions = Decision.objects.bulk_create(
        Decision(
            application=case,
            body=bodies[case.agreement_id],
            outcome=Outcome.APPROVED,
            decided_on=decided_on,
            paragraph=paragraph,
            registry_number=registry_number,
            recorded_by=actor,
        )
        for case in cases
    )
    documents = []
    for case, decision in zip(cases, decisions, strict=True):
        code = new_verification_code()
        documents.append(
            SigningDocument(
                application=case,
                decision=decision,
                version=versions[case.agreement_id],
                verification_code=code,
                snapshot=snapshot(
                    case,
                    decision,
                    shared=shared[case.agreement_id],
                    code=code,
                    revision=1,
                    issued_at=issued_at,
                ),
            )
        )
    SigningDocument.objects.bulk_create(documents)


def _deciding_body(agreement: Agreement) -> Body:
    body = agreement.body(BodyKind.LEADERSHIP)
    if body is None:  # the quorum has refused before
        raise DecisionNotPossible
    return body


def _version(agreement: Agreement) -> AgreementVersion:
    version = agreement.current_version
    if version is None:
        raise DecisionNotPossible(_("The agreement has no version in force, so there is nothing to sign."))
    return version
