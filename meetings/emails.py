"""One function for each letter about meetings. They compose rows; nothing is sent here.

The words are in `templates/meetings/email/`. Everybody in a group gets the same letter in the same transaction, so that
nobody hears earlier than others (CRO-38).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agreement.emails import compose_from
from agreement.models import SeatHolding
from letters.registry import name_kinds
from letters.words import checksum

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agreement.models import Body, Meeting
    from letters.models import Letter
    from meetings.models import Handover, Item, MeetingEvent, Minutes, Paper

name_kinds(
    {
        "meeting_call": _("Call to a meeting"),
        "meeting_changed": _("Changed meeting"),
        "meeting_cancelled": _("Cancelled meeting"),
        "meeting_more": _("More for a meeting"),
        "meeting_minutes": _("Minutes to confirm"),
        "meeting_confirmed": _("Confirmed minutes"),
        "meeting_extract": _("Extract of minutes"),
        "meeting_answer": _("Answer from the other group"),
    }
)


def people_of(body: Body, day: Any) -> list[User]:
    """Everybody who sits in the group on a day, co-opted members and alternates too; each once."""
    held = SeatHolding.objects.on(day).filter(seat__body=body, user__is_active=True).values("user")
    return list(User.objects.filter(pk__in=held).order_by("pk"))


def call(meeting: Meeting, event: MeetingEvent) -> list[Letter]:
    """Everybody is called: when, where, how from a distance, the agenda, the papers behind the link."""
    return _to_all(meeting, "call", event.pk, {"items": list(meeting.items.on_agenda())})


def changed(meeting: Meeting, event: MeetingEvent, was: str) -> list[Letter]:
    """Another time or place than the call said."""
    return _to_all(meeting, "changed", event.pk, {"was": was, "note": event.note})


def cancelled(meeting: Meeting, event: MeetingEvent) -> list[Letter]:
    """The meeting is not held, and why."""
    return _to_all(meeting, "cancelled", event.pk, {"note": event.note})


def more_items(meeting: Meeting, item: Item) -> list[Letter]:
    """The agenda has grown after the call."""
    return _to_all(meeting, "more", f"item-{item.pk}", {"item": item})


def more_papers(meeting: Meeting, paper: Paper) -> list[Letter]:
    """A paper has come after the call; to all at the same time."""
    return _to_all(meeting, "more", f"paper-{paper.pk}", {"paper": paper})


def minutes_to_confirm(minutes: Minutes, people: Iterable[User]) -> list[Letter]:
    """The minutes are there: to those who were present and can confirm them for their side."""
    return _letters(minutes.meeting, "minutes", minutes.digest[:12], people, {})


def minutes_confirmed(minutes: Minutes) -> list[Letter]:
    """Both sides have confirmed: everybody can read them."""
    return _to_all(minutes.meeting, "confirmed", minutes.pk, {})


def extract(meeting: Meeting, people: Iterable[User], items: list[Item], occasion: int) -> list[Letter]:
    """What was decided, with paragraphs."""
    return _letters(meeting, "extract", occasion, people, {"items": items})


def answer(handover: Handover, meeting: Meeting) -> list[Letter]:
    """What the leadership group answered at `meeting`, to everybody in the group that asked (MEM-37)."""
    asked = handover.source
    people = people_of(asked.body, timezone.localdate())
    url = reverse("meetings:item", args=[asked.pk])
    return _letters(meeting, "answer", handover.pk, people, {"handover": handover, "item": asked}, url=url)


def _to_all(meeting: Meeting, what: str, occasion: object, context: dict[str, Any]) -> list[Letter]:
    return _letters(meeting, what, occasion, people_of(meeting.body, meeting.day), context)


def _letters(
    meeting: Meeting,
    what: str,
    occasion: object,
    people: Iterable[User],
    context: dict[str, Any],
    *,
    url: str = "",
) -> list[Letter]:
    link = settings.SITE_URL + (url or reverse("meetings:meeting", args=[meeting.pk]))
    return [
        compose_from(
            meeting.body.agreement,
            key=f"meeting_{what}:meeting-{meeting.pk}:{occasion}:{checksum(person.email)}",
            kind=f"meeting_{what}",
            to=person.email,
            template=f"meetings/email/{what}",
            context={
                "meeting": meeting,
                "body": meeting.body,
                "action_url": link,
                **context,
            },
            language=person.language,
        )
        for person in people
    ]
