"""Who took part in a decision, as its record tells (LAW-F3): read from `Decision.seated`, with that day's names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agreement.states import SeatKind
from membership.states import Stand

if TYPE_CHECKING:
    from collections.abc import Iterable

    from membership.models import Decision


@dataclass(frozen=True)
class Seated:
    """A deciding seat when it was decided: whose it was, how they stood, and whether they had a voice."""

    user: int | None
    name: str
    party: str
    kind: str
    stand: str
    voice: bool
    stepped_in: bool

    @property
    def is_ordinary(self) -> bool:
        return self.kind == SeatKind.ORDINARY

    @property
    def said(self) -> str:
        """For, against or abstains; empty where only the outcome was recorded."""
        stand = Stand(self.stand)
        return "" if stand == Stand.PRESENT else str(stand.label)


@dataclass(frozen=True)
class TookPart:
    """The seats of a decision, sorted by what people ask: who decided, who may not, who was missing."""

    voices: list[Seated]
    recused: list[Seated]
    absent: list[Seated]  # ordinary holders only: an alternate who stays away is missing to nobody
    vacant: list[Seated]  # ordinary seats only
    others: list[Seated]  # alternates who were there and were not needed

    def __bool__(self) -> bool:
        return bool(self.voices)


def took_part(decision: Decision) -> TookPart:
    """Who took part in the decision. Empty for decisions from before that was recorded."""
    return sort_out(decision.seated)


def sort_out(rows: Iterable[dict[str, Any]]) -> TookPart:
    """The same from the rows themselves."""
    seats = [Seated(**row) for row in rows]

    def standing(stand: Stand, *, ordinary: bool = False) -> list[Seated]:
        return [seat for seat in seats if seat.stand == stand and (seat.is_ordinary or not ordinary)]

    away = {Stand.RECUSED, Stand.ABSENT, Stand.VACANT}
    return TookPart(
        voices=[seat for seat in seats if seat.voice],
        recused=standing(Stand.RECUSED),
        absent=standing(Stand.ABSENT, ordinary=True),
        vacant=standing(Stand.VACANT, ordinary=True),
        others=[seat for seat in seats if not seat.voice and seat.stand not in away],
    )
