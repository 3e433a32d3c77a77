"""All that a decision is, written for cases that were checked and locked: step, diary, decision, document, letter.

`review` and `corrections` say when; nobody else calls this.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreement.gathering import gather, keep, knows
from agreement.models import AgreementVersion, Goal, Principle, TextPart
from membership import emails
from membership.exceptions import DecisionNotPossible
from membership.models import Application, Decision, SigningDocument
from membership.references import new_verification_code
from membership.snapshots import agreement_part, snapshot
from membership.states import Outcome
from membership.steps import take_steps

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from accounts.models import User
    from agreement.models import Agreement, Body, Criterion
    from membership.quorum import Decider
    from membership.services.review import Held
    from steps.states import Step


SAID: dict[str, Any] = {
    "parts": TextPart,
    "goals": Goal,
    "principles": Principle,
}  # of a version, in documents


def hold_ends() -> dt.datetime:
    """When the letters of a decision recorded now leave (UTC): until then it can be taken back."""
    now: dt.datetime = timezone.now()
    return now + dt.timedelta(seconds=settings.DECISION_HOLD)


def approve_locked(
    cases: Sequence[Application],
    step: Step,
    *,
    decider: Decider,
    actor: User,
    held: Held,
    reasons_text: str = "",
    corrects: dict[int, Decision] | None = None,
    own: Mapping[int, tuple[Held, str]] | None = None,
) -> list[Decision]:
    """Write everything that an approval is, for cases that were checked and locked.

    `own` says by a case's id where its record differs: how it was decided, and why.
    """
    told = {case.pk: (own or {}).get(case.pk, (held, reasons_text)) for case in cases}
    issued_at = timezone.now()
    take_steps(cases, step, capacities=decider.capacities, actor=actor)
    agreements = {case.agreement_id: case.agreement for case in cases}
    versions = _read_texts(agreements.values())
    shared = {pk: agreement_part(agreement, versions[pk]) for pk, agreement in agreements.items()}
    # A decision that was taken back stands before the next one: that follows on it.
    earlier = corrects if corrects is not None else {case.pk: case.decision for case in cases}
    due_at = hold_ends()
    decisions = Decision.objects.bulk_create(
        Decision(
            application=case,
            body=_deciding_body(decider, case),
            outcome=Outcome.APPROVED,
            reasons_text=told[case.pk][1].strip(),
            recorded_by=actor,
            held_until=due_at,
            corrects=earlier.get(case.pk),
            **told[case.pk][0].facts(decider, case),
        )
        for case in cases
    )
    revisions = _revisions([pk for pk, decision in earlier.items() if decision])
    documents = []
    for case, decision in zip(cases, decisions, strict=True):
        code = new_verification_code()
        documents.append(
            SigningDocument(
                application=case,
                decision=decision,
                version=versions[case.agreement_id],
                verification_code=code,
                revision=revisions.get(case.pk, 0) + 1,
                due_at=due_at,
                snapshot=snapshot(
                    case,
                    decision,
                    shared=shared[case.agreement_id],
                    code=code,
                    revision=revisions.get(case.pk, 0) + 1,
                    issued_at=issued_at,
                ),
            )
        )
    SigningDocument.objects.bulk_create(documents)
    return decisions


def text_sets(agreements: Collection[int]) -> dict[str, Any]:
    """The rows of the agreements (by their keys) that documents say, for `gather`; see `keep_texts`."""
    versions = AgreementVersion.objects.filter(agreement__in=agreements).shown()
    return {"versions": versions.defer("frozen_at")} | {
        name: model.objects.filter(version__in=versions) for name, model in SAID.items()
    }


def keep_texts(agreements: Iterable[Agreement], rows: Mapping[str, list[Any]]) -> None:
    """The agreements know those of their versions that are shown, and these their texts."""
    for version in rows["versions"]:
        for name in SAID:
            keep(version, name, [row for row in rows[name] if row.version_id == version.pk])
    for agreement in agreements:
        keep(agreement, "versions", [each for each in rows["versions"] if each.agreement_id == agreement.pk])


def _read_texts(agreements: Iterable[Agreement]) -> dict[int, AgreementVersion]:
    """The version in force of each agreement, with what documents say. One query for those that do not know theirs.

    Refuses with DecisionNotPossible where there is none.
    """
    known = {agreement.pk: agreement for agreement in agreements}
    unread = [each for each in known.values() if not knows(each, "versions")]
    if unread:
        keep_texts(unread, gather(text_sets([each.pk for each in unread])))
    found = {}
    for pk, agreement in known.items():
        version = agreement.in_force_among(list(agreement.versions.all()))
        if version is None:
            raise DecisionNotPossible(
                _("The agreement has no version in force, so there is nothing to sign.")
            )
        found[pk] = version
    return found


def _revisions(pks: Sequence[int]) -> dict[int, int]:
    """The newest revision of each case's document; only a case that was decided before can have one."""
    rows = SigningDocument.objects.filter(application__in=pks) if pks else SigningDocument.objects.none()
    return dict(rows.values_list("application").annotate(Max("revision")))


def _deciding_body(decider: Decider, case: Application) -> Body:
    body = decider.group(case).body
    if body is None:  # the quorum has refused before
        raise DecisionNotPossible
    return body


def decline_locked(
    case: Application,
    step: Step,
    *,
    decider: Decider,
    actor: User,
    held: Held,
    reasons: Sequence[Criterion],
    reasons_text: str,
    corrects: Decision | None = None,
    anew: str = "",
) -> Decision:
    """Write everything that a refusal is, for a case that was checked and locked."""
    due_at = hold_ends()
    take_steps([case], step, capacities=decider.capacities, actor=actor, note=reasons_text)
    case.refresh_from_db(
        fields=["status"]
    )  # it is locked: nothing else has changed, and what was read of it stays
    decision = Decision.objects.create(
        application=case,
        body=_deciding_body(decider, case),
        outcome=Outcome.DECLINED,
        reasons_text=reasons_text,
        recorded_by=actor,
        held_until=due_at,
        corrects=corrects or case.decision,
        anew=anew,
        **held.facts(decider, case),
    )
    decision.reasons.add(*reasons)
    emails.declined(decision, due_at=due_at)
    return decision
