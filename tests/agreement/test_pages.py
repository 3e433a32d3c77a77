"""The public pages of the agreement: what stands on them, what is missing, who is named and who is not."""

from __future__ import annotations

import datetime as dt
import gzip
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from actionplan.models import ActionPlan, DevelopmentArea
from agreement.models import AgreementVersion, Body, Principle, Region, Seat, SeatHolding, TextPart
from agreement.states import PartKind, SeatKind
from agreement.templatetags.agreement_text import first_paragraph, plain_text
from samverkan.public_cache import forget
from tests.agreement.regions import CONTENT
from tests.factories import make_cut_off, make_leader, make_member, make_region, make_user

pytestmark = pytest.mark.django_db
STOCKHOLM = ZoneInfo("Europe/Stockholm")


@pytest.fixture
def region() -> Region:
    return make_region()


def read(client: Client, name: str, *args: str, language: str = "sv", status: int = 200) -> str:
    """The page behind an address, rendered anew; in English the interface's words are the msgids."""
    forget()
    with override(language):  # the language of the request before stays with the thread
        address = reverse(name, args=args)
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def version_of(region: Region) -> AgreementVersion:
    version = region.agreement.current_version
    assert version is not None
    return version


# --- Portal start ---------------------------------------------------------------------------------


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


# --- Region start ---------------------------------------------------------------------------------


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


def test_region_shows_the_plan_in_short(client: Client, region: Region) -> None:
    plan = ActionPlan.objects.create(agreement=region.agreement, slug="plan", title="Plan för alla")
    DevelopmentArea.objects.create(plan=plan, slug="ett", name="Öka kunskap", order=1)
    page = read(client, "agreement:region", "norrbotten")
    assert "Plan för alla" in page
    assert "Öka kunskap" in page


# --- The text -------------------------------------------------------------------------------------


def test_agreement_is_shown_whole(client: Client, region: Region) -> None:
    version = version_of(region)
    TextPart.objects.create(
        version=version, kind=PartKind.FOLLOW_UP, heading="Uppföljning", body="Varje år.", order=9
    )
    Principle.objects.filter(slug="dialog").update(meaning="Vi talar med varandra.")
    page = read(client, "agreement:agreement", "norrbotten")
    wanted = [
        "Tillsammans.",
        "Att mötas.",
        "Att höras i tid",
        "Dialog",
        "Öppenhet",
        "Kvalitet",
        "Region Norr",
    ]
    text = page[page.index("</nav>", page.index('id="toc"')) :]
    places = [text.index(words) for words in [*wanted, "Varje år."]]
    assert places == sorted(places)
    assert "Vi talar med varandra." in text


def test_contents_lead_to_every_heading(client: Client, region: Region) -> None:
    version = version_of(region)
    for order, heading in enumerate(("Goals", "Mål", "Mål", "§"), start=5):
        TextPart.objects.create(
            version=version, kind=PartKind.OTHER, heading=heading, body="Text.", order=order
        )
    page = read(client, "agreement:agreement", "norrbotten")
    anchors = re.findall(r'<li><a href="#([^"]+)"', page)
    ids = re.findall(r'id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(anchors) <= set(ids)
    assert len(anchors) == 2 + 3 + 4 + 1


def test_summary_says_that_the_adopted_wording_applies(client: Client, region: Region) -> None:
    for name, *args in (("agreement",), ("principles",), ("principle", "dialog")):
        page = read(client, f"agreement:{name}", "norrbotten", *args, language="en")
        assert "The adopted wording applies." in page.partition("<footer")[0]
        assert "Styrelsen, § 1" in page
    AgreementVersion.objects.update(is_summary=False)
    page = read(client, "agreement:agreement", "norrbotten", language="en")
    assert "The adopted wording applies." not in page.partition("<footer")[0]


def test_missing_text_is_shown_as_missing(client: Client, region: Region) -> None:
    version = version_of(region)
    version.goals.all().delete()
    TextPart.objects.filter(kind=PartKind.PURPOSE).update(body="")
    page = read(client, "agreement:agreement", "norrbotten", language="en")
    assert "The goals have not been entered yet." in page
    assert "This part is in the adopted text. It has not been entered here yet." in page
    assert page.count("What it means has not been entered yet.") == 3


def test_agreement_without_a_version_is_missing_and_not_an_error(client: Client, region: Region) -> None:
    AgreementVersion.objects.all().delete()
    page = read(client, "agreement:agreement", "norrbotten", language="en")
    assert "The text of the agreement has not been entered yet." in page
    for name in ("region", "principles"):
        read(client, f"agreement:{name}", "norrbotten")


def test_text_is_never_markup(client: Client, region: Region) -> None:
    hostile = "<script>alert(1)</script> {{ 7*7 }}\n- <b>x</b>"
    TextPart.objects.update(body=hostile, heading="<i>Rubrik</i>")
    Principle.objects.update(meaning=hostile, name="<u>Dialog</u>")
    for name, *args in (("agreement",), ("principle", "dialog"), ("principles",), ("region",)):
        page = read(client, f"agreement:{name}", "norrbotten", *args)
        assert not re.search(r"<script|<b>x|<i>Rubrik|<u>Dialog", page)
        assert "{{ 7*7 }}" in page or name == "region"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("Ett.", "<p>Ett.</p>"),
        ("Ett.\r\n \r\nTvå\r\nrader.", "<p>Ett.</p>\n<p>Två rader.</p>"),
        ("De kan\n- se\n- höra\nmer.", "<p>De kan</p>\n<ul><li>se</li><li>höra</li></ul>\n<p>mer.</p>"),
        ("-inte en punkt", "<p>-inte en punkt</p>"),
        ("\n\n- <b>&\n", "<ul><li>&lt;b&gt;&amp;</li></ul>"),
    ],
)
def test_plain_text_becomes_paragraphs_and_lists(text: str, html: str) -> None:
    assert plain_text(text).strip() == html


