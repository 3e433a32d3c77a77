"""The core of every door: all rows or none, and the diary with them."""

from __future__ import annotations

import pytest

from membership.models import Application
from membership.states import STEPS, Status
from steps.door import moving
from steps.exceptions import AlreadyMoved, Refusal, StepNotAllowed
from tests.factories import make_application, make_region

pytestmark = pytest.mark.django_db
WITHDRAW = STEPS["withdraw"]


def two() -> list[Application]:
    region = make_region()
    return [make_application(region), make_application(region)]


def statuses() -> set[str]:
    return set(Application.objects.values_list("status", flat=True))


def test_many_rows_move_together() -> None:
    with moving(two(), WITHDRAW, column="status"):
        pass

    assert statuses() == {Status.WITHDRAWN}


def test_when_one_has_moved_none_moves() -> None:
    seen = two()
    Application.objects.filter(pk=seen[1].pk).update(status=Status.APPROVED)

    with pytest.raises(AlreadyMoved), moving(seen, WITHDRAW, column="status"):
        pytest.fail("The diary is not written.")

    assert statuses() == {Status.SUBMITTED, Status.APPROVED}


def test_one_that_is_elsewhere_stops_all() -> None:
    seen = two()
    seen[1] = Application(pk=seen[1].pk, status=Status.APPROVED)

    with pytest.raises(StepNotAllowed), moving(seen, WITHDRAW, column="status"):
        pytest.fail("The diary is not written.")

    assert statuses() == {Status.SUBMITTED}


def test_a_refusal_while_the_diary_is_written_takes_the_move_back() -> None:
    with pytest.raises(Refusal), moving(two(), WITHDRAW, column="status"):
        raise Refusal

    assert statuses() == {Status.SUBMITTED}
