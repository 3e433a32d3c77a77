"""The lines of a text: cleaned of what copying leaves behind, with the furniture of the page set apart."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass, replace

from agreement.importing.headings import Slot, known_heading
from agreement.importing.labels import NAME_STEMS, is_label
from agreement.importing.markers import take_marker
from agreement.importing.result import Fate

LINE_ENDS = re.compile("\r\n|[\n\r\v\x85\u2028\u2029]")
SPACES = re.compile(r"\s+")
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"})
SOFT_HYPHEN = "\u00ad"
WIDE_SPACE = re.compile(r"\t[\t ]*| {3,}\t*")

PAGE = re.compile(
    r"(?:sida|sid|page|s\.)\.? ?\d{1,4}(?: ?(?:av|of|/|\() ?\d{1,4}\)?)?"
    r"|[-–—|\[] ?\d{1,4} ?[-–—|\]]|\d{1,4} (?:av|of) \d{1,4}|\| ?\d{1,4}|\d{1,4} ?\|",
    re.IGNORECASE,
)
HEAD_WITH_PAGE = re.compile(r"\b\d{1,3} ?\(\d{1,3}\)|\b(?:sida|sid|page)\.? \d{1,3}\b", re.IGNORECASE)
PAGE_OF = re.compile(r"(\d{1,4}) ?\((\d{1,4})\)")  # 3 (12), and 51 (2021) is not one
BARE = re.compile(r"(\d{1,3})(?:/\d{1,3})?")
SHORT_LINE, LONG_LINE = 60, 40
LONGEST_PAGE = 24
LONGEST_RUNNING_HEAD = 100
ENDS_IN_NUMBER = re.compile(r"(?:^| )\d{1,3}$")
LEADERS = " .…·_"
PARTY_STEMS = (*NAME_STEMS, "civilsamhäll", "idébur")


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line as it came and as it is read."""

    number: int
    raw: str
    text: str
    indent: int
    new_page: bool
    soft_end: bool  # ends in a soft hyphen: the word goes on
    cells: tuple[str, ...] = ()  # several texts side by side, as in columns; empty where there is one

    @property
    def key(self) -> str:
        return line_key(self.text)


def cleaned(raw: str) -> str:
    """One line with composed letters, single spaces and nothing invisible in it. Idempotent."""
    text = INVISIBLE.sub("", raw.replace("\t", " ").replace("\f", " ")).translate(LIGATURES)
    text = CONTROLS.sub(" ", text)
    # Composing may bring an invisible or a space to light (U+2000 becomes U+2002), never the other way round.
    return SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def line_key(text: str) -> str:
    """What makes two lines the same line: letters only, every number alike."""
    return re.sub(r"\d+", "#", SPACES.sub(" ", re.sub(r"[^\w ]", " ", text.casefold()))).strip()


def split_lines(text: str) -> list[SourceLine]:
    """All lines, numbered from 1 as an editor does. A form feed in the middle of a line begins a line."""
    text = re.sub(r"(?<=[^\n\r\v\x85\u2028\u2029])\f", "\n\f", text)
    raws = LINE_ENDS.split(text)
    if raws and not raws[-1].strip("\f"):
        raws.pop()  # what follows the last line end is no line
    lines = []
    for number, raw in enumerate(raws, 1):
        lead = raw[: len(raw) - len(raw.lstrip())].lstrip("\f")
        lines.append(
            SourceLine(
                number=number,
                raw=raw,
                text=cleaned(raw),
                indent=len(lead.expandtabs(4)),
                new_page="\f" in raw,
                soft_end=raw.rstrip().endswith(SOFT_HYPHEN),
            )
        )
    return _with_columns(lines)


def _with_columns(lines: list[SourceLine]) -> list[SourceLine]:
    """Columns are two lines or more in a row (blank ones do not count) with wide spaces in the same manner."""
    gaps = [(index, _cells(line.raw)) for index, line in enumerate(lines) if line.text]
    wide = [len(cells) > 1 for _, cells in gaps]
    for place, (index, cells) in enumerate(gaps):
        beside = wide[max(0, place - 1) : place] + wide[place + 1 : place + 2]
        texts = tuple(cell for cell in cells if any(char.isalpha() for char in cell))
        if any(beside) and len(texts) > 1:
            lines[index] = replace(lines[index], cells=texts)
    return lines


def _cells(raw: str) -> tuple[str, ...]:
    """What stands side by side on a line. The space behind a bullet or number is none between columns."""
    cells = [cleaned(each) for each in WIDE_SPACE.split(raw.strip())]
    if len(cells) > 1 and (found := take_marker(cells[0])).marker and not found.text:
        del cells[0]
    return tuple(cells)


