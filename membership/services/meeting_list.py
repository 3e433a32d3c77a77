"""Record what a meeting decided about a whole list, each case on its own (MEM-16): some approved, some declined."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from membership.exceptions import ChangedSince, DecisionNotPossible
from membership.permissions import Capacities
from membership.services.recording import approve_locked, decline_locked
from membership.services.review import Held, Report, lacks_reason, lock_cases, refusal_of
from membership.states import STEPS, Outcome

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from accounts.models import User
    from agreement.models import Criterion
    from membership.models import Application
    from membership.quorum import Group

logger = logging.getLogger(__name__)
UNWRITABLE = _(
    "Nothing is recorded. To %(name)s (%(reference)s) no letter can be written: an address there is not right. "
    "Leave that case for later, or put the address right."
)


def edition_of(case: Application) -> str:
    """Says whether a case is as it was: another one after every supplement that was answered, or changed something."""
    return " ".join(at.isoformat() for at in (case.answered_at, case.changed_at) if at)


@dataclass(frozen=True)
class Ruling:
    """What the meeting decided in one case, and what the record says of that case alone."""

    outcome: Outcome
    paragraph: str
    registry_number: str = ""
    reasons: tuple[Criterion, ...] = ()
    reasons_text: str = ""
    dissent: str = ""
    edition: str | None = (
        None  # see `edition_of`: which application was before whoever records it; None: not asked
    )

    def held(self, meeting: Held) -> Held:
        """How this case was decided: at the meeting, under its own paragraph."""
        return replace(
            meeting,
            paragraph=self.paragraph,
            registry_number=self.registry_number,
            dissent=self.dissent,
        )

    def lacks(self, case: Application) -> bool:
        """Whether what must be said with this outcome is missing (AGR-32, LAW-F2, MEM-04)."""
        if self.outcome == Outcome.APPROVED:
            return lacks_reason(case, self.reasons_text)
        foreign = any(reason.agreement_id != case.agreement_id for reason in self.reasons)
        return foreign or not self.reasons or not self.reasons_text.strip()


def record_meeting(
    rulings: Mapping[int, Ruling],
    *,
    actor: User,
    held: Held,
    capacities: Capacities | None = None,
    groups: dict[tuple[int, dt.date], Group] | None = None,
) -> Report:
    """Record what a meeting decided in each case of `rulings` (by its id), and report about each that cannot be.

    `held` is what all have in common: the day and who was there. Each case gets a decision of its own, as one that is
    recorded alone, and can be taken back alone; whoever has a conflict of interest in one takes part in the others. One
    transaction: all that can be decided is, or nothing. Cases are locked first, and refused or left out of the report
    for the same reasons as in `approve_applications`; besides, a refusal without a criterion or words, an exception
    without its reason, and a case that is of another `edition`. Where a letter about a refusal cannot be written, it
    refuses the whole list with DecisionNotPossible, which names the case. Approvals cost as many queries for many as
    for one, a refusal a number of its own. Twice: the second report says of each case that it was decided already.
    Source: MEM-15, MEM-16, MEM-28 … MEM-30, LAW-F3.
    """
    report = Report()
    with transaction.atomic():
        decider = held.decider(capacities or Capacities(actor))
        decider.groups.update(groups or {})
        for case in lock_cases(rulings, decider, held):
            ruling = rulings[case.pk]
            refusal = refusal_of(case, decider, held, ruling.outcome)
            if refusal is None and ruling.edition not in (None, edition_of(case)):
                refusal = ChangedSince()
            if refusal is None and ruling.lacks(case):
                refusal = DecisionNotPossible()
            if refusal:
                report.refused.append((case, refusal))
            elif ruling.outcome == Outcome.APPROVED:
                report.approved.append(case)
            else:
                report.declined.append(case)
        if report.approved:
            approve_locked(
                report.approved,
                STEPS["approve"],
                decider=decider,
                actor=actor,
                held=held,
                own={
                    case.pk: (rulings[case.pk].held(held), rulings[case.pk].reasons_text)
                    for case in report.approved
                },
            )
        prefetch_related_objects(report.declined, "access__user")  # whom the letters are for
        for case in report.declined:
            ruling = rulings[case.pk]
            try:
                decline_locked(
                    case,
                    STEPS["decline"],
                    decider=decider,
                    actor=actor,
                    held=ruling.held(held),
                    reasons=ruling.reasons,
                    reasons_text=ruling.reasons_text,
                )
            except ValidationError as fault:
                raise DecisionNotPossible(UNWRITABLE, name=case.name, reference=case.reference) from fault
    logger.info(
        "meeting_recorded",
        extra={
            "approved": len(report.approved),
            "declined": len(report.declined),
            "refused": len(report.refused),
        },
    )
    return report
