"""The association of the whole flow, the letters and the document about it, and the signed copy that comes back."""

from __future__ import annotations

import io
import re
import subprocess
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pikepdf
from PIL import Image, ImageDraw

from tests.browser import people
from tests.browser.house import House

ORGANISATION = "Johkamohkki bygdegille"
NUMBER = "802518-4220"
CONTACT = "Łukasz Åström-Đorđević"
EMAIL = "lukasz@bygdegille.example"
PARTIES = 3


def signed_copy(pdf: bytes, *, photo: bool) -> dict[str, Any]:
    """What comes back: the same document as a scanner gives it, or a photo of its last page."""
    if photo:
        sheet = Image.new("RGB", (900, 1270), "white")
        ImageDraw.Draw(sheet).line([(120, 900), (300, 860), (420, 930), (610, 850)], fill="navy", width=6)
        kept = io.BytesIO()
        sheet.save(kept, "JPEG")
        return {"name": "underskrift.jpg", "mimeType": "image/jpeg", "buffer": kept.getvalue()}
    with pikepdf.open(io.BytesIO(pdf)) as document:
        del document.Root.Metadata
        document.docinfo["/Producer"] = "A scanner"
        kept = io.BytesIO()
        document.save(kept)
    return {"name": "underskrivet.pdf", "mimeType": "application/pdf", "buffer": kept.getvalue()}


def assert_both_halves(message: EmailMessage, *facts: str) -> None:
    """U15: text and HTML, with the same facts."""
    for fact in facts:
        assert fact in people.text_of(message).replace("\xa0", " ")
        assert fact in people.html_of(message).replace("\xa0", " ").replace("&nbsp;", " ")


def attachments(message: EmailMessage) -> list[EmailMessage]:
    return list(message.iter_attachments())


def documents_in(house: House) -> list[EmailMessage]:
    """The letters that carry a document."""
    return [message for message in house.letters_to(EMAIL) if attachments(message)]


def mailed_document(house: House, reference: str, after: int) -> tuple[EmailMessage, bytes]:
    """The letter with the document, and the document as it was attached."""
    letter = house.wait_for_letter(EMAIL, lambda message: bool(attachments(message)), after)
    assert reference in str(letter["Subject"])
    assert_both_halves(letter, ORGANISATION, reference, "§ 12")
    (attached,) = attachments(letter)
    assert attached.get_content_type() == "application/pdf"
    assert str(attached.get_filename()).startswith(reference)
    return letter, bytes(attached.get_content())


def document_is_right(pdf: bytes, reference: str, folder: Path) -> str:
    """Whose it is, which case it is, a box for everybody who signs; gives the verification code."""
    file = folder / "mailed.pdf"
    file.write_bytes(pdf)
    text = subprocess.run(
        ["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True
    ).stdout
    assert ORGANISATION in text
    assert reference in text
    assert CONTACT in text
    with pikepdf.open(file) as document:
        assert signature_boxes(document) == 1 + PARTIES
    found = re.search(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b", text)
    assert found
    assert f"/verifiera/{found[0]}/" in re.sub(r"\s", "", text)
    return found[0]


def signature_boxes(document: pikepdf.Pdf) -> int:
    """How many boxes the tagged document holds: each is a heading of the third level below the last of the second."""
    headings: list[str] = []

    def walk(element: Any) -> None:
        if not isinstance(element, pikepdf.Dictionary):
            return
        if (kind := str(element.get("/S", ""))) in ("/H2", "/H3"):
            headings.append(kind)
        children = element.get("/K")
        for child in children if isinstance(children, pikepdf.Array) else [children]:
            walk(child)

    walk(document.Root.StructTreeRoot)
    return headings[::-1].index("/H2")
