"""A region whose plans the tests of this room make and read, and a summer's day in the middle of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine

from agreement.models import Region
from tests.factories import make_region


@pytest.fixture
def region() -> Region:
    return make_region()


@pytest.fixture
def in_june() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC), tick=False):
        yield
