"""What stands before the words of a line: a bullet, a number, “Princip 3:”. It orders the text and is no part of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# Word's own bullets arrive as characters for private use; the letter o is Word's second level.
BULLETS = frozenset("•·▪▫■□●○◦◆◇‣⁃∙➢➤►▶→✓✔*»❖⚫–—-−‐\u2011\u2012▸▹▻◾◼⦁⦿∗⁕➔☐❏❑❒")
DASHES = frozenset("–—-−‐\u2011\u2012")
PRIVATE_USE = ("\ue000", "\uf8ff")

# 1. / 1) / 1.2 / 1.2. / § 3 / 3 § and the number alone
NUMBER = re.compile(r"(?:§ ?)?(\d{1,2}(?:\.\d{1,2}){0,3})( ?§\.?|\.?[):]?|\.)(?= |$|[^\W\d_])")
LABELLED = re.compile(
    r"(princip|utvecklingsområde|insatsområde|fokusområde|område|mål|kapitel|avsnitt|del|artikel)"
    r" (\d{1,2}) ?([.:–—-]?)(?= |$)",
    re.IGNORECASE,
)
CHAPTER_WORDS = frozenset(("kapitel", "avsnitt", "del", "artikel"))
# “Princip 1 Dialog” is a name without a sign between; “Mål 17 …” may be a goal of Agenda 2030.
NAMED_WORDS = frozenset(("princip", "utvecklingsområde", "insatsområde", "fokusområde", "område"))
LONGEST_NAMED = 70
ROMAN = re.compile(r"(X{0,1}(?:IX|IV|V?I{0,3}))\.(?= )")
ROMAN_VALUES = {
    roman: value
    for value, roman in enumerate("I II III IV V VI VII VIII IX X XI XII".split(), 1)  # noqa: SIM905
}
HASHES = re.compile(r"#{1,6} ")
# a) b) c), a. b. c. and i) ii) iii), if they come in a row (see `lettered`); A. B. C. are numbers.
LETTER = re.compile(r"([a-z]|i{1,3}|iv|vi{1,3}|ix|A|B|C|D|E|F|G|H|J|K|L)([.)])(?= |$)")
SMALL_ROMANS = {roman.lower(): value for roman, value in ROMAN_VALUES.items()}


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
    letter: str = ""  # "b" of "b) svara": texts refer to it, so it stays in running text


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
        named = word in CHAPTER_WORDS or (
            word in NAMED_WORDS and len(rest) <= LONGEST_NAMED and rest[-1:] not in (".", ",", ";", ":")
        )
        if found[3] or not rest or (named and rest[:1].isupper()):
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
    if found := LETTER.match(line):
        rest = line[found.end() :].lstrip()
        marker = line[: len(line) - len(rest)] if rest else line
        number = (ord(found[1]) - ord("A") + 1,) if found[1].isupper() else ()
        return Marked(rest, marker, not number, number, "", True, letter=found[1])
    return Marked(line)


def lettered(letters: Sequence[str]) -> set[int]:
    """Which of the letters at the beginning of lines, in the order they come, are a row of points: a, b … or i, ii …

    A letter that is in no row is the beginning of a sentence, such as “d. v. s.”.
    """
    found: set[int] = set()
    for value_of in (_letter_value, SMALL_ROMANS.get, _capital_value):
        row: list[int] = []
        last = 0
        for index, letter in enumerate(letters):
            value = value_of(letter)
            if value == 1:
                found.update(row if len(row) > 1 else ())
                row, last = [index], 1
            elif row and value == last + 1:
                row.append(index)
                last = value
        found.update(row if len(row) > 1 else ())
    return found


def _letter_value(letter: str) -> int | None:
    return ord(letter) - ord("a") + 1 if len(letter) == 1 and letter.islower() else None


def _capital_value(letter: str) -> int | None:
    return ord(letter) - ord("A") + 1 if letter.isupper() else None
