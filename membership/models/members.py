"""Members: who has joined, whom to write to, what they show of themselves, and how they leave."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from agreement.models import Agreement, AgreementVersion
from membership.models.applications import Application
from membership.models.decisions import Decision
from membership.models.organisations import Organisation
from membership.models.signing import SigningDocument
from membership.querysets import MembershipQuerySet
from membership.states import PROFILE_LENGTH, FieldOfActivity, Given, MemberChange
from relay.models import Work, work_indexes
from steps.rows import AppendOnly

if TYPE_CHECKING:
    from accounts.models import User


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
    # The county of this agreement; in which municipalities, the organisation's own rows say, for all regions.
    whole_county = models.BooleanField(_("active in the whole county"), default=False)
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

    @property
    def is_current(self) -> bool:
        """A member today (Swedish date); the last day of a membership counts."""
        return self.ended_on is None or self.ended_on >= timezone.localdate()

    @cached_property
    def decision(self) -> Decision:
        """The decision by which it joined, with the facts that count: the newest, for a correction is a new row."""
        decisions = Decision.objects.filter(application=self.application_id).select_related("body")
        newest: Decision = decisions.latest("pk")
        return newest

    @property
    def last_day(self) -> dt.date | None:
        """The last day as pages say it: whoever joins and leaves on one day was a member that day."""
        is_one_day = self.ended_on == self.since - dt.timedelta(days=1)
        return self.since if is_one_day else self.ended_on

    @cached_property
    def contacts_now(self) -> list[MemberContact]:
        """Those who are contacts today, the main one first."""
        return [contact for contact in self.contacts.all() if contact.left_on is None]

    @property
    def main_contact(self) -> MemberContact | None:
        """Whom the agreement turns to first (MEM-21)."""
        return next((contact for contact in self.contacts_now if contact.is_main), None)

    @property
    def recipients(self) -> list[str]:
        """Whom letters about the membership go to: its contacts, and everybody who works with its pages."""
        addresses = [contact.email for contact in self.contacts_now]
        addresses += [access.user.email for access in self.application.access.all()]
        return list(dict.fromkeys(address.lower() for address in addresses if address))

    @cached_property
    def open_withdrawal(self) -> Withdrawal | None:
        """The withdrawal that was given and not regretted, whether its day has come or not."""
        return self.withdrawals.filter(regretted_at=None).first()


class MemberContact(models.Model):
    """Somebody whom the agreement can turn to: a person, or a role's address that outlives persons (MEM-21, MEM-24).

    One is the main contact. Nothing of a contact is public unless ticked, part by part. `bounced_at`: a letter to the
    address was given up, and none has arrived since. `left_on`: no contact any more.
    """

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="contacts")
    is_role_address = models.BooleanField(_("the address of a role, not of a person"), default=False)
    name = models.CharField(_("name"), max_length=120, blank=True)
    role = models.CharField(_("role"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True, db_index=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    is_main = models.BooleanField(_("main contact"), default=False)
    publish_name = models.BooleanField(_("the name may be shown"), default=False)
    publish_email = models.BooleanField(_("the e-mail may be shown"), default=False)
    publish_phone = models.BooleanField(_("the phone number may be shown"), default=False)
    confirmed_on = models.DateField(_("confirmed"), null=True, blank=True)
    bounced_at = models.DateTimeField(_("letters do not arrive since"), null=True, blank=True, editable=False)
    left_on = models.DateField(_("contact to and including"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ("-is_main", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["membership"],
                condition=Q(is_main=True, left_on=None),
                name="one_main_contact",
            ),
        )

    def __str__(self) -> str:
        return self.name or self.role or self.email

    @property
    def stamp(self) -> str:
        """What stands here, as one short word: a form that was opened before a change is told from one after it."""
        names = ("is_role_address", "name", "role", "email", "phone", "is_main")
        shown = ("publish_name", "publish_email", "publish_phone")
        said = [str(getattr(self, name)) for name in (*names, *shown)]
        return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]

    @property
    def is_reachable(self) -> bool:
        """Whether letters arrive, as far as anybody knows."""
        return bool(self.email) and self.bounced_at is None

    @property
    def public(self) -> dict[str, str]:
        """What everybody may read: each part only if it was allowed by itself, and only if it is there."""
        allowed = {
            "name": (self.name or self.role) if self.publish_name else "",
            "email": self.email if self.publish_email else "",
            "phone": self.phone if self.publish_phone else "",
        }
        shown = {part: text for part, text in allowed.items() if text}
        if shown and self.role and self.role != shown.get("name"):
            shown["role"] = self.role
        return shown


class MemberProfile(models.Model):
    """What the organisation says of itself on its public page. All of it is public, and all of it is voluntary."""

    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="profile")
    does = models.TextField(_("what we do"), max_length=PROFILE_LENGTH, blank=True)
    contributes = models.TextField(_("what we can contribute"), max_length=PROFILE_LENGTH, blank=True)
    why = models.TextField(_("why we take part"), max_length=PROFILE_LENGTH, blank=True)
    website = models.URLField(_("website"), max_length=200, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("presentation")
        verbose_name_plural = _("presentations")

    def __str__(self) -> str:
        return f"{self.membership_id}"


class MemberField(models.Model):
    """A field that the organisation is active in."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="fields_of_activity")
    field = models.CharField(_("field of activity"), max_length=20, choices=FieldOfActivity)

    class Meta:
        verbose_name = _("field of activity")
        verbose_name_plural = _("fields of activity")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["membership", "field"], name="field_once_per_member"),
            models.CheckConstraint(condition=Q(field__in=FieldOfActivity.values), name="field_is_known"),
        )
        indexes = (models.Index(fields=["field", "membership"], name="member_field"),)

    def __str__(self) -> str:
        return self.get_field_display()


