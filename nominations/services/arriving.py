"""A letter to a nominee that never arrived: whoever nominated hears of it, for there can be no answer (MEM-22)."""

from __future__ import annotations

from letters.models import Letter
from nominations import emails
from nominations.models import Nomination
from nominations.states import RoundState, State


def note_arrival(address: str, *, arrived: bool) -> None:
    """What became of a letter to `address`. Given up: each nominator who waits for an answer from there gets a letter,
    once for each nomination. Refuses nothing.
    """
    if arrived:
        return
    waiting = Nomination.objects.filter(
        nominee_email=address, state=State.SUBMITTED, round__state=RoundState.PUBLISHED
    )
    for nomination in waiting.select_related("round__agreement__region", "organisation", "nominated_by"):
        emails.nominee_unreachable(nomination)


def was_undelivered(nomination: Nomination) -> bool:
    """Whether the letter that asks the nominee was given up."""
    asked = Letter.objects.filter(key__startswith=emails.beginning("nominee_asked", nomination))
    return bool(asked.exclude(failed_at=None).exists())
