"""Power and second factor of the person behind a request, asked once for each request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts import second_factor
from agreement import permissions

if TYPE_CHECKING:
    from django.http import HttpRequest


def has_power(request: HttpRequest) -> bool:
    """Whether the signed-in person has power over cases anywhere (see `agreement.permissions.has_power`)."""
    if not hasattr(request, "_has_power"):
        request._has_power = permissions.has_power(request.user)  # type: ignore[attr-defined]
    return request._has_power  # type: ignore[attr-defined, no-any-return]


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this session has shown a second factor (see `accounts.second_factor`)."""
    if not hasattr(request, "_has_second_factor"):
        request._has_second_factor = second_factor.has_second_factor(request)  # type: ignore[attr-defined]
    return request._has_second_factor  # type: ignore[attr-defined, no-any-return]
