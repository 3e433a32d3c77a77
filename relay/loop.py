"""The relay itself: find due rows, do them or hand their ids over."""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from relay import registry

if TYPE_CHECKING:
    from collections.abc import Callable

    from relay.registry import Kind

logger = logging.getLogger(__name__)
# Embedded: rows of one kind before the next kind has its turn; a mail server that hangs must not hold up documents.
AT_ONCE = 20
# Rows of one kind with the workers at a time. More waiting in the broker would be handed over again and again
# before anybody came to them, and the broker would fill up with hints.
WINDOW = 200


def run_once(go_on: Callable[[], bool] = lambda: True) -> int:
    """Look once at every kind of work and return how many rows were handed over (or done, when embedded).

    `go_on` is asked before each row: there the caller says that it is alive, and ends the look by answering no. A
    broker that is away ends the look as well, for every kind would have to wait for it; the rows stay due.
    """
    embedded = settings.RELAY_MODE == "embedded"
    handled = 0
    for kind in registry.kinds():
        for pk in _due(kind) if embedded else _to_hand_over(kind):
            if not go_on():
                return handled
            if embedded:
                kind.task(pk)
            elif not _hand_over(kind, pk):
                return handled
            handled += 1
    return handled


def _due(kind: Kind) -> list[int]:
    due = kind.model._default_manager.due(timezone.now())
    return list(due.oldest_first().values_list("pk", flat=True)[:AT_ONCE])


def _to_hand_over(kind: Kind) -> list[int]:
    now = timezone.now()
    patience = dt.timedelta(seconds=settings.RELAY_PATIENCE)
    manager = kind.model._default_manager
    room = WINDOW - manager.handed_over(now, patience=patience).count()
    rows = manager.to_hand_over(now, patience=patience).oldest_first()
    return list(rows.values_list("pk", flat=True)[: max(room, 0)])


def _hand_over(kind: Kind, pk: int) -> bool:
    """Publish one id. False when the broker is away: refused, or no answer within the settings' few seconds."""
    try:
        kind.task.apply_async((pk,))
    except kind.task.OperationalError:
        logger.warning("relay_broker_away", extra={"work": kind.model._meta.label_lower})
        return False
    kind.model._default_manager.filter(pk=pk, done_at=None).update(handed_at=timezone.now())
    return True
