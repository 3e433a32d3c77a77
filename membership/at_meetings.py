"""Which cases a meeting of the leadership group can decide."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from agreement.models import Meeting
from agreement.states import BodyKind, MeetingState
from membership.models import ReviewItem

if TYPE_CHECKING:
    from membership.permissions import Capacities
    from membership.querysets import ApplicationQuerySet


def awaiting(meeting: Meeting, person: Capacities) -> ApplicationQuerySet:
    """The cases that the meeting can have decided and that `person` may record, the oldest first: those of its region
    that await a decision and had come in by then, their supplements too. None of a meeting that is another group's,
    cancelled or still ahead.
    """
    cases: ApplicationQuerySet = ReviewItem.objects.all()
    decides = meeting.body.kind == BodyKind.LEADERSHIP and meeting.state != MeetingState.CANCELLED
    if not decides or meeting.day > timezone.localdate():
        return cases.none()
    after = timezone.make_aware(dt.datetime.combine(meeting.day + dt.timedelta(days=1), dt.time.min))
    mine = cases.open_to(person).awaiting_decision()
    there = mine.filter(agreement=meeting.body.agreement_id, submitted_at__lt=after)
    return there.filter(Q(answered_at=None) | Q(answered_at__lt=after)).oldest_first()
