"""How to join, who has joined, one page for each member: order, search, privacy, the file for machines."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from agreement.alphabet import folded, swedish_key
from agreement.models import Municipality, Region
from membership.member_list import CSV_COLUMNS, safe_cell
from membership.models import MemberContact, Membership, Organisation
from samverkan.public_cache import forget
from tests.factories import make_application, make_cut_off, make_member, make_region

pytestmark = pytest.mark.django_db
STOCKHOLM = ZoneInfo("Europe/Stockholm")


def ask(client: Client, name: str, *args: str, language: str = "en", **query: str) -> Any:
    """The answer, made anew. In English, for then the interface's words are the msgids."""
    forget()
    with override(language):
        address = reverse(name, args=args)
    return client.get(f"{address}?{urlencode(query)}" if query else address)


def read(client: Client, name: str, *args: str, status: int = 200, **query: str) -> str:
    answer = ask(client, name, *args, **query)
    assert answer.status_code == status
    return answer.content.decode()


def names_on(page: str) -> list[str]:
    return re.findall(r'<a href="/en/norrbotten/anslutna/[^"/]+/">([^<]+)</a>', page)


def rows_of(client: Client, **query: str) -> list[dict[str, str]]:
    answer = ask(client, "membership:members", "norrbotten", format="csv", **query)
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


# --- How to join ----------------------------------------------------------------------------------


def test_join_says_who_may_and_what_is_declared(client: Client, region: Region) -> None:
    page = read(client, "membership:join", "norrbotten")
    assert region.agreement.who_may_join in page
    assert region.agreement.declaration in page
    assert "Organisationen stödjer demokratin." in page
    assert f'href="{reverse("membership:apply", args=["norrbotten"])}"' in page
    assert region.data_controllers in page
    assert region.contact_email in page


def test_join_tells_what_a_day_gives_before_and_after(client: Client, region: Region) -> None:
    """A passed cut-off is told and closes nothing (MEM-12, MEM-13)."""
    make_cut_off(region, dt.date(2027, 5, 4))
    midnight = dt.datetime(2027, 5, 5, tzinfo=STOCKHOLM)
    with time_machine.travel(midnight - dt.timedelta(seconds=1), tick=False):
        before = read(client, "membership:join", "norrbotten")
    with time_machine.travel(midnight, tick=False):
        after = read(client, "membership:join", "norrbotten")
    assert "Ni kan skriva under vid starten." in before
    assert "Ni skriver under på egen hand." not in before
    assert "Ni skriver under på egen hand." in after
    assert "This day has passed" in after
    assert "Begin the application" in after


def test_join_asks_for_the_kind_only_where_public_actors_may_join(client: Client, region: Region) -> None:
    make_region("blekinge")
    question = "Whether you belong to civil society or to the public sector"
    assert question not in read(client, "membership:join", "norrbotten")
    assert question in read(client, "membership:join", "blekinge")


def test_join_copes_without_dates_and_without_an_office(client: Client, region: Region) -> None:
    Region.objects.update(contact_email="", contact_name="", data_controllers="")
    region.agreement.bodies.get().seats.all().delete()
    page = read(client, "membership:join", "norrbotten")
    assert "No particular dates are set right now." in page
    assert "No contact address has been entered yet." in page


# --- The list -------------------------------------------------------------------------------------


def test_nobody_has_joined_yet(client: Client, region: Region) -> None:
    make_application(region, "approved")
    page = read(client, "membership:members", "norrbotten")
    assert "No organisation has joined here yet." in page
    assert "<form" not in page
    assert rows_of(client) == []


def test_members_stand_in_swedish_order(client: Client, region: Region) -> None:
    wanted = [
        "1 maj-gruppen",
        "”Allt” för alla",
        "alvar",
        "Árjepluovve",
        "Étoile",
        "Zorn",
        "Åsele",
        "ängen",
        "Öv",
    ]
    for name in reversed(wanted):
        make_member(region, name=name)
    page = read(client, "membership:members", "norrbotten")
    assert names_on(page) == ["1 maj-gruppen", "”Allt” för alla", "alvar", "Árjepluovve", *wanted[4:]]
    assert [row["name"] for row in rows_of(client)] == wanted


@pytest.mark.parametrize(
    "words", ["åkers", "ÅKERS", "akers", "kers fören", "  förening   åkers ", "ÅKERS FÖRENING"]
)
def test_search_finds_whatever_way_it_is_typed(client: Client, region: Region, words: str) -> None:
    make_member(region, name="Åkers förening")
    make_member(region, name="Nätverket Zorn")
    page = read(client, "membership:members", "norrbotten", q=words)
    assert names_on(page) == ["Åkers förening"]
    assert "1 of 2 fits your search." in page


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", "{{ 7*7 }}", "' OR 1=1 --", "x" * 5000])
def test_search_survives_anything(client: Client, region: Region, words: str) -> None:
    make_member(region)
    page = read(client, "membership:members", "norrbotten", q=words, kommun=words, page=words, format=words)
    assert "<script>alert" not in page
    assert "0 of 1 fit your search." in page or not words.strip()


