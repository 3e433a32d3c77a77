"""Write down what a meeting came to: who was there, what was decided under which paragraph, what was postponed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreement.models import SeatHolding
from meetings.models import Attendance, Item
from meetings.services.calling import locked
from meetings.services.handing import bring_back, go_on
from meetings.services.minutes import draft_minutes
from meetings.states import ItemState, Presence
from meetings.steps import take_step
from steps.exceptions import StepNotAllowed

if TYPE_CHECKING:
    from accounts.models import User
    from agreement.models import Meeting


@dataclass(frozen=True)
class Outcome:
    """What a meeting came to in an item. Postponed ones need no words."""

    text: str = ""
    paragraph: str = ""
    postponed: bool = False


@dataclass(frozen=True)
class Held:
    """What the secretary writes down: presence by the id of the seat's holding, outcome by the id of the item."""

    presence: dict[int, Presence]
    outcomes: dict[int, Outcome] = field(default_factory=dict)


def hold_meeting(meeting: Meeting, held: Held, *, actor: User) -> Meeting:
    """Close the meeting's agenda: attendance for every seat, an outcome for every item, and minutes drafted from both.

    Items handed over come back with their answer in the same transaction; postponed ones go on as new items. Refuses
    with StepNotAllowed: not the secretariat, not called, before its day, nobody there, an item without an outcome, or a
    paragraph used twice. Twice: the second is refused.
    """
    with transaction.atomic():
        meeting = locked(meeting)
        if meeting.day > timezone.localdate():
            raise StepNotAllowed(_("The meeting has not been held yet."))
        items = list(
            meeting.items.waiting().select_related("handed_from__source__body").order_by("number", "pk")
        )
        _refuse_gaps(items, held)
        take_step(meeting, "hold", actor=actor)
        _attend(meeting, held)
        for item in items:
            _settle(item, meeting, held.outcomes[item.pk])
        draft_minutes(meeting, actor=actor)
    return meeting


def _refuse_gaps(items: list[Item], held: Held) -> None:
    if not any(each != Presence.ABSENT for each in held.presence.values()):
        raise StepNotAllowed(_("Somebody has to have been there."))
    used: set[str] = set()
    for item in items:
        outcome = held.outcomes.get(item.pk)
        if outcome is None or not (outcome.postponed or outcome.text.strip()):
            raise StepNotAllowed(_("Write what the meeting came to: %(title)s."), title=item.title)
        paragraph = outcome.paragraph.strip()
        if paragraph and paragraph in used:
            raise StepNotAllowed(_("Paragraph %(number)s stands there twice."), number=paragraph)
        used.add(paragraph)


def _attend(meeting: Meeting, held: Held) -> None:
    holdings = (
        SeatHolding.objects.on(meeting.day)
        .filter(seat__body=meeting.body)
        .select_related("user", "seat__party")
        .order_by("seat__party__order", "seat__order", "pk")
    )
    Attendance.objects.bulk_create(
        Attendance(
            meeting=meeting,
            seat=each.seat,
            user=each.user,
            name=str(each.user),
            party=each.seat.party.name if each.seat.party else "",
            side=each.seat.party.side if each.seat.party else "",
            kind=each.seat.kind,
            presence=held.presence.get(each.pk, Presence.ABSENT),
        )
        for each in holdings
    )


def _settle(item: Item, meeting: Meeting, outcome: Outcome) -> None:
    handed = getattr(item, "handed_from", None)
    if outcome.postponed:
        Item.objects.filter(pk=item.pk).update(state=ItemState.POSTPONED)
        later = Item.objects.create(
            body=item.body,
            kind=item.kind,
            title=item.title,
            text=item.text,
            proposed_by=item.proposed_by,
            party=item.party,
            continues=item,
        )
        if handed:
            go_on(handed, later)
        return
    Item.objects.filter(pk=item.pk).update(
        state=ItemState.SETTLED, outcome=outcome.text.strip(), paragraph=outcome.paragraph.strip()
    )
    if handed:
        bring_back(handed, meeting, outcome.text.strip())
