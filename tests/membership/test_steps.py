"""The matrix: every state, every step, every capacity, against a table written by hand (style §5.9)."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from agreement.models import Region
from agreement.states import SeatKind
from membership.models import Application, ApplicationEvent, SigningDocument
from membership.states import APPLICATION_STEPS, SIGNING_STEPS, STEPS, Signing, Status
from membership.steps import take_step
from steps.exceptions import AlreadyMoved, StepNotAllowed
from tests.factories import (
    make_application,
    make_co_opted,
    make_leader,
    make_member,
    make_operator,
    make_recusal,
    make_region,
    make_returned,
    make_secretary,
    make_user,
)

# Who may take which step from which state, and nobody else from anywhere else. Written by hand and to be read by people,
# so that the table in states.py cannot confirm itself. `group` is whoever holds a deciding seat in the region, ordinary
# or alternate; `office` is its secretariat, and the operator. Both only while the case is not closed to them (MEM-45).
TABLE = """
    submit              draft       applicant
    withdraw            submitted   applicant
    withdraw_asked      supplement  applicant
    withdraw_approved   approved    applicant
    withdraw_declined   declined    applicant
    answer_supplement   supplement  applicant
    ask_supplement      submitted   group office
    close_supplement    supplement  office
    move_supplement     supplement  office
    recall_supplement   supplement  office
    approve             submitted   group office
    decline             submitted   group office
    take_back_approval  approved    group office
    take_back_refusal   declined    group office
    approve_after_all   declined    group office
    decline_after_all   approved    group office
    decline_again       declined    group office
    upload              awaiting    applicant
    register_paper      awaiting    office
    confirm             returned    office
    refuse_copy         returned    office
    revoke              awaiting    group office applicant
    revoke_returned     returned    group office applicant
