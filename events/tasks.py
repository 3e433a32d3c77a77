"""The task of this room: by id, safe to run any number of times."""

from __future__ import annotations

from celery import shared_task


@shared_task(name="events.do_task")  # type: ignore[untyped-decorator]
def do_task(pk: int) -> bool:
    """Do row `pk` if it is due and nobody else is at it; a second run does nothing."""
    from events.models import EventTask
    from events.services import do
    from relay.services import work_on

    return work_on(EventTask, pk, do)
