"""A nomination round as its people live it: from opening to seating, with one late organisation, one nominee who says
no, and one seat that falls vacant (MEM-25 … MEM-27, MEM-34). Boards and nominees on phones, staff at a desk, nobody
with JavaScript.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser import people
from tests.browser.house import House, embedded

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.browser.conftest import Camera

pytestmark = pytest.mark.browser

MINE = "/mina-sidor/nomineringar/"
ROUNDS = "/admin/nominations/nominationround/"
PHONE = {"viewport": {"width": 320, "height": 640}, "java_script_enabled": False, "is_mobile": True}
DESK = {"viewport": {"width": 1280, "height": 800}, "java_script_enabled": False}
# Who nominates whom, and what they answer.
NOMINEES = {"alfa": ("Alma", "yes"), "beta": ("Bo", "yes"), "gamma": ("Cia", "no"), "sen": ("Lo", "yes")}


@pytest.fixture
def house(static: Path, tmp_path: Path) -> Iterator[House]:
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


def confirm(page: Page) -> None:
    """The one button of a confirm page in the admin."""
    page.locator("#content form[method=post] .row-actions button[type=submit]").click()


def test_round_from_opening_to_seating(house: House, enter: Callable[..., Page], camera: Camera) -> None:
    facts = house.do("nominating")
    sessions = facts["sessions"]
    secretary, leader = enter(sessions["secretary"], **DESK), enter(sessions["leader"], **DESK)
    reader = enter(**PHONE)

    # The secretary makes the round, and everybody can read about it.
    make_round(secretary, facts)
    camera(secretary, "round")
    reader.goto("/norrbotten/nominera/")
    reader.locator("main .cards a").first.click()
    assert "Resor ersätts" in reader.inner_text("main")
    camera(reader, "public-round")

    # Each board prepares on a phone, and sends.
    boards = {name: enter(sessions[name], **PHONE) for name in NOMINEES}
    for name, (nominee, _said) in NOMINEES.items():
        nominate(boards[name], nominee)
        camera(boards[name], f"nominated-{nominee}")
    assert boards["alfa"].locator("main .verdict.notice-success").count() == 1
    assert boards["sen"].locator("main .verdict.notice-info").count() == 1  # has only applied

    # Each nominee gets a letter. Following the link answers nothing, the button does.
    for name, (nominee, said) in NOMINEES.items():
        letter = house.wait_for_letter(address_of(nominee), lambda each: "/svar/" in people.text_of(each))
        link = people.link_in(letter)
        phone = enter(**PHONE)
        for _scanner in range(2):
            phone.goto(link)
        boards[name].reload()
        assert boards[name].locator("main .tag-progress").count() >= 1
        phone.locator(f"button[name=answer][value={said}]").click()
        camera(phone, f"answer-{nominee}")
        boards[name].reload()
        tone = "success" if said == "yes" else "warning"
        assert boards[name].locator(f"main > * .tag-{tone}").count() >= 1

    # Nobody outside sees a name.
    reader.reload()
    shown = reader.inner_text("main")
    assert not [each for each, _said in NOMINEES.values() if f"{each} Nominerad" in shown]

    # The last day passes; the fourth organisation joins too late, and its page says so.
    house.do("time_passes")
    boards["sen"].reload()
    assert boards["sen"].locator("main .verdict.notice-warning").count() == 1
    camera(boards["sen"], "too-late")

    # The group sees all side by side, tries a composition out, and decides.
    leader.goto(facts_url(leader, "nominations"))
    assert leader.locator("input[name=pick]").count() == 2  # neither the late one nor the one who said no
    row(leader, "Alma").locator("input[name=pick]").check()
    row(leader, "Bo").locator("select").select_option("1")
    leader.locator("button[name=try]").click()
    assert leader.locator("#content figure.seats svg").count() >= 1
    camera(leader, "tried-out")
    leader.locator("button[formaction]").click()
    leader.fill("#id_decided_on", facts["today"])
    leader.fill("#id_paragraph", "14")
    leader.fill("#id_unequal_reason", "Bara civilsamhället har platser i gruppen.")
    camera(leader, "decide")
    confirm(leader)
    assert leader.locator("#outcome").count() == 1

    # The chosen is public, the others get thanks and no word of anybody else.
    reader.goto("/norrbotten/utvecklingsgrupp/")
    assert "Alma Nominerad" in reader.inner_text("main")
    thanks = house.wait_for_letter(address_of("Lo"), lambda each: "/nominera/" in people.text_of(each))
    assert "Alma" not in people.text_of(thanks)
    house.wait_for_letter(address_of("Alma"), lambda each: "/nominera/" in people.text_of(each))

    # A seat falls vacant: the alternate is asked first, and takes it with one button.
    house.do("somebody_leaves")
    offer = house.wait_for_letter(address_of("Bo"), lambda each: "/plats/" in people.text_of(each))
    phone = enter(**PHONE)
    phone.goto(people.link_in(offer))
    camera(phone, "offer")
    phone.locator("button[name=answer][value=yes]").click()
    assert phone.locator("button[name=answer]").count() == 0
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
    page.locator("#result_list tbody a").first.click()
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
    page.locator("input[name=_save]").click()
    page.goto(facts_url(page, "publish"))
    confirm(page)


def nominate(page: Page, nominee: str) -> None:
    """From the own pages to a sent nomination."""
    page.goto(MINE)
    page.locator("main a[href*='/ny/']").first.click()
    page.fill("input[name=nominee_name]", f"{nominee} Nominerad")
    page.fill("input[name=nominee_email]", address_of(nominee))
    page.fill("textarea[name=motivation]", "Kan mycket om byarna.")
    page.check("input[name=wants][value=either]")
    people.send(page)
    page.locator("main form[action$='/skicka/'] button").click()
    assert page.locator("main form[action$='/skicka/']").count() == 0
