"""What a person finds about the calendar on their own page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Event, Registration
from events.permissions import Reach
from events.states import Standing
from membership.own_pages import Card

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accounts.models import User
    from agreement.offices import Offices


def source(user: User, offices: Offices) -> Iterator[Card]:
    """One card: for those who may post, keep a calendar, or have registered for something."""
    reach = Reach(user, offices)
    waiting = 0
    if reach.kept_regions:
        waiting = Event.objects.filter(agreement__region__in=reach.kept_regions).waiting().count()
    if not reach.has_any:
        mine = Q(user=user) | Q(email=user.email)
        if not Registration.objects.filter(mine).exclude(standing=Standing.ASKED).exists():
            return
    action = ""
    if waiting:
        action = ngettext(
            "%(number)d event waits to be looked at.", "%(number)d events wait to be looked at.", waiting
        ) % {"number": waiting}
    yield Card(
        title=_("My calendar"),
        text=_("Meetings, dialogues and other events: those you come to, and those you post."),
        url=reverse("events:overview"),
        action=action,
        order=35,
    )
