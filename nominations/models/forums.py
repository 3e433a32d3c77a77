"""Forums and networks of the parties: what they are for, and who sits there for civil society (CRO-13 … CRO-16)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agreement.models import Agreement, Party
from membership.models import Application, Organisation
from nominations.querysets import ForumSeatQuerySet

if TYPE_CHECKING:
    from accounts.models import User


def organisations_in(agreement_id: int | None) -> models.QuerySet[Organisation]:
    """The organisations that have applied to the agreement, or have joined it."""
    cases = Application.objects.received().filter(agreement=agreement_id)
    return Organisation.objects.filter(pk__in=cases.values("organisation"))


class Forum(models.Model):
    """A forum or network: facts, shown as they are; what nobody has confirmed is marked so."""

    agreement = models.ForeignKey(
        Agreement, verbose_name=_("agreement"), on_delete=models.CASCADE, related_name="forums"
    )
    slug = models.SlugField(_("address"), max_length=60)
    name = models.CharField(_("name"), max_length=160)
    # The party that it belongs to; somebody else in words, or nobody knows.
    owner = models.ForeignKey(
        Party, verbose_name=_("owner"), on_delete=models.PROTECT, related_name="forums", null=True, blank=True
    )
    owner_name = models.CharField(
        _("other owner"), max_length=160, blank=True, help_text=_("Where it is none of the parties.")
    )
    purpose = models.TextField(_("what it is for"), blank=True)
    seats_for_civil = models.PositiveSmallIntegerField(
        _("number of seats for civil society"), null=True, blank=True, help_text=_("Empty: not known.")
    )
    civil_seats = models.CharField(
        _("seats for civil society"),
        max_length=200,
        blank=True,
        help_text=_("How many and whose, in a few words. Empty: not known."),
    )
    url = models.URLField(_("link"), blank=True)
    last_review_on = models.DateField(_("last looked through"), null=True, blank=True)
    review_outcome = models.TextField(_("what came of it"), blank=True)
    to_be_confirmed = models.BooleanField(
        _("to be confirmed"), default=True, help_text=_("The public page says so.")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("forum")
        verbose_name_plural = _("forums")
        ordering = ("order", "name", "pk")
        constraints = (
            models.UniqueConstraint(fields=["agreement", "slug"], name="forum_once_per_agreement"),
        )

    def __str__(self) -> str:
        return self.name


class ForumSeat(models.Model):
    """Who sits in a forum for civil society, both days included. The public sees organisations only."""

    forum = models.ForeignKey(Forum, verbose_name=_("forum"), on_delete=models.CASCADE, related_name="seats")
    user: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="forum_seats",
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="forum_seats",
        null=True,
        blank=True,
    )
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to and including"), null=True, blank=True)

    objects = ForumSeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("representative in a forum")
        verbose_name_plural = _("representatives in forums")
        ordering = ("from_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="forum_seat_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} ({self.from_on}–{self.to_on or ''})"

    def clean(self) -> None:
        """Refuses to name an organisation that has nothing to do with the forum's agreement; one that stands there
        already may stay.
        """
        if self.organisation_id is None or self.forum_id is None:
            return
        if ForumSeat.objects.filter(pk=self.pk, organisation=self.organisation_id).exists():
            return
        if not organisations_in(self.forum.agreement_id).filter(pk=self.organisation_id).exists():
            raise ValidationError(
                _("The organisation has neither applied nor joined where the forum is."), code="elsewhere"
            )
