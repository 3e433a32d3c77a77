"""What the plans' room refuses, by name; `str()` is a sentence for the person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from steps.exceptions import Refusal


class ResourcesMissing(Refusal):
    """Nobody has said what the activity needs, nor that it needs nothing (PLAN-06)."""

    sentence = _("Say what resources the activity has, or that it needs none.")


class NotCarried(Refusal):
    """The activity cannot be carried over to that plan."""


class NotAdopted(Refusal):
    """The plan cannot be adopted yet; the sentence says what to do first."""
