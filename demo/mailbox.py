"""The letters that were sent, as they lie in the mail folder: found by their file's name and nothing else."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

# What letters.backends.MailFolder makes of a Message-ID. No slash, and no dot in front: no way out of the folder.
NAME = re.compile(r"[A-Za-z0-9@_-][A-Za-z0-9@_.-]{0,200}\.eml")
HEADER_BYTES = 64 * 1024


@dataclass(frozen=True)
class Summary:
    """One line of the list."""

    name: str
    subject: str
    to: str
    at: dt.datetime


@dataclass(frozen=True)
class Attachment:
    """A file that came with a letter."""

    number: int
    filename: str
    content_type: str
    content: bytes


def folder() -> Path | None:
    """Where letters become files; None when this installation sends them to a mail server."""
    if not settings.EMAIL_BACKEND.endswith(".MailFolder"):
        return None
    return Path(settings.EMAIL_FILE_PATH)


def newest_first() -> list[str]:
    """The names of all letters, the one that was sent last first."""
    here = folder()
    if here is None or not here.is_dir():
        return []
    files = [(path.stat().st_mtime_ns, path.name) for path in here.iterdir() if NAME.fullmatch(path.name)]
    return [name for _sent, name in sorted(files, reverse=True)]


def summaries(names: list[str]) -> Iterator[Summary]:
    """What the list says about each letter; one that was removed meanwhile is left out."""
    for name in names:
        path = find(name)
        if path is None:
            continue
        with path.open("rb") as file:
            head = _parse(file.read(HEADER_BYTES).partition(b"\n\n")[0] + b"\n\n")
        yield Summary(name, str(head["Subject"] or ""), str(head["To"] or ""), sent_at(head, path))


def find(name: str) -> Path | None:
    """The letter's file. Nothing but a plain file right in the folder is ever found (no path, no link)."""
    here = folder()
    if here is None or not NAME.fullmatch(name):
        return None
    path = here / name
    return path if path.is_file() and not path.is_symlink() else None


def read(path: Path) -> EmailMessage:
    return _parse(path.read_bytes())


def body(message: EmailMessage, kind: str) -> str:
    """The letter's text (`plain`) or HTML (`html`) half; empty if it has none."""
    part = message.get_body((kind,))
    return str(part.get_content()) if part else ""


def attachments(message: EmailMessage) -> list[Attachment]:
    found = []
    for number, part in enumerate(message.iter_attachments(), start=1):
        content = part.get_content()
        found.append(
            Attachment(
                number,
                part.get_filename() or f"{number}",
                part.get_content_type(),
                content.encode() if isinstance(content, str) else bytes(content),
            )
        )
    return found


def sent_at(message: EmailMessage, path: Path) -> dt.datetime:
    """The letter's own date, else the file's."""
    try:
        date = parsedate_to_datetime(str(message["Date"]))
    except ValueError:
        date = dt.datetime.fromtimestamp(path.stat().st_mtime, tz=dt.UTC)
    return date if timezone.is_aware(date) else date.replace(tzinfo=dt.UTC)


def _parse(content: bytes) -> EmailMessage:
    return email.message_from_bytes(content, policy=email.policy.default)
