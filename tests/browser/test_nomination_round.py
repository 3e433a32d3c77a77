"""A nomination round as its people live it: from opening to seating, with one late organisation, one nominee who says
no, and one seat that falls vacant (MEM-25 … MEM-27, MEM-34). Boards and nominees on phones, staff at a desk, nobody
with JavaScript.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser import people
from tests.browser.house import House

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Camera

pytestmark = pytest.mark.browser

MINE = "/mina-sidor/nomineringar/"
ROUNDS = "/admin/nominations/nominationround/"
# Who nominates whom, and what they answer.
NOMINEES = {"alfa": ("Alma", "yes"), "beta": ("Bo", "yes"), "gamma": ("Cia", "no"), "sen": ("Lo", "yes")}


def confirm(page: Page) -> None:
    """The one button of a confirm page in the admin."""
    people.press(page.locator("#content form[method=post] .row-actions button[type=submit]"))


def test_round_from_opening_to_seating(house: House, enter: Callable[..., Page], camera: Camera) -> None:
    facts = house.do("nominating")
    sessions = facts["sessions"]
    secretary, leader = enter(sessions["secretary"], **people.DESK), enter(sessions["leader"], **people.DESK)
    reader = enter(**people.PHONE)

    # The secretary makes the round, and everybody can read about it.
    make_round(secretary, facts)
    camera(secretary, "round")
    reader.goto("/norrbotten/nominera/")
    people.press(reader.locator("main .cards a").first)
    assert "Resor ersätts" in reader.inner_text("main")
    camera(reader, "public-round")

    # Each board prepares on a phone, and sends.
    boards = {name: enter(sessions[name], **people.PHONE) for name in NOMINEES}
    for name, (nominee, _said) in NOMINEES.items():
        nominate(boards[name], nominee)
        camera(boards[name], f"nominated-{nominee}")
    expect(boards["alfa"].locator("main .verdict.notice-success")).to_have_count(1)
    expect(boards["sen"].locator("main .verdict.notice-info")).to_have_count(1)  # has only applied

    # Each nominee gets a letter. Following the link answers nothing, the button does.
    for name, (nominee, said) in NOMINEES.items():
        letter = house.wait_for_letter(address_of(nominee), lambda each: "/svar/" in people.text_of(each))
        link = people.link_in(letter)
        phone = enter(**people.PHONE)
        for _scanner in range(2):
            phone.goto(link)
        boards[name].reload()
        expect(boards[name].locator("main .tag-progress")).not_to_have_count(0)
        people.press(phone.locator(f"button[name=answer][value={said}]"))
        camera(phone, f"answer-{nominee}")
        boards[name].reload()
        tone = "success" if said == "yes" else "warning"
        expect(boards[name].locator(f"main > * .tag-{tone}")).not_to_have_count(0)

    # Nobody outside sees a name.
    reader.reload()
    shown = reader.inner_text("main")
    assert not [each for each, _said in NOMINEES.values() if f"{each} Nominerad" in shown]

    # The last day passes; the fourth organisation joins too late, and its page says so.
    house.do("time_passes")
    boards["sen"].reload()
    expect(boards["sen"].locator("main .verdict.notice-warning")).to_have_count(1)
    camera(boards["sen"], "too-late")

    # The group sees all side by side, tries a composition out, and decides.
    leader.goto(facts_url(leader, "nominations"))
    # Neither the late one nor the one who said no is there.
    expect(leader.locator("input[name=pick]")).to_have_count(2)
    row(leader, "Alma").locator("input[name=pick]").check()
    row(leader, "Bo").locator("select").select_option("1")
    people.press(leader.locator("button[name=try]"))
    expect(leader.locator("#content figure.seats svg")).not_to_have_count(0)
    camera(leader, "tried-out")
    people.press(leader.locator("button[formaction]"))
    leader.fill("#id_decided_on", facts["today"])
    leader.fill("#id_paragraph", "14")
    leader.fill("#id_unequal_reason", "Bara civilsamhället har platser i gruppen.")
    camera(leader, "decide")
    confirm(leader)
    expect(leader.locator("#outcome")).to_have_count(1)

    # The chosen is public, the others get thanks and no word of anybody else.
    reader.goto("/norrbotten/utvecklingsgrupp/")
    assert "Alma Nominerad" in reader.inner_text("main")
    thanks = house.wait_for_letter(address_of("Lo"), lambda each: "/nominera/" in people.text_of(each))
    assert "Alma" not in people.text_of(thanks)
    house.wait_for_letter(address_of("Alma"), lambda each: "/nominera/" in people.text_of(each))

    # A seat falls vacant: the alternate is asked first, and takes it with one button.
    house.do("somebody_leaves")
    offer = house.wait_for_letter(address_of("Bo"), lambda each: "/plats/" in people.text_of(each))
    phone = enter(**people.PHONE)
    phone.goto(people.link_in(offer))
    camera(phone, "offer")
    people.press(phone.locator("button[name=answer][value=yes]"))
    expect(phone.locator("button[name=answer]")).to_have_count(0)
    reader.goto(f"/norrbotten/utvecklingsgrupp/?dag={facts['term']}")
    shown = reader.inner_text("main")
    assert "Bo Nominerad" in shown
    assert "Alma Nominerad" not in shown


def address_of(nominee: str) -> str:
    return f"{nominee.lower()}@person.example"


def row(page: Page, nominee: str) -> Any:
    """The row of somebody in the comparison."""
    return page.locator("table.compare tbody tr", has_text=f"{nominee} Nominerad")


def facts_url(page: Page, name: str) -> str:
    """The only round's page in the admin."""
    page.goto(ROUNDS)
    people.press(page.locator("#result_list tbody a").first)
    found = re.search(r"/nominationround/(\d+)/", page.url)
    assert found
    return f"{ROUNDS}{found[1]}/{name}/"


def make_round(page: Page, facts: dict[str, Any]) -> None:
    """Through the form as it stands, and published."""
    page.goto(f"{ROUNDS}add/")
    for name, value in {
        "title": "Utvecklingsgruppen, nästa period",
        "about": "Vi söker personer som vill planera arbetet tillsammans.",
        "compensation": "Resor ersätts. Arvode betalas inte.",
        "opens_on": facts["today"],
        "closes_on": facts["today"],
        "seats_sought": "1",
        "alternates_sought": "1",
        "term_from_on": facts["term"],
    }.items():
        page.fill(f"#id_{name}", value)
    if page.locator("select#id_agreement").count():
        page.select_option("#id_agreement", str(facts["agreement"]))
    page.select_option("#id_body", str(facts["body"]))
    people.press(page.locator("input[name=_save]"))
    page.goto(facts_url(page, "publish"))
    confirm(page)


def nominate(page: Page, nominee: str) -> None:
    """From the own pages to a sent nomination."""
    page.goto(MINE)
    people.press(page.locator("main a[href*='/ny/']").first)
    page.fill("input[name=nominee_name]", f"{nominee} Nominerad")
    page.fill("input[name=nominee_email]", address_of(nominee))
    page.fill("textarea[name=motivation]", "Kan mycket om byarna.")
    page.check("input[name=wants][value=either]")
    people.send(page)
    people.press(page.locator("main form[action$='/skicka/'] button"))
    expect(page.locator("main form[action$='/skicka/']")).to_have_count(0)
