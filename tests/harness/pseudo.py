"""A language in which every translated text says so: made from the Swedish catalogues when it is asked for.

Every text that goes through gettext comes out as ⟦text⟧, our own, Django's and the libraries', with its placeholders.
What a page then shows outside of such brackets has not been translated: a row of the database, or a fault.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import trans_real

from tests.harness.reading import Page

BEGIN, END = "⟦", "⟧"
LETTER = re.compile(r"[^\W\d_]")
# What is no language: addresses, reference numbers and codes, names of files.
UNREAD = re.compile(
    r"\S+@\S+|(?:https?://|www\.)\S+|/[\w/.-]+/|\b[\w-]+\.(?:pdf|csv|ics|atom|json)\b|\b[A-Z0-9]{2,}(?:-[A-Z0-9]+)+\b"
)
TRIM = " 0123456789.,:;!?\"”’'*#›()·–—…-"
BETWEEN = re.compile(r"[,;:·–—()§/|•→…]+|\s-\s|\n")


@contextlib.contextmanager
def pseudo_language() -> Iterator[None]:
    """Swedish is the pseudo-language for a while."""
    swedish = trans_real.translation("sv")
    real = swedish._catalog
    swedish._catalog = _marked(real)
    try:
        yield
    finally:
        swedish._catalog = real


def _marked(real: trans_real.TranslationCatalog) -> trans_real.TranslationCatalog:
    """The same texts, each between brackets; the header, whose key is empty, stays as it is."""
    marked = trans_real.TranslationCatalog()
    marked._plurals = list(real._plurals)
    marked._catalogs = [
        {key: f"{BEGIN}{text}{END}" if key and text else text for key, text in catalogue.items()}
        for catalogue in real._catalogs
    ]
    return marked


class Known:
    """What may stand on a page untranslated: the values of rows, and words that are the same in every language."""

    def __init__(self, values: Iterable[str], words: Mapping[str, str]) -> None:
        self.whole: set[str] = set(words)
        long: list[str] = []
        for value in values:
            lines = [" ".join(line.split()) for line in value.splitlines()]
            long.append(" ".join(value.split()))
            self.whole.update(line.strip(TRIM) for line in (*lines, long[-1]))
        self.long = "\n".join(long)

    def explains(self, text: str) -> bool:
        """Whether the text is a row of known values with marks between them; of a longer value, five words are enough."""
        text = " ".join(text.split())
        bare = text.strip(TRIM)
        if bare in self.whole or (bare.count(" ") >= 4 and bare in self.long):
            return True
        return all(self._is_row(part.strip(TRIM).split()) for part in BETWEEN.split(UNREAD.sub(" ", text)))

    def _is_row(self, words: list[str]) -> bool:
        """Whether the words are known values, one after the other."""
        if not LETTER.search(" ".join(words)):
            return True
        return any(
            " ".join(words[:number]).strip(TRIM) in self.whole and self._is_row(words[number:])
            for number in range(len(words), 0, -1)
        )


def untranslated(html: str, known: Known) -> list[str]:
    """Texts and attributes of the page that are neither translated nor known. A page with a bracket too few is one."""
    page = Page(html)
    found, depth = [], 0
    for block in page.blocks:
        outside, depth = _outside(block.text, depth)
        found += [f"<{block.path[-1]}> {text.strip()}" for text in outside if not known.explains(text)]
    if depth:
        found.append(f"{depth} brackets are not closed")
    for name, value, _language in page.attributes:
        outside, left = _outside(value, 0)
        found += [f"{name}={text!r}" for text in outside if left or not known.explains(text)]
    return found


def _outside(text: str, depth: int) -> tuple[list[str], int]:
    """What stands outside of brackets, and how many are open at the end."""
    parts = [""]
    for letter in text:
        if letter == BEGIN:
            depth += 1
            parts.append("")
        elif letter == END:
            depth -= 1
        elif not depth:
            parts[-1] += letter
    return [part for part in parts if LETTER.search(part)], depth


def values_in(data: Any) -> Iterator[str]:
    """Every text in a row's value, also inside JSON."""
    if isinstance(data, str):
        if data.strip():
            yield data
    elif isinstance(data, Mapping):
        for inner in data.values():
            yield from values_in(inner)
    elif isinstance(data, (list, tuple)):
        for inner in data:
            yield from values_in(inner)
