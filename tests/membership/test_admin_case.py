"""The case page and its steps: who is offered what, what it says before, and what a GET never does."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from agreement.models import Region, SeatHolding
from letters.models import Letter
from membership.admin.pages import PAGES, StepPage
from membership.models import Application, ApplicationAccess, SigningDocument
from membership.states import APPLICATION_STEPS, OPEN, SIGNING_STEPS, By, Signing, Status
from tests.factories import (
    LONG_AGO,
    decide,
    make_application,
    make_cut_off,
    make_leader,
    make_operator,
    make_returned,
    make_secretary,
    make_user,
)
from tests.harness.sign_in import sign_in
from tests.membership.case_pages import decision, everything_written, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("group")]


# --- The page -----------------------------------------------------------------------------------


def test_page_holds_everything_about_the_case(client: Client, region: Region) -> None:
    make_cut_off(region, timezone.localdate(), title="Skriva under vid starten")
    case = make_application(
        region,
        name="Föreningen Norrsken",
        scope="other",
        scope_reason="Vi finns i två län.",
        contact_phone="070-111 22 33",
        declared_by="Nils Ordförande",
    )
    Letter.objects.create(
        key=f"receipt:{case.reference}::x", kind="receipt", to="a@b.example", subject="Tack för ansökan"
    )
    sign_in(client, make_secretary(region))

    text = client.get(url(case)).text

    for fact in (
        *("Föreningen Norrsken", case.reference, case.number, "Vi finns i två län.", "070-111 22 33"),
        *(
            "Nils Ordförande",
            "Skriva under vid starten",
            "Ni kan skriva under vid starten.",
            "Tack för ansökan",
        ),
        *(region.agreement.declaration, "Numret stämmer", "Ansökan kom in", case.contact_email),
    ):
        assert fact in text, fact


def test_page_of_a_draft_does_not_exist(client: Client, region: Region) -> None:
    draft = make_application(region, Status.DRAFT)
    sign_in(client, make_operator())
    assert client.get(url(draft)).status_code == 404
    assert client.get(url(draft, "approve")).status_code == 404


def test_page_costs_the_same_queries_whatever_the_case_holds(
    secretary: Client, region: Region, django_assert_max_num_queries: Any
) -> None:
    case = make_application(region, Status.APPROVED)
    for _each in range(3):
        make_returned(case)
        ApplicationAccess.objects.create(application=case, user=make_user())
    secretary.get(url(case))
    with django_assert_max_num_queries(36):
        secretary.get(url(case))


# --- What is offered --------------------------------------------------------------------------------
# What the case page offers in which state, to the secretariat and to a member of the group; written to be read.


OFFERED = """
    submitted   secretary  approve decline ask-supplement conflict conflict-of-somebody
    submitted   leader     approve decline ask-supplement conflict
    supplement  secretary  conflict conflict-of-somebody move-supplement recall-supplement
    supplement  leader     conflict
    declined    secretary  approve-after-all decline-again correct-record conflict conflict-of-somebody
    declined    leader     approve-after-all decline-again correct-record conflict
    withdrawn   secretary
    withdrawn   leader
    awaiting    secretary  register-paper decline-after-all correct-record conflict conflict-of-somebody
    awaiting    leader     decline-after-all correct-record conflict
    returned    secretary  confirm refuse-copy decline-after-all correct-record conflict conflict-of-somebody
    returned    leader     decline-after-all correct-record conflict
    registered  secretary  correct-record conflict conflict-of-somebody
    registered  leader     correct-record conflict
