"""Tables and data classes, lists in Markdown: what is written reads the same, what is wrong gets a sentence."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass, field
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreement.content_files import ContentError, Table, normalised
from agreement.content_items import (
    INLINE,
    OneOf,
    item_lines,
    keyed,
    read_item,
    split_list,
    with_list,
    with_optional,
)
from agreement.sections import LONGEST_KEY, key_of

# --- Tables ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Leg:
    length: int
    paint: str = ""
    order: int = 0


@dataclass(frozen=True)
class Drawer:
    name: str
    deep: bool = False


@dataclass(frozen=True)
class Chair:
    """One field of every kind."""

    name: str
    made: dt.date
    wood: Annotated[str, OneOf(("ek", "björk"))] = "ek"
    weight: int | None = None
    soft: bool | None = None
    sold_at: dt.datetime | None = None
    owners: tuple[str, ...] = ()
    drawer: Drawer | None = None
    legs: tuple[Leg, ...] = field(default=(), metadata=INLINE)
    cushions: tuple[Leg, ...] = ()
    order: int = 0


def table(text: str) -> Table:
    return Table("fil.toml", tomllib.loads(text))


def reread(chair: Chair, number: int = 1) -> Chair:
    written = "\n".join(item_lines("chairs", chair, number))
    (inner,) = tomllib.loads(written)["chairs"]
    return read_item(Chair, Table("fil.toml", inner), number)


text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40).map(
    normalised
)
legs = st.lists(st.builds(Leg, st.integers(0, 9), text, st.integers(0, 3)), max_size=3).map(tuple)
chairs = st.builds(
    Chair,
    name=text.filter(bool),
    made=st.dates(),
    wood=st.sampled_from(["ek", "björk"]),
    weight=st.none() | st.integers(0, 99),
    soft=st.none() | st.booleans(),
    sold_at=st.none() | st.datetimes(timezones=st.just(dt.UTC)),
    owners=st.lists(text.filter(bool), max_size=2).map(tuple),
    drawer=st.none() | st.builds(Drawer, text.filter(bool), st.booleans()),
    legs=legs,
    cushions=legs,
    order=st.integers(0, 9),
)


@given(chairs)
def test_what_is_written_reads_the_same(chair: Chair) -> None:
    assert reread(chair) == chair


def test_what_goes_without_saying_is_not_written() -> None:
    chair = Chair("Pall", dt.date(2024, 1, 2), order=3, legs=(Leg(4, order=1), Leg(4, order=5)))

    assert item_lines("", chair, 3) == [
        'name = "Pall"',
        "made = 2024-01-02",
        "legs = [",
        "  { length = 4 },",
        "  { length = 4, order = 5 },",
        "]",
    ]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("made = 2024-01-02", "fil.toml: name is missing."),
        ('name = "a"', "fil.toml: made is missing."),
        ('name = "a"\nmade = "i dag"', "made must be a day"),
        ('name = "a"\nmade = 2024-01-02\nwood = "gran"', "wood is 'gran'; it must be one of ek, björk."),
        ('name = "a"\nmade = 2024-01-02\nowners = "b"', "owners must be a list of texts."),
        ('name = "a"\nmade = 2024-01-02\nowners = [""]', "owners must be a list of texts."),
        ('name = "a"\nmade = 2024-01-02\nsold_at = 2024-01-02T10:00:00', "sold_at must say its time zone"),
        ('name = "a"\nmade = 2024-01-02\nlegs = [{}]', "fil.toml, legs no. 1: length is missing."),
        ('name = "a"\nmade = 2024-01-02\ndrawer = {}', "fil.toml, [drawer]: name is missing."),
        (
            'name = "a"\nmade = 2024-01-02\nlags = 3',
            "lags is not a key that load_region knows. Did you mean legs?",
        ),
    ],
)
def test_wrong_table_gets_a_sentence(wrong: str, says: str) -> None:
    with pytest.raises(ContentError) as refusal:
        read_item(Chair, table(wrong))

    assert says in str(refusal.value)


def test_zero_is_no_missing_number() -> None:
    assert read_item(Leg, table("length = 0")).length == 0


# --- Lists in Markdown -------------------------------------------------------------------------------

TITLE = "Åtaganden"
body = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60) | st.lists(
    st.sampled_from(
        ["## Åtaganden", "\\## Åtaganden", "- punkt", "  - inne", "3. tre", "", "# Rubrik", "text"]
    ),
    max_size=6,
).map("\n".join)
body = body.map(normalised)


@given(body, st.lists(st.tuples(st.integers(0, 30), body.filter(bool)), max_size=4))
def test_list_below_a_text_reads_the_same(before: str, items: list[tuple[int, str]]) -> None:
    items.sort(key=lambda item: item[0])

    assert split_list(normalised(with_list(before, TITLE, items)), TITLE, "fil") == (before, items)


def test_list_is_written_as_a_person_would() -> None:
    assert with_list("Vi talar.", TITLE, [(1, "En"), (2, "Två\nrader")]) == (
        "Vi talar.\n\n## Åtaganden\n\n- En\n- Två\n  rader"
    )


def test_numbers_are_orders_and_bullets_go_on_from_them() -> None:
    assert split_list("## Åtaganden\n3. Tre\n- Fyra\n1. Ett", TITLE, "fil") == (
        "",
        [(1, "Ett"), (3, "Tre"), (4, "Fyra")],
    )


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("## Åtaganden\n\nVi lovar.", "fil: every line below '## Åtaganden' begins with '- '."),
        ("## Åtaganden\n- \n- Två", "fil: a point below '## Åtaganden' has no text."),
    ],
)
def test_wrong_list_gets_a_sentence(wrong: str, says: str) -> None:
    with pytest.raises(ContentError) as refusal:
        split_list(wrong, TITLE, "fil")

    assert str(refusal.value) == says


# --- Keys --------------------------------------------------------------------------------------------


def test_second_of_the_same_order_gets_a_number() -> None:
    found = [key for key, _leg in keyed([Leg(1, order=2), Leg(2, order=2), Leg(3)])]

    assert found == ["2", "2/2", "0"]


def test_parent_without_a_key_is_wanted_empty() -> None:
    assert with_optional({"a": 1}, party="party/x", registry="") == (
        {"a": 1, "registry_id": None},
        {"party": "party/x"},
    )


def test_long_key_fits_its_column_and_stays_its_own() -> None:
    one, two = key_of("slag", "x" * 300, "ett"), key_of("slag", "x" * 300, "två")

    assert len(one) == len(two) == LONGEST_KEY
    assert one != two
    assert key_of("slag", "x" * 300, "ett") == one
    assert key_of("slag", "namn") == "slag/namn"
