"""Power and second factor of the person behind a request, asked once for each request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts import second_factor
from agreement.offices import offices_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest


def has_power(request: HttpRequest) -> bool:
    """Whether the signed-in person has power over cases anywhere (see `agreement.offices`)."""
    return offices_of(request).has_power


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this session has shown a second factor (see `accounts.second_factor`)."""
    return _once(request, "second_factor", lambda: second_factor.has_second_factor(request))


def _once(request: HttpRequest, question: str, answer: Callable[[], bool]) -> bool:
    known: dict[str, bool] = request.__dict__.setdefault("known_of_person", {})
    if question not in known:
        known[question] = answer()
    return known[question]
