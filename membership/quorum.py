"""Whether a decision is possible, and if not, why: one function, asked by the page that shows the buttons and again
by the service that decides. The full rules of equal representation will stand here (MEM-28 … MEM-35).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreement.models import SeatHolding
from agreement.states import BalanceRule, BodyKind, SeatKind
from membership.permissions import Capacities
from membership.states import Status

if TYPE_CHECKING:
    import datetime as dt

    from django.utils.functional import _StrPromise

    from accounts.models import User
    from agreement.models import Agreement
    from membership.models import Application

    Reason = str | _StrPromise


def why_not_decide(application: Application, *, user: User, day: dt.date | None = None) -> Reason:
    """Why `user` cannot decide `application` at a meeting on `day` (Swedish date; today if None); empty if they can.

    Looks at the case (does it await a decision?), the person (a seat or the secretariat in the region, and not their
    own organisation's case), the day (not before the application came in, not in the future) and the body.
    """
    return Decider(user, day).why_not(application)


class Decider:
    """The same answer for many cases at once, at no more queries than for one."""

    def __init__(self, user: User, day: dt.date | None = None) -> None:
        self.today = timezone.localdate()
        self.day = day or self.today
        self.capacities = Capacities(user)
        self._bodies: dict[int, Reason] = {}

    def why_not(self, application: Application) -> Reason:
        """See `why_not_decide`."""
        if application.status != Status.SUBMITTED or application.submitted_at is None:
            return _("The case does not await a decision.")
        if self.capacities.works_for_applicant(application):
            return _("This is your own organisation's case. Somebody else has to decide it.")
        if not self.capacities.sees_as_staff(application):
            return _("You have no seat in this region's leadership group.")
        if self.day > self.today:
            return _("The meeting cannot be later than today.")
        if self.day < timezone.localdate(application.submitted_at):
            return _("The meeting was before the application came in.")
        agreement = application.agreement
        if agreement.pk not in self._bodies:
            self._bodies[agreement.pk] = why_body_cannot_decide(agreement, self.day)
        return self._bodies[agreement.pk]


def why_body_cannot_decide(agreement: Agreement, day: dt.date) -> Reason:
    """Why the region's leadership group cannot decide on `day`; empty if it can.

    Every party (by-party rule) or every side (by-side rule) must hold at least one ordinary seat on that day: without
    one of them nothing is decided in common. Co-opted seats and vacancies do not count (MEM-30).
    """
    body = agreement.body(BodyKind.LEADERSHIP)
    if body is None:
        return _("The region has no leadership group yet.")
    by_side = agreement.balance_rule == BalanceRule.BY_SIDE
    grouping = "seat__party__side" if by_side else "seat__party"
    held = set(
        SeatHolding.objects.on(day)
        .filter(seat__body=body, seat__kind=SeatKind.ORDINARY)
        .values_list(grouping, flat=True)
    )
    for party in agreement.parties.all():
        if (party.side if by_side else party.pk) not in held:
            return _("%(party)s holds no ordinary seat in %(body)s on that day.") % {
                "party": party.get_side_display() if by_side else party.name,
                "body": body.name,
            }
    return ""
