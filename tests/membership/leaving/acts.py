"""How members leave in these tests, and on which day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from accounts.models import User
from letters.models import Letter
from membership.models import Membership, Withdrawal
from membership.services import end_membership, register_paper_withdrawal, withdraw_membership
from relay.services import work_on
from tests.factories import make_upload

NOON = dt.datetime(2026, 5, 4, 10, tzinfo=dt.UTC)
TODAY = dt.date(2026, 5, 4)


class Ends:
    """A room that has something to end."""

    def __init__(self) -> None:
        self.ended: list[tuple[int, dt.date, User | None]] = []

    def tell(self, membership: Membership, day: dt.date) -> list[str]:
        return [f"En plats i gruppen, {day}"]

    def end(self, membership: Membership, day: dt.date, by: User | None) -> None:
        self.ended.append((membership.pk, day, by))


def leave(member: Membership, actor: User, day: dt.date = TODAY, **fields: Any) -> Withdrawal:
    return withdraw_membership(
        membership=member, actor=actor, effective_on=day, given_by="Maja Påhittad", **fields
    )


def run(withdrawal: Withdrawal) -> bool:
    return work_on(Withdrawal, withdrawal.pk, end_membership)


def sent(kind: str) -> set[str]:
    return set(Letter.objects.filter(kind=kind).values_list("to", flat=True))


def on_paper(member: Membership, actor: User, **fields: Any) -> Withdrawal:
    said = {
        "effective_on": dt.date(2026, 4, 30),
        "given_on": dt.date(2026, 4, 20),
        "given_by": "Ordföranden",
        "upload": make_upload(),
        **fields,
    }
    return register_paper_withdrawal(membership=member, actor=actor, **said)
