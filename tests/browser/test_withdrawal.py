"""A withdrawal and a re-joining, as the real people live them: the chair on a phone, the treasurer at a desk, the
secretariat and the public (MEM-41, MEM-42).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser import people
from tests.browser.house import House, embedded

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.browser.conftest import Camera

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 320, "height": 640}, "java_script_enabled": False}
LIST = "/norrbotten/anslutna/"
NAME = "Föreningen Vinterljus i Exempelby"


@pytest.fixture
def house(static: Path, tmp_path: Path) -> Iterator[House]:
    with embedded(tmp_path / "data", static) as running:
        yield running


@pytest.fixture
def enter(house: House, browser: Browser) -> Iterator[Callable[..., Page]]:
    """A page of somebody, signed in already if a session is given: how one signs in is another test's."""
    opened: list[BrowserContext] = []

    def open_for(session: str = "", **options: object) -> Page:
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


def leave(page: Page, member: int, day: dt.date) -> None:
    """From the own page to the last button."""
    page.goto(f"/mina-sidor/medlem/{member}/")
    page.locator("main a[href$='/uttrade/']").click()
    page.fill("input[name=dag]", day.isoformat())
    page.locator("main form[method=get] [type=submit].btn-primary").click()
    page.fill("input[name=given_by]", "Astrid Påhittad")
    page.locator("main form[method=post] [type=submit].btn-danger").click()


def test_withdrawal_and_rejoining(house: House, enter: Callable[..., Page], camera: Camera) -> None:
    facts = house.do("leaving")
    today = dt.date.fromisoformat(facts["today"])
    chair = enter(facts["sessions"]["chair"], **PHONE)
    treasurer = enter(facts["sessions"]["treasurer"])
    public = enter()
    own = f"/mina-sidor/medlem/{facts['member']}/"
    member_page = f"{LIST}{facts['slug']}/"

    # The chair gives notice for a later day, on a phone without JavaScript. Both get a receipt, the group is told.
    chair.goto("/mina-sidor/")
    chair.get_by_role("link", name=NAME).first.click()
    camera(chair, "own-page")
    leave(chair, facts["member"], today + dt.timedelta(days=30))
    camera(chair, "receipt")
    for who in ("chair", "treasurer"):
        receipt = house.wait_for_letter(facts[who], lambda each: "/uttrade/" in people.text_of(each))
        assert people.link_in(receipt).endswith(f"{own}uttrade/")
    house.wait_for_letter(facts["leader"], lambda each: NAME in str(each["Subject"]))
    public.goto(LIST)
    assert NAME in public.inner_text("main")

    # The treasurer had not been asked. It is not too late: the letter's page has a button.
    treasurer.goto(f"{own}uttrade/")
    treasurer.locator("main a[href$='/angra/']").click()
    camera(treasurer, "regret")
    people.send(treasurer)
    assert treasurer.url.endswith(own)
    assert treasurer.locator("main a[href$='/uttrade/']").count() == 1

    # The meeting decides to leave at once. The public sees it the same minute; what is kept, is said.
    leave(treasurer, facts["member"], today)
    house.wait_for_letter(facts["chair"], lambda each: "/uttrade/" in people.text_of(each), 2)
    for _attempt in range(60):
        public.goto(LIST)
        if NAME not in public.inner_text("main"):
            break
        public.wait_for_timeout(500)
    assert NAME not in public.inner_text("main")
    public.goto(member_page)
    assert NAME in public.inner_text("h1")
    assert "kaffepanna" not in public.inner_text("main")
    camera(public, "no-longer-a-member")

    # A year later they want back. What is known is filled in, and the page says so.
    chair.goto(own)
    camera(chair, "former-member")
    chair.locator("main a[href$='/anslut-igen/']").click()
    people.send(chair)
    assert chair.locator("main .notice").count() == 1
    camera(chair, "begun-again")
    chair.locator("main a.btn-primary").click()
    for _page in range(5):  # only the declaration is left to answer
        if chair.locator("input[name=declared]").count():
            chair.check("input[name=declared]")
            chair.fill("input[name=declared_by]", "Astrid Påhittad")
        if "/kontrollera/" in chair.url:
            break
        people.send(chair)
    camera(chair, "check")
    assert NAME in chair.inner_text("main")
    people.send(chair)
    assert "/klart/" in chair.url
    camera(chair, "receipt-of-the-application")
    house.wait_for_letter(facts["chair"], lambda each: "/mina-sidor/NB-" in people.text_of(each))
