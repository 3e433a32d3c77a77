"""What the pages weigh on the wire, the first time somebody comes (U6)."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import Town
from tests.browser.public_pages import PAGES, fill

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Response

pytestmark = pytest.mark.browser

KB = 1000
FIRST, WHOLE, REQUESTS = (
    14 * KB,
    30 * KB,
    5,
)  # HTML and styles; the page without one font file; how often it asks
FONTS = (".woff2", ".woff", ".ttf", ".otf")
LEVEL = 5  # what the proxy's gzip takes
TEXT = ("text/", "application/javascript", "image/svg+xml")


def visit(context: BrowserContext, address: str) -> list[Response]:
    """Open the page with an empty cache; every answer that came, also the ones that came late."""
    page = context.new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 -- Playwright marks what it is given
    page.goto(address, wait_until="networkidle")
    return answers


def weight(answer: Response) -> int:
    """Bytes of the body on the wire. Pages leave the application as they are; the proxy in front packs them
    (deploy/Caddyfile), here gzip stands in for it. Static files come packed from the application.
    """
    if answer.header_value("content-encoding"):
        return int(answer.request.sizes()["responseBodySize"])
    kind = answer.header_value("content-type") or ""
    return len(gzip.compress(answer.body(), LEVEL)) if kind.startswith(TEXT) else len(answer.body())


def kinds(answers: list[Response]) -> dict[str, int]:
    """The weights by address."""
    return {urlsplit(answer.url).path: weight(answer) for answer in answers}


@pytest.mark.parametrize("sample", [each for given in PAGES.values() for each in given])
def test_public_page_fits_the_first_round_trip(town: Town, sample: str) -> None:
    """Every address of every kind; the English page too, whose text is another and whose rest is the same."""
    address = fill(sample, town.facts)
    context = town.context()
    try:
        answers = visit(context, address)
        weights = kinds(answers)
        style = sum(bytes_ for path, bytes_ in weights.items() if path.endswith(".css"))
        fonts = [bytes_ for path, bytes_ in weights.items() if path.endswith(FONTS)]
        assert weights[address.partition("?")[0]] + style <= FIRST, weights
        assert sum(weights.values()) - max(fonts, default=0) <= WHOLE, weights
        assert len(answers) <= REQUESTS, weights
        assert {urlsplit(answer.url).netloc for answer in answers} == {urlsplit(town.url).netloc}
        assert [answer.url for answer in answers if answer.header_value("set-cookie")] == []
        assert context.cookies() == []
        assert [answer.url for answer in answers if answer.request.resource_type == "script"] == []
        english = context.request.get(f"/en{address}")
        assert english.status == 200
        assert len(gzip.compress(english.body(), LEVEL)) + style <= FIRST, f"/en{address}"
        assert "set-cookie" not in english.headers
    finally:
        context.close()


def test_review_queue_stays_light(town: Town) -> None:
    context = town.context("leader")
    try:
        weights = kinds(visit(context, "/admin/membership/reviewitem/?status=all"))
        assert sum(weights.values()) <= 150 * KB, weights
    finally:
        context.close()
