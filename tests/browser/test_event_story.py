"""An event as its people live it: an association posts it, the secretariat lets it through, people register until it is
full and one waits, one cannot come and the waiting one gets the place, and afterwards who came and how it was (PLAN-12,
PLAN-16, CRO-17, CRO-34). The board and those who come use phones of 320 px, the secretariat a desk, nobody JavaScript.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser import people
from tests.browser.house import House

if TYPE_CHECKING:
    from email.message import EmailMessage

    from playwright.sync_api import Page

    from tests.browser.conftest import Camera

pytestmark = pytest.mark.browser

MINE = "/mina-sidor/kalender/"
CALENDAR = "/norrbotten/kalender/"
TITLE = "Älgkväll i bygdegården"
COMING = ("Alva", "Bo", "Cilla")  # two places


def test_event_from_the_board_to_what_people_thought(
    house: House, enter: Callable[..., Page], camera: Camera
) -> None:
    facts = house.do("eventful")
    board, visitor = enter(facts["sessions"]["board"], **people.PHONE), enter(**people.PHONE)
    secretary = enter(facts["sessions"]["secretary"], **people.DESK)

    # The board posts it on a phone; nobody else sees anything before it is sent in.
    post(board, facts, camera)
    own = board.url
    assert status_of(secretary, own) == 404
    take_step(board, "submit")
    assert TITLE not in reading(visitor, CALENDAR)

    # The secretariat gets a letter, reads, and publishes; the public sees and finds it.
    letter = house.wait_for_letter(facts["secretary"], with_link(MINE))
    secretary.goto(people.link_in(letter))
    assert TITLE in secretary.inner_text("main")
    camera(secretary, "to-look-at")
    take_step(secretary, "publish")
    house.wait_for_letter(facts["board"], with_link("/kalender/"))
    reading(visitor, CALENDAR)
    camera(visitor, "calendar")
    people.press(visitor.locator(f"main a:has-text('{TITLE}')"))
    event = visitor.url
    camera(visitor, "event")
    visitor.goto("/norrbotten/sok/")
    visitor.fill("main input[name=q]", "algkvall")
    people.press(visitor.locator("main form [type=submit]"))
    expect(visitor.locator(f"main a[href='{event.removeprefix(house.url)}']")).to_have_count(1)

    # Three want to come, without accounts. A scanner opens each link first; only the button counts.
    phones, links = {}, {}
    for name in COMING:
        phones[name] = enter(**people.PHONE)
        links[name] = register(phones[name], house, event, name, camera)
    stands = {name: phones[name].inner_text("main") for name in COMING}
    assert "Anmäld" in stands["Alva"]
    assert "Anmäld" in stands["Bo"]
    assert "På väntelistan" in stands["Cilla"]
    camera(phones["Cilla"], "waits")

    # One cannot come: the one who waits gets the place, and a letter that says so.
    house.wait_for_letter(address_of("Cilla"), about("På väntelistan"))
    phones["Alva"].goto(links["Alva"])
    people.press(phones["Alva"].locator("main button[name=answer][value=no]"))
    camera(phones["Alva"], "cannot-come")
    letter = house.wait_for_letter(address_of("Cilla"), about("Du är anmäld"))
    phones["Cilla"].goto(people.link_in(letter))
    assert "Anmäld" in phones["Cilla"].inner_text("main")

    # Two days before: who comes is reminded, once; who does not is left alone.
    house.do("event_draws_near")
    for name in ("Bo", "Cilla"):
        house.wait_for_letter(address_of(name), about("Snart"))
    reminded = [
        each for name in COMING for each in house.letters_to(address_of(name)) if about("Snart")(each)
    ]
    assert len(reminded) == 2

    # Afterwards the board writes down on the phone who came.
    house.do("event_is_over")
    board.goto(own)
    people.press(board.locator("main a[href$='/deltagare/']"))
    assert "Alva" not in board.inner_text("main")
    board.get_by_label("Bo Exempelsson").check()
    camera(board, "attendance")
    people.send(board)
    expect(board.locator("main input[name=came]:checked")).to_have_count(1)

    # Who came is asked how it was, and who did not is not. Nobody can tell from whom an answer is.
    house.do("event_asks_how_it_was")
    letter = house.wait_for_letter(address_of("Bo"), with_link("/synpunkter/"))
    asked = phones["Bo"]
    asked.goto(people.link_in(letter))
    people.choose(asked, "grade", "4")
    asked.fill("textarea[name=good]", "Samtalen vid kaffet.")
    camera(asked, "feedback")
    people.send(asked)
    assert "Tack" in asked.inner_text("main")
    assert not [each for each in house.letters_to(address_of("Cilla")) if with_link("/synpunkter/")(each)]
    secretary.goto(f"{own}deltagare/")
    assert "Samtalen" not in secretary.inner_text("main")  # one answer would have a name
    camera(secretary, "participants")

    # A month later nothing is left of them but that somebody came.
    house.do("event_is_long_over")
    wait_until_gone(secretary, f"{own}deltagare/", "Bo Exempelsson")
    assert status_of(phones["Bo"], links["Bo"]) == 404
    assert not [name for name in COMING if address_of(name) in house.rows()]
    visitor.goto(event)
    assert TITLE in visitor.inner_text("main")


def post(board: Page, facts: dict[str, Any], camera: Camera) -> None:
    board.goto("/mina-sidor/")
    people.press(board.locator(f"main a[href='{MINE}']"))
    people.press(board.locator(f"main a[href='{MINE}nytt/norrbotten/']"))
    camera(board, "form")
    people.send(board)  # too early: the page says what is missing, and keeps what was written
    expect(board.locator("main .error-summary")).to_have_count(1)
    camera(board, "form-empty")
    people.choose(board, "kind", "knowledge")
    board.fill("#id_title", TITLE)
    board.fill("#id_summary", "Vi lär oss läsa spår, och äter älgsoppa.")
    board.fill("#id_day", facts["day"])
    board.fill("#id_start", "18:00")
    board.fill("#id_end", "20:30")
    board.fill("#id_place", "Överkalix bygdegård")
    board.fill("#id_no_remote_reason", "Vi går ute i skogen.")
    board.check("#id_no_compensation")
    board.check("#id_takes_registrations")
    board.fill("#id_places", "2")
    people.send(board)
    assert TITLE in board.inner_text("main")
    camera(board, "draft")


def take_step(page: Page, step: str) -> None:
    people.press(page.locator(f"main a[href*='/steg/{step}/']"))
    people.send(page)


def register(phone: Page, house: House, event: str, name: str, camera: Camera) -> str:
    """Fill in the form, follow the link of the letter, press the button; gives the link."""
    phone.goto(event)
    people.press(phone.locator("main a[href$='/anmal/']"))
    phone.fill("#id_name", f"{name} Exempelsson")
    phone.fill("#id_email", address_of(name))
    if phone.locator("input[name=how]:not([type=hidden])").count():
        people.choose(phone, "how", "here")
    camera(phone, f"register-{name}")
    people.send(phone)
    letter = house.wait_for_letter(address_of(name), with_link("/anmalan/"))
    link = people.link_in(letter)
    for _scanner in range(2):
        phone.goto(link)
    assert "Inte bekräftad" in phone.inner_text("main")
    camera(phone, f"confirm-{name}")
    people.press(phone.locator("main button[name=answer][value=yes]"))
    return link


def address_of(name: str) -> str:
    return f"{name.lower()}@person.example"


def with_link(part: str) -> Callable[[EmailMessage], bool]:
    return lambda message: part in people.text_of(message)


def about(words: str) -> Callable[[EmailMessage], bool]:
    return lambda message: words in str(message["Subject"])


def status_of(page: Page, address: str) -> int:
    answer = page.goto(address)
    assert answer
    return answer.status


def reading(page: Page, address: str) -> str:
    page.goto(address)
    return page.inner_text("main")


def wait_until_gone(page: Page, address: str, words: str) -> None:
    """The relay works beside us: look until it has."""
    for _look in range(100):
        if words not in reading(page, address):
            return
        page.wait_for_timeout(200)
    raise AssertionError(f"{words!r} is still there")
