"""A text in canonical form: items in order, each with a key that stays the same. What is hashed, compared, translated.

The hash is SHA-256 over JSON of the head and the items, texts normalised (composed letters, one kind of line end, no
space around). The same content gives the same hash after export_region and load_region, on either database.

Hashes are kept for as long as the texts are, so this form never changes for what is there already. A field that comes
later joins the items only where it is filled; a form that has to be another gets its own number beside this one.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agreement.content_files import normalised

if TYPE_CHECKING:
    from collections.abc import Iterable

FORMAT = 1


@dataclass(frozen=True)
class Item:
    """One piece of a text. `note` is what belongs to it and is not translated: whom it binds, a year, an address."""

    key: str
    text: str
    note: str = ""


@dataclass(frozen=True)
class Canonical:
    """A whole text."""

    head: dict[str, Any]
    items: list[Item]

    def texts(self) -> dict[str, str]:
        """Key to text, in order; what is empty is left out."""
        return {item.key: item.text for item in self.items if item.text.strip()}

    def fingerprint(self) -> str:
        """SHA-256, 64 hexadecimal digits."""
        plain = {
            "format": FORMAT,
            **{key: normalised(each) if isinstance(each, str) else each for key, each in self.head.items()},
            "items": [[item.key, normalised(item.text), normalised(item.note)] for item in self.items],
        }
        return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def digest(words: str) -> str:
    """What one piece of a text says, in 16 hexadecimal digits: to see whether it has changed since."""
    return hashlib.sha256(normalised(words).encode()).hexdigest()[:16]


def summary(text: str) -> list[Item]:
    return [Item("summary", text)]


def parts(rows: Iterable[Any]) -> list[Item]:
    """Headings and bodies; a part is known by its kind, and by a number from the second of its kind."""
    seen: Counter[str] = Counter()
    items = []
    for row in rows:
        seen[row.kind] += 1
        key = f"part/{row.kind}" if seen[row.kind] == 1 else f"part/{row.kind}-{seen[row.kind]}"
        items += [Item(f"{key}/heading", row.heading), Item(f"{key}/body", row.body)]
    return items


def lines(kind: str, texts: Iterable[str]) -> list[Item]:
    """Texts that have nothing but their place: goals, actions."""
    return [Item(f"{kind}/{number}", text) for number, text in enumerate(texts, 1)]
