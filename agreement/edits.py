"""What changed from one text to another, word by word, in bounded time whatever the texts are.

Myers' greedy algorithm, which is quick where little changed. Where much changed, a list of small edits helps nobody:
then the whole is taken away and the whole is added. The same happens when the work for a page is used up, so no pair
of texts can keep a reader (or a server) waiting.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

Piece = tuple[str, str]  # "=", "+" or "-", and the text
Run = tuple[str, list[str]]

WORK = 300_000  # steps for all the comparisons of a page: some tenths of a second
MOST_DIFFERENT = 0.6  # of both texts' words together; beyond that they are two texts
FEW = 12  # so short a text is compared in any case

_BLANK_LINE = re.compile(r"\n[ \t]*\n")


class Budget:
    """How much work is left for a page."""

    def __init__(self, steps: int = WORK) -> None:
        self.left = steps


def units(text: str) -> list[str]:
    """A text's paragraphs and points, each on one line; line breaks inside them say nothing."""
    found = []
    for block in _BLANK_LINE.split(text.replace("\r\n", "\n").replace("\r", "\n")):
        plain: list[str] = []
        for line in (*block.split("\n"), "- "):
            if line.lstrip().startswith("- "):
                if plain:
                    found.append(" ".join(plain))
                    plain = []
                if point := " ".join(line.split()).removeprefix("-").strip():
                    found.append(f"– {point}")
            else:
                plain += line.split()
    return found


def runs(old: Sequence[str], new: Sequence[str], budget: Budget) -> list[Run]:
    """`old` becomes `new`: what stays, what goes, what comes, in order; what goes stands before what comes."""
    start, shortest = 0, min(len(old), len(new))
    while start < shortest and old[start] == new[start]:
        start += 1
    end = 0
    while end < shortest - start and old[-1 - end] == new[-1 - end]:
        end += 1
    before, gone = list(old[:start]), list(old[start : len(old) - end])
    come, after = list(new[start : len(new) - end]), list(old[len(old) - end :])
    middle: list[Run] = _shortest(gone, come, budget) if gone and come else [("-", gone), ("+", come)]
    return _tidy([("=", before), *middle, ("=", after)])


def words(old: str, new: str, budget: Budget) -> list[Piece]:
    """The pieces of a paragraph that became another one, ready to be set one after the other."""
    found = _joined(runs(old.split(), new.split(), budget))
    last = len(found) - 1
    return [(op, " ".join(run) + ("" if place == last else " ")) for place, (op, run) in enumerate(found)]


def _joined(found: list[Run]) -> list[Run]:
    """A lone word that stayed between two changes is read more easily as a part of them."""
    joined: list[Run] = []
    for place, (op, run) in enumerate(found):
        if op == "=" and len(run) == 1 and 0 < place < len(found) - 1:
            joined += [("-", run), ("+", run)]
        else:
            joined.append((op, run))
    return _tidy(joined)


def _tidy(found: Sequence[Run]) -> list[Run]:
    """Between what stays, first everything that goes, then everything that comes; nothing empty."""
    tidy: list[Run] = []
    gone: list[str] = []
    come: list[str] = []

    def turn() -> None:
        for op, run in (("-", gone), ("+", come)):
            if run:
                tidy.append((op, run.copy()))
                run.clear()

    for op, run in found:
        if not run:
            continue
        if op == "=":
            turn()
            if tidy and tidy[-1][0] == "=":
                tidy[-1][1].extend(run)
            else:
                tidy.append(("=", list(run)))
        else:
            (gone if op == "-" else come).extend(run)
    turn()
    return tidy


def _shortest(old: list[str], new: list[str], budget: Budget) -> list[Run]:
    """The fewest words to take away and add; everything at once where that is most of them, or work runs out."""
    whole: list[Run] = [("-", old), ("+", new)]
    most = max(FEW, int(MOST_DIFFERENT * (len(old) + len(new))))
    ends = {1: 0}  # on each diagonal, how far into `old` the best way so far has come
    trail: list[dict[int, int]] = []
    for distance in range(most + 1):
        trail.append(ends.copy())
        for diagonal in range(-distance, distance + 1, 2):
            x = _step(ends, diagonal, distance)
            begin = x
            while x < len(old) and x - diagonal < len(new) and old[x] == new[x - diagonal]:
                x += 1
            ends[diagonal] = x
            budget.left -= 1 + x - begin
            if x >= len(old) and x - diagonal >= len(new):
                return _way_back(old, new, trail)
        budget.left -= distance  # the copy above
        if budget.left < 0:
            return whole
    return whole


def _step(ends: dict[int, int], diagonal: int, distance: int) -> int:
    """Where the best way onto the diagonal begins: down from the next one, or right from the one before."""
    down = diagonal == -distance or (diagonal != distance and ends[diagonal - 1] < ends[diagonal + 1])
    return ends[diagonal + 1] if down else ends[diagonal - 1] + 1


def _way_back(old: list[str], new: list[str], trail: list[dict[int, int]]) -> list[Run]:
    found: list[Run] = []
    x, y = len(old), len(new)
    for distance in range(len(trail) - 1, 0, -1):
        ends, diagonal = trail[distance], x - y
        begin = _step(ends, diagonal, distance)
        came_down = diagonal == -distance or (
            diagonal != distance and ends[diagonal - 1] < ends[diagonal + 1]
        )
        found.append(("=", old[begin:x]))
        if came_down:
            y = begin - diagonal
            found.append(("+", new[y - 1 : y]))
            x, y = begin, y - 1
        else:
            found.append(("-", old[begin - 1 : begin]))
            x, y = begin - 1, begin - diagonal
    found.append(("=", old[:x]))
    return found[::-1]
