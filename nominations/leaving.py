"""What ends here when an organisation leaves the agreement: open nominations, and seats of those who speak for it
(MEM-42). A round's seats are known by SeatLink; on a seat that was filled by hand the organisation stands by its name.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from agreement.models import SeatHolding
from agreement.permissions import is_partys
from nominations.models import ForumSeat, Nomination, SeatLink
from nominations.services import end_for, end_forum_seat, end_seat, withdraw_for_organisation
from nominations.states import CHOSEN, LIVING

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User
    from membership.models import Membership

ONE_DAY = dt.timedelta(days=1)


class LeavingNominations:
    """Registered with `membership.leaving`."""

    def tell(self, membership: Membership, day: dt.date) -> list[str]:
        """Every open nomination and every seat, one sentence each."""
        told = [
            (
                _("The nomination of %(name)s ends: %(round)s.")
                if each.sent_at
                else _(
                    "A nomination that is not sent ends: %(round)s."
                )  # its maker's own: staff read this too
            )
            % {"name": each.nominee_name, "round": each.round.title}
            for each in _open(membership)
        ]
        told += [
            _("The seat of %(name)s ends: %(body)s.")
            % {"name": link.holding.user, "body": link.holding.seat.body.name}
            for link in _links(membership, day)
        ]
        told += [
            (
                _("%(name)s speaks for you in %(body)s. The seat is %(party)s's, who decides about it.")
                if is_partys(held.seat)
                else _("The seat of %(name)s ends: %(body)s.")
            )
            % {"name": held.user, "body": held.seat.body.name, "party": held.seat.party}
            for held in _by_hand(membership, day)
        ]
        told += [
            _("The seat of %(name)s ends: %(body)s.") % {"name": seat.user, "body": seat.forum.name}
            for seat in _forum_seats(membership, day)
        ]
        return told

    def end(self, membership: Membership, day: dt.date, by: User | None) -> None:
        """End them; the last day of a seat is the day before."""
        for nomination in _open(membership):
            withdraw_for_organisation(nomination, actor=by)
        last = day - ONE_DAY
        with translation.override(settings.LANGUAGE_CODE):
            note = _("The organisation has left the agreement")
        for nomination in _chosen(membership):
            end_for(nomination, last, by=by, note=note)
        for held in _by_hand(membership, day):
            if not is_partys(held.seat):
                end_seat(held, last, by=by, note=note)
        for seat in _forum_seats(membership, day):
            end_forum_seat(seat, last)


def _open(membership: Membership) -> QuerySet[Nomination]:
    return Nomination.objects.filter(
        organisation=membership.organisation_id,
        round__agreement=membership.agreement_id,
        state__in=LIVING,
    ).select_related("round__agreement__region", "organisation")


def _chosen(membership: Membership) -> QuerySet[Nomination]:
    """Alternates of forums too, who have no seat yet."""
    return Nomination.objects.filter(
        organisation=membership.organisation_id,
        round__agreement=membership.agreement_id,
        state__in=CHOSEN,
    ).select_related("round__agreement__region", "organisation")


def _links(membership: Membership, day: dt.date) -> QuerySet[SeatLink]:
    return SeatLink.objects.filter(
        Q(holding__to_on=None) | Q(holding__to_on__gte=day),
        organisation=membership.organisation_id,
        holding__seat__body__agreement=membership.agreement_id,
    ).select_related("holding__user", "holding__seat__body", "nomination__organisation")


def _by_hand(membership: Membership, day: dt.date) -> list[SeatHolding]:
    """Who was given a seat without a round and speaks for the organisation, by its name as it is today."""
    held = SeatHolding.objects.filter(
        Q(to_on=None) | Q(to_on__gte=day),
        nomination_link=None,
        seat__body__agreement=membership.agreement_id,
    ).exclude(represents="")
    name = _as_written(membership.organisation.name)
    rows = held.select_related("user", "seat__body", "seat__party")
    return [each for each in rows if _as_written(each.represents) == name]


def _as_written(name: str) -> str:
    """Å, ä and ö count: another organisation may be called almost the same."""
    return " ".join(name.split()).casefold()


def _forum_seats(membership: Membership, day: dt.date) -> QuerySet[ForumSeat]:
    return ForumSeat.objects.filter(
        Q(to_on=None) | Q(to_on__gte=day),
        organisation=membership.organisation_id,
        forum__agreement=membership.agreement_id,
    ).select_related("user", "forum")
