"""Organisations, applications with their diary, decisions, signing documents, signed copies, memberships."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from agreement.models import Agreement, AgreementVersion, Body, Criterion, Meeting, Municipality
from membership.likeness import KEY_LENGTH, name_key
from membership.querysets import (
    ApplicationQuerySet,
    MembershipQuerySet,
    MinutesExtractQuerySet,
    SigningDocumentQuerySet,
)
from membership.states import (
    OPEN,
    AttachmentKind,
    ContactLevel,
    Form,
    Ground,
    Kind,
    Manner,
    Method,
    Opinion,
    Outcome,
    ReminderKind,
    Scope,
    Signing,
    Status,
)
from relay.models import Work, work_indexes

if TYPE_CHECKING:
    from accounts.models import User


class Organisation(models.Model):
    """One organisation is one row, whatever it applies for and however often (MEM-49)."""

    name = models.CharField(_("name"), max_length=200)
    # What the name shares with other spellings of it; written by `save`.
    name_key = models.CharField(max_length=KEY_LENGTH, default="", editable=False)
    number = models.CharField(_("organisation number"), max_length=11, null=True, blank=True, unique=True)
    form = models.CharField(_("form of organisation"), max_length=20, choices=Form)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.CIVIL)
    municipalities = models.ManyToManyField(Municipality, verbose_name=_("municipalities"), blank=True)
    whole_county = models.BooleanField(_("active in the whole county"), default=False)
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

    name = models.CharField(_("name of the organisation"), max_length=200, blank=True)
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

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="applications", null=True, blank=True
    )
    submitted_at = models.DateTimeField(_("received"), null=True, blank=True)
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
            models.Index(
                F("submitted_at"), F("id"), name="application_awaiting", condition=Q(status=Status.SUBMITTED)
            ),
            models.Index(
                F("submitted_at"), F("id"), name="application_received", condition=~Q(status=Status.DRAFT)
            ),
        )

    def __str__(self) -> str:
        return f"{self.reference} {self.name}".strip()

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

    @property
    def recipients(self) -> list[str]:
        """Whom letters about the case go to: the contact person, and everybody who has access."""
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


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Rows that are written once: bulk changes are refused too."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("These rows are never changed.")

    def delete(self) -> NoReturn:
        raise TypeError("These rows are never removed.")


class AppendOnly(models.Model):
    """A row that is written once. `save` on an existing row and `delete` refuse."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("These rows are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("These rows are never removed.")


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
    recorded_by: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)
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
        indexes = (models.Index(fields=["user", "application"], name="position_of_person"),)

    def __str__(self) -> str:
        return f"{self.user}: {self.get_opinion_display()}"


class Recusal(models.Model):
    """A conflict of interest of a person in a case: while it lasts the case is closed to them (MEM-45, LAW-F1).

    A state, not a hole: it is declared, it is in the diary, and the decision names it. `lifted_at` ends it, when it was
    a mistake; the row stays.
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


class Reminder(Work):
    """A letter that is due on a day unless what it is about is done by then. The day is stored, not worked out anew.

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
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ("due_at", "pk")
        indexes = (*work_indexes("reminder"),)

    def __str__(self) -> str:
        return self.key


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


class Membership(models.Model):
    """An organisation that has joined: exists only once its signature is registered (MEM-18)."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="membership")
    document = models.OneToOneField(SigningDocument, on_delete=models.PROTECT, related_name="membership")
    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="memberships")
    slug = models.SlugField(_("address"), max_length=100)
    since = models.DateField(_("member since"))
    ended_on = models.DateField(_("member to and including"), null=True, blank=True)
    contact_name = models.CharField(_("contact person"), max_length=120, blank=True)
    contact_email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    contact_phone = models.CharField(_("phone"), max_length=30, blank=True)
    publish_name = models.BooleanField(default=False)
    publish_email = models.BooleanField(default=False)
    publish_phone = models.BooleanField(default=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = (
            models.UniqueConstraint(fields=["agreement", "slug"], name="member_slug_once_per_agreement"),
            models.UniqueConstraint(
                fields=["agreement", "organisation"],
                condition=Q(ended_on=None),
                name="one_membership_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return self.organisation.name

    def get_absolute_url(self) -> str:
        return reverse("membership:member", kwargs={"region": self.agreement.region.slug, "slug": self.slug})


class ReviewItem(Application):
    """An application as staff meet it: a case in the review queue. The same row under another name."""

    class Meta:
        proxy = True
        verbose_name = _("case")
        verbose_name_plural = _("review queue")


class SigningItem(SigningDocument):
    """A signing document as staff meet it: what is out for signature and what came back."""

    class Meta:
        proxy = True
        ordering = ("created_at", "pk")
        verbose_name = _("signing document")
        verbose_name_plural = _("signing")
