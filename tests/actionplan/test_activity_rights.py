"""Who keeps an activity, who changes a proposal, and who does not any more."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db.models.signals import pre_save
from django.utils import timezone

from actionplan.models import Activity, Course, Resource
from actionplan.permissions import capacities, may_keep
from actionplan.services import change_proposal, hand_over, move, propose, propose_with, revise, write_note
from actionplan.states import By
from agreement.models import Region
from steps.exceptions import AlreadyMoved, StepNotAllowed
from tests.actionplan.activity_rows import (
    adopt,
    make_activity,
    make_activity_plan,
    make_developer,
    make_full_plan,
)
from tests.actionplan.reading import as_person
from tests.factories import make_secretary, make_user

pytestmark = pytest.mark.django_db
AT = "/mina-sidor/aktiviteter/"
ROW = "/admin/actionplan/activity/"


def answers(plan: Any, **changed: Any) -> dict[str, Any]:
    """As forms.ProposalForm gives them."""
    return {
        "title": "Öppet hus",
        "text": "",
        "area": plan.plan.areas.all()[0],
        "party": None,
        "role": "Samordnare",
        "from_on": None,
        "to_on": None,
        "no_resources": False,
        "trial": False,
        "hours": None,
        "needs": "",
        **changed,
    }


def test_party_that_a_new_edition_relieved_keeps_no_longer(region: Region) -> None:
    first = adopt(make_full_plan(region))
    before, after = make_developer(region), make_developer(region, party=1)
    course, day = first.activities.all()[0].course, timezone.localdate()
    second = revise(first)
    second.activities.filter(course=course).update(party=region.agreement.parties.all()[1])
    assert course in Course.objects.kept_by(before, day)
    assert course not in Course.objects.kept_by(after, day)  # what a draft says does not hold yet
    assert as_person(after).get(f"{AT}{course.pk}/").status_code == 404
    adopt(second)
    held = Activity.objects.current().get(course=course)
    for person, keeps in ((before, False), (after, True)):
        assert may_keep(person, held) == keeps
        assert (course in Course.objects.kept_by(person, day)) == keeps
        assert as_person(person).get(f"{AT}{course.pk}/").status_code == (200 if keeps else 404)


def test_what_the_parties_do_together_is_kept_by_everybody_in_the_group(region: Region) -> None:
    """PLAN-07: without a party and without a keeper it was nobody's; a proposal is still its proposer's alone."""
    plan, one, guest = make_activity_plan(region), make_developer(region), make_developer(region, party=None)
    activity = make_activity(plan, "Gemensam dag", party=None)
    adopt(plan)
    proposal = propose(make_activity_plan(region, year=2027), by=one, title="Nytt", area=activity.area)
    day = timezone.localdate()
    for person in (one, guest):
        assert may_keep(person, activity)
        assert activity.course in Course.objects.kept_by(person, day)
        assert as_person(person).get(f"{AT}{activity.course_id}/").status_code == 200
    assert not may_keep(guest, proposal)
    assert proposal.course not in Course.objects.kept_by(guest, day)
    assert not may_keep(make_user(), activity)


def test_proposer_keeps_while_sitting_in_the_group(region: Region) -> None:
    plan, person, secretary = (
        make_activity_plan(region),
        make_developer(region, party=1),
        make_secretary(region),
    )
    party = region.agreement.parties.all()[0]
    area = plan.plan.areas.all()[0]
    activity = propose(
        plan, by=person, title="Öppet hus", area=area, party=party, no_resources=True, role="x"
    )
    move(activity, "plan", by=secretary)
    adopt(plan)
    day = timezone.localdate()
    write_note(activity, by=person, note="Det går bra.")
    person.seat_holdings.update(to_on=day - dt.timedelta(days=1))
    assert activity.course not in Course.objects.kept_by(person, day)
    with pytest.raises(StepNotAllowed):
        write_note(activity, by=person, note="Det går dåligt.")
    hand_over(activity, by=secretary, to=person)  # the secretariat names whom it wants
    assert activity.course in Course.objects.kept_by(person, day)
    write_note(activity, by=person, note="Det går bra igen.")


def test_proposer_words_it_anew_until_it_is_planned(region: Region) -> None:
    plan, person = make_activity_plan(region), make_developer(region)
    activity = propose_with(plan, by=person, data=answers(plan, hours=12, needs="Lokal"))
    Resource.objects.create(activity=activity, kind="money", amount=500, order=3)  # the secretariat's
    other = make_developer(region)
    for stranger in (other, make_user(), make_secretary(region)):
        with pytest.raises(StepNotAllowed):
            change_proposal(activity, by=stranger, data=answers(plan, title="Annat"))
    changed = change_proposal(activity, by=person, data=answers(plan, title="Öppna hus", hours=8, trial=True))
    assert (changed.title, changed.slug, changed.kind) == ("Öppna hus", "oppna-hus", "trial")
    told = [(each.kind, each.amount) for each in changed.resources.all()]
    assert told == [("hours", Decimal(8)), ("money", Decimal(500))]
    assert [each.step for each in changed.course.events.all()] == ["propose", "change"]
    move(Activity.objects.get(pk=activity.pk), "plan", by=make_secretary(region))
    with pytest.raises(StepNotAllowed):
        change_proposal(activity, by=person, data=answers(plan, title="För sent"))
    activity.refresh_from_db()
    assert activity.title == "Öppna hus"


def test_proposal_does_not_take_the_name_of_another_of_the_same_person(region: Region) -> None:
    plan, person = make_activity_plan(region), make_developer(region)
    propose_with(plan, by=person, data=answers(plan))
    second = propose_with(plan, by=person, data=answers(plan, title="Kurs"))
    with pytest.raises(StepNotAllowed):
        change_proposal(second, by=person, data=answers(plan, title="Öppet hus"))
    # Somebody else's name may be the same; and what keeps its own name is changed as before.
    other = propose_with(plan, by=make_developer(region), data=answers(plan, title="Läsecirkel"))
    changed = change_proposal(second, by=person, data=answers(plan, title=other.title))
    assert (changed.title, changed.slug) == ("Läsecirkel", "lasecirkel-2")
    assert (
        change_proposal(changed, by=person, data=answers(plan, title=other.title, text="Mer.")).text == "Mer."
    )


def test_address_that_is_taken_in_the_same_moment_is_said(region: Region) -> None:
    plan, person = make_activity_plan(region), make_developer(region)
    activity = propose_with(plan, by=person, data=answers(plan, title="Kurs"))

    def be_faster(sender: Any, instance: Activity, **rest: Any) -> None:
        if instance.pk == activity.pk:
            make_activity(plan, "Öppet hus")

    pre_save.connect(be_faster, sender=Activity)
    try:
        with pytest.raises(AlreadyMoved):
            change_proposal(activity, by=person, data=answers(plan, hours=3))
    finally:
        pre_save.disconnect(be_faster, sender=Activity)
    activity.refresh_from_db()
    assert (activity.title, activity.resources.count(), activity.course.events.count()) == ("Kurs", 0, 1)


def test_proposal_that_was_turned_down_or_left_by_its_proposer_is_not_changed(region: Region) -> None:
    plan, person = make_activity_plan(region), make_developer(region)
    first = propose_with(plan, by=person, data=answers(plan))
    second = propose_with(plan, by=person, data=answers(plan, title="Kurs"))
    slow = Activity.objects.get(pk=first.pk)
    move(first, "turn_down", by=make_secretary(region), note="Vi hinner inte.")
    with pytest.raises(StepNotAllowed):
        change_proposal(slow, by=person, data=answers(plan))
    assert not Activity.objects.filter(pk=slow.pk).exists()
    person.seat_holdings.update(to_on=timezone.localdate() - dt.timedelta(days=1))
    assert By.PROPOSER not in capacities(person, second)
    with pytest.raises(StepNotAllowed):
        change_proposal(second, by=person, data=answers(plan, title="Annat"))


def test_page_to_change_a_proposal(region: Region) -> None:
    plan, person = make_activity_plan(region), make_developer(region)
    activity = propose_with(plan, by=person, data=answers(plan, hours=12, text="Så här."))
    Course.objects.update(keeper=make_user())  # somebody else keeps it; it is still the person's proposal
    client, address = as_person(person), f"{AT}{activity.course_id}/andra/"
    assert address in client.get(f"{AT}{activity.course_id}/").content.decode()
    shown = client.get(address).content.decode()
    assert "Öppet hus" in shown
    assert "Så här." in shown
    sent = {"title": "Öppna hus", "area": activity.area_id, "role": "Samordnare", "hours": "3"}
    assert client.post(address, {**sent, "title": ""}).status_code == 200
    assert client.post(address, sent).status_code == 302
    activity.refresh_from_db()
    assert (activity.title, activity.resources.get().amount) == ("Öppna hus", Decimal(3))
    for stranger in (make_developer(region), make_secretary(region), make_user()):
        other = as_person(stranger)
        assert other.get(address).status_code == 404
        assert other.post(address, sent).status_code == 404
    move(Activity.objects.get(pk=activity.pk), "plan", by=make_secretary(region))
    assert client.get(address).status_code == 404


def test_secretariat_answers_a_proposal_and_does_not_just_take_it_away(region: Region) -> None:
    plan, person = make_activity_plan(region), make_developer(region)
    activity = propose_with(plan, by=person, data=answers(plan))
    office = as_person(make_secretary(region))
    assert f"{AT}{activity.course_id}/" in office.get(AT).content.decode()
    office.post(f"{ROW}{activity.pk}/delete/", {"post": "yes"})
    rows = {
        "activities-TOTAL_FORMS": "1",
        "activities-INITIAL_FORMS": "1",
        "activities-0-id": activity.pk,
        "activities-0-title": activity.title,
        "activities-0-area": activity.area_id,
        "activities-0-order": "1",
        "activities-0-DELETE": "on",
    }
    answer = office.post(f"/admin/actionplan/activityplan/{plan.pk}/change/", {"year": "2026", **rows})
    assert answer.status_code == 200
    assert Activity.objects.filter(pk=activity.pk).exists()
    assert "Alla kan läsa" not in office.get(f"{AT}{activity.course_id}/steg/turn_down/").content.decode()


def test_button_that_is_pressed_twice_does_it_once(region: Region) -> None:
    plan, draft, person = (
        adopt(make_full_plan(region)),
        make_activity_plan(region, 2027),
        make_developer(region),
    )
    activity = plan.activities.all()[0]
    for _ in range(2):
        write_note(activity, by=person, note="Sextio har anmält sig.")
    assert activity.course.events.filter(step="note").count() == 1
    propose_with(draft, by=person, data=answers(draft))
    with pytest.raises(StepNotAllowed):
        propose_with(draft, by=person, data=answers(draft))
    assert draft.activities.count() == 1
    write_note(activity, by=make_secretary(region), note="Sextio har anmält sig.")
    assert activity.course.events.filter(step="note").count() == 2


def test_proposal_to_a_plan_that_was_adopted_meanwhile_is_refused(region: Region) -> None:
    plan, person = make_full_plan(region), make_developer(region)
    seen = type(plan).objects.get(pk=plan.pk)
    adopt(plan)
    with pytest.raises(StepNotAllowed):
        propose(seen, by=person, title="För sent", area=plan.plan.areas.all()[0])
