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
from letters.models import Letter
from letters.registry import name_kinds
from letters.words import checksum
from meetings.models import ItemRecusal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agreement.models import Body, Meeting
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


def call(meeting: Meeting, event: MeetingEvent, people: Iterable[User] | None = None) -> list[Letter]:
    """Everybody (or `people`) is called: when, where, how from a distance, the agenda, the papers behind the link."""
    context = {"items": list(meeting.items.on_agenda()), "with_link": True}
    everybody = people_of(meeting.body, meeting.day)
    return _letters(meeting, "call", event.pk, everybody if people is None else people, context)


def not_called(meeting: Meeting) -> list[User]:
    """Who will sit in the group on the day and was never called: seated since, or the meeting was moved there."""
    event = meeting.events.filter(step="call").last()
    if event is None:
        return []
    keys = {_key(meeting, "call", event.pk, each): each for each in people_of(meeting.body, meeting.day)}
    sent = set(Letter.objects.filter(key__in=list(keys)).values_list("key", flat=True))
    return [each for key, each in keys.items() if key not in sent]


def changed(
    meeting: Meeting, event: MeetingEvent, was: str, people: Iterable[User] | None = None
) -> list[Letter]:
    """Another time or place than the call said. `was` is empty where neither day, hour nor place is another."""
    context = {"was": was, "note": event.note, "with_link": True}
    everybody = people_of(meeting.body, meeting.day)
    return _letters(meeting, "changed", event.pk, everybody if people is None else people, context)


def cancelled(meeting: Meeting, event: MeetingEvent) -> list[Letter]:
    """The meeting is not held, and why."""
    return _to_all(meeting, "cancelled", event.pk, {"note": event.note})


def more_items(meeting: Meeting, item: Item) -> list[Letter]:
    """The agenda has grown after the call."""
    return _to_all(meeting, "more", f"item-{item.pk}", {"item": item, "with_link": True})


def more_papers(meeting: Meeting, paper: Paper) -> list[Letter]:
    """A paper has come after the call; to all at the same time, but for whom its item is closed to."""
    people = people_of(meeting.body, meeting.day)
    if paper.item is not None:
        people = without_closed(people, paper.item)
    return _letters(meeting, "more", f"paper-{paper.pk}", people, {"paper": paper, "with_link": True})


def minutes_to_confirm(minutes: Minutes, people: Iterable[User]) -> list[Letter]:
    """The minutes are there: to those who were present and can confirm them for their side."""
    url = reverse("meetings:minutes", args=[minutes.meeting_id])
    return _letters(minutes.meeting, "minutes", minutes.digest[:12], people, {}, url=url)


def minutes_confirmed(minutes: Minutes, *, sides: int = 2) -> list[Letter]:
    """Every side that was there (`sides`) has confirmed: everybody can read them."""
    meeting = minutes.meeting
    people = people_of(meeting.body, meeting.day)
    url = reverse("meetings:minutes", args=[meeting.pk])
    return _letters(meeting, "confirmed", minutes.pk, people, {"sides": sides}, url=url)


def extract(
    meeting: Meeting, people: Iterable[User], items: list[Item], occasion: int, *, outside: bool = False
) -> list[Letter]:
    """What was decided, with paragraphs. Whoever is `outside` the group gets no link to a page that is not theirs."""
    return _letters(meeting, "extract", occasion, people, {"items": items, "outside": outside})


def answer(handover: Handover, meeting: Meeting, *, again: int = 0) -> list[Letter]:
    """What the leadership group answered at `meeting`, to everybody in the group that asked (MEM-37); not to whom the
    matter is closed to. `again` tells a corrected answer from the first.
    """
    asked = handover.source
    people = without_closed(people_of(asked.body, timezone.localdate()), asked)
    url = reverse("meetings:item", args=[asked.pk])
    occasion = f"{handover.pk}-{again}" if again else f"{handover.pk}"
    context = {"handover": handover, "item": asked, "again": again}
    return _letters(meeting, "answer", occasion, people, context, url=url)


def without_closed(people: Iterable[User], item: Item) -> list[User]:
    """Those of the people who have no conflict of interest in the item's matter."""
    recused = set(ItemRecusal.objects.filter(item__thread=item.thread).values_list("user", flat=True))
    return [each for each in people if each.pk not in recused]


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
            key=_key(meeting, what, occasion, person),
            kind=f"meeting_{what}",
            to=person.email,
            template=f"meetings/email/{what}",
            context={
                "meeting": meeting,
                "body": meeting.body,
                "action_url": "" if context.get("outside") else link,
                **context,
            },
            language=person.language,
        )
        for person in people
    ]


def _key(meeting: Meeting, what: str, occasion: object, person: User) -> str:
    return f"meeting_{what}:{mark(meeting.body_id, meeting.pk)}:{occasion}:{checksum(person.email)}"


def mark(body: int, meeting: int | None = None) -> str:
    """What the keys of all letters about the group's meetings hold, or about one of them."""
    return f"body-{body}" if meeting is None else f"body-{body}:meeting-{meeting}"
