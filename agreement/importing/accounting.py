"""Whether the draft says in words what a line says, and in the same order; where it does not, the report says so.

A label such as “Det offentliga åtar sig att:” becomes whom the commitments bind, and “Mål” is a heading that pages have
of their own: their words stand in no row. Whatever else is not found where it was put is reported in the same way.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from agreement.importing.headings import word_set, words_of
from agreement.importing.result import Fate
from agreement.states import Binds, PartKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agreement.importing.result import LineFate, ParsedText

# What the pages say above goals, principles and areas; a heading that says more than that is kept.
OWN_HEADINGS = {
    "goals_heading": word_set("mål målen"),
    "principles_heading": word_set("princip principer principerna"),
    "areas_heading": word_set("utvecklingsområden utvecklingsområdena"),
}
SHOWN_FIRST = (PartKind.BACKGROUND, PartKind.VISION, PartKind.PURPOSE)
BINDS_ORDER = list(Binds)


def spare_headings(parsed: ParsedText) -> list[str]:
    """Headings of goals, principles and areas that say more than the pages do, and that no part of the text has."""
    return [
        heading
        for place, own in OWN_HEADINGS.items()
        if (heading := parsed.at(place))
        and not set(words_of(heading)) <= own
        and not _is_shown(parsed, place)
    ]


def said_by_form(parsed: ParsedText) -> list[LineFate]:
    """The lines that have a place and whose words are not in the draft, or not all of them, or not together."""
    texts: dict[tuple[str, ...], str] = {}
    reached: dict[tuple[str, ...], int] = {}
    found = []
    for line in parsed.lines:
        if line.fate is not Fate.PLACED:
            continue
        words = squeezed(line.text).removeprefix(squeezed(line.marker))
        if line.places not in texts:
            texts[line.places] = squeezed("".join(_in_draft(parsed, place) for place in line.places))
        text = texts[line.places]
        # The lines of a text come in order: searched from where the last one was found, it is read once.
        at = text.find(words, reached.get(line.places, 0))
        at = at if at >= 0 else text.find(words)
        if at < 0:
            found.append(line)
        else:
            reached[line.places] = at
    return found


def squeezed(text: str) -> str:
    """Letters and figures, small, so that neither spaces nor hyphens nor bullets count."""
    return "".join(char for char in unicodedata.normalize("NFKC", text) if char.isalnum()).casefold()


def _in_draft(parsed: ParsedText, place: str) -> str:
    """What the draft says at a place, in words."""
    if place.endswith("/labels"):
        return ""
    heading = parsed.at(place)
    if place in OWN_HEADINGS and not (_is_shown(parsed, place) or heading in spare_headings(parsed)):
        return ""
    return heading


def _is_shown(parsed: ParsedText, place: str) -> bool:
    """Whether a heading is that of a part too; goals and principles that a plan repeats are parts of it."""
    repeated = {"goals_heading": parsed.goals, "principles_heading": parsed.principles}
    in_plan = parsed.kind == "plan" and bool(repeated.get(place))
    return in_plan or parsed.at(place) in (part.heading for part in parsed.parts)


def shown_later(parsed: ParsedText) -> list[str]:
    """What the page of an agreement shows behind something that follows it in the document."""
    ranks = sorted(_ranks(parsed))
    lowest = len(ranks) and ranks[-1][1]
    late = []
    for _line, rank, name in reversed(ranks):
        if rank > lowest:
            late.append(name)
        lowest = min(lowest, rank)
    return late[::-1]


def _ranks(parsed: ParsedText) -> Iterator[tuple[int, int, str]]:
    """Where things stand in the document, where on the page, and what they are called."""
    first: dict[str, int] = {}
    for line in parsed.lines:
        for place in line.places:
            owner, *rest = place.split("/")
            first.setdefault(f"{owner}/{rest[0]}" if owner == "parts" else owner, line.number)
    for index, part in enumerate(parsed.parts):
        if f"parts/{index}" in first:
            yield first[f"parts/{index}"], 0 if part.kind in SHOWN_FIRST else 3, part.heading
    if parsed.goals:
        yield first["goals"], 1, parsed.goals_heading or parsed.goals[0]
    if parsed.principles:
        yield first["principles"], 2, parsed.principles_heading or parsed.principles[0].name


def regrouped(parsed: ParsedText) -> list[str]:
    """The principles whose commitments the page shows in another order, for it groups them by whom they bind."""
    return [
        principle.name
        for principle in parsed.principles
        if (order := [BINDS_ORDER.index(each.binds) for each in principle.commitments]) != sorted(order)
    ]
