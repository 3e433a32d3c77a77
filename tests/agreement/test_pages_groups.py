"""Parties and bodies: who stands behind the agreement, who sits where, today and on any other day."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from agreement.models import Body, Composition, Party, Region, Seat, SeatHolding
from agreement.states import SeatKind
from tests.agreement.reader import cost, main_of, read, words_of
from tests.agreement.written import make_decision
from tests.factories import make_leader, make_region, make_secretary, make_user

pytestmark = pytest.mark.django_db
STOCKHOLM = ZoneInfo("Europe/Stockholm")


def test_body_names_those_who_sit_today(client: Client, region: Region) -> None:
    now = make_leader(region, party=0, name="Sitter Nu")
    seat = now.seat_holdings.get().seat
    day = dt.timedelta(days=1)
    today = dt.date(2026, 11, 21)
    former = SeatHolding(
        seat=seat, user=make_user(name="Satt Förr"), from_on=dt.date(2019, 1, 1), to_on=dt.date(2019, 12, 31)
    )
    alternate = region.agreement.bodies.get().seats.get(party=seat.party, kind=SeatKind.ALTERNATE)
    last_day = SeatHolding(seat=alternate, user=make_user(name="Sista Dagen"), from_on=today, to_on=today)
    coming = SeatHolding(seat=alternate, user=make_user(name="Kommer Sedan"), from_on=today + day)
    SeatHolding.objects.bulk_create([former, last_day, coming])
    with time_machine.travel(dt.datetime(2026, 11, 21, 12, tzinfo=STOCKHOLM)):
        page = read(client, "agreement:body", "norrbotten", language="en")
    assert "Sitter Nu" in page
    assert "Sista Dagen" in page
    assert "Satt Förr" not in page
    assert "Kommer Sedan" not in page
    assert "since 1 January 2020" in page


def test_body_shows_vacant_seats_and_how_many_are_filled(client: Client, region: Region) -> None:
    make_leader(region, party=0)
    page = read(client, "agreement:body", "norrbotten", language="en")
    assert page.count("Vacant") == 5
    assert page.count("1 of 1 ordinary seats are filled") == 1
    assert page.count("0 of 1 ordinary seats are filled") == 2


def test_body_never_shows_an_address(client: Client, region: Region) -> None:
    user = make_leader(region, name="", email="hemlig@styrelsen.example")
    page = read(client, "agreement:body", "norrbotten", language="en")
    assert user.email not in page
    assert "The name is not filled in" in page


def test_co_opted_stand_apart(client: Client, region: Region) -> None:
    body = region.agreement.bodies.get()
    Seat.objects.create(body=body, kind=SeatKind.CO_OPTED, label="Akademin", order=1)
    page = read(client, "agreement:body", "norrbotten", language="en")
    assert page.index("Take part in the meetings but do not decide.") < page.index("Akademin")


def test_body_has_the_regions_own_name(client: Client, region: Region) -> None:
    Body.objects.update(name="Styrgruppen")
    assert "<h1>Styrgruppen</h1>" in read(client, "agreement:body", "norrbotten")


def test_region_without_a_development_group_has_no_page_for_it(client: Client, region: Region) -> None:
    read(client, "agreement:development-body", "norrbotten", status=404)
    Body.objects.create(
        agreement=region.agreement, kind="development", slug="utvecklingsgrupp", name="Utvecklingsgruppen"
    )
    assert "/norrbotten/utvecklingsgrupp/" in read(client, "agreement:body", "norrbotten")
    read(client, "agreement:development-body", "norrbotten")


# --- Another day ---


@pytest.fixture
def seat(region: Region) -> Seat:
    """A seat that one person held to 30 June 2023, another from 1 January 2024."""
    seat = region.agreement.bodies.get().seats.get(party__order=0, kind=SeatKind.ORDINARY)
    for name, begins, ends in (
        ("Satt Först", dt.date(2021, 1, 1), dt.date(2023, 6, 30)),
        ("Sitter Sedan", dt.date(2024, 1, 1), None),
    ):
        SeatHolding.objects.create(seat=seat, user=make_user(name=name), from_on=begins, to_on=ends)
    return seat


@pytest.mark.parametrize(
    ("day", "names"),
    [
        ("2020-12-31", []),
        ("2021-01-01", ["Satt Först"]),
        ("2023-06-30", ["Satt Först"]),
        ("2023-07-01", []),
        ("2024-01-01", ["Sitter Sedan"]),
        ("9999-12-31", ["Sitter Sedan"]),
        ("0001-01-01", []),
    ],
)
def test_body_names_those_who_sat_on_the_day_and_nobody_else(
    client: Client, region: Region, seat: Seat, day: str, names: list[str]
) -> None:
    page = read(client, "agreement:body", "norrbotten", language="en", query=f"?dag={day}")
    assert [name for name in ("Satt Först", "Sitter Sedan") if name in page] == names
    assert f'value="{day}"' in page


def test_body_leads_to_its_compositions_before_and_after(client: Client, region: Region, seat: Seat) -> None:
    def ways(query: str) -> list[tuple[str, str]]:
        page = main_of(read(client, "agreement:body", "norrbotten", language="en", query=query))
        return re.findall(r'<a rel="(\w+)" href="/en/norrbotten/ledningsgrupp/\?dag=([0-9-]+)"', page)

    with time_machine.travel(dt.datetime(2026, 11, 21, 12, tzinfo=STOCKHOLM)):
        assert ways("") == [("prev", "2023-07-01")]
        assert ways("?dag=2023-07-01") == [("prev", "2021-01-01"), ("next", "2024-01-01")]
        assert ways("?dag=2022-05-05") == [("next", "2023-07-01")]
        assert ways("?dag=2020-01-01") == [("next", "2021-01-01")]
        text = words_of(read(client, "agreement:body", "norrbotten", language="en", query="?dag=2022-05-05"))
    assert "Who sits in the group on 5 May 2022" in text
    assert "The group has been composed like this since 1 January 2021." in text


@pytest.mark.parametrize(
    "asked",
    [
        "2026-02-30",
        "2026-13-01",
        "0000-01-01",
        "20260101",
        "2026-W01-1",
        "i går",
        "２０２６-01-01",
        "x" * 5000,
        "'; DROP",
        "<script>",
        "2026-01-01 ",
        "-1",
    ],
)
def test_day_that_is_none_gets_a_sentence_and_today(client: Client, region: Region, asked: str) -> None:
    make_leader(region, party=0, name="Sitter Nu")
    answer = client.get("/en/norrbotten/ledningsgrupp/", {"dag": asked})
    page = answer.content.decode()
    if asked.strip() == "2026-01-01":
        assert answer.status_code == 200
        return
    assert answer.status_code == 400
    assert "is not a day. Write it as year-month-day" in page
    assert "<title>Error: " in page
    assert "Sitter Nu" in page
    assert "<script>" not in page
    assert "x" * 30 not in page


def test_empty_day_is_today(client: Client, region: Region) -> None:
    page = read(client, "agreement:body", "norrbotten", language="en", query="?dag=")
    assert "Who sits in the group</a>" in page


def test_body_without_seats_is_missing(client: Client, region: Region) -> None:
    Seat.objects.all().delete()
    page = read(client, "agreement:body", "norrbotten", language="en")
    assert "The seats have not been entered yet." in page
    assert "The group has been composed like this" not in page


@pytest.mark.parametrize(("slug", "sum_"), [("norrbotten", "1 = 1 = 1"), ("blekinge", "1 = 1")])
def test_balance_counts_parties_or_sides(client: Client, slug: str, sum_: str) -> None:
    make_region(slug)
    page = read(client, "agreement:body", slug, language="en")
    assert f">{sum_}</text>" in page
    assert ("The sides have equally many ordinary seats." in page) == (slug == "blekinge")


def test_balance_counts_filled_ordinary_seats_on_the_day(client: Client, region: Region) -> None:
    """MEM-30: neither alternates nor co-opted people, and no seat that does not exist that day."""
    leaders = [make_leader(region, party=party) for party in range(3)]
    make_leader(region, party=0, kind=SeatKind.ALTERNATE)
    body = region.agreement.bodies.get()
    first, last = leaders[0].seat_holdings.get().seat.party, dt.date(2024, 6, 30)
    more = Seat.objects.create(body=body, party=first, kind=SeatKind.ORDINARY, order=9, to_on=last)
    SeatHolding.objects.create(seat=more, user=make_user(), from_on=dt.date(2023, 1, 1), to_on=last)

    def seen(day: str) -> str:
        page = read(client, "agreement:body", "norrbotten", language="en", query=f"?dag={day}")
        return re.findall(r">([0-9 =:]+)</text>", page)[0]

    assert [seen(day) for day in ("2022-12-31", "2023-01-01", "2024-06-30", "2024-07-01")] == [
        "1 = 1 = 1",
        "2 : 1 : 1",
        "2 : 1 : 1",
        "1 = 1 = 1",
    ]


def test_body_says_how_its_members_are_chosen_and_for_whom_they_speak(client: Client, region: Region) -> None:
    """MEM-40."""
    leader = make_leader(region)
    leader.seat_holdings.update(represents="Föreningen Ljuset", to_on=dt.date(2099, 12, 31))
    text = words_of(read(client, "agreement:body", "norrbotten", language="en"))
    assert "Each party chooses its own representatives." in text
    assert "speaks for Föreningen Ljuset since 1 January 2020, to 31 December 2099" in text
    Body.objects.update(filled_by="nomination", how_chosen="På årsmötet <b>i maj</b>.", meetings_a_year=4)
    page = read(client, "agreement:body", "norrbotten", language="en")
    assert "The leadership group chooses among those who have been nominated." in page
    assert "The group meets 4 times a year." in page
    assert "På årsmötet &lt;b&gt;i maj&lt;/b&gt;." in page


def test_body_shows_what_was_confirmed_with_its_reason(client: Client, region: Region) -> None:
    """MEM-30."""
    secretary = make_secretary(region)
    body = region.agreement.bodies.get()
    for day, reason in ((dt.date(2025, 1, 1), "Valet var i mars."), (dt.date(2026, 1, 1), "")):
        Composition.objects.create(body=body, day=day, unequal_reason=reason, confirmed_by=secretary)

    def text(query: str = "") -> str:
        return words_of(read(client, "agreement:body", "norrbotten", language="en", query=query))

    assert "The composition on 1 January 2026 has been looked at and confirmed." in text()
    assert "not equal" not in text()
    assert "It was not equal. The reason: Valet var i mars." in text("?dag=2025-12-31")
    assert "confirmed" not in text("?dag=2024-12-31")
    assert secretary.email not in read(client, "agreement:body", "norrbotten")


def test_large_group_with_a_long_history_costs_no_more(client: Client, region: Region) -> None:
    make_leader(region)
    few = cost(client, "agreement:body", "norrbotten")
    body = region.agreement.bodies.get()
    for number in range(100):
        seat = Seat.objects.create(body=body, kind=SeatKind.CO_OPTED, order=number)
        for year in (2018, 2020):
            SeatHolding.objects.create(
                seat=seat,
                user=make_user(),
                from_on=dt.date(year, 1, 1),
                to_on=dt.date(year + 1, 1, number % 28 + 1),
            )
    assert cost(client, "agreement:body", "norrbotten") == few <= 8


# --- Parties ---


def test_party_shows_its_side_its_decisions_and_its_seats(client: Client, region: Region) -> None:
    Party.objects.filter(side="civil").update(represented_by="Paraplyet", about="Föreningarna i länet.")
    make_decision(region, "ett", party=2, heading="Vi är med")
    make_decision(region, "tva", party=2, act="proposes", decided_on=None, heading="Vi vill vara med")
    page = main_of(read(client, "agreement:parties", "norrbotten", language="en"))
    text = words_of(f"<main>{page}</main>")
    last = text[text.rindex("Civilsamhället i norr") :]
    assert "Civil society · Represented by Paraplyet Föreningarna i länet." in last
    assert "Ledningsgruppen : 1 ordinary seat What it has decided" in last
    assert last.index("Vi är med Decides · 4 May 2021") < last.index(
        "Vi vill vara med Proposes · date unknown"
    )
    assert page.count("No decisions by this party have been entered here.") == 2
    assert page.count("schema.org/GovernmentOrganization") == 2


def test_party_with_many_decisions_leads_to_the_list(client: Client, region: Region) -> None:
    for number in range(7):
        make_decision(region, f"b{number}", decided_on=dt.date(2021, 1, 1 + number))
    page = main_of(read(client, "agreement:parties", "norrbotten", language="en"))
    assert re.findall(r"Beslut b(\d)", page) == ["6", "5", "4", "3", "2"]
    assert "All decisions" in page


def test_parties_cost_no_more_with_many_decisions(client: Client, region: Region) -> None:
    make_decision(region, "ett")
    few = cost(client, "agreement:parties", "norrbotten")
    for number in range(50):
        make_decision(region, f"b{number}", party=number % 3)
    assert cost(client, "agreement:parties", "norrbotten") == few <= 8
