"""The year's activities, and reading a plan into a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser import people
from tests.browser.states.acts import read_document, send_nothing
from tests.browser.states.places import NB
from tests.browser.states.state import State

if TYPE_CHECKING:
    from playwright.sync_api import Page


def clear_title(page: Page) -> None:
    page.fill("#id_title", "")
    people.send(page)


ACTIVITIES = [
    *(
        State(f"activity-{name}", who, f"/mina-sidor/aktiviteter/{address}", *do)
        for name, who, address, *do in (
            ("mine", "group", ""),
            ("kept", "group", "{activity}/"),
            ("kept-empty", "group", "{activity}/", send_nothing),
            ("of-the-secretariat", "secretary", "{activity}/"),
            ("stopped", "secretary", "{stopped}/"),
            ("proposed", "secretary", "{proposed}/"),
            ("stop", "group", "{activity}/steg/stop/"),
            ("stop-empty", "group", "{activity}/steg/stop/", people.send),
            ("milestone", "group", "{activity}/delmal/2/"),
            ("milestone-empty", "group", "{activity}/delmal/2/", people.send),
            ("undo", "group", "{activity}/delmal/1/angra/"),
            ("keeper", "secretary", "{activity}/ansvarig/"),
            ("carry", "secretary", "{activity}/for-over/"),
            ("carry-empty", "secretary", "{activity}/for-over/", people.send),
            ("change", "group", "{proposed}/andra/"),
            ("change-empty", "group", "{proposed}/andra/", clear_title),
            ("propose", "group", "ny/{draft_plan}/"),
            ("propose-empty", "group", "ny/{draft_plan}/", people.send),
        )
    ),
    State(
        "activity-in-draft", "group", f"{NB}/aktivitetsplan/{{next_year}}/utgava/1/ett-hus-for-foreningar/"
    ),
    State("checklists", "group", "/mina-sidor/checklista/"),
    State("checklist-point", "group", "/mina-sidor/checklista/{party}/{point}/"),
    State("checklist-point-empty", "group", "/mina-sidor/checklista/{party}/{point}/", people.send),
    State("checklist-point-undo", "group", "/mina-sidor/checklista/{party}/{point_done}/"),
    *(
        State(f"review-{name}", who, f"/mina-sidor/samverkansformer/{address}", *do)
        for name, who, address, *do in (
            ("mine", "secretary", ""),
            ("one", "group", "{review}/"),
            ("of-the-secretariat", "secretary", "{review}/"),
            ("done", "secretary", "{review_done}/"),
            ("plan", "secretary", "ny/{forum}/"),
            ("finish", "group", "{review}/steg/finish_at_once/"),
            ("finish-empty", "group", "{review}/steg/finish_at_once/", people.send),
            ("call-off", "secretary", "{review}/steg/call_off/"),
        )
    ),
    State("activity-plan-draft", "group", f"{NB}/aktivitetsplan/{{next_year}}/utgava/1/"),
    State("activity-plan-narrowed", "visitor", f"{NB}/aktivitetsplan/{{year}}/?lage=done"),
]
PLANS_OF_THE_STAFF = [
    State("import-plan", "secretary", "/admin/actionplan/actionplan/import/"),
    State("import-plan-read", "secretary", "/admin/actionplan/actionplan/import/", read_document),
]
