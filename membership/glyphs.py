"""Which letters the signing document's font can draw: asked when a name is typed, not when the document fails."""

from __future__ import annotations

from functools import cache

from membership.pdf import FONT_FILES


@cache
def drawable() -> frozenset[int]:
    """Every code point that all weights of the document's font have: Latin with all Sami letters, Greek, Cyrillic."""
    from fontTools.ttLib import TTFont  # takes a moment; only forms that are sent in need it

    weights = []
    for path in FONT_FILES.values():
        with TTFont(path) as font:
            weights.append(frozenset(font.getBestCmap()))
    return frozenset.intersection(*weights)


def undrawable(text: str) -> list[str]:
    """The characters of `text`, each once and in order, that would be an empty box in print; line breaks are none."""
    return list(dict.fromkeys(c for c in text if c != "\n" and ord(c) not in drawable()))
