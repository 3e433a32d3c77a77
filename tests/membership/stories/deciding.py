"""What the group and the secretariat do."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from accounts.models import User
from agreement.models import SeatHolding
from membership import services
from membership.models import Application, Recusal
from membership.services.exemptions import grant_exemption
from membership.states import OPEN, Anew, Ground, Manner, Opinion, Outcome, Signing, Status
from tests.factories import LONG_AGO
from tests.membership.stories.given import SECOND, mostly, one_case, person, seldom, upload, which
from tests.membership.stories.telling import Telling
from tests.membership.stories.world import HOLD


class Deciders(Telling):
    """The rules of those who decide, and of those who help them."""

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

    def decider(self, who: int, proper: bool) -> User:
        """Somebody of the group or of the secretariat; not `proper`: anybody at all."""
        return self.of([*self.world.leaders, *self.world.secretaries], who, proper)

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

    @rule(**one_case, **gathering)
    def approves(self, number: int, right: bool, tab: bool, who: int, proper: bool, **how: Any) -> None:
        case = self.case(number, Status.SUBMITTED, right=right, tab=tab)
        actor = self.decider(who, proper)
        self.attempt(lambda: services.approve_application(case, actor=actor, held=self.held(**how)))

    @rule(who=person, proper=mostly, **gathering)
    def approve_everything(self, who: int, proper: bool, **how: Any) -> None:
        actor = self.decider(who, proper)
        ids = list(Application.objects.values_list("pk", flat=True))
        self.attempt(lambda: services.approve_applications(ids, actor=actor, held=self.held(**how)))

    @rule(**one_case, **gathering)
    def declines(self, number: int, right: bool, tab: bool, who: int, proper: bool, **how: Any) -> None:
        case = self.case(number, Status.SUBMITTED, right=right, tab=tab)
        actor = self.decider(who, proper)
        self.attempt(
            lambda: services.decline_application(case, actor=actor, held=self.held(**how), **self.reasons())
        )

    @rule(
        who=person,
        proper=mostly,
        outcomes=st.lists(
            st.sampled_from([Outcome.APPROVED, Outcome.DECLINED, None]), min_size=1, max_size=5
        ),
        **gathering,
    )
    def a_meeting_decides_a_list(
        self, who: int, proper: bool, outcomes: list[Outcome | None], **how: Any
    ) -> None:
        """Each case as it comes, also those that await nothing; None leaves one for later."""
        actor = self.decider(who, proper)
        pairs = zip(Application.objects.order_by("-pk"), outcomes, strict=False)
        said = {"reasons": tuple(self.reasons()["reasons"]), "reasons_text": "Inte i länet."}
        rulings = {
            case.pk: services.Ruling(outcome, str(number), **(said if outcome == Outcome.DECLINED else {}))
            for number, (case, outcome) in enumerate(pairs, start=12)
            if outcome
        }
        held = self.held(**{**how, "positions": False})
        self.attempt(lambda: services.record_meeting(rulings, actor=actor, held=held))

    def reasons(self) -> dict[str, Any]:
        return {"reasons": [self.world.region.agreement.criteria.first()], "reasons_text": "Inte i länet."}

    @rule(**one_case)
    def takes_back(self, number: int, right: bool, tab: bool, who: int, proper: bool) -> None:
        case = self.case(number, Status.APPROVED, Status.DECLINED, right=right, tab=tab)
        actor = self.decider(who, proper)
        self.attempt(lambda: services.take_back(case, actor=actor, note="Fel ärende."))

    @rule(**one_case, late=mostly, **gathering)
    def decide_anew(
        self, number: int, right: bool, tab: bool, who: int, proper: bool, late: bool, **how: Any
    ) -> None:
        case = self.case(number, Status.APPROVED, Status.DECLINED, right=right, tab=tab)
        actor = self.decider(who, proper)
        if late:
            self.clock.shift(dt.timedelta(seconds=HOLD))
        held = self.held(**{**how, "positions": False})
        if case.status == Status.DECLINED:
            self.attempt(lambda: services.approve_after_all(case, actor=actor, held=held))
        else:
            self.attempt(lambda: services.decline_after_all(case, actor=actor, held=held, **self.reasons()))

    @rule(**one_case, late=mostly, anew=st.sampled_from(Anew), **gathering)
    def declines_again(
        self, number: int, right: bool, tab: bool, who: int, proper: bool, late: bool, anew: Anew, **how: Any
    ) -> None:
        """With words of its own, or (late, twice in a second) not."""
        case = self.case(number, Status.DECLINED, right=right, tab=tab)
        actor = self.decider(who, proper)
        if late:
            self.clock.shift(dt.timedelta(seconds=HOLD))
        held = self.held(**{**how, "positions": False})
        reasons = {**self.reasons(), "reasons_text": f"Inte i länet, sett {timezone.now():%d/%m %H:%M}."}
        self.attempt(lambda: services.decline_again(case, actor=actor, held=held, anew=anew, **reasons))

    @rule(number=which, right=mostly, who=person, proper=mostly, **gathering)
    def correct_the_record(self, number: int, right: bool, who: int, proper: bool, **how: Any) -> None:
        case = self.case(number, Status.APPROVED, Status.DECLINED, right=right)
        actor = self.decider(who, proper)
        held = self.held(**{**how, "positions": False})
        self.attempt(lambda: services.correct_record(case, actor=actor, held=held, note="Fel frånvaro."))

    @rule(**one_case, days=st.sampled_from([3, 14, 15, 40]))
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

    @rule(**one_case, days=st.sampled_from([-1, 2, 14, 50]))
    def moves_the_day(self, number: int, right: bool, tab: bool, who: int, proper: bool, days: int) -> None:
        case = self.case(number, Status.SUPPLEMENT, right=right, tab=tab)
        actor = self.of(self.world.secretaries, who, proper)
        last = timezone.localdate() + dt.timedelta(days=days)
        self.attempt(lambda: services.move_supplement(case, actor=actor, answer_by=last))

    @rule(**one_case)
    def takes_the_request_back(self, number: int, right: bool, tab: bool, who: int, proper: bool) -> None:
        case = self.case(number, Status.SUPPLEMENT, right=right, tab=tab)
        actor = self.of(self.world.secretaries, who, proper)
        self.attempt(lambda: services.recall_supplement(case, actor=actor, note="Det var fel ärende."))

    @rule(number=which, who=person, proper=mostly)
    def exempts(self, number: int, who: int, proper: bool) -> None:
        case = self.case(number)
        actor = self.decider(who, proper)
        for effect in case.effects:
            facts = {"effect": effect["effect"], "title": effect["title"], "reason": "Posten var sen."}
            self.attempt(lambda facts=facts: grant_exemption(case, actor=actor, **facts))

    @rule(**one_case)
    def registers_paper(self, number: int, right: bool, tab: bool, who: int, proper: bool) -> None:
        document = self.paper(number, Signing.AWAITING, right=right, tab=tab)
        if document is not None:
            actor = self.of(self.world.secretaries, who, proper)
            facts = {"signed_on": timezone.localdate(), "place": "Luleå", "upload": upload()}
            self.attempt(lambda: services.register_paper_signature(document=document, actor=actor, **facts))

    @rule(**one_case)
    def confirms(self, number: int, right: bool, tab: bool, who: int, proper: bool) -> None:
        document = self.paper(number, Signing.RETURNED, right=right, tab=tab)
        if document is not None:
            actor = self.of(self.world.secretaries, who, proper)
            self.attempt(lambda: services.confirm_signature(document=document, actor=actor))

    @rule(**one_case)
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
