"""Every test here begins in Swedish: a request to an English page leaves its language behind in the thread."""

from __future__ import annotations

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _in_swedish() -> None:
    translation.deactivate()
