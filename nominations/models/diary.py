"""The shape of this room's diaries: what happened, from which state to which, and when. By whom, each says itself."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from steps.rows import AppendOnly


class Diary(AppendOnly):
    """A step that was taken."""

    at = models.DateTimeField(_("when"), auto_now_add=True)
    step = models.CharField(_("step"), max_length=30)
    source = models.CharField(_("from"), max_length=12)
    target = models.CharField(_("to"), max_length=12)

    class Meta:
        abstract = True
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.step}: {self.source} → {self.target}"