def test_first_paragraph_leaves_lists_out() -> None:
    assert first_paragraph("- en punkt\n\nFörsta\nstycket.\n\nAndra.") == "Första stycket."
    assert first_paragraph(None) == ""


def test_swedish_text_is_marked_on_english_pages(client: Client, region: Region) -> None:
    english = read(client, "agreement:agreement", "norrbotten", language="en")
    assert '<html lang="en">' in english
    assert '<div lang="sv"><p>Att mötas.</p>' in english
    swedish = read(client, "agreement:agreement", "norrbotten")
    assert ' lang="sv"' not in swedish.partition("<body")[2]


# --- Principles -----------------------------------------------------------------------------------


def test_principles_keep_their_order_and_names(client: Client, region: Region) -> None:
    Principle.objects.filter(slug="kvalitet").update(order=0)
    page = read(client, "agreement:principles", "norrbotten").partition("<main")[2]
    assert re.findall(r"Kvalitet|Dialog|Öppenhet", page) == ["Kvalitet", "Dialog", "Öppenhet"]


def test_principle_shows_its_meaning_or_that_it_is_missing(client: Client, region: Region) -> None:
    missing = "What this principle means is in the adopted text."
    assert missing in read(client, "agreement:principle", "norrbotten", "dialog", language="en")
    Principle.objects.filter(slug="dialog").update(meaning="Vi talar.\n\nOch lyssnar.")
    page = read(client, "agreement:principle", "norrbotten", "dialog", language="en")
    assert "<p>Vi talar.</p>\n<p>Och lyssnar.</p>" in page
    assert missing not in page


def test_principle_leads_to_its_neighbours(client: Client, region: Region) -> None:
    first, middle, last = (
        read(client, "agreement:principle", "norrbotten", slug) for slug in ("dialog", "oppenhet", "kvalitet")
    )
    assert ('rel="prev"' in first, 'rel="next"' in first) == (False, True)
    assert 'rel="prev" href="/norrbotten/principer/dialog/"' in middle
    assert 'rel="next" href="/norrbotten/principer/kvalitet/"' in middle
    assert ('rel="prev"' in last, 'rel="next"' in last) == (True, False)


def test_principle_of_another_region_is_not_found(client: Client, region: Region) -> None:
    version = version_of(make_region("blekinge"))
    Principle.objects.create(version=version, slug="bara-syd", name="Bara i syd", order=9)
    read(client, "agreement:principle", "blekinge", "bara-syd")
    read(client, "agreement:principle", "norrbotten", "bara-syd", status=404)


# --- Bodies ---------------------------------------------------------------------------------------


