"""How far it is from the start page to a decision (U9)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext

from membership.models import Decision
from membership.states import Outcome
from tests.browser import people
from tests.factories import make_application, make_balanced_group, make_recusal, make_region, make_secretary
from tests.harness.sign_in import session_cookie, sign_in


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_one_case_is_decided_in_four_clicks(
    live_server: Any, context: BrowserContext, client: Client
) -> None:
    """Counted from where the sign-in ends. Typing the day and the paragraph is not clicking."""
    region = make_region()
    make_balanced_group(region)
    oldest, _newer = make_application(region, name="Först"), make_application(region, name="Sedan")
    sign_in(client, make_secretary(region))
    context.add_cookies([session_cookie(client, live_server.url)])
    page = context.new_page()
    page.goto(f"{live_server.url}/admin/")

    people.press(page.locator(".workload ol a").first)
    people.press(page.locator(".row-actions a[href$='/approve/']"))
    page.locator("#id_decided_on").fill(timezone.localdate().isoformat())
    page.locator("#id_paragraph").fill("12")
    page.locator("#id_conflicts_asked").check()
    people.press(page.locator("form button.btn-primary"))

    decision = Decision.objects.get()
    assert (decision.application, decision.outcome) == (oldest, Outcome.APPROVED)


@pytest.mark.django_db
def test_start_page_names_the_cases_that_have_waited_longest_and_none_that_is_closed(client: Client) -> None:
    region = make_region()
    cases = [make_application(region, name=f"Förening {number}") for number in range(5)]
    secretary = make_secretary(region)
    make_recusal(cases[0], secretary)
    text = sign_in(client, secretary).get("/admin/").text
    assert [case.reference in text for case in cases] == [False, True, True, True, False]
