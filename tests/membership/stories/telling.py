"""How a story is told: its world, its clock, and how a rule does something."""

from __future__ import annotations

import copy
import sys
from collections.abc import Callable, Sequence
from typing import Any

import time_machine
from django.core import mail
from django.db import transaction
from hypothesis.stateful import RuleBasedStateMachine

from accounts.models import User
from membership.models import Application, ApplicationEvent, Decision, Position, SigningDocument
from membership.states import APPLICATION_STEPS, SIGNING_STEPS, By, Outcome, Status
from steps.exceptions import Refusal
from tests.membership.stories.given import SECOND, frozen
from tests.membership.stories.world import START, World, closed_to, counted, workers_of


class Telling(RuleBasedStateMachine):
    """One world, and a story that happens in it; gone when it ends."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.travel = time_machine.travel(START, tick=False)
        self.clock = self.travel.start()
        mail.outbox.clear()
        self.sent = 0  # messages looked at
        self.tabs: dict[tuple[type, int, str], Any] = {}  # how each row was when it came to a state
        self.frozen: dict[int, tuple[Any, ...]] = {}  # what was frozen when a case was handed in
        self.touched: int | None = None
        self.changed = True  # since the rules were last looked at
        self.letters = 0  # looked at
        self.tried: dict[int, Any] = {}  # how each case stood when it was tried what leads on

    def teardown(self) -> None:
        try:
            if sys.exc_info()[0] is None:
                self.until_all_work_is_done()
        finally:
            self.travel.stop()
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def attempt(self, do: Callable[[], Any]) -> Any:
        """Do it a second later. Refused, it has changed nothing and says why in a sentence; done, nobody had a part in
        it to whom the case was closed. Anything but a refusal of our own ends the story.
        """
        self.clock.shift(SECOND)
        before, closed = counted(), closed_to()
        last = {model: self.newest(model) for model in (ApplicationEvent, Decision, Position)}
        try:
            done = do()
        except Refusal as refusal:
            why = str(refusal)
        else:
            why = None
        if why is not None:
            assert why
            assert counted() == before, f"refused ({why}), and yet something changed"
            return None
        self.changed = True
        self.nobody_closed_took_part(last, closed)
        self.open_new_tabs()
        return done

    def newest(self, model: Any) -> int:
        return model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    def nobody_closed_took_part(self, last: dict[Any, int], closed: dict[int, set[int]]) -> None:
        moves = {step.name: step for step in (*APPLICATION_STEPS, *SIGNING_STEPS)}
        for event in ApplicationEvent.objects.filter(pk__gt=last[ApplicationEvent]):
            if event.actor_id not in closed.get(event.application_id, ()):
                continue
            own = event.actor in workers_of(event.application_id) or event.step == "access_taken"
            step = moves.get(event.step)
            assert own, event
            assert step is None or By.APPLICANT in step.by, event
        for decision in Decision.objects.filter(pk__gt=last[Decision]):
            shut = closed[decision.application_id]
            assert decision.recorded_by_id not in shut
            if decision.outcome != Outcome.TAKEN_BACK:
                assert not [seat for seat in decision.seated if seat["voice"] and seat["user"] in shut]
        for position in Position.objects.filter(pk__gt=last[Position]):
            assert position.user_id not in closed[position.application_id]

    def open_new_tabs(self) -> None:
        for model in (Application, SigningDocument):
            for row in model.objects.all():
                self.tabs.setdefault((model, row.pk, row.status), row)
        for case in Application.objects.exclude(status=Status.DRAFT):
            self.frozen.setdefault(case.pk, frozen(case))

    def case(self, number: int, *statuses: str, right: bool = True, tab: bool = False) -> Application:
        """One of the cases where the step belongs, if there is one; with `tab` as it looked there before it moved on."""
        if tab:
            old = [
                row
                for (kind, _pk, status), row in self.tabs.items()
                if kind is Application and status in statuses
            ]
            if old:
                found = copy.deepcopy(old[number % len(old)])
                self.touched = found.pk
                return found
        cases = Application.objects.order_by("pk")
        fitting = cases.filter(status__in=statuses) if right and statuses else cases.none()
        rows = list(fitting) or list(cases)
        self.touched = rows[number % len(rows)].pk
        return rows[number % len(rows)]

    def paper(
        self, number: int, *statuses: str, right: bool = True, tab: bool = False
    ) -> SigningDocument | None:
        """The same with documents to sign."""
        if tab:
            old = [
                row
                for (kind, _pk, status), row in self.tabs.items()
                if kind is SigningDocument and status in statuses
            ]
            if old:
                self.touched = old[number % len(old)].application_id
                return copy.deepcopy(old[number % len(old)])
        documents = SigningDocument.objects.order_by("pk")
        fitting = documents.filter(status__in=statuses).exclude(stored_name="") if right else documents.none()
        rows = list(fitting) or list(documents)
        if not rows:
            return None
        self.touched = rows[number % len(rows)].application_id
        return rows[number % len(rows)]

    def worker(self, case: Application, number: int, right: bool) -> User:
        """Somebody of the organisation, or (not `right`) anybody at all."""
        people = workers_of(case.pk) if right else self.world.everybody
        return people[number % len(people)]

    def of(self, people: Sequence[User], number: int, right: bool = True) -> User:
        people = people if right else self.world.everybody
        return people[number % len(people)]
