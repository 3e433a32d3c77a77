"""Draw pages of one file and say them on standard output. Run by `relay.drawing`, as a program of its own.

    python -I draw_pages.py <content type> <first page>  < file  > answer

The answer: how many pages there are; then for each page from the first on its width, its height, the length of its
picture, and the picture. A page that cannot be drawn has none of the three. It knows nothing of the portal, and limits
itself before it reads a byte: whatever the file does to it, it does to a process that was about to end anyway.
"""

from __future__ import annotations

import io
import os
import resource
import struct
import sys
from typing import Any, BinaryIO

KINDS = {"application/pdf": "PDF", "image/jpeg": "JPEG", "image/png": "PNG"}
AT_ONCE = 4  # pages: what a phone takes in one go, and a few seconds of a slow line
SIDE = 1754  # pixels of the longer side: A4 at 150 dots an inch, whatever size a page says it has
LARGEST = 4.0  # times a page that says it is tiny is drawn larger than it says
TOTAL = struct.Struct(">I")
HEAD = struct.Struct(">HHI")
MEGABYTE = 1024 * 1024
LIMITS = {
    resource.RLIMIT_CPU: 6,  # seconds
    resource.RLIMIT_AS: 768 * MEGABYTE,
    resource.RLIMIT_FSIZE: 6 * MEGABYTE,  # the answer
    resource.RLIMIT_NOFILE: 32,
    resource.RLIMIT_CORE: 0,
}


def main() -> None:
    """Limit this process, read the file, write the answer."""
    for limit, value in LIMITS.items():
        resource.setrlimit(limit, (value, value))
    os.nice(10)  # pages of the portal come first
    kind, first = KINDS[sys.argv[1]], int(sys.argv[2])
    content = sys.stdin.buffer.read()
    if kind == "PDF":
        draw_pdf(content, first, sys.stdout.buffer)
    else:
        draw_photo(content, kind, first, sys.stdout.buffer)


def draw_pdf(content: bytes, first: int, answer: BinaryIO) -> None:
    """Only what is drawn: scripts, attachments and links are not looked at. Stamps and signature fields are drawn."""
    import pypdfium2

    pdf = pypdfium2.PdfDocument(content)
    pdf.init_forms()  # or fields stay empty, those of signatures too
    total = len(pdf)
    say(answer, TOTAL.pack(total))
    for number in range(first, min(total, first + AT_ONCE - 1) + 1):
        try:
            page = pdf[number - 1]
            scale = min(LARGEST, SIDE / max(page.get_size()))
            picture = page.render(scale=scale, rev_byteorder=True).to_pil()
        except (pypdfium2.PdfiumError, ValueError, ArithmeticError, MemoryError):
            picture = None
        write(answer, picture)


def draw_photo(content: bytes, kind: str, first: int, answer: BinaryIO) -> None:
    """One page, the right way up, and only its pixels."""
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(content), formats=[kind]) as photo:
        say(answer, TOTAL.pack(1))
        if first > 1:
            return
        photo.thumbnail((SIDE, SIDE))
        picture: Any = photo
        try:
            picture = ImageOps.exif_transpose(photo)
        except (SyntaxError, struct.error, LookupError, TypeError, ValueError, ArithmeticError, OSError):
            pass  # which way is up is written wrongly
        if picture.has_transparency_data:
            sheet = Image.new("RGBA", picture.size, "white")
            picture = Image.alpha_composite(sheet, picture.convert("RGBA"))
        write(answer, picture)


def write(answer: BinaryIO, picture: Any) -> None:
    """One page, and at once: what comes after it may be the end of this process."""
    buffer = io.BytesIO()
    if picture is None:
        say(answer, HEAD.pack(0, 0, 0))
        return
    picture = picture.convert("RGB").crop((0, 0, min(picture.width, SIDE), min(picture.height, SIDE)))
    picture.save(buffer, "WEBP", quality=80, method=2)
    say(answer, HEAD.pack(picture.width, picture.height, buffer.tell()) + buffer.getvalue())


def say(answer: BinaryIO, words: bytes) -> None:
    answer.write(words)
    answer.flush()


if __name__ == "__main__":
    main()
