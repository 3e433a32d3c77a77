"""The portal's start and a region's: what they show, and that they stay light."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from agreement.models import Region, SeatHolding, TextPart
from agreement.states import PartKind
from membership.figures import figures
from membership.models import Membership, Organisation
from tests.agreement.reader import cost, read
from tests.factories import make_cut_off, make_leader, make_member, make_region, make_user

pytestmark = pytest.mark.django_db
STOCKHOLM = ZoneInfo("Europe/Stockholm")


def test_start_shows_every_region(client: Client, region: Region) -> None:
    make_region("blekinge")
    page = read(client, "agreement:home")
    assert f'href="{region.get_absolute_url()}"' in page
    assert 'href="/blekinge/"' in page


def test_start_goes_to_the_only_region(client: Client, region: Region) -> None:
    answer = client.get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/norrbotten/")


def test_start_without_regions_says_so(client: Client) -> None:
    assert "No region has been set up yet." in read(client, "agreement:home", language="en")


def test_region_without_an_agreement_is_not_shown(client: Client, region: Region) -> None:
    Region.objects.create(slug="tomt", name="Tomt", reference_prefix="TT")
    assert client.get("/")["Location"] == "/norrbotten/"
    assert client.get("/tomt/").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "",
        "overenskommelsen/",
        "principer/",
        "principer/dialog/",
        "parterna/",
        "ledningsgrupp/",
        "handlingsplan/",
    ],
)
def test_unknown_region_is_not_found(client: Client, region: Region, address: str) -> None:
    assert client.get(f"/{region.slug}/{address}").status_code == 200
    assert client.get(f"/finnsinte/{address}").status_code == 404


# --- A region's start ---


def test_vision_is_the_headline_of_the_region(client: Client, region: Region) -> None:
    assert '<h1 lang="sv">Tillsammans.</h1>' in read(client, "agreement:region", "norrbotten", language="en")


@pytest.mark.parametrize("vision", ["", "En rad.\nOch en till.", "Mycket lång " * 20])
def test_region_without_a_vision_in_one_line_has_its_own_headline(
    client: Client, region: Region, vision: str
) -> None:
    TextPart.objects.filter(kind=PartKind.VISION).update(body=vision)
    page = read(client, "agreement:region", "norrbotten", language="en")
    assert "<h1>Together in Norrbotten</h1>" in page


@pytest.mark.parametrize(("slug", "count"), [("norrbotten", 3), ("blekinge", 2)])
def test_every_party_is_in_the_picture(client: Client, slug: str, count: int) -> None:
    region = make_region(slug)
    page = read(client, "agreement:region", slug)
    picture = page[page.index('class="parties"') :].partition("</div>")[0]
    assert picture.count("<path") == picture.count("<li>") == count
    assert all(party.name in picture for party in region.agreement.parties.all())


@pytest.mark.parametrize("last_day", [dt.date(2027, 5, 4), dt.date(2027, 3, 28), dt.date(2027, 10, 31)])
def test_cut_off_is_shown_to_its_last_second(client: Client, region: Region, last_day: dt.date) -> None:
    """Also on the two days when the clock is changed (MEM-13)."""
    make_cut_off(region, last_day)
    midnight = dt.datetime.combine(last_day + dt.timedelta(days=1), dt.time(), tzinfo=STOCKHOLM)
    with time_machine.travel(midnight - dt.timedelta(seconds=1), tick=False):
        assert "Ni kan skriva under vid starten." in read(client, "agreement:region", "norrbotten")
    with time_machine.travel(midnight, tick=False):
        assert "Ni kan skriva under vid starten." not in read(client, "agreement:region", "norrbotten")


def test_cut_off_names_its_weekday(client: Client, region: Region) -> None:
    make_cut_off(region, dt.date(2027, 5, 4))
    page = read(client, "agreement:region", "norrbotten", language="en")
    assert "Up to and including Tuesday 4 May 2027" in page


def test_region_counts_members_and_names_the_newest_three(client: Client, region: Region) -> None:
    for day in range(1, 6):
        membership = make_member(region, name=f"Förening {day}")
        membership.since = dt.date(2026, 1, day)
        membership.save()
    page = read(client, "agreement:region", "norrbotten", language="en")
    assert "5 organisations have joined." in page
    assert re.findall(r"Förening \d", page) == ["Förening 5", "Förening 4", "Förening 3"]


def test_table_of_the_leading_group_shows_filled_and_vacant_seats(client: Client, region: Region) -> None:
    make_leader(region, party=0)
    gone = make_leader(region, party=1)
    SeatHolding.objects.filter(user=gone).update(to_on=dt.date(2021, 1, 1))
    SeatHolding.objects.create(
        seat=region.agreement.bodies.get().seats.get(party__order=2, kind="alternate"),
        user=make_user(),
        from_on=dt.date(2020, 1, 1),
    )
    page = read(client, "agreement:region", "norrbotten", language="en")
    picture = page[page.index('class="seats"') :].partition("</figure>")[0]
    assert "2 seats are vacant." in picture


def test_front_page_asks_as_much_however_much_it_shows(client: Client, region: Region) -> None:
    def grow(count: int) -> None:
        for number in range(count):
            make_cut_off(region, dt.date(2030, 1, 1) + dt.timedelta(days=count * 100 + number))
            make_leader(region, party=number % 3)
            make_member(region)

    grow(1)
    few = cost(client, "agreement:region", "norrbotten")
    grow(7)
    assert cost(client, "agreement:region", "norrbotten") == few
    assert few <= 8


def test_map_counts_members_where_they_are_active(client: Client, region: Region) -> None:
    for number, (x, y) in enumerate([(1, 3), (2, 1), (1, 1), (1, 0)]):
        place = region.municipalities.all()[number]
        place.map_x, place.map_y = x, y
        place.save()

    def join(where: Region, *codes: str) -> Organisation:
        member = make_member(where)
        Membership.objects.filter(pk=member.pk).update(whole_county=not codes)
        organisation = member.organisation
        organisation.municipalities.set(where.municipalities.filter(code__in=codes))
        return organisation

    for codes in ((), ("2580",), ("2580", "2584"), ("2584", "2580")):
        join(region, *codes)
    ended = join(region, "2580", "2510")
    Membership.objects.filter(organisation=ended).update(ended_on=dt.date(2021, 1, 1))
    join(make_region("blekinge"), "1080")
    found = figures(region, list(region.municipalities.all()))
    assert (found.total, found.everywhere, found.counts) == (4, 1, {"2580": 3, "2584": 2})
    assert len(found.newest) == 3
    page = read(client, "agreement:region", "norrbotten", language="en")
    assert 'class="map"' in page
    assert "4 organisations have joined." in page
    assert page.count("Kiruna, Luleå") == 2
    assert figures(make_empty(region), []).total == 0


def make_empty(region: Region) -> Region:
    Membership.objects.all().delete()
    return region
