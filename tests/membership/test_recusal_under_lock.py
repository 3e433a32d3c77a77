"""A tie that is declared while somebody presses counts (MEM-45, LAW-F1): it is asked for once the case is held, so that
nobody decides, says a position or grants anything in a case that was closed to them a moment before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from membership import services
from membership.exceptions import DecisionNotPossible
from membership.models import Application, Decision, Exemption, Position, Recusal
from membership.permissions import Capacities
from membership.services.exemptions import grant_exemption
from membership.states import Ground, Opinion, Outcome
from steps.exceptions import Refusal, StepNotAllowed
from tests.factories import make_application, make_recusal

pytestmark = pytest.mark.django_db


@contextmanager
def declared_before_the_lock(case: Application, user: User) -> Iterator[None]:
    """The tie is there just before the case is read to be held: after all that was asked before."""
    table = Application._meta.db_table
    done: list[Application] = []

    def declare(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        first, _where, _rest = sql.partition(" WHERE ")
        if not done and f'FROM "{table}"' in first and "UNION" not in sql:
            done.append(case)
            make_recusal(case, user)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(declare):
        yield
    assert done


def held() -> services.Held:
    return services.Held(timezone.localdate(), "7")


def test_of_many_the_closed_one_is_left_out(group: list[User], case: Application) -> None:
    other = make_application(case.agreement.region)
    known = Capacities(group[0])
    assert known.closed == []  # a page has asked
    make_recusal(case, group[0])

    report = services.approve_applications([case.pk, other.pk], actor=group[0], held=held(), capacities=known)

    assert (report.approved, report.refused) == ([other], [])
    assert not Decision.objects.filter(application=case).exists()


def test_the_one_case_is_refused_and_says_why(group: list[User], case: Application) -> None:
    criterion = case.agreement.criteria.first()
    refusal = {"held": held(), "reasons": [criterion], "reasons_text": "Nej."}
    with declared_before_the_lock(case, group[0]), pytest.raises(DecisionNotPossible, match="jäv|conflict"):
        services.approve_application(case, actor=group[0], held=held())
    with declared_before_the_lock(case, group[1]), pytest.raises(DecisionNotPossible, match="jäv|conflict"):
        services.decline_application(case, actor=group[1], **refusal)
    assert not Decision.objects.exists()


def test_a_decided_case_is_not_decided_anew(group: list[User], case: Application, settings: Any) -> None:
    settings.DECISION_HOLD = 0
    services.approve_application(case, actor=group[1], held=held())
    right = services.Held(timezone.localdate(), "8")
    with declared_before_the_lock(case, group[0]), pytest.raises(Refusal):
        services.correct_record(case, actor=group[0], held=right, note="Fel paragraf.")
    assert Decision.objects.get().outcome == Outcome.APPROVED


def test_nobody_says_anything_in_a_case_that_was_closed_to_them(group: list[User], case: Application) -> None:
    with declared_before_the_lock(case, group[0]), pytest.raises(StepNotAllowed):
        services.record_position(case, user=group[0], opinion=Opinion.FOR)
    assert not Position.objects.exists()
    with declared_before_the_lock(case, group[1]), pytest.raises(StepNotAllowed):
        services.declare_conflict(case, user=group[2], ground=Ground.CLOSE, by=group[1])
    assert not Recusal.objects.filter(user=group[2]).exists()


def test_nobody_grants_anything_there(group: list[User], case: Application) -> None:
    effect = {"effect": "kickoff", "title": "Upptaktsmötet", "met": False}
    Application.objects.filter(pk=case.pk).update(effects=[effect])
    with declared_before_the_lock(case, group[0]), pytest.raises(StepNotAllowed):
        grant_exemption(
            case, actor=group[0], effect="kickoff", title="Upptaktsmötet", reason="Posten var sen."
        )
    assert not Exemption.objects.exists()
