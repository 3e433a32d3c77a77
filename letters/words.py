"""Letters whose words are made in Python and put into one frame (`templates/letters/plain.*`)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings

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
    """An address in the key of a letter: the key holds no personal data, and fits."""
    return hashlib.sha256(address.encode()).hexdigest()[:16]
