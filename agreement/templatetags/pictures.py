"""Pictures drawn by code: a compass for the principles, a river for the areas, and what numbers look like.

How many principles, areas, parties and municipalities there are is data, so nothing here is a ready-made image. Every
picture is plain SVG in the colour of the text around it (`currentColor` and classes, never a style attribute: the
content security policy refuses those), says the same on paper and in forced colours, and tells by shape what it tells
by colour. Beside every picture stands the same thing in words; a mark alone is decoration beside its name.

Objects and dicts both work as input. What is missing makes less picture, never an error and never a guess.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from agreement.templatetags._geometry import (
    boxes,
    delta,
    kite,
    name_in_lines,
    number,
    points_of_star,
    seat_shape,
    spot,
    with_soft_hyphens,
)

register = template.Library()
Items = Iterable[Any] | None

MARK = 24  # half the width of a mark's drawing
SHADES = ("0", ".12", ".22", ".32", ".42")  # the name on the deepest still has 4.5:1
ROWS = 5  # of a county of usual height
MOST_BOXES = 12  # more milestones than this share the same width


def value(item: Any, name: str, default: Any = None) -> Any:
    """A key of a dict or an attribute of an object; `default` where there is none."""
    if isinstance(item, Mapping):
        return item.get(name, default)
    return getattr(item, name, default)


def whole(found: Any) -> int | None:
    """A count, or nothing when it is not known."""
    return (
        int(found) if isinstance(found, int | float) and not isinstance(found, bool) and found >= 0 else None
    )


def _lang(lang: str | None) -> SafeString:
    """The language of names from the agreement: said when it is not the page's own (WCAG 3.1.2)."""
    spoken = settings.LANGUAGE_CODE if lang is None else lang
    return format_html(' lang="{}"', spoken) if spoken and spoken != get_language() else SafeString("")


def _named(items: Items) -> list[dict[str, Any]]:
    """Principles or areas with what every picture of them needs, numbered from 1 where they carry no number."""
    return [
        {
            "number": value(item, "number") or place,
            "slug": str(value(item, "slug", "") or place),
            "name": value(item, "name", ""),
            "soft": with_soft_hyphens(str(value(item, "name", ""))),
            "url": value(item, "url", ""),
            "summary": value(item, "summary", ""),
            "item": item,
        }
        for place, item in enumerate(items or (), start=1)
    ]


# ------------------------------------------------------------------------------------------------ marks


def _place(number_: Any, total: Any) -> tuple[int, int] | None:
    """Which one of how many; nothing when that makes no sense."""
    which, many = whole(number_), whole(total)
    return (which, max(many, which)) if which and many else None


@register.simple_tag
def principle_mark(number: Any, total: Any) -> SafeString:
    """Principle `number` of `total`: a star with as many points as there are principles, its own point filled."""
    place = _place(number, total)
    if place is None:
        return SafeString("")
    which, many = place
    inner = 23 * (0.24 + 0.02 * min(many, 12))
    return format_html(
        '<svg class="mark" viewBox="0 0 48 48" aria-hidden="true"><path fill="none" stroke="currentColor" '
        'stroke-linejoin="round" d="{}"/><path fill="currentColor" d="{}"/></svg>',
        points_of_star(MARK, 23, inner, many),
        kite(MARK, 23, inner, many, which),
    )


@register.simple_tag
def area_mark(number: Any, total: Any) -> SafeString:
    """Area `number` of `total`: a river with as many arms as there are areas, its own arm broad."""
    place = _place(number, total)
    if place is None:
        return SafeString("")
    which, many = place
    arms = delta(many, 48, 48, margin=5)
    own = arms.pop(which - 1)
    return format_html(
        '<svg class="mark mark-area" viewBox="0 0 48 48" aria-hidden="true"><g fill="none" stroke="currentColor">'
        '<path d="{}"/><path stroke-width="5" d="{}"/></g></svg>',
        "".join(arms) or own,
        own,
    )


# --------------------------------------------------------------------------------- principles and areas


@register.inclusion_tag("pictures/principles.html")
def principles_picture(principles: Items, lang: str | None = None) -> dict[str, Any]:
    """All the principles: a compass with one numbered point each, and the list it is drawn from."""
    items = _named(principles)
    many = len(items)
    inner = 96 * (0.24 + 0.02 * min(many, 12))
    return {
        "principles": items,
        "lang": _lang(lang),
        "star": points_of_star(150, 108, inner, many) if many else "",
        "between": points_of_star(150, 78, inner * 0.9, many, turned=True) if many > 1 else "",
        "shaded": "".join(kite(150, 108, inner, many, place, half=True) for place in range(1, many + 1)),
        "figures": [
            {"number": item["number"], "at": spot(150, 133, 360 / many * place)}
            for place, item in enumerate(items)
        ],
    }


