"""Files that wait in a form that came back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from relay.models import Work, work_indexes

if TYPE_CHECKING:
    from accounts.models import User


class KeptFile(Work):
    """A file that somebody chose in a form that came back for another reason, so that nobody chooses it twice.

    Only that person's same form finds it. As a row of work it is due a day later: then file and row go.
    """

    owner: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    place = models.CharField(_("which form"), max_length=60)
    stored_name = models.CharField(max_length=200)
    filename = models.CharField(_("file"), max_length=160)
    content_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("file that waits in a form")
        verbose_name_plural = _("files that wait in forms")
        indexes = (
            *work_indexes("kept_file"),
            models.Index(fields=["owner", "place"], name="kept_file_of"),
        )

    def __str__(self) -> str:
        return self.place
