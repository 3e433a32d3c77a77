"""A photo that shows that a milestone was reached tells nothing but what can be seen in it."""

from __future__ import annotations

import io

import pytest
from PIL import Image, PngImagePlugin

from actionplan.photos import without_traces

PLACE = b"65.5848N-22.1567E"


def jpeg(turned: int = 1, **options: object) -> bytes:
    picture = Image.effect_noise((64, 48), 80).convert("RGB")
    exif = Image.Exif()
    exif[274], exif[270] = turned, PLACE.decode()
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, comment=PLACE, **options)  # type: ignore[arg-type]
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
