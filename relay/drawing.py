"""Pictures of a file's pages, for people who would rather look than download.

Files come from strangers, so nothing here opens one. A process of its own does (draw_pages.py), with little memory, few
seconds and no secrets; it may die of what it reads, and what it had drawn by then is shown. Nothing is stored.
"""

from __future__ import annotations

import resource
import struct
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from relay.draw_pages import AT_ONCE, HEAD, KINDS, LIMITS, SIDE, TOTAL
from relay.exceptions import CannotDraw, Drawing, DrawnEnough
from relay.shares import Shares

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

PROGRAM = Path(__file__).with_name("draw_pages.py")
SECONDS = 10
MOST_BYTES = LIMITS[resource.RLIMIT_FSIZE]  # of pictures
# A web process has four threads: one draws, two wait a moment for their turn, the fourth sees to everybody else.
PLACES = threading.BoundedSemaphore(3)
PEN = threading.Lock()
PATIENCE = 5.0
SHARES = Shares(most=60, within=600)  # of the pen, for each person: a tenth of it, and some sixty looks


@dataclass(frozen=True)
class Picture:
    """A page as WebP, sized in pixels."""

    content: bytes
    width: int
    height: int


@dataclass(frozen=True)
class Drawn:
    """Pages from `first` on: how many the file has in all, and a picture of each, or None where none came."""

    total: int
    first: int
    pictures: list[Picture | None]

    @property
    def last(self) -> int:
        return self.first + len(self.pictures) - 1


def draw(content: IO[bytes], content_type: str, *, whose: Hashable, first: int = 1) -> Drawn:
    """Draw at most AT_ONCE pages of a PDF, JPEG or PNG from page `first` on; `content` is a file on disk, `whose` says
    who looks.

    Refuses with CannotDraw what is no such file, is locked or damaged, or kills the process before it has counted its
    pages, with Drawing while others are at it (or the same person is), and with DrawnEnough whoever has had a share of
    the time. A `first` behind the last page gives no pictures.
    """
    if content_type not in KINDS:
        raise CannotDraw
    with _turn(whose), tempfile.TemporaryFile() as answer:
        try:
            subprocess.run(  # noqa: S603 -- our own program
                [sys.executable, "-I", str(PROGRAM), content_type, str(first)],
                stdin=content,
                stdout=answer,
                stderr=subprocess.DEVNULL,
                env={},
                cwd="/",
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            pass  # it is dead; what it drew is there
        answer.seek(0)
        return _read(answer.read(MOST_BYTES), first)


@contextmanager
def _turn(whose: Hashable) -> Iterator[None]:
    if SHARES.is_used_up(whose):
        raise DrawnEnough
    with SHARES.one_at_a_time(whose) as is_free:
        if not is_free or not PLACES.acquire(blocking=False):
            raise Drawing
        try:
            if not PEN.acquire(timeout=PATIENCE):
                raise Drawing
            try:
                with SHARES.spending(whose):
                    yield
            finally:
                PEN.release()
        finally:
            PLACES.release()


def _read(answer: bytes, first: int) -> Drawn:
    """Believe the other process nothing but what a picture can be: a stranger's file may have been speaking."""
    if len(answer) < TOTAL.size:
        raise CannotDraw
    (total,) = TOTAL.unpack_from(answer)
    if total < 1:
        raise CannotDraw
    due = max(0, min(AT_ONCE, total - first + 1))
    pictures: list[Picture | None] = [None] * due
    place = TOTAL.size
    for number in range(due):
        try:
            width, height, length = HEAD.unpack_from(answer, place)
        except struct.error:
            break
        place += HEAD.size
        content = answer[place : place + length]
        if len(content) == length and 1 <= width <= SIDE and 1 <= height <= SIDE and _is_webp(content):
            pictures[number] = Picture(content, width, height)
        place += length
    return Drawn(total, first, pictures)


def _is_webp(content: bytes) -> bool:
    return content[:4] == b"RIFF" and content[8:12] == b"WEBP"
