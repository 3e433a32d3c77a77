"""A row of a table of steps: data that buttons, doors, permissions and tests read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Step:
    """One way from a state to another, and who may take it."""

    name: str
    source: str
    target: str
    by: frozenset[str]
    label: _StrPromise
    needs_note: bool = False

    @property
    def line(self) -> dict[str, str]:
        """What every diary says of the step."""
        return {"step": self.name, "source": self.source, "target": self.target}
