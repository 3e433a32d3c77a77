"""What people do in a browser, in the words of somebody who watches them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.browser.house import House

PHONE: dict[str, Any] = {
    "viewport": {"width": 320, "height": 640},
    "java_script_enabled": False,
    "is_mobile": True,
}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "java_script_enabled": False}
MAIL_CODE = re.compile(r"\b[A-Z]{4}-[A-Z]{4}\b")


def press(target: Locator) -> None:
    """Press what leads to another page, and wait for all of it: a page that is half there looks like a wrong one."""
    with target.page.expect_navigation():
        target.click()


def send(page: Page) -> None:
    """Press the one button of the page's own form."""
    press(page.locator("main form[method=post] [type=submit].btn-primary"))


def choose(page: Page, name: str, value: str) -> None:
    page.check(f'input[name="{name}"][value="{value}"]')


def sign_in_by_mail(page: Page, house: House, email: str, *, address: str = "/konto/logga-in/") -> None:
    """Ask for a code at the door and write it."""
    before = len(house.letters_to(email))
    page.goto(house.url + address)
    page.fill("input[name=email]", email)
    send(page)
    write_code_from_mail(page, house, email, before)


def write_code_from_mail(page: Page, house: House, email: str, before: int) -> str:
    """Wait for the code in a letter that was really sent, and write it; `before` letters had come earlier."""
    letter = house.wait_for_letter(email, lambda message: bool(MAIL_CODE.search(text_of(message))), before)
    found = MAIL_CODE.search(text_of(letter))
    assert found
    page.fill("input[name=code]", found[0])
    send(page)
    return found[0]


def write_code_from_app(page: Page, secret: str) -> None:
    """The second step. A code counts once, so nobody asks for two within the same half minute."""
    page.fill("input[name=code]", app_code(secret))
    send(page)


def app_code(secret: str, at: float | None = None) -> str:
    """What an app for codes shows (RFC 6238: SHA-1, half a minute, six digits)."""
    key = base64.b32decode(secret.replace(" ", "") + "=" * (-len(secret.replace(" ", "")) % 8))
    counter = struct.pack(">Q", int((time.time() if at is None else at) // 30))
    digest = hmac.digest(key, counter, hashlib.sha1)
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def text_of(message: EmailMessage) -> str:
    """The letter's plain half."""
    part = message.get_body(("plain",))
    return str(part.get_content()) if part else ""


def html_of(message: EmailMessage) -> str:
    """The letter's HTML half."""
    part = message.get_body(("html",))
    return str(part.get_content()) if part else ""


def link_in(message: EmailMessage) -> str:
    """The letter's one link."""
    links = set(re.findall(r"https?://\S+", text_of(message)))
    assert len(links) == 1, links
    return links.pop()
