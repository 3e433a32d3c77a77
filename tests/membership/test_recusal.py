"""A conflict of interest is a state (MEM-45, LAW-F1): the case is closed to the person everywhere. Every way there is,
for everybody, against a table written by hand.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from membership.admin.pages import PAGES
from membership.models import Application
from membership.states import Status
from tests.factories import make_application, make_user
from tests.membership.conflicts import CLOSED, LETTERS, NAME, OPEN_TO, QUEUE, SIGNING, World

pytestmark = pytest.mark.django_db


# --- What each way in shows ---------------------------------------------------------------------------
#
# A surface tells whether the case can be met there: True, or False. For everybody in CLOSED it must be False, for
# everybody in OPEN_TO it must be True.


def shows(address: str, *, only: Callable[[str], str] = lambda text: text) -> Callable[[World, Client], bool]:
    """Whether the page names the organisation or a reference of the closed cases."""

    def look(world: World, client: Client) -> bool:
        response = client.get(address)
        assert response.status_code == 200, (address, response.status_code)
        text = only(response.text)
        return NAME in text or any(case.reference in text for case in world.cases)

    return look


def page_of(case: str, slug: str) -> Callable[[World, Client], bool]:
    def look(world: World, client: Client) -> bool:
        response = client.get(f"{QUEUE}{getattr(world, case).pk}/{slug}/")
        # Those who are let in meet the page, are sent back because it is not its turn, or are told that it is not
        # theirs to do. Those to whom the case is closed meet the page that says so, and nothing of the case.
        templates = {template.name for template in response.templates}
        if "admin/membership/closed_case.html" not in templates:
            return True
        assert response.status_code == 403
        facts = [world.waiting.contact_email, world.waiting.contact_name, world.waiting.number]
        assert not any(fact in response.text for fact in facts)
        return False

    return look


def file_at(name: str) -> Callable[[World, Client], bool]:
    def look(world: World, client: Client) -> bool:
        arguments = [world.back.reference] + ([world.copy.pk] if "copy" in name else [])
        response = client.get(reverse(name, args=arguments))
        found = response.status_code == 200
        if found:
            b"".join(response)
        return found

    return look


def letter_page(number: int) -> Callable[[World, Client], bool]:
    return lambda world, client: client.get(f"{LETTERS}{world.letters[number].pk}/change/").status_code == 200


def retried(world: World, client: Client) -> bool:
    return client.post(f"{LETTERS}{world.letters[0].pk}/retry/").status_code == 302


def counted(line: int) -> Callable[[World, Client], bool]:
    """Whether the start page's number counts the closed case: two with it, one without."""

    def look(world: World, client: Client) -> bool:
        text = client.get("/admin/").text
        numbers = [part.split("</b>")[0] for part in text.split("<b>")[1:]]
        return int(numbers[line]) == {0: 2, 1: 1}[line]

    return look


def next_case(world: World, client: Client) -> bool:
    """From the case before it in the queue."""
    first = make_application(world.region, submitted_at=world.waiting.submitted_at.replace(year=2025))
    response = client.get(f"{QUEUE}{first.pk}/change/")
    Application.objects.filter(pk=first.pk).update(status=Status.WITHDRAWN)
    return response.context["next_case"].pk == world.waiting.pk


def named_in_bulk(world: World, client: Client) -> bool:
    response = client.get(f"{QUEUE}approve/?ids={world.waiting.pk},{world.other.pk}")
    return world.waiting.pk in {
        each.case.pk for each in (*response.context["possible"], *response.context["impossible"])
    }


def told_on_another_case(world: World, client: Client) -> bool:
    """As an earlier case of the same organisation, on the page and in the row of one that is not closed."""
    new = make_application(world.region, name="Bytte namn", user=make_user())
    Application.objects.filter(pk=new.pk).update(organisation=world.back.organisation)
    try:
        page = client.get(f"{QUEUE}{new.pk}/change/")
        row = client.get(f"{QUEUE}?q=Bytte").text.split('id="result_list"')[-1]
        return world.back.reference in page.text or "Godkänd tidigare" in page.text + row
    finally:
        Application.objects.filter(pk=new.pk).update(status=Status.WITHDRAWN)


SURFACES: dict[str, Callable[[World, Client], bool]] = {
    "queue": shows(QUEUE),
    "queue, all": shows(f"{QUEUE}?status=all"),
    "queue, approved": shows(f"{QUEUE}?status=approved"),
    "search by name": shows(f"{QUEUE}?q=jävsfall", only=lambda text: text.split('id="result_list"')[-1]),
    "search by number": shows(f"{QUEUE}?q=802518-4220"),
    "next case": next_case,
    "the same organisation's other case": told_on_another_case,
    "bulk": named_in_bulk,
    "signing": shows(f"{SIGNING}?state=all"),
    "signing, search": shows(
        f"{SIGNING}?state=all&q=jävsfall", only=lambda text: text.split('id="result_list"')[-1]
    ),
    "letters": shows(f"{LETTERS}?state=all", only=lambda text: text.split('id="result_list"')[-1]),
    "letter": letter_page(0),
    "letter to sign": letter_page(1),
    "letter, again": retried,
    "start page, cases": counted(0),
    "start page, copies": counted(1),
    "case, awaiting": page_of("waiting", "change"),
    "case, copy back": page_of("back", "change"),
    **{f"page {slug}": page_of("waiting", slug) for slug in sorted(PAGES)},
}
# Files are also the organisation's own: whoever works for it has them on their own pages.
FILES = {name: file_at(f"membership:{name}") for name in ("document", "copy", "document-look", "copy-look")}


@pytest.mark.slow
@pytest.mark.parametrize("who", CLOSED)
def test_case_is_closed_everywhere(world: World, who: str) -> None:
    client = world.client(who)
    assert {name for name, look in SURFACES.items() if look(world, client)} == set()


@pytest.mark.slow
@pytest.mark.parametrize("who", OPEN_TO)
def test_case_is_open_everywhere_to_others(world: World, who: str) -> None:
    client = world.client(who)
    met = {name for name, look in SURFACES.items() if look(world, client)}
    assert met == set(SURFACES)


@pytest.mark.slow
@pytest.mark.parametrize("who", [*CLOSED, *OPEN_TO])
def test_files_are_closed_too(world: World, who: str) -> None:
    client = world.client(who)
    met = {name for name, look in FILES.items() if look(world, client)}
    assert met == (set(FILES) if who in OPEN_TO or who == "leader_of_the_organisation" else set())
