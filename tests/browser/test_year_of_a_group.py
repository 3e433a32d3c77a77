"""A year of the development group, as its people live it: from the call to confirmed minutes, with an item that is
handed to the leadership group and comes back answered (MEM-36, MEM-37, CRO-38).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser import people
from tests.browser.house import House
from tests.factories import pdf_bytes

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Camera

pytestmark = pytest.mark.browser

GROUPS = "/mina-sidor/moten/"
TRAVEL = "Ersättning för resor"


def test_year_of_the_development_group(house: House, enter: Callable[..., Page], camera: Camera) -> None:
    facts = house.do("group")
    member = enter(facts["sessions"]["member"], **people.PHONE)
    official = enter(facts["sessions"]["official"])
    secretary = enter(facts["sessions"]["secretary"])
    leader = enter(facts["sessions"]["leader"], **people.PHONE)
    today = dt.date.fromisoformat(facts["today"])

    # The secretary plans the year: four meetings, and the page counts them.
    for days in (0, 90, 180, 270):
        plan(secretary, facts["development"], today + dt.timedelta(days=days))
    secretary.goto(GROUPS)
    if today.month == 1:
        assert "av 4 om året" in secretary.inner_text("main")

    # A member on a phone puts something on the agenda, with a paper; the official does so too.
    member.goto(f"{GROUPS}grupp/{facts['development']}/arende/")
    member.fill("input[name=title]", TRAVEL)
    people.choose(member, "kind", "decision")
    member.fill("textarea[name=text]", "Avstånden är långa. Vem betalar?")
    member.select_option("select[name=when]", index=0)
    people.send(member)
    member.goto(GROUPS)
    first = member.locator("main a[href^='/mina-sidor/moten/']").filter(has_text=str(today.year)).first
    people.press(first)
    meeting = member.url.removeprefix(house.url)
    camera(member, "agenda")
    people.press(member.get_by_role("link", name=TRAVEL, exact=True))
    item = member.url.removeprefix(house.url)
    people.press(member.get_by_role("link", name="Lägg till en handling"))
    member.set_input_files(
        "input[name=file]",
        files=[{"name": "resor.pdf", "mimeType": "application/pdf", "buffer": pdf_bytes(title="Resor")}],
    )
    people.send(member)
    official.goto(
        f"{GROUPS}grupp/{facts['development']}/arende/?mote={meeting.rstrip('/').rpartition('/')[2]}"
    )
    official.fill("input[name=title]", "Lokaler för möten")
    people.choose(official, "kind", "discussion")
    people.send(official)
    assert "resor.pdf" not in official.inner_text("main"), "papers come to all at the same time"

    # The call: everybody gets the letter and the paper.
    secretary.goto(meeting)
    people.press(secretary.get_by_role("link", name="Skicka kallelsen"))
    camera(secretary, "call")
    people.send(secretary)
    for who in ("member", "official"):
        letter = house.wait_for_letter(facts[who], lambda each: "Kallelse" in str(each["Subject"]))
        assert TRAVEL in people.text_of(letter)
        assert TRAVEL in people.html_of(letter)
        assert house.url + meeting in people.text_of(letter)
    official.goto(meeting)
    with official.expect_download() as download:
        official.get_by_role("link", name="resor.pdf").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    member.goto(meeting)
    people.press(member.get_by_role("button", name="Jag kommer", exact=True))
    assert "Du har svarat att du kommer." in member.inner_text("main")

    # The meeting is held the same day; the secretary writes down what it came to.
    secretary.goto(meeting)
    people.press(secretary.get_by_role("link", name="Skriv in vad som beslutades"))
    for each in secretary.locator("input[type=radio][value=here]").all():
        each.check()
    for number, field in enumerate(secretary.locator("textarea[name^=outcome]").all(), start=1):
        field.fill("Gruppen frågar ledningsgruppen." if number == 1 else "Gruppen tar upp det igen i höst.")
    camera(secretary, "hold")
    people.send(secretary)
    assert "Båda sidor behöver justera." in secretary.inner_text("main")

    # One of each side confirms.
    for page in (member, official):
        page.goto(f"{meeting}protokoll/")
        assert "Gruppen frågar ledningsgruppen." in page.inner_text("main")
        people.send(page)
    assert "Protokollet är justerat" in official.inner_text("main")
    camera(official, "confirmed")
    house.wait_for_letter(facts["member"], lambda each: "Justerat protokoll" in str(each["Subject"]))

    # The item goes on to the leadership group, is taken up there, and comes back answered.
    member.goto(item)
    people.press(member.get_by_role("link", name="Lämna över till ledningsgruppen"))
    member.fill("textarea[name=question]", "Kan parterna betala resorna?")
    people.send(member)
    assert "Inget svar än." in member.inner_text("main")
    plan(secretary, facts["leadership"], today)
    secretary.goto(GROUPS)
    waiting = secretary.locator(f"form:has(button:has-text('{TRAVEL}'))")
    people.press(waiting.get_by_role("button"))
    people.press(secretary.get_by_role("link", name="Skicka kallelsen"))
    people.send(secretary)
    leaders_meeting = secretary.url.removeprefix(house.url)
    leader.goto(leaders_meeting)
    assert "från utvecklingsgruppen" in leader.inner_text("main")
    expect(leader.get_by_role("link", name="resor.pdf")).to_be_visible()
    people.press(secretary.get_by_role("link", name="Skriv in vad som beslutades"))
    for each in secretary.locator("input[type=radio][value=here]").all():
        each.check()
    secretary.fill("textarea[name^=outcome]", "Ja, från hösten betalar parterna resorna.")
    secretary.fill("input[name^=paragraph]", "7")
    people.send(secretary)
    answer = house.wait_for_letter(facts["member"], lambda each: str(each["Subject"]).startswith("Svar:"))
    assert "Ja, från hösten" in people.text_of(answer)
    member.goto(item)
    assert "Ja, från hösten betalar parterna resorna." in member.inner_text("main")
    camera(member, "answered")
    member.goto(GROUPS)
    assert f"Svar: {TRAVEL}" in member.inner_text("main"), "it waits for the group's next meeting"


def plan(page: Page, body: int, day: dt.date) -> None:
    """The secretary's form for a new meeting."""
    page.goto(f"{GROUPS}grupp/{body}/nytt/")
    page.fill("input[name=day]", day.isoformat())
    page.fill("input[name=starts_at]", "13:00")
    page.fill("input[name=place]", "Folkets hus i Exempelby")
    page.fill("input[name=remote_url]", "https://mote.example/abc")
    people.send(page)
    assert "Mötet är planerat." in page.inner_text("main")
