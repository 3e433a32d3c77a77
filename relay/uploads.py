"""Look into files from outside before any room keeps them: whole, unlocked, and doing nothing by themselves."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from relay.exceptions import Acts, Damaged, Locked

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MOST_PAGES = 200
MOST_OBJECTS = 100_000  # in a PDF; five hundred for each of the pages
# Kinds of PDF actions and annotations that do something by themselves, or at a click that looks harmless.
ACTIONS = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition", "/RichMediaExecute"}
PLAYERS = {"/RichMedia", "/Movie", "/Screen", "/3D"}


def sha256_of(upload: UploadedFile[bytes]) -> str:
    """The digest of the file's bytes. The file is left rewound."""
    digest = hashlib.sha256()
    upload.seek(0)
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


def tidy_filename(name: str, extension: str) -> str:
    """A name for people to recognise the file by; it never becomes a path. å, ä and ö stay."""
    stem = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", stem)
    stem = re.sub(r"[^\w .,()+-]", "", stem).strip(" .")[:100]
    return f"{stem or 'dokument'}.{extension}"


def look_into_pdf(upload: UploadedFile[bytes], *, most_pages: int = MOST_PAGES) -> None:
    """Refuse a PDF that is `Damaged` or too long to look through, `Locked`, or that `Acts`. Leaves the file rewound."""
    import pikepdf  # only needed here; keeps every other page's process light

    try:
        with pikepdf.open(cast("BinaryIO", upload.file)) as pdf:
            if not 1 <= len(pdf.pages) <= most_pages:
                raise Damaged
            if len(pdf.objects) > MOST_OBJECTS:
                raise Damaged
            if any(_acts(thing) for thing in pdf.objects):
                raise Acts
    except pikepdf.PasswordError as error:
        raise Locked from error
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, AttributeError, LookupError) as error:
        # A damaged file can make the library stumble in any of these ways; the person hears the same.
        raise Damaged from error
    finally:
        upload.seek(0)


def _acts(thing: Any) -> bool:
    """Whether an object of a PDF is a script, starts a program, sends something off, or plays something.

    Such things hang on pages, links, form fields and each other, not only on the document's own opening, so every
    object is looked at. Files that travel inside are let through: services for electronic signing put their evidence
    there, as we put the document's details into our own.
    """
    import pikepdf

    waiting = [thing]
    while waiting:
        part = waiting.pop()
        if isinstance(part, pikepdf.Array):
            parts = list(part.as_list())
        elif isinstance(part, pikepdf.Dictionary | pikepdf.Stream):
            held = dict(part.items())
            if held.keys() & {"/JS", "/JavaScript", "/XFA"}:
                return True
            if str(held.get("/S")) in ACTIONS or str(held.get("/Subtype")) in PLAYERS:
                return True
            parts = list(held.values())
        else:
            continue
        # What is indirect is an object of its own, and has its own turn.
        waiting += [each for each in parts if isinstance(each, pikepdf.Object) and not each.is_indirect]
    return False
