"""Everybody does anything in any order, through the real services, and what must never be is looked for after each step.

Applicants, the group, the secretariat, the clock and the worker (which is sometimes killed half way, and whose mail server
is sometimes away) are the rules; a rule may also act on an old copy of the case, as the second of two tabs does. In the
fast run that is a few short stories. `STORIES=500 STORY_STEPS=80 pytest tests/membership/test_state_machine.py` tells more
and longer ones.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule, run_state_machine_as_test

from membership.states import Anew, Signing, Status
from tests.membership.stories.deciding import Deciders
from tests.membership.stories.given import PDF, mostly, which
from tests.membership.stories.never import Never
from tests.membership.stories.organisation import Organisations
from tests.membership.stories.working import Worker
from tests.membership.stories.world import HOLD, START, make_world

STORIES = int(os.environ.get("STORIES", "12"))
STORY_STEPS = int(os.environ.get("STORY_STEPS", "30"))
LATER = [
    *("approve", "decline", "take back", "decide anew", "decline again", "correct"),
    *("apply", "hold", "wait", "conflict", "go on", "withdraw", "ask", "move", "recall"),
]


class Story(Organisations, Deciders, Worker, Never):
    """Everybody together, and rules that lead from one thing to another."""

    @initialize(applicants=st.lists(st.tuples(which, which), min_size=1, max_size=3))
    def some_apply(self, applicants: list[tuple[int, int]]) -> None:
        for number, org in applicants:
            self.applies(number, org)

    @rule(number=which, approved=mostly)
    def goes_on(self, number: int, approved: bool) -> None:
        """What comes next when nothing goes wrong, so that stories come far enough for something to go wrong there."""
        case = self.case(number, Status.SUBMITTED, Status.SUPPLEMENT, Status.APPROVED)
        everybody: dict[str, Any] = {"absent": set(), "positions": False, "unequal": True}
        document = case.signing_documents.order_by("revision").last()
        if case.status == Status.SUPPLEMENT:
            self.answers(number, right=True, tab=False, who=0, proper=True)
        elif case.status == Status.SUBMITTED:
            decides = self.approves if approved else self.declines
            decides(number, right=True, tab=False, who=number, proper=True, **everybody)
        elif document is None or not document.is_rendered:
            self.the_worker_looks_once(dt.timedelta(seconds=HOLD + 1), None)
        elif document.status == Signing.AWAITING:
            self.sends_the_signed_copy(number, right=True, tab=False, who=0, proper=True)
        elif document.status == Signing.RETURNED:
            self.confirms(number, right=True, tab=False, who=number, proper=True)

    @rule(number=which, org=which, what=st.lists(st.sampled_from(LATER), min_size=2, max_size=5))
    def one_thing_leads_to_another(self, number: int, org: int, what: list[str]) -> None:
        """Several things to the same case: its old decisions, its organisation's other applications, its papers."""
        proper: dict[str, Any] = {"right": True, "who": number, "proper": True}
        everybody: dict[str, Any] = {"absent": set(), "positions": False, "unequal": True}
        plain = {"tab": False, **proper}
        ways: dict[str, Callable[[], None]] = {
            "approve": lambda: self.approves(number, **plain, **everybody),
            "decline": lambda: self.declines(number, **plain, **everybody),
            "take back": lambda: self.takes_back(number, **plain),
            "decide anew": lambda: self.decide_anew(number, late=True, **plain, **everybody),
            "decline again": lambda: self.declines_again(
                number, late=True, anew=Anew.REASONS, **plain, **everybody
            ),
            "correct": lambda: self.correct_the_record(
                number, **proper, **{**everybody, "absent": {number % 3}}
            ),
            "apply": lambda: self.applies(number, org),
            "hold": lambda: self.time_passes(dt.timedelta(seconds=HOLD + 1)),
            "wait": lambda: self.the_worker_looks_once(dt.timedelta(days=62), None),
            "conflict": lambda: self.declares_a_conflict(
                number, right=True, who=org, by=number, self_said=True
            ),
            "withdraw": lambda: self.withdraws(number, **plain),
            "ask": lambda: self.asks(number, days=14, **plain),
            "move": lambda: self.moves_the_day(number, days=50, **plain),
            "recall": lambda: self.takes_the_request_back(number, **plain),
            "go on": lambda: self.goes_on(number, approved=True),
        }
        assert set(ways) == set(LATER)
        for each in what:
            ways[each]()
            self.nothing_is_as_it_must_not_be()


class Unpressed:
    """What WeasyPrint gives for a page, without having laid it out."""

    def __init__(self) -> None:
        self.metadata = SimpleNamespace(attachments=[])

    def write_pdf(self, **how: Any) -> bytes:
        return PDF


@pytest.mark.slow
@pytest.mark.django_db
def test_no_story_ends_where_it_must_not(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DECISION_HOLD = HOLD
    # The flow is what is told here; WeasyPrint takes most of a second for each document and has tests of its own.
    monkeypatch.setattr("weasyprint.HTML.render", lambda page, **how: Unpressed())
    with time_machine.travel(START, tick=False):
        Story.world = make_world()
    run_state_machine_as_test(Story, settings=how_long())


def how_long() -> Any:
    return settings(
        max_examples=STORIES,
        stateful_step_count=STORY_STEPS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
