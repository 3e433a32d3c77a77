"""Documents' files: looked into before they are kept, kept under a name of their own, never overwritten (CRO-42).

Kept are PDF, OpenDocument text and plain text in UTF-8: what everybody can open, and what we can look into. A Word file
is saved as one of them first. The kind is told by the bytes, never by the name.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, cast
from xml.parsers import expat

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from agreement.exceptions import BadFile
from relay.exceptions import Acts, Damaged, Locked
from relay.uploads import look_into_pdf, sha256_of, tidy_filename

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from agreement.models import Document

PDF, ODT, TXT = "pdf", "odt", "txt"
TYPES = {
    PDF: "application/pdf",
    ODT: "application/vnd.oasis.opendocument.text",
    TXT: "text/plain; charset=utf-8",
}
FORMATS = {PDF: "PDF", ODT: "OpenDocument", TXT: _("plain text")}
ACCEPT = ".pdf,.odt,.txt"
MOST_PAGES = 1000
MOST_ENTRIES = 5000  # in an OpenDocument file, pictures included
MOST_XML = 32 * 1024 * 1024  # bytes, once unpacked
# Macros, events that start them, and fields that fetch from other programs: by name, whatever prefix the file uses.
ODF = "urn:oasis:names:tc:opendocument:xmlns:"
ACTING = {
    f"{ODF}script:1.0 event-listener",
    f"{ODF}office:1.0 script",
    f"{ODF}office:1.0 dde-source",
    f"{ODF}text:1.0 dde-connection-decl",
    f"{ODF}drawing:1.0 object-ole",
    f"{ODF}drawing:1.0 plugin",
    f"{ODF}drawing:1.0 applet",
}
RUNNING = ("vnd.sun.star.script:", "macro:", "javascript:")  # what a link may not start with
CONTROL = re.compile("[^\t\n\f\r\x20-\x7e\x85-\U0010ffff]")


@dataclass(frozen=True)
class Inspected:
    """What a file really is. `size` in bytes."""

    extension: str
    size: int
    sha256: str


def inspect(upload: UploadedFile[bytes]) -> Inspected:
    """Say what `upload` is by its bytes.

    Refuses (BadFile) an empty file, one over MAX_UPLOAD_BYTES, what is none of the kept kinds, and what is damaged,
    locked, or carries scripts, macros or programs. The file is left rewound.
    """
    size = upload.size or 0
    if size == 0:
        raise BadFile(_("The file is empty. Choose the file again."))
    if size > settings.MAX_UPLOAD_BYTES:
        limit = settings.MAX_UPLOAD_BYTES // (1024 * 1024)
        raise BadFile(_("The file is larger than %(limit)s MB."), params={"limit": limit})
    try:
        extension = _look_into(upload)
    except Damaged as error:
        raise BadFile(_("The file is damaged or much too large to open. Save it anew as PDF.")) from error
    except Locked as error:
        raise BadFile(_("The file is locked with a password. Save it without one and try again.")) from error
    except Acts as error:
        raise BadFile(
            _("The file carries a script or a macro. Save it as a PDF without, and choose that.")
        ) from error
    return Inspected(extension, size, sha256_of(upload))


def keep_file(*, document: Document, upload: UploadedFile[bytes], inspected: Inspected | None = None) -> bool:
    """Keep `upload` as the document's file; returns whether there was anything to do.

    The file gets a name of its own: one that was handed out before stays on the disk as it was. The same bytes once
    more change nothing. Refuses (BadFile) as `inspect` does, unless the caller has just asked.
    """
    found = inspected or inspect(upload)
    if document.file and document.sha256 == found.sha256:
        return False
    document.file.save(f"{document.slug}-{found.sha256[:16]}.{found.extension}", upload, save=False)
    document.size = found.size
    document.sha256 = found.sha256
    document.save(update_fields=["file", "size", "sha256"])
    return True


def format_of(document: Document) -> str:
    """Which of the kept kinds the document's file is; empty without a file."""
    return PurePosixPath(document.file.name or "").suffix.removeprefix(".")


def filename_of(document: Document) -> str:
    """What the file is called once it is handed out: the document's title."""
    words = re.sub(r"[\\/\s]+", " ", document.title)  # a title is no path
    return tidy_filename(f"{words}.{format_of(document)}", format_of(document))


def _look_into(upload: UploadedFile[bytes]) -> str:
    upload.seek(0)
    head = upload.read(8)
    upload.seek(0)
    if head.startswith(b"%PDF-"):
        look_into_pdf(upload, most_pages=MOST_PAGES)
        return PDF
    if head.startswith(b"PK\x03\x04"):
        try:
            _look_into_odt(upload)
        finally:
            upload.seek(0)
        return ODT
    if (upload.name or "").lower().endswith(".txt"):
        _look_into_text(upload)
        return TXT
    raise _none_of_ours()


def _none_of_ours() -> BadFile:
    return BadFile(
        _("The file is not a PDF, an OpenDocument text or plain text. Save it as PDF and choose that.")
    )


def _look_into_text(upload: UploadedFile[bytes]) -> None:
    try:
        text = upload.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile(_("The text is not in UTF-8. Save it as UTF-8 or as PDF.")) from error
    finally:
        upload.seek(0)
    if CONTROL.search(text):
        raise _none_of_ours()


def _look_into_odt(upload: UploadedFile[bytes]) -> None:
    try:
        with zipfile.ZipFile(cast("BinaryIO", upload.file)) as packed:
            entries = packed.infolist()
            if len(entries) > MOST_ENTRIES:
                raise Damaged
            with packed.open(
                entries[0]
            ) as first:  # so the standard wants it: the file says at once what it is
                if entries[0].filename != "mimetype" or first.read(80) != TYPES[ODT].encode():
                    raise _none_of_ours()
            names = {entry.filename for entry in entries}
            if any(name.startswith(("Basic/", "Scripts/")) for name in names):
                raise Acts
            if not {"content.xml", "META-INF/manifest.xml"} <= names:
                raise Damaged
            _look_into_xml(packed, [entry for entry in entries if entry.filename.endswith(".xml")])
    except (
        zipfile.BadZipFile,
        zlib.error,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
        LookupError,
    ) as error:
        # As with PDFs: the library stumbles in many ways over a broken file.
        raise Damaged from error


def _look_into_xml(packed: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    # What says that the rest is locked comes first: locked parts are no XML to look into.
    entries.sort(key=lambda entry: entry.filename != "META-INF/manifest.xml")
    room = MOST_XML
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise Locked
        with packed.open(entry) as part:
            text = part.read(room + 1)  # what the entry says about its own size may be a lie
        room -= len(text)
        if room < 0:
            raise Damaged
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = _look_at_element
        parser.EntityDeclHandler = _refuse_entity
        try:
            parser.Parse(text, True)
        except expat.ExpatError as error:
            raise Damaged from error


def _look_at_element(name: str, attributes: dict[str, str]) -> None:
    if name == f"{ODF}manifest:1.0 encryption-data":
        raise Locked
    if name in ACTING or any(value.strip().lower().startswith(RUNNING) for value in attributes.values()):
        raise Acts


def _refuse_entity(*declaration: object) -> None:
    """No program writes entities into such files; people do who want them to unfold without end."""
    raise Damaged
