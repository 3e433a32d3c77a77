"""The signed copy on its way in: real PDFs and photos, whatever the name says; everything else gets a clear answer."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.test import Client, override_settings
from django.urls import reverse
from PIL import Image

from accounts.models import User
from agreement.models import Region
from membership.exceptions import BadFile
from membership.models import Application, SignedCopy, SigningDocument
from membership.services import refuse_copy
from membership.states import Signing, Status
from membership.uploads import inspect
from relay.uploads import tidy_filename
from tests.factories import make_application, make_returned, make_secretary, make_upload, pdf_bytes, sign_in
from tests.harness.at_once import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(region: Region, person: User) -> Application:
    return make_application(region, Status.APPROVED, user=person)


def address(case: Application) -> str:
    return reverse("membership:upload", args=[case.reference])


def home(case: Application) -> str:
    return reverse("membership:case", args=[case.reference])


def photo(kind: str = "JPEG", size: tuple[int, int] = (40, 30)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, "white").save(buffer, kind)
    return buffer.getvalue()


def pdf_with(change: Any, **save: Any) -> bytes:
    buffer = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        change(pdf)
        pdf.save(buffer, **save)
    return buffer.getvalue()


def png_bomb() -> bytes:
    """A PNG of a few kilobytes that says it is 40,000 × 40,000 pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 200_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def with_script(pdf: pikepdf.Pdf) -> None:
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    pdf.Root.OpenAction = pdf.make_indirect(script)


def with_named_script(pdf: pikepdf.Pdf) -> None:
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    names = pikepdf.Array([pikepdf.String("x"), pdf.make_indirect(script)])
    pdf.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=names))


def with_launch(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("cmd.exe"))


LOCKED = {"encryption": pikepdf.Encryption(owner="a", user="b")}
REFUSED = {
    "nothing in it": b"",
    "HTML named .pdf": b"<!DOCTYPE html><script>alert(1)</script>",
    "SVG": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "Word": b"PK\x03\x04" + b"\0" * 200,
    "program": b"MZ" + b"\0" * 200,
    "text": b"Vi skriver under!",
    "PDF header and nothing else": b"%PDF-1.7\n",
    "PDF header and HTML": b"%PDF-1.7\n<html><script>alert(1)</script></html>",
    "PDF cut in the middle": pdf_bytes()[:120],
    "PDF header late": b"x" * 1000 + pdf_bytes(),
    "PDF with a password": pdf_with(lambda pdf: None, **LOCKED),
    "PDF with a script": pdf_with(with_script),
    "PDF with a named script": pdf_with(with_named_script),
    "PDF that starts a program": pdf_with(with_launch),
    "PDF without pages": b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
    "PDF with too many pages": pdf_bytes(pages=201),
    "PNG bomb": png_bomb(),
    "PNG header and nothing else": b"\x89PNG\r\n\x1a\n",
    "JPEG header and nothing else": b"\xff\xd8\xff\xe0" + b"\0" * 50,
    "GIF": b"GIF89a" + b"\0" * 50,
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_not_a_signed_copy_is_refused_in_words(
    applicant: Client, case: Application, kind: str
) -> None:
    response = applicant.post(address(case), {"copy": make_upload(REFUSED[kind])})

    assert response.status_code == 200
    form = response.context["form"]
    assert form.errors.keys() == {"copy"}
    page = response.content.decode()
    (sentence,) = form.errors["copy"]
    assert page.count(str(sentence)) == 2  # in the summary and at the field
    assert 'href="#id_copy"' in page
    assert SignedCopy.objects.count() == 0
    assert SigningDocument.objects.get().status == Signing.AWAITING
    assert not default_storage.exists(f"copies/{case.signing_documents.get().verification_code}")


GOOD = {
    "PDF": (pdf_bytes(), "application/pdf", "pdf"),
    "JPEG": (photo("JPEG"), "image/jpeg", "jpg"),
    "PNG": (photo("PNG"), "image/png", "png"),
    "PDF of 200 pages": (pdf_bytes(pages=200), "application/pdf", "pdf"),
}


@pytest.mark.parametrize("kind", GOOD)
@pytest.mark.parametrize("claimed", [("a.pdf", "application/pdf"), ("photo.exe", "text/html")])
def test_good_copy_is_kept_byte_for_byte(
    applicant: Client, case: Application, kind: str, claimed: tuple[str, str]
) -> None:
    content, content_type, extension = GOOD[kind]

    response = applicant.post(address(case), {"copy": make_upload(content, *claimed)})
    assert response.url == home(case)
    copy = SignedCopy.objects.get()
    assert copy.content_type == content_type
    assert copy.filename.endswith(f".{extension}")
    assert copy.sha256 == hashlib.sha256(content).hexdigest()
    assert Path(default_storage.path(copy.stored_name)).read_bytes() == content
    assert copy.stored_name.startswith(f"copies/{copy.document.verification_code}/")
    assert SigningDocument.objects.get().status == Signing.RETURNED


@pytest.mark.parametrize("data", [{}, {"copy": ""}, {"copy": "inte en fil"}, {"fel": "x"}])
def test_no_file_is_said_at_the_field(applicant: Client, case: Application, data: dict[str, str]) -> None:
    response = applicant.post(address(case), data)

    assert response.status_code == 200
    assert response.context["form"].errors.keys() == {"copy"}
    assert "<title>" in response.content.decode()


def test_error_page_says_error_in_its_title(applicant: Client, case: Application) -> None:
    before = applicant.get(home(case)).content.decode()
    after = applicant.post(address(case), {}).content.decode()

    def title(page: str) -> str:
        return page.partition("<title>")[2].partition("</title>")[0]

    assert title(after).endswith(title(before))
    assert len(title(after)) > len(title(before))


def test_51_megabytes_are_refused_with_the_limit_in_the_answer(applicant: Client, case: Application) -> None:
    response = applicant.post(address(case), {"copy": make_upload(b"%PDF-" + b"x" * (51 * 1024 * 1024 + 1))})

    assert response.status_code == 413
    assert "50 MB" in response.content.decode()
    assert SignedCopy.objects.count() == 0


def test_ten_gigabytes_are_refused_by_their_announcement(applicant: Client, case: Application) -> None:
    response = applicant.post(address(case), {"copy": make_upload()}, CONTENT_LENGTH=str(10 * 1024**3))

    assert response.status_code == 413


@override_settings(MAX_UPLOAD_BYTES=1024)
def test_file_over_the_limit_is_told_the_limit(applicant: Client, case: Application) -> None:
    response = applicant.post(address(case), {"copy": make_upload(photo("PNG", (400, 400)) + b"\0" * 1024)})

    assert response.context["form"].errors.keys() == {"copy"}
    assert SignedCopy.objects.count() == 0


def test_limit_itself_is_allowed(applicant: Client, case: Application) -> None:
    content = pdf_bytes()
    with override_settings(MAX_UPLOAD_BYTES=len(content)):
        assert applicant.post(address(case), {"copy": make_upload(content)}).status_code == 302
    with override_settings(MAX_UPLOAD_BYTES=len(content) - 1), pytest.raises(BadFile):
        inspect(make_upload(content))


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\maja\\skannat.pdf", "skannat.pdf"),
        ("a.pdf\0.html", "a.pdf.pdf"),
        ("Årsmöte 2026 – underskrift.pdf", "Årsmöte 2026  underskrift.pdf"),
        ('";filename=x.html', "filenamex.pdf"),
        ("<script>.pdf", "script.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie x1.pdf"),
        ("....", "dokument.pdf"),
        ("👍.pdf", "dokument.pdf"),
        ("x" * 300 + ".pdf", "x" * 100 + ".pdf"),
    ],
)
def test_file_names_become_harmless(name: str, kept: str) -> None:
    assert tidy_filename(name, "pdf") == kept


