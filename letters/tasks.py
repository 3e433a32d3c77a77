"""The letter's task: by id, safe to run any number of times."""

from __future__ import annotations

from celery import shared_task


@shared_task(name="letters.send_letter")  # type: ignore[untyped-decorator]
def send_letter(pk: int) -> bool:
    """Send letter `pk` if it is due and nobody else is at it; a second run does nothing."""
    from letters.models import Letter
    from letters.registry import tell_arrival
    from letters.services import deliver
    from relay.services import work_on

    sent = work_on(Letter, pk, deliver)
    if letter := Letter.objects.defer("text", "html").filter(pk=pk).first():
        tell_arrival(letter)
    return sent
