"""A photo that shows that a milestone was reached tells nothing but what can be seen in it."""

from __future__ import annotations

import io
import struct

import pytest
from PIL import Image, PngImagePlugin

from actionplan.photos import without_traces

PLACE = b"65.5848N-22.1567E"


def jpeg(turned: int = 1, *, progressive: bool = False) -> bytes:
    picture = Image.effect_noise((64, 48), 80).convert("RGB")
    exif = Image.Exif()
    exif[274], exif[270] = turned, PLACE.decode()
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, comment=PLACE, progressive=progressive)
    return out.getvalue()


@pytest.mark.parametrize("turned", [1, 6, 8])
@pytest.mark.parametrize("progressive", [False, True])
def test_jpeg_keeps_its_pixels_and_the_way_up_and_nothing_else(turned: int, progressive: bool) -> None:
    before = jpeg(turned, progressive=progressive)
    assert PLACE in before
    after = without_traces(before + b"hidden " + PLACE, "image/jpeg")
    assert PLACE not in after
    with Image.open(io.BytesIO(before)) as old, Image.open(io.BytesIO(after)) as new:
        assert new.getexif().get(274, 1) == turned
        assert set(new.getexif()) <= {274}
        assert old.convert("RGB").tobytes() == new.convert("RGB").tobytes()


def segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def plain_jpeg(*more: bytes) -> bytes:
    """Without EXIF, with a resolution and a colour profile, and with those segments behind the first."""
    out = io.BytesIO()
    picture = Image.effect_noise((64, 48), 80).convert("RGB")
    picture.save(out, "JPEG", dpi=(72, 72), icc_profile=b"colours of the phone")
    content = out.getvalue()
    assert content[:4] == b"\xff\xd8\xff\xe0"
    return content[:20] + b"".join(more) + content[20:]


@pytest.mark.parametrize(
    "header",
    [
        b"garbage",
        b"",
        # A table that is well-formed, and a way up that is a fraction of nothing.
        b"MM\x00*\x00\x00\x00\x08" + struct.pack(">HHHIII", 1, 274, 5, 1, 26, 0) + struct.pack(">II", 1, 0),
    ],
)
def test_jpeg_whose_exif_header_cannot_be_read_is_taken_as_upright(header: bytes) -> None:
    before = plain_jpeg(segment(0xE1, b"Exif\x00\x00" + header))
    after = without_traces(before, "image/jpeg")
    with Image.open(io.BytesIO(before)) as old, Image.open(io.BytesIO(after)) as new:
        assert not new.getexif()
        assert old.convert("RGB").tobytes() == new.convert("RGB").tobytes()


@pytest.mark.parametrize(
    ("marker", "name"),
    [
        (0xE0, b"JFXX\x00\x10"),  # a small picture, from before it was cropped
        (0xE2, b"FPXR\x00"),
        # Pillow warns that the list of a phone's several pictures is none.
        pytest.param(0xE2, b"MPF\x00", marks=pytest.mark.filterwarnings("ignore:Image appears to be")),
        (0xE3, b"Meta\x00"),
        (0xEE, b"Notes\x00"),
        (0xEF, b""),
        (0xFE, b""),
    ],
)
def test_of_what_programs_write_into_a_jpeg_only_size_and_colours_stay(marker: int, name: bytes) -> None:
    before = plain_jpeg(segment(marker, name + PLACE))
    after = without_traces(before, "image/jpeg")
    assert after == plain_jpeg_of(before, marker, name)
    assert PLACE not in after
    with Image.open(io.BytesIO(after)) as new:
        assert (new.info["icc_profile"], new.info["dpi"]) == (b"colours of the phone", (72, 72))


def plain_jpeg_of(content: bytes, marker: int, name: bytes) -> bytes:
    """The same without that one segment."""
    return content.replace(segment(marker, name + PLACE), b"", 1)


def test_png_keeps_its_pixels_and_nothing_else() -> None:
    picture = Image.effect_noise((20, 20), 80).convert("RGB")
    told = PngImagePlugin.PngInfo()
    told.add_text("Location", PLACE.decode())
    out = io.BytesIO()
    picture.save(out, "PNG", pnginfo=told)
    after = without_traces(out.getvalue() + PLACE, "image/png")
    assert PLACE in out.getvalue()
    assert PLACE not in after
    with Image.open(io.BytesIO(after)) as new:
        assert new.tobytes() == picture.tobytes()


def test_what_is_no_photo_stays_and_what_is_damaged_is_refused() -> None:
    assert without_traces(b"%PDF-1.7", "application/pdf") == b"%PDF-1.7"
    for broken in (jpeg()[:40], jpeg()[:-200], b"\xff\xd8\xff"):
        with pytest.raises(ValueError, match="no picture|not found"):
            without_traces(broken, "image/jpeg")
