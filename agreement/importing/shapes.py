"""What looks like a heading whatever its words: short, begins as a name, ends without a stop, stands apart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from agreement.importing.headings import MAX_HEADING, OPEN_ENDS, words_of

if TYPE_CHECKING:
    from agreement.importing.blocks import Block

MAX_HEADING_LINES = 3
YEAR_ONLY = re.compile(r"(?:(?:år|under) )?(?:19|20)\d\d:?", re.IGNORECASE)
MAX_SHAPE = 100
SHAPE_WORDS = 12
RUNNING_TEXT = 60


def mark_shapes(blocks: list[Block], *, spaced: bool) -> None:
    """Mark what looks like a heading: short, begins as a name, ends without a stop, stands apart, and text follows."""
    for index, block in enumerate(blocks):
        if (
            block.point
            or block.columns
            or not (_short(block) or (block.marked.hashed and len(block.text) <= MAX_HEADING))
        ):
            continue
        after = blocks[index + 1] if index + 1 < len(blocks) else None
        before = blocks[index - 1] if index else None
        if not block.marked.hashed and before and not _apart(before, block, spaced=spaced):
            continue
        block.alone = True
        # A point that begins with a small letter ends the sentence above it: that was no heading.
        point = after is not None and after.point and not after.text[:1].islower()
        running = after is not None and is_running(after) and not after.point
        # “Principer i Exempellän” may stand above “1. Dialog”.
        above = after is not None and block.known is not None and not block.known.sure and not after.point
        block.shape = point or running or above


def _short(block: Block) -> bool:
    text = block.text
    return (
        0 < len(text) <= MAX_SHAPE
        and len(block.lines) <= MAX_HEADING_LINES
        and (text[0].isupper() or (bool(block.number) and text[0].isalpha()))
        and text[-1] not in ".,;:!-–"
        and len(words := words_of(text)) <= SHAPE_WORDS
        and bool(words)
        and words[-1] not in OPEN_ENDS
        and "@" not in text
        and "www." not in text
        and "://" not in text
        and not YEAR_ONLY.fullmatch(text)
    )


def is_running(block: Block) -> bool:
    """Running text: long, or folded, or a whole sentence. A numbered line of a list is none."""
    if block.known and block.known.sure:
        return False
    return len(block.text) >= RUNNING_TEXT or len(block.lines) > 1 or block.text[-1:] in ".!?:"


def _apart(before: Block, block: Block, *, spaced: bool) -> bool:
    """Not one of several short lines in a row, which are a list without its bullets."""
    if before.shape or (before.known and before.known.sure) or block.number:
        return True
    if before.point:
        return (
            block.gap > 0
            or spaced
            or before.text[-1:] in ".!?"
            or block.lines[0].indent < before.lines[0].indent
        )
    if before.text[-1:] in ".!?:":
        return True
    return (block.gap > 0 or spaced) and not _short(before)
