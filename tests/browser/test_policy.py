"""Every page that links lead to, for everybody: it answers, obeys its own policy, and reading it changes nothing."""

from __future__ import annotations

import contextlib
import re
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from django.urls import Resolver404, resolve
from django.utils import translation

from tests.browser.conftest import Town

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

pytestmark = pytest.mark.browser

# Where each role begins, and which addresses belong to its walk.
WALKS: dict[str, tuple[list[str], str]] = {
    "visitor": (["/", "/en/", "/oppna-data/"], r"/"),
    "applicant": (
        ["/mina-sidor/", "/", "/norrbotten/"],
        r"/(en/)?(mina-sidor|konto|norrbotten/anslut|verifiera)/",
    ),
    "kontrollera": (["/norrbotten/anslut/ansok/"], r"/norrbotten/anslut/ansok/"),
    "leader": (["/admin/", "/norrbotten/"], r"/(admin|mina-sidor|konto)/"),
    "secretary": (["/admin/", "/konto/2fa/"], r"/(admin|mina-sidor|konto)/"),
    "operator": (["/admin/"], r"/(admin|konto)/"),
    "unready": (["/konto/2fa/"], r"/konto/"),
}
# A walk ends when every kind of page has been met; the longest, the secretary's, takes some 410 pages. One that goes on
# longer than this has found pages without end, and fails.
MOST = 600
# Of pages with the same pattern of address and the same questions asked, so many are looked at.
ALIKE, ALIKE_AGAIN = 2, 1
AGAIN = ("leader", "operator")  # who see the secretary's pages once more
NOT_FOLLOWED = re.compile(r"^(mailto|tel|otpauth|javascript|data):")
WATCH = """() => {
  window.__violations = [];
  addEventListener('securitypolicyviolation', event => window.__violations.push(
    `${event.violatedDirective} ${event.blockedURI} ${event.sourceFile ?? ''}:${event.lineNumber}`));
}"""
LINKS = "() => [...document.querySelectorAll('a[href], link[href]')].map(each => each.getAttribute('href'))"
LOST_ANCHORS = """() => [...document.querySelectorAll('a[href^="#"]')].map(each => each.getAttribute('href').slice(1))
  .filter(id => id && !document.getElementById(id))"""


