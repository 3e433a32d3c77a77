"""What people do on a page before it is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import FilePayload

from tests.browser import people
from tests.factories import pdf_bytes

if TYPE_CHECKING:
    from playwright.sync_api import Page


def send_empty(page: Page) -> None:
    """Press the button without having written anything."""
    people.press(page.locator("main form [type=submit].btn-primary"))


def send_nothing(page: Page) -> None:
    """The button of the page's own form, where there are others that act at once."""
    people.press(page.locator("#submit-id-send"))


def press(page: Page) -> None:
    """The button of a confirm page in the admin."""
    people.press(page.locator("#content form .row-actions button[type=submit].btn").first)


def show_seats(page: Page) -> None:
    """The button that reads the seats of the day again."""
    page.locator("#id_decided_on").fill("2024-05-06")
    people.press(page.locator("button[name=show]"))


def nobody_came(page: Page) -> None:
    """A decision without those who must be there."""
    while (box := page.locator("input[name=present]:checked").first).count():
        box.uncheck()
    page.fill("#id_decided_on", page.input_value("input[name=seats_on]"))
    page.check("#id_conflicts_asked")
    page.locator("#id_paragraph").fill("12")
    press(page)


def look_through(page: Page) -> None:
    """What the meeting decided, before it is recorded."""
    people.press(page.locator("#content form .row-actions .btn-primary"))


def decline_without_a_word(page: Page) -> None:
    """A slip at the meeting and in a row."""
    page.locator("input[value=declined]").first.check()
    look_through(page)


def decide_each(page: Page) -> None:
    """One case approved, another declined, the rest left for later."""
    page.fill("#id_decided_on", page.input_value("input[name=seats_on]"))
    page.locator("#id_paragraph").fill("12")
    page.check("#id_conflicts_asked")
    page.locator("input[value=approved]").first.check()
    row = page.locator("fieldset.ruling").last
    row.locator("input[value=declined]").check()
    row.locator("summary").click()
    row.locator("input[type=checkbox]").first.check()
    row.locator("textarea[name$=reasons_text]").fill(f"Bara en kommun. {LONG_WORD}")
    row.locator("textarea[name$=dissent]").fill("En ledamot ville bifalla.")
    look_through(page)


def unfold(page: Page) -> None:
    """What was said before."""
    page.locator("details summary").first.click()


def say_why(page: Page) -> None:
    """A correction that would change nothing."""
    page.fill("#id_note", "Fel paragraf.")
    press(page)


def save(page: Page) -> None:
    """The button of Django's own forms."""
    people.press(page.locator("input[name=_save]"))


def link_nobody(page: Page) -> None:
    page.fill("#id_umbrella_is", "Finns inte")
    page.fill("#id_branch_is", "Inte den heller")
    save(page)


def fill_wrongly(page: Page) -> None:
    """Something in every text field, and all of it wrong."""
    for field in page.locator(
        "main form[method=post] input[type=text], main form[method=post] textarea"
    ).all():
        field.fill("x\u0000y" if field.get_attribute("name") == "name" else "1")
    people.send(page)


def ask_for_code(page: Page) -> None:
    page.fill("input[name=email]", "nagon@forening.example")
    people.send(page)


def write_wrong_code(page: Page) -> None:
    ask_for_code(page)
    page.fill("input[name=code]", "BCDF-GHJK")
    people.send(page)


def lose_cookies(page: Page) -> None:
    page.fill("input[name=email]", "nagon@forening.example")
    page.context.clear_cookies()
    people.send(page)


def attach_html(page: Page) -> None:
    """A file with the supplement that is none of those we take."""
    page.fill("textarea[name=answer]", "Här är stadgarna.")
    page.set_input_files(
        "input[name=attached]",
        files=[{"name": "stadgar.pdf", "mimeType": "application/pdf", "buffer": b"<html></html>"}],
    )
    people.send(page)


def write_no_address(page: Page) -> None:
    page.fill("input[name=email]", "kassoren")
    people.send(page)


def upload_nothing(page: Page) -> None:
    people.send(page)


def scan_without_a_place(page: Page) -> None:
    """A good scan, and nothing else: the scan stays."""
    scan = FilePayload(name="skanning.pdf", mimeType="application/pdf", buffer=pdf_bytes())
    page.set_input_files("input[name=upload]", files=[scan])
    press(page)


def upload_html(page: Page) -> None:
    page.set_input_files(
        "input[name=copy]",
        files=[{"name": "bild.pdf", "mimeType": "application/pdf", "buffer": b"<html></html>"}],
    )
    people.send(page)


def open_first(page: Page) -> None:
    """The first row of a list in the admin."""
    people.press(page.locator("#result_list tbody a").first)


def adopt_first(page: Page) -> None:
    """The confirm page of adopting the first text of a list."""
    open_first(page)
    people.press(page.locator('#content a[href$="/adopt/"]'))


def adopt_first_without_a_tick(page: Page) -> None:
    adopt_first(page)
    press(page)


LONG_WORD = "Samverkansöverenskommelse" * 6
AGREEMENT = f"Vision\n\nAlla hörs.\n\nSyfte\n\n{LONG_WORD}\n"
PLAN = f"Handlingsplan 2024-2026\n\n1. Öka kunskapen\n\nMål: Alla vet mer.\n\n{LONG_WORD}\n"


def read_document(page: Page) -> None:
    """Paste a document with a very long word, see where everything goes, and unfold what became of each line."""
    page.fill("#id_text", PLAN if "actionplan" in page.url else AGREEMENT)
    press(page)
    page.locator("#content details summary").click()


def preview(page: Page) -> None:
    """What the presentation would look like."""
    people.press(page.locator("main form [name=preview]"))


def tick_everything(page: Page) -> None:
    """More fields than may be chosen, and an address that is none."""
    for box in page.locator("input[name=fields_of_activity]").all():
        box.check()
    page.fill("input[name=website]", "inte en adress")
    people.press(page.locator("main form [name=send]"))


def choose_day(page: Page) -> None:
    """From the day to what ends on it."""
    people.press(page.locator("main form[method=get] [type=submit].btn-primary"))


def leave_without_a_name(page: Page) -> None:
    choose_day(page)
    people.press(page.locator("main form[method=post] [type=submit].btn-danger"))


def open_menu(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.locator("nav.menu summary").click()
