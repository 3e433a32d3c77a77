"""A returned copy that does something by itself is not taken in, wherever in the file it hides (attack 9)."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pikepdf import Array, Dictionary, Name, String

from membership.exceptions import BadFile
from membership.uploads import inspect


def script() -> Dictionary:
    return Dictionary(S=Name("/JavaScript"), JS=String("app.alert(1)"))


def annotation(pdf: pikepdf.Pdf, **more: Any) -> None:
    note = Dictionary(Type=Name("/Annot"), Rect=Array([0, 0, 9, 9]), **more)
    pdf.pages[0].obj["/Annots"] = Array([pdf.make_indirect(note)])


def field(pdf: pikepdf.Pdf, **more: Any) -> None:
    entry = pdf.make_indirect(Dictionary(FT=Name("/Tx"), T=String("a"), **more))
    pdf.Root["/AcroForm"] = Dictionary(Fields=Array([entry]))


def after_opening(pdf: pikepdf.Pdf) -> None:
    pdf.Root["/OpenAction"] = Dictionary(S=Name("/URI"), URI=String("https://a.example"), Next=script())


def named(pdf: pikepdf.Pdf) -> None:
    pdf.Root["/Names"] = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), script()])))


HIDING_PLACES: dict[str, Any] = {
    "when it opens": lambda pdf: pdf.Root.__setitem__("/OpenAction", script()),
    "after it has opened": after_opening,
    "by name": named,
    "when it closes": lambda pdf: pdf.Root.__setitem__("/AA", Dictionary(WC=script())),
    "when a page opens": lambda pdf: pdf.pages[0].obj.__setitem__("/AA", Dictionary(O=script())),
    "behind a link": lambda pdf: annotation(pdf, Subtype=Name("/Link"), A=script()),
    "a program behind a link": lambda pdf: annotation(
        pdf, Subtype=Name("/Link"), A=Dictionary(S=Name("/Launch"), F=String("cmd.exe"))
    ),
    "a film": lambda pdf: annotation(pdf, Subtype=Name("/RichMedia")),
    "when somebody types": lambda pdf: field(pdf, AA=Dictionary(K=script())),
    "a form that sends itself": lambda pdf: field(
        pdf, A=Dictionary(S=Name("/SubmitForm"), F=String("https://a.example"))
    ),
    "another form inside": lambda pdf: pdf.Root.__setitem__(
        "/AcroForm", Dictionary(XFA=pdf.make_stream(b"<xdp/>"))
    ),
}


def upload(change: Any = None, **how: Any) -> SimpleUploadedFile:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        if change:
            change(pdf)
        out = io.BytesIO()
        pdf.save(out, **how)
    return SimpleUploadedFile("signed.pdf", out.getvalue())


@pytest.mark.parametrize("place", HIDING_PLACES)
@pytest.mark.parametrize("packed", [False, True])
def test_pdf_that_acts_is_refused_wherever_it_hides(place: str, packed: bool) -> None:
    mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable

    with pytest.raises(BadFile):
        inspect(upload(HIDING_PLACES[place], object_stream_mode=mode))


def test_pdf_with_evidence_inside_is_taken() -> None:
    """Services for electronic signing put their evidence into the file, and our own document carries its details."""
    inspected = inspect(upload(lambda pdf: pdf.attachments.__setitem__("avtal.json", b"{}")))

    assert inspected.content_type == "application/pdf"


def test_pdf_with_a_plain_link_is_taken() -> None:
    link = Dictionary(S=Name("/URI"), URI=String("https://samverkan.example/verifiera/"))

    inspect(upload(lambda pdf: annotation(pdf, Subtype=Name("/Link"), A=link)))


def test_pdf_of_countless_objects_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("relay.uploads.MOST_OBJECTS", 2)

    with pytest.raises(BadFile):
        inspect(upload())


def test_pdf_that_trips_the_library_is_damaged_not_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some broken files make the library raise its own kind of RuntimeError, which is none of its PdfErrors."""

    def stumble(*args: Any, **kwargs: Any) -> Any:
        raise pikepdf._core.QpdfRuntimeError("unable to find trailer dictionary")

    monkeypatch.setattr(pikepdf, "open", stumble)

    with pytest.raises(BadFile):
        inspect(SimpleUploadedFile("signed.pdf", b"%PDF-1.7\n"))
