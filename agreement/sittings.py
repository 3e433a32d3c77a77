"""Who sits in a body on a day: the rows that the rule in `agreement.composing` counts. Read once for each day."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import prefetch_related_objects

from accounts.models import User
from agreement.composing import Chair, Composed, Span, composition_on
from agreement.gathering import gather, keep
from agreement.models import Body, Party, PartyNotice, SeatHolding
from agreement.standing import has_left
from agreement.states import BalanceRule, SeatKind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Hashable

    from agreement.models import Agreement, Seat
    from agreement.querysets import SeatQuerySet

KINDS = (SeatKind.ORDINARY, SeatKind.ALTERNATE, SeatKind.CO_OPTED)


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
    then alternates, then co-opted; vacant seats too. One query; the agreement knows its parties afterwards, and they
    their notices.
    """
    return sittings_by_agreement([agreement], seats, day)[agreement.pk]


def sittings_by_agreement(
    agreements: Collection[Agreement], seats: SeatQuerySet, day: dt.date
) -> dict[int, list[Sitting]]:
    """The same for several agreements by their primary keys, in one query for all of them."""
    there = seats.on(day)
    held = SeatHolding.objects.on(day).filter(seat__in=there).defer("recorded_at")
    people = User.objects.filter(pk__in=held.values("user")).defer("password", "last_login", "created_at")
    rows = gather(
        {
            "seats": there,
            "bodies": Body.objects.filter(pk__in=there.values("body")),
            "parties": Party.objects.filter(agreement__in=agreements),
            "notices": PartyNotice.objects.filter(party__agreement__in=agreements).defer("recorded_at"),
            "holdings": held,
            "people": people,
        }
    )
    bodies, parties, known = ({row.pk: row for row in rows[name]} for name in ("bodies", "parties", "people"))
    for party in rows["parties"]:
        keep(party, "notices", [each for each in rows["notices"] if each.party_id == party.pk])
    for agreement in agreements:
        keep(agreement, "parties", [each for each in rows["parties"] if each.agreement_id == agreement.pk])
    holdings: dict[int, SeatHolding] = {}
    for holding in rows["holdings"]:
        holding.user = known[holding.user_id]
        holdings.setdefault(holding.seat_id, holding)
    for seat in rows["seats"]:
        seat.body, seat.party = bodies[seat.body_id], parties.get(seat.party_id)
    order = {pk: place for place, pk in enumerate(parties)}
    ordered = sorted(  # a seat of no party stands last
        rows["seats"],
        key=lambda seat: (
            order.get(seat.party_id, len(order)),
            KINDS.index(SeatKind(seat.kind)),
            seat.order,
            seat.pk,
        ),
    )
    found: dict[int, list[Sitting]] = {agreement.pk: [] for agreement in agreements}
    rules = {agreement.pk: agreement for agreement in agreements}
    for seat in ordered:
        of = seat.body.agreement_id
        found[of].append(Sitting(seat, holdings.get(seat.pk), group_of(rules[of], seat.party)))
    return found


def chair(sitting: Sitting) -> Chair:
    """The seat as the rule wants it."""
    seat, holding = sitting.seat, sitting.holding
    held = (Span(holding.from_on, holding.to_on),) if holding else ()
    return Chair(sitting.group, seat.kind, Span(seat.from_on, seat.to_on), held)
