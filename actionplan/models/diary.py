"""Diaries of what happens with a plan, which the public reads in part: by day, and never by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from steps.rows import AppendOnly

if TYPE_CHECKING:
    from accounts.models import User


class Diary(AppendOnly):
    """A step or a note, on a day (a Swedish date). Who wrote it is never public."""

    day = models.DateField(_("date"), default=timezone.localdate)
    at = models.DateTimeField(_("when"), auto_now_add=True)
    actor: models.ForeignKey[User | None, User | None] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    step = models.CharField(_("step"), max_length=20)
    source = models.CharField(_("from"), max_length=10, blank=True)
    target = models.CharField(_("to"), max_length=10, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        abstract = True
        ordering = ("day", "pk")

    def __str__(self) -> str:
        return f"{self.day}: {self.step}"
