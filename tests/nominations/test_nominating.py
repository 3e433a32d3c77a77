"""Preparing, sending, answering, withdrawing: who may, when, and what the letters say."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
import time_machine
from django.utils import timezone

from agreement.models import Region
from letters.models import Letter
from membership.models import Membership
from membership.states import Status
from nominations.exceptions import NotNow, TooManyNominations
from nominations.models import Nomination, RoundTask
from nominations.permissions import Right, rights
from nominations.services import (
    answer_nomination,
    change_nomination,
    nominating,
    prepare_nomination,
    submit_nomination,
    withdraw_nomination,
)
from nominations.standing import Standing
from nominations.states import NOMINATION_STEPS, By, Ground, RoundState, State, TaskKind
from nominations.steps import take_step
from nominations.tasks import do_task
from steps.exceptions import Refusal, StepNotAllowed
from tests.factories import make_application, make_member, make_user
from tests.nominations.rows import make_forum, make_nomination, make_round, make_sitting, midday

pytestmark = pytest.mark.django_db
ANSWERS = {
    "nominee_name": "Nils Påhittad",
    "nominee_email": "Nils@Person.example",
    "motivation": "Kan mycket.",
}


def test_applicant_prepares_and_sends_but_counts_only_when_member(region: Region) -> None:
    user = make_user()
    case = make_application(region, user=user)
    round_ = make_round(region)
    (right,) = rights(user, round_)

    made = prepare_nomination(round_, right=right, user=user, **ANSWERS)
    assert Letter.objects.count() == 0
    submit_nomination(made, user=user)

    assert made.organisation == case.organisation
    assert made.nominee_email == "nils@person.example"
    letter = Letter.objects.get()
    assert (letter.to, letter.secret) == ("nils@person.example", True)
    assert str(made.answer_key) in letter.text
    assert str(Standing([made]).of(made).counts) == "not_yet"
    late = midday(round_.member_by) + dt.timedelta(days=1)
    assert str(Standing([made], late).of(made).counts) == "no"


@pytest.mark.parametrize("status", [Status.DRAFT, Status.DECLINED, Status.WITHDRAWN])
def test_whoever_has_no_application_under_way_has_no_right(region: Region, status: str) -> None:
    user = make_user()
    make_application(region, status, user=user)
    round_ = make_round(region)

    assert rights(user, round_) == []
    assert rights(make_user(), round_) == []


def test_somebody_elses_right_is_refused(region: Region) -> None:
    member, round_ = make_member(region), make_round(region)
    right = Right(Ground.ORGANISATION, member.organisation)

    with pytest.raises(StepNotAllowed):
        prepare_nomination(round_, right=right, user=make_user(), **ANSWERS)


def test_sitting_member_nominates_where_the_round_asks_for_it(region: Region) -> None:
    sitting = make_sitting(region)
    leadership = region.agreement.body("leadership")
    grounds = {
        "own": make_round(region),
        "forum": make_round(region, forum=make_forum(region)),
        "co_opted": make_round(region, body=leadership, co_opted=True),
        "leadership": make_round(region, body=leadership),
    }

    found = {name: [right.ground for right in rights(sitting, each)] for name, each in grounds.items()}

    assert found == {
        "own": [Ground.SUCCESSION],
        "forum": [Ground.FORUM],
        "co_opted": [Ground.CO_OPTED],
        "leadership": [],
    }
    made = prepare_nomination(grounds["forum"], right=Right(Ground.FORUM), user=sitting, **ANSWERS)
    submit_nomination(made, user=sitting)
    assert str(Standing([made]).of(made).why) == "sitting"


def test_window_is_asked_when_it_is_sent(region: Region) -> None:
    user = make_user()
    member = make_member(region, user=user)
    today = timezone.localdate()
    tomorrow = today + dt.timedelta(days=1)
    round_ = make_round(region, opens_on=tomorrow)
    right = Right(Ground.ORGANISATION, member.organisation)
    made = prepare_nomination(round_, right=right, user=user, **ANSWERS)

    with pytest.raises(NotNow):
        submit_nomination(made, user=user)
    last = dt.datetime.combine(round_.closes_on, dt.time.max, tzinfo=timezone.get_default_timezone())
    with time_machine.travel(last, tick=False):
        submit_nomination(made, user=user)
    with time_machine.travel(last + dt.timedelta(microseconds=1), tick=False), pytest.raises(NotNow):
        prepare_nomination(
            round_, right=right, user=user, **{**ANSWERS, "nominee_email": "ny@person.example"}
        )


def test_same_person_twice_by_the_same_organisation_is_refused(region: Region) -> None:
    user = make_user()
    member = make_member(region, user=user)
    round_ = make_round(region)
    right = Right(Ground.ORGANISATION, member.organisation)
    first = prepare_nomination(round_, right=right, user=user, **ANSWERS)

    with pytest.raises(Refusal):
        prepare_nomination(
            round_, right=right, user=user, **{**ANSWERS, "nominee_email": "NILS@person.example"}
        )
    withdraw_nomination(first, user=user)
    assert prepare_nomination(round_, right=right, user=user, **ANSWERS).pk != first.pk


def test_what_is_sent_is_not_changed(region: Region) -> None:
    made = make_nomination(make_round(region), state=State.SUBMITTED)

    with pytest.raises(StepNotAllowed):
        change_nomination(made, user=made.nominated_by, nominee_name="Någon annan")
    with pytest.raises(StepNotAllowed):
        submit_nomination(made, user=made.nominated_by)


def test_many_letters_to_strangers_in_a_day_are_refused(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nominating, "MOST_A_DAY", 2)
    user = make_user()
    member = make_member(region, user=user)
    round_ = make_round(region)
    right = Right(Ground.ORGANISATION, member.organisation)
    many = [
        prepare_nomination(
            round_, right=right, user=user, **{**ANSWERS, "nominee_email": f"n{number}@person.example"}
        )
        for number in range(3)
    ]

    submit_nomination(many[0], user=user)
    submit_nomination(many[1], user=user)
    with pytest.raises(TooManyNominations):
        submit_nomination(many[2], user=user)


def test_nominee_changes_their_mind_until_it_is_decided(region: Region) -> None:
    made = make_nomination(make_round(region), state=State.SUBMITTED)

    for yes, state in ((True, State.ACCEPTED), (False, State.DECLINED), (True, State.ACCEPTED)):
        answer_nomination(made, key=made.answer_key, yes=yes)
        assert made.state == state
    with pytest.raises(StepNotAllowed):
        answer_nomination(made, key=made.answer_key, yes=True)
    assert Letter.objects.filter(kind="nominator_told").count() == 3
    type(made.round).objects.filter(pk=made.round_id).update(state=RoundState.DECIDED)
    made.round.refresh_from_db()
    with pytest.raises(NotNow):
        answer_nomination(made, key=made.answer_key, yes=False)


def test_wrong_key_answers_nothing(region: Region) -> None:
    made = make_nomination(make_round(region), state=State.SUBMITTED)

    with pytest.raises(StepNotAllowed):
        answer_nomination(made, key=uuid.uuid4(), yes=True)
    assert Nomination.objects.get().state == State.SUBMITTED


def test_nominee_hears_of_a_withdrawal_only_if_asked(region: Region) -> None:
    round_ = make_round(region)
    for state in (State.PREPARED, State.SUBMITTED, State.ACCEPTED):
        made = make_nomination(round_, state=state)
        withdraw_nomination(made, user=made.nominated_by)
        with pytest.raises(StepNotAllowed):
            withdraw_nomination(made, user=made.nominated_by)

    assert Letter.objects.filter(kind="nominee_withdrawn").count() == 2


def test_reminder_goes_once_and_only_while_it_helps(region: Region) -> None:
    user = make_user()
    member = make_member(region, user=user)
    round_ = make_round(region)
    right = Right(Ground.ORGANISATION, member.organisation)
    silent = prepare_nomination(round_, right=right, user=user, **ANSWERS)
    quick = prepare_nomination(
        round_, right=right, user=user, **{**ANSWERS, "nominee_email": "snabb@person.example"}
    )
    for each in (silent, quick):
        submit_nomination(each, user=user)
    answer_nomination(quick, key=quick.answer_key, yes=True)
    tasks = list(RoundTask.objects.filter(kind=TaskKind.ANSWER_SOON))

    with time_machine.travel(midday(round_.closes_on - dt.timedelta(days=3)), tick=False):
        for task in (*tasks, *tasks):
            do_task(task.pk)

    assert list(Letter.objects.filter(kind="nominee_reminded").values_list("to", flat=True)) == [
        silent.nominee_email
    ]
    assert not RoundTask.objects.unfinished().filter(kind=TaskKind.ANSWER_SOON).exists()


# --- The table ------------------------------------------------------------------------------------

# Written by hand: state → what may follow, and by whom. Everything else is refused.
MAY = {
    State.PREPARED: {
        "submit": "nominator",
        "withdraw_prepared": "nominator",
        "pass_over_unsent": "group secretariat",
    },
    State.SUBMITTED: {
        "accept": "nominee",
        "decline": "nominee",
        "withdraw_submitted": "nominator",
        "pass_over_unanswered": "group secretariat",
    },
    State.ACCEPTED: {
        "decline_after_all": "nominee",
        "withdraw_accepted": "nominator",
        "choose": "group secretariat",
        "choose_alternate": "group secretariat",
        "pass_over": "group secretariat",
    },
    State.DECLINED: {"accept_after_all": "nominee"},
    State.ALTERNATE: {
        "step_up": "nominee",
        "leave_alternate": "house",
        "choose_instead": "group secretariat",
        "unchoose_alternate": "group secretariat",
    },
    State.SEATED: {
        "leave": "house",
        "choose_alternate_instead": "group secretariat",
        "unchoose": "group secretariat",
    },
    State.WITHDRAWN: {},
    State.NOT_CHOSEN: {
        "choose_after_all": "group secretariat",
        "choose_alternate_after_all": "group secretariat",
    },
    State.LEFT: {},
}


@pytest.mark.parametrize("state", State.values)
def test_every_step_is_taken_from_its_state_by_its_people_only(region: Region, state: str) -> None:
    made = make_nomination(make_round(region), state=state, sent_at=timezone.now())
    for step in NOMINATION_STEPS:
        for by in By:
            Nomination.objects.filter(pk=made.pk).update(state=state)
            made.refresh_from_db()
            if by in MAY[State(state)].get(step.name, "").split():
                take_step(made, step, by=by, actor=None)
                assert made.state == step.target
            else:
                with pytest.raises(StepNotAllowed):
                    take_step(made, step, by=by, actor=None)


def test_membership_that_came_too_late_does_not_count(region: Region) -> None:
    member = make_member(region)
    round_ = make_round(region, closes_on=timezone.localdate() - dt.timedelta(days=1))
    made = make_nomination(round_, member)

    assert str(Standing([made]).of(made).why) == "joined_late"
    Membership.objects.filter(pk=member.pk).update(since=round_.member_by)
    assert str(Standing([made]).of(made).why) == "member"


def test_standing_asks_as_little_for_many_as_for_few(
    region: Region, django_assert_num_queries: object
) -> None:
    round_ = make_round(region)
    sitting = make_sitting(region)
    for _number in range(4):
        make_nomination(round_)
        make_nomination(round_, by=sitting)
    rows = list(Nomination.objects.select_related("round"))

    with django_assert_num_queries(3):
        standing = Standing(rows)
        assert [str(standing.of(each).counts) for each in rows] == ["yes"] * 8
