"""The relay itself: find due rows, hand their ids over, say that we are alive."""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from relay import registry

if TYPE_CHECKING:
    from relay.registry import Kind

logger = logging.getLogger(__name__)
AT_ONCE = 200
# A row handed to Celery but not begun within this time is handed over again: the message may be lost.
PATIENCE = dt.timedelta(seconds=20)


def run_once() -> int:
    """Look once at every kind of work and return how many rows were handed over (or done, when embedded)."""
    return sum(
        _embedded(kind) if settings.RELAY_MODE == "embedded" else _hand_over(kind)
        for kind in registry.kinds()
    )


def _embedded(kind: Kind) -> int:
    """Do the due rows here and now, one after the other."""
    ids = (
        kind.model._default_manager.due(timezone.now()).oldest_first().values_list("pk", flat=True)[:AT_ONCE]
    )
    done = 0
    for pk in list(ids):
        kind.task(pk)
        done += 1
    return done


def _hand_over(kind: Kind) -> int:
    """Publish the ids of due rows. A broker that is away costs nothing but time: the rows stay due."""
    now = timezone.now()
    manager = kind.model._default_manager
    ids = list(
        manager.to_hand_over(now, patience=PATIENCE).oldest_first().values_list("pk", flat=True)[:AT_ONCE]
    )
    handed = 0
    for pk in ids:
        try:
            kind.task.apply_async((pk,))
        except kind.task.OperationalError:
            logger.warning(
                "relay_broker_away", extra={"work": kind.model._meta.label_lower, "waiting": len(ids)}
            )
            break
        manager.filter(pk=pk, done_at=None).update(handed_at=now)
        handed += 1
    return handed
