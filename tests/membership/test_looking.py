"""A look at a file in the portal: pictures of its pages, for whoever may download it, and nothing else of the file."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.models import User
from agreement.models import Region
from membership.models import Application, SignedCopy, SigningDocument
from membership.services.extracts import ask_for_extract, render_extract
from membership.services.supplements import attach
from membership.states import Status
from relay import drawing
from relay.shares import Shares
from tests.factories import (
    make_application,
    make_leader,
    make_operator,
    make_recusal,
    make_region,
    make_returned,
    make_secretary,
    make_supplement,
    make_upload,
    make_user,
    pdf_bytes,
    sign_in,
)
from tests.matrix.runner import meet
from tests.matrix.surface import Surface
from tests.membership.test_uploads import REFUSED, pdf_with, photo, with_script

pytestmark = pytest.mark.django_db
QUEUE = "/admin/membership/reviewitem/"


@pytest.fixture
def returned(region: Region, person: User) -> Application:
    """Approved, and a signed copy has come back."""
    application = make_application(region, Status.APPROVED, user=person)
    make_returned(application)
    return application


@pytest.fixture
def staff(client: Client, region: Region) -> Client:
    return sign_in(client, make_secretary(region), second_factor=True)


def copy_of(case: Application) -> SignedCopy:
    return SignedCopy.objects.get(document__application=case)


def address(case: Application) -> str:
    return reverse("membership:copy-look", args=[case.reference, copy_of(case).pk])


def addresses(case: Application) -> list[str]:
    return [reverse("membership:document-look", args=[case.reference]), address(case)]


def put(case: Application, content: bytes, content_type: str = "application/pdf") -> None:
    """Another file where the signed copy was."""
    Path(default_storage.path(copy_of(case).stored_name)).write_bytes(content)
    SignedCopy.objects.update(content_type=content_type)


def alternatives(page: str) -> list[str]:
    return re.findall(r'<img src="data:image/webp;base64,[^"]+" alt="([^"]*)"', page)


# --- What one sees ---------------------------------------------------------------------------------


def test_pages_are_pictures_that_say_which_page_they_are(staff: Client, returned: Application) -> None:
    put(returned, pdf_bytes(pages=3))
    page = staff.get(address(returned)).text

    assert alternatives(page) == [f"Sida {number} av 3 i underskrivet.pdf" for number in (1, 2, 3)]
    for source, width, height in re.findall(
        r'base64,([^"]+)" alt="[^"]+" width="(\d+)" height="(\d+)"', page
    ):
        picture = Image.open(io.BytesIO(base64.b64decode(source)))
        assert (picture.format, picture.size) == ("WEBP", (int(width), int(height)))
    assert "fran=" not in page


def test_page_says_what_it_is_and_how_to_get_the_text(staff: Client, returned: Application) -> None:
    page = staff.get(address(returned)).text
    copy = copy_of(returned)

    for fact in (
        "underskrivet.pdf",
        str(copy.received_by),
        "kB" if copy.size > 1024 else "byte",
        "skärmläsare",
    ):
        assert fact in page
    assert f'href="{reverse("membership:copy", args=[returned.reference, copy.pk])}"' in page
    assert f'href="{QUEUE}{returned.pk}/change/"' in page


def test_own_people_come_back_to_their_case_and_read_no_names_of_staff(
    client: Client, returned: Application, person: User
) -> None:
    SignedCopy.objects.update(received_by=make_user("sekreteraren@region.example", name="Sekreteraren"))
    page = sign_in(client, person).get(address(returned)).text

    assert f'href="{reverse("membership:case", args=[returned.reference])}"' in page
    assert len(alternatives(page)) == 1
    assert "Sekreteraren" not in page
    assert "/admin/" not in page


def test_long_file_is_seen_some_pages_at_a_time(staff: Client, returned: Application) -> None:
    put(returned, pdf_bytes(pages=10))

    first, second, last = (staff.get(f"{address(returned)}?fran={number}").text for number in (1, 5, 9))
    assert [len(alternatives(page)) for page in (first, second, last)] == [4, 4, 2]
    assert "Här syns sidorna 1–4 av 10." in first
    assert "Här syns sidorna 9–10 av 10." in last
    assert [re.findall(r"\?fran=(\d+)", page) for page in (first, second, last)] == [
        ["5"],
        ["1", "9"],
        ["5"],
    ]


@pytest.mark.parametrize("asked", ["0", "-1", "", "x", "1e3", "٣", "99999999999999999999"])
def test_what_is_no_page_is_the_first(staff: Client, returned: Application, asked: str) -> None:
    response = staff.get(address(returned), {"fran": asked})
    assert len(alternatives(response.text)) == 1


def test_page_behind_the_last_does_not_exist(staff: Client, returned: Application) -> None:
    assert staff.get(f"{address(returned)}?fran=2").status_code == 404


def test_photo_of_a_paper_is_one_page(staff: Client, returned: Application) -> None:
    put(returned, photo("JPEG", (400, 300)), "image/jpeg")
    assert alternatives(staff.get(address(returned)).text) == ["Sida 1 av 1 i underskrivet.pdf"]


def test_attachments_and_extracts_are_looked_at_the_same_way(
    client: Client, region: Region, group: list[User], person: User
) -> None:
    case = make_application(region, user=person)
    make_supplement(case, actor=make_secretary(region))
    file = attach(case, actor=person, upload=make_upload(pdf_bytes(pages=2), name="stadgar.pdf"))
    declined = make_application(region, Status.DECLINED)
    extract = ask_for_extract(declined, actor=group[0])
    render_extract(extract)
    sign_in(client, group[0], second_factor=True)

    page = client.get(reverse("membership:attachment-look", args=[case.reference, file.pk])).text
    assert alternatives(page) == [f"Sida {number} av 2 i stadgar.pdf" for number in (1, 2)]
    page = client.get(reverse("membership:extract-look", args=[extract.pk])).text
    assert len(alternatives(page)) >= 1


def test_pages_of_the_case_lead_to_the_look(staff: Client, returned: Application, person: User) -> None:
    for page in ("change", "confirm", "refuse-copy"):
        text = staff.get(f"{QUEUE}{returned.pk}/{page}/").text
        assert [f'href="{each}"' in text for each in addresses(returned)] == [page != "refuse-copy"] * 2
    own = sign_in(Client(), person).get(reverse("membership:case", args=[returned.reference])).text
    assert all(f'href="{each}" aria-label="Titta på ' in own for each in addresses(returned))


def carrying(change: Callable[[pikepdf.Pdf], None]) -> bytes:
    """A PDF that does something, and brings a file along."""

    def both(pdf: pikepdf.Pdf) -> None:
        change(pdf)
        pdf.attachments["hemligt.html"] = b"<script>alert(1)</script>"

    return pdf_with(both, compress_streams=False)


# --- What one does not -----------------------------------------------------------------------------


def test_nothing_of_the_file_itself_is_sent(staff: Client, returned: Application) -> None:
    put(returned, carrying(with_script))
    response = staff.get(address(returned))

    assert response.headers["Content-Type"].startswith("text/html")
    assert "no-store" in response.headers["Cache-Control"]
    assert "private" in response.headers["Cache-Control"]
    assert b"app.alert" not in response.content
    assert b"%PDF" not in response.content
    assert b"hemligt" not in response.content
    assert len(alternatives(response.text)) == 1
    assert "unsafe" not in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "kind", ["nothing in it", "SVG", "PDF with a password", "PDF cut in the middle", "PNG bomb"]
)
def test_what_cannot_be_drawn_is_said_and_can_still_be_downloaded(
    staff: Client, returned: Application, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    put(returned, REFUSED[kind], "image/png" if kind == "PNG bomb" else "application/pdf")
    response = staff.get(address(returned))

    assert response.status_code == 200
    assert "Sidorna går inte att visa här." in response.text
    assert alternatives(response.text) == []
    assert reverse("membership:copy", args=[returned.reference, copy_of(returned).pk]) in response.text
    assert "pages_not_drawn" in caplog.messages


def test_kind_that_is_never_taken_in_is_not_drawn(staff: Client, returned: Application) -> None:
    SignedCopy.objects.update(content_type="image/svg+xml")
    assert "Sidorna går inte att visa här." in staff.get(address(returned)).text


def test_page_that_could_not_be_drawn_is_named(
    staff: Client, returned: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process died at its second page."""
    put(returned, pdf_bytes(pages=3))
    program = drawing.PROGRAM.read_text().replace(
        '"""One page, and at once', 'answer.tell() > 4 and os.abort()\n    """'
    )
    (tmp_path / "program.py").write_text(program)
    monkeypatch.setattr(drawing, "PROGRAM", tmp_path / "program.py")

    page = staff.get(address(returned)).text
    assert alternatives(page) == ["Sida 1 av 3 i underskrivet.pdf"]
    assert [f"Sida {number} gick inte att visa." in page for number in (1, 2, 3)] == [False, True, True]


