"""Two texts side by side: what was added, taken away, changed or left as it was, part by part (AGR-33, AGR-34).

Works on the canonical form (agreement.canon), so versions of the agreement and plans are compared by the same code.
Pure: `note` turns an item's note (whom it binds, a year) into words, `headings` names the lists without a heading.
"""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.text import slugify

from agreement.edits import Budget, runs, units, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from agreement.canon import Canonical, Item
    from agreement.edits import Piece

    NoteInWords = Callable[[Item], str]

# Blocks with a heading of their own: part/vision/…, principle/dialog/…, area/…. Everything else is a list or a text.
NAMED = ("part", "principle", "area", "activity")
TITLES = ("heading", "name")
NUMBERED = ("principle", "area")  # readers know these by their number too
NEAR = 20  # so many paragraphs ahead it is looked for where one went
ALIKE = 0.4
LISTS = ("goal", "lineage", "link", "milestone")


@dataclass
class Block:
    """A part, a principle, an area, the goals …: a heading and what stands below it, line by line."""

    kind: str
    key: str
    title: str
    place: int  # among those of its kind, from 1
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Paragraph:
    """A paragraph that changed, in pieces; or (without pieces) how many stayed as they were."""

    pieces: list[Piece]
    unchanged: int = 0


@dataclass(frozen=True)
class Change:
    """What became of a block. `op`: "+" added, "-" taken away, "~" changed; "=" several that stayed as they were."""

    op: str
    key: str = ""
    title: list[Piece] = field(default_factory=list)
    was_place: int = 0  # when a numbered block has another number now
    place: int = 0
    paragraphs: list[Paragraph] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)  # headings

    @property
    def heading(self) -> str:
        """The heading as it is now, or as it was where the block is gone."""
        return "".join(text for op, text in self.title if op != "-" or self.op == "-")

    @property
    def is_renamed(self) -> bool:
        return self.op == "~" and any(op != "=" for op, _text in self.title)

    @property
    def anchor(self) -> str:
        return self.key.replace("/", "-")


@dataclass(frozen=True)
class Comparison:
    changes: list[Change]

    def count(self, op: str) -> int:
        """How many blocks were added, taken away, changed, or stayed as they were."""
        return sum(len(each.unchanged) if op == "=" else 1 for each in self.changes if each.op == op)


def compare(old: Canonical, new: Canonical, headings: Mapping[str, str], note: NoteInWords) -> Comparison:
    """What changed from `old` to `new`, in the new text's order; what is gone stands where it stood."""
    before, after = _matched(_blocks(old, headings, note), _blocks(new, headings, note))
    budget = Budget()
    changes: list[Change] = []
    for was, now in _side_by_side(before, after):
        change = _change(was, now, budget)
        if change is None:
            title = now.title if now else ""
            if changes and changes[-1].op == "=":
                changes[-1].unchanged.append(title)
            else:
                changes.append(Change("=", unchanged=[title]))
        else:
            changes.append(change)
    return Comparison(changes)


def _blocks(text: Canonical, headings: Mapping[str, str], note: NoteInWords) -> list[Block]:
    blocks: dict[str, Block] = {}
    places: Counter[str] = Counter()
    for item in text.items:
        kind, *rest = item.key.split("/")
        key = f"{kind}/{rest[0]}" if kind in NAMED else kind
        if key not in blocks:
            places[kind] += 1
            blocks[key] = Block(kind, key, str(headings.get(kind, "")), places[kind])
        if kind in NAMED and rest[-1] in TITLES:
            blocks[key].title = item.text.strip()
        else:
            prefix = f"{said} · " if (said := note(item)) else ""
            listed = kind in LISTS or len(rest) > 2
            lines = [" ".join(item.text.split())] if listed else units(item.text)
            blocks[key].lines += [prefix + line for line in lines if line]
    return [block for block in blocks.values() if block.lines or (block.kind in NAMED and block.title)]


def _matched(old: list[Block], new: list[Block]) -> tuple[dict[str, Block], dict[str, Block]]:
    """The blocks by a name that both texts share. Parts of a kind that occurs twice go by their headings."""
    often = {block.key.rstrip("0123456789").rstrip("-") for block in (*old, *new) if block.key[-1].isdigit()}

    def named(blocks: list[Block]) -> dict[str, Block]:
        found: dict[str, Block] = {}
        for block in blocks:
            kind = block.key.rstrip("0123456789").rstrip("-")
            by_heading = block.kind == "part" and kind in often
            name = f"part:{slugify(block.title)}" if by_heading else block.key
            found[block.key if name in found else name] = block
        return found

    return named(old), named(new)


def _side_by_side(
    old: dict[str, Block], new: dict[str, Block]
) -> Iterator[tuple[Block | None, Block | None]]:
    """Pairs in the new order; a block that is gone comes after the one behind which it stood."""
    order = list(old)
    places = {name: place for place, name in enumerate(order)}

    def gone(place: int) -> Iterator[tuple[Block, None]]:
        for name in itertools.takewhile(lambda name: name not in new, order[place:]):
            yield old[name], None

    yield from gone(0)
    for name, now in new.items():
        yield old.get(name), now
        if name in old:
            yield from gone(places[name] + 1)


def _change(was: Block | None, now: Block | None, budget: Budget) -> Change | None:
    """What happened to a block, or None when nothing did."""
    if was is None or now is None:
        block, op = (now, "+") if was is None else (was, "-")
        if block is None:
            return None
        lines = [Paragraph([(op, line)]) for line in block.lines]
        return Change(op, block.key, [(op, block.title)], place=block.place, paragraphs=lines)
    moved = now.kind in NUMBERED and was.place != now.place
    if (was.title, was.lines) == (now.title, now.lines) and not moved:
        return None
    return Change(
        "~",
        now.key,
        words(was.title, now.title, budget),
        was_place=was.place if moved else 0,
        place=now.place,
        paragraphs=_paragraphs(was.lines, now.lines, budget),
    )


def _paragraphs(old: list[str], new: list[str], budget: Budget) -> list[Paragraph]:
    """Paragraph by paragraph; one that became another is compared word by word."""
    found: list[Paragraph] = []
    gone: list[str] = []
    for op, run in [*runs(old, new, budget), ("=", [])]:
        if op == "-":
            gone = run
            continue
        for was, now in _pairs(gone, run if op == "+" else []):
            if was is None or now is None:
                found.append(Paragraph([("+", now)] if now is not None else [("-", was or "")]))
            else:
                found.append(Paragraph(words(was, now, budget)))
        gone = []
        if op == "=" and run:
            found.append(Paragraph([], unchanged=len(run)))
    return found


def _pairs(gone: list[str], come: list[str]) -> Iterator[tuple[str | None, str | None]]:
    """Which paragraph became which, in order: the one that shares most of its words, if that is enough of them."""
    if len(gone) == len(come) == 1:
        yield gone[0], come[0]
        return
    start = 0
    bags = [frozenset(line.split()) for line in gone]
    for line in come:
        bag = frozenset(line.split())
        near = range(start, min(start + NEAR, len(gone)))
        best = max(near, key=lambda place: _alike(bags[place], bag), default=None)
        if best is None or _alike(bags[best], bag) < ALIKE:
            yield None, line
            continue
        for passed in gone[start:best]:
            yield passed, None
        yield gone[best], line
        start = best + 1
    for left in gone[start:]:
        yield left, None


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of their words two paragraphs share, from 0 to 1."""
    return len(one & other) / (len(one | other) or 1)
