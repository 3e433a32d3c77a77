"""The plans in the admin: written by their own region's secretariat, closed by adoption, with what goes beside them open."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from actionplan.models import ActionPlan, AreaPrinciple, DevelopmentArea
from agreement.models import Region
from agreement.states import TextState
from tests.actionplan.plan_pages import AREAS, MILESTONES, PLANS, filled, page, send
from tests.actionplan.rows import decide, make_area, make_milestone, make_plan
from tests.factories import make_leader, make_operator
from tests.harness.sign_in import sign_in

pytestmark = pytest.mark.django_db
# --- Writing a plan -------------------------------------------------------------------------------


def test_secretariat_begins_a_plan_and_writes_it_on_one_page(secretary: Client, region: Region) -> None:
    sent = filled(secretary, f"{PLANS}add/") | {
        "agreement": region.agreement.pk,
        "title": "Versioner",
        "kind": "yearly",
        "period_from": "2027-01-01",
        "period_to": "2027-12-31",
    }
    assert secretary.post(f"{PLANS}add/", sent).status_code == 302
    plan = ActionPlan.objects.get()
    assert (plan.slug, plan.state, plan.agreement) == ("plan-versioner", TextState.DRAFT, region.agreement)
    assert plan.get_absolute_url() == "/norrbotten/handlingsplan/plan-versioner/"
    names = ("Öka kunskap", "Öka kunskap", "§")
    rows = {
        "parts-0-kind": "vision",
        "parts-0-heading": "Vision",
        "areas-TOTAL_FORMS": "3",
        **{f"areas-{number}-name": name for number, name in enumerate(names)},
        "milestones-0-year": "2027",
        "milestones-0-text": "Klart.",
        "links-0-kind": "agenda2030",
        "links-0-number": "17",
        "links-0-title": "Partnerskap",
    }
    response = send(secretary, plan, **rows)
    assert response.status_code == 302, response.context["errors"]
    assert [area.slug for area in plan.areas.all()] == ["oka-kunskap", "oka-kunskap-2", "developmentarea"]
    assert [area.order for area in plan.areas.all()] == [1, 2, 3]
    assert (plan.links.get().number, plan.milestones.get().year, plan.parts.count()) == (17, 2027, 1)


def test_address_of_an_area_stays_when_its_name_changes(secretary: Client, draft: ActionPlan) -> None:
    area = draft.areas.get()
    assert send(secretary, draft, **{"areas-0-name": "Möten"}).status_code == 302
    area.refresh_from_db()
    assert (area.name, area.slug) == ("Möten", "dialog")


def test_actions_and_principles_are_kept_on_the_areas_own_page(secretary: Client, draft: ActionPlan) -> None:
    area = draft.areas.get()
    principle = draft.agreement.current_version.principles.get(slug="dialog")
    response = send(
        secretary,
        area,
        **{
            "summary": "Ny text.",
            "actions-0-text": "Bjud in alla.",
            "principle_links-TOTAL_FORMS": "1",
            "principle_links-0-principle": principle.pk,
            "principle_links-0-why": "Möten är dialog.",
        },
    )
    assert response.status_code == 302
    area.refresh_from_db()
    assert area.summary == "Ny text."
    assert area.actions.get().text == "Bjud in alla."
    assert area.principle_links.get().principle == principle


# --- Whose it is ----------------------------------------------------------------------------------


def test_other_regions_plans_do_not_exist(secretary: Client, south: Region) -> None:
    plan = make_plan(south, title="Planen i syd")
    rows = (plan, make_area(plan, "Dialog i syd"), make_milestone(plan, text="Delmål i syd"))
    for row in rows:
        assert secretary.get(page(row)).status_code == 404
        assert secretary.post(page(row), {}).status_code == 404
    for address in (PLANS, AREAS, MILESTONES):
        assert " i syd" not in secretary.get(address).text


def test_leaders_read_and_do_not_write(client: Client, region: Region, draft: ActionPlan) -> None:
    sign_in(client, make_leader(region))
    for row in (draft, draft.areas.get(), draft.milestones.get()):
        assert client.get(page(row)).status_code == 200
        assert client.post(page(row), {"title": "x"}).status_code == 403


def test_plan_is_not_hung_on_another_region(secretary: Client, south: Region, draft: ActionPlan) -> None:
    theirs = make_plan(south)
    sent = filled(secretary, f"{PLANS}add/") | {
        "agreement": south.agreement.pk,
        "title": "Ny",
        "kind": "period",
    }
    assert secretary.post(f"{PLANS}add/", sent).status_code == 200
    assert send(secretary, draft, revises=theirs.pk).status_code == 200
    assert (
        send(secretary, draft, decisions=[decide(theirs, south.agreement.parties.all()[0]).pk]).status_code
        == 200
    )
    draft.refresh_from_db()
    assert (draft.revises, draft.decisions.count(), ActionPlan.objects.count()) == (None, 0, 2)


def test_operator_cannot_mix_agreements_either(client: Client, south: Region, draft: ActionPlan) -> None:
    sign_in(client, make_operator())
    theirs = make_plan(south)
    assert send(client, draft, revises=theirs.pk).status_code == 200
    principle = south.agreement.current_version.principles.all()[0]
    links = {
        "principle_links-TOTAL_FORMS": "1",
        "principle_links-0-principle": principle.pk,
        "principle_links-0-why": "x",
    }
    assert send(client, draft.areas.get(), **links).status_code == 200
    assert AreaPrinciple.objects.count() == 0


def test_rows_of_another_plan_are_not_reached_through_ones_own(
    secretary: Client, south: Region, draft: ActionPlan
) -> None:
    """A row's id is changed in what the browser sends."""
    theirs = make_area(make_plan(south), "Deras", "Deras insats")
    sent = {"areas-0-id": theirs.pk, "areas-0-name": "Vår"}
    assert send(secretary, draft, **sent).status_code in (200, 302)
    action = theirs.actions.get()
    sent = {"actions-0-id": action.pk, "actions-0-text": "Vår"}
    assert send(secretary, draft.areas.get(), **sent).status_code in (200, 302)
    theirs.refresh_from_db()
    action.refresh_from_db()
    assert (theirs.name, action.text) == ("Deras", "Deras insats")


def test_namesakes_elsewhere_are_the_operators_and_stay(
    client: Client, secretary: Client, region: Region, south: Region, draft: ActionPlan
) -> None:
    area = draft.areas.get()
    ours = make_area(make_plan(region, 2021), "Möten")
    theirs, others = (make_area(make_plan(south, year), "Mötesplatser") for year in (2025, 2026))
    area.corresponds_to.add(theirs)
    assert send(secretary, area, corresponds_to=[others.pk]).status_code == 200
    assert set(area.corresponds_to.all()) == {theirs}
    assert send(secretary, area, corresponds_to=[ours.pk]).status_code == 302
    assert set(area.corresponds_to.all()) == {theirs, ours}
    sent = filled(secretary, page(area))
    sent.pop("corresponds_to")
    assert secretary.post(page(area), sent).status_code == 302
    assert set(area.corresponds_to.all()) == {theirs}
    assert area.pk not in {each.pk for each in _choices(secretary, area)}
    sign_in(client, make_operator())
    assert send(client, area, corresponds_to=[others.pk]).status_code == 302
    assert set(area.corresponds_to.all()) == {others}


def _choices(client: Client, area: DevelopmentArea) -> Any:
    return client.get(page(area)).context["adminform"].form.fields["corresponds_to"].queryset
