"""What must never be, looked for after each step."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone
from hypothesis.stateful import invariant

from accounts.models import User
from agreement.models import SeatHolding
from agreement.states import SeatKind
from letters.models import Letter
from membership import services
from membership.models import Application, Decision, Membership, Reminder, SigningDocument
from membership.permissions import Capacities
from membership.states import (
    APPLICATION_STEPS,
    OPEN,
    Manner,
    Opinion,
    Outcome,
    ReminderKind,
    Scope,
    Signing,
    Status,
)
from steps.exceptions import Refusal
from tests.membership.holding import fresh
from tests.membership.stories.given import again, frozen, upload
from tests.membership.stories.telling import Telling
from tests.membership.stories.world import CUT_OFF, Diary, cause_of, closed_to, in_force, workers_of


def heard_of(case: Application, at: dt.datetime) -> tuple[dt.datetime | None, dt.datetime | None]:
    """Since when the group knew at that instant what it decided about, and when that was changed by a supplement."""
    assert case.submitted_at is not None
    since, changed = case.submitted_at, None
    for request in case.supplements.order_by("pk"):
        end = request.answered_at or request.closed_at
        if end is None or end > at:
            continue
        new = case.events.filter(step="answers_changed", at__range=(request.asked_at, end)).exists()
        new = new or request.attachments.exists()
        since = end if new or request.answered_at else since
        changed = end if new else changed
    return since, changed


class Never(Telling):
    """The invariants."""

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
        self.nobody_was_passed_over()
        self.something_leads_on()

    def one_decision_is_in_force_where_the_case_is_decided(self) -> None:
        for case in Application.objects.all():
            decisions = in_force(case.pk)
            assert len(decisions) <= 1, decisions
            if case.status == Status.WITHDRAWN:  # what was decided before stays in the record
                continue
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

    def nobody_was_passed_over(self) -> None:
        """Positions decide when everybody was heard or the days are over, and only with what was said of the application
        as it was then.
        """
        by_positions = Decision.objects.filter(manner=Manner.POSITIONS).exclude(outcome=Outcome.TAKEN_BACK)
        for decision in by_positions.select_related("application__agreement"):
            case, at = decision.application, decision.recorded_at
            since, changed = heard_of(case, at)
            last = timezone.localdate(since) + dt.timedelta(days=case.agreement.positions_days)
            said = {each.user_id: each for each in case.positions.filter(at__lte=at).order_by("pk")}
            for seat in decision.seated:
                word = said.get(seat["user"])
                counts = word is not None and (changed is None or word.at >= changed)
                if seat["stand"] in Opinion.values:
                    assert counts, seat
                if seat["stand"] == "absent" and seat["kind"] == SeatKind.ORDINARY and not counts:
                    assert decision.decided_on > last, seat

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
                self.by_withdrawing(case),
                lambda user: services.ask_supplement(fresh(case), actor=user, **asked),
            ]
        if case.status == Status.SUPPLEMENT:
            ways = [
                lambda user: services.answer_supplement(fresh(case), actor=user, answer="Ja."),
                lambda user: services.move_supplement(fresh(case), actor=user, answer_by=far),
                lambda user: services.recall_supplement(fresh(case), actor=user, note="Fel ärende."),
                self.by_withdrawing(case),
            ]
            if timezone.localdate() > case.supplements.last().answer_by:
                ways.append(lambda user: services.close_supplement(fresh(case), actor=user, note="Nej."))
            return ways
        if services.waits(case):
            return [lambda user: services.take_back(fresh(case), actor=user, note="Fel.")]
        document = case.signing_documents.latest("revision")
        if document.status == Signing.RETURNED:
            return [
                self.by_withdrawing(case),
                lambda user: services.confirm_signature(document=again(document), actor=user),
                lambda user: services.refuse_copy(document=again(document), actor=user, note="Nej."),
            ]
        if not document.is_rendered:
            assert document.work_state in ("waiting", "troubled", "failed")  # the worker, or a person's retry
            return [self.by_withdrawing(case)]
        return [
            self.by_withdrawing(case),
            lambda user: services.register_upload(document=again(document), actor=user, upload=upload()),
            lambda user: services.register_paper_signature(
                document=again(document),
                actor=user,
                signed_on=timezone.localdate(),
                place="Luleå",
                upload=upload(),
            ),
        ]

    def by_withdrawing(self, case: Application) -> Callable[[User], Any]:
        return lambda user: services.withdraw_application(application=fresh(case), actor=user)

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
