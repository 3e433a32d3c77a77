"""Pictures of pages: whatever the file is, an answer comes in bounded time, and this process has opened nothing."""

from __future__ import annotations

import io
import os
import random
import resource
import struct
import tempfile
import threading
import time
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

from relay import drawing
from relay.draw_pages import AT_ONCE, HEAD, LIMITS, SIDE, TOTAL
from relay.drawing import Drawn, Picture, draw
from relay.exceptions import CannotDraw, Drawing, DrawnEnough
from relay.shares import Shares
from tests.factories import pdf_bytes
from tests.membership.test_uploads import REFUSED, pdf_with, png_bomb

PDF = "application/pdf"


def drawn(content: bytes, content_type: str = PDF, **where: Any) -> Drawn:
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        return draw(file, content_type, **{"whose": object(), **where})


def wait_until(it_is: Callable[[], bool]) -> None:
    until = time.monotonic() + 10
    while not it_is():
        assert time.monotonic() < until
        time.sleep(0.01)


def seen(picture: Picture | None) -> Image.Image:
    assert picture is not None
    image = Image.open(io.BytesIO(picture.content), formats=["WEBP"])
    assert image.size == (picture.width, picture.height)
    return image.convert("RGB")


def is_red(pixel: Any) -> bool:
    red, green, blue = pixel
    return red > 200 and green < 60 and blue < 60


def contents(stream: bytes) -> Any:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].Contents = pdf.make_stream(stream)

    return change


def page_of(*box: float) -> bytes:
    return pdf_with(lambda pdf: setattr(pdf.pages[0], "MediaBox", Array([0, 0, *box])))


# --- What is shown ---------------------------------------------------------------------------------


def test_pages_are_drawn_as_they_are() -> None:
    answer = drawn(pdf_with(contents(b"1 0 0 rg 0 396 306 396 re f")))

    assert (answer.total, answer.first, answer.last) == (1, 1, 1)
    page = seen(answer.pictures[0])
    assert max(page.size) == SIDE
    assert is_red(page.getpixel((100, 100)))
    assert page.getpixel((page.width - 100, page.height - 100)) == (255, 255, 255)


def test_stamps_and_signature_fields_are_drawn() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        look = pdf.make_stream(b"1 0 0 rg 0 0 200 100 re f")
        look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, Array([0, 0, 200, 100])
        shape = {"Type": Name.Annot, "F": 4, "AP": Dictionary(N=look)}
        field = {"Subtype": Name.Widget, "FT": Name.Sig, "T": "s", "Rect": Array([50, 100, 250, 200])}
        signed = pdf.make_indirect(Dictionary(**shape, **field))
        stamp = pdf.make_indirect(Dictionary(**shape, Subtype=Name.Stamp, Rect=Array([300, 100, 500, 200])))
        pdf.pages[0].Annots = Array([signed, stamp])
        pdf.Root.AcroForm = Dictionary(Fields=Array([signed]), SigFlags=3)

    page = seen(drawn(pdf_with(change)).pictures[0])
    across, down = page.width / 612, page.height / 792
    at = [page.getpixel((int(x * across), int((792 - 150) * down))) for x in (150, 400, 560)]
    assert [is_red(pixel) for pixel in at] == [True, True, False]


def test_a_photo_is_one_page_the_right_way_up_and_only_its_pixels() -> None:
    buffer = io.BytesIO()
    lying = Image.new("RGB", (3000, 2000), "white")
    lying.paste("red", (0, 0, 1500, 2000))
    turned = Image.Exif()
    turned[0x0112], turned[0x010E] = 6, "hemligt"
    lying.save(buffer, "JPEG", exif=turned)

    answer = drawn(buffer.getvalue(), "image/jpeg")
    page = seen(answer.pictures[0])
    assert answer.total == 1
    assert page.height == SIDE > page.width
    assert is_red(page.getpixel((10, 10)))
    assert is_red(page.getpixel((page.width - 10, 10)))
    assert answer.pictures[0] is not None
    assert b"hemligt" not in answer.pictures[0].content


def test_what_is_transparent_is_paper() -> None:
    buffer = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(buffer, "PNG")

    assert seen(drawn(buffer.getvalue(), "image/png").pictures[0]).getpixel((25, 25)) == (255, 255, 255)


def test_many_pages_come_some_at_a_time() -> None:
    many = pdf_bytes(pages=5_000)

    answers = [drawn(many, first=first) for first in (1, 4_998, 5_000, 5_001)]
    assert [answer.total for answer in answers] == [5_000] * 4
    assert [len(answer.pictures) for answer in answers] == [AT_ONCE, 3, 1, 0]
    assert all(picture for answer in answers for picture in answer.pictures)


