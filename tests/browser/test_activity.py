"""An activity from the adopted plan to done, seen by the public the same minute (PLAN-05, PLAN-14, PLAN-24).

The secretary records the leadership group's decision at a desk; a member of the development group says how it goes on a
phone without JavaScript; a visitor reads along on another.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.browser import people
from tests.browser.house import House
from tests.factories import pdf_bytes

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Camera

pytestmark = pytest.mark.browser


def test_activity_from_the_plan_to_done(house: House, enter: Callable[..., Page], camera: Camera) -> None:
    facts = house.do("activity")
    secretary = enter(facts["sessions"]["secretary"])
    member = enter(facts["sessions"]["member"], **people.PHONE)
    visitor = enter(**people.PHONE)
    year, at = facts["year"], f"/norrbotten/aktivitetsplan/{facts['year']}/"

    # The public sees nothing of the draft.
    assert visitor.goto(at).status == 404

    # The leadership group has decided; the secretary records that, and the plan is frozen.
    secretary.goto(f"/admin/actionplan/activityplan/{facts['plan']}/adopt/")
    secretary.fill("#id_decided_on", f"{year}-01-02")
    secretary.fill("#id_paragraph", "§ 7")
    camera(secretary, "adopt")
    people.press(secretary.locator("#content form .row-actions button[type=submit].btn").first)

    visitor.goto(at)
    assert "§ 7" in visitor.inner_text("main")
    people.press(visitor.locator("text=Öppna möten"))
    page = visitor.url
    assert "Planerat" in visitor.inner_text("main")

    # On a phone: it begins, a note, a milestone with its proof, and it is done.
    member.goto("/mina-sidor/")
    people.press(member.locator("main a[href='/mina-sidor/aktiviteter/']"))
    people.press(member.locator("text=Öppna möten"))
    camera(member, "mine")
    height = member.locator("main form button[type=submit]").first.bounding_box()
    assert height is not None
    assert height["height"] >= 44
    press(member, "begin")
    visitor.goto(page)
    assert "Pågår" in visitor.inner_text("main")

    member.fill("textarea[name=note]", "Sextio har anmält sig.")
    people.press(member.locator("#submit-id-send"))
    people.press(member.locator("main a[href$='/delmal/1/']"))
    member.set_input_files(
        "input[name=upload]",
        files=[{"name": "Inbjudan.pdf", "mimeType": "application/pdf", "buffer": pdf_bytes()}],
    )
    people.send(member)
    camera(member, "milestone")
    visitor.goto(page)
    seen = visitor.inner_text("main")
    assert "Sextio har anmält sig." in seen
    assert "Inbjudan.pdf" in seen
    assert visitor.request.get(visitor.locator("main a[href*='/bevis/1/']").get_attribute("href") or "").ok

    press(member, "finish")
    visitor.goto(page)
    camera(visitor, "done")
    seen = visitor.inner_text("main")
    assert "Klart" in seen
    assert facts["name"] not in visitor.content()
    visitor.goto(at)
    assert "1 klar" in visitor.inner_text("main")


def press(page: Page, step: str) -> None:
    people.press(page.locator(f"main form[action$='/steg/{step}/'] button"))
