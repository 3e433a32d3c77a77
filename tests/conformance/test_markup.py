"""Every page and letter as HTML: the Nu checker finds nothing to say about any of them (U3)."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from tests.browser.public_pages import samples
from tests.browser.states import ADMIN, APPLICANT, DOOR, EMPTY, ERRORS, PUBLIC, State, address, nothing
from tests.harness.markup import Fault, check
from tests.harness.servers import NotInstalled

pytestmark = [pytest.mark.conformance, pytest.mark.django_db]

# Warnings that are no faults, and why. There is no such list for errors.
EXPLAINED = (
    # The checker guesses by frequent words. What people and parties wrote stays in their language on an English page.
    'This document appears to be written in Swedish but the “html” start tag has “lang="en"”',
    # Django's own list of models in the side bar: no column for those that cannot be added.
    "A table row was 2 columns wide, which is less than the column count established by the first row (3)",
)


def judged(pages: dict[str, str]) -> dict[str, list[str]]:
    """What the checker finds in each page, but for what is explained."""
    try:
        found = check(pages)
    except NotInstalled as reason:
        pytest.skip(str(reason))
    left = {name: [str(fault) for fault in faults if not explained(fault)] for name, faults in found.items()}
    return {name: faults for name, faults in left.items() if faults}


def explained(fault: Fault) -> bool:
    return fault.kind == "warning" and fault.message.startswith(EXPLAINED)


def client(who: str, facts: dict[str, Any]) -> Client:
    made = Client(raise_request_exception=False)
    if who != "visitor":
        made.cookies[settings.SESSION_COOKIE_NAME] = facts["sessions"][who]
    return made


def page(state: State, facts: dict[str, Any], *, prefix: str = "", send: bool = False) -> str:
    """The HTML of the state; sent as a form without an answer if `send`. Another page than the one meant is a fault."""
    where = prefix + address(state, facts)
    person = client(state.who, facts)
    answer = person.post(where, {}) if send else person.get(where, follow=True)
    if answer.status_code != state.status:
        return f"<!DOCTYPE html><p>{where} answers {answer.status_code}, not {state.status}</p>"
    return answer.content.decode()


def test_public_pages_are_valid(peopled: dict[str, Any]) -> None:
    """Every kind, in both languages, and what becomes of them (a search, an address that is not there)."""
    looks = [state for state in PUBLIC if state.do is nothing]
    pages = {
        f"{prefix}{address(state, peopled)}": page(state, peopled, prefix=prefix)
        for state in looks
        for prefix in ("", "/en")
        if not (prefix and state.address.startswith("/en/"))
    }
    assert len(pages) > 2 * len(samples(peopled))
    assert judged(pages) == {}


def test_pages_of_applicants_and_people_who_sign_in_are_valid(peopled: dict[str, Any]) -> None:
    looks = [state for state in (*DOOR, *APPLICANT) if state.do is nothing]
    pages = {
        f"{state.name}{prefix}": page(state, peopled, prefix=prefix)
        for state in looks
        for prefix in ("", "/en")
    }
    pages |= {state.name: page(state, peopled, send=True) for state in EMPTY}
    assert judged(pages) == {}


def test_pages_of_staff_are_valid(peopled: dict[str, Any]) -> None:
    pages = {state.name: page(state, peopled) for state in ADMIN if state.do is nothing}
    assert judged(pages) == {}


def test_pages_of_errors_are_valid() -> None:
    pages = {}
    for language in ("sv", "en"):
        with translation.override(language):
            for name in ERRORS:
                pages[f"{name} {language}"] = render_to_string(
                    f"{name}.html", {"limit": "50 MB", "LANGUAGE_CODE": language}
                )
    assert judged(pages) == {}


def test_letters_are_valid(peopled: dict[str, Any]) -> None:
    assert len(peopled["letters"]) >= 7
    assert judged(peopled["letters"]) == {}


def test_faults_are_found() -> None:
    """The judge is judged first."""
    begin = '<!DOCTYPE html><html lang="sv"><head><title>x</title></head><body>'
    found = judged(
        {
            "right": f"{begin}<p>x</p></body></html>",
            "twice": f'{begin}<p id="a">x</p><p id="a">x</p></body></html>',
            "nested": f"{begin}<ul><p>x</p></ul></body></html>",
            "nothing named": f'{begin}<label for="a">x</label></body></html>',
        }
    )
    assert found.keys() == {"twice", "nested", "nothing named"}
