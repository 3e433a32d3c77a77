"""Files that nobody can open safely, and that no document may have."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pikepdf

from agreement import files
from tests.factories import pdf_bytes

ODF = "urn:oasis:names:tc:opendocument:xmlns:"
NAMES = " ".join(
    f'xmlns:{prefix}="{ODF}{name}:1.0"'
    for prefix, name in (("office", "office"), ("x", "script"), ("text", "text"), ("draw", "drawing"))
)


def odt(inside: str = "", *, mimetype: str = files.TYPES[files.ODT], **more: bytes | str) -> bytes:
    """A small OpenDocument text; `inside` stands in its content, `more` are further parts (`__` for a slash)."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("mimetype", mimetype, zipfile.ZIP_STORED)
        content = f'<office:document-content {NAMES} xmlns:xlink="http://www.w3.org/1999/xlink">{inside}</office:document-content>'
        manifest = f'<m:manifest xmlns:m="{ODF}manifest:1.0"/>'
        parts = {"content.xml": content, "META-INF__manifest.xml": manifest, **more}
        for name, body in parts.items():
            packed.writestr(name.replace("__", "/"), body)
    return buffer.getvalue()


def acting_pdf() -> bytes:
    buffer = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.Root["/OpenAction"] = pikepdf.Dictionary(
            S=pikepdf.Name("/JavaScript"), JS=pikepdf.String("app.alert(1)")
        )
        pdf.save(buffer)
    return buffer.getvalue()


def locked_pdf() -> bytes:
    buffer = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(buffer, encryption=pikepdf.Encryption(owner="a", user="b"))
    return buffer.getvalue()


def bomb() -> bytes:
    """A part that unfolds into more than anybody looks through."""
    return odt(**{"styles.xml": b"<a>" + b" " * (files.MOST_XML + 1) + b"</a>"})


BAD = {
    "empty": ("a.pdf", b""),
    "not what it says": ("a.pdf", b"<html><script>alert(1)</script>"),
    "a page": ("a.html", b"<!doctype html><script>alert(1)</script>"),
    "a drawing with a script": ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    "a photo": ("a.jpg", b"\xff\xd8\xff\xe0" + b"0" * 50),
    "a program": ("a.txt", b"MZ\x90\x00\x03"),
    "text in Latin-1": ("a.txt", "Å, ä och ö".encode("latin-1")),
    "text in UTF-16": ("a.txt", "Å, ä och ö".encode("utf-16")),
    "text that moves the cursor": ("a.txt", b"\x1b[2Jhej"),
    "half a PDF": ("a.pdf", pdf_bytes()[:200]),
    "a PDF that acts": ("a.pdf", acting_pdf()),
    "a locked PDF": ("a.pdf", locked_pdf()),
    "half an archive": ("a.odt", odt()[:60]),
    "an empty archive": ("a.odt", b"PK\x05\x06" + b"\0" * 18),
    "any archive": ("a.odt", odt(mimetype="application/zip")),
    "a spreadsheet": ("a.odt", odt(mimetype="application/vnd.oasis.opendocument.spreadsheet")),
    "macros": ("a.odt", odt(**{"Basic__Standard__Module1.xml": "<a/>"})),
    "other scripts": ("a.odt", odt(**{"Scripts__python__a.py": "print()"})),
    "an event": ("a.odt", odt('<x:event-listener x:event-name="dom:load"/>')),
    "a script": ("a.odt", odt("<office:script/>")),
    "a link to a macro": ("a.odt", odt('<text:a xlink:href=" Vnd.Sun.Star.Script:a?language=Basic"/>')),
    "a hidden link to a macro": ("a.odt", odt('<text:a xlink:href="&#x76;nd.sun.star.script:a"/>')),
    "another program": ("a.odt", odt('<draw:object-ole xlink:href="./a"/>')),
    "a locked text": (
        "a.odt",
        odt(
            **{
                "META-INF__manifest.xml": f'<a:manifest xmlns:a="{ODF}manifest:1.0"><a:encryption-data/></a:manifest>'
            }
        ),
    ),
    "no text at all": ("a.odt", odt(**{"content.xml": "hej"})),
    "entities": (
        "a.odt",
        odt(**{"content.xml": '<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><a>&d;</a>'}),
    ),
    "a bomb": ("a.odt", bomb()),
}


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)
