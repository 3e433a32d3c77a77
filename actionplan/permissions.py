"""Who may do what with activities: a predicate for one, beside the queryset for many (querysets.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actionplan.states import STEPS, ActivityState, By
from agreement.offices import Offices

if TYPE_CHECKING:
    import datetime as dt

    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from actionplan.models import Activity, FormReview
    from actionplan.states import Step
    from agreement.models import Agreement, Party


def keeps_region(user: User | AnonymousUser, region_id: int, day: dt.date | None = None) -> bool:
    """Whether `user` belongs to the secretariat of the region on `day`; the operator does everywhere."""
    return Offices(user, day).keeps(region_id)


def may_propose(user: User | AnonymousUser, agreement: Agreement, day: dt.date | None = None) -> bool:
    """Whether `user` may propose activities: the development group (PLAN-07), and the secretariat."""
    offices = Offices(user, day)
    return agreement.pk in offices.developed or offices.keeps(agreement.region_id)


def may_read_draft(user: User | AnonymousUser, agreement: Agreement, day: dt.date | None = None) -> bool:
    """Whether `user` may read a plan of activities that is not adopted yet: both groups and the secretariat."""
    offices = Offices(user, day)
    return agreement.pk in offices.developed or agreement.region_id in offices.staffed


def capacities(user: User | AnonymousUser, activity: Activity, day: dt.date | None = None) -> frozenset[By]:
    """In which capacities `user` meets the activity on `day` (a Swedish date).

    Whoever keeps what they proposed themselves does so while they sit in the development group; whom the secretariat
    named, until it names somebody else.
    """
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    offices, found = Offices(user, day), set()
    if offices.keeps(activity.plan.agreement.region_id):
        found.add(By.SECRETARIAT)
    course, sits = activity.course, activity.plan.agreement_id in offices.developed
    is_kept = course.keeper_id == user.pk and (sits or course.proposed_by_id != user.pk)
    # What the parties do together is everybody's in the group, once it is more than somebody's proposal.
    is_joint = activity.party_id is None and course.state != ActivityState.PROPOSED and sits
    if is_kept or is_joint or activity.party_id in offices.develops_for:
        found.add(By.KEEPER)
    if course.proposed_by_id == user.pk and sits and course.state == ActivityState.PROPOSED:
        found.add(By.PROPOSER)
    return frozenset(found)


def may_keep(user: User | AnonymousUser, activity: Activity, day: dt.date | None = None) -> bool:
    """Whether `user` may say how it goes with the activity. The set for many is CourseQuerySet.kept_by."""
    return bool(capacities(user, activity, day))


def open_steps(activity: Activity, mine: frozenset[By]) -> list[Step]:
    """The steps that somebody with those capacities may take from where the activity stands."""
    return [step for step in STEPS.values() if step.source == activity.course.state and step.by & mine]


def spoken_for(offices: Offices) -> frozenset[int]:
    """Ids of the parties that the person administers or holds a seat for, in whatever group."""
    return frozenset(each.party for each in offices.all if each.party)


def speaks_for(user: User | AnonymousUser, party: Party, day: dt.date | None = None) -> bool:
    """Whether `user` may say what the party has done at home (PLAN-17): its own people; the secretariat helps."""
    offices = Offices(user, day)
    return party.pk in spoken_for(offices) or offices.keeps(party.agreement.region_id)


def reviewing(user: User | AnonymousUser, review: FormReview, day: dt.date | None = None) -> frozenset[By]:
    """In which capacities `user` meets the look at a form of collaboration on `day` (a Swedish date)."""
    offices, found = Offices(user, day), set()
    if offices.keeps(review.forum.agreement.region_id):
        found.add(By.SECRETARIAT)
    if review.party_id is not None and review.party_id in offices.develops_for:
        found.add(By.KEEPER)
    return frozenset(found)
