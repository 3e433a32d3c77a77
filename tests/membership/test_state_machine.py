"""Everybody does anything in any order, through the real services, and what must never be is looked for after each step.

Applicants, the group, the secretariat, the clock and the worker (which is sometimes killed half way, and whose mail server
is sometimes away) are the rules; a rule may also act on an old copy of the case, as the second of two tabs does. In the
fast run that is a few short stories. `STORIES=500 STORY_STEPS=80 pytest tests/membership/test_state_machine.py` tells more
and longer ones.
"""

from __future__ import annotations

import copy
import datetime as dt
import os
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.models import User
from agreement.models import SeatHolding
from letters.models import Letter
from membership import services
from membership.exceptions import Refusal
from membership.models import (
    Application,
    ApplicationEvent,
    Decision,
    Membership,
    Position,
    Recusal,
    Reminder,
    SigningDocument,
)
from membership.permissions import Capacities
from membership.services.access import give_access, take_access
from membership.services.exemptions import grant_exemption
from membership.services.supplements import attach, change_asked
from membership.states import (
    APPLICATION_STEPS,
    OPEN,
    SIGNING_STEPS,
    By,
    ContactLevel,
    Form,
    Ground,
    Manner,
    Opinion,
    Outcome,
    ReminderKind,
    Scope,
    Signing,
    Status,
)
from relay.loop import run_once
from relay.services import retry
from tests.factories import LONG_AGO, pdf_bytes
from tests.membership.flow_world import (
    CHANGES,
    CUT_OFF,
    HOLD,
    START,
    Diary,
    Killed,
    World,
    cause_lasts,
    cause_of,
    closed_to,
    counted,
    in_force,
    killed_after,
    make_world,
    workers_of,
)

STORIES = int(os.environ.get("STORIES", "12"))
STORY_STEPS = int(os.environ.get("STORY_STEPS", "30"))
SECOND = dt.timedelta(seconds=1)
PDF = pdf_bytes()
PAUSES = [
    *(dt.timedelta(seconds=seconds) for seconds in (1, 30, HOLD - 1, HOLD + 1)),
    *(dt.timedelta(hours=1), dt.timedelta(days=1), dt.timedelta(days=3)),
    *(dt.timedelta(days=16), dt.timedelta(days=31), dt.timedelta(days=62)),
]
LATER = [
    *("approve", "decline", "take back", "decide anew", "correct"),
    *("apply", "hold", "wait", "conflict", "go on"),
]

which = st.integers(0, 3)  # which of the cases that the step is about
mostly = st.sampled_from([True, True, True, True, True, False])
seldom = st.sampled_from([False, False, False, False, True])
person = st.integers(0, 7)


