"""The whole demo, seeded once for this folder and gone with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from demo.management.commands import seed_demo
from tests.demo.conftest import IN_DEMO


@pytest.fixture(scope="package")
def whole_demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Both regions as content/ has them, and everything `seed_demo` makes. Seeding takes seconds, so once for all."""
    with django_db_blocker.unblock(), override_settings(**IN_DEMO), transaction.atomic():
        call_command("load_region", "content/norrbotten", "content/blekinge", verbosity=0)
        call_command(seed_demo.Command())
        yield
        transaction.set_rollback(True)
