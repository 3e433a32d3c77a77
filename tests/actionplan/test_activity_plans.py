"""A year's plan of activities: adopted by one decision, frozen, revised, carried over to another year (PLAN-05 … PLAN-25)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from actionplan.exceptions import NotAdopted, NotCarried
from actionplan.models import Activity, Course, Resource
from actionplan.services import (
    adopt_activity_plan,
    carry_over,
    hand_over,
    move,
    reach_milestone,
    revise,
    set_served,
)
from agreement.exceptions import StepNotAllowed as TextStepNotAllowed
from agreement.exceptions import TextIsFrozen
from agreement.models import Region
from agreement.services import missing_decisions, verify
from agreement.states import TextState
from steps.exceptions import StepNotAllowed
from tests.actionplan.activity_rows import (
    adopt,
    make_activity,
    make_activity_plan,
    make_developer,
    make_full_plan,
    make_milestone,
)
from tests.actionplan.rows import make_area, make_plan
from tests.factories import make_decision_record, make_secretary, make_user

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 1)


# --- Adoption -------------------------------------------------------------------------------------------


def test_leadership_groups_decision_adopts_the_plan(region: Region) -> None:
    plan = make_full_plan(region)
    assert len(missing_decisions(plan)) == 1
    adopt_activity_plan(plan, by=make_secretary(region), decided_on=TODAY, paragraph="§ 12")
    plan.refresh_from_db()
    assert (plan.state, verify(plan), missing_decisions(plan)) == (TextState.ADOPTED, True, [])
    decision = plan.decisions.get()
    assert (decision.body, decision.paragraph, decision.decided_on, decision.party) == (
        "Ledningsgruppen",
        "§ 12",
        TODAY,
        None,
    )
    with pytest.raises((NotAdopted, TextStepNotAllowed)):
        adopt_activity_plan(plan, by=None, decided_on=TODAY)
    assert plan.agreement.decisions.count() == 1


def test_decision_that_is_recorded_already_is_taken(region: Region) -> None:
    plan = make_full_plan(region)
    other = make_decision_record(region.agreement)
    with pytest.raises(ValidationError):  # a party's decision is not the group's
        adopt_activity_plan(plan, by=None, decision=other)
    assert not plan.decisions.exists()
    own = make_decision_record(region.agreement, party=None, body="ledningsgruppen ")
    adopt_activity_plan(plan, by=None, decision=own)
    assert list(plan.decisions.all()) == [own]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda plan: plan.activities.all().delete(),
        lambda plan: Course.objects.filter(versions__plan=plan).update(state="proposed"),
        lambda plan: plan.activities.update(no_resources=False) and Resource.objects.all().delete(),
        lambda plan: plan.activities.update(role=" "),
        lambda plan: type(plan.plan).objects.update(state=TextState.DRAFT),
    ],
)
def test_unfinished_draft_is_not_adopted(region: Region, spoil: Any) -> None:
    plan = make_full_plan(region)
    spoil(plan)
    plan = type(plan).objects.get(pk=plan.pk)
    with pytest.raises(NotAdopted):
        adopt(plan)
    assert not region.agreement.decisions.exists()


def test_decision_of_a_day_to_come_adopts_nothing(region: Region) -> None:
    plan = make_full_plan(region)
    with pytest.raises(ValidationError):
        adopt(plan, timezone.localdate() + dt.timedelta(days=1))
    plan.refresh_from_db()
    assert plan.state == TextState.DRAFT


# --- Freezing -------------------------------------------------------------------------------------------


def test_adopted_activities_are_frozen_and_what_happens_is_not(region: Region) -> None:
    plan = adopt(make_full_plan(region))
    activity = plan.activities.first()
    assert activity is not None
    for change in (
        activity.delete,
        activity.save,
        lambda: plan.activities.update(title="Annat"),
        lambda: activity.milestones.all().delete(),
        lambda: Resource.objects.create(activity=activity, kind="money", amount=1),
        lambda: set_served(activity),
    ):
        with pytest.raises(TextIsFrozen), transaction.atomic():
            change()
    secretary = make_secretary(region)
    move(activity, "begin", by=secretary)
    reach_milestone(activity, 1, by=secretary, reached_on=TODAY, proof="Protokoll")
    hand_over(activity, by=secretary, to=make_user())
    assert verify(plan)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE actionplan_activity SET title = 'x'",
        "UPDATE actionplan_activity SET party_id = NULL",
        "DELETE FROM actionplan_resource",
        "UPDATE actionplan_activitymilestone SET text = 'x'",
        "DELETE FROM actionplan_participant",
        "DELETE FROM actionplan_activityword",
        "UPDATE actionplan_activityplan SET year = 1999",
        "UPDATE agreement_party SET slug = 'annan'",
        "UPDATE actionplan_developmentarea SET slug = 'annat'",
    ],
)
def test_database_refuses_by_itself(region: Region, statement: str) -> None:
    adopt(make_full_plan(region))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_revision_says_the_same_and_goes_on_with_the_same_course(region: Region) -> None:
    first = adopt(make_full_plan(region))
    secretary = make_secretary(region)
    move(first.activities.all()[0], "begin", by=secretary)
    second = revise(first)
    with pytest.raises(NotAdopted):
        revise(first)
    assert (second.edition, second.revises, second.state) == (2, first, TextState.DRAFT)
    assert second.canonical().items == first.canonical().items
    assert [each.course_id for each in second.activities.all()] == [
        each.course_id for each in first.activities.all()
    ]
    later = second.activities.all()[0]
    make_milestone(later, "En till")
    assert [row.number for row in later.milestones.all()] == [1, 2, 3]
    adopt(second)
    assert list(type(first).objects.current()) == [second]
    assert later.course.state == "ongoing"
    assert verify(first)


# --- Another year ---------------------------------------------------------------------------------------


def test_activity_goes_on_next_year_with_a_reason(region: Region) -> None:
    old = adopt(make_full_plan(region))
    new = make_activity_plan(region, 2027)
    activity, secretary = old.activities.all()[0], make_secretary(region)
    reach_milestone(activity, 1, by=secretary, reached_on=TODAY, proof="x")
    with pytest.raises(StepNotAllowed):
        carry_over(activity, new, by=secretary, reason=" ")
    with pytest.raises(StepNotAllowed):
        carry_over(activity, new, by=make_developer(region), reason="Vi hann inte.")
    copy = carry_over(activity, new, by=secretary, reason="Vi hann inte.")
    assert (copy.course.origin, copy.course.state, copy.carry_reason) == (
        activity.course,
        "planned",
        "Vi hann inte.",
    )
    assert (copy.title, copy.area, copy.action, copy.from_on) == (
        activity.title,
        activity.area,
        activity.action,
        None,
    )
    assert [(row.number, row.text, row.due_on) for row in copy.milestones.all()] == [
        (1, "Mötet är hållet", None)
    ]
    assert copy.resources.count() == 2
    assert [row.principle.slug for row in copy.principles.all()] == ["dialog", "oppenhet"]
    with pytest.raises(NotCarried):
        carry_over(activity, new, by=secretary, reason="En gång till.")
    assert activity.course.state == "planned"


def test_what_is_finished_or_not_adopted_does_not_go_on(region: Region) -> None:
    secretary = make_secretary(region)
    draft = make_activity(make_activity_plan(region))
    new = make_activity_plan(region, 2027)
    with pytest.raises(NotCarried):
        carry_over(draft, new, by=secretary, reason="x")
    adopt(draft.plan)
    activity = Activity.objects.get(pk=draft.pk)
    same_year = make_activity_plan(region, 2026, edition=2)
    with pytest.raises(NotCarried):
        carry_over(activity, same_year, by=secretary, reason="x")
    move(activity, "finish_at_once", by=secretary)
    with pytest.raises(NotCarried):
        carry_over(activity, new, by=secretary, reason="x")
    assert not new.activities.exists()


def test_area_of_another_plan_is_the_one_that_corresponds(region: Region) -> None:
    secretary = make_secretary(region)
    activity = make_activity(make_activity_plan(region))
    adopt(activity.plan)
    later = make_plan(region, 2028, 2030)
    new = make_activity_plan(region, 2028, plan=later)
    with pytest.raises(NotCarried):
        carry_over(activity, new, by=secretary, reason="x")
    meeting = make_area(later, "Mötas mer")
    meeting.corresponds_to.add(activity.area)
    copy = carry_over(activity, new, by=secretary, reason="x")
    assert copy.area == meeting
