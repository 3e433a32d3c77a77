"""The parties' checklists as pages show them: what is asked of each, what was said, how much is done (PLAN-17)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from actionplan.models import ChecklistPoint, PartyPoint
from actionplan.states import PointState
from agreement.gathering import gather
from agreement.models import Party


@dataclass(frozen=True)
class ShownPoint:
    """A point with what the party has said about it, if anything."""

    row: ChecklistPoint
    answer: PartyPoint | None

    @property
    def is_done(self) -> bool:
        return self.answer is not None and self.answer.state == PointState.DONE

    @property
    def asked_then(self) -> str:
        """What the point said when it was reported, where it says something else now."""
        told = self.answer.words if self.answer is not None and self.is_done else ""
        return "" if told == self.row.text else told


@dataclass(frozen=True)
class ShownParty:
    """A party with its checklist."""

    party: Party
    points: list[ShownPoint]

    @property
    def done(self) -> int:
        return sum(each.is_done for each in self.asked)

    @property
    def asked(self) -> list[ShownPoint]:
        return [each for each in self.points if each.row.is_asked]

    @property
    def waiting(self) -> int:
        return len(self.asked) - self.done


def checklists(parties: Any, agreements: Any) -> list[ShownParty]:
    """The checklists of parties; they and their agreements are ids, or querysets of ids. One query.

    A point that is not asked any more stands only where it was answered.
    """
    return shown_checklists(
        **gather(
            {
                "parties": Party.objects.filter(pk__in=parties),
                "points": ChecklistPoint.objects.filter(agreement__in=agreements),
                "answers": PartyPoint.objects.filter(party__in=parties),
            }
        )
    )


def shown_checklists(
    parties: list[Party], points: list[ChecklistPoint], answers: list[PartyPoint]
) -> list[ShownParty]:
    """The checklists, from rows that have been read in the order of their models."""
    told = {(each.party_id, each.point_id): each for each in answers}
    found = []
    for party in parties:
        own = [
            ShownPoint(point, told.get((party.pk, point.pk)))
            for point in points
            if point.agreement_id == party.agreement_id
        ]
        found.append(ShownParty(party, [each for each in own if each.row.is_asked or each.is_done]))
    return found
