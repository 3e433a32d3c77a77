"""A slip in a browser: the summary has the focus, its link leads to the field, everything stands there still.

The slips are those of tests/membership/test_wrong_input.py, one for each field and kind of fault that hands can type.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser import people
from tests.browser.conftest import Town
from tests.browser.states import FORM
from tests.factories import pdf_bytes
from tests.membership.applying import GOOD, ORDER
from tests.membership.wrong_input import WRONG

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

# Whoever has got that far, and is signed in; see tests/browser/seed.py.
AT = {page: "visitor" if page == "organisation" else page for page in ORDER}
# What no hand types into a field, and no page offers: tests/membership sends it by itself.
NOT_BY_HAND = {"lines", "characters", "invalid_choice", "invalid_pk_value"}


def by_hand() -> Iterator[Any]:
    """The first slip of each field and kind."""
    met = set()
    for slug, changes, field, code in WRONG:
        if code not in NOT_BY_HAND and (slug, field, code) not in met and "own" not in str(changes):
            met.add((slug, field, code))
            yield pytest.param(slug, changes, field, id=f"{field}-{code}")


SLIPS = list(by_hand())


def fill(page: Page, name: str, value: str) -> None:
    """Write or choose, whatever the field is; nothing at all takes a choice away."""
    fields = page.locator(f"main form[method=post] [name={name}]")
    if fields.first.get_attribute("type") not in ("radio", "checkbox"):
        fields.first.fill(value)
    elif value == "on" or not value:
        for field in fields.all():
            field.evaluate("(field, on) => { field.checked = on }", bool(value))
    else:
        page.check(f"[name={name}][value={value}]")


def standing(page: Page) -> dict[str, Any]:
    """What the form would send now."""
    return page.evaluate(
        """() => Object.fromEntries([...new FormData(document.querySelector('main form[method=post]'))]
          .filter(([name]) => name !== 'csrfmiddlewaretoken'))"""
    )


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize(("slug", "changes", "field"), SLIPS)
def test_summary_has_the_focus_and_leads_to_the_field(
    slug: str, changes: dict[str, Any], field: str, script: bool, town: Town
) -> None:
    context = town.context(AT[slug], java_script_enabled=script)
    try:
        page = context.new_page()
        page.goto(f"{FORM}/{slug}/")
        for name, value in {**GOOD[slug], **changes}.items():
            fill(page, name, value)
        before = standing(page)
        people.send(page)

        page.locator(".error-summary:focus").wait_for(timeout=5000)
        assert page.title().startswith("Fel: ")
        assert standing(page) == before
        (link,) = page.locator(".error-summary a").all()
        page.keyboard.press("Tab")
        assert page.locator(":focus").text_content() == link.text_content()
        page.keyboard.press("Enter")
        there = page.locator(":focus")
        assert there.get_attribute("name") == field
        assert there.evaluate(
            "field => { const box = field.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight }"
        )
    finally:
        context.close()


def test_every_field_that_can_be_wrong_is_met() -> None:
    """Every field of the table, in a browser too."""
    assert {field for _slug, _changes, field, _code in WRONG} == {slip.values[2] for slip in SLIPS}
    assert len(SLIPS) >= 25


def test_chosen_file_stays_when_the_words_are_wrong(town: Town) -> None:
    """A browser forgets a chosen file when the page comes back: so the file is kept, and the page says so."""
    context = town.context("applicant", java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto(f"/mina-sidor/{town.cases['late']['reference']}/komplettera/")
        page.fill("textarea[name=answer]", "Stadgarna. " * 400)
        file = {"name": "stadgar.pdf", "mimeType": "application/pdf", "buffer": pdf_bytes(title="stadgar")}
        page.set_input_files("input[name=attached]", files=[file])
        people.send(page)

        page.locator(".error-summary:focus").wait_for(timeout=5000)
        assert page.input_value("textarea[name=answer]") == "Stadgarna. " * 400
        assert page.get_by_role("link", name="stadgar.pdf", exact=True).is_visible()
    finally:
        context.close()