@register.inclusion_tag("pictures/areas.html")
def areas_picture(areas: Items, title: str = "", lang: str | None = None) -> dict[str, Any]:
    """The plan as a river that parts into its areas. `title` stands at the source."""
    items = _named(areas)
    many = len(items)
    return {
        "areas": items,
        "title": title,
        "lang": _lang(lang),
        "height": many * 100,
        "arms": delta(many, 100, many * 100, margin=50),
    }


@register.inclusion_tag("pictures/connections.html")
def connections_picture(
    principles: Items, areas: Items, links: Items, lang: str | None = None
) -> dict[str, Any]:
    """How principles and areas hang together: lines, and the same as a table with the reasons.

    `links`: objects with `principle` and `area` (told by slug) and perhaps `why`; or (principle slug, area slug, why).
    A link to something that is not shown is left out.
    """
    left, right = _named(principles), _named(areas)
    rows = {item["slug"]: place for place, item in enumerate(left)}
    columns = {item["slug"]: place for place, item in enumerate(right)}
    for item in left:
        item |= {"areas": [], "lines": ""}
    for link in links or ():
        if isinstance(link, Sequence):
            one, other, why = (*link, "")[:3]
        else:
            one, other = value(value(link, "principle"), "slug"), value(value(link, "area"), "slug")
            why = value(link, "why", "")
        if one in rows and other in columns:
            start, end = (
                number(100 * (place + 0.5) / len(side))
                for place, side in ((rows[one], left), (columns[other], right))
            )
            left[rows[one]]["areas"].append({**right[columns[other]], "why": why})
            left[rows[one]]["lines"] += f"M0 {start}C50 {start} 50 {end} 100 {end}"
    return {"principles": left, "areas": right, "lang": _lang(lang)}


# ---------------------------------------------------------------------------------------------- numbers


@register.inclusion_tag("pictures/progress.html")
def plan_progress(areas: Items, lang: str | None = None, marks: bool = True) -> dict[str, Any]:
    """How far the plan has come, area by area: a box per milestone, filled, open, or dotted when nobody has reported.

    An area's `done` of `total`, `unknown` of them without a report. Nothing known is shown as nothing reported.
    Rows that are not areas, such as years, go without the areas' `marks`.
    """
    items = _named(areas)
    for item in items:
        done, total = whole(value(item["item"], "done")), whole(value(item["item"], "total")) or 0
        unknown = min(whole(value(item["item"], "unknown")) or 0, total)
        if done is None:
            done, unknown = 0, total
        done = min(done, total - unknown)
        step = 16 * min(1.0, MOST_BOXES / total) if total else 16
        item |= {
            "done": done,
            "total": total,
            "unknown": unknown,
            "width": number(step * total),
            "filled": boxes(0, done, step),
            "open": boxes(done, total - unknown, step),
            "dotted": boxes(total - unknown, total, step),
        }
    return {
        "areas": items,
        "marks": marks,
        "lang": _lang(lang),
        **{what: sum(item[what] for item in items) for what in ("done", "total", "unknown")},
    }


def _seats(groups: Items, by: str) -> list[dict[str, Any]]:
    """The ordinary seats of each party, or of each side, also of one without any; nothing where nobody has one."""
    found: dict[Any, dict[str, Any]] = {}
    for place, group in enumerate(groups or ()):
        party = value(group, "party")
        seats = whole(value(group, "ordinary")) or 0
        name, key = value(group, "name") or value(party, "name", ""), place
        if not name and not seats:
            continue
        side = value(party, "side") or value(group, "side")
        if by == "side" and side:
            key, name = side, getattr(party, "get_side_display", lambda found=name: found)()
        row = found.setdefault(key, {"name": name, "ordinary": 0, "filled": 0, "side": side})
        row["ordinary"] += seats
        row["filled"] += min(whole(value(group, "filled")) or 0, seats)
    rows = list(found.values())
    return rows if any(row["ordinary"] for row in rows) else []


