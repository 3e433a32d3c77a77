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

    claimed: list[Letter] = []

    def do(letter: Letter) -> None:
        claimed.append(letter)
        deliver(letter)

    sent = work_on(Letter, pk, do)
    if any(sent or each.address_refused for each in claimed):
        tell_arrival(Letter.objects.defer("text", "html").get(pk=pk))
    return sent
