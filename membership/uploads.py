"""Look into a returned copy before it is kept: a real PDF or photo, not too large, nothing that acts by itself."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, cast

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from membership.exceptions import BadFile
from relay.exceptions import Acts, Damaged, Locked
from relay.uploads import look_into_pdf, sha256_of, tidy_filename

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MOST_PIXELS = 100_000_000
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
    extension = TYPES[content_type]
    return Inspected(
        content_type, extension, size, sha256_of(upload), tidy_filename(upload.name or "", extension)
    )


def _look_into_pdf(upload: UploadedFile[bytes]) -> None:
    try:
        look_into_pdf(upload)
    except Acts as error:
        raise BadFile(
            _("The PDF file carries a script. Print it to a new PDF, scan it or take a photo, and send that.")
        ) from error
    except Locked as error:
        raise BadFile(
            _("The PDF file is locked with a password. Save it without one and try again.")
        ) from error
    except Damaged as error:
        raise BadFile(
            _("The PDF file is damaged and cannot be opened. Scan it again, or take a photo.")
        ) from error


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
