"""Compose a letter (a row), and send a letter (a message)."""

from __future__ import annotations

import contextlib
import logging
import smtplib
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.validators import validate_email
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from letters.models import Letter, LetterAttachment
from relay.exceptions import GiveUp, TryLater
from relay.services import finish, note

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from django.core.mail.backends.base import BaseEmailBackend

logger = logging.getLogger(__name__)
SUBJECT_LENGTH = 250


def compose(  # noqa: PLR0913 -- a letter has that many facts, each by its name
    *,
    key: str,
    kind: str,
    to: str,
    template: str,
    context: Mapping[str, Any],
    language: str = "sv",
    region: str = "",
    reply_to: str = "",
    attachments: Iterable[tuple[str, str, str]] = (),
    due_at: dt.datetime | None = None,
    secret: bool = False,
) -> Letter:
    """Write a letter as a row, due at `due_at` (UTC; now if None), in the recipient's `language`.

    Renders `<template>.subject.txt`, `<template>.txt` and `<template>.html`. `attachments` are triples of stored
    name, file name and content type. `secret` letters lose their text once sent. Call it inside the transaction
    whose news the letter carries: then both are true or neither. The same `key` again returns the first letter
    unchanged. Refuses (ValidationError) an address that is not one plain address. Nothing is sent here.
    """
    validate_email(to)
    existing: Letter | None = Letter.objects.filter(key=key).first()
    if existing is not None:
        return existing
    with translation.override(language):
        values = {
            **context,
            "site_url": settings.SITE_URL,
            "site_name": settings.SITE_NAME,
            "language": language,
        }
        # Each half gets its own copy: a template tag may write into what it is given, escaped for one half only.
        subject = " ".join(render_to_string(f"{template}.subject.txt", {**values}).split())[:SUBJECT_LENGTH]
        text = render_to_string(f"{template}.txt", {**values}).strip() + "\n"
        html = render_to_string(f"{template}.html", {**values, "subject": subject}).strip()
    letter: Letter
    with transaction.atomic():
        letter, created = Letter.objects.get_or_create(
            key=key,
            defaults={
                "kind": kind,
                "to": to,
                "subject": subject,
                "text": text,
                "html": html,
                "language": language,
                "region": region,
                "reply_to": reply_to,
                "due_at": due_at or timezone.now(),
                "secret": secret,
            },
        )
        if created:
            LetterAttachment.objects.bulk_create(
                LetterAttachment(
                    letter=letter, stored_name=stored, filename=filename, content_type=content_type
                )
                for stored, filename, content_type in attachments
            )
    return letter


def deliver(letter: Letter) -> None:
    """Hand a claimed letter to the mail server and mark it done.

    Refuses with TryLater (the server is away or says 4xx), GiveUp (it says 5xx, or the address is refused) or
    LeaseLost (somebody else has the letter by now; nothing was sent). Killed between the server's 250 and our commit,
    the letter goes out again with the same Message-ID and is marked "may have been sent twice"; in every other case
    exactly once.
    """
    message = as_message(letter)
    connection = _connect()
    try:
        doubt = {"may_be_double": True} if letter.handover_began_at is not None else {}
        note(letter, handover_began_at=timezone.now(), **doubt)
        _send(letter, message, connection)
        forget = {"text": "", "html": ""} if letter.secret else {}
        finish(letter, handover_began_at=None, **forget)
    finally:
        # Saying goodbye comes after our commit: whatever goes wrong with it, the letter is sent.
        with contextlib.suppress(smtplib.SMTPException, OSError):
            connection.close()


def as_message(letter: Letter) -> EmailMultiAlternatives:
    """The letter as a MIME message: text, HTML and attachments, with a Message-ID that never changes."""
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        to=[letter.to],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers={
            "Message-ID": letter.message_id,
            # When it was written, so that every try is the same bytes and a letter that waited says so.
            "Date": format_datetime(letter.created_at),
            "Auto-Submitted": "auto-generated",
            "Content-Language": letter.language,
        },
    )
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    for attachment in letter.attachments.order_by("pk"):
        try:
            with default_storage.open(attachment.stored_name, "rb") as stored:
                message.attach(attachment.filename, stored.read(), attachment.content_type)
        except FileNotFoundError as error:
            raise GiveUp(_("The attachment %(name)s is missing.") % {"name": attachment.filename}) from error
    return message


def _connect() -> BaseEmailBackend:
    """An open line to the mail server. Whatever goes wrong here is not the letter's fault, and nothing was sent."""
    connection: BaseEmailBackend = get_connection()
    try:
        connection.open()
    except smtplib.SMTPResponseException as error:
        raise TryLater(_answered(error.smtp_code, error.smtp_error)) from error
    except (smtplib.SMTPException, OSError) as error:
        reason = _("The mail server could not be reached (%(fault)s).") % {"fault": type(error).__name__}
        raise TryLater(reason) from error
    return connection


def _send(letter: Letter, message: EmailMultiAlternatives, connection: BaseEmailBackend) -> None:
    """Hand the message over, and tell what the server said no to (certainly not sent) from a line that broke."""
    try:
        connection.send_messages([message])
    except smtplib.SMTPRecipientsRefused as error:
        _not_taken(letter)
        letter.address_refused = True
        _refuse(next(iter(error.recipients.values()))[0], _("the address was refused"))
    except smtplib.SMTPResponseException as error:
        _not_taken(letter)
        _refuse(error.smtp_code, error.smtp_error)
    except (smtplib.SMTPException, OSError) as error:
        # The line broke or hung: the server may have taken the letter. The mark stays, the next try is flagged.
        reason = _("The mail server hung up or did not answer (%(fault)s).") % {"fault": type(error).__name__}
        raise TryLater(reason) from error


def _not_taken(letter: Letter) -> None:
    """The server said no: this try certainly sent nothing."""
    Letter.objects.filter(pk=letter.pk, lease_token=letter.lease_token).update(handover_began_at=None)


def _refuse(code: int, words: bytes | str) -> None:
    raise (GiveUp if code >= 500 else TryLater)(_answered(code, words))


def _answered(code: int, words: bytes | str) -> str:
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return _("The mail server answered %(code)s: %(words)s") % {"code": code, "words": said}
