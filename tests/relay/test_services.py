"""Work is claimed once, finished under its lease, and never lost (design §2, R7)."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from letters.models import Letter
from relay.exceptions import GiveUp, LeaseLost, TryLater
from relay.services import claim, finish, note, put_back, retry, stop, work_on
from tests.harness.at_once import at_once

NOW = dt.datetime(2027, 3, 28, 1, 30, tzinfo=dt.UTC)  # the night when Swedish summer time begins
_numbers = itertools.count()


def make_letter(**fields: Any) -> Letter:
    return Letter.objects.create(
        key=f"test:{next(_numbers)}", kind="test", to="a@example.se", subject="Hej", text="Hej", **fields
    )


@pytest.mark.django_db
def test_claim_gives_a_due_row_once() -> None:
    letter = make_letter()

    first, second = claim(Letter, letter.pk), claim(Letter, letter.pk)

    assert first is not None
    assert first.tries == 1
    assert second is None


@pytest.mark.django_db
def test_claim_refuses_a_row_whose_time_has_not_come() -> None:
    letter = make_letter(due_at=timezone.now() + dt.timedelta(seconds=60))

    assert claim(Letter, letter.pk) is None


@pytest.mark.django_db
def test_claim_takes_over_when_the_lease_has_run_out(settings: Any) -> None:
    letter = make_letter()
    with time_machine.travel(NOW, tick=False) as clock:
        Letter.objects.filter(pk=letter.pk).update(due_at=NOW)
        dead = claim(Letter, letter.pk)
        assert dead is not None
        clock.shift(settings.WORK_LEASE + 1)

        heir = claim(Letter, letter.pk)

        assert heir is not None
        with pytest.raises(LeaseLost):
            note(dead, handover_began_at=timezone.now())
        with pytest.raises(LeaseLost):
            finish(dead)
        heir.refresh_from_db()
        assert heir.handover_began_at is None
        note(heir, handover_began_at=timezone.now())
        finish(heir)
    letter.refresh_from_db()
    assert letter.done_at == NOW + dt.timedelta(seconds=settings.WORK_LEASE + 1)
    assert letter.tries == 2


@pytest.mark.django_db
def test_finish_twice_is_refused() -> None:
    work = claim(Letter, make_letter().pk)
    assert work is not None
    finish(work)

    with pytest.raises(LeaseLost):
        finish(work)


@pytest.mark.django_db
def test_put_back_tries_again_with_a_growing_pause(settings: Any) -> None:
    letter = make_letter()
    pauses = []
    with time_machine.travel(NOW, tick=False) as clock:
        Letter.objects.filter(pk=letter.pk).update(due_at=NOW)
        for _round in range(settings.WORK_MAX_TRIES):
            work = claim(Letter, letter.pk)
            assert work is not None
            put_back(work, "away")
            letter.refresh_from_db()
            pauses.append(letter.due_at - timezone.now())
            clock.move_to(max(letter.due_at, timezone.now()))

    assert letter.work_state == "failed"
    assert letter.last_error == "away"
    assert [pause.total_seconds() for pause in pauses[:3]] == [
        pytest.approx(4, rel=0.21),
        pytest.approx(8, rel=0.21),
        pytest.approx(16, rel=0.21),
    ]
    assert pauses[-1] == dt.timedelta(0)


@pytest.mark.parametrize(
    ("fault", "state", "reason"),
    [
        (TryLater("the server is away"), "troubled", "the server is away"),
        (GiveUp("no such address"), "failed", "no such address"),
        (ZeroDivisionError("oops"), "troubled", "ZeroDivisionError: oops"),
    ],
)
@pytest.mark.django_db
def test_work_on_leaves_every_fault_where_staff_see_it(fault: Exception, state: str, reason: str) -> None:
    letter = make_letter()

    def do(work: Letter) -> None:
        raise fault

    assert work_on(Letter, letter.pk, do) is False

    letter.refresh_from_db()
    assert letter.work_state == state
    assert letter.last_error == reason
    assert letter in Letter.objects.troubled()


@pytest.mark.django_db
def test_retry_gives_a_failed_row_all_its_tries_back() -> None:
    letter = make_letter()
    work = claim(Letter, letter.pk)
    assert work is not None
    put_back(work, "no", final=True)
    assert claim(Letter, letter.pk) is None

    assert retry(Letter, letter.pk) is True

    again = claim(Letter, letter.pk)
    assert again is not None
    assert again.tries == 1
    finish(again)
    assert retry(Letter, letter.pk) is False


@pytest.mark.django_db(transaction=True)
def test_of_twenty_workers_at_once_exactly_one_gets_the_row() -> None:
    letter = make_letter()

    [got] = [work for work in at_once(*[lambda: claim(Letter, letter.pk)] * 20) if work is not None]

    assert isinstance(got, Letter), got


@pytest.mark.django_db
def test_a_row_that_ends_every_process_is_given_up(settings: Any) -> None:
    """F18: killed in the middle, nobody is left to put the row back; the claim itself has to count."""
    letter = make_letter()
    begun: list[int] = []
    with time_machine.travel(NOW, tick=False) as clock:
        Letter.objects.filter(pk=letter.pk).update(due_at=NOW)
        for _death in range(settings.WORK_MAX_TRIES):
            assert claim(Letter, letter.pk) is not None
            clock.shift(settings.WORK_LEASE + 1)

        assert work_on(Letter, letter.pk, lambda work: begun.append(work.pk)) is False

    letter.refresh_from_db()
    assert begun == []
    assert letter.work_state == "failed"
    assert letter in Letter.objects.troubled()


@pytest.mark.django_db
def test_stopped_work_is_neither_done_nor_tried_again() -> None:
    """Tried in vain, being worked on, given up: what must not happen any more stops before its effect."""
    tried, held, given_up, ready = (make_letter() for _each in range(4))
    Letter.objects.filter(pk=tried.pk).update(tries=3, last_error="away")
    Letter.objects.filter(pk=given_up.pk).update(tries=8, failed_at=NOW)
    Letter.objects.filter(pk=ready.pk).update(done_at=NOW)
    work = claim(Letter, held.pk)
    assert work is not None

    assert stop(Letter, [each.pk for each in (tried, held, given_up, ready)]) == 3
    assert stop(Letter, [tried.pk]) == 0
    with pytest.raises(LeaseLost):
        note(work, handover_began_at=NOW)
    put_back(work, "away")
    for each in (tried, held, given_up):
        assert claim(Letter, each.pk) is None
        assert not retry(Letter, each.pk)
        each.refresh_from_db()
        assert each.work_state == "called_off"
    ready.refresh_from_db()
    assert ready.work_state == "done"


@pytest.mark.django_db
def test_work_whose_effect_has_begun_ends_as_it_ends() -> None:
    work = claim(Letter, make_letter().pk)
    assert work is not None
    note(work, handover_began_at=NOW)
    stop(Letter, [work.pk])
    finish(work)
    work.refresh_from_db()
    assert work.work_state == "done"
