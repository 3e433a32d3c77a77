"""A letter as a row: composed once, held until due, sent once, kept as evidence."""

from __future__ import annotations

import uuid
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from relay.models import Work, work_indexes


class Letter(Work):
    """One letter to one address. `key` names the occasion, so that composing twice gives one letter."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(_("occasion"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=60)
    region = models.SlugField(
        _("region"), blank=True, help_text=_("Whose staff may see it; empty: only the operator.")
    )
    to = models.EmailField(_("to"), max_length=254)
    reply_to = models.EmailField(_("reply to"), max_length=254, blank=True)
    subject = models.CharField(_("subject"), max_length=250)
    text = models.TextField(_("text"))
    html = models.TextField(_("HTML"), blank=True)
    language = models.CharField(_("language"), max_length=10, default="sv")
    secret = models.BooleanField(
        default=False, help_text=_("Holds a code: the text is removed once it is sent.")
    )
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    # Set just before the mail server gets the bytes. Still set on the next try: the letter may go out twice,
    # with the same Message-ID, and staff are told so (the one honest exception to "never twice").
    handover_began_at = models.DateTimeField(null=True, editable=False)
    may_be_double = models.BooleanField(_("may have been sent twice"), default=False, editable=False)

    # Whether the mail server said no to the address in the try that is going on; whatever else goes wrong with a letter
    # says nothing about its address.
    address_refused = False

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ("-created_at", "-pk")
        indexes = (
            *work_indexes("letter"),
            models.Index(fields=["region", "-created_at"], name="letter_region"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"

    @property
    def message_id(self) -> str:
        """The same for every try, so that a mail program shows a doubled letter once."""
        return f"<letter.{self.uuid.hex}@{_mail_domain()}>"


class LetterAttachment(models.Model):
    """A file that goes with a letter: the name of a stored private file, not a copy of it."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="attachments")
    stored_name = models.CharField(max_length=250)
    filename = models.CharField(max_length=120)
    content_type = models.CharField(max_length=100)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self) -> str:
        return self.filename


class KeySalt(models.Model):
    """One row: what addresses in the keys of letters are mixed with, so that they cannot be guessed from them."""

    salt = models.UUIDField(default=uuid.uuid4, editable=False)

    def __str__(self) -> str:
        return "salt"


def _mail_domain() -> str:
    """The domain that letters come from, for Message-IDs: from the settings, so that every machine says the same."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2]
    return domain or urlsplit(settings.SITE_URL).hostname or "localhost"
