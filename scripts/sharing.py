"""Draw what a link looks like when somebody shares it: one picture for each region in content/, and a neutral one.

    python -m scripts.sharing

The pictures are made of the project's own marks: the land and the colours from site.css, the county in tiles as on the
pages, the mark of the portal. Run it when a region comes, changes its name or moves a tile; the pictures are kept in
the repository, so that a portal needs no browser.
"""

from __future__ import annotations

import base64
import io
import tomllib
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from agreement.templatetags._geometry import kite, points_of_star
from agreement.templatetags.pictures import county_mark
from scripts import ground
from scripts.pictures import FLAGS
from tests.harness.servers import find_chromium

STATIC = ground.ROOT / "static"
FOLDER = STATIC / "img" / "share"
NEUTRAL = "samverkan"  # no region's: their slugs are counties
SITE = "Samverkan"
WIDTH, HEIGHT = 1200, 630  # what those who show such pictures ask for
COLOURS = 64
HEAVIEST = 60_000  # bytes
POINTS = (
    7  # the neutral star's: as many as the principles of the national agreement that every region builds on
)

STYLE = """
@font-face { font-family: Plex; src: url(data:font/woff2;base64,%(font)s); font-weight: 600; }
* { margin: 0; box-sizing: border-box; }
body { width: 1200px; height: 630px; position: relative; overflow: hidden; font: 600 44px/1.1 Plex; color: var(--ink);
  background: linear-gradient(var(--sky) 55%%, var(--sky-low)); }
.mark { position: absolute; left: 80px; top: 72px; height: 76px; display: flex; gap: 22px; align-items: center; }
.mark img { height: 76px; }
h1 { position: absolute; left: 76px; top: 210px; width: 690px; font-size: %(size)spx; letter-spacing: -.02em; }
.own { position: absolute; right: 90px; bottom: 150px; width: 330px; height: 400px; color: var(--main); }
.own svg { width: 100%%; height: 100%%; }
.land, .trees { position: absolute; inset: auto 0 0; }
.land { height: 150px; background: var(--fell); mask: var(--fells) 50%% 100%%/100%% 100%%; }
.trees { height: 46px; background: var(--tree); mask: var(--spruces) 0 0/auto 46px repeat-x; }
"""


def main() -> int:
    """Draw every picture anew. Refuses (exit status 1) one that is too heavy to be fetched for a preview."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = {NEUTRAL: page("", star())}
    for file in sorted((ground.ROOT / "content").glob("*/region.toml")):
        region = tomllib.loads(file.read_text(encoding="utf-8"))["region"]
        wanted[region["slug"]] = page(region["name"], county(region))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(find_chromium()), args=FLAGS)
        weights = {name: keep(name, photograph(browser, html)) for name, html in wanted.items()}
        browser.close()
    for name, weight in weights.items():
        print(f"{weight:6} bytes  {(FOLDER / name).relative_to(ground.ROOT)}.png")
    return 1 if max(weights.values()) > HEAVIEST else 0


def county(region: dict[str, Any]) -> str:
    """The county's tiles, as large as there is room."""
    drawn = str(county_mark(region.get("municipalities")))
    return drawn.replace("<svg", '<svg preserveAspectRatio="xMaxYMax"')


def star() -> str:
    """The compass of the principles, without a number."""
    inner = 140 * 0.38
    outer = points_of_star(150, 140, inner, POINTS)
    between = points_of_star(150, 100, inner * 0.9, POINTS, turned=True)
    shaded = "".join(kite(150, 140, inner, POINTS, place, half=True) for place in range(1, POINTS + 1))
    return (
        '<svg viewBox="0 0 300 300" preserveAspectRatio="xMaxYMax"><g stroke="currentColor" stroke-width="3" '
        f'stroke-linejoin="round" fill="var(--sky)"><path d="{between}"/><path d="{outer}"/>'
        f'<path fill="currentColor" d="{shaded}"/></g></svg>'
    )


def page(name: str, own: str) -> str:
    """What is photographed: the portal's mark, the name of the region, its own figure, the land."""
    css = (STATIC / "css" / "site.css").read_text(encoding="utf-8")
    root = css[css.index(":root {") : css.index("}", css.index(":root {")) + 1]
    font = STATIC / "fonts" / "plex" / "IBMPlexSans-SemiBold.woff2"
    style = STYLE % {"font": packed(font), "size": 116 if len(name or SITE) < 12 else 92}
    mark = f'<img src="data:image/svg+xml;base64,{packed(STATIC / "img" / "favicon.svg")}" alt="">'
    over = f'<p class="mark">{mark}{SITE if name else ""}</p>'
    return (
        f'<!DOCTYPE html><html lang="sv"><meta charset="utf-8"><style>{root}{style}</style>'
        f'<body>{over}<h1>{name or SITE}</h1><div class="land"></div><div class="own">{own}</div>'
        '<div class="trees"></div></body></html>'
    )


def packed(file: Path) -> str:
    return base64.b64encode(file.read_bytes()).decode()


def photograph(browser: Browser, html: str) -> bytes:
    sheet = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
    sheet.set_content(html)
    sheet.evaluate("document.fonts.ready")
    picture = sheet.screenshot()
    sheet.close()
    return picture


def keep(name: str, picture: bytes) -> int:
    """Write the picture with few colours; gives its weight in bytes."""
    file = FOLDER / f"{name}.png"
    image = Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    image.save(file, optimize=True)
    return file.stat().st_size


if __name__ == "__main__":
    raise SystemExit(main())
