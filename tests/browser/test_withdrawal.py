"""A withdrawal and a re-joining, as the real people live them: the chair on a phone, the treasurer at a desk, the
secretariat and the public (MEM-41, MEM-42).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser import people
from tests.browser.house import House

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Camera

pytestmark = pytest.mark.browser

LIST = "/norrbotten/anslutna/"
NAME = "Föreningen Vinterljus i Exempelby"


def leave(page: Page, member: int, day: dt.date) -> None:
    """From the own page to the last button."""
    page.goto(f"/mina-sidor/medlem/{member}/")
    people.press(page.locator("main a[href$='/uttrade/']"))
    page.fill("input[name=dag]", day.isoformat())
    people.press(page.locator("main form[method=get] [type=submit].btn-primary"))
    page.fill("input[name=given_by]", "Astrid Påhittad")
    people.press(page.locator("main form[method=post] [type=submit].btn-danger"))


def test_withdrawal_and_rejoining(house: House, enter: Callable[..., Page], camera: Camera) -> None:
    facts = house.do("leaving")
    today = dt.date.fromisoformat(facts["today"])
    chair = enter(facts["sessions"]["chair"], **people.PHONE)
    treasurer = enter(facts["sessions"]["treasurer"])
    public = enter()
    own = f"/mina-sidor/medlem/{facts['member']}/"
    member_page = f"{LIST}{facts['slug']}/"

    # The chair gives notice for a later day, on a phone without JavaScript. Both get a receipt, the group is told.
    chair.goto("/mina-sidor/")
    people.press(chair.get_by_role("link", name=NAME).first)
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
    people.press(treasurer.locator("main a[href$='/angra/']"))
    camera(treasurer, "regret")
    people.send(treasurer)
    assert treasurer.url.endswith(own)
    expect(treasurer.locator("main a[href$='/uttrade/']")).to_have_count(1)

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
    people.press(chair.locator("main a[href$='/anslut-igen/']"))
    people.send(chair)
    expect(chair.locator("main .notice")).to_have_count(1)
    camera(chair, "begun-again")
    people.press(chair.locator("main a.btn-primary"))
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
