"""Sign a document without a pen: something that looks like a hand, on the last page."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

if TYPE_CHECKING:
    from membership.models import SigningDocument

# Two loops of ink over the first signature line, in points from the page's lower left corner.
INK = b"""
q 0.08 0.15 0.45 RG 1.4 w 1 J 1 j
318 654 m 330 692 344 690 336 660 c 332 644 350 672 356 664 c 362 656 364 672 372 662 c
380 652 386 690 378 668 c 374 652 396 672 402 660 c 410 650 430 676 452 664 c S
330 648 m 380 654 420 650 470 656 c S
Q
"""


def signed(pdf: bytes) -> bytes:
    """The same document with a scrawl where the organisation signs."""
    import pikepdf  # keeps the web process light, which never signs anything

    result = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.pages[-1].contents_add(INK)
        document.save(result)
    return result.getvalue()


def scanned(document: SigningDocument) -> SimpleUploadedFile:
    """The document as it comes back: the same pages, with something that looks like a signature."""
    with default_storage.open(document.stored_name, "rb") as stored:
        content = signed(stored.read())
    return SimpleUploadedFile("underskrivet.pdf", content, "application/pdf")
