"""Fifty people press the button for the last place: one gets it, the others stand in line, and nobody twice."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any

import pytest
from django.db import OperationalError, connection

from events.models import Registration
from events.services import confirm, unregister
from events.states import Standing
from tests.events.happenings import make_asked, make_published
from tests.factories import make_region, make_secretary

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 50
PATIENCE = 120  # seconds


def at_once(acts: list) -> list:
    """Each in a thread with a connection of its own; what SQLite cannot take in time is tried again, as a browser does."""
    gate = threading.Barrier(len(acts))
    outcomes: list[Any] = [None] * len(acts)

    def run(number: int) -> None:
        try:
            gate.wait(PATIENCE)
            for _try in range(50):
                try:
                    outcomes[number] = acts[number]()
                    return
                except OperationalError as error:
                    outcomes[number] = error
        except Exception as refusal:
            outcomes[number] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for each in threads:
        each.start()
    for each in threads:
        each.join(PATIENCE)
    return outcomes


def test_fifty_for_the_last_place() -> None:
    region = make_region()
    event = make_published(region, make_secretary(region), places=1)
    asked = [make_asked(event, number) for number in range(MANY)]
    outcomes = at_once([lambda one=one: confirm(Registration.objects.get(pk=one.pk)) for one in asked])
    assert [each for each in outcomes if isinstance(each, Exception)] == []
    rows = list(Registration.objects.order_by("number"))
    assert Counter(each.standing for each in rows) == {Standing.PLACED: 1, Standing.QUEUED: MANY - 1}
    assert [each.number for each in rows] == list(range(1, MANY + 1))
    assert rows[0].standing == Standing.PLACED

    # The one who has the place leaves, and ten of those who wait leave too: the first who still waits gets it.
    leaving = [rows[0], *rows[1:11]]
    at_once([lambda one=one: unregister(Registration.objects.get(pk=one.pk)) for one in leaving])
    placed = Registration.objects.get(standing=Standing.PLACED)
    assert placed.number == 12
    assert Registration.objects.queue().count() == MANY - 12
