"""A region with its secretariat, and a development group with somebody of each side."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from agreement.models import Body, Region
from agreement.states import Side
from tests.factories import make_region, make_secretary, sign_in
from tests.meetings.groups import make_development_group, seat_in


@pytest.fixture
def region() -> Region:
    return make_region()


@pytest.fixture
def secretary(region: Region) -> User:
    return make_secretary(region)


@pytest.fixture
def group(region: Region) -> Body:
    return make_development_group(region)


@pytest.fixture
def civil(group: Body) -> User:
    return seat_in(group, Side.CIVIL, name="Cecilia Civil")


@pytest.fixture
def public(group: Body) -> User:
    return seat_in(group, Side.PUBLIC, name="Per Publik")


@pytest.fixture
def desk(secretary: User) -> Client:
    """The secretary's browser."""
    return sign_in(Client(), secretary, second_factor=True)
