"""Plan a meeting, call it, change it, cancel it, and say whether one comes."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext_lazy as _

from agreement.models import Meeting, MeetingReply
from agreement.states import BodyKind, MeetingState
from meetings import emails
from meetings.models import Item, Paper
from meetings.permissions import Parts
from meetings.states import AHEAD
from meetings.steps import take_step, write_down
from membership.services.reminders import quorum_may_be_lost, watch_quorum
from steps.exceptions import AlreadyMoved, StepNotAllowed

if TYPE_CHECKING:
    from accounts.models import User
    from agreement.models import Body

FACTS = ("day", "starts_at", "ends_at", "place", "remote_url", "no_remote_reason")


def plan_meeting(body: Body, *, actor: User, **facts: Any) -> Meeting:
    """Put a meeting of the group on a day (Swedish date and time). Nobody hears of it before it is called.

    Refuses with StepNotAllowed: not the secretariat, a day that has passed, an end before the beginning, or another
    meeting of the group on that day; one that was cancelled leaves its day free.
    """
    if not Parts(actor).keeps(body):
        raise StepNotAllowed(_("The secretariat does that."))
    meeting = Meeting(body=body, **{name: facts[name] for name in FACTS if name in facts})
    _refuse_odd(meeting)
    try:
        with transaction.atomic():
            meeting.save()
            write_down(meeting, "plan", actor=actor)
    except IntegrityError as error:
        raise StepNotAllowed(_("The group already has a meeting on that day.")) from error
    return meeting


def call_meeting(meeting: Meeting, *, actor: User) -> Meeting:
    """Call everybody who sits in the group on the day; agenda and papers are sent to all in the same moment (CRO-38).

    Refuses with StepNotAllowed: not the secretariat, the day has passed, no time, no way in from a distance and no
    reason why not (CRO-33), an empty agenda, or nobody to call. Twice: the second is refused; one letter for each
    person.
    """
    with transaction.atomic():
        meeting = locked(meeting)
        if meeting.day < timezone.localdate():
            raise StepNotAllowed(_("The day has passed."))
        if meeting.starts_at is None:
            raise StepNotAllowed(_("Say at what time the meeting begins."))
        _refuse_far(meeting)
        items = list(meeting.items.waiting().order_by("number", "pk"))
        if not items:
            raise StepNotAllowed(_("There is nothing on the agenda yet."))
        if not emails.people_of(meeting.body, meeting.day):
            raise StepNotAllowed(_("Nobody sits in the group on that day."))
        event = take_step(meeting, "call", actor=actor)
        for number, item in enumerate(items, 1):
            Item.objects.filter(pk=item.pk).update(number=number)
        release(meeting, event.at)
        emails.call(meeting, event)
        watch_quorum(meeting)
    return meeting


def call_latecomers(meeting: Meeting, *, actor: User) -> list[User]:
    """Call those who will sit in the group on the day and were not called: seats are filled after the call, too.

    Refuses with StepNotAllowed: not the secretariat, not called or over, or everybody was called. So also twice.
    """
    with transaction.atomic():
        meeting = locked(meeting)
        if not Parts(actor).keeps(meeting.body):
            raise StepNotAllowed(_("The secretariat does that."))
        if meeting.state != MeetingState.CALLED or meeting.day < timezone.localdate():
            raise StepNotAllowed
        people = emails.not_called(meeting)
        if not people:
            raise StepNotAllowed(_("Everybody has been called."))
        _call(meeting, people)
        write_down(meeting, "call_more", actor=actor, note=", ".join(str(each) for each in people))
    return people


def change_meeting(
    meeting: Meeting, *, actor: User, note: str = "", seen: str | None = None, **facts: Any
) -> Meeting:
    """Another day, time or place, before the meeting. Once it is called, whoever was called gets a letter that says
    what it was, and who sits in the group only on the new day is called.

    Refuses as `plan_meeting` does, and when the meeting has been held or cancelled; with AlreadyMoved where its facts
    are others by now than those that were looked at (`seen`, their `stamp`). The same facts again: nothing.
    """
    with transaction.atomic():
        meeting = locked(meeting)
        if not Parts(actor).keeps(meeting.body):
            raise StepNotAllowed(_("The secretariat does that."))
        if meeting.state not in AHEAD:
            raise StepNotAllowed
        was, newest = {name: getattr(meeting, name) for name in FACTS}, stamp(meeting)
        before, then = in_words(meeting), emails.people_of(meeting.body, meeting.day)
        for name in FACTS:
            setattr(meeting, name, facts.get(name, was[name]))
        if was == {name: getattr(meeting, name) for name in FACTS}:
            return meeting
        if seen not in (None, newest):
            raise AlreadyMoved(
                _(
                    "Somebody has changed the meeting since you opened the page. Now it says: %(now)s. Look through "
                    "what you wrote and save again."
                ),
                now=before,
            )
        _refuse_odd(meeting)
        if meeting.state == MeetingState.CALLED:
            _refuse_far(meeting)
        try:
            with transaction.atomic():
                meeting.save(update_fields=FACTS)
        except IntegrityError as error:
            raise StepNotAllowed(_("The group already has a meeting on that day.")) from error
        write_down(meeting, "change", actor=actor, note=note or before)
        if meeting.state == MeetingState.CALLED:
            event = meeting.events.latest("pk")
            if (was["day"], was["starts_at"]) != (meeting.day, meeting.starts_at):
                meeting.replies.all().delete()  # who could come then may not be able to come now
            if was["day"] != meeting.day:
                watch_quorum(meeting)
            new = emails.not_called(meeting)
            everybody = {each.pk: each for each in [*then, *emails.people_of(meeting.body, meeting.day)]}
            called = [each for pk, each in sorted(everybody.items()) if each not in new]
            emails.changed(meeting, event, "" if before == in_words(meeting) else before, called)
            if new:
                _call(meeting, new)
    return meeting


def cancel_meeting(meeting: Meeting, *, actor: User, note: str) -> Meeting:
    """Cancel it with a reason. Its items wait for another meeting; who was called is told.

    Refuses with StepNotAllowed: not the secretariat, no reason, or it has been held. Twice: the second is refused.
    """
    with transaction.atomic():
        meeting = locked(meeting)
        was_called = meeting.state == MeetingState.CALLED
        event = take_step(meeting, "cancel" if was_called else "drop", actor=actor, note=note)
        meeting.items.waiting().update(meeting=None, number=None)
        if was_called:
            emails.cancelled(meeting, event)
    return meeting


def reply(meeting: Meeting, *, user: User, comes: bool) -> MeetingReply:
    """Say whether one comes; the last answer counts. Refuses with StepNotAllowed: no seat here, not called, or over."""
    with transaction.atomic():
        meeting = locked(meeting)
        parts = Parts(user)
        if not (parts.sits_in(meeting.body) or meeting.pk in parts.called_to):
            raise StepNotAllowed(_("Only those who sit in the group answer."))
        if meeting.state != MeetingState.CALLED or meeting.day < timezone.localdate():
            raise StepNotAllowed
        answered, _created = MeetingReply.objects.update_or_create(
            meeting=meeting, user=user, defaults={"comes": comes}
        )
        if not comes:
            quorum_may_be_lost(meeting)
    return answered


def release(meeting: Meeting, at: dt.datetime) -> None:
    """Let everybody in the group open the meeting's papers and its items', from `at` (UTC) on; also those that an item
    had before it was postponed, and those that came along with it from the development group.
    """
    matters = Item.objects.filter(meeting=meeting).values("thread")
    whose = Q(item__body=meeting.body_id) | Q(item__body__kind=BodyKind.DEVELOPMENT)
    papers = Paper.objects.filter(Q(meeting=meeting) | (Q(item__thread__in=matters) & whose))
    waiting = papers.filter(released_at=None).values_list("pk", flat=True)
    Paper.objects.filter(pk__in=list(waiting)).update(released_at=at)


def stamp(meeting: Meeting) -> str:
    """What tells these facts of the meeting from others."""
    facts = "\n".join(str(getattr(meeting, name) or "") for name in FACTS)
    return hashlib.sha256(facts.encode()).hexdigest()


def in_words(meeting: Meeting) -> str:
    """Day, time and place on one line."""
    day = date_format(meeting.day, "j F Y")
    time = time_format(meeting.starts_at, "H:i") if meeting.starts_at else ""
    return ", ".join(part for part in (day, time, meeting.place) if part)


def locked(meeting: Meeting) -> Meeting:
    """The meeting as it is now, held against others who press at the same time."""
    return (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("body__agreement__region")
        .get(pk=meeting.pk)
    )


def _refuse_odd(meeting: Meeting) -> None:
    if meeting.day < timezone.localdate():
        raise StepNotAllowed(_("The day has passed."))
    if meeting.ends_at and (meeting.starts_at is None or meeting.ends_at <= meeting.starts_at):
        raise StepNotAllowed(_("The meeting ends before it begins."))


def _refuse_far(meeting: Meeting) -> None:
    if not meeting.remote_url and not meeting.no_remote_reason.strip():
        raise StepNotAllowed(
            _("Give a link for those who take part from a distance, or say why there is none.")
        )


def _call(meeting: Meeting, people: list[User]) -> None:
    """The same letter as everybody else got, to those who had none."""
    event = meeting.events.filter(step="call").last()
    if event is not None:
        emails.call(meeting, event, people)
