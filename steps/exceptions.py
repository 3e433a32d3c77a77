"""Refusals, each with a sentence that a person can read. A room adds those that say something else."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """Something may not be done now; `str()` says why, in the reader's language."""

    sentence: Any = _("That is not possible.")

    def __init__(self, sentence: Any = None, **values: Any) -> None:
        self.sentence = sentence or self.sentence
        self.values = values
        super().__init__()

    def __str__(self) -> str:
        return str(self.sentence) % self.values if self.values else str(self.sentence)


class StepNotAllowed(Refusal):
    """The state, or who is asking, does not allow it."""

    sentence = _("That cannot be done now.")


class AlreadyMoved(Refusal):
    """Somebody else was faster."""

    sentence = _("Somebody else was faster. Look at it once more.")
