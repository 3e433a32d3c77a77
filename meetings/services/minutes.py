"""The minutes: drafted from what was written down, confirmed by one person of each side, sent on as extracts."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agreement.models import Body, RegionRole
from agreement.states import MeetingState, Role
from meetings import emails
from meetings.models import Confirmation, Extract, Minutes
from meetings.permissions import Parts
from meetings.services.calling import locked
from meetings.states import OVER, ItemState, Presence, Recipients
from meetings.steps import take_step, write_down
from steps.exceptions import AlreadyMoved, StepNotAllowed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agreement.models import Meeting


def draft_minutes(meeting: Meeting, *, actor: User) -> Minutes:
    """Minutes made of the facts: who was there, every item with paragraph, outcome and conflicts of interest. Swedish.

    Called by `hold_meeting` in its transaction; those who were there hear that there are minutes to confirm.
    """
    with translation.override("sv"):
        rendered = render_to_string(
            "meetings/minutes.txt",
            {
                "meeting": meeting,
                "attendance": list(meeting.attendance.all()),
                "items": list(meeting.items.on_agenda().prefetch_related("recusals__user")),
            },
        )
    text = rendered.strip() + "\n"
    minutes = Minutes.objects.create(meeting=meeting, text=text, digest=digest_of(text), drafted_by=actor)
    emails.minutes_to_confirm(minutes, _confirmers(meeting))
    return minutes


def save_minutes(meeting: Meeting, *, actor: User, text: str) -> Minutes:
    """The secretariat changes the minutes before they are confirmed; who had confirmed is asked anew.

    Refuses with StepNotAllowed: not the secretariat, no minutes, empty, or confirmed by both sides. The same text:
    nothing.
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
        minutes.text, minutes.digest = text, digest_of(text)
        minutes.save()
        write_down(meeting, "minutes", actor=actor)
        emails.minutes_to_confirm(minutes, _confirmers(meeting))
    return minutes


def sides_to_confirm(meeting: Meeting) -> list[str]:
    """The sides that had somebody there: one person of each confirms (CRO-38). Without any side, nobody can."""
    present = meeting.attendance.exclude(presence=Presence.ABSENT).exclude(side="")
    return sorted(set(present.order_by().values_list("side", flat=True)))


def may_confirm_for(meeting: Meeting, user: User) -> str:
    """The side for which the person can confirm: they were there, in a seat of it. Empty if none."""
    own = meeting.attendance.filter(user=user).exclude(presence=Presence.ABSENT).exclude(side="").first()
    return own.side if own else ""


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
        if not confirmed >= set(sides_to_confirm(meeting)):
            return False
        take_step(meeting, "confirm", actor=user)
        emails.minutes_confirmed(minutes)
    return True


def send_extract(meeting: Meeting, *, actor: User, roles: Iterable[str]) -> Extract:
    """Send what was decided to roles; who stands behind them is looked up now. A person with several gets one letter.

    Who has a conflict of interest in an item does not get that item. Refuses with StepNotAllowed: not the secretariat,
    not confirmed, no role, nobody behind them, or nothing was decided. Twice: two extracts, each in the record.
    """
    chosen = [role for role in Recipients.values if role in set(roles)]
    if not Parts(actor).keeps(meeting.body):
        raise StepNotAllowed(_("The secretariat does that."))
    with transaction.atomic():
        meeting = locked(meeting)
        if meeting.state != MeetingState.CONFIRMED:
            raise StepNotAllowed(_("An extract is sent when the minutes are confirmed."))
        people = _behind(meeting.body, chosen)
        if not people:
            raise StepNotAllowed(_("Choose somebody to send it to."))
        items = list(
            meeting.items.filter(state=ItemState.SETTLED).order_by("number").prefetch_related("recusals")
        )
        if not items:
            raise StepNotAllowed(_("Nothing was decided."))
        minutes: Minutes = Minutes.objects.get(meeting=meeting)
        sent: Extract = Extract.objects.create(
            meeting=meeting, roles=chosen, letters=len(people), digest=minutes.digest, sent_by=actor
        )
        for person in people:
            open_items = [
                item for item in items if all(each.user_id != person.pk for each in item.recusals.all())
            ]
            emails.extract(meeting, [person], open_items, sent.pk)
        write_down(meeting, "extract", actor=actor, note=", ".join(chosen))
    return sent


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def may_read(meeting: Meeting) -> bool:
    """Whether there are minutes to read."""
    return meeting.state in OVER


def _confirmers(meeting: Meeting) -> list[User]:
    there = meeting.attendance.exclude(presence=Presence.ABSENT).exclude(side="").values("user")
    return list(User.objects.filter(pk__in=there, is_active=True).order_by("pk"))


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
            people = [each.user for each in rows.select_related("user")]
        found.update({person.pk: person for person in people})
    return [found[pk] for pk in sorted(found)]
