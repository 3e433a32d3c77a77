"""What stands before the words of a line: a bullet, a number, “Princip 3:”. It orders the text and is no part of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Word's own bullets arrive as characters for private use; the letter o is Word's second level.
BULLETS = frozenset("•·▪▫■□●○◦◆◇‣⁃∙➢➤►▶→✓✔*»❖⚫–—-−‐\u2011")
DASHES = frozenset("–—-−‐\u2011")
PRIVATE_USE = ("\ue000", "\uf8ff")

# 1. / 1) / 1.2 / 1.2. / § 3 / 3 § and the number alone
NUMBER = re.compile(r"(?:§ ?)?(\d{1,2}(?:\.\d{1,2}){0,3})( ?§\.?|\.?[):]?|\.)(?= |$|[^\W\d_])")
LABELLED = re.compile(
    r"(princip|utvecklingsområde|insatsområde|fokusområde|område|mål|kapitel|avsnitt|del|artikel)"
    r" (\d{1,2}) ?([.:–—-]?)(?= |$)",
    re.IGNORECASE,
)
CHAPTER_WORDS = frozenset(("kapitel", "avsnitt", "del", "artikel"))
ROMAN = re.compile(r"(X{0,1}(?:IX|IV|V?I{0,3}))\.(?= )")
ROMAN_VALUES = {
    roman: value
    for value, roman in enumerate("I II III IV V VI VII VIII IX X XI XII".split(), 1)  # noqa: SIM905
}
HASHES = re.compile(r"#{1,6} ")


@dataclass(frozen=True, slots=True)
class Marked:
    """A line taken apart: `marker` + `text` are the line; `strong` when nothing but a list or heading looks so."""

    text: str
    marker: str = ""
    point: bool = False
    number: tuple[int, ...] = ()
    word: str = ""  # "princip" of "Princip 3:"
    strong: bool = False
    hashed: bool = False  # "## Vision": somebody said that it is a heading


def take_marker(line: str) -> Marked:
    """The marker and the words of a cleaned line."""
    if found := HASHES.match(line):
        inner = take_marker(line[found.end() :])
        return Marked(inner.text, found[0] + inner.marker, False, inner.number, inner.word, True, True)
    length = _bullet(line)
    if length:
        inner = _numbered(line[length:])
        if not inner.strong:
            inner = Marked(line[length:])
        return Marked(inner.text, line[:length] + inner.marker, True, inner.number, inner.word, True)
    return _numbered(line)


def _bullet(line: str) -> int:
    """How many characters the bullet takes, with the space behind it; 0 where there is none."""
    head, rest = line[:1], line[1:]
    if head in BULLETS or (head and PRIVATE_USE[0] <= head <= PRIVATE_USE[1]):
        if not rest:
            return 1
        if rest.startswith(" "):
            return len(line) - len(rest.lstrip())
        # "-Skapa" is a point, "-tal" and "*)" are not.
        return 1 if rest[0].isalpha() and (head not in DASHES or rest[0].isupper()) else 0
    if head == "o" and (not rest or (rest[0] == " " and rest[1:2].isupper())):
        return min(2, len(line))
    return 0


def _numbered(line: str) -> Marked:
    if found := LABELLED.match(line):
        word = found[1].casefold()
        rest = line[found.end() :].strip()
        if found[3] or not rest or (word in CHAPTER_WORDS and rest[:1].isupper()):
            marker = line[: len(line) - len(rest)] if rest else line
            word = "" if word in CHAPTER_WORDS else word
            return Marked(rest, marker, False, (int(found[2]),), word, True)
    if found := NUMBER.match(line):
        rest = line[found.end() :].lstrip()
        sign = found[0].startswith("§") or bool(found[2])
        levels = tuple(int(each) for each in found[1].split("."))
        plain = len(levels) == 1
        # "2.5 miljoner" and "2 likalydande exemplar" go on; "2. lyssna" and "2.5 Dialog" begin.
        strong = (sign and plain) or (sign and rest[:1].isupper()) or (not plain and rest[:1].isupper())
        weak = plain and not sign and rest[:1].isupper()
        if (strong or weak) and 0 not in levels:
            return Marked(rest, line[: len(line) - len(rest)] if rest else line, False, levels, "", strong)
    if (found := ROMAN.match(line)) and found[1] in ROMAN_VALUES:
        rest = line[found.end() :].lstrip()
        if rest[:1].isupper():
            return Marked(rest, line[: len(line) - len(rest)], False, (ROMAN_VALUES[found[1]],), "", True)
    return Marked(line)
