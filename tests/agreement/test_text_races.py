"""Two people at once: what is written while a text is adopted is either part of it or refused, on either database."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from agreement import services
from agreement.exceptions import StepNotAllowed, TextIsFrozen
from agreement.models import AgreementVersion, Commitment, Goal, TextPart
from agreement.states import PartKind, TextState
from tests.agreement.texts import make_version
from tests.factories import make_region

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 20  # seconds; a test that hangs fails


def add_part(version: AgreementVersion) -> None:
    TextPart.objects.create(
        version=version, kind=PartKind.PLAN, heading="I sista stund", body="Nytt", order=9
    )


def add_commitment(version: AgreementVersion) -> None:
    Commitment.objects.create(principle=version.principles.all()[0], text="I sista stund", order=9)


def change_goal(version: AgreementVersion) -> None:
    Goal.objects.filter(version=version, order=1).update(text="I sista stund")


def change_commitment_in_sql(version: AgreementVersion) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE agreement_commitment SET text = 'I sista stund'")


def remove_goal(version: AgreementVersion) -> None:
    version.goals.all()[0].delete()


def change_summary(version: AgreementVersion) -> None:
    AgreementVersion.objects.filter(pk=version.pk).update(summary="I sista stund")


WRITES = (add_part, add_commitment, change_goal, change_commitment_in_sql, remove_goal, change_summary)


class Other(threading.Thread):
    """Somebody else, with a connection of their own."""

    def __init__(self, act: Callable[[], Any]) -> None:
        super().__init__()
        self.act = act
        self.began = threading.Event()
        self.outcome: Any = None
        self.start()

    def run(self) -> None:
        try:
            self.began.set()
            self.outcome = self.act()
        except Exception as refusal:
            self.outcome = refusal
        finally:
            connection.close()

    def wait_until_it_waits(self) -> None:
        """Until it stands before a lock. PostgreSQL tells; SQLite does not, there it gets a moment."""
        assert self.began.wait(PATIENCE)
        if connection.vendor != "postgresql":
            time.sleep(0.2)
            return
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.is_alive():
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
                if cursor.fetchone()[0]:
                    return
            time.sleep(0.01)

    def ends(self) -> Any:
        self.join(PATIENCE)
        assert not self.is_alive()
        return self.outcome


def adopt(version: AgreementVersion) -> AgreementVersion:
    return services.adopt(AgreementVersion.objects.get(pk=version.pk), by=None, despite_missing=True)


@pytest.mark.parametrize("write", WRITES, ids=lambda write: write.__name__)
def test_adoption_waits_for_what_is_being_written_and_hashes_it(write: Any) -> None:
    version = make_version(make_region())
    before = version.canonical().fingerprint()
    with transaction.atomic():
        write(version)
        other = Other(lambda: adopt(version))
        other.wait_until_it_waits()
    assert isinstance(other.ends(), AgreementVersion)
    adopted = AgreementVersion.objects.get(pk=version.pk)
    assert adopted.state == TextState.ADOPTED
    assert services.verify(adopted)
    assert adopted.content_hash != before


@pytest.mark.parametrize("write", WRITES, ids=lambda write: write.__name__)
def test_what_is_written_during_an_adoption_waits_and_is_refused(write: Any) -> None:
    version = make_version(make_region())
    with transaction.atomic():
        adopted = adopt(version)
        other = Other(lambda: write(version))
        other.wait_until_it_waits()
    assert isinstance(other.ends(), (TextIsFrozen, IntegrityError))
    assert services.verify(AgreementVersion.objects.get(pk=version.pk))
    assert AgreementVersion.objects.get(pk=version.pk).content_hash == adopted.content_hash


def test_principle_that_is_moved_while_a_commitment_is_written_takes_the_lock_with_it() -> None:
    """The commitment hangs on a principle that goes to another text, which is adopted in the same moment."""
    region = make_region()
    old, new = make_version(region, "2040"), make_version(region, "2050")
    principle = old.principles.all()[0]
    with transaction.atomic():
        principle.slug, principle.version = "flyttad", new
        principle.save()
        writer = Other(
            lambda: Commitment.objects.create(principle_id=principle.pk, text="I sista stund", order=9)
        )
        writer.wait_until_it_waits()
        adopted = adopt(new)
    assert isinstance(writer.ends(), (TextIsFrozen, IntegrityError))
    assert services.verify(AgreementVersion.objects.get(pk=adopted.pk))


def test_two_who_adopt_at_once_make_one_adoption() -> None:
    version = make_version(make_region())
    barrier = threading.Barrier(4)

    def press() -> Any:
        barrier.wait(PATIENCE)
        return adopt(version)

    outcomes = [person.ends() for person in [Other(press) for _ in range(4)]]
    assert (
        sorted(type(outcome).__name__ for outcome in outcomes)
        == ["AgreementVersion"] + [StepNotAllowed.__name__] * 3
    )
    assert services.verify(AgreementVersion.objects.get(pk=version.pk))
