"""Who may do what with activities: a predicate for one, beside the queryset for many (querysets.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from actionplan.states import STEPS, By
from agreement.states import BodyKind

if TYPE_CHECKING:
    import datetime as dt

    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from actionplan.models import Activity
    from actionplan.states import Step
    from agreement.models import Agreement


def development_seats(user: User, day: dt.date) -> Any:
    """The person's seats in development groups on `day`; ordinary members, alternates and co-opted ones alike."""
    return user.seat_holdings.on(day).filter(seat__body__kind=BodyKind.DEVELOPMENT)


def keeps_region(user: User | AnonymousUser, region_id: int, day: dt.date | None = None) -> bool:
    """Whether `user` belongs to the secretariat of the region on `day`; the operator does everywhere."""
    if not user.is_authenticated or not user.is_active:
        return False
    if user.is_superuser:
        return True
    roles = user.region_roles.on(day or timezone.localdate()).secretariat()
    return bool(roles.filter(region=region_id).exists())


def may_propose(user: User | AnonymousUser, agreement: Agreement, day: dt.date | None = None) -> bool:
    """Whether `user` may propose activities: the development group (PLAN-07), and the secretariat."""
    if not user.is_authenticated or not user.is_active:
        return False
    day = day or timezone.localdate()
    seats = development_seats(user, day).filter(seat__body__agreement=agreement)
    return seats.exists() or keeps_region(user, agreement.region_id, day)


def may_read_draft(user: User | AnonymousUser, agreement: Agreement, day: dt.date | None = None) -> bool:
    """Whether `user` may read a plan of activities that is not adopted yet: both groups and the secretariat."""
    if may_propose(user, agreement, day):
        return True
    if not user.is_authenticated or not user.is_active:
        return False
    seats = user.seat_holdings.on(day or timezone.localdate()).deciding()
    return bool(seats.filter(seat__body__agreement=agreement).exists())


def capacities(user: User | AnonymousUser, activity: Activity, day: dt.date | None = None) -> frozenset[By]:
    """In which capacities `user` meets the activity on `day` (a Swedish date)."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    day = day or timezone.localdate()
    agreement = activity.plan.agreement
    found = set()
    if keeps_region(user, agreement.region_id, day):
        found.add(By.SECRETARIAT)
    of_party = activity.party_id and development_seats(user, day).filter(
        seat__body__agreement=agreement, seat__party=activity.party_id
    )
    if activity.course.keeper_id == user.pk or (of_party and of_party.exists()):
        found.add(By.KEEPER)
    return frozenset(found)


def may_keep(user: User | AnonymousUser, activity: Activity, day: dt.date | None = None) -> bool:
    """Whether `user` may say how it goes with the activity. The set for many is CourseQuerySet.kept_by."""
    return bool(capacities(user, activity, day))


def open_steps(activity: Activity, mine: frozenset[By]) -> list[Step]:
    """The steps that somebody with those capacities may take from where the activity stands."""
    return [step for step in STEPS.values() if step.source == activity.course.state and step.by & mine]
