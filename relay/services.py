"""Claim, finish, postpone, retry: the only functions that write the fields of a row of work."""

from __future__ import annotations

import datetime as dt
import logging
import random
import uuid
from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from relay.exceptions import GiveUp, LeaseLost, TryLater
from relay.models import Heartbeat, Work

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

logger = logging.getLogger(__name__)
W = TypeVar("W", bound=Work)
LONGEST_PAUSE = dt.timedelta(minutes=30)
ERROR_LENGTH = 500


def claim(model: type[W], pk: int) -> W | None:
    """Take a due row under a fresh lease, or get None because it is done, not due or held by somebody else.

    One conditional UPDATE, so it is right on SQLite and PostgreSQL: of any number of callers at the same
    instant exactly one gets the row.
    """
    now = timezone.now()
    token = uuid.uuid4()
    claimed = (
        model._default_manager.due(now)
        .filter(pk=pk)
        .update(
            lease_token=token,
            lease_until=now + dt.timedelta(seconds=settings.WORK_LEASE),
            tries=F("tries") + 1,
        )
    )
    if not claimed:
        return None
    return model._default_manager.filter(pk=pk, lease_token=token).first()


def call_off(model: type[Work], pks: Collection[int]) -> bool:
    """Call off rows that nobody has begun with: all of them, or none.

    One conditional UPDATE in a transaction. False when one of them is done, was tried, or is being worked on: then it
    is too late, and nothing is called off. Twice: the second says False.
    """
    with transaction.atomic():
        untouched = model._default_manager.unfinished().filter(pk__in=pks, tries=0, lease_until=None)
        if untouched.update(called_off_at=timezone.now()) == len(set(pks)):
            return True
        transaction.set_rollback(True)
    return False


def stop(model: type[Work], pks: Collection[int]) -> int:
    """Call off rows that must not happen any more, although somebody may have tried, or be at them; returns how many.

    One conditional UPDATE. Whoever is at one is refused by `note` before the effect; one whose effect has begun already
    ends as it ends: done, or never tried again. Done rows stay as they are. Twice: the second finds none.
    """
    rows = model._default_manager.filter(pk__in=pks, done_at=None, called_off_at=None)
    return rows.update(called_off_at=timezone.now())


def note(work: Work, **fields: Any) -> None:
    """Write `fields` into our row right before an effect that cannot be undone (F19).

    One conditional UPDATE, so that nobody takes the row over, or stops it, between the question and the note. Refuses
    with LeaseLost when the lease has run out, somebody else has the row, or it was stopped: then the effect must not
    happen.
    """
    mine = type(work)._default_manager.filter(pk=work.pk, lease_token=work.lease_token, called_off_at=None)
    if not mine.filter(lease_until__gt=timezone.now()).update(**fields):
        raise LeaseLost


def finish(work: Work, **fields: Any) -> None:
    """Mark our row done, together with what the work produced.

    Refuses with LeaseLost when the row was taken over: then the other worker's result counts, not ours.
    """
    finished = (
        type(work)
        ._default_manager.filter(pk=work.pk, lease_token=work.lease_token, done_at=None)
        .update(done_at=timezone.now(), lease_token=None, lease_until=None, last_error="", **fields)
    )
    if not finished:
        raise LeaseLost


def put_back(work: Work, error: str, *, final: bool = False) -> None:
    """Say what went wrong and when to try again: after 4 s, 8 s, 16 s … with jitter, at most half an hour.

    `final`, or the last of WORK_MAX_TRIES, gives the row up until a person asks for a retry. Does nothing
    when our lease is lost.
    """
    now = timezone.now()
    give_up = final or work.tries >= settings.WORK_MAX_TRIES
    pause = min(dt.timedelta(seconds=2 ** min(work.tries + 1, 20)), LONGEST_PAUSE) * random.uniform(0.8, 1.2)  # noqa: S311 -- jitter, not a secret
    type(work)._default_manager.filter(pk=work.pk, lease_token=work.lease_token, done_at=None).update(
        lease_token=None,
        lease_until=None,
        handed_at=None,
        last_error=error[:ERROR_LENGTH],
        failed_at=now if give_up else None,
        due_at=now if give_up else now + pause,
    )


def retry(model: type[Work], pk: int) -> bool:
    """A person asks for another try, now. False when the row is done or called off. Twice is the same as once.

    False also for a row whose time has not come: it waits on purpose, and a first try is not another one.
    """
    now = timezone.now()
    open_rows = model._default_manager.filter(pk=pk, done_at=None, called_off_at=None)
    changed = open_rows.exclude(tries=0, failed_at=None, due_at__gt=now).update(
        failed_at=None, due_at=now, handed_at=None, tries=0
    )
    return bool(changed)


def work_on(model: type[W], pk: int, do: Callable[[W], None]) -> bool:
    """Claim the row, do the work, and leave every fault where staff see it. True when `do` ran to its end.

    `do` gets the claimed row and must call `finish` itself, in the transaction that stores its result.
    Run twice for the same row: the second run finds nothing to claim and does nothing. A row that ended the process
    in each of WORK_MAX_TRIES tries is given up (F18).
    """
    work = claim(model, pk)
    if work is None:
        return False
    name = model._meta.label_lower
    if work.tries > settings.WORK_MAX_TRIES:
        # Nobody put it back, so each process that was at it ended: a crash, or a kill for time or memory.
        put_back(work, _("The process ended in the middle of it, again and again."), final=True)
        logger.error("work_given_up", extra={"work": name, "work_id": pk})
        return False
    try:
        do(work)
    except LeaseLost:
        logger.warning("work_lease_lost", extra={"work": name, "work_id": pk})
        return False
    except TryLater as error:
        put_back(work, str(error))
    except GiveUp as error:
        put_back(work, str(error), final=True)
    except Exception as error:
        # The outermost line of every task: a fault nobody foresaw becomes a visible row, never a lost one.
        logger.exception("work_failed", extra={"work": name, "work_id": pk})
        put_back(work, f"{type(error).__name__}: {error}")
    else:
        logger.info("work_done", extra={"work": name, "work_id": pk})
        return True
    logger.warning("work_put_back", extra={"work": name, "work_id": pk})
    return False


def beat(name: str = "relay") -> None:
    """Say that we are alive."""
    with transaction.atomic():
        Heartbeat.objects.update_or_create(name=name, defaults={"seen_at": timezone.now()})
