"""Applications, who works on them, their diary, what is asked for and what comes."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from agreement.models import Agreement, Meeting, Municipality
from membership.folding import FoldedField
from membership.models.organisations import Organisation
from membership.querysets import ApplicationQuerySet
from membership.states import OPEN, AttachmentKind, ContactLevel, Form, Kind, ReminderKind, Scope, Status
from relay.models import Work, work_indexes
from steps.rows import AppendOnly

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User
    from membership.models.decisions import Decision
    from membership.models.signing import SigningDocument


class Application(models.Model):
    """An application to join an agreement. Until it is submitted it is the applicant's own and nobody else's.

    The answers are those of domain 1.8 that a decision needs. `effects`, the declaration's wording and the time of
    receipt are frozen when it is submitted. `status` is written by `membership.steps.take_step` only.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="applications")
    reference = models.CharField(_("reference"), max_length=20, unique=True)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.DRAFT)
    language = models.CharField(_("language"), max_length=10, default="sv")
    # Lets the browser that began the draft go on with it before anybody signed in; emptied when a person takes it.
    draft_token = models.UUIDField(null=True, unique=True, default=uuid.uuid4, editable=False)
    # Whoever has the contact's address says that the draft is not theirs: it is offered to them no more.
    disowned = models.BooleanField(default=False, db_default=False, editable=False)
    # Marks of addresses that stood there before and were disowned: whoever has one is not asked if it comes back.
    disowned_before = models.TextField(blank=True, default="", db_default="", editable=False)

    name = models.CharField(_("name of the organisation"), max_length=200, blank=True)
    name_folded = FoldedField(of="name")  # for searching
    number = models.CharField(_("organisation number"), max_length=11, blank=True)
    number_missing_reason = models.CharField(_("why there is no number"), max_length=300, blank=True)
    form = models.CharField(_("form of organisation"), max_length=20, choices=Form, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, blank=True)

    scope = models.CharField(_("active in"), max_length=10, choices=Scope, blank=True)
    municipalities = models.ManyToManyField(Municipality, verbose_name=_("municipalities"), blank=True)
    scope_reason = models.TextField(_("why the group should make an exception"), max_length=1000, blank=True)

    contact_name = models.CharField(_("contact person"), max_length=120, blank=True)
    contact_email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    contact_phone = models.CharField(_("phone"), max_length=30, blank=True)
    contact_level = models.CharField(_("prefers contact"), max_length=10, choices=ContactLevel, blank=True)
    publish_name = models.BooleanField(_("the name may be shown"), default=False)
    publish_email = models.BooleanField(_("the e-mail may be shown"), default=False)
    publish_phone = models.BooleanField(_("the phone number may be shown"), default=False)

    declared = models.BooleanField(_("declared"), default=False)
    declared_by = models.CharField(_("declared by"), max_length=120, blank=True)
    declared_at = models.DateTimeField(_("declared"), null=True, blank=True)
    declaration = models.TextField(_("declaration"), blank=True)
    declaration_version = models.CharField(_("version of the declaration"), max_length=20, blank=True)

    # Files come as attachments (MEM-09); this is where the statutes can be read instead.
    statutes_at = models.CharField(
        _("where the statutes can be read"), max_length=300, blank=True, default="", db_default=""
    )

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="applications", null=True, blank=True
    )
    # An organisation that was a member before: its answers from then are what this one began with.
    former = models.ForeignKey(
        "membership.Membership",
        verbose_name=_("earlier membership"),
        on_delete=models.PROTECT,
        related_name="next_applications",
        null=True,
        blank=True,
    )
    submitted_at = models.DateTimeField(_("received"), null=True, blank=True)
    # The last answer to a request for a supplement: from then the group is waited for anew.
    answered_at = models.DateTimeField(_("supplement answered"), null=True, blank=True, editable=False)
    # The last of them that changed the application: what members said before it was about another one.
    changed_at = models.DateTimeField(_("changed by a supplement"), null=True, blank=True, editable=False)
    effects = models.JSONField(_("effects"), default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        constraints = (
            models.CheckConstraint(condition=Q(status__in=Status.values), name="application_status_is_known"),
            models.CheckConstraint(
                condition=Q(status=Status.DRAFT) | Q(submitted_at__isnull=False, organisation__isnull=False),
                name="received_application_has_a_date",
            ),
            # One open application per organisation and agreement; two boards pressing at once get one (R5).
            models.UniqueConstraint(
                fields=["agreement", "organisation"],
                condition=Q(status__in=OPEN),
                name="one_open_application_per_organisation",
            ),
        )
        indexes = (
            models.Index(fields=["agreement", "status", "submitted_at", "id"], name="application_queue"),
            # With whose it is, so that the keys of a page far into the list are read from the index alone.
            models.Index(
                F("submitted_at"),
                F("id"),
                F("agreement"),
                F("changed_at"),  # what was said before a supplement changed it counts no more
                name="application_waits",
                condition=Q(status=Status.SUBMITTED),
            ),
            models.Index(
                F("submitted_at"),
                F("id"),
                F("agreement"),
                name="application_received",
                condition=~Q(status=Status.DRAFT),
            ),
            # The few without a number are not looked for among the many.
            models.Index(
                F("submitted_at"),
                F("id"),
                F("agreement"),
                name="application_unnumbered",
                condition=Q(number="", status__in=OPEN),
            ),
            # Who signs in is asked about drafts that were left with their address.
            models.Index(
                fields=["contact_email"],
                name="application_left",
                condition=Q(status=Status.DRAFT, draft_token__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.reference} {self.name}".strip()

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **options: Any) -> None:
        if update_fields is not None and "name" in update_fields:
            update_fields = {*update_fields, "name_folded"}
        super().save(*args, update_fields=update_fields, **options)

    def get_absolute_url(self) -> str:
        return reverse("membership:case", kwargs={"reference": self.reference})

    @cached_property
    def decision(self) -> Decision | None:
        """The decision that counts: the newest one, for a mistake is corrected by a new decision."""
        return self.decisions.order_by("-pk").first()

    @cached_property
    def signing_document(self) -> SigningDocument | None:
        """The newest revision of the signing document."""
        return self.signing_documents.order_by("-revision").first()

    @cached_property
    def papers(self) -> list[Attachment]:
        """The files that came with the application itself, in their order; not what came with a supplement (MEM-09)."""
        return list(self.attachments.filter(supplement=None).order_by("pk"))

    @property
    def recipients(self) -> list[str]:
        """Whom letters about the case go to: the contact person, and everybody who has access. Once the organisation
        has joined it says itself who its contacts are, and whoever stands in the application may be none any more.
        """
        joined = getattr(self, "membership", None) if self.status == Status.APPROVED else None
        if joined is not None:
            return list(joined.recipients)
        addresses = [self.contact_email, *(access.user.email for access in self.access.all())]
        return list(dict.fromkeys(address.lower() for address in addresses if address))

    @property
    def confirmed_recipients(self) -> list[str]:
        """Those of them who have confirmed their address: the people with access."""
        return list(dict.fromkeys(access.user.email for access in self.access.all()))


class ApplicationAccess(models.Model):
    """A person who may work on an application; several in a board may (MEM-51)."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="access")
    user: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="application_access"
    )
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("access")
        verbose_name_plural = _("access")
        constraints = (
            models.UniqueConstraint(fields=["application", "user"], name="access_once_per_person"),
        )

    def __str__(self) -> str:
        return f"{self.user} → {self.application_id}"


class ApplicationEvent(AppendOnly):
    """The diary: every step of the application and of its signing, by whom and when (CRO-43)."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField(_("when"), auto_now_add=True)
    actor: models.ForeignKey[User | None, User | None] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    step = models.CharField(_("step"), max_length=30)
    source = models.CharField(_("from"), max_length=12)
    target = models.CharField(_("to"), max_length=12)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("diary")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.step}: {self.source} → {self.target}"


class SupplementRequest(models.Model):
    """What is missing in an application, by when and how it is given, and what happens otherwise (MEM-44, LAW-F4).

    `pages` are the form's pages that are open for the answer; the rest of the application stays as it came in.
    `answer_by` is a Swedish date and lasts to its end.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="supplements")
    what = models.TextField(_("what is missing"))
    otherwise = models.TextField(_("what happens otherwise"))
    pages = models.JSONField(_("pages to complete"), default=list, blank=True)
    answer_by = models.DateField(_("to and including"))
    asked_by: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed without an answer"), null=True, blank=True)
    recalled = models.BooleanField(_("asked by mistake"), default=False)

    class Meta:
        verbose_name = _("request for a supplement")
        verbose_name_plural = _("requests for supplements")
        ordering = ("asked_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(answered_at=None, closed_at=None),
                name="one_open_supplement_per_application",
            ),
        )

    def __str__(self) -> str:
        return f"{self.application.reference} {self.answer_by}"

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.closed_at is None


class Attachment(models.Model):
    """A file that the organisation sends with its application or a supplement: statutes, minutes. Kept as it came."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="attachments")
    supplement = models.ForeignKey(
        SupplementRequest, on_delete=models.PROTECT, related_name="attachments", null=True, blank=True
    )
    kind = models.CharField(_("kind"), max_length=12, choices=AttachmentKind, default=AttachmentKind.OTHER)
    stored_name = models.CharField(max_length=200)
    filename = models.CharField(_("file"), max_length=160)
    content_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(_("checksum (SHA-256)"), max_length=64)
    uploaded_by: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("received"), auto_now_add=True)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.filename


class Reminder(Work):
    """A letter, or the removal of contacts, that is due on a day unless what it is about is done by then. The day is
    stored, not worked out anew.

    One row for each occasion (`key`); a relay that was down finds it late and sends it once, or not at all when it has
    become pointless.
    """

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=ReminderKind)
    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="reminders", null=True, blank=True
    )
    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="reminders", null=True, blank=True
    )
    membership = models.ForeignKey(
        "membership.Membership", on_delete=models.CASCADE, related_name="reminders", null=True, blank=True
    )
    # Of all cases of a region at once.
    agreement = models.ForeignKey(
        Agreement, on_delete=models.CASCADE, related_name="reminders", null=True, blank=True
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ("due_at", "pk")
        indexes = (*work_indexes("reminder"),)

    def __str__(self) -> str:
        return self.key


class ReviewItem(Application):
    """An application as staff meet it: a case in the review queue. The same row under another name."""

    class Meta:
        proxy = True
        verbose_name = _("case")
        verbose_name_plural = _("review queue")
