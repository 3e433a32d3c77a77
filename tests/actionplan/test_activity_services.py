"""Activities from proposal to done, as people may move them (PLAN-05 … PLAN-25)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from actionplan.exceptions import ResourcesMissing
from actionplan.models import Activity, ActivityEvent, Course, Resource
from actionplan.permissions import capacities, may_keep, may_propose, may_read_draft, open_steps
from actionplan.services import hand_over, move, propose, reach_milestone, take_back_milestone, write_note
from actionplan.states import STEPS, ActivityState, By
from agreement.models import Region
from membership.exceptions import BadFile
from steps.exceptions import AlreadyMoved, StepNotAllowed
from tests.actionplan.activity_rows import (
    adopt,
    make_activity,
    make_activity_plan,
    make_developer,
    make_full_plan,
)
from tests.factories import (
    make_co_opted,
    make_leader,
    make_operator,
    make_region,
    make_secretary,
    make_user,
    pdf_bytes,
)

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 1)


# --- Who takes which step, written by hand ------------------------------------------------------------

PEOPLE = (
    "keeper",
    "own_party",
    "other_party",
    "co_opted",
    "leader",
    "secretary",
    "operator",
    "stranger",
    "gone",
)

# Where an activity of an adopted plan may go, and who may take it there.
WAYS = {
    ("planned", "begin"): "ongoing",
    ("planned", "finish_at_once"): "done",
    ("planned", "call_off"): "stopped",
    ("ongoing", "finish"): "done",
    ("ongoing", "stop"): "stopped",
    ("done", "reopen"): "ongoing",
    ("stopped", "take_up"): "planned",
    ("proposed", "plan"): "planned",
    ("proposed", "turn_down"): "stopped",
}
FOR_THE_SECRETARIAT = {"plan", "turn_down", "take_up"}
KEEPS = {"keeper", "own_party", "secretary", "operator"}


def make_people(region: Region, south: Region) -> dict[str, User]:
    return {
        "keeper": make_user(),
        "own_party": make_developer(region, party=0),
        "other_party": make_developer(region, party=1),
        "co_opted": make_developer(region, party=None),
        "leader": make_leader(region),
        "secretary": make_secretary(region),
        "operator": make_operator(),
        "stranger": make_secretary(south),
        "gone": make_secretary(region, is_active=False),
    }


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", ActivityState.values)
def test_each_step_from_each_state_by_each_person(region: Region, state: str, step: str) -> None:
    people = make_people(region, make_region("blekinge"))
    assert set(people) == set(PEOPLE)
    plan = make_activity_plan(region)
    first = make_activity(plan, keeper=people["keeper"])
    if state == "proposed":
        Course.objects.update(state=state)
    else:
        adopt(plan)
        Course.objects.update(state=state)
    target = WAYS.get((state, step))
    for name, person in people.items():
        activity = Activity.objects.get(pk=first.pk)
        may = name in ({"secretary", "operator"} if step in FOR_THE_SECRETARIAT else KEEPS)
        with transaction.atomic():
            if target is None or not may:
                with pytest.raises(StepNotAllowed):
                    move(activity, step, by=person, note="Därför.")
                assert Course.objects.get(pk=first.course_id).state == state
                assert not ActivityEvent.objects.exists()
            else:
                move(activity, step, by=person, note="Därför.")
                assert Course.objects.get(pk=first.course_id).state == target
                event = ActivityEvent.objects.get()
                assert (event.actor, event.step, event.source, event.target) == (person, step, state, target)
            transaction.set_rollback(True)


def test_buttons_are_the_steps_that_work(region: Region) -> None:
    plan = make_activity_plan(region)
    activity = make_activity(plan)
    assert {step.name for step in open_steps(activity, frozenset({By.KEEPER}))} == {
        "begin",
        "finish_at_once",
        "call_off",
    }
    assert open_steps(activity, frozenset()) == []


@pytest.mark.parametrize("step", [name for name, step in STEPS.items() if step.needs_note])
def test_some_steps_say_why(region: Region, step: str) -> None:
    plan = make_activity_plan(region)
    activity = make_activity(plan)
    if STEPS[step].source != "proposed":
        adopt(plan)
    Course.objects.update(state=STEPS[step].source)
    activity.refresh_from_db()
    with pytest.raises(StepNotAllowed, match="varför|why"):
        move(activity, step, by=make_secretary(region), note="  ")


def test_nothing_begins_before_the_plan_is_adopted(region: Region) -> None:
    activity = make_activity(make_activity_plan(region))
    secretary = make_secretary(region)
    for step in ("begin", "finish_at_once", "call_off"):
        with pytest.raises(StepNotAllowed):
            move(activity, step, by=secretary, note="x")
    with pytest.raises(StepNotAllowed):
        write_note(activity, by=secretary, note="Det går bra.")
    adopt(activity.plan)
    move(activity, "begin", by=secretary)
    assert activity.course.state == "ongoing"


def test_of_two_who_press_at_once_one_is_told(region: Region) -> None:
    plan = make_activity_plan(region)
    first = make_activity(plan)
    adopt(plan)
    slow, fast = (Activity.objects.get(pk=first.pk) for _ in range(2))
    secretary = make_secretary(region)
    assert slow.course.state == "planned"  # looked at before the other one pressed
    move(fast, "begin", by=secretary)
    with pytest.raises(AlreadyMoved):
        move(slow, "call_off", by=secretary, note="För sent.")
    assert [event.step for event in ActivityEvent.objects.all()] == ["begin"]


def test_proposal_is_planned_only_with_resources_or_none(region: Region) -> None:
    secretary = make_secretary(region)
    activity = make_activity(make_activity_plan(region), state="proposed", no_resources=False)
    with pytest.raises(ResourcesMissing):
        move(activity, "plan", by=secretary)
    Resource.objects.create(activity=activity, giver="Bygdegillet", kind="hours", amount=4)
    move(activity, "plan", by=secretary)
    assert activity.course.state == "planned"


def test_diary_is_written_once(region: Region) -> None:
    plan = make_activity_plan(region)
    activity = make_activity(plan)
    adopt(plan)
    event = move(activity, "begin", by=make_secretary(region))
    event.note = "Annat"
    for change in (event.save, event.delete, ActivityEvent.objects.all().delete):
        with pytest.raises(TypeError):
            change()


# --- Who may look and propose ---------------------------------------------------------------------------


def test_who_proposes_and_who_reads_a_draft(region: Region) -> None:
    south = make_region("blekinge")
    people = {
        **make_people(region, south),
        "leading_co_opted": make_co_opted(region),
        "leader_elsewhere": make_leader(south),
        "developer_elsewhere": make_developer(south),
    }
    agreement = region.agreement
    proposes = {name for name, person in people.items() if may_propose(person, agreement)}
    reads = {name for name, person in people.items() if may_read_draft(person, agreement)}
    assert proposes == {"own_party", "other_party", "co_opted", "secretary", "operator"}
    assert reads == proposes | {"leader"}


def test_predicate_and_queryset_say_the_same(region: Region) -> None:
    south = make_region("blekinge")
    people = make_people(region, south)
    parties = list(region.agreement.parties.all())
    activities = [
        make_activity(make_activity_plan(region), "Ett", party=parties[0], keeper=people["keeper"]),
        make_activity(make_activity_plan(region, 2027), "Två", party=parties[1]),
        make_activity(make_activity_plan(south), "Tre", party=south.agreement.parties.first()),
        make_activity(make_activity_plan(region, 2028), "Fyra", party=None),
    ]
    day = timezone.localdate()
    for name, person in people.items():
        many = set(Course.objects.kept_by(person, day))
        assert many == {each.course for each in activities if may_keep(person, each, day)}, name
    theirs = {activities[0].course, activities[3].course}  # the own party's, and what all do together
    assert set(Course.objects.kept_by(people["own_party"], day)) == theirs
    assert capacities(people["secretary"], activities[2]) == frozenset()


def test_seat_that_is_over_gives_nothing(region: Region) -> None:
    person = make_developer(region)
    activity = make_activity(make_activity_plan(region))
    person.seat_holdings.update(to_on=TODAY)
    assert may_keep(person, activity, TODAY)
    assert not may_keep(person, activity, TODAY + dt.timedelta(days=1))
    assert not may_propose(person, region.agreement, TODAY + dt.timedelta(days=1))


def test_proposal_goes_into_a_draft_only(region: Region) -> None:
    plan, person = make_activity_plan(region), make_developer(region)
    area = plan.plan.areas.first()
    first = propose(plan, by=person, title="Öppet hus", area=area)
    second = propose(plan, by=person, title="Öppet hus", area=area)
    assert [first.slug, second.slug] == ["oppet-hus", "oppet-hus-2"]
    assert (first.course.state, first.course.keeper, first.course.proposed_by) == ("proposed", person, person)
    with pytest.raises(StepNotAllowed):
        propose(plan, by=make_leader(region), title="Nej", area=area)
    Course.objects.update(state="planned")
    plan.activities.update(no_resources=True, role="Ordförande")
    adopt(plan)
    plan.refresh_from_db()
    with pytest.raises(StepNotAllowed):
        propose(plan, by=person, title="För sent", area=area)


def test_turned_down_proposal_leaves_the_draft_and_its_reason_stays(region: Region) -> None:
    plan, person = make_activity_plan(region), make_developer(region)
    activity = propose(plan, by=person, title="Öppet hus", area=plan.plan.areas.first())
    course = activity.course
    move(activity, "turn_down", by=make_secretary(region), note="Vi hinner inte.")
    assert not plan.activities.exists()
    course.refresh_from_db()
    assert course.state == "stopped"
    assert course.events.last().note == "Öppet hus: Vi hinner inte."


# --- What happens ---------------------------------------------------------------------------------------


def test_milestone_is_reached_once_with_proof(region: Region) -> None:
    plan = adopt(make_full_plan(region))
    activity, person = plan.activities.all()[0], make_developer(region)
    for refused in (
        {"number": 9, "reached_on": TODAY, "proof": "x"},
        {"number": 1, "reached_on": timezone.localdate() + dt.timedelta(days=1), "proof": "x"},
        {"number": 1, "reached_on": TODAY, "proof": " "},
    ):
        with pytest.raises(StepNotAllowed):
            reach_milestone(activity, by=person, **refused)
    with pytest.raises(StepNotAllowed):
        reach_milestone(activity, 1, by=make_user(), reached_on=TODAY, proof="x")
    reach_milestone(activity, 1, by=person, reached_on=TODAY, url="https://x.example/protokoll")
    with pytest.raises(AlreadyMoved):
        reach_milestone(activity, 1, by=person, reached_on=TODAY, proof="Igen")
    assert [event.step for event in activity.course.events.all()] == ["milestone"]
    take_back_milestone(activity, 1, by=person, note="Fel möte.")
    with pytest.raises(StepNotAllowed):
        take_back_milestone(activity, 1, by=person, note="Igen.")
    assert not activity.course.proofs.exists()


def test_proof_file_is_looked_into(region: Region) -> None:
    plan = adopt(make_full_plan(region))
    activity, person = plan.activities.all()[0], make_developer(region)
    bad = SimpleUploadedFile("bild.pdf", b"<html></html>")
    with pytest.raises(BadFile):
        reach_milestone(activity, 1, by=person, reached_on=TODAY, upload=bad)
    good = SimpleUploadedFile("Protokoll mars.pdf", pdf_bytes())
    row = reach_milestone(activity, 1, by=person, reached_on=TODAY, upload=good)
    assert (row.filename, row.content_type, len(row.sha256)) == ("Protokoll mars.pdf", "application/pdf", 64)
    assert row.file.storage.exists(row.file.name)


def test_only_the_secretariat_hands_over(region: Region) -> None:
    activity = make_activity(make_activity_plan(region))
    with pytest.raises(StepNotAllowed):
        hand_over(activity, by=make_developer(region), to=make_user())
    secretary = make_secretary(region)
    with pytest.raises(StepNotAllowed):
        hand_over(activity, by=secretary, to=make_user(is_active=False))
    hand_over(activity, by=secretary, to=None)
    assert activity.course.keeper is None
