"""Refusals, each with a sentence that a person can read."""

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
    """The state, or who is asking, does not allow the step."""

    sentence = _("That step cannot be taken now.")


class AlreadyMoved(Refusal):
    """Somebody else was faster."""

    sentence = _("The case had already moved on when you pressed the button.")


class AlreadyDecided(AlreadyMoved):
    """Two people decided at once; the slower one is told who was faster."""

    sentence = _("%(name)s had already decided this case (%(outcome)s).")


class Incomplete(Refusal):
    """Answers are missing."""

    sentence = _("Some answers are missing.")

    def __init__(self, pages: list[str]) -> None:
        super().__init__()
        self.pages = pages


class TooMany(Refusal):
    """Many applications from one place in a short time; a person can always write to the secretariat instead."""

    sentence = _("There have been many applications from here. Wait an hour and try again, or write to us.")


class AlreadyApplied(Refusal):
    """The organisation has an open application or is a member."""

    sentence = _("The organisation %(name)s already has an application (%(reference)s) or has joined.")


class DecisionNotPossible(Refusal):
    """The body cannot decide, or not this person, or not on that day; `why` is what the rule of balance says."""

    def __init__(self, sentence: Any = None, *, why: Any = None, **values: Any) -> None:
        super().__init__(sentence, **values)
        self.why = why


class BadFile(Refusal):
    """The file is not what it should be."""
