"""Somebody with power, who needs a second factor."""

from __future__ import annotations

import pytest

from accounts.models import User


@pytest.fixture
def operator() -> User:
    return User.objects.create_superuser("drift@example.se")
