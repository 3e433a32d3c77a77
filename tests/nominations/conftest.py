"""A region whose groups the tests of this room fill."""

from __future__ import annotations

import pytest

from agreement.models import Region
from tests.factories import make_region


@pytest.fixture
def region() -> Region:
    return make_region()
