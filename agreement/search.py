"""Finding things in what a region publishes: `overenskommelse` finds `överenskommelse`.

Each room registers a source, as it does for content: what can be found, with its title, address and text. The texts of
a region are a few hundred rows, so they are read and compared here, in Python, where folding is the same on both
databases; only the members are many, and their source looks at names before it reads anything else. Rooms with few and
plain rows name sets of them instead (`register_rows`): those of all rooms are read by one query.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.utils.safestring import SafeString

from agreement.alphabet import folded
from agreement.gathering import gather
from agreement.translated import lang_mark

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from agreement.models import Region

LONGEST_QUERY = 100  # characters; the rest is not looked at
MOST_WORDS = 8
MOST_FOUND = 50
AROUND = 90  # characters of an excerpt on each side of the first hit


@dataclass(frozen=True)
class Findable:
    """Something that can be found. `kind` is a word for the reader; `text` what is searched besides the title; `lang`
    is the language of both, Swedish where nothing is said.
    """

    kind: str
    title: str
    url: str
    text: str = ""
    lang: str = settings.LANGUAGE_CODE

    @property
    def mark(self) -> SafeString:
        """` lang="sv"` where the page is in another language."""
        return lang_mark(self.lang)


class Piece(NamedTuple):
    """A piece of an excerpt; `hit` pieces are what was asked for."""

    text: str
    hit: bool


@dataclass(frozen=True)
class Hit:
    """A thing that was found, with an excerpt around the first place."""

    item: Findable
    excerpt: list[Piece]


@dataclass(frozen=True)
class Found:
    """What a question gave: at most MOST_FOUND hits, and how many there are."""

    words: list[str]
    hits: list[Hit]
    total: int


# A source gets the region and the folded words. It may leave out what cannot fit, to save reading; it need not.
Source = Callable[["Region", list[str]], Iterable[Findable]]
SOURCES: list[Source] = []


def register(source: Source) -> None:
    """Add a source; called from an AppConfig.ready, so lower rooms come first. Twice is once."""
    if source not in SOURCES:
        SOURCES.append(source)


# What a room wants read, each set under a name of its own in the whole house, and what it finds in those rows.
Sets = Callable[["Region"], "Mapping[str, QuerySet[Any]]"]
FoundIn = Callable[["Region", "Mapping[str, list[Any]]"], Iterable[Findable]]
ROWS: list[tuple[Sets, FoundIn]] = []


def register_rows(sets: Sets, found: FoundIn) -> None:
    """Add sets of rows that are read together with those of other rooms (`agreement.gathering`). Twice is once."""
    if (sets, found) not in ROWS:
        ROWS.append((sets, found))


def findables(region: Region, words: list[str]) -> Iterator[Findable]:
    """Everything that can be found, source by source."""
    for source in SOURCES:
        yield from source(region, words)
    if ROWS:
        rows = gather({name: each for sets, _found in ROWS for name, each in sets(region).items()})
        for _sets, found in ROWS:
            yield from found(region, rows)


def words_of(query: str) -> list[str]:
    """The folded words of a question, each once; signs that are no letters or digits part words."""
    plain = "".join(sign if sign.isalnum() else " " for sign in folded(query[:LONGEST_QUERY]))
    return list(dict.fromkeys(plain.split()))[:MOST_WORDS]


def find(region: Region, query: str) -> Found:
    """What has every word of the question in its title or text; titles first, then in the sources' order."""
    words = words_of(query)
    if not words:
        return Found([], [], 0)
    ranked: list[tuple[int, int, Findable]] = []
    for item in findables(region, words):
        title = folded(item.title)
        text = folded(item.text)
        if all(word in title or word in text for word in words):
            ranked.append((_rank(words, title), len(ranked), item))
    ranked.sort(key=lambda each: each[:2])
    hits = [Hit(item, excerpt(item.text, words)) for _rank_, _place, item in ranked[:MOST_FOUND]]
    return Found(words, hits, len(ranked))


def _rank(words: list[str], title: str) -> int:
    """0: the title is what was asked for; 1: it begins so; 2: it has every word; 3: it has some; 4: only the text."""
    asked = " ".join(words)
    if title == asked:
        return 0
    if title.startswith(asked):
        return 1
    there = sum(word in title for word in words)
    return 2 if there == len(words) else 3 if there else 4


def excerpt(text: str, words: list[str]) -> list[Piece]:
    """The part of the text around its first hit, with every hit marked; its beginning where only the title fits."""
    plain = unicodedata.normalize("NFC", " ".join(text.split()))
    places = _places(plain, words)
    if not places:
        return [Piece(_shortened(plain, 0, 2 * AROUND), hit=False)] if plain else []
    begin = _word_edge(plain, max(0, places[0][0] - AROUND))
    end = min(len(plain), places[0][1] + AROUND)
    pieces, at = [], begin
    for first, last in places:
        if first < at or last > end:
            continue
        if first > at:
            pieces.append(Piece(plain[at:first], hit=False))
        pieces.append(Piece(plain[first:last], hit=True))
        at = last
    if at < end:
        pieces.append(Piece(_shortened(plain, at, end), hit=False))
    if begin:
        pieces.insert(0, Piece("… ", hit=False))
    return pieces


def _shortened(text: str, begin: int, end: int) -> str:
    """`text[begin:end]`, without half a word at its end."""
    if end >= len(text):
        return text[begin:]
    cut = text.rfind(" ", begin, end)
    return f"{text[begin : cut if cut > begin else end]} …"


def _word_edge(text: str, place: int) -> int:
    """The beginning of the next word from `place` on."""
    if place == 0:
        return 0
    space = text.find(" ", place)
    return space + 1 if space >= 0 else place


def _places(text: str, words: list[str]) -> list[tuple[int, int]]:
    """Where the words stand in `text`, in order, none overlapping another. One folded letter may be two signs."""
    signs: list[str] = []
    origin: list[int] = []
    for index, sign in enumerate(text):
        for plain in folded(sign):
            signs.append(plain)
            origin.append(index)
    flat = "".join(signs)
    found = []
    for word in words:
        at = flat.find(word)
        while at >= 0:
            found.append((origin[at], origin[at + len(word) - 1] + 1))
            at = flat.find(word, at + len(word))
    places: list[tuple[int, int]] = []
    for first, last in sorted(found, key=lambda each: (each[0], -each[1])):
        if not places or first >= places[-1][1]:
            places.append((first, last))
    return places
