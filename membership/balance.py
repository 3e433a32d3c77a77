"""Whether a body can decide in one case, and what its positions come to. Pure: seats in, a verdict out.

The rule, in one table that the tests read (tests/membership/decision_table.py):

1. An ordinary holder who takes part has a voice. Where the seat is vacant, or its holder is absent or has a conflict of
   interest, the first alternate of the same party who takes part steps in (MEM-34, MEM-45). Co-opted members have none.
2. Every group, a party or a side by the agreement's rule, must have a voice, and all groups equally many (MEM-28 …
   MEM-30). Unequal voices decide only with a recorded reason.
3. By positions: more for than against approves, more against than for declines. Who abstains has a voice in 2 and none
   in 3. A tie, or nobody for or against, decides nothing: there is no casting vote.
   At a meeting the minutes say what was decided; 1 and 2 hold all the same.
4. By positions, silent is not absent: while an ordinary holder is waited for nothing is decided, and no alternate steps
   in for them. Whoever has said something, has a conflict of interest or cannot take part is waited for no more.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from agreement.states import SeatKind
from membership.states import Outcome, Stand, Why

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

VOTES = (Stand.FOR, Stand.AGAINST)
TAKES_PART = frozenset({Stand.PRESENT, Stand.FOR, Stand.AGAINST, Stand.ABSTAINS})


@dataclass(frozen=True)
class Place:
    """A seat on the day, in one case. `group` is what must be equal; a vacant seat has the stand VACANT."""

    group: Hashable
    party: Hashable
    kind: str
    stand: Stand
    holder: int = 0  # whose it is, for the record; the rule does not look at it


@dataclass(frozen=True)
class Voice:
    """Somebody who takes part in the decision: an ordinary holder, or an alternate who stepped in."""

    place: Place
    stepped_in: bool = False


@dataclass(frozen=True)
class Verdict:
    """Whether the body can decide (`why` is empty), and what the positions come to (None: nothing)."""

    voices: tuple[Voice, ...]
    why: Why | None = None
    group: Hashable = None  # the group without a voice
    counts: dict[Hashable, int] = field(default_factory=dict)  # voices in each group
    outcome: Outcome | None = None
    awaited: tuple[Place, ...] = ()  # who has not been heard yet

    @property
    def is_possible(self) -> bool:
        return self.why is None


def voices_of(places: Iterable[Place]) -> tuple[Voice, ...]:
    """Who has a voice: rule 1. Seats and alternates in the order given."""
    rows = list(places)
    alternates: dict[Hashable, list[Place]] = {}
    for place in rows:
        if place.kind == SeatKind.ALTERNATE and place.stand in TAKES_PART:
            alternates.setdefault(place.party, []).append(place)
    voices = []
    for place in rows:
        if place.kind != SeatKind.ORDINARY:
            continue
        if place.stand in TAKES_PART:
            voices.append(Voice(place))
        elif place.stand == Stand.SILENT:
            continue
        elif waiting := alternates.get(place.party):
            voices.append(Voice(waiting.pop(0), stepped_in=True))
    return tuple(voices)


def composition(places: Iterable[Place], groups: Sequence[Hashable], *, unequal_reason: str = "") -> Verdict:
    """Whether the body can decide with those who take part: rules 1 and 2. `groups` are all that the rule names."""
    voices = voices_of(places)
    counted = Counter(voice.place.group for voice in voices)
    counts: dict[Hashable, int] = {group: counted[group] for group in groups}
    for group, count in counts.items():
        if not count:
            return Verdict(voices, Why.NO_VOICE, group, counts)
    if len(set(counts.values())) > 1 and not unequal_reason.strip():
        return Verdict(voices, Why.UNEQUAL, None, counts)
    return Verdict(voices, None, None, counts)


def by_positions(places: Iterable[Place], groups: Sequence[Hashable], *, unequal_reason: str = "") -> Verdict:
    """The same, and what the positions come to: rules 1 to 4."""
    rows = list(places)
    verdict = composition(rows, groups, unequal_reason=unequal_reason)
    awaited = tuple(
        place for place in rows if place.kind == SeatKind.ORDINARY and place.stand == Stand.SILENT
    )
    if awaited:
        return Verdict(verdict.voices, Why.AWAITS, None, verdict.counts, awaited=awaited)
    if not verdict.is_possible:
        return verdict
    stands = Counter(voice.place.stand for voice in verdict.voices)
    if stands[Stand.FOR] == stands[Stand.AGAINST]:
        why = Why.TIE if stands[Stand.FOR] else Why.NO_VOTES
        return Verdict(verdict.voices, why, None, verdict.counts)
    outcome = Outcome.APPROVED if stands[Stand.FOR] > stands[Stand.AGAINST] else Outcome.DECLINED
    return Verdict(verdict.voices, None, None, verdict.counts, outcome)
