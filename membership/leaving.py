"""What ends with a membership: each room says it beforehand in words, and ends it when the day comes (MEM-42)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import User
    from membership.models import Membership


class Consequence(Protocol):
    """What a room does about members that leave.

    `day` is the effective day, a Swedish date: the first on which the organisation is no member. What lasts for whole
    days, such as a seat, therefore has the day before as its last.
    """

    def tell(self, membership: Membership, day: dt.date) -> list[str]:
        """What will end, one sentence each, in the reader's language. Reads only; empty: nothing."""

    def end(self, membership: Membership, day: dt.date, by: User | None) -> None:
        """End it. Runs in the transaction that ends the membership, once, and maybe days after `day`; `by` is who gave
        the withdrawal. Must not refuse: what has ended already is left as it is.
        """


CONSEQUENCES: list[Consequence] = []


def register(consequence: Consequence) -> None:
    """Add a consequence; called from an AppConfig.ready. Twice is once."""
    if consequence not in CONSEQUENCES:
        CONSEQUENCES.append(consequence)


def tell(membership: Membership, day: dt.date) -> list[str]:
    """Everything that a withdrawal from `day` will end, as the rooms say it."""
    return [sentence for consequence in CONSEQUENCES for sentence in consequence.tell(membership, day)]


def end(membership: Membership, day: dt.date, by: User | None) -> None:
    """Let every room end what is its own."""
    for consequence in CONSEQUENCES:
        consequence.end(membership, day, by)
