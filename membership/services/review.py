"""Decide: approve one or many, decline one. Mistakes are mended in `corrections`; a decision is never edited."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agreement.gathering import gather, keep
from agreement.models import Municipality
from membership.exceptions import AlreadyDecided, DecisionNotPossible
from membership.models import Application, Decision
from membership.permissions import Capacities
from membership.quorum import Decider
from membership.services.recording import approve_locked, decline_locked, keep_texts, text_sets
from membership.states import DECIDED, STEPS, Manner, Outcome, Scope
from steps.exceptions import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from agreement.models import Criterion
    from membership.quorum import Group, Reason
    from membership.states import Why

logger = logging.getLogger(__name__)
EXCEPTION = _("It asks for an exception. It is decided case by case, with the reason why.")


@dataclass(frozen=True)
class Held:
    """How it was decided: the day, the paragraph, who was not there (users' ids), and what else the record has to say.

    By positions, the day is today and nobody is absent who recorded one. `unequal_reason` is why the group decided
    although the voices were not equally many (MEM-30); `dissent` is what somebody wanted in the record (FL 30 §).
    `conflicts_asked`: those who were there were asked for conflicts of interest (LAW-F1); by positions everybody says
    it with their own. `also_there` names those who were there and decide nothing (MEM-31, FL 31 §).
    """

    decided_on: dt.date
    paragraph: str
    registry_number: str = ""
    manner: Manner = Manner.MEETING
    absent: frozenset[int] = frozenset()
    unequal_reason: str = ""
    dissent: str = ""
    conflicts_asked: bool = False
    also_there: str = ""

    def decider(self, actor: User | Capacities) -> Decider:
        return Decider(actor, self.decided_on, absent=self.absent, unequal_reason=self.unequal_reason)

    def why_not(self, decider: Decider, case: Application, outcome: Outcome) -> Reason:
        """Why this outcome cannot be recorded for the case; empty if it can."""
        if self.manner == Manner.POSITIONS:
            return decider.why_not_by_positions(case, outcome)
        return decider.why_not(case)

    def why(self, decider: Decider, case: Application) -> Why | None:
        """What stands in the way of deciding with those who take part, as the rule says it."""
        return decider.why(case, by_position=self.manner == Manner.POSITIONS)

    def look_at(self, decider: Decider, cases: Sequence[Application]) -> None:
        """Read what the answer about these cases needs, at no more queries than for one."""
        decider.look_at(cases)
        if self.manner == Manner.POSITIONS:
            decider.look_at_positions(cases)

    def facts(self, decider: Decider, case: Application) -> dict[str, Any]:
        """What the decision's row says about how it came about."""
        by_position = self.manner == Manner.POSITIONS
        unequal = decider.is_unequal(case, by_position=by_position)
        asked = {} if decider.of_record else {"conflicts_asked": self.conflicts_asked or by_position}
        return asked | {
            "decided_on": self.decided_on,
            "paragraph": self.paragraph,
            "registry_number": self.registry_number,
            "manner": self.manner,
            "seated": decider.seated(case, by_position=by_position),
            "unequal_reason": self.unequal_reason.strip() if unequal else "",
            "dissent": self.dissent.strip(),
            "also_there": self.also_there.strip(),
        }


@dataclass
class Report:
    """What happened to many cases: which are approved, which declined, and which are neither and why."""

    approved: list[Application] = field(default_factory=list)
    declined: list[Application] = field(default_factory=list)
    refused: list[tuple[Application, Refusal]] = field(default_factory=list)


def approve_applications(
    ids: Iterable[int],
    *,
    actor: User,
    held: Held,
    reasons_text: str = "",
    capacities: Capacities | None = None,
    groups: dict[tuple[int, dt.date], Group] | None = None,
) -> Report:
    """Approve every case among `ids` that can be approved, and report about each one that cannot.

    One transaction writes for each case the step, the diary, the decision with who took part, and the signing document
    with its snapshot, due when the hold is over: all or nothing, in as many queries for two hundred cases as for one.
    Rows are locked first, so of two people pressing at once the slower one gets AlreadyDecided with the faster one's
    name; and ties are asked for after that, so one declared just before counts. `reasons_text` may say why; a case that
    asks for an exception is not approved without (MEM-04), so a bulk leaves it out. Cases that `actor` may not see, or
    that are closed to them (MEM-45), are not in the report at all. `capacities` are the actor's and `groups` who sits,
    if they are known already. Twice: the second report approves nothing. Source: MEM-15 … MEM-17, MEM-28 … MEM-30.
    """
    report, person = Report(), capacities or Capacities(actor)
    with transaction.atomic():
        decider = held.decider(person)
        decider.groups.update(groups or {})
        for case in lock_cases(ids, decider, held):
            refusal = refusal_of(case, decider, held, Outcome.APPROVED)
            if refusal is None and lacks_reason(case, reasons_text):
                refusal = DecisionNotPossible(EXCEPTION)
            if refusal:
                report.refused.append((case, refusal))
            else:
                report.approved.append(case)
        if report.approved:
            approve_locked(
                report.approved,
                STEPS["approve"],
                decider=decider,
                actor=actor,
                held=held,
                reasons_text=reasons_text,
            )
    logger.info(
        "applications_approved", extra={"count": len(report.approved), "refused": len(report.refused)}
    )
    return report


def approve_application(
    application: Application, *, actor: User, held: Held, reasons_text: str = ""
) -> Decision:
    """Approve one case; see `approve_applications`. Refuses with AlreadyDecided or DecisionNotPossible."""
    report = approve_applications([application.pk], actor=actor, held=held, reasons_text=reasons_text)
    if report.refused:
        raise report.refused[0][1]
    if not report.approved:
        raise DecisionNotPossible(held.decider(actor).why_not_person(application) or None)
    return application.decisions.latest("pk")


def decline_application(
    application: Application,
    *,
    actor: User,
    held: Held,
    reasons: Sequence[Criterion],
    reasons_text: str,
) -> Decision:
    """Decline one case with reasons chosen from the region's criteria and in words, and write the letter about it.

    The letter leaves when the hold is over. Refuses with AlreadyDecided or DecisionNotPossible; without a criterion or
    without words there is no refusal (AGR-32, LAW-F2). Twice: the second is refused.
    """
    with transaction.atomic():
        case = lock_case(application, actor)
        if case is None or not reasons or any(reason.agreement_id != case.agreement_id for reason in reasons):
            raise DecisionNotPossible
        decider = held.decider(actor)
        if refusal := refusal_of(case, decider, held, Outcome.DECLINED):
            raise refusal
        decision = decline_locked(
            case,
            STEPS["decline"],
            decider=decider,
            actor=actor,
            held=held,
            reasons=reasons,
            reasons_text=reasons_text,
        )
    logger.info("application_declined", extra={"application_id": case.pk})
    return decision


def lacks_reason(case: Application, reasons_text: str) -> bool:
    """Whether an approval would set a rule aside without saying why (MEM-04)."""
    return case.scope == Scope.OTHER and not reasons_text.strip()


def lock_case(application: Application, actor: User) -> Application | None:
    """The case as staff see it, held until the transaction ends; None for one that `actor` does not see."""
    return (
        Application.objects.for_staff(actor)
        .filter(pk=application.pk)
        .select_for_update(of=("self",), no_key=True)
        .select_related("agreement__region")
        .first()
    )


def lock_cases(ids: Iterable[int], decider: Decider, held: Held) -> list[Application]:
    """Those among `ids` that the person behind `decider` works with, held until the transaction ends, the oldest first,
    with all that a decision about them asks for; in as many queries for many as for one. As in `lock_case`, what only
    refers to a case, as a file of the applicant's, does not wait.

    Ties are asked for after the lock, so one declared just before counts.
    """
    person = decider.capacities
    cases = list(
        Application.objects.for_staff(person)
        .filter(pk__in=list(ids))
        .select_for_update(of=("self",), no_key=True)
        .select_related("agreement__region")
        .order_by("submitted_at", "pk")
    )
    _look_at_once(cases, decider)
    held.look_at(decider, cases)
    closed = {case.pk for case in cases if person.user.pk in decider.recused(case) or person.is_closed(case)}
    return [case for case in cases if case.pk not in closed]


def _look_at_once(cases: Sequence[Application], decider: Decider) -> None:
    """What many cases share, read once: their agreements with their texts, and of each the municipalities and the
    newest decision.

    Asked after the lock: what the locking query itself says of other tables is from before it waited.
    """
    agreements = {case.agreement_id: case.agreement for case in cases}
    agreements |= {pk: group.agreement for (pk, _day), group in decider.groups.items() if pk in agreements}
    mine = [case.pk for case in cases]
    through = Application.municipalities.through
    decisions = Decision.objects.filter(application__in=mine).defer("recorded_at", "held_until")
    recorders = User.objects.filter(pk__in=decisions.values("recorded_by"))
    rows = gather(
        {
            "decisions": decisions,
            "recorders": recorders.defer("password", "last_login", "created_at"),
            "links": through.objects.filter(application__in=mine),
            "municipalities": Municipality.objects.filter(region__agreement__in=agreements),
            **text_sets(agreements),
        }
    )
    keep_texts(agreements.values(), rows)
    people = {person.pk: person for person in rows["recorders"]}
    known = {decision.pk: decision for decision in rows["decisions"]}
    newest: dict[int, Decision] = {}
    for decision in rows["decisions"]:
        decision.recorded_by = people[decision.recorded_by_id]
        decision.corrects = known.get(decision.corrects_id)
        newest[decision.application_id] = decision
    chosen = {(link.application_id, link.municipality_id) for link in rows["links"]}
    for case in cases:
        case.agreement = agreements[case.agreement_id]
        case.decision = newest.get(case.pk)
        keep(
            case, "municipalities", [each for each in rows["municipalities"] if (case.pk, each.pk) in chosen]
        )


def refusal_of(case: Application, decider: Decider, held: Held, outcome: Outcome) -> Refusal | None:
    """Why this case is not decided now, as something that can be raised or reported."""
    if case.status in DECIDED:
        decision = case.decision
        if decision is not None:
            return AlreadyDecided(
                name=str(decision.recorded_by), outcome=decision.get_outcome_display().lower()
            )
    if reason := held.why_not(decider, case, outcome):
        return DecisionNotPossible(reason, why=held.why(decider, case))
    return None
