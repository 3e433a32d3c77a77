"""What load_region wrote last: so that it can tell what staff have changed since."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class LoadedContent(models.Model):
    """One row for each thing that came from content/<region>/: which row it became, and what it looked like then.

    A row that still looks as it did may be updated from the files; one that looks different was changed by staff and
    is left alone (design §4). The record with the empty key holds the fingerprint of the whole folder.
    """

    region_slug = models.SlugField(_("region"), max_length=40)
    key = models.CharField(_("key"), max_length=200, blank=True)
    object_id = models.BigIntegerField(_("row"), null=True, blank=True)
    fingerprint = models.CharField(_("fingerprint"), max_length=64)

    class Meta:
        verbose_name = _("loaded content")
        verbose_name_plural = _("loaded content")
        constraints = (
            models.UniqueConstraint(
                fields=["region_slug", "key"], name="loaded_content_once_per_region_and_key"
            ),
        )

    def __str__(self) -> str:
        return f"{self.region_slug}: {self.key}"


class PublicStamp(models.Model):
    """One row with a number that every change of public content raises; kept pages are good for one number."""

    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)
