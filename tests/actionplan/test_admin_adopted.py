"""Plans in the admin from their adoption on: the steps there, what is closed then, and what beside it stays open."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from actionplan.models import ActionPlan, Milestone, MilestoneReport
from agreement.models import Region
from agreement.services import adopt, verify
from agreement.states import TextState
from tests.actionplan.plan_pages import MILESTONES, page, send
from tests.actionplan.rows import decide, make_area, make_milestone, make_plan, report, serve
from tests.factories import make_leader, make_operator, make_secretary
from tests.harness.sign_in import sign_in

pytestmark = pytest.mark.django_db


# --- Adopted --------------------------------------------------------------------------------------


def test_adopted_plan_is_read_only_and_what_goes_beside_it_is_open(
    secretary: Client, region: Region, draft: ActionPlan
) -> None:
    adopt(draft, by=None, despite_missing=True)
    decision = decide(draft, region.agreement.parties.all()[0])
    draft.decisions.clear()
    old = filled_in_a_draft(draft)
    response = send(secretary, draft, **old, source_url="https://x.example/", decisions=[decision.pk])
    assert response.status_code == 302
    draft.refresh_from_db()
    assert (draft.title, draft.source_url) == ("Plan 2025-2027", "https://x.example/")
    assert list(draft.decisions.all()) == [decision]
    assert draft.areas.get().name == "Dialog"
    assert verify(draft)


def filled_in_a_draft(plan: ActionPlan) -> dict[str, Any]:
    """What somebody sends who had the page open before the plan was adopted."""
    area, part, milestone = plan.areas.get(), plan.parts.get(), plan.milestones.get()
    return {
        "title": "Ändrad",
        "summary": "Ändrad",
        "period_to": "2029-12-31",
        "areas-TOTAL_FORMS": "2",
        "areas-INITIAL_FORMS": "1",
        "areas-0-id": area.pk,
        "areas-0-plan": plan.pk,
        "areas-0-name": "Ändrat",
        "areas-0-order": "1",
        "areas-1-plan": plan.pk,
        "areas-1-name": "Nytt",
        "areas-1-order": "2",
        "parts-TOTAL_FORMS": "1",
        "parts-INITIAL_FORMS": "1",
        "parts-0-id": part.pk,
        "parts-0-DELETE": "on",
        "milestones-TOTAL_FORMS": "1",
        "milestones-INITIAL_FORMS": "1",
        "milestones-0-id": milestone.pk,
        "milestones-0-DELETE": "on",
    }


def test_area_of_an_adopted_plan_keeps_its_words_and_opens_its_links(
    secretary: Client, region: Region, draft: ActionPlan
) -> None:
    area, other = draft.areas.get(), make_area(make_plan(region, 2021), "Möten")
    link = serve(area)
    adopt(draft, by=None, despite_missing=True)
    sent = {
        "name": "Ändrat",
        "summary": "Ändrat",
        "order": "9",
        "actions-0-text": "Ändrat",
        "actions-0-DELETE": "on",
        "principle_links-0-why": "Så läser vi det.",
        "corresponds_to": [other.pk],
    }
    response = send(secretary, area, **sent)
    assert response.status_code == 302
    area.refresh_from_db()
    link.refresh_from_db()
    assert (area.name, area.summary, area.order) == ("Dialog", "Om Dialog.", 1)
    assert area.actions.get().text == "Bjud in."
    assert link.why == "Så läser vi det."
    assert list(area.corresponds_to.all()) == [other]
    draft.refresh_from_db()
    assert verify(draft)


@pytest.mark.parametrize("who", ["secretary", "operator"])
def test_adopted_plan_cannot_be_removed(client: Client, region: Region, draft: ActionPlan, who: str) -> None:
    adopt(draft, by=None, despite_missing=True)
    sign_in(client, make_operator() if who == "operator" else make_secretary(region))
    for row in (draft, draft.areas.get(), draft.milestones.get()):
        answer = client.post(page(row).replace("/change/", "/delete/"), {"post": "yes"})
        assert answer.status_code in (302, 403)
        assert type(row).objects.filter(pk=row.pk).exists()


# --- The steps of a plan --------------------------------------------------------------------------


def test_plan_is_published_taken_down_and_adopted_on_confirm_pages(
    secretary: Client, draft: ActionPlan
) -> None:
    for step, data, state in (
        ("publish", {}, TextState.PUBLISHED),
        ("take-down", {}, TextState.DRAFT),
        ("adopt", {"despite_missing": "on"}, TextState.ADOPTED),
    ):
        address = page(draft).replace("/change/", f"/{step}/")
        shown = secretary.get(address)
        assert shown.status_code == 200
        if step == "adopt":
            data["seen"] = shown.context["form"]["seen"].value()
        assert secretary.post(address, data).status_code == 302
        draft.refresh_from_db()
        assert draft.state == state
    assert verify(draft)


@pytest.mark.parametrize("step", ["publish", "take-down", "adopt", "new-draft"])
def test_steps_are_the_regions_secretariats(client: Client, region: Region, south: Region, step: str) -> None:
    address = page(make_plan(region, state=TextState.DRAFT)).replace("/change/", f"/{step}/")
    sign_in(client, make_secretary(south))
    assert (client.get(address).status_code, client.post(address).status_code) == (404, 404)
    sign_in(client, make_leader(region))
    assert (client.get(address).status_code, client.post(address).status_code) == (403, 403)


def test_new_plan_is_made_of_an_adopted_one(secretary: Client, draft: ActionPlan) -> None:
    area = draft.areas.get()
    serve(area)
    adopt(draft, by=None, despite_missing=True)
    address = page(draft).replace("/change/", "/new-draft/")
    assert secretary.post(address, {"name": draft.title}).status_code == 200  # there is one of that name
    assert secretary.post(address, {"name": "Jämför"}).status_code == 302
    new = ActionPlan.objects.exclude(pk=draft.pk).get()
    assert (new.slug, new.revises, new.state) == ("plan-jamfor", draft, TextState.DRAFT)
    copy = new.areas.get()
    assert list(copy.corresponds_to.all()) == [area]
    assert copy.principle_links.get().why == "Möten är dialog."
    draft.refresh_from_db()
    assert verify(draft)


def test_plan_is_translated_piece_by_piece(secretary: Client, south: Region, draft: ActionPlan) -> None:
    add = "/admin/actionplan/plantranslation/add/"
    theirs = make_plan(south)
    assert secretary.post(add, {"plan": theirs.pk, "language": "fi"}).status_code == 200
    assert secretary.post(add, {"plan": draft.pk, "language": "fi"}).status_code == 302
    translation = draft.translations.get()
    assert (
        send(secretary, translation, **{"text:title": "Suunnitelma", "looked_through": "on"}).status_code
        == 302
    )
    translation.refresh_from_db()
    assert translation.get("title") == "Suunnitelma"
    assert translation.made_of == draft.canonical().fingerprint()


# --- Milestones -----------------------------------------------------------------------------------


def test_report_is_written_after_adoption(secretary: Client, draft: ActionPlan) -> None:
    milestone = draft.milestones.get()
    adopt(draft, by=None, despite_missing=True)
    sent = {"report-TOTAL_FORMS": "1", "report-0-reached_on": "2025-05-04", "report-0-proof": "Möte 1."}
    assert send(secretary, milestone, text="Ändrat", year="1999", **sent).status_code == 302
    milestone.refresh_from_db()
    assert (milestone.text, milestone.year) == ("Gruppen är bildad.", 2026)
    assert (milestone.report.reached_on, milestone.report.proof) == (dt.date(2025, 5, 4), "Möte 1.")
    assert send(secretary, milestone, **{"report-0-DELETE": "on"}).status_code == 302
    assert not MilestoneReport.objects.exists()
    assert Milestone.objects.filter(pk=milestone.pk).exists()


@pytest.mark.parametrize(
    ("days", "proof", "wrong"),
    [(1, "Möte.", ["reached_on"]), (None, " ", ["proof"]), (0, "", []), (None, "Skjuts upp.", [])],
)
def test_report_says_when_or_why_not(
    secretary: Client, draft: ActionPlan, days: int | None, proof: str, wrong: list[str]
) -> None:
    milestone = draft.milestones.get()
    day = "" if days is None else (timezone.localdate() + dt.timedelta(days=days)).isoformat()
    report(milestone, dt.date(2025, 1, 1))
    sent = {"report-0-reached_on": day, "report-0-proof": proof, "report-0-url": "https://x.example/"}
    response = send(secretary, milestone, **sent)
    assert response.status_code == (200 if wrong else 302)
    if wrong:
        form = response.context["inline_admin_formsets"][0].formset.forms[0]
        assert list(form.errors) == wrong


def test_list_of_milestones_tells_what_waits_for_a_report(secretary: Client, region: Region) -> None:
    plan = make_plan(region)
    report(make_milestone(plan, text="Ett."), dt.date(2026, 1, 2))
    report(make_milestone(plan, text="Två."), None, proof="Skjuts upp.")
    make_milestone(plan, text="Tre.")
    for chosen, names in (
        ("reached", ["Ett."]),
        ("not", ["Två."]),
        ("none", ["Tre."]),
        ("", ["Ett.", "Två.", "Tre."]),
    ):
        text = secretary.get(f"{MILESTONES}?report={chosen}" if chosen else MILESTONES).text
        assert [name for name in ("Ett.", "Två.", "Tre.") if name in text] == names


def test_plans_page_tells_which_decisions_are_missing(
    secretary: Client, region: Region, draft: ActionPlan
) -> None:
    first, *others = region.agreement.parties.all()
    decide(draft, first)
    text = secretary.get(page(draft)).text
    assert f"{first.name}: " not in text
    assert all(f"{party.name}: " in text for party in others)
