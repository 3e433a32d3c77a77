"""What changed between two texts: always the truth, and always soon."""

from __future__ import annotations

import random
import time

import pytest

from agreement.canon import Canonical, Item
from agreement.comparing import compare
from agreement.edits import Budget, runs, units, words


@pytest.mark.parametrize("seed", range(300))
def test_pieces_give_both_texts_back(seed: int) -> None:
    dice = random.Random(seed)
    old, new = (dice.choices("abcd", k=dice.randint(0, 30)) for _text in range(2))
    budget = Budget(dice.choice([0, 20, 10_000]))
    found = runs(old, new, budget)
    assert [each for op, run in found for each in run if op != "+"] == old
    assert [each for op, run in found for each in run if op != "-"] == new
    pieces = words(" ".join(old), " ".join(new), Budget())
    assert "".join(text for op, text in pieces if op != "+").split() == old
    assert "".join(text for op, text in pieces if op != "-").split() == new


def test_little_change_is_shown_as_little() -> None:
    old = "Vi lyssnar på varandra och svarar i tid när någon frågar."
    new = "Vi lyssnar på varandra och svarar alltid i tid när någon frågar oss."
    assert words(old, new, Budget()) == [
        ("=", "Vi lyssnar på varandra och svarar "),
        ("+", "alltid "),
        ("=", "i tid när någon "),
        ("-", "frågar. "),
        ("+", "frågar oss."),
    ]


def test_another_text_is_shown_as_another_text() -> None:
    old, new = " ".join(f"a{number}" for number in range(50)), " ".join(f"b{number}" for number in range(50))
    assert [op for op, _text in words(old, new, Budget())] == ["-", "+"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("x " * 200_000, "x " * 150_000),
        ("x y " * 100_000, "y x x " * 80_000),
        (" ".join(map(str, range(100_000))), " ".join(map(str, range(100_000, 0, -1)))),
        ("a b c d e f g " * 20_000, "g f e d c b a " * 20_000),
    ],
    ids=["one word", "two words", "backwards", "shuffled"],
)
def test_no_pair_of_texts_takes_long(old: str, new: str) -> None:
    """Some tenths of a second here; what is refused is minutes."""
    begun = time.process_time()
    words(old, new, Budget())
    assert time.process_time() - begun < 10


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("Ett\r\nstycke.\n \nTvå.", ["Ett stycke.", "Två."]),
        ("De ska\n- se\n-  höra mer\noch  svara", ["De ska", "– se", "– höra mer", "och svara"]),
        ("- \n-\n", ["-"]),
    ],
)
def test_text_is_compared_by_paragraphs_and_points(text: str, lines: list[str]) -> None:
    assert units(text) == lines


# --- Whole texts ---


def text_of(**items: str) -> Canonical:
    return Canonical({}, [Item(key.replace("__", "/"), text) for key, text in items.items()])


def changes(old: Canonical, new: Canonical) -> list[tuple[str, str]]:
    found = compare(old, new, {"goal": "Mål", "summary": "I korthet"}, lambda item: item.note).changes
    return [(each.op, each.heading or ", ".join(each.unchanged)) for each in found]


def test_block_that_is_gone_stands_where_it_stood() -> None:
    old = text_of(part__a__heading="A", part__b__heading="B", part__c__heading="C")
    new = text_of(part__a__heading="A", part__d__heading="D", part__c__heading="C")
    assert changes(old, new) == [("=", "A"), ("-", "B"), ("+", "D"), ("=", "C")]
    assert changes(new, old) == [("=", "A"), ("-", "D"), ("+", "B"), ("=", "C")]


def test_moved_parts_are_the_same_parts() -> None:
    old = text_of(part__a__heading="A", part__b__heading="B")
    new = text_of(part__b__heading="B", part__a__heading="A")
    assert changes(old, new) == [("=", "B, A")]


def test_parts_of_one_kind_are_known_by_their_headings() -> None:
    """A part of the kind "other" put in first moves all their numbers, but none of their words."""
    old = Canonical({}, [Item("part/other/heading", "Avslut"), Item("part/other/body", "Slut.")])
    new = Canonical(
        {},
        [
            Item("part/other/heading", "Inledning"),
            Item("part/other/body", "Början."),
            Item("part/other-2/heading", "Avslut"),
            Item("part/other-2/body", "Slut."),
        ],
    )
    assert changes(old, new) == [("+", "Inledning"), ("=", "Avslut")]


def test_goal_put_in_first_leaves_the_others_as_they_were() -> None:
    old = text_of(goal__1="Att höras", goal__2="Att mötas")
    new = text_of(goal__1="Att synas", goal__2="Att höras", goal__3="Att mötas")
    (change,) = compare(old, new, {"goal": "Mål"}, lambda item: "").changes
    assert [(each.pieces, each.unchanged) for each in change.paragraphs] == [
        ([("+", "Att synas")], 0),
        ([], 2),
    ]


def test_goals_with_nothing_in_them_are_no_change() -> None:
    assert changes(text_of(summary="", goal__1=" "), text_of()) == []
