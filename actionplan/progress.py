"""How far a plan of activities has come: from activity to area to plan, and who leads. Pure; the rows come as facts.

The rule in one table, which the tests read (tests/actionplan/progress_table.py): an activity that is done counts whole,
one that is planned or ongoing by its reached milestones, and what is only proposed or was stopped does not count. An
area and a plan have come as far as their activities on average, rounded down: a hundred means that all is done.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from actionplan.states import ActivityState
from agreement.states import Side

if TYPE_CHECKING:
    from collections.abc import Iterable

COUNTED = (ActivityState.DONE, ActivityState.ONGOING, ActivityState.PLANNED)


@dataclass(frozen=True)
class Standing:
    """What counts of one activity. `side`: of the party that leads it; empty where the parties lead together."""

    state: str
    milestones: int = 0
    reached: int = 0
    area: str = ""
    side: str = ""


@dataclass(frozen=True)
class Progress:
    """Activities by state, milestones of those that count, and how far it all has come (None: nothing counts)."""

    proposed: int = 0
    planned: int = 0
    ongoing: int = 0
    done: int = 0
    stopped: int = 0
    milestones: int = 0
    reached: int = 0
    percent: int | None = None

    @property
    def counted(self) -> int:
        return self.planned + self.ongoing + self.done


@dataclass(frozen=True)
class Led:
    """How many activities each side leads, and how many the parties lead together (PLAN-26)."""

    public: int = 0
    civil: int = 0
    together: int = 0

    @property
    def total(self) -> int:
        return self.public + self.civil + self.together


def share(one: Standing) -> Fraction | None:
    """How far one activity has come, from 0 to 1; None for one that does not count."""
    if one.state not in COUNTED:
        return None
    if one.state == ActivityState.DONE:
        return Fraction(1)
    return Fraction(one.reached, one.milestones) if one.milestones else Fraction(0)


def roll_up(rows: Iterable[Standing]) -> Progress:
    """Many activities as one: those of an area, or of a plan."""
    found = list(rows)
    states = Counter(str(one.state) for one in found)
    shares = [each for one in found if (each := share(one)) is not None]
    counting = [one for one in found if one.state in COUNTED]
    return Progress(
        **{state.value: states[state.value] for state in ActivityState},
        milestones=sum(one.milestones for one in counting),
        reached=sum(one.reached for one in counting),
        percent=int(100 * sum(shares, Fraction(0)) / len(shares)) if shares else None,
    )


def by_area(rows: Iterable[Standing]) -> dict[str, Progress]:
    """The progress of each area that has activities."""
    found: dict[str, list[Standing]] = {}
    for one in rows:
        found.setdefault(one.area, []).append(one)
    return {area: roll_up(own) for area, own in found.items()}


def led(rows: Iterable[Standing]) -> Led:
    """Who leads what the plan has taken in; a proposal is nobody's yet."""
    sides = Counter(one.side for one in rows if one.state != ActivityState.PROPOSED)
    together = sides.total() - sides[Side.PUBLIC] - sides[Side.CIVIL]
    return Led(sides[Side.PUBLIC], sides[Side.CIVIL], together)


def hundredths(counts: list[int]) -> list[int]:
    """Shares in whole per cent that are a hundred together: what rounding leaves goes to the largest remainders."""
    total = sum(counts) or 1
    shares = [100 * count // total for count in counts]
    rests = sorted(range(len(counts)), key=lambda place: (-(100 * counts[place] % total), place))
    for place in rests[: (100 if sum(counts) else 0) - sum(shares)]:
        shares[place] += 1
    return shares
