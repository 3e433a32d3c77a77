"""The document's task: by id, safe to run any number of times."""

from __future__ import annotations

from celery import shared_task


@shared_task(name="membership.render_signing_document")  # type: ignore[untyped-decorator]
def render_signing_document(pk: int) -> bool:
    """Render signing document `pk` if it is due and nobody else is at it; a second run does nothing."""
    from membership.models import SigningDocument
    from membership.services import render_document
    from relay.services import work_on

    return work_on(SigningDocument, pk, render_document)


@shared_task(name="membership.render_minutes_extract")  # type: ignore[untyped-decorator]
def render_minutes_extract(pk: int) -> bool:
    """Render extract `pk` if it is due and nobody else is at it; a second run does nothing."""
    from membership.models import MinutesExtract
    from membership.services.extracts import render_extract
    from relay.services import work_on

    return work_on(MinutesExtract, pk, render_extract)


@shared_task(name="membership.end_membership")  # type: ignore[untyped-decorator]
def end_membership(pk: int) -> bool:
    """End the membership of withdrawal `pk` if its day has come and nobody else is at it; a second run does nothing."""
    from membership.models import Withdrawal
    from membership.services.leaving import end_membership as end
    from relay.services import work_on

    return work_on(Withdrawal, pk, end)


@shared_task(name="membership.send_reminder")  # type: ignore[untyped-decorator]
def send_reminder(pk: int) -> bool:
    """See to reminder `pk` if it is due and nobody else is at it; a second run does nothing."""
    from membership.models import Reminder
    from membership.services.reminders import remind
    from relay.services import work_on

    return work_on(Reminder, pk, remind)


@shared_task(name="membership.throw_away_kept_file")  # type: ignore[untyped-decorator]
def throw_away_kept_file(pk: int) -> bool:
    """Remove file `pk` of a form if its day has passed and nobody else is at it; a second run does nothing."""
    from membership.models import KeptFile
    from membership.services.kept_files import throw_away
    from relay.services import work_on

    return work_on(KeptFile, pk, throw_away)
