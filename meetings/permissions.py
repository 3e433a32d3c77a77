"""What a person is in which group, today: looked up once, so that a list costs no more queries than one meeting."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from agreement.offices import Offices
from agreement.states import MeetingState, SeatKind

if TYPE_CHECKING:
    from accounts.models import User
    from agreement.models import Body, Meeting, SeatHolding
    from meetings.models import Item


class Parts:
    """Where a person sits and whose secretariat they belong to, today (Swedish date)."""

    def __init__(self, user: User, offices: Offices | None = None) -> None:
        self.user = user
        self.offices = offices or Offices(user)  # the person's seats and roles today

    @cached_property
    def _holdings(self) -> dict[int, SeatHolding]:
        """The seat that the person holds in each body; an ordinary one goes before others."""
        if not self.bodies:
            return {}
        held = self.user.seat_holdings.on(self.offices.day).select_related("seat__party")
        return {
            each.seat.body_id: each
            for each in sorted(held, key=lambda each: each.seat.kind == SeatKind.ORDINARY)
        }

    @property
    def bodies(self) -> list[int]:
        """Ids of the groups in which the person sits, in whatever kind of seat."""
        return sorted(self.offices.bodies)

    @property
    def kept_regions(self) -> list[int]:
        """Ids of the regions whose secretariat the person belongs to; the operator's are all."""
        return sorted(self.offices.kept)

    @cached_property
    def called_to(self) -> frozenset[int]:
        """Ids of meetings to which the person is called though their term has not begun: they will sit on the day.

        Whoever gets the call gets what it is about in the same moment (CRO-38).
        """
        if not self.user.is_active:
            return frozenset()
        today = self.offices.day
        sits_then = self.user.seat_holdings.filter(
            Q(to_on=None) | Q(to_on__gte=OuterRef("day")),
            seat__body=OuterRef("body"),
            from_on__gt=today,
            from_on__lte=OuterRef("day"),
        )
        ahead = apps.get_model("agreement", "Meeting").objects.filter(
            Exists(sits_then), state=MeetingState.CALLED, day__gte=today
        )
        return frozenset(ahead.order_by().values_list("pk", flat=True))

    @property
    def has_any(self) -> bool:
        return bool(self.bodies or self.kept_regions or self.called_to)

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

    def sees_meeting(self, meeting: Meeting) -> bool:
        """Whoever sees the group's meetings, and whoever is called to this one."""
        return self.sees(meeting.body) or meeting.pk in self.called_to

    def sees_item(self, item: Item) -> bool:
        """Whoever sees the group's items, and whoever is called to the meeting that takes this one up."""
        return self.sees(item.body) or (item.meeting_id is not None and item.meeting_id in self.called_to)

    def may_withdraw(self, item: Item) -> bool:
        """Only who proposed an item takes it back (CRO-38)."""
        return item.proposed_by_id == self.user.pk and self.sees(item.body)

    def may_place(self, item: Item) -> bool:
        """The secretariat puts items on agendas, and who sits in the group their own: neither side waits for the other
        (CRO-38).
        """
        return self.keeps(item.body) or (item.proposed_by_id == self.user.pk and self.sits_in(item.body))

    def may_hand_over(self, item: Item) -> bool:
        """The development group's people and the secretariat hand items to the leadership group (MEM-37)."""
        return item.body.kind == "development" and self.sees(item.body)


def may_see(user: User, meeting: Meeting) -> bool:
    """The predicate of `Parts.sees_meeting` for one meeting."""
    return Parts(user).sees_meeting(meeting)