def test_while_others_look_one_is_told_to_come_back(
    staff: Client, returned: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "PATIENCE", 0.01)
    with drawing.PEN:
        response = staff.get(f"{address(returned)}?fran=1")
    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert f'href="{address(returned)}?fran=1"' in response.text
    assert staff.get(address(returned)).status_code == 200


def test_whoever_looks_very_much_waits_and_nobody_else_does(
    staff: Client, returned: Application, person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "SHARES", Shares(most=0.001, within=600))
    own = sign_in(Client(), person)

    assert [own.get(address(returned)).status_code for _time in range(2)] == [200, 429]
    response = own.get(address(returned))
    assert response.headers["Retry-After"]
    assert reverse("membership:copy", args=[returned.reference, copy_of(returned).pk]) in response.text
    assert alternatives(response.text) == []
    assert staff.get(address(returned)).status_code == 200


def test_a_look_writes_nothing(staff: Client, returned: Application) -> None:
    def everything() -> list[tuple[str, int]]:
        root = Path(default_storage.path(""))
        return sorted((str(each), each.stat().st_mtime_ns) for each in root.rglob("*") if each.is_file())

    before = everything()
    assert meet(staff, Surface("GET", address(returned), "")) == "200"  # and no "!": no row changed
    assert everything() == before


