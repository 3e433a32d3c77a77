"""What a photo tells beside what can be seen in it: where it was taken, when, with which phone. None of it is shown."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ORIENTATION = 274
UPRIGHT = 1
# Of a JPEG's segments only those are kept that the picture itself is made of, with its colours (JFIF, ICC, Adobe).
KEPT_APPS = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
COMMENT = 0xFE
OF_A_SCAN = {0x00, *range(0xD0, 0xD8), 0xFF}
# What Pillow ends with when it reads an EXIF header that a camera or a program has written wrongly.
UNREADABLE = (SyntaxError, struct.error, LookupError, TypeError, ValueError, ZeroDivisionError, OSError)
KEPT_CHUNKS = {
    b"IHDR",
    b"PLTE",
    b"IDAT",
    b"IEND",
    b"tRNS",
    b"gAMA",
    b"cHRM",
    b"sRGB",
    b"iCCP",
    b"sBIT",
    b"bKGD",
    b"pHYs",
}


def without_traces(content: bytes, content_type: str) -> bytes:
    """The same picture, pixel for pixel and the same way up, without what it tells beside itself.

    Anything but JPEG and PNG comes back as it is. Refuses (ValueError) a picture that cannot be taken apart.
    """
    try:
        if content_type == "image/jpeg":
            return _jpeg(content)
        if content_type == "image/png":
            return b"\x89PNG\r\n\x1a\n" + b"".join(_chunks(content))
    except (struct.error, IndexError, OSError) as damaged:
        raise ValueError("no picture") from damaged
    return content


def _jpeg(content: bytes) -> bytes:
    turned = _orientation(content)
    return b"".join((b"\xff\xd8", _exif(turned) if turned != UPRIGHT else b"", *_segments(content)))


def _segments(content: bytes) -> Iterator[bytes]:
    """Segment by segment to the end of the picture; what a phone hides behind it is left out."""
    place = 2
    while True:
        while content[place + 1] == 0xFF:  # padding
            place += 1
        marker = content[place + 1]
        if marker == 0xD9:
            yield b"\xff\xd9"
            return
        (length,) = struct.unpack_from(">H", content, place + 2)
        end = place + 2 + length
        if marker == 0xDA:  # the scan itself: up to the next marker that is none of its own
            while content[end] != 0xFF or content[end + 1] in OF_A_SCAN:
                end = content.index(b"\xff", end + 1)
        if _is_kept(content, place):
            yield content[place:end]
        place = end


def _is_kept(content: bytes, place: int) -> bool:
    """Of what programs write into the segments meant for them only what KEPT_APPS names: a preview of what was cut off
    goes, too.
    """
    marker = content[place + 1]
    if marker in KEPT_APPS:
        return content.startswith(KEPT_APPS[marker], place + 4)
    return marker != COMMENT and not 0xE0 <= marker <= 0xEF


def _orientation(content: bytes) -> int:
    """Which way is up, as the EXIF header says; upright where it says nothing that can be read."""
    from PIL import Image  # only needed here

    with Image.open(io.BytesIO(content), formats=["JPEG"]) as picture:
        try:
            turned = picture.getexif().get(ORIENTATION, UPRIGHT)
        except UNREADABLE:
            turned = UPRIGHT
    return turned if isinstance(turned, int) and 1 <= turned <= 8 else UPRIGHT


def _exif(turned: int) -> bytes:
    """Which way is up, and nothing else."""
    table = b"MM\x00*\x00\x00\x00\x08" + struct.pack(">HHHIHHI", 1, ORIENTATION, 3, 1, turned, 0, 0)
    body = b"Exif\x00\x00" + table
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _chunks(content: bytes) -> Iterator[bytes]:
    place = 8
    while place < len(content):
        (length,) = struct.unpack_from(">I", content, place)
        kind, end = content[place + 4 : place + 8], place + 12 + length
        if kind in KEPT_CHUNKS:
            yield content[place:end]
        if kind == b"IEND":
            return
        place = end
