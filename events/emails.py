"""One function for each letter about events; invitations stand in `invitation_emails`. They compose rows; nothing is
sent here.

The words are made in the reader's language and put into one frame (`letters.words`). Letters that
open somebody's registration by a link are secret: their text goes once they are sent.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreement.emails import compose_words, secretariat
from events.permissions import posters_of
from events.states import How, Standing
from letters.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from accounts.models import User
    from events.models import Event, Registration
    from letters.models import Letter

KINDS = {
    "event_waits": gettext_lazy("An event waits to be looked at"),
    "event_published": gettext_lazy("Event published"),
    "event_refused": gettext_lazy("Event sent back"),
    "event_confirm": gettext_lazy("Confirm a registration"),
    "event_standing": gettext_lazy("Registration for an event"),
    "event_removed": gettext_lazy("Registration taken away"),
    "event_changed": gettext_lazy("Changed event"),
    "event_cancelled": gettext_lazy("Cancelled event"),
    "event_called_off": gettext_lazy("Cancelled by those who posted it"),
    "event_stopped": gettext_lazy("Cancelled by the secretariat"),
    "event_edited": gettext_lazy("Changed by the secretariat"),
    "event_reminder": gettext_lazy("Reminder of an event"),
    "event_feedback": gettext_lazy("How was the event?"),
    "event_invitation": gettext_lazy("Invitation to an event"),
    "event_news": gettext_lazy("News about an invitation"),
}
# Those that go with what is personal of who registered (`services.forgetting`).
TO_REGISTERED = (
    *("event_confirm", "event_standing", "event_removed", "event_changed", "event_cancelled"),
    *("event_reminder", "event_feedback"),
)


def when(event: Event) -> str:
    """Day and hour in words, Swedish time, in the language in force."""
    if event.starts_at is None or event.ends_at is None:
        return ""
    start, end = timezone.localtime(event.starts_at), timezone.localtime(event.ends_at)
    words = {
        "day": date_format(start, "l j F Y"),
        "start": time_format(start, "H:i"),
        "end": time_format(end, "H:i"),
        "last": date_format(end, "l j F Y"),
    }
    if start.date() == end.date():
        return _("%(day)s, %(start)s to %(end)s") % words
    return _("%(day)s at %(start)s to %(last)s at %(end)s") % words


def waits(event: Event, occasion: object) -> list[Letter]:
    """To the secretariat of the region: somebody has sent an event in."""

    def words() -> Words:
        return Words(
            _("To look at: %(title)s") % {"title": event.title},
            [
                _("%(host)s would like to show this in the calendar.") % {"host": event.host},
                _("Read it. Publish it, or send it back and say why."),
            ],
            _("Open the event"),
            event.own_url,
        )

    return _to_people(event, "event_waits", occasion, secretariat(event.agreement.region), words)


def called_off(event: Event, reason: str) -> list[Letter]:
    """To the secretariat: those who post it have cancelled it, and why; not everybody reads their words yet."""

    def words() -> Words:
        return Words(
            _("Cancelled: %(title)s") % {"title": event.title},
            [
                _("%(host)s has cancelled this, with these words:") % {"host": event.host},
                reason,
                _("Those who have registered get the words. Others see only that it is cancelled."),
                _("Show why to everybody, if the words are fit for that."),
            ],
            _("Open the event"),
            event.own_url,
        )

    return _to_people(event, "event_called_off", "", secretariat(event.agreement.region), words)


def stopped(event: Event, reason: str, actor: User | None = None) -> list[Letter]:
    """To those who post it: the secretariat has cancelled it, and why."""

    def words() -> Words:
        return Words(
            _("Cancelled: %(title)s") % {"title": event.title},
            [_("The secretariat has cancelled what you posted, with these words:"), reason],
            _("Open the event"),
            event.own_url,
        )

    return _to_people(event, "event_stopped", "", _others(event, actor), words)


def edited(event: Event, occasion: object, actor: User | None = None) -> list[Letter]:
    """To those who post it: the secretariat has changed what everybody reads in their name."""

    def words() -> Words:
        return Words(
            _("Changed: %(title)s") % {"title": event.title},
            [
                _("The secretariat has changed what you posted. Read whether it is right."),
                when(event),
                event.place,
            ],
            _("Open the event"),
            event.own_url,
        )

    return _to_people(event, "event_edited", occasion, _others(event, actor), words)


def published(event: Event, occasion: int, actor: User | None = None) -> list[Letter]:
    """To those who post it, but for who has published it."""

    def words() -> Words:
        return Words(
            _("In the calendar: %(title)s") % {"title": event.title},
            [_("What you posted is now in the calendar.")],
            _("Open the event"),
            event.get_absolute_url(),
        )

    return _to_people(event, "event_published", occasion, _others(event, actor), words)


def refused(event: Event, occasion: int, reason: str) -> list[Letter]:
    """To those who post it: why it was sent back."""

    def words() -> Words:
        return Words(
            _("Sent back: %(title)s") % {"title": event.title},
            [_("The secretariat has sent back what you posted, with these words:"), reason],
            _("Open the event"),
            event.own_url,
        )

    return _to_people(event, "event_refused", occasion, posters_of(event), words)


def confirm(registration: Registration, occasion: str) -> Letter:
    """A link with a button. Nothing counts before it was pressed; who did not ask need not do anything."""
    event = registration.event

    def words() -> Words:
        return Words(
            _("Confirm: %(title)s") % {"title": event.title},
            [
                when(event),
                _(
                    "Somebody has registered you with this address. Press the button on the page to confirm it."
                ),
                _("The link works for three days."),
                _("Was it not you? Then you need not do anything."),
            ],
            _("Confirm my registration"),
            registration.get_absolute_url(),
        )

    return _to_registered(registration, "event_confirm", occasion, words)


def standing(registration: Registration, occasion: str) -> Letter:
    """Whether there is a place; the same link unregisters."""
    event = registration.event

    def words() -> Words:
        lines = [when(event)]
        if registration.standing == Standing.QUEUED:
            subject = _("On the waiting list: %(title)s") % {"title": event.title}
            lines += [_("All places are taken. You get a letter when there is one for you.")]
        else:
            subject = _("You are registered: %(title)s") % {"title": event.title}
            lines += _where(registration)
        lines += [_("Can you not come? Say so by the link, and somebody else gets the place.")]
        return Words(subject, lines, _("Open my registration"), registration.get_absolute_url())

    return _to_registered(registration, "event_standing", occasion, words)


def removed(registration: Registration, to: str, language: str) -> Letter:
    """Those who hold the event have taken the registration away; the row knows the address no more."""
    event = registration.event

    def words() -> Words:
        return Words(
            _("Not registered any more: %(title)s") % {"title": event.title},
            [
                when(event),
                _("Those who hold this have taken your registration away."),
                _("Is that wrong? Answer this letter, or register again."),
            ],
            _("Open the event"),
            event.get_absolute_url(),
        )

    return write(event, "event_removed", f"{registration.pk}:", to, language, words, secret=True)


def changed(registration: Registration, occasion: int, was: str) -> Letter:
    """Another time or place."""
    event = registration.event

    def words() -> Words:
        return Words(
            _("Changed: %(title)s") % {"title": event.title},
            [
                when(event),
                *_where(registration),
                _("Before, it was: %(was)s") % {"was": was},
                _("Can you come then too? If you cannot, say so by the link."),
            ],
            _("Open my registration"),
            registration.get_absolute_url(),
        )

    return _to_registered(registration, "event_changed", occasion, words)


def cancelled(registration: Registration, reason: str) -> Letter:
    """It is not held, and why."""
    event = registration.event

    def words() -> Words:
        return Words(
            _("Cancelled: %(title)s") % {"title": event.title},
            [when(event), _("The event is cancelled."), reason, _("You need not do anything more.")],
            _("Open the event"),
            event.get_absolute_url(),
        )

    return _to_registered(registration, "event_cancelled", "", words)


def reminder(registration: Registration) -> Letter:
    """Soon. Once for each registration and each time that was set."""
    event = registration.event

    def words() -> Words:
        return Words(
            _("Soon: %(title)s") % {"title": event.title},
            [
                when(event),
                *_where(registration),
                _("Can you not come? Say so by the link, and somebody else gets the place."),
            ],
            _("Open my registration"),
            registration.get_absolute_url(),
        )

    begins = event.starts_at.isoformat() if event.starts_at else ""
    return _to_registered(registration, "event_reminder", begins, words)


def feedback(registration: Registration) -> Letter:
    """How was it? The link is the same for all, so that nobody can tell who has answered what."""
    event = registration.event

    def words() -> Words:
        return Words(
            _("How was it? %(title)s") % {"title": event.title},
            [
                _("Thank you for taking part. Three short questions help us to do better."),
                _("Nobody can see who has answered what."),
            ],
            _("Say what you thought"),
            reverse("events:feedback", args=[event.feedback_key]),
        )

    return _to_registered(registration, "event_feedback", "", words)


def _others(event: Event, actor: User | None) -> list[User]:
    return [each for each in posters_of(event) if each != actor]


def _where(registration: Registration) -> list[str]:
    event = registration.event
    if registration.how == How.REMOTE and not event.remote_url:
        return [_("Nobody can take part from a distance: %(why)s") % {"why": event.no_remote_reason}]
    if registration.standing == Standing.QUEUED:
        return [event.place]
    if registration.how == How.REMOTE:
        return [_("You take part from a distance, by this link: %(url)s") % {"url": event.remote_url}]
    return [_("You come to %(place)s.") % {"place": event.place}] if event.place else []


def _to_people(
    event: Event, kind: str, occasion: object, people: Iterable[User], words: Callable[[], Words]
) -> list[Letter]:
    return [write(event, kind, f"{occasion}:{to.pk}", to.email, to.language, words) for to in people]


def _to_registered(
    registration: Registration, kind: str, occasion: object, words: Callable[[], Words]
) -> Letter:
    key = f"{registration.pk}:{occasion}"
    return write(registration.event, kind, key, registration.email, registration.language, words, secret=True)


def write(
    event: Event,
    kind: str,
    occasion: str,
    to: str,
    language: str,
    words: Callable[[], Words],
    *,
    secret: bool = False,
) -> Letter:
    """A letter about an event, in the one frame; twice for the same occasion: the first."""
    return compose_words(
        event.agreement,
        lambda: replace(words(), heading=event.title),
        key=f"{kind}:{event.pk}:{occasion}",
        kind=kind,
        to=to,
        language=language,
        secret=secret,
    )
