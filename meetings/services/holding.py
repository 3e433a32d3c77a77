"""Write down what a meeting came to: who was there, what was decided under which paragraph, what was postponed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreement.models import SeatHolding
from agreement.states import DECIDING_SEATS, MeetingState
from meetings.models import Attendance, Item, Minutes
from meetings.numbering import same_paragraph, tidy_paragraph
from meetings.permissions import Parts
from meetings.services.calling import locked
from meetings.services.handing import answer_anew, bring_back, go_on
from meetings.services.minutes import draft_minutes, refuse_closed_meeting
from meetings.states import ItemKind, ItemState, Presence
from meetings.steps import take_step, write_down
from steps.exceptions import AlreadyMoved, StepNotAllowed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User
    from agreement.models import Meeting

WRITTEN_SINCE = _(
    "Somebody has written this down since you opened the page. What you wrote is not saved. Open the page again and "
    "compare."
)


@dataclass(frozen=True)
class Outcome:
    """What a meeting came to in an item. Postponed ones need no words."""

    text: str = ""
    paragraph: str = ""
    postponed: bool = False


@dataclass(frozen=True)
class Held:
    """What the secretary writes down: presence by the id of the seat's holding, outcome by the id of the item, and
    others who were there, in words.
    """

    presence: dict[int, Presence]
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    guests: str = ""


def hold_meeting(meeting: Meeting, held: Held, *, actor: User) -> Meeting:
    """Close the meeting's agenda: attendance for every seat, an outcome for every item, and minutes drafted from both.

    Items handed over come back with their answer in the same transaction; postponed ones go on as new items. Refuses
    with StepNotAllowed: not the secretariat or a conflict of interest in an item, not called, before its day, nobody of
    any side there, an item without an outcome, a decision without a paragraph, or a paragraph used twice. Twice: the
    second is refused.
    """
    with transaction.atomic():
        meeting = locked(meeting)
        if meeting.day > timezone.localdate():
            raise StepNotAllowed(_("The meeting has not been held yet."))
        if meeting.state == MeetingState.HELD:
            raise StepNotAllowed(WRITTEN_SINCE)
        refuse_closed_meeting(meeting, actor)
        items = list(
            meeting.items.waiting().select_related("handed_from__source__body").order_by("number", "pk")
        )
        _refuse_gaps(items, held.outcomes)
        take_step(meeting, "hold", actor=actor)
        _attend(meeting, held)
        for item in items:
            _settle(item, meeting, held.outcomes[item.pk])
        draft_minutes(meeting, actor=actor, guests=held.guests)
    return meeting


def correct_meeting(meeting: Meeting, held: Held, *, actor: User, seen: str) -> Meeting:
    """Put right what was written down, before the minutes are confirmed: who was there, words and paragraphs. The
    minutes are drafted anew, and whoever had confirmed them is asked once more.

    What was postponed stays so. Refuses with StepNotAllowed as `hold_meeting` does, and once the minutes are confirmed;
    with AlreadyMoved where the minutes are others by now than those that were looked at (`seen`, their digest). The
    same facts again: nothing but a line in the diary.
    """
    with transaction.atomic():
        meeting = locked(meeting)
        if not Parts(actor).keeps(meeting.body):
            raise StepNotAllowed(_("The secretariat does that."))
        if meeting.state != MeetingState.HELD:
            raise StepNotAllowed(_("The minutes are confirmed and stay as they are."))
        refuse_closed_meeting(meeting, actor)
        if Minutes.objects.get(meeting=meeting).digest != seen:
            raise AlreadyMoved(WRITTEN_SINCE)
        items = list(taken_up(meeting))
        outcomes = {
            item.pk: Outcome(
                held.outcomes[item.pk].text,
                held.outcomes[item.pk].paragraph,
                postponed=item.state == ItemState.POSTPONED,
            )
            for item in items
            if item.pk in held.outcomes
        }
        _refuse_gaps(items, outcomes)
        write_down(meeting, "correct", actor=actor)
        occasion = meeting.events.latest("pk").pk
        _attend(meeting, held)
        for item in items:
            Item.objects.filter(pk=item.pk).update(**_words(outcomes[item.pk]))
            handed = getattr(item, "handed_from", None)
            if handed and item.state == ItemState.SETTLED:
                answer_anew(handed, meeting, outcomes[item.pk].text.strip(), occasion=occasion)
        draft_minutes(meeting, actor=actor, guests=held.guests)
    return meeting


def taken_up(meeting: Meeting) -> Iterable[Item]:
    """The items that the minutes tell of, in order."""
    states = (ItemState.SETTLED, ItemState.POSTPONED)
    rows: Iterable[Item] = (
        meeting.items.filter(state__in=states)
        .select_related("handed_from__source__body")
        .order_by("number", "pk")
    )
    return rows


def is_written_down(meeting: Meeting, held: Held) -> bool:
    """Whether exactly this stands there already, as after a button that was pressed twice."""
    minutes = Minutes.objects.filter(meeting=meeting).first()
    if minutes is None or minutes.guests != " ".join(held.guests.split()):
        return False
    presence = {(row.seat_id, row.user_id): row.presence for row in meeting.attendance.all()}
    holdings = SeatHolding.objects.on(meeting.day).filter(seat__body=meeting.body_id)
    if any(
        presence.get((each.seat_id, each.user_id)) != held.presence.get(each.pk, Presence.ABSENT)
        for each in holdings
    ):
        return False
    return {
        item.pk: (item.outcome, item.paragraph, item.state == ItemState.POSTPONED)
        for item in taken_up(meeting)
    } == {pk: (*_words(each).values(), each.postponed) for pk, each in held.outcomes.items()}


def _refuse_gaps(items: list[Item], outcomes: dict[int, Outcome]) -> None:
    used: list[str] = []
    for item in items:
        outcome = outcomes.get(item.pk)
        if outcome is None or not (outcome.postponed or outcome.text.strip()):
            raise StepNotAllowed(_("Write what the meeting came to: %(title)s."), title=item.title)
        paragraph = tidy_paragraph(outcome.paragraph)
        if not paragraph:
            if item.kind == ItemKind.DECISION and not outcome.postponed:
                raise StepNotAllowed(_("Every decision has a paragraph: %(title)s."), title=item.title)
            continue
        if any(same_paragraph(paragraph, other) for other in used):
            raise StepNotAllowed(_("Paragraph %(number)s stands there twice."), number=paragraph)
        used.append(paragraph)


def _attend(meeting: Meeting, held: Held) -> None:
    """A row for everybody who held a seat that day; one that is there keeps its name and party. Co-opted people take
    part and stand for no side (MEM-31). Refuses where nobody of any side was there: such minutes nobody could confirm.
    """
    holdings = (
        SeatHolding.objects.on(meeting.day)
        .filter(seat__body=meeting.body)
        .select_related("user", "seat__party")
        .order_by("seat__party__order", "seat__order", "pk")
    )
    for each in holdings:
        party, kind = each.seat.party, each.seat.kind
        presence = held.presence.get(each.pk, Presence.ABSENT)
        row, made = Attendance.objects.get_or_create(
            meeting=meeting,
            seat=each.seat,
            user=each.user,
            defaults={
                "name": str(each.user),
                "party": party.name if party else "",
                "side": party.side if party and kind in DECIDING_SEATS else "",
                "kind": kind,
                "presence": presence,
            },
        )
        if not made and row.presence != presence:
            Attendance.objects.filter(pk=row.pk).update(presence=presence)
    there = meeting.attendance.exclude(presence=Presence.ABSENT)
    if not there.exists():
        raise StepNotAllowed(_("Somebody has to have been there."))
    if not there.exclude(side="").exists():
        raise StepNotAllowed(_("Somebody of one of the sides has to have been there."))


def _words(outcome: Outcome) -> dict[str, str]:
    return {"outcome": outcome.text.strip(), "paragraph": tidy_paragraph(outcome.paragraph)}


def _settle(item: Item, meeting: Meeting, outcome: Outcome) -> None:
    handed = getattr(item, "handed_from", None)
    state = ItemState.POSTPONED if outcome.postponed else ItemState.SETTLED
    Item.objects.filter(pk=item.pk).update(state=state, **_words(outcome))
    if outcome.postponed:
        later = Item.objects.create(
            body=item.body,
            kind=item.kind,
            title=item.title,
            text=item.text,
            proposed_by=item.proposed_by,
            party=item.party,
            continues=item,
            thread=item.thread,
        )
        if handed:
            go_on(handed, later)
    elif handed:
        bring_back(handed, meeting, outcome.text.strip())
