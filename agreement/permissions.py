"""Who may do what with the agreement; rights come from seats and roles per region, on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agreement.offices import Offices
from agreement.states import FilledBy, Side

if TYPE_CHECKING:
    import datetime as dt

    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from agreement.models import Body, Document, Party, Region, Seat


def may_adopt(user: User | AnonymousUser, region: Region) -> bool:
    """Whether `user` may publish, take down and adopt texts of the region: its secretariat, and the operator."""
    return Offices(user).keeps(region.pk)


def may_open(user: User | AnonymousUser, document: Document) -> bool:
    """Whether `user` may open the document itself: everybody an open one, the region's staff a withheld one (AGR-31).

    The set for many is DocumentQuerySet.openable_by.
    """
    return not document.is_withheld or document.agreement.region_id in Offices(user).staffed


def administers(user: User | AnonymousUser, party: Party, day: dt.date | None = None) -> bool:
    """Whether `user` is an administrator of the party on `day` (today if None). The operator is no party."""
    return party.pk in Offices(user, day).parties


def is_partys(seat: Seat) -> bool:
    """Whether the seat's party fills it itself (MEM-32): every party's seat, but in a body that is filled from
    nominations civil society's, for its organisations nominate. A public body's officials are its own to send.
    """
    party = seat.party
    return party is not None and (seat.body.filled_by == FilledBy.PARTY or party.side == Side.PUBLIC)


def may_fill(user: User | AnonymousUser, seat: Seat) -> bool:
    """Whether `user` may fill and empty the seat today (MEM-32).

    A party's seat (`is_partys`): only the party's own administrator, not the secretariat and not the operator. A seat
    of no party, and one that is filled from nominations: the region's secretariat and leadership group.
    """
    if seat.party is not None and is_partys(seat):
        return administers(user, seat.party)
    return may_confirm(user, seat.body)


def may_confirm(user: User | AnonymousUser, body: Body) -> bool:
    """Whether `user` may confirm how the body is composed: the leadership group, the secretariat, and the operator."""
    return body.agreement.region_id in Offices(user).staffed
