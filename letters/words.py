"""Letters whose words are made in Python and put into one frame (`templates/letters/plain.*`)."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings

from letters.models import KeySalt

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Words:
    """What a letter says: plain text, line by line, and where its one link leads. The subject is the heading, too."""

    subject: str
    lines: Sequence[str]
    action: str = ""
    url: str = ""
    heading: str = ""  # another than the subject

    @property
    def context(self) -> dict[str, Any]:
        """For the frame; lines without words are left out."""
        return {
            "words": self,
            "heading": self.heading or self.subject,
            "lines": [line for line in self.lines if line],
            "action_url": f"{settings.SITE_URL}{self.url}" if self.url else "",
            "action_label": self.action,
        }


def checksum(address: str) -> str:
    """An address in the key of a letter: nobody who reads the key can guess the address, and it fits.

    The same as long as the installation lives, whatever becomes of SECRET_KEY; else a letter would go out again.
    """
    return marked(address, _salt())


def marked(address: str, salt: bytes) -> str:
    """The checksum under a salt."""
    return hmac.new(salt, address.encode(), hashlib.sha256).hexdigest()[:16]


@lru_cache(maxsize=1)
def _salt() -> bytes:
    """Made by the migration that brought it, and never changed: a process reads it once."""
    row, _created = KeySalt.objects.get_or_create(pk=1)
    return bytes(row.salt.bytes)
