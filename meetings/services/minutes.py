"""The minutes: drafted from what was written down, confirmed by one person of each side, sent on as extracts."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agreement.models import Body, RegionRole
from agreement.states import MeetingState, Role
from meetings import emails
from meetings.models import Confirmation, Extract, ItemRecusal, Minutes
from meetings.permissions import Parts
from meetings.services.calling import locked
from meetings.states import ONE_PRESS, OVER, ItemState, Presence, Recipients
from meetings.steps import take_step, write_down
from steps.exceptions import AlreadyMoved, StepNotAllowed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from agreement.models import Meeting
    from meetings.models import Item


def draft_minutes(meeting: Meeting, *, actor: User, guests: str = "") -> Minutes:
    """Minutes made of the facts: who was there, every item with paragraph, outcome and conflicts of interest. Swedish.

    Called by `hold_meeting` and `correct_meeting` in their transactions; those who can confirm hear that there are
    minutes to confirm. The same text as before: nobody hears anything.
    """
    guests = " ".join(guests.split())
    text = from_facts(meeting, guests=guests)
    minutes: Minutes | None = Minutes.objects.filter(meeting=meeting).first()
    if minutes is not None and minutes.text == text:
        return minutes
    if minutes is None:
        minutes = Minutes(meeting=meeting, drafted_by=actor)
    minutes.text, minutes.digest, minutes.guests = text, digest_of(text), guests
    minutes.save()
    emails.minutes_to_confirm(minutes, confirmers(meeting))
    return minutes


def from_facts(meeting: Meeting, *, guests: str = "", closed: Collection[int] = ()) -> str:
    """The minutes as the rows tell them, in Swedish; of items in `closed` (ids) no more than the title."""
    attendance = list(meeting.attendance.all())
    there = {each.user_id for each in attendance if each.presence != Presence.ABSENT}
    items = list(meeting.items.on_agenda())
    recused: dict[Any, dict[int, str]] = {}
    rows = ItemRecusal.objects.filter(item__thread__in=[item.thread for item in items], user__in=there)
    for each in rows.select_related("item", "user").order_by("pk"):
        recused.setdefault(each.item.thread, {})[each.user_id] = str(each.user)
    with translation.override("sv"):
        rendered = render_to_string(
            "meetings/minutes.txt",
            {
                "meeting": meeting,
                "attendance": attendance,
                "guests": guests,
                "items": [
                    {
                        "row": item,
                        "recused": list(recused.get(item.thread, {}).values()),
                        "is_closed": item.pk in closed,
                    }
                    for item in items
                ],
            },
        )
    return rendered.strip() + "\n"


def closed_items(meeting: Meeting, user: User) -> list[Item]:
    """The meeting's items in which the person has a conflict of interest."""
    return list(meeting.items.on_agenda().closed_to(user))


def text_for(minutes: Minutes, closed: Collection[Item]) -> str:
    """The minutes as somebody reads them to whom these items are closed. Words may have been changed by hand anywhere,
    so what such a person reads is made of the facts.
    """
    if not closed:
        return minutes.text
    return from_facts(minutes.meeting, guests=minutes.guests, closed=[item.pk for item in closed])


def refuse_closed_meeting(meeting: Meeting, user: User) -> None:
    """Refuses with StepNotAllowed whoever has a conflict of interest in an item that the meeting takes up."""
    if closed_items(meeting, user):
        raise StepNotAllowed(
            _("You have a conflict of interest in an item. Somebody else of the secretariat does that.")
        )


