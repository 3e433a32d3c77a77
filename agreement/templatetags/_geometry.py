"""Where the points and lines of the pictures lie. Numbers in, path data out; no words and no colours.

Angles are in degrees, clockwise from straight up. Path data is rounded to a tenth: a finer figure only weighs more.
"""

from __future__ import annotations

import math

VOWELS = "aeiouyåäöáàéèüæøAEIOUYÅÄÖ"
# Two consonants that begin a Swedish syllable together; a name is parted before both.
TOGETHER = frozenset(
    {
        "bl",
        "br",
        "dr",
        "fl",
        "fr",
        "gl",
        "gr",
        "kl",
        "kr",
        "kv",
        "pl",
        "pr",
        "sk",
        "sl",
        "sm",
        "sn",
        "sp",
        "st",
    }
    | {"sv", "tr", "tv", "vr"}
)
ONE_LINE = 7  # letters
LONG_WORD = 12


def number(value: float) -> str:
    """As short as a number with one decimal can be written."""
    text = f"{value:.1f}"
    return text[:-2].replace("-0", "0") if text.endswith(".0") else text


def spot(centre: float, radius: float, angle: float) -> tuple[str, str]:
    turn = math.radians(angle)
    return number(centre + radius * math.sin(turn)), number(centre - radius * math.cos(turn))


def _spot(centre: float, radius: float, angle: float) -> str:
    return " ".join(spot(centre, radius, angle))


def points_of_star(centre: float, outer: float, inner: float, points: int, *, turned: bool = False) -> str:
    """The outline of a star; `turned` by half a step it shows between the points of another."""
    if points == 1:
        return kite(centre, outer, inner, 1, 1)
    half = 180 / points
    start = half if turned else 0
    corners = [
        _spot(centre, inner if place % 2 else outer, start + half * place) for place in range(2 * points)
    ]
    return f"M{'L'.join(corners)}z"


def kite(centre: float, outer: float, inner: float, points: int, which: int, *, half: bool = False) -> str:
    """Point `which` (from 1) of the same star, in to the centre; or only the half of it that lies in shade."""
    angle, side = 360 / points * (which - 1), min(180 / points, 90)
    corners = [_spot(centre, outer, angle), _spot(centre, inner, angle + side)]
    if not half:
        corners.append(_spot(centre, inner, angle - side))
        corners[1:] = [corners[1], f"{number(centre)} {number(centre)}", corners[2]]
    else:
        corners.append(f"{number(centre)} {number(centre)}")
    return f"M{'L'.join(corners)}z"


def delta(arms: int, width: float, height: float, *, margin: float) -> list[str]:
    """A river from the left edge's middle that parts into arms, evenly from top to bottom."""
    paths = []
    for place in range(arms):
        y = number(margin + (height - 2 * margin) * place / (arms - 1) if arms > 1 else height / 2)
        source = number(height / 2)
        paths.append(
            f"M0 {source}C{number(width * 0.45)} {source} {number(width * 0.45)} {y} {number(width)} {y}"
        )
    return paths


def boxes(first: int, last: int, step: float) -> str:
    """Boxes number `first` (from 0) up to `last` in a row, twelve high, `step` from one to the next."""
    side = number(step * 0.7)
    return "".join(f"M{number(step * place + 1)} 1h{side}v10h-{side}z" for place in range(first, last))


def seat_shape(kind: int, radius: float, angle: float, size: float) -> str:
    """A seat around a table whose centre is 0: round, square, on its point, or three-sided, by `kind`."""
    turn = math.radians(angle)
    x, y = radius * math.sin(turn), -radius * math.cos(turn)
    size = size * (1, 0.88, 1.15, 1.15)[kind % 4]
    if kind % 4 == 0:
        around, across = number(size), number(2 * size)
        half = f"a{around} {around} 0 1 0 "
        return f"M{number(x - size)} {number(y)}{half}{across} 0{half}-{across} 0z"
    if kind % 4 == 1:
        side = number(2 * size)
        return f"M{number(x - size)} {number(y - size)}h{side}v{side}h-{side}z"
    corners = (0, 90, 180, 270) if kind % 4 == 2 else (0, 120, 240)
    return (
        "M"
        + "L".join(
            f"{number(x + size * math.sin(math.radians(corner)))} {number(y - size * math.cos(math.radians(corner)))}"
            for corner in corners
        )
        + "z"
    )


def _syllable(word: str) -> int:
    """Where a long word may be parted, as near its middle as can be; 0 if nowhere."""
    places = []
    for place in range(2, len(word) - 1):
        if word[place] in VOWELS or word[place + 1] not in VOWELS:
            continue
        start = place - (word[place - 1 : place + 1] in TOGETHER)
        start -= word[start - 1 : start + 2] == "str"
        places.append(start)
    return min(places, key=lambda place: abs(place - len(word) / 2), default=0)


def name_in_lines(name: str) -> list[str]:
    """A place name for a small tile: words on lines of their own, one long word parted between two syllables."""
    words = name.split()
    if len(words) > 1:
        return [words[0], " ".join(words[1:])]
    if len(name) <= ONE_LINE or not (place := _syllable(name)):
        return [name]
    return [f"{name[:place]}-", name[place:]]


def with_soft_hyphens(text: str) -> str:
    """Long words may be parted once, also by browsers that know no Swedish."""
    words = text.split(" ")
    for place, word in enumerate(words):
        if len(word) > LONG_WORD and (middle := _syllable(word)):
            words[place] = f"{word[:middle]}\u00ad{word[middle:]}"
    return " ".join(words)
