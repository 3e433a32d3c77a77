"""Documents to sign and the copies that came back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreement.models import AgreementVersion
from membership.models.applications import Application
from membership.models.decisions import Decision
from membership.querysets import SigningDocumentQuerySet
from membership.states import Method, Signing
from relay.models import Work, work_indexes

if TYPE_CHECKING:
    from accounts.models import User


class SigningDocument(Work):
    """The document to sign: frozen as a snapshot when decided, rendered by the relay, never overwritten.

    As a row of work it is due until its PDF is stored. `status` is written by `membership.steps.take_step` only.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="signing_documents")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="signing_documents")
    revision = models.PositiveSmallIntegerField(_("revision"), default=1)
    status = models.CharField(_("status"), max_length=12, choices=Signing, default=Signing.AWAITING)
    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="+")
    verification_code = models.CharField(_("verification code"), max_length=24, unique=True)
    snapshot = models.JSONField(_("snapshot"))
    stored_name = models.CharField(max_length=200, blank=True, editable=False)
    sha256 = models.CharField(
        _("checksum (SHA-256)"), max_length=64, blank=True, editable=False, db_index=True
    )
    size = models.PositiveIntegerField(_("size in bytes"), default=0, editable=False)
    created_at = models.DateTimeField(_("issued"), auto_now_add=True)

    objects = SigningDocumentQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("signing document")
        verbose_name_plural = _("signing documents")
        ordering = ("-created_at", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(status__in=Signing.values), name="signing_status_is_known"),
            models.UniqueConstraint(fields=["application", "revision"], name="document_once_per_revision"),
        )
        indexes = (
            *work_indexes("document"),
            models.Index(fields=["status", "created_at"], name="document_status"),
        )

    def __str__(self) -> str:
        return f"{self.application.reference} ({self.revision})"

    @property
    def is_rendered(self) -> bool:
        return bool(self.stored_name)

    @property
    def filename(self) -> str:
        """What the file is called when it leaves the house."""
        return f"{self.application.reference}-{self.revision}.pdf"

    @property
    def returned_copy(self) -> SignedCopy | None:
        """The newest copy that came back and was not refused."""
        return self.copies.filter(refused_at=None).order_by("-pk").first()


class SignedCopy(models.Model):
    """A signed copy as it came back: the bytes as received, and how."""

    document = models.ForeignKey(SigningDocument, on_delete=models.PROTECT, related_name="copies")
    method = models.CharField(_("how"), max_length=10, choices=Method)
    stored_name = models.CharField(max_length=200, blank=True)
    filename = models.CharField(_("file"), max_length=160, blank=True)
    content_type = models.CharField(max_length=60, blank=True)
    size = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(_("checksum (SHA-256)"), max_length=64, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    received_by: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    refused_at = models.DateTimeField(_("new copy asked for"), null=True, blank=True)

    class Meta:
        verbose_name = _("signed copy")
        verbose_name_plural = _("signed copies")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.filename or self.get_method_display()


class SigningItem(SigningDocument):
    """A signing document as staff meet it: what is out for signature and what came back."""

    class Meta:
        proxy = True
        ordering = ("created_at", "pk")
        verbose_name = _("signing document")
        verbose_name_plural = _("signing")
