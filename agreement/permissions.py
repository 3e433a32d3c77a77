"""Who may do what with the agreement; rights come from seats and roles per region, on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from agreement.models import Region


def is_secretariat(user: User | AnonymousUser, region: Region) -> bool:
    """Whether `user` is in the region's secretariat today (Swedish date), or is the operator."""
    if not user.is_authenticated or not user.is_active:
        return False
    return (
        user.is_superuser
        or user.region_roles.on(timezone.localdate()).secretariat().filter(region=region).exists()
    )


def is_leading(user: User | AnonymousUser, region: Region) -> bool:
    """Whether `user` holds a deciding seat in the region's leadership group today."""
    if not user.is_authenticated or not user.is_active:
        return False
    return (
        user.seat_holdings.on(timezone.localdate())
        .deciding()
        .filter(seat__body__agreement__region=region)
        .exists()
    )


def has_power(user: User | AnonymousUser) -> bool:
    """Whether `user` has power over cases anywhere: such people need a second factor and may enter the admin."""
    if not user.is_authenticated or not user.is_active:
        return False
    if user.is_superuser:
        return True
    today = timezone.localdate()
    return user.region_roles.on(today).exists() or user.seat_holdings.on(today).deciding().exists()


def may_edit_agreement(user: User | AnonymousUser, region: Region) -> bool:
    """The secretariat keeps its region's texts, dates and bodies."""
    return is_secretariat(user, region)
