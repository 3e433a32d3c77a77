"""Lines joined to blocks: a heading, a paragraph or a point each, whatever the width and the blank lines of the copy.

Text copied out of a PDF is folded at the width of the page, and often has a blank line after every line. What says that
a sentence goes on is then the sentence itself: no full stop, and a small letter after it.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from agreement.importing.headings import OPEN_ENDS, Known, known_heading, run_in_heading, words_of
from agreement.importing.markers import Marked, lettered, take_marker
from agreement.importing.shapes import MAX_HEADING_LINES, mark_shapes

if TYPE_CHECKING:
    from agreement.importing.headings import RunIn
    from agreement.importing.lines import SourceLine
    from agreement.importing.result import Fate

SURE_WRAPS = 3  # so many folded sentences show that the text is folded at a width
NEARLY_FULL = 0.88  # letters differ in width, so a full line may be this much shorter than another
MIN_WIDTH, MAX_WIDTH = 50, 110  # of a page, in letters
LONG_LINE = 70
CONJUNCTIONS = frozenset(("och", "eller", "samt", "respektive", "till", "men", "som"))
COUNTED = frozenset(
    ("den", "nr", "nummer", "mål", "punkt", "punkten", "kapitel", "§", "sid", "sida", "cirka", "ca")
)
HYPHENS = "-\u2010\u2011"
DASHES = HYPHENS + "–—"
BEGINS_WITH_YEAR = re.compile(r"20\d\d (?!\d)")  # in a plan that is a paragraph of its own
SIGN_HERE = re.compile(r"[_.…]{3}")


@dataclass(eq=False)
class Block:
    """One or more lines that belong together. `gap` counts the blank lines before it."""

    lines: list[SourceLine]
    marked: Marked
    text: str
    gap: int
    known: Known | None = None
    shape: bool = False  # looks like a heading, whatever its words
    alone: bool = False  # short and apart, as a heading is
    spans: list[str] = field(default_factory=list)  # the text line by line, where lines stay lines
    signed_above: bool = False  # a line to sign on stands right above it
    signed_below: bool = False

    @property
    def point(self) -> bool:
        return self.marked.point

    @property
    def number(self) -> tuple[int, ...]:
        return self.marked.number

    @property
    def first(self) -> int:
        return self.lines[0].number

    @property
    def lead(self) -> str:
        """What stays of the marker in running text: a number or a letter; a bullet is said by the caller."""
        return "" if self.point and not self.marked.letter else self.marked.marker.lstrip("# ")

    @property
    def whole(self) -> str:
        """The text with its number or letter, as a paragraph in a body has it."""
        return self.lead + self.text

    @property
    def columns(self) -> bool:
        """Whether several texts stand side by side here, so that nobody knows in which order they are read."""
        return any(line.cells for line in self.lines)


@dataclass(frozen=True)
class _Content:
    """A line that is text: the blank lines before it, and whether the page was turned there."""

    line: SourceLine
    marked: Marked
    gap: int
    turned: bool
    signed: bool  # a line to sign on stands right above it


@dataclass(frozen=True)
class Layout:
    """How the copy was made: the width at which it is folded (0: it is not), and if a blank line follows every line."""

    width: int
    spaced: bool
    longest: int  # of all lines; where few sentences are folded it may be the width
    hyphenated: frozenset[str]  # words that are written with a hyphen inside a line


def make_blocks(lines: list[SourceLine], fates: dict[int, Fate]) -> list[Block]:
    """The blocks of the lines that are not furniture; every such line is in exactly one block."""
    contents = _contents(lines, fates)
    layout = _layout(contents)
    blocks: list[Block] = []
    position = 0
    while position < len(contents):
        position = _take_block(contents, position, layout, blocks)
    mark_shapes(blocks, spaced=layout.spaced)
    return blocks


def _contents(lines: list[SourceLine], fates: dict[int, Fate]) -> list[_Content]:
    contents = []
    gap, turned, signed = 0, False, False
    for index, line in enumerate(lines):
        if index in fates:
            gap += not line.text
            turned = turned or bool(line.text)
            signed = signed or SIGN_HERE.match(line.text) is not None
            continue
        contents.append(_Content(line, take_marker(line.text), gap, turned or line.new_page, signed))
        gap, turned, signed = 0, False, False
    with_letters = [index for index, each in enumerate(contents) if each.marked.letter]
    sure = lettered([contents[index].marked.letter for index in with_letters])
    for which, index in enumerate(with_letters):
        if which not in sure:
            contents[index] = replace(contents[index], marked=Marked(contents[index].line.text))
    return contents


def _layout(contents: list[_Content]) -> Layout:
    widths, loose, tight = [], 0, 0
    for a, b in itertools.pairwise(contents):
        if b.marked.text[:1].islower() and not b.marked.point and a.line.text[-1:] not in ".!?:;":
            widths.append(len(a.line.text))
            loose += b.gap == 1
            tight += b.gap == 0
    longest = max((len(each.line.text) for each in contents), default=0)
    if len(widths) < SURE_WRAPS:
        return Layout(0, False, longest, _hyphenated(contents))
    widths.sort()
    return Layout(widths[int(0.95 * (len(widths) - 1))], loose > tight, longest, _hyphenated(contents))


def _hyphenated(contents: list[_Content]) -> frozenset[str]:
    found: set[str] = set()
    for each in contents:
        found.update(re.findall(r"\w+-\w+", each.line.text.casefold()))
    return frozenset(found)


def _take_block(contents: list[_Content], start: int, layout: Layout, blocks: list[Block]) -> int:
    """Add the block that begins at `start`; gives back where the next one begins."""
    first = contents[start]
    position = start
    taken = [first.line]
    marked = first.marked
    # A bullet or a number alone on its line belongs to the next line.
    while not marked.text and marked.strong and position + 1 < len(contents):
        following = contents[position + 1]
        if following.marked.marker:
            break
        position += 1
        taken.append(following.line)
        marked = replace(marked, text=following.marked.text, marker=marked.marker + " ")
    if not marked.strong:
        marked = _weak_number(first.line, marked)
    block = Block(taken, marked, marked.text, first.gap, spans=[marked.text], signed_above=first.signed)
    blocks.append(block)
    columns = bool(first.line.cells)
    if not marked.point and not columns and (count := _heading(contents, position, block, layout)):
        position += count - 1
        block.signed_below = _is_signed(contents, position)
        return position + 1
    pieces = [block.text]
    while position + 1 < len(contents) and _goes_on(contents, position, layout, block):
        position += 1
        line = contents[position].line
        _add_line(pieces, line.text, layout.hyphenated, soft=contents[position - 1].line.soft_end)
        block.lines.append(line)
        block.spans.append(line.text)
    block.text = "".join(pieces)
    block.signed_below = _is_signed(contents, position)
    if not marked.point and not columns:
        block.known = known_heading(block.text)
    return position + 1


def _is_signed(contents: list[_Content], at: int) -> bool:
    return at + 1 < len(contents) and contents[at + 1].signed


def _weak_number(line: SourceLine, marked: Marked) -> Marked:
    """“1 Bakgrund” is numbered; “1 Maj firas …” in running text is not: only a short line keeps such a number."""
    if marked.number and (len(line.text) > LONG_LINE or line.text[-1:] in ".,;"):
        return Marked(line.text)
    return marked


def _heading(contents: list[_Content], start: int, block: Block, layout: Layout) -> int:
    """How many lines from `start` are surely a heading by their words, at most three; 0 for none. Fills the block."""
    pieces = [block.text]
    best, found, text = 0, None, ""
    for count in range(1, MAX_HEADING_LINES + 1):
        if count > 1:
            at = start + count - 1
            if at >= len(contents) or not _heading_goes_on("".join(pieces), contents[at], layout):
                break
            _add_line(pieces, contents[at].line.text, layout.hyphenated)
        known = known_heading("".join(pieces))
        if known and known.sure:
            best, found, text = count, known, "".join(pieces)
    after = contents[start + best] if start + best < len(contents) else None
    runs_on = after and after.marked.text[:1].islower() and not after.marked.point and after.gap == 0
    if not best or (runs_on and len(words_of(text)) > 2):
        return 0
    for each in contents[start + 1 : start + best]:
        block.lines.append(each.line)
        block.spans.append(each.line.text)
    block.known, block.text = found, text
    return best


def _heading_goes_on(text: str, following: _Content, layout: Layout) -> bool:
    if following.marked.marker or following.gap > (1 if layout.spaced else 0):
        return False
    last = words_of(text)[-1:]
    return following.line.text[:1].islower() or (bool(last) and last[0] in OPEN_ENDS)


def _goes_on(  # noqa: PLR0911 -- one rule a line
    contents: list[_Content], at: int, layout: Layout, block: Block
) -> bool:
    """Whether the line after `at` goes on with its sentence or paragraph."""
    a, b = contents[at], contents[at + 1]
    end, text = a.line.text, b.line.text
    if b.marked.point or b.marked.hashed or b.signed or a.line.cells or b.line.cells:
        return False
    # Does the distance between the lines say nothing? Blank after every line, or the page was turned.
    mute = b.turned or (layout.spaced and b.gap <= 1)
    if b.gap > 1 and not b.turned:
        return False
    near = b.gap == 0 or mute
    if a.line.soft_end and near:
        return True
    last = words_of(end[-40:])[-1:]
    if b.marked.strong and not (end[-1:] not in ".:!?;" and last and last[0] in COUNTED and near):
        return False
    if (known := known_heading(b.marked.text)) and known.sure and not text[:1].islower():
        return False
    if end[-1:] in ".!?" and run_in_heading(b.marked.text):
        return False
    if text[:1].islower():
        return end[-1:] != ":" and (end[-1:] not in ".!?;" or near)
    if not near or end[-1:] in ":;":
        return False
    if end[-1:] in ".!?" and _is_own_line(b, contents[at + 2] if at + 2 < len(contents) else None, layout):
        return False
    return _capital_goes_on(a, b, layout, block)


def _is_own_line(b: _Content, c: _Content | None, layout: Layout) -> bool:
    """A line without a full stop that had room for more, such as a heading: it is no part of a folded paragraph."""
    text = b.line.text
    if text[-1:] in ".!?,;-" or (c and c.marked.text[:1].islower() and not c.marked.point):
        return False
    word = c.marked.text.split(" ", 1)[0] if c else ""
    return len(text) + 1 + len(word) <= NEARLY_FULL * (layout.width or layout.longest)


def _capital_goes_on(a: _Content, b: _Content, layout: Layout, block: Block) -> bool:
    """Whether a line that begins with a capital or a figure goes on: a name in a sentence, or the next sentence."""
    end, text = a.line.text, b.line.text
    if end[-1:] in ",(/" or (end[-1:] in DASHES and layout.width > 0):
        return True
    last = words_of(end[-40:])[-1:]
    if last and last[0] in OPEN_ENDS and len(end) > 20:
        return True
    if block.point and b.gap == 0 and b.line.indent > a.line.indent and len(block.lines) == 1:
        return True
    if layout.spaced and end[-1:] in ".!?" and (b.gap == 0 or a.line.raw.endswith("  ")):
        return False  # where blank lines say nothing, what PDF programs leave at the end of a paragraph does
    # Where few sentences are folded, the longest line tells the width, if it may be a page's.
    width = layout.width or (layout.longest if MIN_WIDTH <= layout.longest <= MAX_WIDTH else 0)
    full = len(end) + 1 + len(text.split(" ", 1)[0]) > NEARLY_FULL * width > 0
    if end[-1:] in ".!?":
        return full and len(end) > 0.75 * width and not BEGINS_WITH_YEAR.match(text)
    if len(block.lines) == 1 and block.number and not block.point:
        full = (
            len(end) > NEARLY_FULL * width > 0
        )  # a numbered heading may be long, but hardly as long as that
    if layout.width:
        return full
    return b.gap == 0 and len(end) >= MIN_WIDTH and (full or len(end) >= LONG_LINE)


def _add_line(pieces: list[str], after: str, hyphenated: frozenset[str], *, soft: bool = False) -> None:
    """Add a line to the pieces of a paragraph. A hyphen goes only where it surely was put in to fold a word."""
    before = pieces[-1]
    head, last = before[:-1], before[-1:]
    if soft:
        pieces.append(after)
    elif last not in DASHES or not head or head[-1].isspace() or not after:
        pieces += [" ", after]
    elif last in HYPHENS and after[0].islower():
        word = re.split(r"\s", head[-60:])[-1]
        following = re.split(r"\W", after[:60], maxsplit=1)[0]
        if following in CONJUNCTIONS:
            pieces += [" ", after]  # "planerings- och utvecklingsarbete"
        elif (
            word.isupper()
            or len(word) < 2
            or not word[-1].isalpha()
            or f"{word}-{following}".casefold() in hyphenated
        ):
            pieces.append(after)  # "IT-" "stöd", "e-" "post"
        else:
            pieces[-1:] = [head, after]
    else:
        pieces.append(after)  # "2021-" "2023", "Norr-" "Syd"


def split_block(block: Block, found: RunIn) -> tuple[Block, Block]:
    """A heading that ran into its text and the text, as two blocks that share the line."""
    head = Block(
        block.lines[:1],
        replace(block.marked, text=found.head),
        found.head,
        block.gap,
        found.known,
        spans=[found.head],
    )
    rest = Block(list(block.lines), Marked(found.rest), found.rest, 0, spans=[found.rest])
    rest.signed_below = block.signed_below
    return head, rest
