"""What a group decides about an application, and what its members say before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreement.models import Body, Criterion
from membership.models.applications import Application
from membership.querysets import MinutesExtractQuerySet
from membership.states import Anew, Ground, Manner, Opinion, Outcome, Scope
from relay.models import Work, work_indexes
from steps.rows import AppendOnly

if TYPE_CHECKING:
    from accounts.models import User


class Decision(AppendOnly):
    """What the group decided, when and under which paragraph. Never edited: a mistake gets a new decision."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="decisions")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    decided_on = models.DateField(_("meeting date"))
    paragraph = models.CharField(_("paragraph"), max_length=20)
    registry_number = models.CharField(_("registry number"), max_length=40, blank=True)
    reasons = models.ManyToManyField(Criterion, verbose_name=_("criteria"), blank=True)
    reasons_text = models.TextField(_("reasons in words"), blank=True)
    manner = models.CharField(_("how"), max_length=10, choices=Manner, default=Manner.MEETING)
    # Who took part, who was recused and who was missing, as they sat then: a list of membership.voices.Seated.
    seated = models.JSONField(_("who took part"), default=list, blank=True)
    unequal_reason = models.TextField(_("why the voices were not equally many"), blank=True)
    dissent = models.TextField(_("dissenting opinion"), blank=True)
    # Before it was decided; by positions everybody says it with their own. False: from before that was asked.
    conflicts_asked = models.BooleanField(_("conflicts of interest were asked for"), default=False)
    # Those who decide nothing: co-opted members, whoever wrote the minutes or presented the case.
    also_there = models.CharField(_("others who were there"), max_length=500, blank=True)
    recorded_by: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)
    # When the letters leave, so that it could be taken back until then; None where nothing was decided anew.
    held_until = models.DateTimeField(_("letters leave"), null=True, blank=True)
    anew = models.CharField(_("why it was decided once more"), max_length=10, choices=Anew, blank=True)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(corrects__isnull=True),
                name="one_first_decision_per_application",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} {self.decided_on} § {self.paragraph}"

    @property
    def is_exception(self) -> bool:
        """Whether it approves an organisation that is not active as the agreement asks (MEM-04)."""
        return self.outcome == Outcome.APPROVED and self.application.scope == Scope.OTHER


class Position(AppendOnly):
    """What a member of the group thinks of a case. The newest of each person counts; earlier ones stay (MEM-16)."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="positions")
    user: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    opinion = models.CharField(_("position"), max_length=10, choices=Opinion)
    comment = models.TextField(_("comment"), blank=True)
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        ordering = ("at", "pk")
        indexes = (models.Index(fields=["user", "application", "at"], name="position_and_when"),)

    def __str__(self) -> str:
        return f"{self.user}: {self.get_opinion_display()}"


class Recusal(models.Model):
    """A conflict of interest of a person in a case: while it lasts the case is closed to them (MEM-45, LAW-F1).

    A state, not a hole: it is declared, it is in the diary, and the decision names it. `lifted_at` ends it, when it was
    a mistake; the row stays. Whoever gives up the access to an application gets one with the ground WORKED, and that
    closes every case of the organisation: a tie once had does not end by itself.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="recusals")
    user: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="recusals"
    )
    ground = models.CharField(_("ground"), max_length=10, choices=Ground)
    note = models.TextField(_("note"), blank=True)
    declared_by: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    declared_at = models.DateTimeField(_("declared"), auto_now_add=True)
    lifted_by: models.ForeignKey[User | None, User | None] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)
    lifted_note = models.TextField(_("why it was lifted"), blank=True)

    class Meta:
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        ordering = ("declared_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["application", "user"],
                condition=Q(lifted_at=None),
                name="one_recusal_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}: {self.get_ground_display()}"


class Exemption(AppendOnly):
    """An effect of a cut-off that the group grants although the application came later; the effects stay frozen."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="exemptions")
    effect = models.CharField(_("effect"), max_length=30)
    title = models.CharField(_("what it gives"), max_length=160)
    reason = models.TextField(_("why"))
    granted_by: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    granted_at = models.DateTimeField(_("granted"), auto_now_add=True)

    class Meta:
        verbose_name = _("exemption")
        verbose_name_plural = _("exemptions")
        ordering = ("granted_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=["application", "effect", "title"], name="exemption_once"),
        )

    def __str__(self) -> str:
        return self.title


class MinutesExtract(Work):
    """An extract of the minutes as a PDF: one decision, or all of a body's decisions of a day, frozen when asked for.

    As a row of work it is due until its PDF is stored. `key` is a checksum of what it says, so that asking twice for
    the same gives the same row.
    """

    key = models.CharField(max_length=64, unique=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField(_("meeting date"))
    decisions = models.ManyToManyField(Decision, verbose_name=_("decisions"), related_name="extracts")
    snapshot = models.JSONField(_("snapshot"))
    asked_by: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    stored_name = models.CharField(max_length=200, blank=True, editable=False)
    sha256 = models.CharField(_("checksum (SHA-256)"), max_length=64, blank=True, editable=False)
    size = models.PositiveIntegerField(_("size in bytes"), default=0, editable=False)
    created_at = models.DateTimeField(_("asked for"), auto_now_add=True)

    objects = MinutesExtractQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("extract of the minutes")
        verbose_name_plural = _("extracts of the minutes")
        ordering = ("-pk",)
        indexes = (*work_indexes("extract"),)

    def __str__(self) -> str:
        return self.filename

    @property
    def is_rendered(self) -> bool:
        return bool(self.stored_name)

    @property
    def filename(self) -> str:
        """What the file is called when it leaves the house."""
        about = self.snapshot.get("reference") or self.body.agreement.region.slug
        return f"protokollsutdrag-{about}-{self.decided_on.isoformat()}.pdf"
