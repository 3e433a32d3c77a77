"""The secret address of a person's own calendar."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.utils import timezone

from events.models import CalendarAddress

if TYPE_CHECKING:
    from accounts.models import User


def address_of(user: User) -> CalendarAddress | None:
    """The address, if the person has asked for one."""
    return CalendarAddress.objects.filter(user=user).first()


def renew_address(user: User) -> CalendarAddress:
    """Make an address, or a new one; the old one leads nowhere from now on. Twice: the last one counts."""
    address, created = CalendarAddress.objects.get_or_create(user=user)
    if not created:
        CalendarAddress.objects.filter(pk=address.pk).update(token=uuid.uuid4(), renewed_at=timezone.now())
        address.refresh_from_db()
    return address


def remove_address(user: User) -> None:
    """Take the address away; it leads nowhere from now on. Twice: nothing more."""
    CalendarAddress.objects.filter(user=user).delete()
