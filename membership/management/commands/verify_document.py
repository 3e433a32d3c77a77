"""`manage.py verify_document FILE`: does this file come from here, byte for byte?"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from membership.models import SignedCopy, SigningDocument

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Compares the file's SHA-256 with every document that was issued and every signed copy that came back.

    Prints one sentence. Exit 0: the file is known. Exit 1: it is not, or cannot be read. Changes nothing.
    """

    help = (
        "Say whether a file is a signing document or a signed copy that this installation knows, unchanged."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        digest = _sha256(file)
        if document := SigningDocument.objects.filter(sha256=digest).select_related("application").first():
            sentence = _about_document(document)
        elif copy := SignedCopy.objects.filter(sha256=digest).select_related("document__application").first():
            sentence = _about_copy(copy)
        else:
            raise CommandError(
                _("%(file)s is not known here: no document and no signed copy has that content.")
                % {"file": file}
            )
        self.stdout.write(sentence % {"file": file})


def _about_document(document: SigningDocument) -> str:
    sentence = _("%(file)s is the signing document %(reference)s, edition %(edition)s, unchanged.")
    newest = document.application.signing_document
    if newest and newest.revision > document.revision:
        sentence = _(
            "%(file)s is the signing document %(reference)s, edition %(edition)s, unchanged, "
            "but a newer edition has replaced it."
        )
    return sentence % _facts(document)


def _about_copy(copy: SignedCopy) -> str:
    sentence = _("%(file)s is a signed copy of %(reference)s, edition %(edition)s, as it came in on %(day)s.")
    if copy.refused_at:
        sentence = _(
            "%(file)s is a signed copy of %(reference)s, edition %(edition)s, as it came in on %(day)s; "
            "it could not be used."
        )
    return sentence % {
        **_facts(copy.document),
        "day": date_format(timezone.localtime(copy.received_at), "j F Y"),
    }


def _facts(document: SigningDocument) -> dict[str, Any]:
    """What both sentences name; the file's name is filled in last."""
    return {"file": "%(file)s", "reference": document.application.reference, "edition": document.revision}


def _sha256(file: Path) -> str:
    """The checksum as 64 hexadecimal digits, read piece by piece."""
    try:
        with file.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except OSError as error:
        raise CommandError(
            _("%(file)s cannot be read: %(reason)s.") % {"file": file, "reason": error.strerror}
        ) from error
