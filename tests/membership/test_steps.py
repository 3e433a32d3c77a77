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
from membership.exceptions import AlreadyMoved, StepNotAllowed
from membership.models import Application, ApplicationEvent, SigningDocument
from membership.states import STEPS, Signing, Status
from membership.steps import take_step
from tests.factories import (
    make_application,
    make_leader,
    make_member,
    make_operator,
    make_region,
    make_returned,
    make_secretary,
    make_user,
)

# Who may take which step from which state. Written by hand, so that the table in states.py cannot confirm itself.
ALLOWED = {
    ("submit", "draft", "applicant"),
    ("withdraw", "submitted", "applicant"),
    ("approve", "submitted", "leader"),
    ("approve", "submitted", "alternate"),
    ("approve", "submitted", "secretary"),
    ("approve", "submitted", "operator"),
    ("decline", "submitted", "leader"),
    ("decline", "submitted", "alternate"),
    ("decline", "submitted", "secretary"),
    ("decline", "submitted", "operator"),
    ("upload", "awaiting", "applicant"),
    ("register_paper", "awaiting", "secretary"),
    ("register_paper", "awaiting", "operator"),
    ("confirm", "returned", "secretary"),
    ("confirm", "returned", "operator"),
    ("refuse_copy", "returned", "secretary"),
    ("refuse_copy", "returned", "operator"),
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
    "leader_of_the_applicant",
)
APPLICATION_STATES = [str(status) for status in Status]
SIGNING_STATES = [str(status) for status in Signing]
EVERYTHING = [
    *itertools.product(("submit", "approve", "decline", "withdraw"), APPLICATION_STATES, WHO),
    *itertools.product(("upload", "register_paper", "confirm", "refuse_copy"), SIGNING_STATES, WHO),
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
        "leader_of_the_applicant": make_leader(region, party=2),
    }


def make_thing(region: Region, state: str, owner: User) -> Application | SigningDocument:
    if state in APPLICATION_STATES:
        return make_application(region, state, user=owner)
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


@pytest.mark.parametrize(("step", "state"), sorted({(step, state) for step, state, _who in EVERYTHING}))
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
def test_step_that_needs_a_reason_is_refused_without(step) -> None:  # type: ignore[no-untyped-def]
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