"""


@pytest.mark.parametrize(
    ("state", "who", "offered"),
    [
        (state, who, set(pages))
        for state, who, *pages in (line.split() for line in OFFERED.strip().splitlines())
    ],
)
def test_buttons_follow_the_state_and_the_person(
    client: Client, region: Region, state: str, who: str, offered: set[str]
) -> None:
    case = make_application(region, state if state in Status.values else Status.APPROVED)
    if state in (Signing.RETURNED, Signing.REGISTERED):
        make_returned(case)
        SigningDocument.objects.update(status=state)
    person = make_secretary(region) if who == "secretary" else make_leader(region, kind="alternate")
    sign_in(client, person)

    text = client.get(url(case)).text

    pages = set(OFFERED.split()) & set(PAGES)  # what other themes add, their own tests look at
    assert {slug for slug in pages if f'href="{url(case, slug)}"' in text} == offered
    # A member of the group says what they think on the case page itself, while it is open.
    assert (f'action="{url(case, "position")}"' in text) == (who == "leader" and state in OPEN)


# Taken with the decision that they belong to, and by nobody alone.
FOLLOW = {"revoke", "revoke_returned"}


def test_every_step_that_staff_take_has_a_page() -> None:
    taken_by_staff = {step.name for step in (*APPLICATION_STEPS, *SIGNING_STEPS) if step.by - {By.APPLICANT}}
    with_a_page = {page.step for page in PAGES.values() if isinstance(page, StepPage)}
    with_a_page |= {step for page in PAGES.values() for step in getattr(page, "steps", ())}
    assert with_a_page | FOLLOW == taken_by_staff


def test_page_says_why_nobody_can_decide(client: Client, region: Region) -> None:
    SeatHolding.objects.update(to_on=LONG_AGO)
    case = make_application(region)
    sign_in(client, make_secretary(region))

    text = client.get(url(case)).text

    assert url(case, "approve") not in text
    assert "har ingen i Ledningsgruppen som deltar" in text
    assert client.get(url(case, "approve"))["Location"] == url(case)


def test_page_says_that_the_document_is_not_ready(secretary: Client, region: Region) -> None:
    case = make_application(region)
    decide(case, Status.APPROVED, rendered=False)

    text = secretary.get(url(case)).text

    assert "Dokumentet är inte klart än" in text
    assert url(case, "register-paper") not in text


def test_own_organisations_case_is_closed(client: Client, region: Region) -> None:
    """MEM-45: whoever works for the applicant can neither open nor decide the case; they are told so, in words."""
    leader = make_leader(region, kind="alternate")
    case = make_application(region, user=leader, contact_phone="070-999 99 99")
    sign_in(client, leader)
    before = everything_written()

    for page in ("change", *(page.slug for page in PAGES.values())):
        response = client.get(url(case, page))
        assert response.status_code == 403
        assert "070-999 99 99" not in response.text
        assert "för organisationens räkning" in response.text
    for page in PAGES.values():
        assert client.post(url(case, page.slug), decision()).status_code == 403
    assert everything_written() == before


# --- GET ---------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_get_on_every_address_changes_nothing(secretary: Client, region: Region) -> None:
    cases = [make_application(region), make_application(region, Status.APPROVED)]
    cases.append(make_application(region, Status.APPROVED))
    make_returned(cases[2])
    stuck = make_application(region)
    decide(stuck, Status.APPROVED, rendered=False)
    before = everything_written()

    for case in (*cases, stuck):
        for page in ("change", *(page.slug for page in PAGES.values())):
            for method in (secretary.get, secretary.head):
                assert method(url(case, page), decision()).status_code in (200, 302, 403)
    secretary.get(f"/admin/membership/reviewitem/approve/?ids={cases[0].pk}", decision())
    for document in SigningDocument.objects.all():
        assert secretary.get(f"/admin/membership/signingitem/{document.pk}/retry/").status_code == 405

    assert everything_written() == before


def test_step_out_of_turn_changes_nothing(secretary: Client, region: Region, case: Application) -> None:
    before = everything_written()
    for page in ("confirm", "refuse-copy", "register-paper"):
        response = secretary.post(url(case, page), {"note": "x"})
        assert response["Location"] == url(case)
    assert everything_written() == before


def test_next_case_is_the_one_behind_in_the_queue(secretary: Client, region: Region) -> None:
    now = timezone.now()
    first, second, third = (
        make_application(region, submitted_at=now - dt.timedelta(days=days)) for days in (3, 2, 1)
    )
    assert secretary.get(url(first)).context["next_case"] == second
    assert secretary.get(url(second)).context["next_case"] == third
    assert secretary.get(url(third)).context["next_case"] is None


def test_hostile_answers_are_text(secretary: Client, region: Region) -> None:
    nasty = "<script>alert(1)</script>{{ 7*7 }}"
    case = make_application(region, name=nasty, contact_name=nasty, declared_by=nasty)
    for address in (url(case), url(case, "approve"), "/admin/membership/reviewitem/"):
        text = secretary.get(address).text
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}" in text


@pytest.mark.parametrize("key", ["0", "99999999999999999999999999", "abc", "-1", "1%00"])
def test_odd_keys_are_not_found(secretary: Client, case: Application, key: str) -> None:
    assert secretary.get(f"/admin/membership/reviewitem/{key}/change/").status_code == 404
