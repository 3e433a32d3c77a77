"""Who sits in a body on a day: the rows that the rule in `agreement.composing` counts. Read once for each day."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import FilteredRelation, Q, prefetch_related_objects

from agreement.composing import Chair, Composed, Span, composition_on
from agreement.gathering import keep
from agreement.models import Party
from agreement.querysets import on_day
from agreement.standing import has_left
from agreement.states import BalanceRule, SeatKind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Hashable, Mapping

    from agreement.models import Agreement, Body, PartyNotice, Seat, SeatHolding
    from agreement.querysets import SeatQuerySet

KINDS = (SeatKind.ORDINARY, SeatKind.ALTERNATE, SeatKind.CO_OPTED)
NOT_OF_A_SITTING = ("password", "last_login", "created_at")


@dataclass(frozen=True)
class Sitting:
    """A seat of the body that exists on the day, and who holds it."""

    seat: Seat
    holding: SeatHolding | None
    group: Hashable

    @property
    def holder(self) -> int:
        return self.holding.user_id if self.holding else 0


def group_of(agreement: Agreement, party: Party | None) -> Hashable:
    """What must be equal: the party itself, or its side, by the agreement's rule (MEM-30)."""
    if party is None:  # only co-opted seats, which do not count
        return None
    return str(party.side) if agreement.balance_rule == BalanceRule.BY_SIDE else party.pk


def parties_on(agreement: Agreement, day: dt.date) -> list[Party]:
    """The agreement's parties that have not left by `day` (AGR-24), in their order. No query where `sittings_of` has
    read them; else two.
    """
    parties = list(agreement.parties.all())
    prefetch_related_objects(parties, "notices")
    return [party for party in parties if not any(has_left(each, day) for each in party.notices.all())]


def groups_of(agreement: Agreement, day: dt.date) -> dict[Hashable, str]:
    """Everything that must be equal on `day`, with its name for people: the parties, or the sides."""
    by_side = agreement.balance_rule == BalanceRule.BY_SIDE
    return {
        group_of(agreement, party): str(party.get_side_display()) if by_side else party.name
        for party in parties_on(agreement, day)
    }


class Sittings:
    """The body's seats on a day with their holders, and the balance of its ordinary ones."""

    def __init__(self, body: Body, day: dt.date) -> None:
        self.body = body
        self.agreement = body.agreement
        self.day = day

    @cached_property
    def all(self) -> list[Sitting]:
        """Party by party, ordinary seats first, then alternates, then co-opted; vacant seats too."""
        return sittings_of(self.agreement, self.body.seats.all(), self.day)

    @cached_property
    def parties(self) -> list[Party]:
        """Those that are parties that day."""
        return parties_on(self._known(), self.day)

    @cached_property
    def names(self) -> dict[Hashable, str]:
        """What must be equal, with its name for people."""
        return groups_of(self._known(), self.day)

    @property
    def leaving_days(self) -> set[dt.date]:
        """The days on which a party left the agreement, or will: the first ones without it."""
        notices = [notice for party in self._known().parties.all() for notice in party.notices.all()]
        return {day for each in notices if (day := each.effective_on) and has_left(each, day)}

    def _known(self) -> Agreement:
        """The agreement with its parties and their notices, which are read with the seats."""
        _ = self.all
        return self.agreement

    @cached_property
    def composed(self) -> Composed:
        return composition_on([chair(each) for each in self.all], self.names, self.day)

    @cached_property
    def balance(self) -> list[dict[str, Any]]:
        """What the picture of the balance draws: each party or side with its ordinary seats and how many are filled."""
        sides: dict[Hashable, str] = {}
        for party in self.parties:
            sides.setdefault(group_of(self.agreement, party), party.side)
        return [
            {
                "name": name,
                "side": sides.get(group, ""),
                "ordinary": self.composed.seats[group],
                "filled": self.composed.filled[group],
            }
            for group, name in self.names.items()
        ]

    @cached_property
    def counts(self) -> dict[str, int]:
        """The filled ordinary seats of each group by its key in words that stay: a party's address, or a side."""
        if self.agreement.balance_rule == BalanceRule.BY_SIDE:
            keys: dict[Hashable, str] = {group: str(group) for group in self.names}
        else:
            keys = {party.pk: party.slug for party in self.parties}
        return {keys[group]: count for group, count in self.composed.filled.items() if group in keys}


def sittings_of(agreement: Agreement, seats: SeatQuerySet, day: dt.date) -> list[Sitting]:
    """Those of the seats that exist on `day`, with who holds each: party by party in their order, ordinary seats first,
    then alternates, then co-opted; vacant seats too. Two queries; the agreement knows its parties afterwards, and they
    their notices.
    """
    return sittings_by_agreement([agreement], seats, day)[agreement.pk]


def sittings_by_agreement(
    agreements: Collection[Agreement], seats: SeatQuerySet, day: dt.date
) -> dict[int, list[Sitting]]:
    """The same for several agreements by their primary keys, in as many queries."""
    rules = {agreement.pk: agreement for agreement in agreements}
    parties = _know_parties(rules)
    sitting = FilteredRelation("holdings", condition=on_day(day, "holdings__"))
    rows = seats.on(day).annotate(sitting=sitting).select_related("body", "sitting__user")
    rows = rows.defer("sitting__recorded_at", *(f"sitting__user__{each}" for each in NOT_OF_A_SITTING))
    bodies: dict[int, Body] = {}
    known: dict[int, Seat] = {}
    for seat in rows.order_by("order", "pk", "sitting__from_on", "sitting__pk"):
        seat.body = bodies.setdefault(seat.body_id, seat.body)
        seat.party = parties.get(seat.party_id or 0)
        known.setdefault(seat.pk, seat)
    order = {pk: place for place, pk in enumerate(parties)}
    found: dict[int, list[Sitting]] = {pk: [] for pk in rules}
    for seat in sorted(  # a seat of no party stands last
        known.values(),
        key=lambda seat: (order.get(seat.party_id or 0, len(order)), KINDS.index(SeatKind(seat.kind))),
    ):
        of = seat.body.agreement_id
        found[of].append(Sitting(seat, getattr(seat, "sitting", None), group_of(rules[of], seat.party)))
    return found


def _know_parties(agreements: Mapping[int, Agreement]) -> dict[int, Party]:
    """The parties in their order; the agreements know them afterwards, and they their notices. One query."""
    notice = FilteredRelation("notices", condition=Q(notices__isnull=False))
    rows: Any = Party.objects.filter(agreement__in=agreements).annotate(notice=notice)
    parties: dict[int, Party] = {}
    notices: dict[int, list[PartyNotice]] = {}
    for row in rows.select_related("notice").order_by("order", "pk", "-notice__notified_on", "-notice__pk"):
        parties.setdefault(row.pk, row)
        notices.setdefault(row.pk, []).extend([row.notice] if hasattr(row, "notice") else [])
    for pk, party in parties.items():
        keep(party, "notices", notices[pk])
    for pk, agreement in agreements.items():
        keep(agreement, "parties", [each for each in parties.values() if each.agreement_id == pk])
    return parties


def chair(sitting: Sitting) -> Chair:
    """The seat as the rule wants it."""
    seat, holding = sitting.seat, sitting.holding
    held = (Span(holding.from_on, holding.to_on),) if holding else ()
    return Chair(sitting.group, seat.kind, Span(seat.from_on, seat.to_on), held)
