"""Which topics of the plan have been taken up at open events, and what else stands on the calendar page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils import timezone

from actionplan.models import Word
from actionplan.states import WordKind
from events.days import open_events
from events.states import Audience, Kind, State

if TYPE_CHECKING:
    from agreement.models import Region
    from events.models import Event


@dataclass(frozen=True)
class Topic:
    """A topic that the plan asks for, and at how many events it was or will be taken up (PLAN-13)."""

    name: str
    held: int
    coming: int

    @property
    def is_covered(self) -> bool:
        return bool(self.held)


def topics(region: Region) -> list[Topic]:
    """Each topic of the region with the number of open events, published and not cancelled. One query."""
    now = timezone.now()
    counted = Q(events__state=State.PUBLISHED, events__audience=Audience.OPEN) & ~Q(events__kind=Kind.NOTICE)
    words = Word.objects.filter(agreement=region.agreement, kind=WordKind.TOPIC).annotate(
        held=Count("events", filter=counted & Q(events__ends_at__lt=now), distinct=True),
        coming=Count("events", filter=counted & Q(events__ends_at__gte=now), distinct=True),
    )
    return [Topic(each.name, each.held, each.coming) for each in words.order_by("order", "pk")]


def notices(region: Region) -> list[Event]:
    """Open notices that are still shown, the newest first."""
    found = [each for each in open_events(region) if each.is_notice and each.state == State.PUBLISHED]
    return sorted(found, key=lambda each: (each.published_at, each.pk), reverse=True)
