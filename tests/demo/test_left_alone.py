"""`seed_demo` in a database that is not empty."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.db import models
from django.utils import timezone

from agreement.models import SeatHolding
from demo.management.commands import seed_demo
from membership.states import Status
from tests.demo.rows import everything
from tests.factories import make_application, make_balanced_group, make_cut_off, make_member, make_region

pytestmark = pytest.mark.django_db


@pytest.mark.slow
def test_rows_of_others_are_left_alone(settings: Any) -> None:
    """A developer's own region, people and cases are the same afterwards, to the last field."""
    settings.DEBUG = settings.DEMO = True
    region = make_region()
    make_cut_off(region, timezone.localdate())
    make_balanced_group(region)
    for status in (Status.DRAFT, Status.SUBMITTED, Status.APPROVED, Status.DECLINED, Status.WITHDRAWN):
        make_application(region, status)
    make_member(region)
    before = everything()
    assert sum(map(len, before.values())) > 80

    call_command(seed_demo.Command())

    after = everything()
    stamp = "agreement.PublicStamp"  # the number that every change raises
    changed = {label: rows - after[label] for label, rows in before.items() if label != stamp}
    assert {label: rows for label, rows in changed.items() if rows} == {}
    assert len(after["membership.Application"]) > len(before["membership.Application"]) + 20
    real = set(
        SeatHolding.objects.values_list("seat", flat=True).annotate(n=models.Count("pk")).filter(n__gt=1)
    )
    assert real == set()  # nobody was put beside a person who holds the seat
