"""Photograph the main pages into docs/pages/: on a phone, on a desk, by night, on paper.

    make run                                             # in another window
    python -m scripts.pictures http://127.0.0.1:8000

Run it when the pages change; the pictures are small, for they are kept in the repository.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from scripts import ground
from tests.harness.servers import find_chromium

FOLDER = ground.ROOT / "docs" / "pages"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
Scheme = Literal["light", "dark"]
COLOURS = 96
TALLEST = 2400  # CSS pixels of a picture; a long page goes on below it
# name, page, width, colour scheme
PICTURES: tuple[tuple[str, str, int, Scheme], ...] = (
    ("start-desktop", "/norrbotten/", 1280, "light"),
    ("start-phone", "/norrbotten/", 360, "light"),
    ("agreement-desktop", "/norrbotten/overenskommelsen/", 1280, "light"),
    ("agreement-dark", "/norrbotten/overenskommelsen/", 1280, "dark"),
    ("plan-phone", "/norrbotten/handlingsplan/", 360, "light"),
    ("connections-desktop", "/norrbotten/sa-hanger-det-ihop/", 1280, "light"),
    ("decisions-phone-dark", "/norrbotten/beslut/", 360, "dark"),
)
PRINTED = ("agreement-print", "/norrbotten/overenskommelsen/")


def main(address: str) -> int:
    """Photograph every page; needs a portal with demo data at `address`."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(find_chromium()), args=FLAGS)
        for name, page, width, scheme in PICTURES:
            keep(name, photograph(browser, f"{address}{page}", width, scheme))
        keep(PRINTED[0], print_out(browser, f"{address}{PRINTED[1]}"))
        browser.close()
    print(f"{len(PICTURES) + 1} pictures in {FOLDER.relative_to(ground.ROOT)}/")
    return 0


def photograph(browser: Browser, url: str, width: int, scheme: Scheme) -> bytes:
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.goto(url)
    height = min(TALLEST, int(page.evaluate("document.documentElement.scrollHeight")))
    picture = page.screenshot(clip={"x": 0, "y": 0, "width": width, "height": height}, full_page=True)
    page.close()
    return picture


def print_out(browser: Browser, url: str) -> bytes:
    """The first sheet of paper."""
    page = browser.new_page()
    page.goto(url)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.pdf"
        page.pdf(path=str(file), format="A4", prefer_css_page_size=True)
        subprocess.run(
            ["pdftoppm", "-png", "-r", "80", "-l", "1", "-singlefile", file, file.with_suffix("")], check=True
        )
        picture = file.with_suffix(".png").read_bytes()
    page.close()
    return picture


def keep(name: str, picture: bytes) -> None:
    image = Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS)
    image.save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1].rstrip("/")))