def save_minutes(meeting: Meeting, *, actor: User, text: str, seen: str) -> Minutes:
    """The secretariat changes the words of the minutes before they are confirmed; who had confirmed is asked anew. What
    the meeting came to in an item is put right with `correct_meeting`, so that minutes, item and extract say the same.

    Refuses with StepNotAllowed: not the secretariat, no minutes, empty, or confirmed by both sides; with AlreadyMoved
    where the minutes are others by now than those that were changed (`seen`, their digest). The same text: nothing.
    """
    if not Parts(actor).keeps(meeting.body):
        raise StepNotAllowed(_("The secretariat does that."))
    text = text.replace("\r\n", "\n").strip() + "\n"
    if not text.strip():
        raise StepNotAllowed(_("Minutes cannot be empty."))
    with transaction.atomic():
        meeting = locked(meeting)
        if meeting.state != MeetingState.HELD:
            raise StepNotAllowed(_("The minutes are confirmed and stay as they are."))
        minutes: Minutes = Minutes.objects.get(meeting=meeting)
        if minutes.text == text:
            return minutes
        refuse_closed_meeting(meeting, actor)
        if minutes.digest != seen:
            raise AlreadyMoved(
                _(
                    "Somebody has changed the minutes since you opened the page. What you wrote is still here, and "
                    "what they wrote stands below it. Bring the two together and save again."
                )
            )
        _refuse_other_words(meeting, text)
        minutes.text, minutes.digest = text, digest_of(text)
        minutes.save()
        write_down(meeting, "minutes", actor=actor)
        emails.minutes_to_confirm(minutes, confirmers(meeting))
    return minutes


def _refuse_other_words(meeting: Meeting, text: str) -> None:
    plain = " ".join(text.split())
    for item in meeting.items.on_agenda():
        paragraph = f"§ {item.paragraph}" if item.paragraph else ""
        if " ".join(item.outcome.split()) not in plain or paragraph not in plain:
            raise StepNotAllowed(
                _(
                    "Item %(number)s says something else. What the meeting came to is put right where it was written "
                    "down."
                ),
                number=item.number,
            )


def sides_to_confirm(meeting: Meeting) -> list[str]:
    """The sides that had somebody there: one person of each confirms (CRO-38). Without any side, nobody can."""
    present = meeting.attendance.exclude(presence=Presence.ABSENT).exclude(side="")
    return sorted(set(present.order_by().values_list("side", flat=True)))


def may_confirm_for(meeting: Meeting, user: User) -> str:
    """The side for which the person can confirm: they were there, in a seat of it. Empty if none.

    Whoever had a conflict of interest in an item confirms only where nobody else of the side can.
    """
    there = meeting.attendance.exclude(presence=Presence.ABSENT).exclude(side="")
    own = there.filter(user=user).first()
    if own is None:
        return ""
    if closed_items(meeting, user):
        others = there.filter(side=own.side, user__is_active=True).exclude(user=user).values("user")
        if not all(closed_items(meeting, other) for other in User.objects.filter(pk__in=others)):
            return ""
    return own.side


def confirm_minutes(meeting: Meeting, *, user: User, digest: str) -> bool:
    """Confirm the minutes as they read (`digest`) for one's side; True when both sides now have, and everybody is told.

    Refuses with StepNotAllowed: was not there, the text has been changed since it was read, or the minutes are
    confirmed. Twice, or two of a side: the first counts.
    """
    with transaction.atomic():
        meeting = locked(meeting)
        if meeting.state != MeetingState.HELD:
            raise StepNotAllowed(_("The minutes are confirmed and stay as they are."))
        side = may_confirm_for(meeting, user)
        if not side:
            raise StepNotAllowed(
                _("Somebody who was there, in a seat of one of the sides, confirms the minutes.")
            )
        minutes: Minutes = Minutes.objects.get(meeting=meeting)
        if minutes.digest != digest:
            raise StepNotAllowed(
                _("The minutes have been changed since you opened the page. Read them once more.")
            )
        try:
            with transaction.atomic():
                Confirmation.objects.create(minutes=minutes, digest=digest, user=user, side=side)
        except IntegrityError as error:
            raise AlreadyMoved(_("Somebody of your side has confirmed them already.")) from error
        write_down(meeting, "confirm_side", actor=user, note=side)
        confirmed = set(minutes.confirmations.filter(digest=digest).values_list("side", flat=True))
        sides = set(sides_to_confirm(meeting))
        if not confirmed >= sides:
            return False
        take_step(meeting, "confirm", actor=user)
        emails.minutes_confirmed(minutes, sides=len(sides))
    return True


