"""Meetings in every state for tests that look at pages, and the pages of the groups as people meet them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone

from accounts.models import User
from agreement.models import Meeting, Region, Seat, SeatHolding
from agreement.states import BodyKind, MeetingState, SeatKind, Side
from letters.models import Letter
from meetings import emails
from meetings.models import Handover, Item
from meetings.services import (
    add_paper,
    call_meeting,
    confirm_minutes,
    declare_item_conflict,
    hand_over,
    hold_meeting,
    plan_meeting,
    propose_item,
    reply,
)
from meetings.services.holding import Held, Outcome
from meetings.states import Presence
from tests.factories import LONG_AGO, make_upload

if TYPE_CHECKING:
    from agreement.models import Body

NOON = dt.time(13, 0)


def make_group(region: Region, leader: User) -> tuple[Body, list[User]]:
    """The development group with somebody of each side; a leader sits in it too."""
    body = region.agreement.bodies.get(kind=BodyKind.DEVELOPMENT)
    people = [User.objects.create_user("grupp@bygdegille.example", name="Gruppen Exempelsson"), leader]
    for side, user in zip((Side.CIVIL, Side.PUBLIC), people, strict=True):
        party = region.agreement.parties.filter(side=side).first()
        seat = Seat.objects.create(body=body, party=party, kind=SeatKind.ORDINARY, label="Plats för exempel")
        SeatHolding.objects.create(seat=seat, user=user, from_on=LONG_AGO)
    return body, people


def make_meetings(region: Region, secretary: User, leader: User) -> dict[str, int]:
    """A meeting in each state, items that wait, were taken up, handed over and answered; gives their ids by name."""
    body, (member, _leader) = make_group(region, leader)
    today = timezone.localdate()

    def plan(days: int) -> Meeting:
        return plan_meeting(
            body,
            actor=secretary,
            day=today + dt.timedelta(days=days),
            starts_at=NOON,
            ends_at=dt.time(15, 30),
            place="Folkets hus i Exempelby",
            remote_url="https://mote.example/abc",
        )

    def held(day: dt.date, titles: tuple[str, ...]) -> Meeting:
        meeting = plan(0)
        for title in titles:
            propose_item(body, actor=member, title=title, text="Vi vill prata om det.", meeting=meeting)
        call_meeting(meeting, actor=secretary)
        sitting = SeatHolding.objects.on(meeting.day).filter(seat__body=body)
        items = Item.objects.filter(meeting=meeting)
        held = Held(
            dict.fromkeys(sitting.values_list("pk", flat=True), Presence.HERE),
            {each.pk: Outcome("Gruppen vill gå vidare.", str(each.number)) for each in items},
        )
        hold_meeting(meeting, held, actor=secretary)
        Meeting.objects.filter(pk=meeting.pk).update(day=day)
        return Meeting.objects.select_related("body__agreement__region").get(pk=meeting.pk)

    confirmed = held(today - dt.timedelta(days=60), ("Resor till möten", "Läget"))
    for person in (member, leader):
        confirm_minutes(confirmed, user=person, digest=confirmed.minutes.digest)
    drafted = held(today - dt.timedelta(days=5), ("Höstens program",))
    called = plan(12)
    item = propose_item(
        body, actor=member, title="Ersättning för resor", text="Avstånden är långa.", meeting=called
    )
    add_paper(make_upload(), actor=member, item=item, title="Underlag om resor")
    closed = propose_item(body, actor=leader, title="Bidrag till bygdegillet", meeting=called)
    declare_item_conflict(closed, user=member, note="Sitter i styrelsen.")
    call_meeting(called, actor=secretary)
    reply(called, user=leader, comes=True)
    planned = plan(60)
    waiting = propose_item(body, actor=member, title="Väntar på ett möte")
    handed = propose_item(body, actor=member, title="Fråga till ledningsgruppen")
    hand_over(handed, actor=member, question="Kan ni svara på det här?")
    ready = plan(0)
    propose_item(body, actor=leader, title="Det som ska upp i dag", meeting=ready)
    call_meeting(ready, actor=secretary)
    budget = propose_item(body, actor=secretary, title="Budgeten", meeting=planned)
    add_paper(make_upload(), actor=secretary, item=budget, title="Årets budget")
    return {
        "meeting_planned": planned.pk,
        "meeting_called": called.pk,
        "meeting_ready": ready.pk,
        "meeting_drafted": drafted.pk,
        "meeting_confirmed": confirmed.pk,
        "meeting_group": body.pk,
        "item": item.pk,
        "item_closed": closed.pk,
        "item_waiting": waiting.pk,
        "item_handed": handed.pk,
        "item_settled": confirmed.items.first().pk,
    }


def letters_about_meetings() -> list[Letter]:
    """One of each kind, about the meetings that are there."""
    called = Meeting.objects.filter(state=MeetingState.CALLED, items__title="Ersättning för resor").get()
    confirmed = Meeting.objects.filter(state=MeetingState.CONFIRMED, items__title="Läget").get()
    event = called.events.latest("pk")
    handover = Handover.objects.get(source__title="Fråga till ledningsgruppen")
    handover.answer = "Ja, från hösten."
    item = called.items.order_by("pk").first()
    minutes = confirmed.minutes
    people = [minutes.drafted_by]
    made = [
        *emails.call(called, event),
        *emails.changed(called, event, "2 mars, 10:00, Stadshuset"),
        *emails.cancelled(called, event),
        *emails.more_items(called, item),
        *emails.minutes_to_confirm(minutes, people),
        *emails.minutes_confirmed(minutes),
        *emails.extract(confirmed, people, list(confirmed.items.all()), 1),
        *emails.answer(handover, called),
    ]
    return list({letter.kind: letter for letter in made}.values())
