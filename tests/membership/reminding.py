"""Reminders that are due are sent, as the relay does it."""

from __future__ import annotations

from django.utils import timezone

from membership.models import Reminder
from membership.tasks import send_reminder


def catch_up() -> None:
    """What the relay does when it comes back: every reminder that is due, oldest first."""
    for pk in Reminder.objects.due(timezone.now()).oldest_first().values_list("pk", flat=True):
        send_reminder(pk)