# --- Who -------------------------------------------------------------------------------------------


def answer(client: Client, url: str) -> int:
    response = client.get(url)
    b"".join(response)
    return response.status_code


def test_whoever_may_download_may_look_and_nobody_else(
    returned: Application, region: Region, person: User
) -> None:
    elsewhere = make_region("blekinge")
    tied = make_leader(region)
    make_recusal(returned, tied)
    met = {
        "own": sign_in(Client(), person),
        "leader": sign_in(Client(), make_leader(region), second_factor=True),
        "operator": sign_in(Client(), make_operator(), second_factor=True),
        "without a factor": sign_in(Client(), make_secretary(region)),
        "tied": sign_in(Client(), tied, second_factor=True),
        "stranger": sign_in(Client(), make_user()),
        "elsewhere": sign_in(Client(), make_secretary(elsewhere), second_factor=True),
        "visitor": Client(),
    }
    looked = {who: [answer(client, each) for each in addresses(returned)] for who, client in met.items()}
    files = [each.removesuffix("titta/") for each in addresses(returned)]
    fetched = {who: [answer(client, each) for each in files] for who, client in met.items()}
    assert looked == fetched
    assert looked == {
        **{who: [200, 200] for who in ("own", "leader", "operator")},
        **{who: [302, 302] for who in ("without a factor", "visitor")},
        **{who: [404, 404] for who in ("tied", "stranger", "elsewhere")},
    }


def test_file_that_was_lost_is_a_404_here_too(
    staff: Client, returned: Application, caplog: pytest.LogCaptureFixture
) -> None:
    SigningDocument.objects.update(stored_name="signing/borta.pdf")

    assert staff.get(addresses(returned)[0]).status_code == 404
    assert "stored_file_missing" in caplog.messages


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_one_only_looks(staff: Client, returned: Application, method: str) -> None:
    assert [getattr(staff, method)(each).status_code for each in addresses(returned)] == [405, 405]
