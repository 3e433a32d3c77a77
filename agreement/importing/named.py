"""The named things of a section, principles or areas: numbered, listed, or each under a heading of its own.

A list of the names first and their explanation after it is one set of things, not two.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from agreement.importing.headings import words_of
from agreement.importing.labels import commitment_label, is_area_label, is_meaning_label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from agreement.importing.blocks import Block

MAX_NAME = 120  # a principle's name has room for as much
SHORT_NAME = 70
NAME_WORDS = 9
MOST_NAMED = 60
FEW_NAMES = 3  # that many short lines in a row are a list without bullets
DASHES = "–—-"
RUN_IN = re.compile(r": | [–—-] |\. ")


@dataclass(eq=False)
class Named:
    """A thing with a name. `rest` is text that stood behind the name on the same line."""

    name: str
    heads: list[Block]
    rest: str = ""
    children: list[Block] = field(default_factory=list)


@dataclass
class Found:
    """What a section holds: text before the things, the things, and what follows them."""

    before: list[Block]
    named: list[Named]
    after: list[Block]
    guessed: bool = False


def name_key(text: str) -> str:
    """What makes two names the same: their words, however they are strung together."""
    return " ".join(word for word in words_of(text[:200]) if word != "och")


def split_name(text: str) -> tuple[str, str]:
    """The name and what follows it: “Dialog: vi talar med varandra” has both. An endless line has no name."""
    found = RUN_IN.search(text[: SHORT_NAME + 3])
    if found and found[0].strip() in DASHES and found[0] in text[found.end() :]:
        found = None  # “Parterna – stora och små – möts” is a sentence
    if found and len(words_of(text[: found.start()])) <= NAME_WORDS and text[found.end() :].strip():
        return text[: found.start()], text[found.end() :].strip()
    if len(text) <= MAX_NAME:
        return text.rstrip(" ,;:") if text.count(".") != 1 else text.rstrip(" ,;:."), ""
    return "", text


def is_name(text: str) -> bool:
    name, rest = split_name(text)
    return (
        0 < len(name) <= SHORT_NAME
        and len(words_of(name)) <= NAME_WORDS
        and bool(rest or text[-1] not in ".!?:")
    )


def is_sub_label(block: Block) -> bool:
    """A label inside a thing, never a thing itself."""
    text = block.text
    return bool(
        commitment_label(text) or is_meaning_label(text) or (is_area_label(text) and not block.number)
    )


def find_named(
    blocks: Sequence[Block], *, declared: int, again: Callable[[Block], bool], fallback: str, word: str
) -> Found:
    """The things in `blocks`. `declared`: how many the text says there are; `again`: whether a line returns as a label.

    `fallback` names a thing whose line is too long to be a name (“Princip %d”); `word` is what stands before numbers.
    """

    def is_head(block: Block) -> bool:
        return block.shape and not is_sub_label(block) and not again(block)

    shapes = [index for index, block in enumerate(blocks) if is_head(block)]
    first_shape = shapes[0] if shapes else len(blocks)
    heads = _numbered(blocks, word, first_shape, declared) or _listed(blocks, first_shape)
    guessed = False
    if not heads:
        heads, guessed = shapes, True
        if declared and len(heads) > declared:
            heads = heads[:declared]
    if len(heads) > MOST_NAMED:
        heads = []  # a list of something else
    if (
        len(heads) < 2
        and not (heads and declared == 1)
        and not (heads and blocks[heads[0]].marked.word == word)
    ):
        return Found(list(blocks), [], [])
    named = [_name(blocks[index], number, fallback) for number, index in enumerate(heads, 1)]
    if all(after == before + 1 for before, after in itertools.pairwise(heads)):
        return _explained(blocks, heads, named, is_head)
    end = _end(blocks, heads, is_head)
    for each, (index, following) in zip(named, itertools.pairwise([*heads, end]), strict=True):
        each.children = list(blocks[index + 1 : following])
    return Found(_without_list(blocks[: heads[0]], named), named, list(blocks[end:]), guessed)


def _without_list(before: Sequence[Block], named: Sequence[Named]) -> list[Block]:
    """What stands before the things, without a list of their names: that belongs to them."""
    by_key = {name_key(each.name): each for each in named}
    listed = {id(block): by_key[key] for block in before if (key := name_key(block.text)) in by_key}
    if len(listed) < 2:
        return list(before)
    for block in before:
        if each := listed.get(id(block)):
            each.heads.insert(0, block)
    return [block for block in before if id(block) not in listed]


def explain(
    blocks: Sequence[Block], named: Sequence[Named], is_head: Callable[[Block], bool]
) -> tuple[list[Block], list[Block]] | None:
    """Give things that are named already the text below their names; what stands before and after it, or None."""
    by_key = {name_key(each.name): each for each in named}
    hits: list[tuple[int, Named, str]] = []
    for index, block in enumerate(blocks):
        name, rest = split_name(block.text)
        each = by_key.get(name_key(block.text)) if len(block.text) <= MAX_NAME else None
        if each:
            rest = ""
        elif rest:
            each = by_key.get(name_key(name))
        if each:
            hits.append((index, each, rest))
    if not hits:
        return None
    end = _end(blocks, [index for index, _, _ in hits], is_head)
    stops = [index for index, _, _ in hits[1:]] + [end]
    for (index, each, rest), stop in zip(hits, stops, strict=True):
        each.heads.append(blocks[index])
        each.rest = f"{each.rest}\n{rest}".strip()
        each.children += blocks[index + 1 : stop]
    return list(blocks[: hits[0][0]]), list(blocks[end:])


def _name(block: Block, number: int, fallback: str) -> Named:
    name, rest = split_name(block.text)
    return Named(name or fallback % number, [block], rest)


def _explained(
    blocks: Sequence[Block], heads: list[int], named: list[Named], is_head: Callable[[Block], bool]
) -> Found:
    """The names stood in a row: their explanation may follow; else the text after the list is about all of them."""
    before, rest = list(blocks[: heads[0]]), list(blocks[heads[-1] + 1 :])
    outside = explain(rest, named, is_head)
    if outside is None:
        if len(heads) == 1:
            named[0].children, rest = rest, []
        return Found(before, named, rest)
    between, after = outside
    return Found(before + between, named, after)


def _end(blocks: Sequence[Block], heads: list[int], is_head: Callable[[Block], bool]) -> int:
    """Where the last thing ends: at a heading of a form that the things before it do not have inside them."""
    last = heads[-1]
    own = set(heads)
    inner = any(is_head(blocks[index]) for index in range(heads[0], last) if index not in own)
    if inner:
        return len(blocks)
    return next((index for index in range(last + 1, len(blocks)) if is_head(blocks[index])), len(blocks))


def _numbered(blocks: Sequence[Block], word: str, before: int, declared: int) -> list[int]:
    """A row 1, 2, 3 … (or 5.1, 5.2 …) that begins no later than the first heading without a number.

    One of the row may be too long to be a name; if most are, the text has to say how many there are.
    """
    heads: list[int] = []
    inner: tuple[int, ...] = ()  # the number that a list inside a thing would go on with
    for index, block in enumerate(blocks):
        if not block.number or not block.text:
            inner = ()
            continue
        following = (*block.number[:-1], block.number[-1] + 1)
        if not heads:
            labelled = block.marked.word == word
            if labelled or (block.number[-1] == 1 and (index <= before or blocks[before].number)):
                heads = [index]
            continue
        previous = blocks[heads[-1]]
        expected = (*previous.number[:-1], previous.number[-1] + 1)
        if block.number == inner or (block.number[-1] == 1 and len(block.number) == len(expected)):
            inner = following
        elif block.number == expected and _is_like(previous, block):
            heads.append(index)
    unnamed = sum(not _named_by(blocks[index], word) for index in heads)
    if 2 * unnamed > len(heads) and len(heads) != declared:
        return []
    return heads if len(heads) > 1 or (heads and blocks[heads[0]].marked.word == word) else []


def _named_by(block: Block, word: str) -> bool:
    return bool(split_name(block.text)[0]) or block.marked.word == word


def _is_like(previous: Block, block: Block) -> bool:
    """Whether a number goes on with the row: it is written as the one before."""
    same = previous.marked.word == block.marked.word
    return same and previous.text[0].isupper() == block.text[0].isupper()


def _listed(blocks: Sequence[Block], before: int) -> list[int]:
    """Points that are names, in a row or with text between them; or a row of short lines without bullets."""
    points = [index for index, block in enumerate(blocks[:before]) if block.point]
    if points and is_name(blocks[points[0]].text):
        row = list(itertools.takewhile(lambda index: blocks[index].point, range(points[0], len(blocks))))
        if len(row) > 1:
            return row if all(is_name(blocks[index].text) for index in row) else []
        alternating = [index for index, block in enumerate(blocks) if block.point]
        if len(alternating) > 1 and all(is_name(blocks[index].text) for index in alternating):
            apart = all(after - index > 1 for index, after in itertools.pairwise(alternating))
            return alternating if apart else []
    row = []
    for index, block in enumerate(blocks[: before + 1]):
        if not block.point and not block.number and _says_name(block.text):
            row.append(index)
        elif _is_list(blocks, row):
            break
        else:
            row = []
    return row if _is_list(blocks, row) and row[0] < before else []


def _is_list(blocks: Sequence[Block], row: list[int]) -> bool:
    """Three short lines are a list; two only if each has a text behind its name."""
    return len(row) >= FEW_NAMES or (len(row) == 2 and all(split_name(blocks[at].text)[1] for at in row))


def _says_name(text: str) -> bool:
    """A name alone or before a colon or a dash; “Vi tror på samtal. Det räcker.” is two sentences and no name."""
    name, rest = split_name(text)
    return is_name(text) and text[0].isupper() and not (rest and text[len(name)] == ".")
