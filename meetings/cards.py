"""What the groups' people find on their own page: that they sit in a group, and what waits for them there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreement.models import Meeting, MeetingReply
from agreement.states import MeetingState
from meetings.models import Attendance, Confirmation
from meetings.permissions import Parts
from meetings.services.minutes import may_confirm_for
from meetings.states import Presence
from membership.own_pages import Card

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accounts.models import User
    from agreement.offices import Offices


def source(user: User, offices: Offices) -> Iterator[Card]:
    """One card for all groups together: the next meeting, and whether an answer or a confirmation is awaited."""
    if not _ever_had_part(user):
        return
    parts = Parts(user, offices)
    unconfirmed = _unconfirmed(user)
    if not (parts.has_any or unconfirmed):
        return
    today = timezone.localdate()
    answered = MeetingReply.objects.filter(meeting=OuterRef("pk"), user=user)
    coming = list(
        Meeting.objects.filter(
            Q(body__in=parts.bodies) | Q(pk__in=parts.called_to), day__gte=today, state=MeetingState.CALLED
        )
        .annotate(has_answered=Exists(answered))
        .select_related("body")
        .order_by("day")
    )
    unanswered = sum(not each.has_answered for each in coming)
    url = reverse("meetings:overview")
    if coming:
        text = _("%(group)s meets on %(day)s.") % {
            "group": coming[0].body.name,
            "day": date_format(coming[0].day, "j F Y"),
        }
    else:
        text = _("Meetings, agendas, papers and minutes.")
    if unconfirmed:
        action = ngettext(
            "There are minutes to confirm.",
            "There are minutes of %(number)s meetings to confirm.",
            len(unconfirmed),
        ) % {"number": len(unconfirmed)}
        url = reverse("meetings:minutes", args=[unconfirmed[0].pk])
    elif unanswered:
        action = _("Say whether you come.")
    else:
        action = ""
    yield Card(title=_("My groups"), text=text, url=url, action=action, order=30)


def _ever_had_part(user: User) -> bool:
    """Whether the person has, will have or has had a seat or a role: one question, and for most people the only one."""
    seats = user.seat_holdings.order_by().values_list("pk")
    roles = user.region_roles.order_by().values_list("pk")
    return user.is_superuser or bool(seats.union(roles, all=True)[:1])


def _unconfirmed(user: User) -> list[Meeting]:
    """Meetings where the person was there and whose minutes they can confirm for their side, which has not done it.
    Also after their term: the minutes wait for those who were there.
    """
    done = Confirmation.objects.filter(
        minutes__meeting=OuterRef("meeting"),
        digest=OuterRef("meeting__minutes__digest"),
        side=OuterRef("side"),
    )
    own = Attendance.objects.filter(user=user, meeting__state=MeetingState.HELD).exclude(side="")
    there = own.exclude(presence=Presence.ABSENT).filter(~Exists(done))
    meetings = Meeting.objects.filter(pk__in=there.values("meeting")).order_by("day")
    return [each for each in meetings if may_confirm_for(each, user)]
