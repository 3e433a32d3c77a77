"""Who is given a seat and who leaves it, and that a composition was looked at and confirmed (MEM-28 … MEM-34).

One door for `SeatHolding` and `Composition`. The lock on the body's row makes two who fill seats in the same moment
come one after the other; on SQLite every transaction that writes does so anyway.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreement.composing import Span
from agreement.exceptions import CompositionNotConfirmed, NoSuchSeat, NotTheirSeat, NotThoseDays, SeatIsTaken
from agreement.models import Body, Composition, Seat, SeatHolding
from agreement.permissions import may_confirm, may_fill
from agreement.sittings import Sittings
from agreement.states import DECIDING_SEATS, FilledBy

if TYPE_CHECKING:
    from accounts.models import User
    from agreement.models import DecisionRecord

__all__ = ["call_off", "confirm_composition", "end_holding", "may_fill", "restate", "seat_person"]


def seat_person(
    seat: Seat,
    user: User,
    *,
    from_on: dt.date,
    by: User | None,
    to_on: dt.date | None = None,
    decision: DecisionRecord | None = None,
    appointed: str = "",
    represents: str = "",
    on_behalf_of_group: bool = False,
) -> SeatHolding:
    """Give `user` the seat from one day to another, both included (Swedish dates).

    Refuses NotTheirSeat (see `may_fill`), NoSuchSeat where the seat does not exist on one of the days or its party has
    left the agreement by the first, SeatIsTaken where somebody holds it on one of them or the person holds another
    deciding seat of the body then (nobody has two voices), and NotThoseDays where the term begins in the past and
    nothing says how the person was appointed: an earlier composition is only ever added to with its reason. So also
    the second time (SeatIsTaken).

    `on_behalf_of_group` is for whoever has checked the right already and seats what a group decided from nominations;
    it opens no seat of a body whose parties fill their own.
    """
    with transaction.atomic():
        seat = _locked(seat)
        _check_right(seat, by, on_behalf_of_group=on_behalf_of_group)
        term = Span(from_on, to_on)
        if to_on is not None and to_on < from_on:
            raise NotThoseDays(_("The last day is before the first."), code="backwards")
        told = decision is not None or appointed.strip()
        if from_on < timezone.localdate() and not (told or on_behalf_of_group):
            raise NotThoseDays(
                _("The term begins on a day that has passed. Say how the person was appointed."), code="past"
            )
        if decision is not None and decision.agreement_id != seat.body.agreement_id:
            raise NotThoseDays(_("The decision belongs to another agreement."), code="other_agreement")
        has_party = Seat.objects.on(from_on).filter(pk=seat.pk).exists()
        if not (has_party and Span(seat.from_on, seat.to_on).holds(term)):
            raise NoSuchSeat
        if any(term.overlaps(Span(each.from_on, each.to_on)) for each in seat.holdings.all()):
            raise SeatIsTaken(_("Somebody holds the seat on one of those days."), code="taken")
        if seat.kind in DECIDING_SEATS and _sits_elsewhere(seat, user, term):
            raise SeatIsTaken(
                _("The person holds another seat in the group on one of those days."), code="two_seats"
            )
        return SeatHolding.objects.create(
            seat=seat,
            user=user,
            from_on=from_on,
            to_on=to_on,
            decision=decision,
            appointed=appointed.strip(),
            represents=represents.strip(),
            recorded_by=by,
        )


def end_holding(
    holding: SeatHolding,
    last_day: dt.date,
    *,
    by: User | None,
    note: str = "",
    on_behalf_of_group: bool = False,
) -> SeatHolding:
    """Let a term end with `last_day` (the person still sits that day). The seat is vacant from the day after.

    Refuses NotTheirSeat as `seat_person` does, and NotThoseDays for a day before the term, for one that would make the
    term longer, and for one that changes a day that has passed, unless `note` says why. Twice with the same day:
    nothing happens the second time.
    """
    with transaction.atomic():
        seat = _locked(holding.seat)
        _check_right(seat, by, on_behalf_of_group=on_behalf_of_group)
        row: SeatHolding = seat.holdings.select_for_update(of=("self",)).get(pk=holding.pk)
        if row.to_on == last_day:
            return row
        if last_day < row.from_on:
            raise NotThoseDays(_("The last day is before the first."), code="backwards")
        if row.to_on is not None and last_day > row.to_on:
            raise NotThoseDays(_("The term ends before that day. Give the seat anew instead."), code="longer")
        if last_day < timezone.localdate() - dt.timedelta(days=1) and not note.strip():
            raise NotThoseDays(_("The term ends on a day that has passed. Say why."), code="past")
        row.to_on, row.ended_note = last_day, note.strip()
        row.save(update_fields=["to_on", "ended_note"])
        return row


def call_off(holding: SeatHolding, *, by: User | None, on_behalf_of_group: bool = False) -> None:
    """Take back a term that has not begun: nobody has sat yet, so nothing is lost from the history.

    Refuses NotTheirSeat, and NotThoseDays once it has begun; then it is ended instead.
    """
    with transaction.atomic():
        seat = _locked(holding.seat)
        _check_right(seat, by, on_behalf_of_group=on_behalf_of_group)
        row = seat.holdings.get(pk=holding.pk)
        if row.from_on <= timezone.localdate():
            raise NotThoseDays(_("The term has begun. Let it end instead."), code="begun")
        row.delete()


def restate(holding: SeatHolding, *, appointed: str) -> None:
    """Say anew how somebody was appointed, for the decision that did it was corrected. No day and nobody's seat
    changes; whoever calls it has checked that the decision is theirs to correct.
    """
    holding.appointed = appointed.strip()
    holding.save(update_fields=["appointed"])


def confirm_composition(body: Body, day: dt.date, *, by: User, unequal_reason: str = "") -> Composition:
    """Record that the composition on `day` was looked at and confirmed, with its counts as they are (MEM-30).

    Refuses (CompositionNotConfirmed) who is neither of the leadership group nor of the secretariat, a body where nobody
    sits that day, and an unequal composition without a reason. Twice the same: two rows, for it was confirmed twice.
    """
    with transaction.atomic():
        body = (
            Body.objects.select_related("agreement")
            .select_for_update(of=("self",), no_key=True)
            .get(pk=body.pk)
        )
        if not may_confirm(by, body):
            raise CompositionNotConfirmed(
                _("The leadership group and the secretariat confirm compositions."), code="who"
            )
        sittings = Sittings(body, day)
        composed = sittings.composed
        if composed.is_empty:
            raise CompositionNotConfirmed(_("Nobody sits in the group on that day."), code="empty")
        if not composed.is_equal and not unequal_reason.strip():
            raise CompositionNotConfirmed(
                _("The filled seats are not equally many. Say why the group is composed like this."),
                code="unequal",
            )
        return Composition.objects.create(
            body=body,
            day=day,
            counts=sittings.counts,
            unequal_reason="" if composed.is_equal else unequal_reason.strip(),
            confirmed_by=by,
        )


def _check_right(seat: Seat, by: User | None, *, on_behalf_of_group: bool = False) -> None:
    if on_behalf_of_group:
        if seat.party_id is not None and seat.body.filled_by != FilledBy.NOMINATION:
            raise NotTheirSeat
    elif by is None or not may_fill(by, seat):
        raise NotTheirSeat


def _locked(seat: Seat) -> Seat:
    """The seat as it is now; its body's seats are nobody else's to fill until the end of the transaction."""
    Body.objects.select_for_update(of=("self",), no_key=True).get(seats=seat.pk)
    locked: Seat = (
        Seat.objects.select_for_update(of=("self",), no_key=True)
        .select_related("body__agreement", "party")
        .get(pk=seat.pk)
    )
    return locked


def _sits_elsewhere(seat: Seat, user: User, term: Span) -> bool:
    others = user.seat_holdings.filter(seat__body=seat.body_id, seat__kind__in=DECIDING_SEATS).exclude(
        seat=seat
    )
    return any(term.overlaps(Span(each.from_on, each.to_on)) for each in others)
