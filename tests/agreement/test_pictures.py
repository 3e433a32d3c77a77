"""The pictures: any number of things, the same in words beside them, and nothing that only colour tells."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from django.utils.translation import override

from agreement.templatetags._geometry import name_in_lines, number, with_soft_hyphens
from agreement.templatetags.pictures import area_mark, principle_mark
from tests.agreement.reader import plain


def drawn(tag: str, language: str = "en", **context: Any) -> str:
    with override(language):
        return Template("{% load pictures %}{% " + tag + " %}").render(Context(context))


def named(many: int) -> list[dict[str, Any]]:
    return [
        {"slug": f"p{place}", "name": f"Namn {place}", "url": f"/{place}/"} for place in range(1, many + 1)
    ]


GROUPS = [
    {"party": SimpleNamespace(name="Regionen", side="public"), "ordinary": 2, "filled": 2},
    {"party": SimpleNamespace(name="Civilsamhället", side="civil"), "ordinary": 2, "filled": 1},
]
TILES = [
    {"code": "1", "name": "Norrsele", "map_x": 1, "map_y": 0},
    {"code": "2", "name": "Söderå", "map_x": 1, "map_y": 1},
    {"code": "3", "name": "Exempelkommun", "map_x": 2, "map_y": 1},
]
EVERYTHING = {
    "items": named(7),
    "groups": GROUPS,
    "tiles": TILES,
    "counts": {"1": 8, "3": 1},
    "ties": [("p1", "p2", "Därför")],
}
TAGS = [
    "principles_picture items",
    "areas_picture items title='Plan'",
    "plan_progress items",
    "balance_picture groups",
    "municipality_map tiles counts link='/?kommun='",
    "connections_picture items items ties",
    "principle_mark 2 7",
    "area_mark 2 7",
]


@pytest.mark.parametrize("tag", TAGS)
def test_picture_is_drawn_without_style_and_without_a_colour_of_its_own(tag: str) -> None:
    """The content security policy refuses style attributes; print, dark and forced colours need `currentColor`."""
    html = drawn(tag, **EVERYTHING)
    assert "<svg" in html
    assert "style=" not in html
    assert not re.search(r'(?:fill|stroke)="(?!none|currentColor)', html)


@pytest.mark.parametrize("tag", TAGS)
def test_picture_is_well_formed_and_decoration_or_named(tag: str) -> None:
    html = drawn(tag, **EVERYTHING)
    for svg in re.findall(r"<svg.*?</svg>", html, re.DOTALL):
        root = ElementTree.fromstring(svg)
        assert root.get("aria-hidden") == "true" or (root.get("role") == "img" and root[0].tag == "title")
        for path in root.iter("path"):
            assert re.fullmatch(r"[MLCchvazZ0-9 .-]+", path.get("d") or "")


@pytest.mark.parametrize("tag", [tag for tag in TAGS if "mark" not in tag])
def test_nothing_known_draws_nothing(tag: str) -> None:
    assert drawn(tag).strip() == ""


@pytest.mark.parametrize("mark", [principle_mark, area_mark])
@pytest.mark.parametrize("total", [3, 7, 12])
def test_every_number_has_its_own_mark_and_keeps_it(mark: Any, total: int) -> None:
    marks = [str(mark(place, total)) for place in range(1, total + 1)]
    assert len(set(marks)) == total
    assert marks == [str(mark(place, total)) for place in range(1, total + 1)]
    assert all('aria-hidden="true"' in each for each in marks)


@pytest.mark.parametrize("mark", [principle_mark, area_mark])
@pytest.mark.parametrize(
    ("which", "total", "shown"),
    [(1, 1, True), (2, 1, True), (0, 7, False), (None, 7, False), ("", "", False), (3, 40, True)],
)
def test_mark_takes_what_data_gives(mark: Any, which: Any, total: Any, shown: bool) -> None:
    assert bool(mark(which, total)) is shown


@pytest.mark.parametrize("many", [2, 3, 7, 12])
def test_compass_has_a_point_and_a_link_for_each_principle(many: int) -> None:
    """AGR-05: how many principles there are and what they are called is data."""
    html = drawn("principles_picture items", items=named(many))
    assert len(re.findall(r"<text ", html)) == html.count("<li>") == many
    assert re.findall(r'<a href="([^"]+)">(Namn \d+)</a>', html) == [
        (f"/{place}/", f"Namn {place}") for place in range(1, many + 1)
    ]
    points = re.search(r'class="star" d="([^"]+)"', html)
    assert points
    assert len(points[1].split("L")) == 2 * many


@pytest.mark.parametrize("many", [1, 3, 7, 12])
def test_river_has_an_arm_for_each_area(many: int) -> None:
    html = drawn("areas_picture items title=title", items=named(many), title="Plan 1 & 2")
    assert html.count("<path") == html.count("<li>") == many
    assert "<p>Plan 1 &amp; 2</p>" in html


def test_progress_tells_reached_open_and_unreported_apart() -> None:
    areas = [
        {"name": "A", "done": 3, "total": 4},
        {"name": "B", "done": 1, "total": 6, "unknown": 2},
        {"name": "C", "done": None, "total": 3},
        {"name": "D", "done": 0, "total": 0},
    ]
    html = drawn("plan_progress areas", areas=areas)
    text = plain(html)
    assert "4 of 13 milestones are reached. For 5 nobody has reported yet." in text
    assert "A 3 of 4 reached B 1 of 6 reached, 2 not reported C Not reported D No milestones" in text
    rows = html.split("<li>")[1:]
    boxes = [
        {name: path.count("M") for name, path in re.findall(r'<path class="(full|dots)" d="([^"]+)"', row)}
        for row in rows
    ]
    assert boxes == [{"full": 3}, {"full": 1, "dots": 2}, {"dots": 3}, {}]


def test_progress_never_says_more_than_is_known() -> None:
    """More done than there are, fewer than none: the sums stay honest."""
    html = drawn("plan_progress areas", areas=[{"name": "A", "done": 9, "total": 4, "unknown": 1}])
    assert "3 of 4 reached, 1 not reported" in plain(html)
    assert "No milestones have been set." in plain(drawn("plan_progress areas", areas=[{"name": "A"}]))


def test_many_milestones_take_no_more_room() -> None:
    widths = [
        float(re.findall(r'<svg width="([\d.]+)"', drawn("plan_progress areas", areas=[area]))[0])
        for area in ({"name": "A", "done": 1, "total": 12}, {"name": "A", "done": 1, "total": 60})
    ]
    assert widths[0] == pytest.approx(widths[1])


def test_balance_counts_ordinary_seats_and_shows_the_vacant() -> None:
    """AGR-03, MEM-30: the rule is about ordinary seats that are filled; co-opted people are not at the table."""
    html = drawn("balance_picture groups", groups=[*GROUPS, {"party": None, "ordinary": 0, "filled": 0}])
    text = plain(html)
    assert "2 : 1" in text
    assert "The parties do not have equally many filled ordinary seats. 1 seat is vacant." in text
    assert "Regionen 2 of 2 seats are filled Civilsamhället 1 of 2 seats are filled" in text
    assert html.count('class="dots"') == 1


def test_balance_before_anybody_sits_compares_the_seats() -> None:
    rows = [{**group, "filled": 0} for group in GROUPS]
    text = plain(drawn("balance_picture groups", groups=rows))
    assert "2 = 2" in text
    assert "The parties have equally many ordinary seats. 4 seats are vacant." in text


def test_party_without_a_seat_counts_as_none() -> None:
    rows = [*GROUPS, {"name": "Kommunförbundet", "ordinary": 0, "filled": 0}]
    text = plain(drawn("balance_picture groups", groups=rows))
    assert "2 : 1 : 0" in text
    assert drawn("balance_picture groups", groups=[rows[2]]).strip() == ""


def test_parties_have_different_shapes() -> None:
    rows = [{"name": f"Part {place}", "ordinary": 1, "filled": 1} for place in range(4)]
    html = drawn("balance_picture groups", groups=rows)
    shapes = re.findall(r'viewBox="-12 -12 24 24"[^>]*><path class="full" d="([^"]+)"', html)
    assert len(set(shapes)) == 4


def test_balance_by_side_adds_the_parties_of_a_side() -> None:
    parties = [
        {"name": "Region", "side": "public", "ordinary": 2, "filled": 2},
        {"name": "Länsstyrelse", "side": "public", "ordinary": 2, "filled": 2},
        {"name": "Idéburna", "side": "civil", "ordinary": 3, "filled": 3},
    ]
    assert "2 : 2 : 3" in plain(drawn("balance_picture groups", groups=parties))
    text = plain(drawn('balance_picture groups by="side"', groups=parties))
    assert "4 : 3" in text
    assert "The sides do not have equally many filled ordinary seats." in text


def test_map_says_the_same_in_tiles_and_in_the_list() -> None:
    html = drawn(
        "municipality_map tiles counts link='/?kommun=' everywhere=5", tiles=TILES, counts={"1": 8, "3": 1}
    )
    picture, rows = html.split("<figcaption>")
    assert re.findall(r'class="num"[^>]*>(\d+)<', picture) == ["8", "0", "1"]
    assert re.findall(r'<a href="([^"]+)">(\w+)</a> <b>(\d+)</b>', rows) == [
        ("/?kommun=1", "Norrsele", "8"),
        ("/?kommun=2", "Söderå", "0"),
        ("/?kommun=3", "Exempelkommun", "1"),
    ]
    assert re.findall(r'fill-opacity="([\d.]+)"', picture) == [".42", "0", ".12"]
    assert "Besides, 5 members are active in the whole county." in plain(rows)


def test_county_is_known_by_its_tiles() -> None:
    html = drawn("county_mark tiles", tiles=[*TILES, {"code": "4", "name": "Utan plats"}])
    assert 'viewBox="0 -30 20 50"' in html
    assert html.count("h9v9h-9z") == 3
    assert drawn("county_mark tiles", tiles=[{"name": "Utan plats"}]) == ""


def test_map_begins_at_its_own_corner() -> None:
    moved = [{**tile, "map_x": tile["map_x"] + 7, "map_y": tile["map_y"] + 3} for tile in TILES]
    assert drawn("municipality_map tiles", tiles=moved) == drawn("municipality_map tiles", tiles=TILES)


def test_without_coordinates_there_is_a_list_and_no_map() -> None:
    html = drawn("municipality_map tiles counts", tiles=[{"code": "1", "name": "Norrsele"}], counts={"1": 2})
    assert "<svg" not in html
    assert "<details open>" in html
    assert "Norrsele <b>2</b>" in html


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Kiruna", ["Kiruna"]),
        ("Övertorneå", ["Över-", "torneå"]),
        ("Arvidsjaur", ["Arvids-", "jaur"]),
        ("Karlskrona", ["Karls-", "krona"]),
        ("Olofström", ["Olof-", "ström"]),
        ("Upplands Väsby", ["Upplands", "Väsby"]),
        ("Xxxxxxxxxx", ["Xxxxxxxxxx"]),
        ("", [""]),
    ],
)
def test_long_place_name_is_parted_between_syllables(name: str, lines: list[str]) -> None:
    assert name_in_lines(name) == lines


def test_long_word_may_be_parted_and_short_may_not() -> None:
    assert with_soft_hyphens("Samverkansstruktur och arbetssätt") == "Samverkans\u00adstruktur och arbetssätt"


def test_connections_are_the_same_as_lines_and_as_a_table() -> None:
    html = drawn(
        "connections_picture left right ties",
        left=named(3),
        right=[{"slug": f"a{place}", "name": f"Område {place}"} for place in range(1, 5)],
        ties=[
            ("p1", "a1", "Ett skäl"),
            ("p1", "a4"),
            SimpleNamespace(
                principle=SimpleNamespace(slug="p3"), area=SimpleNamespace(slug="a2"), why="Ett annat"
            ),
            ("p9", "a1"),
            ("p1", "a9"),
        ],
    )
    picture, table = html.split("<figcaption>")
    lines = re.findall(r'<path d="([^"]+)"/></svg>|<path d="(M0[^"]+)"/>', picture)
    assert sum("".join(line).count("M0") for line in lines) == 3
    assert (
        "Namn 1 Område 1: Ett skäl Område 4 Namn 2 None pointed out yet Namn 3 Område 2: Ett annat"
        in plain(table)
    )


@pytest.mark.parametrize("tag", [tag for tag in TAGS if "mark" not in tag])
def test_hostile_names_are_escaped(tag: str) -> None:
    bad = '"><script>alert(1)</script>'
    context = {
        "items": [{"slug": "p1", "name": bad, "url": bad, "done": 0, "total": 1}],
        "groups": [{"name": bad, "ordinary": 1, "filled": 0}],
        "tiles": [{"code": bad, "name": bad, "map_x": 0, "map_y": 0}],
        "ties": [("p1", "p1", bad)],
    }
    html = drawn(tag, **context)
    assert "&lt;script&gt;" in html
    assert "<script>" not in html
    assert '""' not in html


@pytest.mark.parametrize("tag", ["principles_picture items", "areas_picture items", "plan_progress items"])
def test_names_say_their_language_on_a_page_in_another(tag: str) -> None:
    """WCAG 3.1.2; the words around them are the page's own."""
    assert 'lang="sv"' in drawn(tag, items=named(2))
    assert "lang=" not in drawn(tag, language="sv", items=named(2))
    assert 'lang="fit"' in drawn(f"{tag} lang='fit'", language="sv", items=named(2))


@pytest.mark.parametrize(
    ("value", "text"), [(1.0, "1"), (1.04, "1"), (1.26, "1.3"), (-0.02, "0"), (-10.0, "-10"), (0.5, "0.5")]
)
def test_numbers_are_written_short(value: float, text: str) -> None:
    assert number(value) == text
