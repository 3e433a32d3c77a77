"""A region whose plans the tests of this room make and read, another one, a secretary with a draft, a day in June."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from actionplan.models import ActionPlan
from agreement.models import Region
from agreement.states import TextState
from tests.actionplan.rows import make_area, make_milestone, make_part, make_plan
from tests.factories import make_region, make_secretary
from tests.harness.sign_in import sign_in


@pytest.fixture
def region() -> Region:
    return make_region()


@pytest.fixture
def in_june() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def south() -> Region:
    """Somebody else's region."""
    return make_region("blekinge")


@pytest.fixture
def secretary(client: Client, region: Region) -> Client:
    """The browser of the region's secretary."""
    return sign_in(client, make_secretary(region))


@pytest.fixture
def draft(region: Region) -> ActionPlan:
    """The region's plan, with one row of each kind."""
    plan = make_plan(region, 2025, 2027, state=TextState.DRAFT)
    make_part(plan)
    make_area(plan, "Dialog", "Bjud in.")
    make_milestone(plan)
    return plan
