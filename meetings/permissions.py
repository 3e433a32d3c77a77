"""What a person is in which group, today: looked up once, so that a list costs no more queries than one meeting."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from agreement.offices import Offices

if TYPE_CHECKING:
    from accounts.models import User
    from agreement.models import Body, Meeting, SeatHolding
    from meetings.models import Item


class Parts:
    """Where a person sits and whose secretariat they belong to, today (Swedish date)."""

    def __init__(self, user: User) -> None:
        self.user = user

    @cached_property
    def offices(self) -> Offices:
        """The person's seats and roles today."""
        return Offices(self.user)

    @cached_property
    def _holdings(self) -> dict[int, SeatHolding]:
        """The seat that the person holds in each body; an ordinary one goes before others."""
        if not self.bodies:
            return {}
        held = self.user.seat_holdings.on(self.offices.day).select_related("seat__party")
        return {
            each.seat.body_id: each for each in sorted(held, key=lambda each: each.seat.kind, reverse=True)
        }

    @property
    def bodies(self) -> list[int]:
        """Ids of the groups in which the person sits, in whatever kind of seat."""
        return sorted(self.offices.bodies)

    @property
    def kept_regions(self) -> list[int]:
        """Ids of the regions whose secretariat the person belongs to; the operator's are all."""
        return sorted(self.offices.kept)

    @property
    def has_any(self) -> bool:
        return bool(self.bodies or self.kept_regions)

    def holding(self, body: Body) -> SeatHolding | None:
        """The seat that the person holds in the group today."""
        return self._holdings.get(body.pk)

    def sits_in(self, body: Body) -> bool:
        return self.offices.sits_in(body)

    def keeps(self, body: Body) -> bool:
        """Whether the person belongs to the secretariat of the group's region."""
        return self.offices.keeps(body.agreement.region_id)

    def sees(self, body: Body) -> bool:
        """The group's own people and the secretariat; to everybody else its meetings do not exist."""
        return self.sits_in(body) or self.keeps(body)

    def may_withdraw(self, item: Item) -> bool:
        """Only who proposed an item takes it back (CRO-38)."""
        return item.proposed_by_id == self.user.pk and self.sees(item.body)

    def may_hand_over(self, item: Item) -> bool:
        """The development group's people and the secretariat hand items to the leadership group (MEM-37)."""
        return item.body.kind == "development" and self.sees(item.body)


def may_see(user: User, meeting: Meeting) -> bool:
    """The predicate of `Parts.sees` for one meeting."""
    return Parts(user).sees(meeting.body)