# --- When, and by whom ---------------------------------------------------------------------------


def test_get_of_the_address_leads_to_the_case(applicant: Client, case: Application) -> None:
    assert applicant.get(address(case)).url == home(case)
    assert SigningDocument.objects.get().status == Signing.AWAITING


def test_signed_out_person_comes_back_to_the_case_and_not_to_the_button(
    client: Client, case: Application
) -> None:
    response = client.post(address(case), {"copy": make_upload()})

    assert response.url.endswith(f"next={home(case).replace('/', '%2F')}")
    assert SignedCopy.objects.count() == 0


def test_second_copy_is_not_taken_while_the_first_is_checked(applicant: Client, case: Application) -> None:
    applicant.post(address(case), {"copy": make_upload()})

    response = applicant.post(address(case), {"copy": make_upload(photo())}, follow=True)
    assert [message.level_tag for message in response.context["messages"]][-1] == "info"
    assert SignedCopy.objects.count() == 1


@pytest.mark.parametrize("status", ["draft", "submitted", "declined", "withdrawn"])
def test_nothing_is_taken_in_before_an_approval(
    applicant: Client, person: User, case: Application, status: str
) -> None:
    other = make_application(case.agreement.region, status, user=person)

    response = applicant.post(address(other), {"copy": make_upload()})
    assert response.url == home(other)
    assert SignedCopy.objects.count() == 0


def test_nothing_is_taken_in_before_the_document_is_drawn(applicant: Client, case: Application) -> None:
    SigningDocument.objects.update(done_at=None, stored_name="")

    response = applicant.post(address(case), {"copy": make_upload()}, follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    assert SignedCopy.objects.count() == 0


def test_refused_copy_makes_room_for_a_new_one(applicant: Client, case: Application) -> None:
    copy = make_returned(case)
    refuse_copy(document=copy.document, actor=make_secretary(case.agreement.region), note="Suddig.")

    assert applicant.post(address(case), {"copy": make_upload(photo())}).url == home(case)
    assert SignedCopy.objects.filter(refused_at=None).count() == 1
    assert SignedCopy.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_copies_at_the_same_moment_are_one(person: User, case: Application) -> None:
    clients = [sign_in(Client(), person) for _number in range(2)]

    answers = at_once(
        *(
            lambda client=client, content=content: client.post(address(case), {"copy": make_upload(content)})
            for client, content in zip(clients, (photo(), pdf_bytes()), strict=True)
        )
    )

    assert [answer.status_code for answer in answers] == [302, 302]
    assert SignedCopy.objects.count() == 1
    folder = f"copies/{SigningDocument.objects.get().verification_code}"
    assert len(default_storage.listdir(folder)[1]) == 1


def test_limits_of_the_house_are_the_ones_on_the_page(applicant: Client, case: Application) -> None:
    assert settings.MAX_UPLOAD_BYTES == 50 * 1024 * 1024
    assert "50 MB" in applicant.get(home(case)).content.decode()
