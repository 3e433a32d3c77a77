"""Invented texts in the layouts that copying out of PDF and Word files gives, and what must hold for every import."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from pathlib import Path

from agreement.importing import Fate, Kind, ParsedText, parse, read_text

# Two parts between which a test puts what it is about.
AROUND = (
    "Bakgrund\n\nParterna möts ofta och gärna.\n\n{0}\n\nUppföljning\n\nVarje år ser vi efter hur det gick.\n"
)
LINE_ENDS = re.compile("[\n\r\v\f\x85\u2028\u2029]")
# Places that may share a line: a name and the text behind it, a heading that is also the title or a part's heading.
SHARED = ("name", "labels", "heading", "title", "goals_heading", "principles_heading", "areas_heading")


def sample(name: str) -> str:
    return read_text((Path(__file__).parent / f"{name}.txt").read_bytes())


def parsed_sample(name: str, kind: Kind = "agreement") -> ParsedText:
    """The sample as it is read, with everything that must hold for any text checked."""
    text = sample(name)
    parsed = parse(text, kind)
    assert_nothing_lost(text, parsed)
    return parsed


def squeezed(text: str) -> str:
    """Letters and figures only, so that neither spaces nor hyphens nor bullets count."""
    return "".join(char for char in unicodedata.normalize("NFKC", text) if char.isalnum())


def assert_nothing_lost(text: str, parsed: ParsedText) -> None:
    """Every line is accounted for once, and its words stand where the account says: all of them, no others, in order."""
    assert [line.number for line in parsed.lines] == list(range(1, len(parsed.lines) + 1))
    assert LINE_ENDS.sub("", "".join(line.text for line in parsed.lines)) == LINE_ENDS.sub("", text)

    at: dict[str, str] = defaultdict(str)
    shared = set()
    for line in parsed.lines:
        words = squeezed(line.text)
        if line.fate is Fate.BLANK:
            assert not words, line
        if line.fate is Fate.RULE:
            assert not words, line
        assert bool(line.places) == (line.fate is Fate.PLACED), line
        marker = squeezed(line.marker)
        assert words.startswith(marker), line
        words = words[len(marker) :]
        if len(line.places) > 1:
            assert any(place.endswith(SHARED) or place.startswith("title/") for place in line.places), line
            assert stands_in(words, [squeezed(parsed.at(place)) for place in line.places]), line
            shared |= set(line.places)
        elif line.places:
            at[line.places[0]] += words

    for place, words in at.items():
        found = squeezed(parsed.at(place))
        if place in shared:
            assert words in found or found in words, place
        elif place.endswith("/name"):  # named in a list, and again above its text
            assert words.casefold().startswith(found.casefold()), place
        else:
            assert words == found, place


def stands_in(words: str, places: list[str]) -> bool:
    """All in one place, or first some in one and then the rest in another, as a name and its text."""
    return any(
        words[:cut] in first and words[cut:] in second
        for cut in range(len(words) + 1)
        for first in places
        for second in places
    )
