"""Which letters the signing document's font can draw: asked when a name is typed, not when the document fails."""

from __future__ import annotations

from functools import cache

from membership.pdf import FONT_FILES

ALWAYS = frozenset("\n\r\t")


@cache
def drawable() -> frozenset[int]:
    """Every code point that all weights of the document's font have: Latin with all Sami letters, Greek, Cyrillic."""
    from fontTools.ttLib import TTFont  # takes a moment; only forms that are sent in need it

    common: frozenset[int] | None = None
    for path in FONT_FILES.values():
        with TTFont(path, lazy=True) as font:
            points = frozenset(font.getBestCmap())
        common = points if common is None else common & points
    return common or frozenset()


def undrawable(text: str) -> list[str]:
    """The characters of `text`, each once and in order, that would be an empty box in print."""
    return list(
        dict.fromkeys(letter for letter in text if letter not in ALWAYS and ord(letter) not in drawable())
    )
