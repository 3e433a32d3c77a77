"""What a reader meets on a page, as text; and LIX, the Swedish measure of how hard running text is to read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
# What stays in the line; everything else begins a block of its own, and so does what was added or taken away.
INLINE = frozenset(
    (
        "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "dfn", "em", "i", "kbd", "mark", "q",
        "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
    )
)  # words, not lines  # fmt: skip
# What is nobody's language: a machine's words, and what somebody writes.
UNTOLD = frozenset(("script", "style", "template", "code", "kbd", "samp", "textarea"))


@dataclass
class Element:
    """An element that is open while the text is read."""

    tag: str
    attributes: dict[str, str]


@dataclass
class Block:
    """A paragraph, an item, a heading: text that belongs together. `path` is what it stands in, outermost first."""

    path: tuple[str, ...]
    language: str
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join("".join(self.parts).split())


class Page(HTMLParser):
    """A page's blocks, in order, and the attributes that people read or hear, with the language of each."""

    READ = ("title", "alt", "aria-label", "placeholder", "aria-description", "aria-roledescription")

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.attributes: list[tuple[str, str, str]] = []  # name, text, language
        self._open: list[Element] = []
        self._new = True
        self.feed(html)
        self.close()

    @property
    def language(self) -> str:
        """The language of what is being read."""
        spoken = [each.attributes["lang"] for each in self._open if each.attributes.get("lang")]
        return spoken[-1] if spoken else ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open.append(element)
        given = element.attributes
        for name in self.READ:
            if given.get(name):
                self.attributes.append((name, given[name], self.language))
        if tag == "meta" and (
            given.get("name") == "description" or given.get("property") in ("og:title", "og:description")
        ):
            self.attributes.append(("description", given.get("content", ""), self.language))
        if tag == "input" and given.get("type") in ("submit", "button", "reset"):
            self.attributes.append(("value", given.get("value", ""), self.language))
        self._new = self._new or tag not in INLINE or tag == "br" or "lang" in given
        if tag in VOID:
            self._open.pop()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        tags = [each.tag for each in self._open]
        if tag not in tags:
            return
        at = len(tags) - 1 - tags[::-1].index(tag)
        self._new = self._new or any(
            each.tag not in INLINE or "lang" in each.attributes for each in self._open[at:]
        )
        del self._open[at:]

    def handle_data(self, data: str) -> None:
        path = tuple(each.tag for each in self._open)
        if not data.strip():
            if self.blocks and not self._new:
                self.blocks[-1].parts.append(data)
            return
        if UNTOLD.intersection(path):
            return
        if self._new or not self.blocks:
            self.blocks.append(Block(path, self.language))
            self._new = False
        self.blocks[-1].parts.append(data)


# --- LIX ------------------------------------------------------------------------------------------

WORD = re.compile(r"[^\W_]+(?:[-'’.:/][^\W_]+)*")
ADDRESS = re.compile(r"\S+@\S+|(?:https?://|www\.)\S+")
SENTENCE = re.compile(r"[.!?]+(?=[\"”’)]*(?:\s+[\"”’(]*[A-ZÅÄÖ]|\s*$))")
LONG = 7  # letters


def words(text: str) -> list[str]:
    """The words of a text; addresses are none."""
    return WORD.findall(ADDRESS.sub(" ", text))


def is_sentence(text: str) -> bool:
    """Whether the text ends as a sentence does, or before a list. What does not is a name, a label, a row of a list."""
    return text.rstrip('"”’) ').endswith((".", "!", "?", ":"))


def lix(texts: Iterable[str]) -> float:
    """Words to a sentence plus long words (seven letters or more) in a hundred.

    A sentence ends at . ! or ? before a capital letter or the end; every text ends one. A colon ends none. A number is a
    word; so is a word with a hyphen. Names count like other words. Nothing gives 0.
    """
    count = long = sentences = 0
    for text in texts:
        found = words(text)
        count += len(found)
        long += sum(len(word) >= LONG for word in found)
        sentences += max(len(SENTENCE.findall(text)), 1) if found else 0
        if found and SENTENCE.findall(text) and words(SENTENCE.split(text)[-1]):
            sentences += 1  # what stands after the last mark
    return count / sentences + 100 * long / count if count else 0.0
