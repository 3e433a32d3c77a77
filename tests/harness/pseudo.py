"""A language in which every translated text says so: made from the Swedish catalogues when it is asked for.

Every text that goes through gettext comes out as ⟦text⟧, our own, Django's and the libraries', with its placeholders.
What a page then shows outside of such brackets has not been translated: a row of the database, or a fault.
"""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import _lru_cache_wrapper
from typing import Any

from django.apps import apps
from django.utils.translation import trans_real

from tests.harness.reading import Page

BEGIN, END = "⟦", "⟧"
LETTER = re.compile(r"[^\W\d_]")
# What is no language: addresses, reference numbers and codes, names of files.
UNREAD = re.compile(
    r"\S+@\S+|(?:https?://|www\.)\S+|/[\w/.-]+/|\b[\w-]+\.(?:pdf|csv|ics|atom|json)\b|\b[A-Z0-9]{2,}(?:-[A-Z0-9]+)+\b"
)
TRIM = " 0123456789.,:;!?\"”’'*#›()[]·–—…-"
DASH = re.compile(r"\s[–—-]\s")
BETWEEN = re.compile(r"[,;:·–—()\[\]§/|•→…]+|\s-\s|\n")


@contextlib.contextmanager
def pseudo_language() -> Iterator[None]:
    """Swedish is the pseudo-language for a while."""
    swedish = trans_real.translation("sv")
    real = swedish._catalog
    swedish._catalog = _marked(real)
    _forget_cells()
    try:
        yield
    finally:
        swedish._catalog = real
        _forget_cells()


def _forget_cells() -> None:
    """Cells of lists that were written in the other Swedish, and are kept for the next row that says the same."""
    for name in set(apps.app_configs) & set(sys.modules):
        for module in [each for path, each in sys.modules.items() if path.split(".")[0] == name]:
            for value in list(vars(module).values()):
                if isinstance(value, _lru_cache_wrapper):
                    value.cache_clear()


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
            whole = " ".join(value.split())
            long += [whole, " ".join(line.removeprefix("- ") for line in lines if line)]
            self.whole.update(line.strip(TRIM) for line in (*lines, whole))
        self.long = "\n".join(long)

    def explains(self, text: str, *, piece: bool = False) -> bool:
        """Whether the text is a row of known values, with marks between them. Of a longer value five words are enough;
        of a `piece`, where a page shows what has changed in a text or a part of it with dots, one.
        """
        text = " ".join(text.replace("\N{SOFT HYPHEN}", "").split())
        least = 1 if piece or "…" in text else 5
        return all(
            self._is_row(whole.split(), least)
            or all(self._is_row(part.split(), least) for part in BETWEEN.split(UNREAD.sub(" ", whole)))
            for whole in DASH.split(text)
        )

    def _is_row(self, words: list[str], least: int) -> bool:
        """Whether the words are known values, one after the other."""
        if not LETTER.search(UNREAD.sub("", " ".join(words))):
            return True
        for number in range(len(words), 0, -1):
            first = " ".join(words[:number]).strip(TRIM)
            known = first in self.whole or (number >= least and first in self.long)
            if known and self._is_row(words[number:], least):
                return True
        return False

    def begins_or_ends(self, text: str) -> bool:
        """Whether a known value begins or ends so: a name that a picture writes on two lines."""
        text = text.strip(TRIM)
        return len(text) > 2 and any(each.startswith(text) or each.endswith(text) for each in self.whole)


def untranslated(html: str, known: Known) -> list[str]:
    """Texts and attributes of the page that are neither translated nor known. A page with a bracket too few is one."""
    page = Page(html)
    found, depth = [], 0
    changes = any({"ins", "del"}.intersection(block.path) for block in page.blocks)
    for block in page.blocks:
        outside, depth = _outside(block.text, depth)
        found += [
            f"<{block.path[-1]}> {text.strip()}"
            for text in outside
            if not known.explains(text, piece=changes)
            and not ("svg" in block.path and known.begins_or_ends(text))
        ]
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
