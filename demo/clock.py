"""A clock that can be set, so that the demo's past is told by the same services as the present.

Everything that writes a time asks `django.utils.timezone.now`. While the demo tells what happened in October, that
function answers with a moment in October: receipts, diary, decisions, documents and letters then carry the right day
without anybody rewriting rows that are never rewritten. Only a management command does this, alone in its process.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator


@contextlib.contextmanager
def at(moment: dt.datetime) -> Iterator[None]:
    """Let it be `moment` (aware) for everything inside, and the real time again afterwards, whatever happens."""
    real = timezone.now
    timezone.now = lambda: moment  # type: ignore[assignment]
    try:
        yield
    finally:
        timezone.now = real  # type: ignore[assignment]