class MemberEvent(AppendOnly):
    """The diary of a membership: what was changed on its pages, by whom, and whether the secretariat did it."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField(_("when"), auto_now_add=True)
    actor: models.ForeignKey[User | None, User | None] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    by_staff = models.BooleanField(_("by the secretariat"), default=False)
    what = models.CharField(_("what"), max_length=30, choices=MemberChange)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("diary")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return self.get_what_display()


class Withdrawal(Work):
    """A member's notice that it leaves, in writing (MEM-41, MEM-42). Nobody approves it and no reason is needed.

    As a row of work it is due when the effective day begins in Sweden, and done once it has ended the membership.
    `effective_on` is the first day without membership. `given_on` is the day of the paper, or of the press of the
    button. Regretted before its day, it stays as a record.
    """

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="withdrawals")
    manner = models.CharField(_("how"), max_length=10, choices=Given)
    effective_on = models.DateField(_("effective from"))
    given_on = models.DateField(_("given on"))
    given_by = models.CharField(_("given by"), max_length=120)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    # What it was said beforehand that it would end, in the words of then.
    told = models.JSONField(_("what it ends"), default=list, blank=True)
    stored_name = models.CharField(max_length=200, blank=True, editable=False)
    filename = models.CharField(_("file"), max_length=160, blank=True)
    content_type = models.CharField(max_length=60, blank=True, editable=False)
    size = models.PositiveIntegerField(default=0, editable=False)
    sha256 = models.CharField(_("checksum (SHA-256)"), max_length=64, blank=True, editable=False)
    recorded_by: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(_("received"), auto_now_add=True)
    regretted_at = models.DateTimeField(_("regretted"), null=True, blank=True, editable=False)
    regretted_by: models.ForeignKey[User | None, User | None] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")
        ordering = ("-pk",)
        constraints = (
            # Two board members pressing at once give one withdrawal.
            models.UniqueConstraint(
                fields=["membership"],
                condition=Q(regretted_at=None),
                name="one_withdrawal_per_membership",
            ),
        )
        indexes = (*work_indexes("withdrawal"),)

    def __str__(self) -> str:
        return f"{self.membership} {self.effective_on}"

    @property
    def last_day(self) -> dt.date:
        """The last day of the membership."""
        return self.effective_on - dt.timedelta(days=1)

    @property
    def may_be_regretted(self) -> bool:
        """Until its day begins, in Swedish time."""
        return self.regretted_at is None and self.done_at is None and timezone.localdate() < self.effective_on