def test_members_of_a_municipality_are_also_those_of_the_whole_county(client: Client, region: Region) -> None:
    lulea, kiruna = (Municipality.objects.get(name=name) for name in ("Luleå", "Kiruna"))
    for name, places in (("Både", [lulea, kiruna]), ("Norr", [kiruna]), ("Syd", [lulea])):
        organisation = make_member(region, name=name, scope="several").organisation
        organisation.municipalities.set(places)
    whole = make_member(region, name="Hela", scope="county").organisation
    whole.municipalities.set([lulea, kiruna])
    page = read(client, "membership:members", "norrbotten", kommun=kiruna.code)
    assert names_on(page) == ["Både", "Hela", "Norr"]
    assert "3 of 4 fit your search." in page
    assert "noindex" in page
    assert "Kiruna, Luleå" in page


def test_list_is_of_one_region_and_of_today(client: Client, region: Region) -> None:
    today = dt.date(2026, 11, 21)
    for name, ended in (("Kvar", None), ("Sista dagen", today), ("Borta", today - dt.timedelta(days=1))):
        membership = make_member(region, name=name)
        membership.ended_on = ended
        membership.save()
    make_member(make_region("blekinge"), name="I syd")
    with time_machine.travel(dt.datetime(2026, 11, 21, 23, 59, 59, tzinfo=STOCKHOLM), tick=False):
        page = read(client, "membership:members", "norrbotten")
        rows = rows_of(client)
    assert names_on(page) == [row["name"] for row in rows] == ["Kvar", "Sista dagen"]
    assert "2 organisations stand behind" in page


def test_long_list_has_pages_that_keep_the_search(client: Client, region: Region) -> None:
    first = make_member(region, name="Förening 000")
    clone_members(first, 119)
    page = read(client, "membership:members", "norrbotten", q="förening", page="2")
    assert names_on(page) == [f"Förening {number:03}" for number in range(50, 100)]
    assert "Page 2 of 3" in page
    assert "?q=f%C3%B6rening&amp;page=3" in page
    beyond = read(client, "membership:members", "norrbotten", q="förening", page="99")
    assert len(names_on(beyond)) == 20
    assert len(rows_of(client, q="förening", page="2")) == 120


def clone_members(first: Membership, count: int) -> None:
    """More members with names that differ in their last three digits, without walking the whole way for each."""
    document, application = first.document, first.application
    for number in range(1, count + 1):
        organisation = Organisation.objects.create(
            name=f"{first.organisation.name[:-3]}{number:03}", form="nonprofit"
        )
        organisation.municipalities.set(Municipality.objects.all()[:3])
        application.pk, application.reference = None, f"{first.pk}-{number}"
        application._state.adding = True
        application.save()
        document.pk, document.revision = None, 1
        document.verification_code, document.application = f"{first.pk}-{number}", application
        document._state.adding = True
        document.save()
        Membership.objects.create(
            agreement=first.agreement,
            organisation=organisation,
            application=application,
            document=document,
            version=first.version,
            slug=f"{first.slug}-{number}",
            since=first.since,
        )


@pytest.mark.parametrize("query", [{}, {"q": "förening"}, {"kommun": "2580"}, {"format": "csv"}])
def test_list_costs_the_same_however_many_there_are(
    client: Client, region: Region, query: dict[str, str]
) -> None:
    first = make_member(region, name="Förening 000", scope="several")
    first.organisation.municipalities.set(Municipality.objects.all()[:3])

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert ask(client, "membership:members", "norrbotten", **query).status_code == 200
        return len(queries)

    few = cost()
    clone_members(first, 60)
    assert cost() == few
    assert few <= 7


# --- The file -------------------------------------------------------------------------------------


