"""Whether a nomination counts follows the table that people can read, to the last microsecond and over the clocks."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from nominations.counting import Counts, Facts, Verdict, Why, Window, verdict
from tests.nominations.counting_table import CASES, DST

SWEDEN = ZoneInfo("Europe/Stockholm")
ROUND = Window(dt.date(2021, 4, 15), dt.date(2021, 7, 26), dt.date(2021, 7, 26))
AGES_AGO = dt.date(2000, 1, 1)
AGES_AHEAD = dt.datetime(2040, 1, 1, tzinfo=SWEDEN)


def rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


def instant(text: str) -> dt.datetime | None:
    if text == "-":
        return None
    at = dt.datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=SWEDEN)


def day(text: str) -> dt.date | None:
    return None if text == "-" else dt.date.fromisoformat(text)


@pytest.mark.parametrize("row", rows(CASES), ids=" ".join)
def test_nomination_counts_as_the_table_says(row: list[str]) -> None:
    sent, since, last, under_way, looked, counts, why = row
    facts = Facts(
        sent_at=instant(sent),
        member_since=day(since),
        member_to=day(last),
        application_open=under_way == "yes",
    )

    assert verdict(ROUND, facts, instant(looked)) == Verdict(Counts(counts), Why(why))


@pytest.mark.parametrize("row", rows(DST), ids=" ".join)
def test_last_day_lasts_whole_when_clocks_change(row: list[str]) -> None:
    closes, sent, counts, why = row
    window = Window(AGES_AGO, day(closes), day(closes))
    facts = Facts(sent_at=instant(sent), member_since=AGES_AGO)

    assert verdict(window, facts, AGES_AHEAD) == Verdict(Counts(counts), Why(why))


def test_every_reason_stands_in_the_table_or_here() -> None:
    sitting = Facts(sent_at=instant("2021-05-10 12:00"), sitting=True)
    stranger = Facts(sent_at=instant("2021-05-10 12:00"), sitting=False)
    given_up = Facts(sent_at=instant("2021-05-10 12:00"), member_since=AGES_AGO, given_up=True)
    here = {verdict(ROUND, facts, AGES_AHEAD).why for facts in (sitting, stranger, given_up)}

    assert here == {Why.SITTING, Why.NOT_SITTING, Why.GIVEN_UP}
    assert here | {Why(row[6]) for row in rows(CASES)} == set(Why)


def test_later_cut_off_leaves_time_to_join() -> None:
    window = Window(dt.date(2021, 4, 15), dt.date(2021, 7, 26), dt.date(2021, 8, 31))
    facts = Facts(sent_at=instant("2021-07-01 12:00"), application_open=True)

    assert verdict(window, facts, instant("2021-08-31 23:59")).counts == Counts.NOT_YET
    assert not window.is_settled(instant("2021-08-31 23:59:59.999999"))
    assert window.is_settled(instant("2021-09-01 00:00"))
