"""The list of pages that tests look at is whole: no page of the applicant or of the flow's staff goes unseen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from django.contrib import admin
from django.urls import resolve
from django.utils import translation

from membership.admin.pages import PAGES
from tests.browser.public_pages import FORM, OWN, _walk
from tests.browser.public_pages import OTHERS as NOT_PUBLIC
from tests.browser.states import STATES, State, nothing

NOTHING_TO_SEE = "answers with a file or leads elsewhere"
NOBODYS = "nobody may, tests/test_matrix.py"
# Addresses of the applicant that show nothing.
FILES = {
    *("membership:document", "membership:copy", "membership:attachment", "membership:extract"),
    "nominations:submit",  # a button: it leads back to the nomination
}
# Addresses of the staff's flow that need no look, and why.
OTHERS: dict[str, str] = {
    "admin:letters_letter_retry": NOTHING_TO_SEE,
    "admin:letters_letter_add": NOBODYS,
    "admin:letters_letter_delete": NOBODYS,
    "admin:letters_letter_history": "nothing is ever changed by hand",
    "admin:membership_membership_change": NOTHING_TO_SEE,
    "admin:membership_reviewitem_csv": NOTHING_TO_SEE,
    "admin:membership_reviewitem_xlsx": NOTHING_TO_SEE,
    "admin:membership_signingitem_change": NOTHING_TO_SEE,
    "admin:membership_signingitem_retry": NOTHING_TO_SEE,
}
ROWS = (
    "meeting_planned",
    "meeting_called",
    "meeting_ready",
    "meeting_drafted",
    "meeting_confirmed",
    "meeting_group",
    "item",
    "item_closed",
    "item_waiting",
    "item_handed",
    "item_settled",
    *("own", "own_contact", "own_slug", "silent", "leaving", "former"),
    *("kin_question", "kin_statement", "kin_link"),
    *("activity", "stopped", "proposed", "draft_plan"),
    *("party", "point", "point_done", "review", "review_done", "forum"),
    *("nomination_prepared", "nomination_sent"),
    *("event_pk", "event_waiting", "event_been", "event_closed", "event_draft", "event_placed"),
    *("copy", "extract", "attachment", "attachment_damaged", "attachment_long"),
)
FLOW = re.compile(r"admin:(membership|letters)_|admin:\w+_import$")
KEYS = (
    "event_asked_key",
    "event_own_key",
    "event_placed_key",
    "event_queued_key",
    "event_feedback_key",
    "nomination_key",
    "offer_key",
)
FILLED = {
    **dict.fromkeys(ROWS, "1"),
    **dict.fromkeys(KEYS, str(UUID(int=1))),
    **dict.fromkeys(("access", "link"), "1"),
    **dict.fromkeys(("year", "next_year"), "2026"),
    "slug": "x",
    "code": "AAAA-BBBB-CCCC-DDDD",
}
# Forms that can be sent as they are.
NOTHING_ASKED = {"approve-by-positions", "confirm", "extract"}


def names() -> Iterator[str]:
    """Every name of an address that staff or applicants can call up."""
    from django.urls import get_resolver

    return (each.name for each in _walk(get_resolver(), "", ""))


def shown(state: State) -> str:
    """The name of the address where the state begins."""
    address = re.sub(r"\{(\w+)\.pk\}", "1", state.address.partition("?")[0])
    address = re.sub(r"\{(\w+)\}", lambda found: FILLED.get(found[1], "NB-26-AAAAAA"), address)
    with translation.override("en" if address.startswith("/en/") else "sv"):
        return resolve(address).view_name


def looked_at() -> set[str]:
    """The names of all addresses that some state shows; what a click leads to from a list is the row's own page."""
    found = {shown(state) for state in STATES if not state.address.startswith("/finns-inte/")}
    return found | {
        name.replace("_changelist", "_change")
        for state in STATES
        if state.do is not nothing and (name := shown(state)).endswith("_changelist")
    }


def test_every_page_of_an_applicant_is_looked_at() -> None:
    theirs = {name for name, kind in NOT_PUBLIC.items() if kind in (OWN, FORM)} - FILES
    assert theirs - looked_at() == {"membership:upload"}, "shown on the case's page when something was wrong"


def test_every_page_of_the_flow_in_the_admin_is_looked_at() -> None:
    admin.autodiscover()
    theirs = {name for name in names() if FLOW.match(name)}
    assert len(theirs) > 30
    assert sorted(theirs - looked_at() - OTHERS.keys()) == [], "there, and no state shows it"
    assert sorted(OTHERS.keys() - theirs) == [], "not there any more"
    assert sorted(OTHERS.keys() & looked_at()) == [], "shown after all"


@pytest.mark.parametrize("slug", sorted(PAGES))
def test_every_page_of_a_case_is_looked_at_filled_in_wrongly_too(slug: str) -> None:
    here = [
        state for state in STATES if state.address.endswith(f"/{slug}/") and "reviewitem" in state.address
    ]
    assert [state for state in here if state.do is nothing]
    assert slug in NOTHING_ASKED or [state for state in here if state.do is not nothing]


def test_names_of_states_are_their_own() -> None:
    every = [state.name for state in STATES]
    assert sorted(every) == sorted(set(every))
