"""Look into a returned copy before it is kept: a real PDF or photo, not too large, nothing that acts by itself."""

from __future__ import annotations

import hashlib
import re
import unicodedata
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from membership.exceptions import BadFile

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MOST_PAGES = 200
MOST_OBJECTS = 100_000  # in a PDF; five hundred for each of the pages
MOST_PIXELS = 100_000_000
# Kinds of PDF actions and annotations that do something by themselves, or at a click that looks harmless.
ACTIONS = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition", "/RichMediaExecute"}
PLAYERS = {"/RichMedia", "/Movie", "/Screen", "/3D"}
TYPES = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
ACCEPT = ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"


@dataclass(frozen=True)
class Inspected:
    """What a file really is."""

    content_type: str
    extension: str
    size: int
    sha256: str
    filename: str


def inspect(upload: UploadedFile[bytes]) -> Inspected:
    """Say what `upload` is by its bytes, whatever its name claims.

    Refuses (BadFile) an empty file, one over MAX_UPLOAD_BYTES, anything but PDF, JPEG and PNG, and a PDF that is
    damaged, locked with a password, too long, or carries scripts or programs. The file is left rewound.
    """
    size = upload.size or 0
    if size == 0:
        raise BadFile(_("The file is empty. Choose the file again."))
    if size > settings.MAX_UPLOAD_BYTES:
        raise BadFile(
            _(
                "The file is larger than %(limit)s MB. Take a new photo with lower quality, or scan in black and white."
            ),
            limit=settings.MAX_UPLOAD_BYTES // (1024 * 1024),
        )
    upload.seek(0)
    head = upload.read(12)
    upload.seek(0)
    if head.startswith(b"%PDF-"):
        content_type = "application/pdf"
        _look_into_pdf(upload)
    elif head.startswith(b"\xff\xd8\xff"):
        content_type = "image/jpeg"
        _look_into_image(upload, "JPEG")
    elif head.startswith(b"\x89PNG\r\n\x1a\n"):
        content_type = "image/png"
        _look_into_image(upload, "PNG")
    else:
        raise BadFile(
            _("The file is not a PDF or a photo (JPEG or PNG), whatever its name says. Choose another file.")
        )
    digest = hashlib.sha256()
    upload.seek(0)
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    extension = TYPES[content_type]
    return Inspected(
        content_type, extension, size, digest.hexdigest(), tidy_filename(upload.name or "", extension)
    )


def tidy_filename(name: str, extension: str) -> str:
    """A name for people to recognise the file by; it never becomes a path. å, ä and ö stay."""
    stem = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", stem)
    stem = re.sub(r"[^\w .,()+-]", "", stem).strip(" .")[:100]
    return f"{stem or 'dokument'}.{extension}"


def _look_into_pdf(upload: UploadedFile[bytes]) -> None:
    import pikepdf  # only needed here; keeps every other page's process light

    damaged = BadFile(_("The PDF file is damaged and cannot be opened. Scan it again, or take a photo."))
    try:
        with pikepdf.open(cast("BinaryIO", upload.file)) as pdf:
            if not 1 <= len(pdf.pages) <= MOST_PAGES:
                raise damaged
            if len(pdf.objects) > MOST_OBJECTS:
                raise damaged
            if any(_acts(thing) for thing in pdf.objects):
                raise BadFile(
                    _(
                        "The PDF file carries a script. Print it to a new PDF, scan it or take a photo, and send that."
                    )
                )
    except pikepdf.PasswordError as error:
        raise BadFile(
            _("The PDF file is locked with a password. Save it without one and try again.")
        ) from error
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, AttributeError, LookupError) as error:
        # A damaged file can make the library stumble in any of these ways; the person hears the same.
        raise damaged from error
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


def _look_into_image(upload: UploadedFile[bytes], kind: str) -> None:
    from PIL import Image, UnidentifiedImageError  # only needed here

    damaged = BadFile(_("The photo is damaged and cannot be opened. Take it again."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(cast("BinaryIO", upload.file), formats=[kind]) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise damaged
                image.verify()
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise damaged from error
    finally:
        upload.seek(0)