class Story(RuleBasedStateMachine):
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

    # --- How a rule does something --------------------------------------------------------------

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

    # --- The organisation -----------------------------------------------------------------------

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
        for each in what:
            match each:
                case "approve":
                    self.approves(number, tab=False, **proper, **everybody)
                case "decline":
                    self.declines(number, tab=False, **proper, **everybody)
                case "take back":
                    self.takes_back(number, tab=False, **proper)
                case "decide anew":
                    self.decide_anew(number, tab=False, late=True, **proper, **everybody)
                case "correct":
                    self.correct_the_record(number, **proper, **{**everybody, "absent": {number % 3}})
                case "apply":
                    self.applies(number, org)
                case "hold":
                    self.time_passes(dt.timedelta(seconds=HOLD + 1))
                case "wait":
                    self.the_worker_looks_once(dt.timedelta(days=62), None)
                case "conflict":
                    self.declares_a_conflict(number, right=True, who=org, by=number, self_said=True)
                case "go on":
                    self.goes_on(number, approved=True)
            self.nothing_is_as_it_must_not_be()

    @rule(number=which, org=which)
    def applies(self, number: int, org: int) -> None:
        """Everything at once, so that most stories come further than a draft."""
        case = self.begin(number, org)
        self.attempt(lambda: services.submit_application(application=case, actor=workers_of(case.pk)[0]))

    @rule(number=which, org=which)
    def begins(self, number: int, org: int) -> None:
        self.begin(number, org)

    def begin(self, number: int, org: int) -> Application:
        people = [*self.world.applicants, self.world.tied]
        user = people[number % len(people)]
        organisation_number = self.world.numbers[org % len(self.world.numbers)]
        case: Application = self.attempt(
            lambda: services.begin_application(
                agreement=self.world.region.agreement,
                language="sv",
                user=user,
                name=f"Föreningen {org % len(self.world.numbers)}",
                number=organisation_number,
                number_missing_reason="" if organisation_number else "Vi är ett nätverk.",
                form=Form.NONPROFIT,
                contact_name="Maja",
                contact_email=user.email,
                contact_level=ContactLevel.REGIONAL,
                declared=True,
                declared_by="Maja",
            )
        )
        self.attempt(lambda: services.change_application(application=case, scope=Scope.COUNTY))
        self.touched = case.pk
        return case

    @rule(number=which, right=mostly, tab=seldom, scope=st.sampled_from(["", Scope.COUNTY, Scope.SEVERAL]))
    def saves_a_page(self, number: int, right: bool, tab: bool, scope: str) -> None:
        case = self.case(number, Status.DRAFT, right=right, tab=tab)
        self.attempt(lambda: services.change_application(application=case, scope=scope))

    @rule(number=which, right=mostly, tab=seldom, who=person, proper=mostly)
    def hands_in(self, number: int, right: bool, tab: bool, who: int, proper: bool) -> None:
        case = self.case(number, Status.DRAFT, right=right, tab=tab)
        actor = self.worker(case, who, proper)
        self.attempt(lambda: services.submit_application(application=case, actor=actor))

    @rule(number=which, right=mostly, tab=seldom, who=person, proper=mostly)
    def withdraws(self, number: int, right: bool, tab: bool, who: int, proper: bool) -> None:
        case = self.case(number, *OPEN, right=right, tab=tab)
        actor = self.worker(case, who, proper)
        self.attempt(lambda: services.withdraw_application(application=case, actor=actor))

    @rule(number=which, right=mostly, who=person, proper=mostly, org=which, file=st.booleans())
    def completes(self, number: int, right: bool, who: int, proper: bool, org: int, file: bool) -> None:
        case = self.case(number, Status.SUPPLEMENT, right=right)
        actor = self.worker(case, who, proper)
        wanted = self.world.numbers[org % len(self.world.numbers)]
        answers = {"number": wanted, "number_missing_reason": "" if wanted else "Vi är ett nätverk."}
        self.attempt(lambda: change_asked(case, actor=actor, page="organisation", **answers))
        if file:
            self.attempt(lambda: attach(case, actor=actor, upload=upload("stadgar.pdf")))

    @rule(number=which, right=mostly, tab=seldom, who=person, proper=mostly)
    def answers(self, number: int, right: bool, tab: bool, who: int, proper: bool) -> None:
        case = self.case(number, Status.SUPPLEMENT, right=right, tab=tab)
        actor = self.worker(case, who, proper)
        self.attempt(lambda: services.answer_supplement(case, actor=actor, answer="Här är stadgarna."))

    @rule(number=which, right=mostly, tab=seldom, who=person, proper=mostly)
    def sends_the_signed_copy(self, number: int, right: bool, tab: bool, who: int, proper: bool) -> None:
        document = self.paper(number, Signing.AWAITING, right=right, tab=tab)
        if document is not None:
            actor = self.worker(document.application, who, proper)
            self.attempt(lambda: services.register_upload(document=document, actor=actor, upload=upload()))

    @rule(number=which, who=person, proper=mostly, whom=person, new=st.booleans())
    def hands_over(self, number: int, who: int, proper: bool, whom: int, new: bool) -> None:
        case = self.case(number)
        actor = self.worker(case, who, proper)
        email = f"ny{whom}@forening.example" if new else self.world.everybody[whom].email
        self.attempt(lambda: give_access(case, actor=actor, email=email))
        left = self.worker(case, whom, right=True)
        self.attempt(lambda: take_access(case, actor=actor, person=left))

    # --- The group and the secretariat ----------------------------------------------------------

    @rule(
        number=which, right=mostly, opinions=st.lists(st.sampled_from(Opinion.values), min_size=1, max_size=4)
    )
    def take_positions(self, number: int, right: bool, opinions: list[str]) -> None:
        case = self.case(number, Status.SUBMITTED, right=right)
        for user, opinion in zip(self.world.leaders, opinions, strict=False):
            self.attempt(
                lambda user=user, opinion=opinion: services.record_position(case, user=user, opinion=opinion)
            )

    @rule(number=which, right=mostly, who=person, by=person, self_said=st.booleans())
    def declares_a_conflict(self, number: int, right: bool, who: int, by: int, self_said: bool) -> None:
        case = self.case(number, *OPEN, right=right)
        user = self.of([*self.world.leaders, *self.world.secretaries], who)
        teller = None if self_said else self.of(self.world.secretaries, by)
        self.attempt(lambda: services.declare_conflict(case, user=user, ground=Ground.CLOSE, by=teller))

    @precondition(lambda self: Recusal.objects.filter(lifted_at=None).exists())
    @rule(number=which, by=person, proper=mostly)
    def lifts_a_conflict(self, number: int, by: int, proper: bool) -> None:
        rows = list(Recusal.objects.order_by("pk"))
        recusal = rows[number % len(rows)]
        self.touched = recusal.application_id
        actor = self.of([*self.world.secretaries, self.world.operator], by, proper)
        self.attempt(lambda: services.lift_conflict(recusal, by=actor, note="Det var fel ärende."))

    def held(self, absent: set[int], positions: bool, unequal: bool) -> services.Held:
        return services.Held(
            timezone.localdate(),
            "12",
            manner=Manner.POSITIONS if positions else Manner.MEETING,
            absent=frozenset(self.world.leaders[number].pk for number in absent),
            unequal_reason="Ingen annan kunde." if unequal else "",
        )

    gathering: dict[str, Any] = {
        "absent": st.one_of(st.just(set()), st.sets(st.integers(0, 3), max_size=2)),
        "positions": seldom,
        "unequal": st.booleans(),
    }

    @rule(number=which, right=mostly, tab=seldom, who=person, proper=mostly, **gathering)
    def approves(self, number: int, right: bool, tab: bool, who: int, proper: bool, **how: Any) -> None:
        case = self.case(number, Status.SUBMITTED, right=right, tab=tab)
        actor = self.of([*self.world.leaders, *self.world.secretaries], who, proper)
        self.attempt(lambda: services.approve_application(case, actor=actor, held=self.held(**how)))

    @rule(who=person, proper=mostly, **gathering)
    def approve_everything(self, who: int, proper: bool, **how: Any) -> None:
        actor = self.of([*self.world.leaders, *self.world.secretaries], who, proper)
        ids = list(Application.objects.values_list("pk", flat=True))
        self.attempt(lambda: services.approve_applications(ids, actor=actor, held=self.held(**how)))

    @rule(number=which, right=mostly, tab=seldom, who=person, proper=mostly, **gathering)
    def declines(self, number: int, right: bool, tab: bool, who: int, proper: bool, **how: Any) -> None:
        case = self.case(number, Status.SUBMITTED, right=right, tab=tab)
        actor = self.of([*self.world.leaders, *self.world.secretaries], who, proper)
        self.attempt(
            lambda: services.decline_application(case, actor=actor, held=self.held(**how), **self.reasons())
        )

    def reasons(self) -> dict[str, Any]:
        return {"reasons": [self.world.region.agreement.criteria.first()], "reasons_text": "Inte i länet."}

    @rule(number=which, right=mostly, tab=seldom, who=person, proper=mostly)
    def takes_back(self, number: int, right: bool, tab: bool, who: int, proper: bool) -> None:
        case = self.case(number, Status.APPROVED, Status.DECLINED, right=right, tab=tab)
        actor = self.of([*self.world.leaders, *self.world.secretaries], who, proper)
        self.attempt(lambda: services.take_back(case, actor=actor, note="Fel ärende."))

    @rule(number=which, right=mostly, tab=seldom, who=person, proper=mostly, late=mostly, **gathering)
    def decide_anew(
        self, number: int, right: bool, tab: bool, who: int, proper: bool, late: bool, **how: Any
    ) -> None:
        case = self.case(number, Status.APPROVED, Status.DECLINED, right=right, tab=tab)
        actor = self.of([*self.world.leaders, *self.world.secretaries], who, proper)
        if late:
            self.clock.shift(dt.timedelta(seconds=HOLD))
        held = self.held(**{**how, "positions": False})
        if case.status == Status.DECLINED:
            self.attempt(lambda: services.approve_after_all(case, actor=actor, held=held))
        else:
            self.attempt(lambda: services.decline_after_all(case, actor=actor, held=held, **self.reasons()))

    @rule(number=which, right=mostly, who=person, proper=mostly, **gathering)
    def correct_the_record(self, number: int, right: bool, who: int, proper: bool, **how: Any) -> None:
        case = self.case(number, Status.APPROVED, Status.DECLINED, right=right)
        actor = self.of([*self.world.leaders, *self.world.secretaries], who, proper)
        held = self.held(**{**how, "positions": False})
        self.attempt(lambda: services.correct_record(case, actor=actor, held=held, note="Fel frånvaro."))

    @rule(
        number=which,
        right=mostly,
        tab=seldom,
        who=person,
        proper=mostly,
        days=st.sampled_from([3, 14, 15, 40]),
    )
    def asks(self, number: int, right: bool, tab: bool, who: int, proper: bool, days: int) -> None:
        case = self.case(number, Status.SUBMITTED, right=right, tab=tab)
        actor = self.of([*self.world.secretaries, *self.world.leaders], who, proper)
        last = timezone.localdate() + dt.timedelta(days=days)
        asked = {
            "what": "Stadgarna.",
            "otherwise": "Beslut ändå.",
            "pages": ["organisation"],
            "answer_by": last,
        }
        self.attempt(lambda: services.ask_supplement(case, actor=actor, **asked))

    @rule(number=which, right=mostly, who=person, proper=mostly, wait=st.booleans())
    def goes_on_without(self, number: int, right: bool, who: int, proper: bool, wait: bool) -> None:
        case = self.case(number, Status.SUPPLEMENT, right=right)
        actor = self.of(self.world.secretaries, who, proper)
        if wait:
            self.clock.shift(dt.timedelta(days=15))
        request = case.supplements.last()
        today = timezone.localdate(timezone.now() + SECOND)
        done = self.attempt(lambda: services.close_supplement(case, actor=actor, note="Inget svar."))
        assert done is None or today > request.answer_by

    @rule(number=which, who=person, proper=mostly)
    def exempts(self, number: int, who: int, proper: bool) -> None:
        case = self.case(number)
        actor = self.of([*self.world.leaders, *self.world.secretaries], who, proper)
        for effect in case.effects:
            facts = {"effect": effect["effect"], "title": effect["title"], "reason": "Posten var sen."}
            self.attempt(lambda facts=facts: grant_exemption(case, actor=actor, **facts))

    @rule(number=which, right=mostly, tab=seldom, who=person, proper=mostly)
    def registers_paper(self, number: int, right: bool, tab: bool, who: int, proper: bool) -> None:
        document = self.paper(number, Signing.AWAITING, right=right, tab=tab)
        if document is not None:
            actor = self.of(self.world.secretaries, who, proper)
            facts = {"signed_on": timezone.localdate(), "place": "Luleå", "upload": upload()}
            self.attempt(lambda: services.register_paper_signature(document=document, actor=actor, **facts))

    @rule(number=which, right=mostly, tab=seldom, who=person, proper=mostly)
    def confirms(self, number: int, right: bool, tab: bool, who: int, proper: bool) -> None:
        document = self.paper(number, Signing.RETURNED, right=right, tab=tab)
        if document is not None:
            actor = self.of(self.world.secretaries, who, proper)
            self.attempt(lambda: services.confirm_signature(document=document, actor=actor))

    @rule(number=which, right=mostly, tab=seldom, who=person, proper=mostly)
    def refuses_the_copy(self, number: int, right: bool, tab: bool, who: int, proper: bool) -> None:
        document = self.paper(number, Signing.RETURNED, right=right, tab=tab)
        if document is not None:
            actor = self.of(self.world.secretaries, who, proper)
            self.attempt(lambda: services.refuse_copy(document=document, actor=actor, note="Sidan saknas."))

    @rule(seat=st.integers(0, 3))
    def a_seat_changes_hands(self, seat: int) -> None:
        """Whoever sits there leaves it, or comes back: staff keep that list, no service."""
        self.changed = True
        holding = SeatHolding.objects.get(user=self.world.leaders[seat])
        yesterday = timezone.localdate() - dt.timedelta(days=1)
        SeatHolding.objects.filter(pk=holding.pk).update(
            from_on=LONG_AGO, to_on=None if holding.to_on else yesterday
        )

    # --- The clock and the worker ---------------------------------------------------------------

    @rule(pause=st.sampled_from(PAUSES))
    def time_passes(self, pause: dt.timedelta) -> None:
        self.clock.shift(pause)

    @rule(around=st.sampled_from([-SECOND, dt.timedelta(0), SECOND]))
    def the_clocks_change(self, around: dt.timedelta) -> None:
        """To the next night on which an hour of Sweden is there twice, or not at all."""
        for change in CHANGES:
            if change + around > timezone.now():
                self.clock.move_to(change + around)
                return

    @rule(pause=st.sampled_from(PAUSES), stop=st.one_of(st.none(), st.none(), st.integers(0, 60)))
    def the_worker_looks_once(self, pause: dt.timedelta, stop: int | None) -> None:
        self.clock.shift(pause)
        self.work(stop)

    @rule()
    def the_mail_server_is_away(self) -> None:
        self.clock.shift(dt.timedelta(seconds=HOLD))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("django.core.mail.backends.locmem.EmailBackend.open", away, raising=False)
            self.work()

    def work(self, stop: int | None = None) -> int:
        handled = 0
        try:
            with killed_after(stop):
                handled = run_once()
        except Killed:
            pass
        self.changed = True
        self.what_was_sent_had_a_cause()
        return handled

    def what_was_sent_had_a_cause(self) -> None:
        """The messages since the last look; the worker changes nothing that would end a cause."""
        new, self.sent = mail.outbox[self.sent :], len(mail.outbox)
        for message in new:
            letter = Letter.objects.get(uuid=message.extra_headers["Message-ID"][8:40])
            assert message.to == [letter.to]
            cause_lasts(letter, timezone.now())

    def until_all_work_is_done(self) -> None:
        """A day later the worker has done everything, each thing once."""
        for _look in range(24):
            self.clock.shift(dt.timedelta(hours=1))
            for model in (Letter, SigningDocument):
                for pk in model.objects.exclude(failed_at=None).values_list("pk", flat=True):
                    retry(model, pk)
            if not self.work():
                break
        assert not Letter.objects.unfinished().exists()
        assert not SigningDocument.objects.unfinished().exists()
        assert not Reminder.objects.due(timezone.now()).exists()
        messages = Counter(message.extra_headers["Message-ID"] for message in mail.outbox)
        for letter in Letter.objects.all():
            times = messages[letter.message_id]
            assert (times == 0) == (letter.called_off_at is not None), letter.key
            assert times <= 1 or letter.may_be_double, letter.key
        self.everything_was_told()
        self.letters, self.changed = 0, True
        for case in Application.objects.all():
            self.touched = case.pk
            self.nothing_is_as_it_must_not_be()

    def everything_was_told(self) -> None:
        kinds = Counter(
            tuple(letter.key.split(":")[:3]) for letter in Letter.objects.filter(called_off_at=None)
        )
        for decision in Decision.objects.select_related("application", "corrects"):
            about = decision.application.reference
            back = Decision.objects.filter(corrects=decision, outcome=Outcome.TAKEN_BACK).exists()
            of_record = decision.corrects is not None and decision.corrects.outcome == decision.outcome
            if decision.outcome == Outcome.DECLINED and not of_record:
                assert bool(kinds["declined", about, str(decision.pk)]) != back
            if of_record:
                assert kinds["decision_corrected", about, str(decision.pk)]
        for document in SigningDocument.objects.select_related("application"):
            told = kinds["signing_request", document.application.reference, str(document.revision)]
            assert told or document.status == Signing.REVOKED

    # --- What must never be ---------------------------------------------------------------------

    @invariant()
    def nothing_is_as_it_must_not_be(self) -> None:
        if not self.changed:
            return
        self.changed = False
        self.one_decision_is_in_force_where_the_case_is_decided()
        self.a_member_has_a_decision_and_a_registered_signature()
        self.an_organisation_has_one_case_at_a_time()
        self.the_diary_accounts_for_every_change()
        self.no_letter_is_without_its_cause()
        self.what_was_frozen_stays()
        self.a_case_that_waits_is_not_forgotten()
        self.something_leads_on()

    def one_decision_is_in_force_where_the_case_is_decided(self) -> None:
        for case in Application.objects.all():
            decisions = in_force(case.pk)
            assert len(decisions) <= 1, decisions
            outcomes = {Outcome.APPROVED: Status.APPROVED, Outcome.DECLINED: Status.DECLINED}
            decided = case.status if case.status in (Status.APPROVED, Status.DECLINED) else None
            assert [outcomes[each.outcome] for each in decisions] == ([decided] if decided else [])

    def a_member_has_a_decision_and_a_registered_signature(self) -> None:
        for member in Membership.objects.select_related("application", "document"):
            assert member.document.status == Signing.REGISTERED
            assert member.document.application_id == member.application_id
            assert [each.outcome for each in in_force(member.application_id)] == [Outcome.APPROVED]
            assert member.document.copies.filter(refused_at=None).exists()
        registered = SigningDocument.objects.filter(status=Signing.REGISTERED).count()
        assert registered == Membership.objects.count()

    def an_organisation_has_one_case_at_a_time(self) -> None:
        living = Application.objects.filter(status__in=[*OPEN, Status.APPROVED])
        assert max(Counter(living.values_list("organisation", flat=True)).values(), default=0) <= 1

    def the_diary_accounts_for_every_change(self) -> None:
        for case in Application.objects.all():
            diary = Diary(case.pk)
            assert diary.status == case.status
            papers = list(case.signing_documents.order_by("revision").values_list("status", flat=True))
            assert diary.papers == papers

    def no_letter_is_without_its_cause(self) -> None:
        for letter in Letter.objects.filter(pk__gt=self.letters).order_by("pk"):
            cause_of(letter)
            self.letters = letter.pk

    def what_was_frozen_stays(self) -> None:
        for case in Application.objects.exclude(status=Status.DRAFT):
            assert frozen(case) == self.frozen[case.pk]
            met = timezone.localdate(case.submitted_at) <= CUT_OFF
            assert [effect["met"] for effect in case.effects] == [met]

    def a_case_that_waits_is_not_forgotten(self) -> None:
        """A reminder is to come, or was spent while the case waited."""
        for case in Application.objects.filter(status=Status.SUBMITTED):
            diary = Diary(case.pk)
            reminders = Reminder.objects.filter(
                application=case, kind=ReminderKind.CASE_WAITING, called_off_at=None
            )
            assert any(
                each.done_at is None or diary.status_at(each.done_at) == Status.SUBMITTED
                for each in reminders
            ), diary.moments

    def something_leads_on(self) -> None:
        """For the case that the last rule was about: by the table of steps, and by trying."""
        if self.touched is None:
            return
        case = Application.objects.get(pk=self.touched)
        if self.is_over(case):
            return
        papers = tuple(case.signing_documents.values_list("status", "stored_name"))
        now = (
            case.status,
            papers,
            closed_to()[case.pk],
            services.waits(case),
            SeatHolding.objects.filter(to_on=None).count(),
        )
        if self.tried.get(case.pk) == now:
            return
        self.tried[case.pk] = now
        names = [step.name for step in APPLICATION_STEPS if step.source == case.status]
        assert any(
            Capacities(user).may_take(case, step)
            for step in APPLICATION_STEPS
            if step.name in names
            for user in [*workers_of(case.pk), *self.world.staff]
        )
        for way in self.ways_on(case):
            assert any(self.works(way, user) for user in [*workers_of(case.pk), *self.world.staff]), way

    def is_over(self, case: Application) -> bool:
        if case.status == Status.APPROVED:
            return Membership.objects.filter(application=case).exists()
        return case.status == Status.WITHDRAWN or (
            case.status == Status.DECLINED and not services.waits(case)
        )

    def ways_on(self, case: Application) -> list[Callable[[User], Any]]:
        """What somebody must be able to do now: on the organisation's side, and on the other."""
        far = timezone.localdate() + dt.timedelta(days=60)
        if case.status == Status.DRAFT:
            return [lambda user: services.change_application(application=fresh(case), scope=Scope.COUNTY)]
        if case.status == Status.SUBMITTED:
            asked = {"what": "?", "otherwise": "!", "answer_by": far}
            return [
                lambda user: services.withdraw_application(application=fresh(case), actor=user),
                lambda user: services.ask_supplement(fresh(case), actor=user, **asked),
            ]
        if case.status == Status.SUPPLEMENT:
            ways = [lambda user: services.answer_supplement(fresh(case), actor=user, answer="Ja.")]
            if timezone.localdate() > case.supplements.last().answer_by:
                ways.append(lambda user: services.close_supplement(fresh(case), actor=user, note="Nej."))
            return ways
        if services.waits(case):
            return [lambda user: services.take_back(fresh(case), actor=user, note="Fel.")]
        document = case.signing_documents.latest("revision")
        if document.status == Signing.RETURNED:
            return [
                lambda user: services.confirm_signature(document=again(document), actor=user),
                lambda user: services.refuse_copy(document=again(document), actor=user, note="Nej."),
            ]
        if not document.is_rendered:
            assert document.work_state in ("waiting", "troubled", "failed")  # the worker, or a person's retry
            return []
        return [
            lambda user: services.register_upload(document=again(document), actor=user, upload=upload()),
            lambda user: services.register_paper_signature(
                document=again(document),
                actor=user,
                signed_on=timezone.localdate(),
                place="Luleå",
                upload=upload(),
            ),
        ]

    def works(self, way: Callable[[User], Any], user: User) -> bool:
        """Whether the person can do it now; nothing is left of it."""
        with transaction.atomic():
            try:
                way(user)
            except Refusal:
                return False
            finally:
                transaction.set_rollback(True)
        return True


def frozen(case: Application) -> tuple[Any, ...]:
    return case.submitted_at, case.effects, case.declaration, case.declaration_version, case.reference


def fresh(case: Application) -> Application:
    return Application.objects.get(pk=case.pk)


def again(document: SigningDocument) -> SigningDocument:
    return SigningDocument.objects.get(pk=document.pk)


def upload(name: str = "underskrivet.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, "application/pdf")


def away(backend: Any) -> None:
    raise ConnectionRefusedError


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
