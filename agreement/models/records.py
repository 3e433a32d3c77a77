"""What was decided, when and under which number; documents; which decisions a text needs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreement.languages import LANGUAGES
from agreement.models.regions import Agreement, Party
from agreement.models.texts import AgreementVersion
from agreement.querysets import DecisionQuerySet, DocumentQuerySet
from agreement.states import About, Access, Act, DocumentKind, Subject

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Errors = dict[str, str | _StrPromise]


def strangers(row: Any, *names: str) -> Errors:
    """Errors for those of the row's links that lead to a row of another agreement: regions keep their own records."""
    linked = {name: getattr(row, name) for name in names} if row.agreement_id else {}
    return {
        name: _("This belongs to another agreement.")
        for name, thing in linked.items()
        if thing is not None and thing.agreement_id != row.agreement_id
    }


def refuse(errors: Errors) -> None:
    """Refuses (ValidationError) if there is any error."""
    if errors:
        raise ValidationError(dict(errors))


class RegistryNumber(models.Model):
    """A case in an authority's register. The number is text, unique in its authority, not everywhere (AGR-16)."""

    party = models.ForeignKey(
        Party, verbose_name=_("party"), on_delete=models.PROTECT, related_name="registry_numbers"
    )
    number = models.CharField(_("registry number"), max_length=60)
    heading = models.CharField(_("matter"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("registry number")
        verbose_name_plural = _("registry numbers")
        ordering = ("party", "number")
        constraints = (
            models.UniqueConstraint(fields=["party", "number"], name="registry_number_once_per_authority"),
        )

    def __str__(self) -> str:
        return f"{self.number} ({self.party})"

    @property
    def agreement_id(self) -> int:
        """The agreement in which the authority is a party."""
        return self.party.agreement_id

    def clean(self) -> None:
        pattern = self.party.registry_pattern if self.party_id else ""
        if pattern and not re.fullmatch(pattern, self.number):
            raise ValidationError(
                {"number": _("%(party)s writes its registry numbers in another way.") % {"party": self.party}}
            )


class Document(models.Model):
    """A document with what a registrar asks of it (CRO-42). A withheld one shows its ground, never itself (AGR-31)."""

    agreement = models.ForeignKey(
        Agreement, verbose_name=_("agreement"), on_delete=models.CASCADE, related_name="documents"
    )
    slug = models.SlugField(_("address"), max_length=80)
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=DocumentKind)
    dated = models.DateField(_("date"), null=True, blank=True)
    owner = models.CharField(_("owner"), max_length=160, blank=True, help_text=_("Whose document it is."))
    registry = models.ForeignKey(
        RegistryNumber,
        verbose_name=_("registry number"),
        on_delete=models.PROTECT,
        related_name="documents",
        null=True,
        blank=True,
    )
    edition = models.CharField(_("version"), max_length=40, blank=True)
    language = models.CharField(
        _("language"), max_length=3, choices=(("sv", "svenska"), *LANGUAGES), default="sv"
    )
    access = models.CharField(_("access"), max_length=10, choices=Access, default=Access.OPEN)
    withheld_ground = models.CharField(
        _("ground"), max_length=300, blank=True, help_text=_("Why it is withheld, and whom that protects.")
    )
    is_accessible = models.BooleanField(
        _("accessible"), null=True, blank=True, help_text=_("Whether it can be read with aids, if known.")
    )
    url = models.URLField(_("link"), blank=True)
    file = models.FileField(_("file"), upload_to="documents/%Y/", blank=True, max_length=200)
    size = models.PositiveIntegerField(_("size"), null=True, blank=True, editable=False)  # bytes
    sha256 = models.CharField(max_length=64, blank=True, editable=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ("-dated", "title", "pk")
        constraints = (
            models.UniqueConstraint(fields=["agreement", "slug"], name="document_once_per_agreement"),
            models.CheckConstraint(
                condition=Q(access=Access.OPEN) | ~Q(withheld_ground=""),
                name="withheld_document_has_a_ground",
                violation_error_message=_("Say why the document is withheld."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("agreement:document", args=[self.agreement.region.slug, self.slug])

    def clean(self) -> None:
        """Refuses a number of another agreement, and to withhold without saying why (AGR-31)."""
        errors = strangers(self, "registry")
        if self.is_withheld and not self.withheld_ground.strip():
            errors["withheld_ground"] = _("Say why the document is withheld.")
        refuse(errors)

    @property
    def is_withheld(self) -> bool:
        return self.access != Access.OPEN


class DecisionRecord(models.Model):
    """A decision about the agreement or a plan, as its authority wrote it (AGR-09 … AGR-16).

    What is not known stays empty; without a date it is shown as incomplete and does not count (AGR-15). A mistake in
    the decision itself is mended by a new decision that `corrects` it.
    """

    agreement = models.ForeignKey(
        Agreement, verbose_name=_("agreement"), on_delete=models.CASCADE, related_name="decisions"
    )
    slug = models.SlugField(_("address"), max_length=80)
    heading = models.CharField(_("heading"), max_length=200)
    party = models.ForeignKey(
        Party,
        verbose_name=_("party"),
        on_delete=models.PROTECT,
        related_name="decisions",
        null=True,
        blank=True,
    )
    body = models.CharField(_("deciding body"), max_length=160)
    act = models.CharField(_("what it does"), max_length=10, choices=Act)
    about = models.CharField(_("about"), max_length=10, choices=About, default=About.ADOPTION)
    decided_on = models.DateField(_("date"), null=True, blank=True)
    paragraph = models.CharField(_("paragraph"), max_length=20, blank=True, help_text=_("For example § 51."))
    registry = models.ForeignKey(
        RegistryNumber,
        verbose_name=_("registry number"),
        on_delete=models.PROTECT,
        related_name="decisions",
        null=True,
        blank=True,
    )
    summary = models.TextField(_("in short"), blank=True)
    decision_text = models.TextField(_("decision"), blank=True)
    statement = models.TextField(_("statement"), blank=True)
    background = models.TextField(_("matter and background"), blank=True)
    is_summary = models.BooleanField(
        _("summary"), default=True, help_text=_("Our own words, not the minutes'.")
    )
    refers_to = models.ForeignKey(
        "self",
        verbose_name=_("earlier decision"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="later",
    )
    refers_to_text = models.CharField(
        _("refers to"),
        max_length=200,
        blank=True,
        help_text=_("Body, date and paragraph of an earlier decision."),
    )
    corrects = models.ForeignKey(
        "self",
        verbose_name=_("corrects"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
    )
    versions = models.ManyToManyField(
        AgreementVersion, verbose_name=_("versions"), blank=True, related_name="decisions"
    )
    basis = models.ManyToManyField(
        Document, verbose_name=_("decision basis"), blank=True, related_name="basis_of"
    )
    source_url = models.URLField(_("source"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ("order", "decided_on", "pk")
        constraints = (
            models.UniqueConstraint(fields=["agreement", "slug"], name="decision_once_per_agreement"),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(corrects=models.F("pk")),
                name="decision_does_not_correct_itself",
            ),
        )

    def __str__(self) -> str:
        return " ".join(filter(None, (self.body, str(self.decided_on or ""), self.paragraph)))

    def get_absolute_url(self) -> str:
        return reverse("agreement:decision", args=[self.agreement.region.slug, self.slug])

    def clean(self) -> None:
        """Refuses what belongs to another agreement, a day to come, and an earlier decision that is none.

        Only the party itself corrects its decision: else one party could take another's out of the chain (AGR-09).
        """
        errors = strangers(self, "party", "registry", "refers_to", "corrects")
        if self.decided_on and self.decided_on > timezone.localdate():
            errors["decided_on"] = _("A decision that has been taken has no day to come.")
        for name in ("refers_to", "corrects"):
            earlier = getattr(self, name)
            if earlier is None or name in errors:
                continue
            if self._leads_back(name):
                errors[name] = _("That decision already leads back to this one.")
            elif self.decided_on and earlier.decided_on and earlier.decided_on > self.decided_on:
                errors[name] = _("That decision is later than this one.")
            elif name == "corrects" and earlier.party_id != self.party_id:
                errors[name] = _("A decision is corrected by the party that took it.")
        refuse(errors)

    def _leads_back(self, name: str) -> bool:
        seen, earlier = {self.pk}, getattr(self, name)
        while earlier is not None:
            if earlier.pk in seen:
                return True
            seen.add(earlier.pk)
            earlier = getattr(earlier, name)
        return False

    @property
    def is_complete(self) -> bool:
        """Whether the record has the date that it needs to count (AGR-15)."""
        return self.decided_on is not None


class Distribution(models.Model):
    """Who gets the extract: a role, never a person; and when it was sent (AGR-14)."""

    decision = models.ForeignKey(
        DecisionRecord, verbose_name=_("decision"), on_delete=models.CASCADE, related_name="distribution"
    )
    role = models.CharField(_("role"), max_length=120)
    sent_on = models.DateField(_("sent"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("recipient of the extract")
        verbose_name_plural = _("recipients of the extract")
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return self.role

    def clean(self) -> None:
        if self.sent_on and self.sent_on > timezone.localdate():
            raise ValidationError({"sent_on": _("What has been sent has no day to come.")})
        decided_on = self.decision.decided_on
        if self.sent_on and decided_on and self.sent_on < decided_on:
            raise ValidationError({"sent_on": _("That is before the decision was taken.")})


class RequiredDecision(models.Model):
    """A decision that a text needs before it counts as adopted (AGR-09); without a body, any of the party's."""

    agreement = models.ForeignKey(
        Agreement, verbose_name=_("agreement"), on_delete=models.CASCADE, related_name="required_decisions"
    )
    subject = models.CharField(_("about"), max_length=10, choices=Subject)
    party = models.ForeignKey(Party, verbose_name=_("party"), on_delete=models.CASCADE, related_name="+")
    body = models.CharField(_("deciding body"), max_length=160, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("required decision")
        verbose_name_plural = _("required decisions")
        ordering = ("subject", "order", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["agreement", "subject", "party", "body"], name="required_decision_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.party} {self.body}".strip()
