"""Which letters about meetings are closed to somebody who reads the region's letters in the admin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agreement.models import Body, Meeting
from agreement.offices import offices_of
from meetings.emails import mark
from meetings.models import Item
from meetings.permissions import Parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest

    from accounts.models import User


def marks_of(request: HttpRequest) -> Iterator[str]:
    """Parts of keys (`meetings.emails`): every letter of groups whose meetings do not exist for the person, and what
    tells the outcome of an item that is closed to them.
    """
    user: User = request.user  # type: ignore[assignment]
    parts = Parts(user, offices_of(request))
    led = parts.offices.staffed - parts.offices.kept
    hidden = Body.objects.filter(agreement__region__in=led).exclude(pk__in=parts.bodies)
    for body in hidden.values_list("pk", flat=True):
        yield f":{mark(body)}:"
    told = Meeting.objects.filter(pk__in=Item.objects.closed_to(user).exclude(meeting=None).values("meeting"))
    for body, meeting in told.order_by("pk").values_list("body", "pk"):
        for what in ("extract", "answer", "more"):
            yield f"meeting_{what}:{mark(body, meeting)}:"
