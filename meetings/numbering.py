"""Paragraphs of minutes: kept without their sign, and suggested from where the year stands. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

NUMBER = re.compile(r"[0-9]{1,6}", re.ASCII)


def tidy_paragraph(typed: str) -> str:
    """What was typed without signs before it, and numbers without noughts before them: "§ 07 a" is "7 a"."""
    words = typed.replace("§", " ").split()
    if words and NUMBER.fullmatch(words[0]):
        words[0] = str(int(words[0]))
    return " ".join(words)


def same_paragraph(one: str, other: str) -> bool:
    """Whether both would be read as the same: capitals and spaces do not tell them apart."""
    return "".join(one.split()).casefold() == "".join(other.split()).casefold()


def next_paragraph(meetings: Iterable[Iterable[str]]) -> int:
    """The number to suggest for the next item, by the paragraphs of each meeting that the group has held this year.

    They go on through the year and begin with 1 in the next one. A group that has used a number at two meetings begins
    anew at each. Gaps stay gaps; what is no number is passed over.
    """
    used = [{int(found[0]) for each in own if (found := NUMBER.match(each))} for own in meetings]
    every: set[int] = set().union(*used)
    if sum(map(len, used)) > len(every):
        return 1
    return max(every, default=0) + 1
