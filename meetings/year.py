"""How many meetings a group has planned and held in a year, against how many it should have (MEM-36). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agreement.states import MeetingState
from meetings.states import AHEAD, OVER

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from agreement.models import Body, Meeting


@dataclass(frozen=True)
class Year:
    """The meetings of a calendar year (Swedish dates). `goal` is 0 where the region has said no number."""

    year: int
    planned: int
    held: int
    goal: int

    @property
    def short(self) -> int:
        """How many are still to be planned."""
        return max(0, self.goal - self.planned - self.held)


def year_of(body: Body, meetings: Iterable[Meeting], year: int, *, today: dt.date | None = None) -> Year:
    """Count the group's meetings of `year`. A cancelled meeting counts as neither; one that was held does not count as
    planned. With `today`, neither does one whose day has passed though nobody was called: it was a plan (CRO-48).
    """
    rows = [
        each
        for each in meetings
        if each.day.year == year and not (today and each.day < today and each.state == MeetingState.PLANNED)
    ]
    return Year(
        year,
        planned=sum(each.state in AHEAD for each in rows),
        held=sum(each.state in OVER for each in rows),
        goal=body.meetings_a_year or 0,
    )
