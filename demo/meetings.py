"""The leadership group's meetings in the story: one that was held and confirmed, one that is called."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone

from agreement.models import Meeting, SeatHolding
from agreement.states import BodyKind, MeetingState, SeatKind, Side
from demo import story
from demo.clock import at
from meetings import services
from meetings.services.holding import Outcome
from meetings.states import ItemKind, Presence

if TYPE_CHECKING:
    from accounts.models import User
    from agreement.models import Agreement, Body

AGO, AHEAD = min(story.MEETINGS), 12  # days
PLACE = "Sammanträdesrum Exempel, och på distans"
LINK = "https://mote.example/ledningsgruppen"
THEN = {
    "Ansökningar sedan sist": "Gruppen beslutade om ansökningarna. Varje beslut står i sitt ärende.",
    "Höstens träff för anslutna": "Gruppen vill ha träffen i november. Sekretariatet bokar lokal och länk.",
    "Resor till möten": "Parterna tar fram ett förslag till ersättning.",
}
NEXT = {
    "Ansökningar sedan sist": ItemKind.DECISION,
    "Ersättning för resor till möten": ItemKind.DECISION,
    "Hur går arbetet med planen?": ItemKind.DISCUSSION,
}


def tell(agreement: Agreement, secretary: User) -> None:
    """Tell it through the services that real people use; a group that has meetings of its own is left alone."""
    body = agreement.body(BodyKind.LEADERSHIP)
    if body is None or body.meetings.exists():
        return
    people = list(
        SeatHolding.objects.on(timezone.localdate())
        .filter(seat__body=body, seat__kind=SeatKind.ORDINARY)
        .select_related("user", "seat__party")
    )
    if not people:
        return
    now = timezone.localtime()
    _held(body, secretary, people, now - dt.timedelta(days=AGO))
    called = _planned(body, secretary, people, now.date() + dt.timedelta(days=AHEAD), NEXT)
    services.call_meeting(called, actor=secretary)
    if called.state == MeetingState.CALLED:
        services.reply(called, user=people[0].user, comes=True)


def _held(body: Body, secretary: User, people: list[SeatHolding], then: dt.datetime) -> None:
    with at(then - dt.timedelta(days=14)):
        kinds = dict.fromkeys(THEN, ItemKind.DECISION)
        meeting = _planned(body, secretary, people, then.date(), kinds)
        meeting = services.call_meeting(meeting, actor=secretary)
    with at(then.replace(hour=16, minute=0)):
        sitting = SeatHolding.objects.on(then.date()).filter(seat__body=body)
        held = services.Held(
            {each.pk: Presence.REMOTE if each.pk % 4 == 0 else Presence.HERE for each in sitting},
            {
                item.pk: Outcome(THEN[item.title], str(number))
                for number, item in enumerate(meeting.items.order_by("number"), start=11)
            },
        )
        meeting = services.hold_meeting(meeting, held, actor=secretary)
    with at(then + dt.timedelta(days=3)):
        for side in Side:
            someone = next(
                (each for each in people if each.seat.party and each.seat.party.side == side), None
            )
            if someone:
                services.confirm_minutes(meeting, user=someone.user, digest=meeting.minutes.digest)


def _planned(
    body: Body, secretary: User, people: list[SeatHolding], day: dt.date, items: dict[str, ItemKind]
) -> Meeting:
    meeting = services.plan_meeting(
        body,
        actor=secretary,
        day=day,
        starts_at=dt.time(13, 0),
        ends_at=dt.time(15, 30),
        place=PLACE,
        remote_url=LINK,
    )
    for number, (title, kind) in enumerate(items.items()):
        proposer = secretary if number == 0 else people[-number % len(people)].user
        services.propose_item(body, actor=proposer, title=title, kind=kind, meeting=meeting)
    return meeting
