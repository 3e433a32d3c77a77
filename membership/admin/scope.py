"""What the person behind a request may meet, looked up once for the whole request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agreement.offices import offices_of
from membership.models import ReviewItem
from membership.permissions import Capacities

if TYPE_CHECKING:
    from django.http import HttpRequest

    from membership.querysets import ApplicationQuerySet


def capacities(request: HttpRequest) -> Capacities:
    """In which capacities the person meets cases; remembered on the request."""
    if not hasattr(request, "capacities"):
        request.capacities = Capacities(request.user, offices_of(request))  # type: ignore[attr-defined]
    return request.capacities  # type: ignore[attr-defined, no-any-return]


def open_cases(request: HttpRequest) -> ApplicationQuerySet:
    """The cases that the person may work with (MEM-45)."""
    cases: ApplicationQuerySet = ReviewItem.objects.open_to(capacities(request))
    return cases
