"""Which plan is shown, what its period is called, and which one came before (PLAN-01, PLAN-25, PLAN-29, AGR-09)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils.translation import override

from actionplan.models import ActionPlan
from actionplan.plans import Plans, period_text, plan_name
from agreement.models import Agreement, Region
from agreement.services import adopt
from agreement.states import TextState
from tests.actionplan.rows import decide, decide_all, make_area, make_plan

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 6, 1)


def current(region: Region, day: dt.date = TODAY) -> ActionPlan | None:
    return Plans(region.agreement, day).current


def test_without_plans_there_is_none(region: Region) -> None:
    assert current(region) is None


def test_draft_is_nobodys_plan(region: Region) -> None:
    make_plan(region, state=TextState.DRAFT)
    assert Plans(region.agreement, TODAY).all == []


@pytest.mark.parametrize(
    ("day", "slug"),
    [
        (dt.date(2023, 12, 31), "plan-2021-2023"),
        (dt.date(2024, 1, 1), "plan-2024-2026"),
        (dt.date(2026, 12, 31), "plan-2024-2026"),
        (dt.date(2031, 1, 1), "plan-2024-2026"),
    ],
)
def test_plan_of_the_day_is_shown_and_afterwards_the_newest(region: Region, day: dt.date, slug: str) -> None:
    make_plan(region, 2021, 2023)
    make_plan(region, 2024, 2026)
    make_plan(region, None)
    shown = current(region, day)
    assert shown is not None
    assert shown.slug == slug


def test_plan_without_a_period_is_shown_where_there_is_no_other(region: Region) -> None:
    always = make_plan(region, None)
    assert current(region) == always
    yearly = make_plan(region, 2026)
    assert current(region) == yearly


def test_revision_takes_over_when_every_party_has_decided(region: Region) -> None:
    old = make_plan(region, 2025, 2027)
    decide_all(old)
    new = make_plan(region, 2025, 2027, slug="reviderad", revises=old)
    parties = list(region.agreement.parties.all())
    for party in parties[:-1]:
        decide(new, party)
    assert current(region) == old
    decide(new, parties[-1], None)  # without a date it does not count (AGR-15)
    assert current(region) == old
    new.decisions.filter(decided_on=None).update(decided_on=TODAY)
    assert current(region) == new


def test_adopted_plan_goes_before_a_summary_when_neither_is_complete(region: Region) -> None:
    adopted = make_plan(region, 2025, 2027)
    make_area(adopted, "Dialog")
    adopt(adopted, by=None, despite_missing=True)
    make_plan(region, 2026)
    assert current(region) == adopted


def test_plan_before_is_the_revised_one_or_the_one_before_in_time(region: Region) -> None:
    first, second = make_plan(region, 2018, 2020), make_plan(region, 2021, 2023)
    make_plan(region, None)
    revision = make_plan(region, 2021, 2023, slug="reviderad", revises=second)
    plans = Plans(region.agreement, TODAY)
    before = {plan.slug: plans.before(plan) for plan in plans.all}
    assert before == {
        "plan-2018-2020": None,
        "plan-2021-2023": first,
        "reviderad": second,
        "plan-alltid": None,
    }
    assert plans.revised_by(second) == revision
    assert plans.revised_by(first) is None


def test_revised_draft_is_not_told_about(region: Region) -> None:
    draft = make_plan(region, 2021, 2023, state=TextState.DRAFT)
    revision = make_plan(region, 2024, revises=draft)
    assert Plans(region.agreement, TODAY).before(revision) is None


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (dt.date(2021, 1, 1), dt.date(2023, 12, 31), "2021–2023"),
        (dt.date(2026, 1, 1), dt.date(2026, 12, 31), "2026"),
        (dt.date(2021, 3, 1), dt.date(2022, 2, 28), "1 March 2021 – 28 February 2022"),
        (dt.date(2021, 3, 1), None, "From 1 March 2021"),
        (None, dt.date(2022, 2, 28), "Up to and including 28 February 2022"),
        (None, None, "Until further notice"),
    ],
)
def test_period_is_written_as_people_do(first: dt.date | None, last: dt.date | None, text: str) -> None:
    with override("en"):
        assert period_text(ActionPlan(period_from=first, period_to=last)) == text


def test_plan_has_the_regions_own_name_in_swedish() -> None:
    agreement = Agreement(plan_name="Verksamhetsplan")
    with override("sv"):
        assert plan_name(agreement) == "Verksamhetsplan"
        assert plan_name(Agreement()) == "Handlingsplan"
    with override("en"):
        assert plan_name(agreement) == "Action plan"
