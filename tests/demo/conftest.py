"""A demo for the tests that need hardly anything in it; the whole one is in whole/conftest.py."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from demo import people

IN_DEMO = {"DEBUG": True, "DEMO": True, "ROOT_URLCONF": "tests.demo.urls"}


@pytest.fixture
def small_demo(db: None, settings: Any) -> None:
    """Nothing but the sign that this is a demo."""
    for name, value in IN_DEMO.items():
        setattr(settings, name, value)
    User.objects.create_superuser(people.OPERATOR.email)