def test_one_answer_takes_as_many_pages_as_the_grainiest_scan_has_room_for() -> None:
    """More of them would be a page of the portal that a phone waits for."""
    scan = Image.frombytes("RGB", (1240, 1754), random.Random(1).randbytes(1240 * 1754 * 3))
    buffer = io.BytesIO()
    scan.save(buffer, "PDF", save_all=True, append_images=[scan] * (AT_ONCE - 1))

    pictures = drawn(buffer.getvalue()).pictures
    assert len(pictures) == AT_ONCE
    assert all(pictures)
    assert sum(len(each.content) for each in pictures if each) < drawing.MOST_BYTES <= 6 * 1024 * 1024


@pytest.mark.parametrize("box", [(28_346, 28_346), (0, 0), (14_400, 1), (0.001, 100), (-5, 10), (1e30, 5)])
def test_pixels_are_bounded_whatever_size_a_page_says_it_has(box: tuple[float, float]) -> None:
    (picture,) = drawn(page_of(*box)).pictures
    assert max(seen(picture).size) <= SIDE


# --- What is not -----------------------------------------------------------------------------------

HARMLESS_HERE = {"PDF header late", "PDF with too many pages"}
ACTS = {kind for kind in REFUSED if "script" in kind or "starts" in kind}


@pytest.mark.parametrize("kind", sorted(REFUSED.keys() - HARMLESS_HERE - ACTS))
def test_what_would_never_have_been_kept_is_not_drawn_either(kind: str) -> None:
    for content_type in (PDF, "image/jpeg", "image/png"):
        with pytest.raises(CannotDraw):
            drawn(REFUSED[kind], content_type)


@pytest.mark.parametrize("kind", sorted(ACTS))
def test_scripts_do_not_run_and_do_not_show(kind: str) -> None:
    (picture,) = drawn(REFUSED[kind]).pictures
    assert seen(picture).getextrema() == ((255, 255),) * 3


@pytest.mark.parametrize("kind", ["image/gif", "image/svg+xml", "text/html", "", "../../etc/passwd"])
def test_other_kinds_are_not_even_tried(kind: str) -> None:
    with pytest.raises(CannotDraw):
        drawn(pdf_bytes(), kind)


