"""Fifty people decide the same case in the same moment, through the real pages, on a real server and PostgreSQL."""

from __future__ import annotations

import base64
import contextlib
import html
import http.client
import threading
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from tests.factories import pdf_bytes
from tests.harness.processes import start_relay, start_web, start_worker
from tests.harness.servers import LOCALHOST
from tests.servers.installation import SITE, Installation

pytestmark = pytest.mark.servers

CROWD = 50
ADDRESS = "styrelsen@forening.example"
SECRET = "c" * 32  # a form's secret is whatever the cookie says, as in every browser


@dataclass
class Browser:
    """One signed-in person's browser, behind the reverse proxy."""

    address: str
    session: str
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.cookies = {"__Host-session": self.session, "__Host-csrf": SECRET}

    def ask(self, path: str, form: dict[str, Any] | None = None) -> tuple[int, str, str]:
        """Status, where to go next, and the page."""
        headers = {
            "Host": SITE,
            "X-Forwarded-Proto": "https",
            "Referer": f"https://{SITE}{path}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        body = urlencode({**form, "csrfmiddlewaretoken": SECRET}, doseq=True) if form is not None else None
        connection = http.client.HTTPConnection(LOCALHOST, urlsplit(self.address).port, timeout=60)
        with contextlib.closing(connection):
            connection.request("POST" if form is not None else "GET", path, body, headers)
            answer = connection.getresponse()
            for value in answer.headers.get_all("Set-Cookie") or ():
                for name, morsel in SimpleCookie(value).items():
                    self.cookies[name] = morsel.value
            return answer.status, answer.headers.get("Location", ""), html.unescape(answer.read().decode())


def all_at_once(browsers: list[Browser], case: int, forms: dict[str, dict[str, Any]]) -> list[str]:
    """Everybody has the form before them, and presses when all are there; gives the page that each one meets then."""
    ready = threading.Barrier(len(browsers))
    pages = [""] * len(browsers)

    def press(number: int) -> None:
        slug = list(forms)[number % len(forms)]
        path = f"/admin/membership/reviewitem/{case}/{slug}/"
        assert browsers[number].ask(path)[0] == 200
        ready.wait(60)
        status, onward, _page = browsers[number].ask(path, forms[slug])
        assert status == 302
        assert onward.startswith("/admin/")
        status, _onward, pages[number] = browsers[number].ask(onward)
        assert status == 200

    threads = [threading.Thread(target=press, args=(number,)) for number in range(len(browsers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return pages


@pytest.mark.parametrize("slugs", [("approve",), ("decline",), ("approve", "decline")], ids="-".join)
def test_fifty_people_decide_at_once_and_forty_nine_hear_who_was_faster(
    production: Installation, slugs: tuple[str, ...]
) -> None:
    here = production
    crowd = here.do("crowd", region="norrbotten", email=ADDRESS, count=CROWD)
    forms = dict.fromkeys(slugs, crowd["meeting"])
    if "decline" in forms:
        forms["decline"] = {**crowd["meeting"], "reasons": [crowd["reason"]], "reasons_text": "Inte i länet."}
    with contextlib.ExitStack() as running:
        address = running.enter_context(start_web(here.env, workers=2))
        browsers = [Browser(address, session) for session in crowd["sessions"]]
        pages = all_at_once(browsers, crowd["id"], forms)

        ((decided_by, outcome),) = here.rows(
            "SELECT name, outcome FROM membership_decision JOIN accounts_user ON accounts_user.id = recorded_by_id"
        )
        said = {"approved": "godkänd", "declined": "inte godkänd"}[outcome]
        sentence = f"{decided_by} hade redan beslutat i ärendet ({said})."
        told = [page for page in pages if sentence in page]
        (winner,) = [number for number, page in enumerate(pages) if sentence not in page]
        assert len(told) == CROWD - 1
        assert crowd["names"][winner] == decided_by
        assert outcome == {"approve": "approved", "decline": "declined"}[slugs[winner % len(slugs)]]
        assert here.rows("SELECT step FROM membership_applicationevent ORDER BY id") == [
            ("submit",),
            (slugs[winner % len(slugs)],),
        ]
        assert here.count("membership_signingdocument") == (outcome == "approved")

        running.enter_context(start_worker(here.env))
        running.enter_context(start_relay(here.env))
        here.wait(lambda: len(here.sink.to(ADDRESS)) == 1, "the letter about the decision")
        if outcome == "approved":
            becomes_a_member(here, crowd)
    kinds = {"approved": ["signing_request", "welcome"], "declined": ["declined"]}[outcome]
    assert here.rows("SELECT kind, count(*) FROM letters_letter GROUP BY kind ORDER BY kind") == [
        (kind, 1) for kind in kinds
    ]
    assert len(here.sink.messages) == len(kinds)


def becomes_a_member(here: Installation, crowd: dict[str, Any]) -> None:
    """The one way from there to the one membership."""
    signed = base64.b64encode(pdf_bytes()).decode()
    here.do("upload", reference=crowd["reference"], applicant=crowd["applicant"], pdf=signed)
    here.do("confirm", reference=crowd["reference"], secretary=crowd["secretary"])
    here.wait(lambda: len(here.sink.to(ADDRESS)) == 2, "the welcome")
    assert here.count("membership_membership") == 1
