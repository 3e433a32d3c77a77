"""The list of public pages is whole and true: nothing that the portal shows to everybody goes unmeasured."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import path, resolve

from agreement.public import public_page
from tests.browser.public_pages import (
    FILES,
    MADE_EACH_TIME,
    OTHERS,
    PAGES,
    SAID_BY_THE_ANSWER,
    Address,
    addresses,
    samples,
)

pytestmark = pytest.mark.django_db


def test_every_address_is_a_page_a_file_or_something_else() -> None:
    """A new address belongs into one of the three lists of tests/browser/public_pages.py."""
    listed = [*PAGES, *FILES, *OTHERS]
    assert sorted(listed) == sorted(set(listed)), "one address, one list"
    there = {each.name for each in addresses()}
    assert sorted(there - set(listed)) == [], "there, and not listed"
    assert sorted(set(listed) - there) == [], "listed, and not there"


def test_every_public_page_is_kept_or_says_why_not() -> None:
    marked = {each.name for each in addresses() if each.public}
    assert marked & OTHERS.keys() == set(), "marked as public"
    assert (PAGES.keys() | FILES.keys()) - marked == MADE_EACH_TIME.keys() | SAID_BY_THE_ANSWER.keys()


def test_a_page_that_nobody_listed_is_found(settings: Any) -> None:
    """The list itself can fail."""
    here = type(
        "urls", (), {"urlpatterns": [path("new/", public_page(lambda request: HttpResponse()), name="new")]}
    )
    settings.ROOT_URLCONF = here
    assert list(addresses()) == [Address("new", "new/", public=True)]


@pytest.mark.slow
def test_each_address_shows_the_kind_it_stands_for(peopled: dict[str, Any]) -> None:
    wrong = []
    for name, address in samples(peopled):
        answer = Client().get(address)
        shown = (
            resolve(address.partition("?")[0]).view_name,
            answer.status_code,
            answer.headers["content-type"],
        )
        if shown != (name, 200, "text/html; charset=utf-8"):
            wrong.append(f"{address}: {shown}, not {name}")
    assert wrong == []
