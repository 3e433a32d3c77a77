"""The queue as a file: the rows of the list and no other, nothing that a spreadsheet runs, no personal data."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from membership.states import Status
from tests.factories import (
    make_application,
    make_draft,
    make_leader,
    make_recusal,
    make_region,
    make_secretary,
    make_user,
    sign_in,
)

if TYPE_CHECKING:
    from accounts.models import User
    from agreement.models import Region

pytestmark = pytest.mark.django_db
KINDS = ("csv", "xlsx")
HOSTILE = (
    '=HYPERLINK("http://evil.example","x")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    '"; , å',
    "'=1",
    "rad\nett",
)
CELL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def fetch(person: User, kind: str, query: str = "") -> list[list[str]]:
    answer = sign_in(Client(), person, second_factor=True).get(
        reverse(f"admin:membership_reviewitem_{kind}") + query
    )
    assert answer.status_code == 200
    assert {"private", "no-store"} <= set(answer.headers["Cache-Control"].split(", "))
    content = answer.getvalue()
    return read_csv(content) if kind == "csv" else read_xlsx(content)


def read_csv(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def read_xlsx(content: bytes) -> list[list[str]]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert sheet.find(f".//{CELL}f") is None
    assert sheet.find(f".//{CELL}hyperlink") is None
    cells = sheet.iterfind(f".//{CELL}c")
    assert {cell.get("t") for cell in cells} == {"inlineStr"}
    return [
        ["".join(text.text or "" for text in cell.iter(f"{CELL}t")) for cell in row]
        for row in sheet.iter(f"{CELL}row")
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_file_holds_what_the_list_shows_the_person(region: Region, kind: str) -> None:
    leader = make_leader(region)
    own = make_application(region, user=leader)
    recused = make_application(region)
    make_recusal(recused, leader)
    make_draft(region, make_user())
    make_application(make_region("blekinge"))
    waiting = [make_application(region) for _each in range(2)]
    declined = make_application(region, Status.DECLINED)

    def references(query: str = "") -> list[str]:
        return [row[0] for row in fetch(leader, kind, query)[1:]]

    assert references() == [case.reference for case in waiting]
    assert references("?status=all") == [case.reference for case in (*waiting, declined)]
    assert references("?status=declined") == [declined.reference]
    assert references(f"?q={waiting[1].reference}") == [waiting[1].reference]
    assert references(f"?q={own.reference}&status=all") == []


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_in_it_is_a_formula(region: Region, kind: str) -> None:
    for name in HOSTILE:
        make_application(region, name=name)

    cells = [row[2] for row in fetch(make_secretary(region), kind)[1:]]

    if kind == "csv":
        assert all(cell[:1] not in set("=+-@\t\r\n") for cell in cells)
        assert [cell.removeprefix("'") if cell[1:] in HOSTILE else cell for cell in cells] == list(HOSTILE)
    else:
        assert cells == list(HOSTILE)


@pytest.mark.parametrize("kind", KINDS)
def test_no_person_is_in_it(region: Region, kind: str) -> None:
    case = make_application(region)

    text = str(fetch(make_secretary(region), kind))

    assert case.name in text
    for said in (case.contact_name, case.contact_email, case.contact_phone, case.declared_by):
        assert said not in text


@pytest.mark.parametrize("kind", KINDS)
def test_as_many_queries_for_many_rows_as_for_one(region: Region, kind: str) -> None:
    secretary = make_secretary(region)
    counts = []
    for _round in range(2):
        make_application(region, Status.DECLINED)
        client = sign_in(Client(), secretary, second_factor=True)
        url = reverse(f"admin:membership_reviewitem_{kind}")
        client.get(url).getvalue()
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{url}?status=all").getvalue()
        counts.append(len(queries))
        for _number in range(12):
            make_application(region, Status.DECLINED)
    assert counts[0] == counts[1]


def test_it_is_logged_who_took_how_much(region: Region, caplog: Any) -> None:
    make_application(region)
    secretary = make_secretary(region)
    with caplog.at_level("INFO"):
        fetch(secretary, "csv")
    (line,) = [record for record in caplog.records if record.message == "queue_exported"]
    assert (line.user_id, line.kind, line.rows) == (secretary.pk, "csv", 1)


def test_the_list_links_to_it_with_its_filters(region: Region) -> None:
    make_application(region)
    client = sign_in(Client(), make_secretary(region), second_factor=True)
    page = client.get(reverse("admin:membership_reviewitem_changelist") + "?status=all&q=exempel").text
    assert "export.csv?q=exempel&amp;status=all" in page
    assert "export.xlsx?q=exempel&amp;status=all" in page


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_else_gets_it(region: Region, kind: str) -> None:
    url = reverse(f"admin:membership_reviewitem_{kind}")
    assert Client().get(url).status_code == 302
    assert sign_in(Client(), make_user()).get(url).status_code in (302, 403)
    assert sign_in(Client(), make_secretary(region), second_factor=True).post(url).status_code == 405
