"""Installations and browsers for the tests of this folder: made once, shared, ended by their own process ids."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.house import House, embedded, production, settings
from tests.harness.processes import manage

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

SCREENSHOTS = "SCREENSHOTS"  # names a folder: every step that a test shows is photographed into it


@pytest.fixture(scope="session")
def static(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Collected static files: hashed names, compressed, as production serves them."""
    folder = tmp_path_factory.mktemp("static")
    manage(settings(tmp_path_factory.mktemp("collect"), folder), "collectstatic", "--noinput")
    return folder


@pytest.fixture(params=["embedded", "production"])
def whole_house(request: pytest.FixtureRequest, static: Path, tmp_path: Path) -> Iterator[House]:
    """Each of the two shapes the product runs in, with everything that works in it."""
    if request.param == "embedded":
        with embedded(tmp_path / "data", static) as house:
            yield house
        return
    servers = {name: request.getfixturevalue(name) for name in ("postgres_url", "redis_url")}
    with production(tmp_path / "data", static, **servers) as house:
        yield house


@pytest.fixture
def house(static: Path, tmp_path: Path) -> Iterator[House]:
    """An empty house of its own, with everything that works in it."""
    with embedded(tmp_path / "data", static) as running:
        yield running


@pytest.fixture
def enter(house: House, browser: Browser) -> Iterator[Callable[..., Page]]:
    """A page of somebody who is signed in already, or of nobody: how one signs in is another test's."""
    opened: list[BrowserContext] = []

    def open_for(session: str = "", **options: Any) -> Page:
        context = browser.new_context(
            base_url=house.url, locale="sv-SE", timezone_id="Europe/Stockholm", **options
        )
        if session:
            context.add_cookies([{"name": "session", "value": session, "url": house.url}])
        opened.append(context)
        return context.new_page()

    yield open_for
    for each in opened:
        each.close()


class Town:
    """A house full of people and cases, for tests that only look: sessions in every role, shared by all tests."""

    def __init__(self, house: House, browser: Browser) -> None:
        self.house = house
        self.url = house.url
        self.browser = browser
        self.facts: dict[str, Any] = house.do("world")
        self.cases: dict[str, dict[str, Any]] = self.facts["cases"]

    def context(self, who: str = "visitor", **options: Any) -> BrowserContext:
        """A browser of a person in that role, signed in; `visitor` is nobody."""
        made = self.browser.new_context(
            base_url=self.url, locale="sv-SE", timezone_id="Europe/Stockholm", **options
        )
        if who != "visitor":
            value = self.facts["sessions"][who]
            made.add_cookies([{"name": "session", "value": value, "url": self.url}])
        return made


@pytest.fixture(scope="session")
def town(static: Path, tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Town]:
    with embedded(tmp_path_factory.mktemp("town"), static, relay=False) as house:
        yield Town(house, browser)


class Camera:
    """Photographs a page if somebody wants pictures."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.taken = 0

    def __call__(self, page: Page, name: str) -> None:
        if self.folder is None:
            return
        self.taken += 1
        page.screenshot(
            path=self.folder / f"{self.taken:02}-{name}.png", full_page=True, animations="disabled"
        )


@pytest.fixture
def camera(request: pytest.FixtureRequest) -> Camera:
    folder = os.environ.get(SCREENSHOTS)
    if not folder:
        return Camera(None)
    path = Path(folder) / request.node.name.replace("[", "-").rstrip("]")
    path.mkdir(parents=True, exist_ok=True)
    return Camera(path)
