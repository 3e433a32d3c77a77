"""A member on a day that stands still, and a room that has something to end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from accounts.models import User
from agreement.models import Region
from membership import leaving
from membership.models import Membership
from tests.factories import make_member, make_region, make_user
from tests.membership.leaving.acts import NOON, Ends


@pytest.fixture
def noon() -> Iterator[Any]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def region(noon: Any) -> Region:
    return make_region()


@pytest.fixture
def person(noon: Any) -> User:
    return make_user("maja@forening.example")


@pytest.fixture
def member(region: Region, person: User) -> Membership:
    joined = make_member(region, user=person, name="Föreningen Norrsken")
    Membership.objects.filter(pk=joined.pk).update(since=dt.date(2026, 2, 2))
    joined.refresh_from_db()
    return joined


@pytest.fixture
def ends(monkeypatch: pytest.MonkeyPatch) -> Ends:
    room = Ends()
    monkeypatch.setattr(leaving, "CONSEQUENCES", [])
    leaving.register(room)
    leaving.register(room)
    return room
