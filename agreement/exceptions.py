"""What the agreement's room refuses, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agreement.adoption import Missing


class TextIsFrozen(Exception):
    """An adopted text, or a row of one, was to be changed or removed (AGR-34, PLAN-25). Nothing was."""

    def __init__(self, text: object) -> None:
        super().__init__(f"{text} is adopted and is not changed any more; make a new version.")


class StepNotAllowed(Exception):
    """The text is not in a state from which this step leads; `state` says in which it is."""

    def __init__(self, step: str, state: str) -> None:
        super().__init__(f"{step} does not lead on from {state}.")
        self.state = state


class NothingToAdopt(ValidationError):
    """A text without a single part, principle or area cannot be adopted."""

    def __init__(self) -> None:
        super().__init__(_("There is no text to adopt yet."), code="nothing_to_adopt")


class DecisionsMissing(ValidationError):
    """The chain of decisions is not complete, and nobody said to go on without (AGR-09)."""

    def __init__(self, missing: Sequence[Missing]) -> None:
        super().__init__(_("Decisions are still missing."), code="decisions_missing")
        self.missing = tuple(missing)


class BadFile(ValidationError):
    """A document's file is not one that is kept; the message says why and what to do."""


class TextHasChanged(ValidationError):
    """Somebody changed the text after the person who adopts it had looked at it."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody changed the text while you looked at it. Look at it once more."),
            code="text_has_changed",
        )


class NotTheirSeat(ValidationError):
    """The person is not one who fills or empties this seat (MEM-32)."""

    def __init__(self) -> None:
        super().__init__(
            _("You cannot fill this seat. Each party fills its own, and empties them."), code="not_their_seat"
        )


class SeatIsTaken(ValidationError):
    """Somebody holds the seat on one of the days, or the person sits in the body already."""


class NoSuchSeat(ValidationError):
    """The seat does not exist on all of the days."""

    def __init__(self) -> None:
        super().__init__(_("The seat does not exist on all of those days."), code="no_such_seat")


class NotThoseDays(ValidationError):
    """The days are none, or lie in the past and nobody said why."""


class CompositionNotConfirmed(ValidationError):
    """The composition cannot be confirmed like this (MEM-30)."""