def test_csv_is_for_machines(client: Client, region: Region) -> None:
    membership = make_member(region, name='Åkers "förening", norra', scope="several")
    membership.organisation.municipalities.set(Municipality.objects.filter(name__in=["Luleå", "Kiruna"]))
    membership.since = dt.date(2021, 5, 19)
    membership.save()
    answer = ask(client, "membership:members", "norrbotten", format="csv", language="sv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert answer["Content-Disposition"] == 'attachment; filename="anslutna-norrbotten.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbfregion,name,organisation_number,")
    assert answer.content.endswith(b"\r\n")
    (row,) = rows_of(client)
    assert tuple(row) == CSV_COLUMNS
    assert row == {
        "region": "norrbotten",
        "name": 'Åkers "förening", norra',
        "organisation_number": membership.organisation.number,
        "form": "nonprofit",
        "kind": "civil",
        "whole_county": "false",
        "municipality_codes": "2580 2584",
        "member_since": "2021-05-19",
        "agreement_version": "2026",
        "page": f"https://samverkan.example/en/norrbotten/anslutna/{membership.slug}/",
        "fields_of_activity": "",
        "website": "",
    }


def test_csv_holds_no_personal_data(client: Client, region: Region) -> None:
    membership = make_member(region)
    MemberContact.objects.update(publish_name=True, publish_email=True, publish_phone=True)
    contact = MemberContact.objects.get()
    text = ask(client, "membership:members", "norrbotten", format="csv").content.decode()
    assert membership.organisation.name in text
    for secret in (contact.name, contact.email, contact.phone):
        assert secret
        assert secret not in text


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+46", "-1", "@SUM(A1)", "\tx"])
def test_csv_has_no_formulas(client: Client, region: Region, name: str) -> None:
    make_member(region, name=name)
    assert rows_of(client)[0]["name"] == f"'{name}"


@pytest.mark.parametrize("text", ["", "Åkers", "1+1=2", " =x", "802000-0000"])
def test_ordinary_cells_are_left_alone(text: str) -> None:
    assert safe_cell(text) == text


# --- One member -----------------------------------------------------------------------------------


def test_member_is_presented(client: Client, region: Region) -> None:
    membership = make_member(region, name="Åkers förening", scope="county")
    membership.since = dt.date(2021, 5, 19)
    membership.save()
    page = read(client, "membership:member", "norrbotten", membership.slug)
    for words in (
        "<h1>Åkers förening</h1>",
        "Has joined",
        "The whole county",
        "19 May 2021",
        "Överenskommelsen Norrbotten, version 2026",
        membership.organisation.number,
        "§ 12",
        "index,follow",
    ):
        assert words in page


@pytest.mark.parametrize("shown", ["publish_name", "publish_email", "publish_phone", None])
def test_contact_is_shown_part_by_part_as_allowed(client: Client, region: Region, shown: str | None) -> None:
    """Each part needs its own yes; the default is no (MEM-24)."""
    membership = make_member(region)
    contact = {
        "publish_name": "Kontakt Kontaktsson",
        "publish_email": "kontakt@forening.example",
        "publish_phone": "0970-12345",
    }
    MemberContact.objects.update(
        name=contact["publish_name"],
        email=contact["publish_email"],
        phone=contact["publish_phone"],
        **{flag: flag == shown for flag in contact},
    )
    page = read(client, "membership:member", "norrbotten", membership.slug)
    assert {flag for flag, text in contact.items() if text in page} == ({shown} if shown else set())
    assert ("has not published any contact details" in page) == (shown is None)


def test_ended_membership_says_so_and_names_nobody(client: Client, region: Region) -> None:
    membership = make_member(region)
    Membership.objects.update(ended_on=dt.date(2026, 6, 30))
    MemberContact.objects.update(publish_name=True, publish_email=True, publish_phone=True)
    contact = MemberContact.objects.get()
    with time_machine.travel(dt.datetime(2026, 6, 30, 23, 59, 59, tzinfo=STOCKHOLM), tick=False):
        last_day = read(client, "membership:member", "norrbotten", membership.slug)
    with time_machine.travel(dt.datetime(2026, 7, 1, tzinfo=STOCKHOLM), tick=False):
        ended = read(client, "membership:member", "norrbotten", membership.slug)
    assert contact.name in last_day
    assert "The membership has ended" not in last_day
    assert "The organisation was a member up to and including 30 June 2026." in ended
    assert "noindex" in ended
    assert contact.name not in ended
    assert contact.email not in ended


def test_member_of_another_region_is_not_found(client: Client, region: Region) -> None:
    make_region("blekinge")
    membership = make_member(region)
    read(client, "membership:member", "norrbotten", membership.slug)
    read(client, "membership:member", "blekinge", membership.slug, status=404)
    read(client, "membership:member", "norrbotten", "finns-inte", status=404)


def test_name_of_a_member_is_never_markup(client: Client, region: Region) -> None:
    membership = make_member(region, name="<script>alert(1)</script>{{ 7*7 }}")
    for name, *args in (
        ("membership:member", membership.slug),
        ("membership:members",),
        ("agreement:region",),
    ):
        page = read(client, name, "norrbotten", *args)
        assert "<script" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}" in page


# --- The alphabet ---------------------------------------------------------------------------------


def test_swedish_letters_come_last_and_in_their_order() -> None:
    names = ["Öl", "Ål", "Äl", "Zl", "Ul", "Ül", "Al", "Él", "El"]
    assert sorted(names, key=swedish_key) == ["Al", "El", "Él", "Ul", "Ül", "Zl", "Ål", "Äl", "Öl"]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Łukasz Åström-Đorđević", "lukasz astrom-dordevic"),
        ("Guovdageainnu Sáŋkot ŧ", "guovdageainnu sankot t"),
    ],
)
def test_marks_do_not_count_in_a_search(text: str, plain: str) -> None:
    assert folded(text) == plain
