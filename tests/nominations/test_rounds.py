"""What becomes of a round beside its decision: published, taken down, called off, moved, and forgotten in time."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from agreement.models import Region
from letters.models import Letter
from membership.models import Membership
from nominations.exceptions import CannotDecide
from nominations.models import NominationRound, RoundTask
from nominations.services import Pick, cancel_round, decide_round, publish_round, take_down_round
from nominations.states import RoundState, State, TaskKind
from nominations.tasks import do_task
from steps.exceptions import Refusal, StepNotAllowed
from tests.factories import make_leader, make_secretary
from tests.nominations.rows import make_nomination, make_round, midday, over, record, sent

pytestmark = pytest.mark.django_db


def test_unchosen_are_forgotten_when_the_stated_time_has_passed(region: Region) -> None:
    round_, leader = over(region, keep_days=30), make_leader(region)
    chosen, unlucky = make_nomination(round_), make_nomination(round_)
    declined = make_nomination(round_, state=State.DECLINED)
    decide_round(round_, user=leader, picks=[Pick(chosen)], record=record())
    task = RoundTask.objects.get(kind=TaskKind.FORGET)

    do_task(task.pk)
    unlucky.refresh_from_db()
    assert unlucky.nominee_name
    Letter.objects.update(done_at=timezone.now())  # they have arrived
    with time_machine.travel(midday(timezone.localdate() + dt.timedelta(days=31)), tick=False):
        do_task(task.pk)
        do_task(task.pk)

    about = Letter.objects.filter(key__contains=f":nomination-{unlucky.pk}:")
    assert not about.exists()
    assert Letter.objects.filter(key__contains=f":nomination-{chosen.pk}:").exists()
    for each in (unlucky, declined):
        key = each.answer_key
        each.refresh_from_db()
        assert (each.nominee_name, each.nominee_email, each.nominee_role, each.motivation) == ("",) * 4
        assert each.forgotten_at
        assert each.answer_key != key
        assert each.organisation
    chosen.refresh_from_db()
    assert chosen.nominee_name


def test_round_is_published_taken_down_and_called_off(region: Region) -> None:
    secretary = make_secretary(region)
    round_ = make_round(region, state=RoundState.DRAFT)
    publish_round(round_, user=secretary)
    take_down_round(round_, user=secretary)
    publish_round(round_, user=secretary)
    made = make_nomination(round_, state=State.SUBMITTED)

    with pytest.raises(Refusal):
        take_down_round(round_, user=secretary)
    with pytest.raises(Refusal):
        cancel_round(round_, user=secretary, reason=" ")
    with pytest.raises(StepNotAllowed):
        cancel_round(round_, user=made.nominated_by, reason="Jag vill inte.")
    cancel_round(round_, user=secretary, reason="För få platser.")
    with pytest.raises(StepNotAllowed):
        cancel_round(round_, user=secretary, reason="Igen.")

    assert [each.step for each in round_.events.all()] == ["publish", "take_down", "publish", "cancel"]
    assert made.nominee_email in sent("round_cancelled")
    made.refresh_from_db()
    assert made.state == State.NOT_CHOSEN
    assert Membership.objects.exists()


def test_everybody_hears_once_that_a_round_is_called_off(region: Region) -> None:
    round_ = over(region)
    for _number in range(2):
        make_nomination(round_, nominee_email="anna@person.example")

    cancel_round(round_, user=make_secretary(region), reason="För få platser.")

    assert Letter.objects.filter(kind="round_cancelled", to="anna@person.example").count() == 1


def test_last_day_that_was_moved_meanwhile_counts(region: Region) -> None:
    round_, leader = over(region), make_leader(region)
    chosen = make_nomination(round_)
    NominationRound.objects.filter(pk=round_.pk).update(closes_on=timezone.localdate())

    with pytest.raises(CannotDecide):
        decide_round(round_, user=leader, picks=[Pick(chosen)], record=record())


def test_round_that_could_not_be_decided_is_not_published(region: Region) -> None:
    secretary = make_secretary(region)
    of_parties = make_round(region, state=RoundState.DRAFT, body=region.agreement.body("leadership"))
    wordless = make_round(region, state=RoundState.DRAFT, compensation=" ")

    for each in (of_parties, wordless):
        with pytest.raises(Refusal):
            publish_round(each, user=secretary)
    co_opted = make_round(
        region, state=RoundState.DRAFT, body=region.agreement.body("leadership"), co_opted=True
    )
    publish_round(co_opted, user=secretary)
