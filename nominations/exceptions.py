"""What this room refuses; `str()` of each says why, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from steps.exceptions import AlreadyMoved, Refusal


class NotNow(Refusal):
    """The window is not open, or the round is over."""

    sentence = _("Nominations are not open now.")


class TooManyNominations(Refusal):
    """Many nominations in a short time: each of them writes to somebody's address."""

    sentence = _("There have been many nominations from you today. Wait until tomorrow, or write to us.")


class RoundDecided(AlreadyMoved):
    """Two people decided at once; the slower one is told who was faster."""

    sentence = _("%(name)s had already recorded the decision of this round (§ %(paragraph)s).")


class CannotDecide(Refusal):
    """The decision is not possible: its day, who is chosen, or a reason that is missing."""
