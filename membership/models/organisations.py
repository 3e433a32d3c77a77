"""Organisations, and which belongs to which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agreement.models import Municipality
from membership.likeness import KEY_LENGTH, name_key
from membership.states import Form, Kind

if TYPE_CHECKING:
    pass


class Organisation(models.Model):
    """One organisation is one row, whatever it applies for and however often (MEM-49)."""

    name = models.CharField(_("name"), max_length=200)
    # What the name shares with other spellings of it; written by `save`.
    name_key = models.CharField(max_length=KEY_LENGTH, default="", editable=False)
    number = models.CharField(_("organisation number"), max_length=11, null=True, blank=True, unique=True)
    form = models.CharField(_("form of organisation"), max_length=20, choices=Form)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.CIVIL)
    municipalities = models.ManyToManyField(Municipality, verbose_name=_("municipalities"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ("name", "pk")
        indexes = (models.Index(fields=["name_key"], name="organisation_name_key"),)

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_key = name_key(self.name)
        super().save(*args, **kwargs)


class OrganisationLink(models.Model):
    """An umbrella and an organisation that belongs to it. Says nothing about who has joined (MEM-52)."""

    umbrella = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="branches")
    branch = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="umbrellas")

    class Meta:
        verbose_name = _("umbrella and branch")
        verbose_name_plural = _("umbrellas and branches")
        constraints = (
            models.UniqueConstraint(fields=["umbrella", "branch"], name="branch_once_per_umbrella"),
            models.CheckConstraint(condition=~Q(umbrella=F("branch")), name="no_umbrella_of_itself"),
        )

    def __str__(self) -> str:
        return f"{self.umbrella} – {self.branch}"