def furniture(lines: list[SourceLine]) -> dict[int, Fate]:
    """What belongs to the paper and not to the text, by index into `lines`; the rest is text."""
    fates: dict[int, Fate] = {}
    with_page: dict[str, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        if not line.text:
            fates[index] = Fate.BLANK
        elif _is_page(line.text):
            fates[index] = Fate.PAGE_NUMBER
        elif len(line.text) <= LONGEST_RUNNING_HEAD and HEAD_WITH_PAGE.search(line.text):
            with_page[line.key].append(index)
        elif len(line.text) > 1 and not any(
            char.isalnum() for char in unicodedata.normalize("NFKC", line.text)
        ):
            fates[index] = Fate.RULE
    for found in with_page.values():
        if len(found) > 1:
            fates.update(dict.fromkeys(found, Fate.RUNNING_HEAD))
    _find_bare_numbers(lines, fates)
    _find_contents(lines, fates)
    _find_running_heads(lines, fates)
    return fates


def _is_page(text: str) -> bool:
    if len(text) > LONGEST_PAGE:
        return False
    if found := PAGE_OF.fullmatch(text):
        return int(found[1]) <= int(found[2]) < 1000
    return PAGE.fullmatch(text) is not None


def _find_bare_numbers(lines: list[SourceLine], fates: dict[int, Fate]) -> None:
    """Numbers alone on a line, if they count upwards as pages do; a page or two may lack its number."""
    chains: dict[int, list[int]] = {}
    best: list[int] = []
    for index, line in enumerate(lines):
        found = BARE.fullmatch(line.text)
        if not found:
            continue
        value = int(found[1])
        before = max((chains.get(value - 1, []), chains.get(value - 2, [])), key=len)
        chains[value] = [*before, index]  # at most a thousand long: the numbers have three digits
        best = max(best, chains[value], key=len)
    if len(best) == 1 and not _stands_alone(lines, best[0]):
        return
    for index in best:
        fates[index] = Fate.PAGE_NUMBER


def _stands_alone(lines: list[SourceLine], index: int) -> bool:
    before = index == 0 or not lines[index - 1].text or lines[index].new_page
    after = index + 1 == len(lines) or not lines[index + 1].text or lines[index + 1].new_page
    return before and after


def _find_contents(lines: list[SourceLine], fates: dict[int, Fate]) -> None:
    """The table of contents: below its heading, by its dots, or a run of headings that all come again."""
    entries = _Entries(lines, [index for index in range(len(lines)) if index not in fates])
    position = 0
    while position < len(entries.text):
        length = entries.at(position)
        for index in entries.text[position : position + length]:
            fates[index] = Fate.CONTENTS
        for _ in range(max(length, 1)):
            entries.pass_by(position)
            position += 1


class _Entries:
    """The lines of the text, asked in order whether a table of contents begins here and how long it is."""

    def __init__(self, lines: list[SourceLine], text: list[int]) -> None:
        self.text = text
        self.lines = [lines[index] for index in text]
        self.dotted = [_leads_to_page(line.raw) for line in self.lines]
        self.left = Counter(line.key for line in self.lines)
        self.keys = {line.key for line in self.lines} | {
            line_key(take_marker(line.text).text) for line in self.lines
        }
        self.text_to = 0  # up to here dots lead to figures, and the lines are text all the same

    def pass_by(self, position: int) -> None:
        self.left[self.lines[position].key] -= 1

    def at(self, position: int) -> int:
        """How many lines of contents begin at `position`; 0 for none."""
        if position >= self.text_to and sum(self.dotted[position : position + 2]) == 2:
            length = self._run(position, listed=False)
            if self._most_come_again(position, length):
                return length
            self.text_to = position + length  # such as a list of how many places each has
            return 0
        known = known_heading(self.lines[position].text)
        if known and known.slot is Slot.CONTENTS:
            return 1 + self._run(position + 1, listed=True)
        if known and known.sure and self._comes_again(position):
            return self._bare_run(position)
        return 0

    def _comes_again(self, position: int) -> bool:
        return self.left[self.lines[position].key] > 1

    def _most_come_again(self, start: int, length: int) -> bool:
        entries = [line.text for line in self.lines[start : start + length]]
        found = [
            _entry_key(entry) in self.keys or _entry_key(take_marker(entry).text) in self.keys
            for entry in entries
        ]
        return 2 * sum(found) >= len(found)

    def _run(self, start: int, *, listed: bool) -> int:
        seen: set[str] = set()
        for position in range(start, len(self.lines)):
            line = self.lines[position]
            key = _entry_key(line.text)
            if key in seen and key:
                return position - start  # the text itself begins
            below = listed and (
                ENDS_IN_NUMBER.search(line.text)
                or self._comes_again(position)
                or (position + 1 < len(self.lines) and self.dotted[position + 1])
            )
            if not (self.dotted[position] or below):
                return position - start
            seen.add(key)
        return len(self.lines) - start

    def _bare_run(self, start: int) -> int:
        """Headings only, without a page and without a heading of its own: four or more, and all of them return."""
        seen: set[str] = set()
        known = 0
        for position in range(start, len(self.lines)):
            line = self.lines[position]
            if line.key in seen or not self._comes_again(position):
                break
            seen.add(line.key)
            heading = known_heading(take_marker(line.text).text)
            known += bool(heading and heading.sure)
        return len(seen) if len(seen) >= 4 and known >= 2 else 0


def _entry_key(text: str) -> str:
    """The heading that an entry of the contents names."""
    return line_key(text.rstrip("0123456789").rstrip(LEADERS))


def _leads_to_page(raw: str) -> bool:
    """`Vision ........ 3`: dots that lead to a page."""
    rest = raw.rstrip().rstrip("0123456789")
    digits = len(raw.rstrip()) - len(rest)
    stem = rest.rstrip(LEADERS + "\t\u00a0")
    dots = rest[len(stem) :]
    return (
        0 < digits <= 3
        and bool(stem.strip())
        and dots.count(".") + 3 * dots.count("…") + dots.count("·") >= 3
    )


def _find_running_heads(lines: list[SourceLine], fates: dict[int, Fate]) -> None:
    """Lines that return at the edge of the page, or in the middle of sentences. The first time it may be the title."""
    at: dict[str, list[int]] = defaultdict(list)
    headed = False
    for index, line in enumerate(lines):
        if index in fates:
            continue
        headed = headed or is_label(take_marker(line.text).text)
        if _may_run(line.text):
            # Until the first heading a line that comes for the first time is the title and no candidate.
            seen = headed or line.key in at
            at[line.key].append(index if seen else -1)
    repeated = {key: found for key, found in at.items() if len(found) > 1}
    for _ in range(3):  # a running head may have three lines
        neighbours = _neighbours(lines, fates)
        marked = [
            index for found in repeated.values() for index in _at_edges(lines, fates, neighbours, found)
        ]
        if not marked:
            return
        fates.update(dict.fromkeys(marked, Fate.RUNNING_HEAD))


def _may_run(text: str) -> bool:
    """A piece of a sentence is no header, however often the sentence comes; a point or a label is none either."""
    if not 3 <= len(text) <= LONGEST_RUNNING_HEAD or text[-1] == ".":
        return False
    address = "www." in text or "@" in text or "://" in text
    return (address or not text[0].islower()) and not take_marker(text).point and not is_label(text)


def _at_edges(
    lines: list[SourceLine],
    fates: dict[int, Fate],
    neighbours: dict[int, tuple[int, int]],
    found: list[int],
) -> list[int]:
    real = [index for index in found if index >= 0]
    edges = []
    breaks = 0
    for index in real:
        before, after = neighbours[index]
        near = {fates.get(before), fates.get(after)} & {Fate.PAGE_NUMBER, Fate.RUNNING_HEAD}
        new_page = lines[index].new_page or (after < len(lines) and lines[after].new_page)
        if near or new_page or fates.get(index) is Fate.RUNNING_HEAD:
            edges.append(index)
        if before >= 0 and after < len(lines):
            ends, begins = lines[before].text, lines[after].text[:1]
            breaks += len(ends) >= LONG_LINE and ends[-1] not in ".!?:" and begins.islower()
    # The name of a party stands on the cover, among the parties and above its signature, with the page turned between.
    named = real and lines[real[0]].key.startswith(PARTY_STEMS)
    enough = len(real) > 1 and len(edges) == len(real) if named else len(edges) >= 0.6 * len(real)
    if enough and len(edges) + len(found) - len(real) >= 2:
        return [index for index in edges if index not in fates]
    # A line that fills the page is text, however often it comes.
    interrupts = 3 * breaks >= len(found) and all(
        len(lines[index].text) <= SHORT_LINE
        and 4 * len(lines[index].text) <= 3 * len(lines[neighbours[index][0]].text)
        for index in real
    )
    if len(found) >= 3 and interrupts:
        return [index for index in real[len(real) - len(found) + 1 :] if index not in fates]
    return []


def _neighbours(lines: list[SourceLine], fates: dict[int, Fate]) -> dict[int, tuple[int, int]]:
    """The nearest lines before and after each that are not blank."""
    shown = [index for index in range(len(lines)) if fates.get(index) is not Fate.BLANK]
    ends = [-1, *shown, len(lines)]
    return {index: (ends[place], ends[place + 2]) for place, index in enumerate(shown)}