class Eyes:
    """A browser that writes down what its pages say and ask for."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.page: Page = context.new_page()
        self.heard: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda line: self._said(line.type, line.text))
        self.page.on("pageerror", lambda error: self._said("error", str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))

    def _said(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.heard.append(f"console {kind}: {text}")

    def rest(self) -> None:
        """Forget the page before."""
        self.heard.clear()
        self.asked.clear()


@dataclass
class Walk:
    """One person's way through the portal, breadth first, and everything that was wrong on it."""

    town: Town
    who: str
    seen: set[str] = field(default_factory=set)
    alike: dict[tuple[Any, ...], int] = field(default_factory=lambda: defaultdict(int))
    wrong: list[str] = field(default_factory=list)
    pages: int = 0

    @property
    def alike_at_most(self) -> int:
        return ALIKE_AGAIN if self.who in AGAIN else ALIKE

    def go(self) -> None:
        """Look at every kind of page that links lead to."""
        starts, mine = WALKS[self.who]
        with self.eyes() as eyes:
            todo = deque((start, "the start") for start in starts)
            self.seen.update(starts)
            while todo:
                if self.pages >= MOST:
                    self.wrong.append(f"no end after {MOST} pages; {len(todo)} to go, the next is {todo[0]}")
                    return
                address, found_on = todo.popleft()
                for link in self.look(eyes, address, found_on):
                    if link not in self.seen and re.match(mine, link) and self.is_new_kind(link):
                        self.seen.add(link)
                        todo.append((link, address))

    @contextlib.contextmanager
    def eyes(self) -> Iterator[Eyes]:
        """A browser on a narrow phone."""
        context = self.town.context(self.who, viewport={"width": 320, "height": 700})
        context.add_init_script(f"({WATCH})()")
        try:
            yield Eyes(context)
        finally:
            context.close()

    def look(self, eyes: Eyes, address: str, found_on: str) -> list[str]:
        """Fetch an address as it is linked, and show it if it is a page; gives the links on it."""
        answer = eyes.context.request.get(address)
        self.pages += 1
        if answer.status >= 400:
            self.wrong.append(f"{address}: {answer.status}, linked on {found_on}")
            return []
        if not answer.headers.get("content-type", "").startswith("text/html"):
            return []
        if self.who == "visitor":
            has_form = "<form" in answer.text().replace(
                '<form class="panel no-print" role="search" method="get"', ""
            )
            if "set-cookie" in answer.headers and not has_form:
                self.wrong.append(f"{address}: sets a cookie for nothing")
            eyes.context.clear_cookies()
        return self.show(eyes, address)

    def show(self, eyes: Eyes, address: str) -> list[str]:
        """Open the page; gives the links on it."""
        page = eyes.page
        eyes.rest()
        shown = page.goto(address)
        policy = (shown.header_value("content-security-policy") if shown else "") or ""
        troubles = list(eyes.heard)
        troubles += [f"violation {each}" for each in page.evaluate("() => window.__violations")]
        if "default-src 'none'" not in policy or "unsafe-" in policy:
            troubles.append(f"policy {policy!r}")
        language = page.locator("html").get_attribute("lang")
        if language != ("en" if urlsplit(page.url).path.startswith("/en/") else "sv"):
            troubles.append(f"lang={language}")
        if (width := page.evaluate("() => document.documentElement.scrollWidth")) > 320:
            troubles.append(f"{width} px wide on a screen of 320")
        troubles += [f"no #{anchor}" for anchor in page.evaluate(LOST_ANCHORS)]
        troubles += [f"asks {url}" for url in eyes.asked if not url.startswith((self.town.url, "data:"))]
        self.wrong += [f"{address}: {trouble}" for trouble in troubles]
        return [link for href in page.evaluate(LINKS) if (link := self.local(page.url, href))]

    def local(self, base: str, href: str) -> str:
        """The address on this site that a link leads to; nothing if it leads elsewhere."""
        if NOT_FOLLOWED.match(href):
            return ""
        whole = urljoin(base, href)
        return whole.removeprefix(self.town.url).partition("#")[0] if whole.startswith(self.town.url) else ""

    def is_new_kind(self, link: str) -> bool:
        """Whether fewer than a few pages like it have been looked at: same pattern of path, same questions asked."""
        parts = urlsplit(link)
        with translation.override("en" if parts.path.startswith("/en/") else "sv"):
            try:
                pattern = resolve(parts.path).route
            except Resolver404:
                pattern = re.sub(r"[0-9a-f.]{8,}", "*", parts.path)
        asked = {name for name, _value in parse_qsl(parts.query, keep_blank_values=True)}
        if asked & {"o", "_changelist_filters"} or parts.path.endswith("/history/"):
            # Django's own, the same everywhere: each list sorted once, each of its pages called up from there once.
            pattern, asked = parts.path.rstrip("/").rpartition("/")[2], {"o"}
            self.alike[pattern, "o"] += self.alike_at_most - 1
        kind = (pattern, *sorted(asked))
        self.alike[kind] += 1
        return self.alike[kind] <= self.alike_at_most


@pytest.mark.parametrize("who", WALKS)
def test_every_link_leads_to_a_page_that_keeps_the_policy(who: str, town: Town) -> None:
    """No violation in the console, no error, no foreign host, no broken link, no sideways scrolling at 320 px."""
    walk = Walk(town, who)
    before = town.house.rows()

    walk.go()

    assert walk.pages >= 3
    assert len(before) > 10_000
    assert walk.wrong == []
    assert town.house.rows() == before, "reading changes nothing"


def test_walk_without_end_fails(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has not seen everything does not say that everything is well."""
    monkeypatch.setattr("tests.browser.test_policy.MOST", 3)
    walk = Walk(town, "visitor")

    walk.go()

    assert walk.pages == 3
    assert walk.wrong[-1].startswith("no end after 3 pages")


def test_walk_hears_what_is_wrong(town: Town) -> None:
    """The walk itself can fail: a page with every fault that it listens for."""
    html = (
        '<html lang="fr"><body style="color: red"><a href="#nowhere">x</a><script>1</script>'
        '<img src="http://elsewhere.example/x.png"><table><td>' + "x" * 900 + "</table></body></html>"
    )
    headers = {
        "content-type": "text/html",
        "content-security-policy": "script-src 'self'; style-src 'self'; img-src *",
    }
    walk = Walk(town, "visitor")
    with walk.eyes() as eyes:
        eyes.page.route("**/wrong/", lambda route: route.fulfill(body=html, headers=headers))
        eyes.page.route("http://elsewhere.example/**", lambda route: route.abort())
        walk.show(eyes, "/wrong/")
        walk.look(eyes, "/finns-inte/", "a page")

    wrong = "\n".join(walk.wrong)
    for fault in (
        "violation script-src",
        "violation style-src",
        "console error",
        "policy",
        "lang=fr",
        "px wide",
        "#nowhere",
    ):
        assert fault in wrong
    assert "asks http://elsewhere.example/x.png" in wrong
    assert "/finns-inte/: 404, linked on a page" in wrong
