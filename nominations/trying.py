"""Trying out a composition: what the group would look like with those who are ticked. Nothing is written (MEM-30)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from agreement.models import SeatHolding
from agreement.sittings import Sittings, group_of
from agreement.states import DECIDING_SEATS, BodyKind, SeatKind, Side
from nominations.permissions import organisations_by_person
from nominations.wishes import wishes_met

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agreement.models import Party
    from nominations.models import Nomination, NominationRound
    from nominations.wishes import Met


@dataclass(frozen=True)
class Trial:
    """What a choice would give: seats group by group as the picture wants them, and which wishes are met."""

    groups: list[dict[str, Any]]
    met: list[Met]
    chosen: int
    sought: int
    is_equal: bool

    @property
    def is_full(self) -> bool:
        return self.chosen == self.sought


def try_out(round_: NominationRound, ordinary: list[Nomination], day: Any = None) -> Trial:
    """The group on the first day of the term, if those were chosen as ordinary. A forum and co-opted seats have no
    balance to look at.
    """
    met = wishes_met(round_, ordinary)
    if round_.body is None or round_.co_opted:
        return Trial([], met, len(ordinary), round_.seats_sought, is_equal=True)
    day = day or round_.term_from_on
    sittings = Sittings(round_.body, day)
    composed = sittings.composed
    agreement, parties = sittings.agreement, sittings.parties
    added: Counter[Any] = Counter(group_of(agreement, party_for(parties, each)) for each in ordinary)
    groups = []
    filled_by: dict[Any, int] = {}
    sides = {group_of(agreement, party): party.side for party in parties}
    for group, name in sittings.names.items():
        filled = composed.filled.get(group, 0) + added[group]
        filled_by[group] = filled
        seats = max(composed.seats.get(group, 0), filled)
        groups.append({"name": name, "side": sides.get(group), "ordinary": seats, "filled": filled})
    return Trial(
        groups,
        met,
        len(ordinary),
        round_.seats_sought,
        is_equal=len(set(filled_by.values())) < 2,
    )


def party_for(parties: Sequence[Party], nomination: Nomination) -> Party | None:
    """Whose seat somebody gets, of those that are parties then: the one of the organisation's side, the first of the
    civil side where that is no one party (two public ones, or none). None where nobody is a party any more. A sitting
    member's nominee gets a seat of the member's own party, or none.
    """
    if nomination.organisation is None:
        return next((each for each in parties if each.pk == nomination.party_id), None)
    same = [each for each in parties if each.side == nomination.side]
    civil = [each for each in parties if each.side == Side.CIVIL]
    return next(iter(same if len(same) == 1 else civil or parties), None)


def conflicts_of(round_: NominationRound) -> list[dict[str, str]]:
    """Members of the leadership group whose own organisation has nominated, or who are nominated themselves: who takes
    part in the choice knows it, and the decision names them (MEM-45).
    """
    today = timezone.localdate()
    leaders = {
        holding.user_id: holding.user
        for holding in SeatHolding.objects.on(today)
        .filter(
            seat__body__agreement=round_.agreement_id,
            seat__body__kind=BodyKind.LEADERSHIP,
            seat__kind__in=[*DECIDING_SEATS, SeatKind.CO_OPTED],
        )
        .select_related("user")
    }
    rows = list(round_.nominations.for_group().select_related("organisation"))
    names = {each.organisation_id: each.organisation.name for each in rows if each.organisation}
    own = organisations_by_person(list(leaders), round_.agreement_id)
    found = []
    for pk, person in leaders.items():
        tied = [names[each] for each in sorted(own.get(pk, set()) & set(names))]
        nominated = any(each.nominee_email == person.email for each in rows)
        made = any(each.organisation_id is None and each.nominated_by_id == pk for each in rows)
        if tied or nominated or made:
            found.append(
                {
                    "name": str(person),
                    "organisation": ", ".join(tied),
                    "nominee": "yes" if nominated else "",
                }
            )
    return sorted(found, key=lambda each: each["name"])
