"""What members say about who belongs to whom, until the other side has answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from membership.models.members import Membership
from membership.querysets import LinkStatementQuerySet
from membership.states import KinAnswer, KinSays

if TYPE_CHECKING:
    from accounts.models import User
    from membership.models.organisations import Organisation


class LinkStatement(models.Model):
    """A member says that another one is its umbrella, or belongs to it (MEM-52).

    Nobody outside sees it. The other one confirms it, or the secretariat: then there is an `OrganisationLink`.
    Answered, it stays as a record.
    """

    stated_by = models.ForeignKey(
        Membership, verbose_name=_("who says it"), on_delete=models.PROTECT, related_name="link_statements"
    )
    asked = models.ForeignKey(
        Membership, verbose_name=_("about whom"), on_delete=models.PROTECT, related_name="link_questions"
    )
    says = models.CharField(_("what it says"), max_length=10, choices=KinSays)
    actor: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    stated_at = models.DateTimeField(_("said"), auto_now_add=True)
    answer = models.CharField(_("answer"), max_length=10, choices=KinAnswer, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by: models.ForeignKey[User | None, User | None] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = LinkStatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement about an umbrella")
        verbose_name_plural = _("statements about umbrellas")
        ordering = ("stated_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["stated_by", "asked"],
                condition=Q(answered_at=None),
                name="one_open_statement_about_another",
            ),
            models.CheckConstraint(condition=~Q(stated_by=F("asked")), name="no_statement_about_itself"),
            models.CheckConstraint(condition=Q(says__in=KinSays.values), name="link_statement_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.stated_by} – {self.asked}"

    @property
    def umbrella(self) -> Organisation:
        return (self.asked if self.says == KinSays.UMBRELLA else self.stated_by).organisation

    @property
    def branch(self) -> Organisation:
        return (self.stated_by if self.says == KinSays.UMBRELLA else self.asked).organisation
