"""Which wishes about the composition the nominees meet: what is known is counted, the rest is as nominators say it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from membership.models import MemberField, Membership

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nominations.models import Nomination, NominationRound, Wish


class Wishes:
    """The wishes of a round and who of the nominations meets which. Two queries, however many there are.

    The nominations have their organisation, party and `brings` read beforehand.
    """

    def __init__(self, round_: NominationRound, nominations: Iterable[Nomination]) -> None:
        self.round = round_
        self.nominations = list(nominations)

    @cached_property
    def all(self) -> list[Wish]:
        return list(self.round.wishes.all())

    def met_by(self, nomination: Nomination) -> list[Wish]:
        """Those that the nominee meets."""
        return [wish for wish in self.all if self._meets(nomination, wish)]

    def _meets(self, nomination: Nomination, wish: Wish) -> bool:
        """By the side, the municipality, the organisation's fields of activity, else as the nominator has ticked."""
        if wish.side:
            return nomination.side == wish.side
        if wish.municipality_id:
            return nomination.municipality_id == wish.municipality_id
        if wish.field and nomination.organisation_id is not None:
            return wish.field in self._fields.get(nomination.organisation_id, ())
        return wish in nomination.brings.all()

    @cached_property
    def _fields(self) -> dict[int, set[str]]:
        """The fields of activity of the nominating members, as they say it of themselves today."""
        found: dict[int, set[str]] = {}
        nominating = {each.organisation_id for each in self.nominations}
        members = Membership.objects.current().filter(agreement=self.round.agreement_id)
        rows = MemberField.objects.filter(
            membership__in=members, membership__organisation__in=nominating - {None}
        )
        for organisation, field in rows.order_by().values_list("membership__organisation", "field"):
            found.setdefault(organisation, set()).add(field)
        return found


@dataclass(frozen=True)
class Met:
    """A wish and how many of those who are tried out meet it."""

    wish: Wish
    count: int

    @property
    def is_met(self) -> bool:
        return self.count >= self.wish.at_least


def wishes_met(round_: NominationRound, chosen: Iterable[Nomination]) -> list[Met]:
    """Each wish of the round with how many of `chosen` meet it."""
    wishes = Wishes(round_, chosen)
    met = [wish for nomination in wishes.nominations for wish in wishes.met_by(nomination)]
    return [Met(wish, met.count(wish)) for wish in wishes.all]
