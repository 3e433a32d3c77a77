"""Refusals, each with a sentence that a person can read."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from steps.exceptions import AlreadyMoved, Refusal


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


class OftenWritten(Refusal):
    """Drafts that nobody has claimed stand with the same address many times over; whoever has it can always sign in."""

    sentence = _(
        "This address stands in several new applications already. Is it yours? Sign in with it first: what you have "
        "written on the other pages waits in this browser."
    )


class AlreadyApplied(Refusal):
    """The organisation has an open application or is a member."""

    sentence = _("The organisation %(name)s already has an application (%(reference)s) or has joined.")


class DecisionNotPossible(Refusal):
    """The body cannot decide, or not this person, or not on that day; `why` is what the rule of balance says."""

    def __init__(self, sentence: Any = None, *, why: Any = None, **values: Any) -> None:
        super().__init__(sentence, **values)
        self.why = why


class ChangedSince(DecisionNotPossible):
    """The application is another one than the person had before them: a supplement came, or changed it."""

    sentence = _("It has changed since you looked. Read what is new, and look through it once more.")


class BadFile(Refusal):
    """The file is not what it should be."""


class TooManyFiles(BadFile):
    """No more files are taken in; asking for the next one is of no use."""
