"""Activities are found by search, their milestones stand in the calendar, and the plans stay the region's (PLAN-14)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from actionplan import days, findables
from actionplan.content_rows import files
from actionplan.services import move
from agreement.models import Region
from tests.actionplan.activity_rows import (
    adopt,
    make_activity,
    make_activity_plan,
    make_full_plan,
    make_milestone,
)
from tests.factories import make_secretary

pytestmark = pytest.mark.django_db


def test_adopted_activities_are_found(region: Region, django_assert_max_num_queries: Any) -> None:
    make_full_plan(region, "2040")
    assert not any(found.title == "Öppet möte" for found in findables.source(region, []))
    adopt(make_full_plan(region))
    with django_assert_max_num_queries(4):
        titles = [found.title for found in findables.source(region, [])]
    assert titles.count("Öppet möte") == 1


def test_milestones_stand_in_the_calendar_until_the_activity_stops(region: Region) -> None:
    plan = make_activity_plan(region)
    activity = make_activity(plan)
    make_milestone(activity, "Utan dag")
    make_milestone(activity, "Med dag", dt.date(2026, 4, 1))
    assert not [day for day in days.source(region) if "Med dag" in day.title]
    adopt(plan)
    found = [day for day in days.source(region) if day.key.startswith("activity-")]
    assert [(day.first, day.title) for day in found] == [(dt.date(2026, 4, 1), "Öppet möte: Med dag")]
    move(activity, "call_off", by=make_secretary(region), note="Ingen lokal.")
    assert not [day for day in days.source(region) if day.key.startswith("activity-")]


def test_export_says_the_same_with_activities_as_without(region: Region) -> None:
    """Activities are no content of a folder: they begin where the region begins to work."""
    plan = make_activity_plan(region)
    before = files(region, private=True)
    make_activity(plan)
    assert files(region, private=True) == before


def test_decision_leads_to_the_plan_that_it_adopts(region: Region, client: Any) -> None:
    plan = adopt(make_full_plan(region))
    page = client.get(plan.decisions.get().get_absolute_url()).content.decode()
    assert 'href="/norrbotten/aktivitetsplan/2026/utgava/1/"' in page
