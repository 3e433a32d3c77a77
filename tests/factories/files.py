"""Files as people send them."""

from __future__ import annotations

import io

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile


def pdf_bytes(*, title: str = "Underskrivet", pages: int = 1) -> bytes:
    """A small, whole PDF; another title gives other bytes."""
    buffer = io.BytesIO()
    with pikepdf.new() as pdf:
        for _page in range(pages):
            pdf.add_blank_page(page_size=(595, 842))
        pdf.docinfo["/Title"] = title
        pdf.save(buffer, deterministic_id=True)
    return buffer.getvalue()


def make_upload(
    content: bytes | None = None, name: str = "underskrivet.pdf", content_type: str = "application/pdf"
) -> SimpleUploadedFile:
    """What a browser sends; a good PDF unless told otherwise."""
    return SimpleUploadedFile(name, pdf_bytes() if content is None else content, content_type)