def test_body_names_those_who_sit_today(client: Client, region: Region) -> None:
    now = make_leader(region, party=0, name="Sitter Nu")
    seat = now.seat_holdings.get().seat
    day = dt.timedelta(days=1)
    today = dt.date(2026, 11, 21)
    former = SeatHolding(
        seat=seat, user=make_user(name="Satt Förr"), from_on=dt.date(2019, 1, 1), to_on=today - day
    )
    last_day = SeatHolding(seat=seat, user=make_user(name="Sista Dagen"), from_on=today, to_on=today)
    coming = SeatHolding(seat=seat, user=make_user(name="Kommer Sedan"), from_on=today + day)
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


# --- The plan -------------------------------------------------------------------------------------


def test_plan_shows_its_period_and_areas_in_order(client: Client, region: Region) -> None:
    plan = ActionPlan.objects.create(
        agreement=region.agreement,
        slug="plan",
        title="Handlingsplan",
        period_from=dt.date(2021, 1, 1),
        period_to=dt.date(2023, 12, 31),
    )
    DevelopmentArea.objects.create(plan=plan, slug="tva", name="Öka kunskap", summary="Lära mer.", order=2)
    DevelopmentArea.objects.create(plan=plan, slug="ett", name="Mötesplatser", order=1)
    page = read(client, "actionplan:plan", "norrbotten", language="en")
    assert page.index("1. Mötesplatser") < page.index("2. Öka kunskap") < page.index("Lära mer.")
    assert "1 January 2021 up to and including 31 December 2023" in page
    assert "The plan ran until 31 December 2023." in page
    assert page.count("What is to be done in this area has not been entered yet.") == 1


def test_plan_that_runs_is_not_called_over(client: Client, region: Region) -> None:
    ActionPlan.objects.create(
        agreement=region.agreement, slug="plan", title="Plan", period_from=dt.date(2026, 1, 1)
    )
    page = read(client, "actionplan:plan", "norrbotten", language="en")
    assert "From 1 January 2026" in page
    assert "The plan ran until" not in page


def test_region_without_a_plan_says_so(client: Client, region: Region) -> None:
    assert "There is no plan here yet." in read(client, "actionplan:plan", "norrbotten", language="en")


# --- Cost -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["agreement:region", "agreement:agreement", "agreement:principles", "agreement:body", "actionplan:plan"],
)
def test_page_costs_the_same_however_much_it_shows(client: Client, region: Region, name: str) -> None:
    """Few queries, and none of them for each row."""
    plan = ActionPlan.objects.create(agreement=region.agreement, slug="plan", title="Plan")

    def grow(count: int) -> None:
        version = version_of(region)
        for number in range(count):
            key = f"{name[-3:]}-{count}-{number}"
            TextPart.objects.create(version=version, kind="other", heading=key, body="x", order=50 + number)
            Principle.objects.create(version=version, slug=key, name=key, order=50 + number)
            DevelopmentArea.objects.create(plan=plan, slug=key, name=key, order=number)
            body = region.agreement.bodies.get()
            seat = Seat.objects.create(body=body, kind=SeatKind.CO_OPTED, order=number)
            SeatHolding.objects.create(seat=seat, user=make_user(), from_on=dt.date(2020, 1, 1))
            make_cut_off(region, dt.date(2030, 1, 1) + dt.timedelta(days=count * 100 + number))
            make_member(region)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            read(client, name, "norrbotten")
        return len(queries)

    grow(1)
    few = cost()
    grow(7)
    assert cost() == few
    assert few <= 14


@pytest.mark.parametrize("name", ["principles", "parties"])
def test_simple_page_asks_at_most_three_times(client: Client, region: Region, name: str) -> None:
    """The regions, the version, the rows (P3); the page cache answers the next reader without any."""
    with CaptureQueriesContext(connection) as queries:
        read(client, f"agreement:{name}", "norrbotten")
    assert len([query for query in queries if "publicstamp" not in query["sql"]]) <= 3


@pytest.mark.parametrize("slug", ["norrbotten", "blekinge"])
def test_front_page_of_a_real_region_is_light(client: Client, slug: str) -> None:
    """HTML and style sheet together, compressed, in the first round trip of a slow line (U6)."""
    call_command("load_region", str(CONTENT / slug))
    page = read(client, "agreement:region", slug)
    style = (Path(settings.BASE_DIR) / "static/css/site.css").read_bytes()
    assert len(gzip.compress(page.encode())) + len(gzip.compress(style)) <= 14 * 1024
    assert re.findall(r'<(?:script|img|iframe)|src="', page) == []
