"""How a body is composed on a day, and whether the composition is equal. Pure: seats in, counts out (MEM-28 … MEM-31).

The rule, which everything that counts seats goes through:

1. A seat counts on the days it exists, both ends included; an end that is open never ends. A seat of a party that has
   left the agreement does not exist from the day on which its withdrawal counts.
2. Only ordinary seats count. An alternate or a co-opted person fills none.
3. An ordinary seat is filled on a day when somebody holds it that day, and vacant otherwise.
4. Every group, a party or a side by the agreement's rule, must have equally many filled seats, also one that has none;
   a party that has left is no group any more, nor a side all of whose parties have.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from agreement.states import SeatKind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Hashable, Iterable


@dataclass(frozen=True)
class Span:
    """From one day to another, both included; None is an end that is open."""

    from_on: dt.date | None = None
    to_on: dt.date | None = None

    def covers(self, day: dt.date) -> bool:
        return (self.from_on is None or self.from_on <= day) and (self.to_on is None or self.to_on >= day)

    def overlaps(self, other: Span) -> bool:
        """Whether some day belongs to both."""
        begins_in_time = self.from_on is None or other.to_on is None or self.from_on <= other.to_on
        ends_late_enough = self.to_on is None or other.from_on is None or self.to_on >= other.from_on
        return begins_in_time and ends_late_enough

    def holds(self, other: Span) -> bool:
        """Whether every day of the other belongs to this one."""
        begins = self.from_on is None or (other.from_on is not None and self.from_on <= other.from_on)
        ends = self.to_on is None or (other.to_on is not None and self.to_on >= other.to_on)
        return begins and ends


@dataclass(frozen=True)
class Chair:
    """A seat through time: what must be equal (`group`), its kind, its own days and the days of each who held it."""

    group: Hashable
    kind: str
    exists: Span = field(default_factory=Span)
    held: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Composed:
    """The ordinary seats of each group on a day: how many exist, and how many of them are filled."""

    filled: dict[Hashable, int]
    seats: dict[Hashable, int]

    @property
    def vacant(self) -> dict[Hashable, int]:
        return {group: self.seats[group] - self.filled[group] for group in self.seats}

    @property
    def is_equal(self) -> bool:
        return len(set(self.filled.values())) < 2

    @property
    def is_empty(self) -> bool:
        """Whether nobody sits at all: nothing that can be confirmed."""
        return not any(self.filled.values())


def composition_on(chairs: Iterable[Chair], groups: Iterable[Hashable], day: dt.date) -> Composed:
    """The composition on `day`. `groups` are all that the rule names, also those without a seat."""
    filled: dict[Hashable, int] = dict.fromkeys(groups, 0)
    seats = dict(filled)
    for chair in chairs:
        if chair.kind != SeatKind.ORDINARY or not chair.exists.covers(day):
            continue
        seats[chair.group] = seats.get(chair.group, 0) + 1
        is_filled = any(span.covers(day) for span in chair.held)
        filled[chair.group] = filled.get(chair.group, 0) + is_filled
    return Composed(filled, seats)
