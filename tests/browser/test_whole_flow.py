"""The main job from end to end: five people in five browsers, in both shapes the product runs in."""

from __future__ import annotations

import hashlib
import re
import urllib.request
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser import people
from tests.browser.house import House
from tests.browser.papers import (
    CONTACT,
    EMAIL,
    NUMBER,
    ORGANISATION,
    assert_both_halves,
    attachments,
    document_is_right,
    documents_in,
    mailed_document,
    signed_copy,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.browser.conftest import Camera

pytestmark = pytest.mark.browser


class Person:
    """Somebody with a browser of their own; collects what goes wrong in it."""

    def __init__(self, browser: Browser, who: str, **options: Any) -> None:
        self.who = who
        self.context: BrowserContext = browser.new_context(
            locale="sv-SE", timezone_id="Europe/Stockholm", accept_downloads=True, **options
        )
        self.page: Page = self.context.new_page()
        self.troubles: list[str] = []
        self.page.on("console", lambda said: self._hear(said.type, said.text))
        self.page.on("pageerror", lambda error: self._hear("error", str(error)))
        self.page.on("response", lambda answer: self._answered(answer.status, answer.url))

    def _hear(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.troubles.append(f"{self.who}: {text}")

    def _answered(self, status: int, url: str) -> None:
        if status >= 400:
            self.troubles.append(f"{self.who}: {status} {url}")


class Five:
    """The five of the story."""

    def __init__(self, browser: Browser) -> None:
        phone = {"viewport": {"width": 320, "height": 640}}
        self.visitor = Person(browser, "visitor")
        self.applicant = Person(browser, "applicant", java_script_enabled=False, **phone)
        self.secretary = Person(browser, "secretary")
        self.leader = Person(browser, "leader")
        self.other_leader = Person(browser, "other leader", color_scheme="dark")
        self.all = (self.visitor, self.applicant, self.secretary, self.leader, self.other_leader)

    @property
    def troubles(self) -> list[str]:
        return [trouble for person in self.all for trouble in person.troubles]


@pytest.fixture
def five(browser: Browser) -> Iterator[Five]:
    people_of_the_story = Five(browser)
    yield people_of_the_story
    for person in people_of_the_story.all:
        person.context.close()


def test_association_joins(five: Five, whole_house: House, camera: Camera, tmp_path: Path) -> None:
    """From the region's page to the public list: nothing before its time, everything at its time."""
    house = whole_house
    staff = house.do("staff")

    visitor_reads(five.visitor.page, house, camera)
    reference = applicant_applies(five.applicant.page, house, camera)
    secretary_enrols_and_looks(five.secretary.page, house, camera, staff["secretary"], reference)
    assert not is_listed(five.visitor.page, house)

    letters_before = len(house.letters_to(EMAIL))
    first, second, _third = staff["leaders"]
    leader_signs_in(five.leader.page, house, camera, first)
    leader_signs_in(five.other_leader.page, house, camera, second)
    open_case(five.other_leader.page, house, reference)
    press_approve(five.other_leader.page, camera)  # the page that asks is open; the button is not pressed yet
    leader_approves(five.leader.page, house, camera, reference)
    slower_leader_is_told(five.other_leader.page, camera, first["name"])

    letter, pdf = mailed_document(house, reference, letters_before)
    code = document_is_right(pdf, reference, tmp_path)
    visitor_checks_code(five.visitor.page, house, camera, code, reference)
    assert not is_listed(five.visitor.page, house)

    applicant_follows_link(five.applicant, house, camera, letter, pdf)
    copy = signed_copy(pdf, photo="REDIS_URL" in house.env)
    applicant_uploads(five.applicant.page, camera, copy)
    assert not is_listed(five.visitor.page, house)

    secretary_confirms(five.secretary.page, house, camera, reference, copy)
    welcome = house.wait_for_letter(
        EMAIL, lambda each: reference in str(each["Subject"]) and not attachments(each), letters_before
    )
    assert_both_halves(welcome, ORGANISATION, reference)
    visitor_sees_member(five.visitor.page, house, camera)

    for message in house.post():
        assert people.text_of(message).strip(), message["Subject"]
        assert people.html_of(message).strip(), message["Subject"]
    assert len(documents_in(house)) == 1, "one decision, one document, one letter"
    assert five.troubles == []


# --- The visitor ----------------------------------------------------------------------------------


def visitor_reads(page: Page, house: House, camera: Camera) -> None:
    page.goto(f"{house.url}/")
    camera(page, "visitor-home")
    people.press(page.locator("main").get_by_role("link", name="Norrbotten").first)
    assert page.url == f"{house.url}/norrbotten/"
    camera(page, "visitor-region")
    people.press(page.locator("nav.menu a[href='/norrbotten/anslut/']"))
    assert page.get_by_role("heading", level=1).inner_text() == "Anslut er organisation"
    camera(page, "visitor-join")
    page.goto(f"{house.url}/norrbotten/anslutna/")
    camera(page, "visitor-nobody-yet")
    assert page.context.cookies() == []


def is_listed(page: Page, house: House) -> bool:
    page.goto(f"{house.url}/norrbotten/anslutna/")
    return ORGANISATION in page.locator("main").inner_text()


def visitor_checks_code(page: Page, house: House, camera: Camera, code: str, reference: str) -> None:
    page.goto(f"{house.url}/verifiera/{code}/")
    camera(page, "visitor-verifies")
    said = page.locator("main").inner_text()
    assert reference in said
    assert ORGANISATION in said
    assert CONTACT not in said
    assert EMAIL not in said


def visitor_sees_member(page: Page, house: House, camera: Camera) -> None:
    assert is_listed(page, house)
    camera(page, "visitor-members")
    people.press(page.get_by_role("link", name=ORGANISATION))
    camera(page, "visitor-member")
    assert page.get_by_role("heading", level=1).inner_text() == ORGANISATION
    said = page.locator("main").inner_text()
    assert NUMBER in said
    assert CONTACT in said, "the applicant ticked that the name may be shown"
    assert EMAIL not in said, "and nothing else"


# --- The applicant ----------------------------------------------------------------------------------


def applicant_applies(page: Page, house: House, camera: Camera) -> str:
    """From the invitation to the receipt, without JavaScript, on a narrow phone; gives the reference."""
    page.goto(f"{house.url}/norrbotten/anslut/")
    people.press(page.locator("main a[href='/norrbotten/anslut/ansok/']").first)
    camera(page, "applicant-start")
    people.press(page.locator("main a.btn-primary"))

    page.fill("input[name=name]", ORGANISATION)
    page.fill("input[name=number]", "8025184221")  # one digit wrong
    people.choose(page, "form", "nonprofit")
    camera(page, "applicant-organisation")
    people.send(page)
    camera(page, "applicant-organisation-error")
    assert page.title().startswith("Fel:")
    assert page.input_value("input[name=name]") == ORGANISATION
    page.fill("input[name=number]", NUMBER.replace("-", ""))
    people.send(page)

    people.choose(page, "scope", "several")
    page.get_by_label("Jokkmokk").check()
    page.get_by_label("Gällivare").check()
    camera(page, "applicant-scope")
    people.send(page)

    page.fill("input[name=contact_name]", CONTACT)
    page.fill("input[name=contact_email]", EMAIL)
    page.fill("input[name=contact_phone]", "070-000 00 00")
    people.choose(page, "contact_level", "regional")
    page.check("input[name=publish_name]")
    camera(page, "applicant-contact")
    people.send(page)

    assert "/konto/kod/" in page.url
    camera(page, "applicant-code")
    people.write_code_from_mail(page, house, EMAIL, 0)

    assert page.url.endswith("/anslut/ansok/intygande/")
    page.check("input[name=declared]")
    page.fill("input[name=declared_by]", CONTACT)
    camera(page, "applicant-declaration")
    people.send(page)

    camera(page, "applicant-check")
    answers = page.locator("main").inner_text()
    for answer in (ORGANISATION, NUMBER, "Gällivare", "Jokkmokk", CONTACT, EMAIL):
        assert answer in answers
    people.send(page)

    camera(page, "applicant-receipt")
    assert page.get_by_role("heading", level=1).inner_text() == "Er ansökan har kommit fram"
    found = re.search(r"\bNB-\d\d-[0-9A-Z]{6}\b", page.locator("main").inner_text())
    assert found
    reference = found[0]
    receipt = house.wait_for_letter(EMAIL, lambda message: reference in str(message["Subject"]))
    assert_both_halves(receipt, ORGANISATION, reference)
    return reference


def applicant_follows_link(
    person: Person, house: House, camera: Camera, letter: EmailMessage, pdf: bytes
) -> None:
    """The link in the letter shows and changes nothing, whoever follows it; signed in, the same bytes are there."""
    page, link = person.page, people.link_in(letter)
    person.context.clear_cookies()  # another day, another browser
    before = house.rows()
    with urllib.request.urlopen(link) as scanner:  # noqa: S310 -- our own server, as a mail scanner asks it
        scanned = scanner.read().decode()
    page.goto(link)
    assert house.rows() == before
    assert ORGANISATION not in scanned

    camera(page, "applicant-link-asks-to-sign-in")
    came = len(house.letters_to(EMAIL))
    page.fill("input[name=email]", EMAIL)
    people.send(page)
    people.write_code_from_mail(page, house, EMAIL, came)
    assert page.url == link
    camera(page, "applicant-case")
    with page.expect_download() as download:
        page.locator("main a[href$='/dokument/']").click()
    fetched = Path(download.value.path()).read_bytes()
    assert hashlib.sha256(fetched).hexdigest() == hashlib.sha256(pdf).hexdigest()


def applicant_uploads(page: Page, camera: Camera, copy: dict[str, Any]) -> None:
    page.set_input_files("input[name=copy]", files=[copy])
    people.send(page)
    camera(page, "applicant-uploaded")
    assert copy["name"] in page.locator("main").inner_text()


# --- Those who decide ---------------------------------------------------------------------------------


def secretary_enrols_and_looks(
    page: Page, house: House, camera: Camera, secretary: dict[str, str], reference: str
) -> None:
    """The first sign-in of somebody with power: nothing opens before a second factor is there."""
    people.sign_in_by_mail(page, house, secretary["email"], address="/konto/logga-in/?next=/admin/")
    camera(page, "secretary-must-enrol")
    assert page.url.endswith("/konto/2fa/")
    page.goto(f"{house.url}/admin/membership/reviewitem/")
    assert page.url.endswith("/konto/2fa/"), "no way around it"
    people.press(page.locator("main a[href='/konto/2fa/app/']"))
    camera(page, "secretary-adds-app")
    people.write_code_from_app(page, page.locator("main code").inner_text())
    camera(page, "secretary-enrolled")
    open_case(page, house, reference)
    camera(page, "secretary-case")
    said = page.locator("#content").inner_text()
    for fact in (ORGANISATION, NUMBER, CONTACT, EMAIL, "Gällivare", "Jokkmokk"):
        assert fact in said


def leader_signs_in(page: Page, house: House, camera: Camera, leader: dict[str, str]) -> None:
    people.sign_in_by_mail(page, house, leader["email"], address="/konto/logga-in/?next=/admin/")
    camera(page, "leader-second-step")
    assert page.url.endswith("/konto/2fa/visa/")
    page.fill("input[name=code]", "000000")
    people.send(page)
    camera(page, "leader-second-step-wrong")
    assert page.url.endswith("/konto/2fa/visa/"), "a wrong code opens nothing"
    people.write_code_from_app(page, leader["secret"])
    assert page.url == f"{house.url}/admin/"
    camera(page, "leader-admin")


def open_case(page: Page, house: House, reference: str) -> None:
    """Through the queue, as everybody gets there."""
    page.goto(f"{house.url}/admin/membership/reviewitem/")
    people.press(page.locator("#result_list tr", has_text=reference).get_by_role("link").first)
    page.wait_for_url("**/change/")


def press_approve(page: Page, camera: Camera) -> None:
    people.press(page.locator(".row-actions a[href$='/approve/']"))
    camera(page, "leader-approve")
    page.fill("input[name=decided_on]", page.evaluate("new Date().toLocaleDateString('sv-SE')"))
    page.check("input[name=conflicts_asked]")
    page.fill("input[name=paragraph]", "12")


def leader_approves(page: Page, house: House, camera: Camera, reference: str) -> None:
    page.goto(f"{house.url}/admin/membership/reviewitem/")
    camera(page, "leader-queue")
    open_case(page, house, reference)
    camera(page, "leader-case")
    press_approve(page, camera)
    assert EMAIL in page.locator("#content").inner_text(), "said beforehand: whom the letter goes to"
    people.press(page.locator("form button.btn-primary"))
    camera(page, "leader-approved")
    assert EMAIL in page.locator(".messagelist").inner_text()


def slower_leader_is_told(page: Page, camera: Camera, who: str) -> None:
    people.press(page.locator("form button.btn-primary"))
    camera(page, "slower-leader")
    assert who in page.locator(".messagelist").inner_text()
    assert page.locator(".row-actions a[href$='/approve/']").count() == 0


def secretary_confirms(
    page: Page, house: House, camera: Camera, reference: str, copy: dict[str, Any]
) -> None:
    page.goto(f"{house.url}/admin/membership/signingitem/")
    camera(page, "secretary-signing")
    people.press(page.locator("#result_list tr", has_text=reference).get_by_role("link").first)
    camera(page, "secretary-case-returned")
    people.press(page.locator(".row-actions a[href$='/confirm/']"))
    camera(page, "secretary-confirm")
    with page.expect_download() as download:
        page.get_by_role("link", name=copy["name"], exact=True).click()
    assert Path(download.value.path()).read_bytes() == copy["buffer"], "the bytes as they came"
    people.press(page.locator("form button.btn-primary"))
    camera(page, "secretary-confirmed")
    assert ORGANISATION in page.locator(".messagelist").inner_text()
