"""A region with its secretariat, a member organisation with its board, somebody's way in, and a clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from agreement.models import Region
from membership.models import Membership
from tests.factories import make_member, make_region, make_secretary, make_user, sign_in


@pytest.fixture
def region() -> Region:
    return make_region()


@pytest.fixture
def secretary(region: Region) -> User:
    return make_secretary(region)


@pytest.fixture
def board() -> User:
    return make_user("styrelsen@bygdegille.example")


@pytest.fixture
def member(region: Region, board: User) -> Membership:
    return make_member(region, user=board, name="Exempelby bygdegille")


@pytest.fixture
def enter() -> Callable[[User], Client]:
    return lambda user: sign_in(Client(), user, second_factor=True)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(dt.datetime(2026, 10, 19, 9, tzinfo=dt.UTC), tick=False) as traveller:
        yield traveller
