"""Who may do what with the agreement; rights come from seats and roles per region, on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from agreement.models import Document, Region


def has_power(user: User | AnonymousUser) -> bool:
    """Whether `user` has power over cases anywhere: such people need a second factor and may enter the admin."""
    if not user.is_authenticated or not user.is_active:
        return False
    if user.is_superuser:
        return True
    today = timezone.localdate()
    return user.region_roles.on(today).exists() or user.seat_holdings.on(today).deciding().exists()


def may_adopt(user: User | AnonymousUser, region: Region) -> bool:
    """Whether `user` may publish, take down and adopt texts of the region: its secretariat, and the operator."""
    if not user.is_authenticated or not user.is_active:
        return False
    if user.is_superuser:
        return True
    today = timezone.localdate()
    return user.region_roles.on(today).secretariat().filter(region=region).exists()


def may_open(user: User | AnonymousUser, document: Document) -> bool:
    """Whether `user` may open the document itself: everybody an open one, the region's staff a withheld one (AGR-31).

    The set for many is DocumentQuerySet.openable_by.
    """
    if not document.is_withheld:
        return True
    if not user.is_authenticated or not user.is_active:
        return False
    if user.is_superuser:
        return True
    today = timezone.localdate()
    region = document.agreement.region_id
    return (
        user.region_roles.on(today).secretariat().filter(region=region).exists()
        or user.seat_holdings.on(today).deciding().filter(seat__body__agreement__region=region).exists()
    )