@register.inclusion_tag("pictures/balance.html")
def balance_picture(groups: Items, by: str = "party", lang: str | None = None) -> dict[str, Any]:
    """The table and the seats around it: each party or side has its own shape, an empty seat is only an outline.

    The balance rule is about ordinary seats (AGR-03), so alternates and co-opted people are not at this table; and
    about those that are filled (MEM-30). Before anybody sits, the seats themselves are compared.
    """
    rows = _seats(groups, by)
    total = sum(row["ordinary"] for row in rows)
    step = 360 / (total + len(rows) / 2) if rows else 0  # half a seat's room between the parties
    size = min(15.0, math.pi * 92 * 0.8 * step / 360)
    angle = step * 0.75
    for place, row in enumerate(rows):
        seats = []
        for _seat in range(row["ordinary"]):
            seats.append(seat_shape(place, 92, angle, size))
            angle += step
        angle += step / 2
        row |= {
            "shape": seat_shape(place, 0, 0, 10),
            "taken": "".join(seats[: row["filled"]]),
            "vacant": "".join(seats[row["filled"] :]),
            "free": row["ordinary"] - row["filled"],
        }
    counted = "filled" if any(row["filled"] for row in rows) else "ordinary"
    equal = len({row[counted] for row in rows}) < 2
    return {
        "rows": rows,
        "by_side": by == "side",
        "equal": equal,
        "somebody": counted == "filled",
        "sum": (" = " if equal else " : ").join(str(row[counted]) for row in rows),
        "size": 26 if len(rows) < 4 else 17,
        "total": total,
        "free": sum(row["free"] for row in rows),
        "lang": _lang(lang),
    }


@register.simple_tag
def county_mark(municipalities: Items) -> SafeString:
    """The county's tiles without a word: a small decorative figure beside its name."""
    places = [(value(each, "map_x"), value(each, "map_y")) for each in municipalities or ()]
    tiles = [(x, y) for x, y in places if x is not None and y is not None]
    if not tiles:
        return SafeString("")
    west, north = (min(way) for way in zip(*tiles, strict=True))
    width, height = (10 * (max(way) - min(way) + 1) for way in zip(*tiles, strict=True))
    tall = max(height, 10 * ROWS)  # tiles are equally big beside each other and stand on the same ground
    path = "".join(f"M{10 * (x - west) + 0.5:g} {10 * (y - north) + 0.5:g}h9v9h-9z" for x, y in sorted(tiles))
    return format_html(
        '<svg class="county" viewBox="0 {} {} {}" aria-hidden="true"><path fill="currentColor" d="{}"/></svg>',
        height - tall,
        width,
        tall,
        path,
    )


@register.inclusion_tag("pictures/map.html")
def municipality_map(
    municipalities: Items,
    counts: Mapping[Any, int] | None = None,
    link: str = "",
    everywhere: Any = None,
    lang: str | None = None,
) -> dict[str, Any]:
    """The county as tiles, one per municipality at its `map_x`, `map_y`; the more members, the deeper the shade.

    `counts` by the municipality's code. `link`: an address to which the code is added. `everywhere`: how many members
    are active in the whole county; they are not counted in the tiles and said below them.
    """
    known = counts or {}
    rows = []
    for each in municipalities or ():
        code = value(each, "code", "")
        rows.append(
            {
                "code": code,
                "name": value(each, "name", ""),
                "members": whole(known.get(code)) or 0,
                "url": f"{link}{code}" if link else "",
                "x": value(each, "map_x"),
                "y": value(each, "map_y"),
            }
        )
    placed = [row for row in rows if row["x"] is not None and row["y"] is not None]
    most = max((row["members"] for row in rows), default=0)
    west, north = (min((row[way] for row in placed), default=0) for way in ("x", "y"))
    for row in placed:
        x, y = 100 * (row["x"] - west), 100 * (row["y"] - north)
        lines = name_in_lines(row["name"])
        row |= {
            "left": x + 2,
            "top": y + 2,
            "middle": x + 50,
            "lines": [
                {"text": text, "y": y + (42 if len(lines) == 1 else 31) + 22 * place, "long": len(text) > 9}
                for place, text in enumerate(lines)
            ],
            "figure": y + 88,
            "shade": SHADES[math.ceil((len(SHADES) - 1) * row["members"] / most) if most else 0],
        }
    return {
        "rows": rows,
        "placed": placed,
        "width": max((row["left"] for row in placed), default=-2) + 98,
        "height": max((row["top"] for row in placed), default=-2) + 98,
        "everywhere": whole(everywhere),
        "lang": _lang(lang),
    }