def compressed(pdf: pikepdf.Pdf, size: int, **about: Any) -> pikepdf.Object:
    pump, some = zlib.compressobj(9), b"\0" * 1_000_000
    parts = [pump.compress(some) for _number in range(size // len(some))]
    stream = pikepdf.Stream(pdf, b"".join([*parts, pump.flush()]))
    stream.Filter = Name("/FlateDecode")
    for name, value in about.items():
        stream[f"/{name}"] = value
    return pdf.make_indirect(stream)


def a_gigabyte(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Contents = compressed(pdf, 1_000_000_000)


def a_wall(pdf: pikepdf.Pdf) -> None:
    image = {"Type": Name.XObject, "Subtype": Name.Image, "Width": 100_000, "Height": 100_000}
    wall = compressed(pdf, 1_000_000, **image, ColorSpace=Name.DeviceRGB, BitsPerComponent=8)
    pdf.pages[0].Resources = Dictionary(XObject=Dictionary(I=wall))
    pdf.pages[0].Contents = pdf.make_stream(b"600 0 0 800 0 0 cm /I Do")


def itself(pdf: pikepdf.Pdf) -> None:
    form = pdf.make_stream(b"/F Do /F Do")
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 600, 800])
    form.Resources = pdf.pages[0].Resources = Dictionary(XObject=Dictionary(F=form))
    pdf.pages[0].Contents = pdf.make_stream(b"/F Do")


def for_ever(pdf: pikepdf.Pdf) -> None:
    contents(b"[1 1] 0 d 0 0 m 100000 600 l S " * 200_000)(pdf)


@pytest.mark.slow
@pytest.mark.parametrize("change", [a_gigabyte, a_wall, itself, for_ever])
def test_a_page_that_eats_everything_ends_by_itself_and_spoils_no_page_before_it(change: Any) -> None:
    def two(pdf: pikepdf.Pdf) -> None:
        change(pdf)
        pdf.add_blank_page()
        pdf.pages.reverse()

    content = pdf_with(two)
    spent, before = os.times().children_user, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer = drawn(content)
    assert answer.total == len(answer.pictures) == 2
    assert seen(answer.pictures[0])
    assert os.times().children_user - spent <= LIMITS[resource.RLIMIT_CPU] + 1
    # What the file unpacks to never came here.
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


def test_an_unbelievable_picture_is_not_drawn() -> None:
    with pytest.raises(CannotDraw):
        drawn(png_bomb(), "image/png")


# --- The other process -----------------------------------------------------------------------------


def answer(tmp_path: Any, monkeypatch: pytest.MonkeyPatch, program: str) -> Drawn:
    """What is made of the answer of another program: one that a file has taken over."""
    path = tmp_path / "program.py"
    path.write_text(program)
    monkeypatch.setattr(drawing, "PROGRAM", path)
    return drawn(pdf_bytes())


def test_it_knows_no_secret_and_where_nothing_is(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    told = tmp_path / "told"
    program = f"import os; open({str(told)!r}, 'w').write(repr((dict(os.environ), os.getcwd())))"
    monkeypatch.setenv("SECRET_KEY", "hemligt")
    with pytest.raises(CannotDraw):
        answer(tmp_path, monkeypatch, program)
    assert "hemligt" not in told.read_text()
    assert told.read_text().endswith("'/')")


def said(*parts: bytes) -> str:
    return f"import sys; sys.stdout.buffer.write({b''.join(parts)!r})"


@pytest.mark.parametrize(
    "page",
    [
        HEAD.pack(10, 10, 30) + b"<script>alert(1)</script>     ",
        HEAD.pack(10, 10, 2**32 - 1) + b"RIFF1234WEBP",
        HEAD.pack(60_000, 10, 12) + b"RIFF1234WEBP",
        HEAD.pack(0, 10, 12) + b"RIFF1234WEBP",
        b"\0\0",
        b"",
    ],
)
def test_nothing_but_a_picture_is_believed(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch, page: bytes
) -> None:
    assert answer(tmp_path, monkeypatch, said(TOTAL.pack(1), page)).pictures == [None]


def test_a_lie_about_how_many_is_bounded(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(answer(tmp_path, monkeypatch, said(TOTAL.pack(2**32 - 1))).pictures) == AT_ONCE
    with pytest.raises(CannotDraw):
        answer(tmp_path, monkeypatch, said(TOTAL.pack(0)))
    with pytest.raises(CannotDraw):
        answer(tmp_path, monkeypatch, said(struct.pack(">H", 1)))


def test_one_that_never_ends_is_ended(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "SECONDS", 0.5)
    program = f"{said(TOTAL.pack(3))}; sys.stdout.flush()\nwhile True: pass"
    assert answer(tmp_path, monkeypatch, program).pictures == [None] * 3


def test_threads_of_the_web_process_stay_free(monkeypatch: pytest.MonkeyPatch) -> None:
    """One draws, two wait for a moment, and the next is told at once to come back."""
    monkeypatch.setattr(drawing, "PATIENCE", 0.5)
    refused: list[str] = []

    def ask() -> None:
        try:
            drawn(pdf_bytes())
        except Drawing:
            refused.append("waited")

    with drawing.PEN:
        places = [drawing.PLACES.acquire(blocking=False)]  # who draws
        waiting = [threading.Thread(target=ask) for _number in range(2)]
        for thread in waiting:
            thread.start()
        wait_until(lambda: not drawing.PLACES._value)
        with pytest.raises(Drawing):
            drawn(pdf_bytes())
        for thread in waiting:
            thread.join()
    assert places == [True]
    drawing.PLACES.release()

    assert refused == ["waited"] * 2
    assert drawn(pdf_bytes()).total == 1


def test_one_person_takes_one_place_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever looks again and again leaves the other places to others."""
    monkeypatch.setattr(drawing, "PATIENCE", 20)
    came: list[int] = []
    with drawing.PEN:
        first = threading.Thread(target=lambda: came.append(drawn(pdf_bytes(), whose="a").total))
        first.start()
        wait_until(lambda: "a" in drawing.SHARES._at_it)
        for _time in range(5):
            with pytest.raises(Drawing):
                drawn(pdf_bytes(), whose="a")
        other = threading.Thread(target=lambda: came.append(drawn(pdf_bytes(), whose="b").total))
        other.start()
    for thread in (first, other):
        thread.join()
    assert came == [1, 1]
    assert drawn(pdf_bytes(), whose="a").total == 1


def test_one_person_has_a_share_of_the_time(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that take all the time they get are paid for by whoever looks at them, also where nothing comes of it."""
    monkeypatch.setattr(drawing, "SHARES", Shares(most=0.5, within=600))
    monkeypatch.setattr(drawing, "SECONDS", 0.3)
    path = tmp_path / "program.py"
    path.write_text("while True: pass")
    monkeypatch.setattr(drawing, "PROGRAM", path)
    for _time in range(2):
        with pytest.raises(CannotDraw):
            drawn(pdf_bytes(), whose="a")
    with pytest.raises(DrawnEnough):
        drawn(pdf_bytes(), whose="a")
    with pytest.raises(CannotDraw):
        drawn(pdf_bytes(), whose="b")


def test_share_comes_back_and_is_forgotten() -> None:
    now = [1000.0]
    shares = Shares(most=5, within=600, clock=lambda: now[0])
    with shares.spending("a"):
        now[0] += 6
    assert shares.is_used_up("a")
    assert shares._spent
    now[0] += 601
    assert not shares.is_used_up("b")
    assert not shares._spent