"""
IS = {"group": ("leader", "alternate"), "office": ("secretary", "operator"), "applicant": ("applicant",)}
ALLOWED = {
    (step, state, who)
    for step, state, *kinds in (line.split() for line in TABLE.strip().splitlines())
    for kind in kinds
    for who in IS[kind]
}
WHO = (
    "applicant",
    "other_applicant",
    "leader",
    "alternate",
    "secretary",
    "other_leader",
    "other_secretary",
    "operator",
    "co_opted",
    "leader_of_the_applicant",
    "leader_of_the_same_organisation",
    "recused_leader",
    "recused_secretary",
    "recused_operator",
)
APPLICATION_STATES = [str(status) for status in Status]
SIGNING_STATES = [str(status) for status in Signing]
EVERYTHING = [
    *itertools.product((step.name for step in APPLICATION_STEPS), APPLICATION_STATES, WHO),
    *itertools.product((step.name for step in SIGNING_STEPS), SIGNING_STATES, WHO),
]


def make_people(region: Region) -> dict[str, User]:
    elsewhere = make_region("blekinge")
    return {
        "applicant": make_user(),
        "other_applicant": make_user(),
        "leader": make_leader(region),
        "alternate": make_leader(region, kind=SeatKind.ALTERNATE),
        "secretary": make_secretary(region),
        "other_leader": make_leader(elsewhere),
        "other_secretary": make_secretary(elsewhere),
        "operator": make_operator(),
        "co_opted": make_co_opted(region),
        "leader_of_the_applicant": make_leader(region, party=2),
        "leader_of_the_same_organisation": make_leader(region, party=1),
        "recused_leader": make_leader(region, party=1, kind=SeatKind.ALTERNATE),
        "recused_secretary": make_secretary(region),
        "recused_operator": make_operator(),
    }


def close_to_those_with_a_tie(thing: Application | SigningDocument, people: dict[str, User]) -> None:
    """Who declared a conflict of interest, and who works for the same organisation in an earlier case."""
    case = thing if isinstance(thing, Application) else thing.application
    for who, user in people.items():
        if who.startswith("recused_"):
            make_recusal(case, user)
    earlier = make_application(
        case.agreement.region, Status.WITHDRAWN, user=people["leader_of_the_same_organisation"]
    )
    if case.organisation is not None:
        Application.objects.filter(pk=earlier.pk).update(organisation=case.organisation)


def make_thing(region: Region, state: str, owner: User) -> Application | SigningDocument:
    if state in APPLICATION_STATES:
        return make_application(region, state, user=owner)
    if state == Signing.REVOKED:
        document = make_application(region, Status.APPROVED, user=owner).signing_documents.get()
        SigningDocument.objects.filter(pk=document.pk).update(status=state)
        document.refresh_from_db()
        return document
    if state == Signing.REGISTERED:
        return SigningDocument.objects.get(membership=make_member(region, user=owner))
    application = make_application(region, Status.APPROVED, user=owner)
    if state == Signing.RETURNED:
        make_returned(application)
    return application.signing_documents.get()


def test_the_matrix_covers_every_step_and_state() -> None:
    assert {step for step, _state, _who in EVERYTHING} == set(STEPS)
    assert {(step, state) for step, state, _who in ALLOWED} == {
        (step.name, str(step.source)) for step in STEPS.values()
    }


@pytest.mark.parametrize(
    ("step", "state"),
    [
        # Where the step does not begin everybody is refused.
        pytest.param(step, state, marks=() if state == STEPS[step].source else pytest.mark.slow)
        for step, state in sorted({(step, state) for step, state, _who in EVERYTHING})
    ],
)
@pytest.mark.django_db
def test_step_is_open_to_exactly_those_in_the_table(step: str, state: str) -> None:
    region = make_region()
    people = make_people(region)
    submitted: dict[str, Any] = {}
    if step == "submit":
        submitted = {"organisation": make_member(region).organisation, "submitted_at": timezone.now()}
    # Somebody with a seat who also works for the applicant is an applicant in that case, and nothing else (MEM-45).
    things = {
        owner: make_thing(region, state, people[owner]) for owner in ("applicant", "leader_of_the_applicant")
    }

    for thing in things.values():
        close_to_those_with_a_tie(thing, people)

    for who in WHO:
        owner = who if who in things else "applicant"
        as_who = "applicant" if who in things else who
        thing = things[owner]
        before = transaction.savepoint()
        events = ApplicationEvent.objects.count()
        if (step, state, as_who) in ALLOWED:
            event = take_step(thing, STEPS[step], actor=people[who], note="because", **submitted)
            assert (who, event.source, event.target) == (who, state, STEPS[step].target)
            thing.refresh_from_db()
            assert thing.status == STEPS[step].target
            assert ApplicationEvent.objects.count() == events + 1
        else:
            with pytest.raises(StepNotAllowed):
                take_step(thing, STEPS[step], actor=people[who], note="because")
            thing.refresh_from_db()
            assert (who, thing.status) == (who, state)
            assert ApplicationEvent.objects.count() == events
        transaction.savepoint_rollback(before)
        thing.refresh_from_db()


@pytest.mark.parametrize("step", [step for step in STEPS.values() if step.needs_note])
@pytest.mark.django_db
def test_step_that_needs_a_reason_is_refused_without(step: Any) -> None:
    region = make_region()
    thing = make_thing(region, str(step.source), make_user())

    with pytest.raises(StepNotAllowed, match="varför|why"):
        take_step(thing, step, actor=make_secretary(region), note="  ")


@pytest.mark.django_db
def test_of_two_stale_instances_one_wins() -> None:
    region = make_region()
    application = make_application(region)
    first, second = Application.objects.get(), Application.objects.get()
    leader = make_leader(region)

    take_step(first, STEPS["approve"], actor=leader)
    with pytest.raises(AlreadyMoved):
        take_step(second, STEPS["decline"], actor=leader, note="no")

    application.refresh_from_db()
    assert application.status == Status.APPROVED


@pytest.mark.django_db
def test_the_diary_is_never_changed() -> None:
    event = make_application(make_region()).events.latest("pk")
    event.note = "something else"

    for attempt in (
        event.save,
        event.delete,
        lambda: ApplicationEvent.objects.update(note="x"),
        ApplicationEvent.objects.all().delete,
    ):
        with pytest.raises(TypeError):
            attempt()

    event.refresh_from_db()
    assert event.note == ""
