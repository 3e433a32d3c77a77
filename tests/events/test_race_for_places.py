"""Fifty people press the button for the last place: one gets it, the others stand in line, and nobody twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError

from events.models import Registration
from events.services import confirm, unregister
from events.states import Standing
from tests.events.happenings import make_asked, make_published
from tests.factories import make_region, make_secretary
from tests.harness.at_once import at_once, refused

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 50


def persisting(act: Callable[[], Any]) -> Callable[[], Any]:
    """What SQLite cannot take in time is tried again, as a browser does."""

    def acts() -> Any:
        for _try in range(49):
            try:
                return act()
            except OperationalError:
                continue
        return act()

    return acts


@pytest.mark.slow
def test_fifty_for_the_last_place() -> None:
    region = make_region()
    event = make_published(region, make_secretary(region), places=1)
    asked = [make_asked(event, number) for number in range(MANY)]
    outcomes = at_once(
        *(persisting(lambda one=one: confirm(Registration.objects.get(pk=one.pk))) for one in asked)
    )
    assert refused(outcomes) == []
    rows = list(Registration.objects.order_by("number"))
    assert Counter(each.standing for each in rows) == {Standing.PLACED: 1, Standing.QUEUED: MANY - 1}
    assert [each.number for each in rows] == list(range(1, MANY + 1))
    assert rows[0].standing == Standing.PLACED

    # The one who has the place leaves, and ten of those who wait leave too: the first who still waits gets it.
    leaving = [rows[0], *rows[1:11]]
    at_once(*(persisting(lambda one=one: unregister(Registration.objects.get(pk=one.pk))) for one in leaving))
    placed = Registration.objects.get(standing=Standing.PLACED)
    assert placed.number == 12
    assert Registration.objects.queue().count() == MANY - 12