def send_extract(meeting: Meeting, *, actor: User, roles: Iterable[str]) -> Extract:
    """Send what was decided to roles; who stands behind them is looked up now. A person with several gets one letter.

    Who has a conflict of interest in an item does not get that item, and no letter if that is all there was. Refuses
    with StepNotAllowed: not the secretariat, not confirmed, no role, nobody behind them, or nothing was decided. Twice
    within minutes: the first one. Later: two extracts, each in the record.
    """
    chosen = [role for role in Recipients.values if role in set(roles)]
    if not Parts(actor).keeps(meeting.body):
        raise StepNotAllowed(_("The secretariat does that."))
    with transaction.atomic():
        meeting = locked(meeting)
        if meeting.state != MeetingState.CONFIRMED:
            raise StepNotAllowed(_("An extract is sent when the minutes are confirmed."))
        latest: Extract | None = meeting.extracts.last()
        if latest and latest.roles == chosen and timezone.now() - latest.sent_at < ONE_PRESS:
            return latest
        people = _behind(meeting.body, chosen)
        if not people:
            raise StepNotAllowed(_("Choose somebody to send it to."))
        items = list(meeting.items.filter(state=ItemState.SETTLED).order_by("number"))
        if not items:
            raise StepNotAllowed(_("Nothing was decided."))
        minutes: Minutes = Minutes.objects.get(meeting=meeting)
        rows = ItemRecusal.objects.filter(item__thread__in=[item.thread for item in items])
        closed = set(rows.values_list("item__thread", "user"))
        open_to = {
            person: [item for item in items if (item.thread, person.pk) not in closed] for person in people
        }
        letters = sum(map(bool, open_to.values()))
        sent: Extract = Extract.objects.create(
            meeting=meeting, roles=chosen, letters=letters, digest=minutes.digest, sent_by=actor
        )
        for person, readable in open_to.items():
            if readable:
                outside = not Parts(person).sees(meeting.body)
                emails.extract(meeting, [person], readable, sent.pk, outside=outside)
        write_down(meeting, "extract", actor=actor, note=", ".join(chosen))
    return sent


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def may_read(meeting: Meeting) -> bool:
    """Whether there are minutes to read."""
    return meeting.state in OVER


def confirmers(meeting: Meeting) -> list[User]:
    """Everybody who can confirm the minutes, for whichever side."""
    there = meeting.attendance.exclude(presence=Presence.ABSENT).exclude(side="").values("user")
    people = User.objects.filter(pk__in=there, is_active=True).order_by("pk")
    return [each for each in people if may_confirm_for(meeting, each)]


def _behind(body: Body, roles: list[str]) -> list[User]:
    today = timezone.localdate()
    found: dict[int, User] = {}
    for role in roles:
        people: Iterable[User]
        if role == Recipients.MEMBERS:
            people = emails.people_of(body, today)
        elif role == Recipients.OTHER_GROUP:
            others = Body.objects.filter(agreement=body.agreement_id).exclude(pk=body.pk)
            people = [person for other in others for person in emails.people_of(other, today)]
        else:
            held = Role.PARTY_ADMINISTRATOR if role == Recipients.PARTIES else Role.SECRETARIAT
            region = body.agreement.region_id
            rows = RegionRole.objects.on(today).filter(region=region, role=held, user__is_active=True)
            if (
                role == Recipients.PARTIES
            ):  # the role may name a party of another agreement: not these parties
                rows = rows.filter(party__agreement=body.agreement_id)
            people = [each.user for each in rows.select_related("user")]
        found.update({person.pk: person for person in people})
    return [found[pk] for pk in sorted(found)]
