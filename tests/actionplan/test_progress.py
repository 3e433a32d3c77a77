"""Progress rolls up from activity to area to plan, and each side's share is told (PLAN-24, PLAN-26)."""

from __future__ import annotations

import re

import pytest

from actionplan.progress import Led, Progress, Standing, by_area, hundredths, led, roll_up, share
from tests.actionplan.progress_table import ACTIVITIES, TOGETHER


def read(words: str, **more: str) -> Standing:
    state, counts = words.split()
    reached, milestones = counts.split("/")
    return Standing(state, int(milestones), int(reached), **more)


def rows(table: str) -> list[tuple[str, int | None]]:
    found = [re.split(r"\s{2,}", line) for line in table.splitlines() if line.strip()]
    return [(line[0], None if line[-1] == "-" else int(line[-1])) for line in found]


@pytest.mark.parametrize(("words", "percent"), rows(ACTIVITIES))
def test_one_activity(words: str, percent: int | None) -> None:
    found = share(read(words))
    assert (None if found is None else int(found * 100)) == percent
    assert roll_up([read(words)]).percent == percent


@pytest.mark.parametrize(("words", "percent"), rows(TOGETHER))
def test_activities_together(words: str, percent: int | None) -> None:
    found = [read(each) for each in words.split(", ") if each.strip()]
    assert roll_up(found).percent == percent


def test_states_and_milestones_are_counted() -> None:
    words = ("done 2/2", "ongoing 1/3", "ongoing 0/0", "planned 0/1", "stopped 1/4", "proposed 0/2")
    assert roll_up(map(read, words)) == Progress(
        proposed=1, planned=1, ongoing=2, done=1, stopped=1, milestones=6, reached=3, percent=33
    )


def test_each_area_has_its_own_progress() -> None:
    found = by_area(
        [
            read("done 0/0", area="dialog"),
            read("planned 0/0", area="kunskap"),
            read("ongoing 1/2", area="dialog"),
        ]
    )
    assert {area: (each.counted, each.percent) for area, each in found.items()} == {
        "dialog": (2, 75),
        "kunskap": (1, 0),
    }


def test_share_led_by_each_side() -> None:
    found = led(
        [
            read("done 0/0", side="public"),
            read("stopped 0/0", side="public"),
            read("planned 0/0", side="civil"),
            read("ongoing 0/0"),
            read("proposed 0/0", side="civil"),
        ]
    )
    assert found == Led(public=2, civil=1, together=1)
    assert found.total == 4


@pytest.mark.parametrize(
    ("counts", "shares"),
    [
        ([0, 0, 0], [0, 0, 0]),
        ([1, 0, 0], [100, 0, 0]),
        ([1, 1, 1], [34, 33, 33]),
        ([2, 1, 0], [67, 33, 0]),
        ([1, 1, 4], [17, 17, 66]),
        ([1, 7, 0], [13, 87, 0]),
    ],
)
def test_shares_are_a_hundred_together(counts: list[int], shares: list[int]) -> None:
    assert hundredths(counts) == shares
