"""A meeting decides a whole list, each case on its own (MEM-16): what is written, for whom, and what it costs."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from agreement.models import Region, Seat, SeatHolding
from letters.models import Letter
from membership.exceptions import AlreadyDecided, DecisionNotPossible
from membership.models import Application, Decision, SigningDocument
from membership.services import Held, Ruling, record_meeting, take_back
from membership.states import Outcome, Status
from steps.exceptions import StepNotAllowed
from tests.factories import (
    make_application,
    make_balanced_group,
    make_leader,
    make_recusal,
    make_region,
    make_secretary,
    make_user,
)
from tests.membership.holding import HOLD, NOON, fresh

pytestmark = pytest.mark.django_db
BEFORE = NOON - dt.timedelta(days=3)
# The step (savepoint, two statements), the decision, its criteria, the letter.
EACH_REFUSAL = 15


@pytest.fixture(autouse=True)
def hold(settings: Any) -> None:
    settings.DECISION_HOLD = HOLD


def yes(paragraph: str = "12", **said: Any) -> Ruling:
    return Ruling(Outcome.APPROVED, paragraph, **said)


def no(region: Region, paragraph: str = "13", **said: Any) -> Ruling:
    reasons = tuple(region.agreement.criteria.all()[:1])
    return Ruling(Outcome.DECLINED, paragraph, reasons=reasons, **{"reasons_text": "Bara en kommun.", **said})


def today() -> Held:
    return Held(timezone.localdate(), "", conflicts_asked=True)


def test_each_case_gets_the_decision_that_the_meeting_made_in_it(region: Region, group: list[User]) -> None:
    first, second, third, later = (make_application(region) for _each in range(4))

    report = record_meeting(
        {
            first.pk: yes("12", registry_number="2026-7"),
            second.pk: no(region, "13"),
            third.pk: yes("14", reasons_text="De gör länet gott."),
        },
        actor=group[0],
        held=today(),
    )

    assert (report.approved, report.declined, report.refused) == ([first, third], [second], [])
    said = {each.application_id: each for each in Decision.objects.all()}
    assert [(said[each.pk].outcome, said[each.pk].paragraph) for each in (first, second, third)] == [
        ("approved", "12"),
        ("declined", "13"),
        ("approved", "14"),
    ]
    assert [said[each.pk].registry_number for each in (first, second, third)] == ["2026-7", "", ""]
    assert said[third.pk].reasons_text == "De gör länet gott."
    assert [each.slug for each in said[second.pk].reasons.all()] == [region.agreement.criteria.first().slug]
    assert all(each.conflicts_asked and each.recorded_by == group[0] for each in said.values())
    documents = {each.application_id: each.snapshot["decision"] for each in SigningDocument.objects.all()}
    assert {pk: said["paragraph"] for pk, said in documents.items()} == {first.pk: "12", third.pk: "14"}
    assert documents[first.pk]["registry_number"] == "2026-7"
    assert [each.events.latest("pk").step for each in (first, second, third)] == [
        "approve",
        "decline",
        "approve",
    ]
    assert fresh(later).status == Status.SUBMITTED
    assert later.pk not in said


def test_what_somebody_wanted_in_the_record_of_one_case_is_in_no_other_letter(
    region: Region, group: list[User], tmp_path: Any
) -> None:
    """FL 30 §: a dissent belongs to its case."""
    cases = [make_application(region, submitted_at=BEFORE, user=make_user()) for _each in range(4)]
    with time_machine.travel(NOON, tick=False) as clock:
        record_meeting(
            {
                cases[0].pk: yes(dissent="Anna ville avslå den första."),
                cases[1].pk: yes(),
                cases[2].pk: no(region, dissent="Bo ville bifalla den tredje."),
                cases[3].pk: no(region),
            },
            actor=group[0],
            held=today(),
        )
        clock.shift(HOLD + 1)
        call_command("relay", "--once")

    letters = {
        case.pk: "\n".join(each.text for each in Letter.objects.filter(key__contains=case.reference))
        for case in cases
    }
    assert all(letters.values())
    with_first = [case.pk for case in cases if "den första" in letters[case.pk]]
    with_third = [case.pk for case in cases if "den tredje" in letters[case.pk]]
    assert (with_first, with_third) == ([cases[0].pk], [cases[2].pk])
    assert [each.dissent for each in Decision.objects.order_by("application")][1::2] == ["", ""]


def test_whoever_has_a_conflict_in_one_case_takes_part_in_the_others(
    region: Region, group: list[User]
) -> None:
    tied, other, refused = (make_application(region) for _each in range(3))
    leader = SeatHolding.objects.get(seat__party__order=2, seat__kind="ordinary").user
    alternate = make_leader(region, party=2, kind="alternate", name="Ersättaren")
    for case in (tied, refused):
        make_recusal(case, leader)

    record_meeting(
        {tied.pk: yes(), other.pk: yes(), refused.pk: no(region)}, actor=make_secretary(region), held=today()
    )

    voices = {
        each.application_id: {row["user"] for row in each.seated if row["voice"]}
        for each in Decision.objects.all()
    }
    for case in (tied, refused):
        assert alternate.pk in voices[case.pk]
        assert leader.pk not in voices[case.pk]
    assert leader.pk in voices[other.pk]
    assert alternate.pk not in voices[other.pk]


def test_cases_that_cannot_be_decided_are_left_and_the_others_go_through(
    region: Region, group: list[User]
) -> None:
    """Nobody stands in for the one with a conflict; another has been taken back; a third asks for an exception."""
    tied, gone, exception, fine = (
        make_application(region),
        make_application(region, Status.WITHDRAWN),
        make_application(region, scope="other", scope_reason="En kvinnojour."),
        make_application(region),
    )
    make_recusal(tied, SeatHolding.objects.get(seat__party__order=2, seat__kind="ordinary").user)

    report = record_meeting(
        {tied.pk: no(region), gone.pk: yes(), exception.pk: yes(), fine.pk: no(region)},
        actor=make_secretary(region),
        held=today(),
    )

    assert (report.approved, report.declined) == ([], [fine])
    assert {case.pk for case, _why in report.refused} == {tied.pk, gone.pk, exception.pk}
    assert all(str(why) for _case, why in report.refused)
    assert Decision.objects.get().application_id == fine.pk
    record_meeting(
        {exception.pk: yes(reasons_text="Ingen annan för deras talan.")}, actor=group[0], held=today()
    )
    assert exception.decisions.get().is_exception


def test_a_refusal_without_words_or_with_another_regions_criterion_is_left(
    region: Region, group: list[User]
) -> None:
    elsewhere = make_region("blekinge")
    cases = [make_application(region) for _each in range(3)]

    report = record_meeting(
        {
            cases[0].pk: no(region, reasons_text=" "),
            cases[1].pk: no(elsewhere),
            cases[2].pk: Ruling(Outcome.DECLINED, "13", reasons_text="Nej."),
        },
        actor=group[0],
        held=today(),
    )

    assert len(report.refused) == 3
    assert not Decision.objects.exists()
    assert not Letter.objects.filter(kind="declined").exists()


def test_closed_cases_and_other_regions_are_as_if_not_named(region: Region, group: list[User]) -> None:
    """MEM-45. Of two regions each person records what their own group decided."""
    south = make_region("blekinge")
    southerner = make_balanced_group(south)[0]
    ours, closed, theirs = make_application(region), make_application(region), make_application(south)
    make_recusal(closed, group[0])
    rulings = {ours.pk: yes(), closed.pk: yes(), theirs.pk: no(south)}

    report = record_meeting(rulings, actor=group[0], held=today())
    assert (report.approved, report.declined, report.refused) == ([ours], [], [])

    again = record_meeting(rulings, actor=southerner, held=today())
    assert (again.approved, again.declined, again.refused) == ([], [theirs], [])
    assert theirs.decisions.get().body.agreement == south.agreement


def test_twice_says_that_it_was_decided_already(region: Region, group: list[User]) -> None:
    cases = [make_application(region) for _each in range(2)]
    rulings = {cases[0].pk: yes(), cases[1].pk: no(region)}
    record_meeting(rulings, actor=group[0], held=today())

    report = record_meeting(rulings, actor=group[1], held=today())

    assert (report.approved, report.declined) == ([], [])
    assert all(isinstance(why, AlreadyDecided) for _case, why in report.refused)
    assert all(str(group[0]) in str(why) for _case, why in report.refused)
    assert Decision.objects.count() == 2


def test_one_of_the_list_is_taken_back_and_the_others_stand(region: Region, group: list[User]) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        first, second, third = (make_application(region, submitted_at=BEFORE) for _each in range(3))
        record_meeting(
            {first.pk: yes(), second.pk: no(region), third.pk: no(region)}, actor=group[0], held=today()
        )
        assert set(Decision.objects.values_list("held_until", flat=True)) == {
            NOON + dt.timedelta(seconds=HOLD)
        }

        take_back(second, actor=group[1], note="Fel ärende.")

        assert [fresh(each).status for each in (first, second, third)] == [
            "approved",
            "submitted",
            "declined",
        ]
        clock.shift(HOLD + 1)
        with pytest.raises(StepNotAllowed):
            take_back(third, actor=group[1], note="För sent.")


def test_a_reason_for_unequal_voices_stands_only_where_they_are(region: Region, group: list[User]) -> None:
    """One has a conflict in one case, and then one party has a voice less."""
    seat = Seat.objects.create(
        body=region.agreement.bodies.get(), party=region.agreement.parties.all()[0], kind="ordinary", order=5
    )
    extra = make_user()
    SeatHolding.objects.create(seat=seat, user=extra, from_on=dt.date(2020, 1, 1))
    equal, unequal = make_application(region), make_application(region)
    make_recusal(equal, extra)
    held = Held(timezone.localdate(), "", unequal_reason="Parten avstod.")

    record_meeting({equal.pk: yes(), unequal.pk: no(region)}, actor=group[0], held=held)

    assert equal.decisions.get().unequal_reason == ""
    assert unequal.decisions.get().unequal_reason == "Parten avstod."


def test_approvals_cost_the_same_for_many_and_a_refusal_its_own_number(
    region: Region, group: list[User]
) -> None:
    def cost(approved: int, declined: int) -> int:
        rulings = {make_application(region).pk: yes() for _each in range(approved)}
        rulings |= {make_application(region).pk: no(region) for _each in range(declined)}
        with CaptureQueriesContext(connection) as asked:
            report = record_meeting(rulings, actor=group[0], held=today())
        assert (len(report.approved), len(report.declined)) == (approved, declined)
        return len(asked)

    cost(1, 1)  # what is read once in a process
    assert cost(1, 0) == cost(6, 0)
    one, two, six = cost(1, 1), cost(1, 2), cost(1, 6)
    assert six - two == 4 * (two - one)
    assert two - one <= EACH_REFUSAL


def test_the_list_is_held_against_others_who_decide_not_against_what_refers_to_it(
    region: Region, group: list[User]
) -> None:
    """An applicant's file, or a word in the diary, need not wait for fifty letters."""
    case = make_application(region)
    with CaptureQueriesContext(connection) as asked:
        record_meeting({case.pk: yes()}, actor=group[0], held=today())
    held = [
        each["sql"] for each in asked.captured_queries if each["sql"].endswith('OF "membership_application"')
    ]
    if connection.vendor == "postgresql":
        assert ["FOR NO KEY UPDATE" in each for each in held] == [True]


def test_a_list_that_fails_half_way_has_written_nothing(region: Region, group: list[User]) -> None:
    """One transaction: an address to which no letter can be written stops everything."""
    cases = [make_application(region), make_application(region, contact_email="ingen adress")]

    with pytest.raises(DecisionNotPossible, match=cases[1].reference):
        record_meeting({cases[0].pk: yes(), cases[1].pk: no(region)}, actor=group[0], held=today())

    assert set(Application.objects.values_list("status", flat=True)) == {Status.SUBMITTED}
    assert not Decision.objects.exists()
