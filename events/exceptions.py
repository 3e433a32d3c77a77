"""Refusals, each with a sentence that a person can read."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from membership.exceptions import Refusal

__all__ = ["AlreadyMoved", "NotNow", "Refusal"]


class NotNow(Refusal):
    """The state, or who is asking, does not allow it."""

    sentence = _("That cannot be done now.")


class AlreadyMoved(Refusal):
    """Somebody else was faster."""

    sentence = _("Somebody else did that a moment ago.")
