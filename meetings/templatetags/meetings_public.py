"""What the public sees of a group's meetings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils import timezone

from agreement.models import Meeting
from agreement.states import MeetingState
from meetings.states import OVER
from meetings.year import year_of

if TYPE_CHECKING:
    from agreement.models import Body

register = template.Library()


@register.inclusion_tag("meetings/_public.html")
def group_meetings(body: Body) -> dict[str, Any]:
    """Meetings that are called, and how many of the year's are planned and held (MEM-36). One query."""
    today = timezone.localdate()
    meetings = list(Meeting.objects.filter(body=body, day__year__gte=today.year).order_by("day"))
    return {
        "coming": [each for each in meetings if each.state == MeetingState.CALLED and each.day >= today],
        "held": [each for each in reversed(meetings) if each.state in OVER],
        "year": year_of(body, meetings, today.year, today=today),
    }
