"""Two people at once with activities, checklists and reviews: each thing happens once, and the slower is told."""

from __future__ import annotations

import datetime as dt

import pytest

from actionplan.exceptions import NotAdopted, NotCarried
from actionplan.models import Activity, ActivityEvent, ActivityPlan, FormReview, PartyPoint, PointEvent
from actionplan.services import (
    adopt_activity_plan,
    carry_over,
    plan_review,
    propose,
    reach_milestone,
    report_point,
    revise,
    write_note,
)
from agreement.services import verify
from agreement.states import TextState
from nominations.models import Forum
from steps.exceptions import AlreadyMoved, StepNotAllowed
from tests.actionplan.activity_rows import (
    adopt,
    make_activity_plan,
    make_developer,
    make_full_plan,
    make_point,
)
from tests.factories import make_region, make_secretary
from tests.harness.at_once import at_once, refused

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
DAY = dt.date(2026, 3, 1)


def test_two_proposals_of_one_name_get_two_addresses() -> None:
    region = make_region()
    plan = make_activity_plan(region)
    area, people = plan.plan.areas.all()[0], [make_developer(region), make_developer(region, party=1)]
    found = at_once(*(lambda by=by: propose(plan, by=by, title="Öppet hus", area=area) for by in people))
    assert refused(found) == []
    assert {each.slug for each in plan.activities.all()} == {"oppet-hus", "oppet-hus-2"}


def test_plan_is_revised_once() -> None:
    plan = adopt(make_full_plan(make_region()))
    found = at_once(lambda: revise(plan), lambda: revise(plan))
    assert refused(found) == [NotAdopted]
    assert ActivityPlan.objects.count() == 2


def test_activity_is_carried_over_once_by_two_to_two_plans() -> None:
    region = make_region()
    activity = adopt(make_full_plan(region)).activities.all()[0]
    secretary, plans = make_secretary(region), [make_activity_plan(region, year) for year in (2027, 2028)]
    activities = [
        Activity.objects.select_related("course", "plan", "area").get(pk=activity.pk) for _ in plans
    ]
    found = at_once(
        *(
            lambda row=row, to=to: carry_over(row, to, by=secretary, reason="Vi hann inte.")
            for row, to in zip(activities, plans, strict=True)
        )
    )
    assert refused(found) == [NotCarried]
    assert Activity.objects.filter(course__origin=activity.course_id).count() == 1


def test_proposal_comes_before_the_plan_is_adopted_or_too_late() -> None:
    region = make_region()
    plan, person = make_full_plan(region), make_developer(region)
    seen, area = plan.canonical().fingerprint(), plan.plan.areas.all()[0]
    own = ActivityPlan.objects.get(pk=plan.pk)
    found = at_once(
        lambda: propose(plan, by=person, title="Öppet hus", area=area),
        lambda: adopt_activity_plan(own, by=None, decided_on=DAY, paragraph="§ 1", seen=seen),
    )
    assert len(refused(found)) == 1, found
    plan.refresh_from_db()
    is_adopted = plan.state == TextState.ADOPTED
    assert plan.activities.filter(title="Öppet hus").exists() != is_adopted
    assert not is_adopted or verify(plan)


def test_milestone_point_note_and_review_happen_once() -> None:
    region = make_region()
    activity, person = adopt(make_full_plan(region)).activities.all()[0], make_developer(region)
    found = at_once(
        *[lambda: reach_milestone(activity, 1, by=person, reached_on=DAY, proof="Listan") for _ in range(2)]
    )
    assert refused(found) == [AlreadyMoved]
    at_once(*[lambda: write_note(activity, by=person, note="Det går.") for _ in range(2)])
    assert [each.step for each in ActivityEvent.objects.order_by("pk")] == ["milestone", "note"]
    point, party = make_point(region), region.agreement.parties.all()[0]
    found = at_once(
        *[lambda: report_point(point, party, by=person, done_on=DAY, evidence="x") for _ in range(2)]
    )
    assert len(refused(found)) == 1
    assert set(refused(found)) <= {AlreadyMoved, StepNotAllowed}
    assert (PartyPoint.objects.get().state, PointEvent.objects.count()) == ("done", 1)
    forum, secretary = (
        Forum.objects.create(agreement=region.agreement, slug="rad", name="Råd"),
        make_secretary(region),
    )
    found = at_once(*[lambda: plan_review(forum, by=secretary) for _ in range(2)])
    assert refused(found) == [AlreadyMoved]
    assert FormReview.objects.count() == 1
