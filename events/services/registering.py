"""Register, confirm, unregister: who has a place and who waits is decided while the event's row is held."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from events import emails
from events.models import Event, Registration
from events.permissions import Reach
from events.services.forgetting import forget_one, forget_unconfirmed
from events.services.planning import plan_tidying
from events.states import How, Standing, State
from events.steps import write_down
from steps.exceptions import StepNotAllowed

if TYPE_CHECKING:
    from accounts.models import User

ANOTHER_LETTER = dt.timedelta(minutes=10)


def register(
    event: Event,
    *,
    name: str,
    email: str,
    how: How,
    needs: str = "",
    organisation: str = "",
    user: User | None = None,
) -> Registration:
    """Somebody wants to come. A letter with a link goes to the address; nothing counts before it is confirmed.

    Who is signed in with that address has confirmed it already, and is registered at once. The same address again: no
    second registration; the letter with the link goes again (not more often than every ten minutes), so that the page
    tells nobody whether an address was there before. Until it is confirmed the last words count, for the first may be
    somebody else's; afterwards only those of who is signed in with the address. Refuses with StepNotAllowed: not open
    for registration, not for this person, no way in of that kind.
    """
    email = email.strip().lower()
    own = user is not None and user.email == email
    with transaction.atomic():
        event = held(event)
        if not event.is_open_for_registration:
            raise StepNotAllowed(_("It is not possible to register now."))
        if user is not None and not Reach(user).sees(event):
            raise StepNotAllowed
        if how == How.REMOTE and not event.remote_url:
            raise StepNotAllowed(
                _("Nobody can take part from a distance: %(why)s") % {"why": event.no_remote_reason}
            )
        if how == How.HERE and not event.place:
            raise StepNotAllowed(_("This is held at a distance only."))
        now = timezone.now()
        forget_unconfirmed(event)
        found = event.registrations.open().filter(email=email).first() or Registration(
            event=event, email=email, how=how
        )
        found.event = event
        if own or found.standing == Standing.ASKED:
            found.name, found.organisation, found.needs = name.strip(), organisation.strip(), needs.strip()
            found.language = translation.get_language() or "sv"
            if found.standing == Standing.ASKED:
                found.how, found.asked_at = how, now  # the new letter's link lives as long as it says
            if own:
                found.user = user
            found.save()
        if own:
            return _settle(found)
        if found.standing == Standing.ASKED:
            plan_tidying(event)
        occasion = str(int(now.timestamp() // ANOTHER_LETTER.total_seconds()))
        if found.standing == Standing.ASKED:
            emails.confirm(found, occasion)
        else:
            emails.standing(found, occasion)
    return found


def confirm(registration: Registration) -> Registration:
    """The button behind the link: it is me. Gives a place, or the next number of the waiting list.

    Refuses with StepNotAllowed: unregistered, forgotten, cancelled, or registration has closed. Twice: the first
    stands.
    """
    with transaction.atomic():
        event = held(registration.event)
        registration = _held_row(event, registration)
        if registration.standing in (Standing.PLACED, Standing.QUEUED):
            return registration
        if registration.standing == Standing.LEFT or registration.forgotten_at:
            raise StepNotAllowed(_("You have unregistered. Register again if you want to come."))
        if not event.is_open_for_registration:
            raise StepNotAllowed(_("It is not possible to register now."))
        registration.event = event
        return _settle(registration)


def unregister(registration: Registration) -> Registration:
    """I cannot come. The place goes to the next on the waiting list, who gets a letter.

    Name, address, needs and the letters go at once: nobody needs them any more. Refuses with StepNotAllowed: the event
    has begun. Twice: nothing more happens.
    """
    with transaction.atomic():
        event = held(registration.event)
        registration = _held_row(event, registration)
        if registration.standing != Standing.LEFT:
            _leave(registration, event)
    return registration


def unregister_for(registration: Registration, *, actor: User) -> Registration:
    """Those who hold the event take a registration away: somebody has called, or it was nobody. A letter says so.

    Refuses with StepNotAllowed: not theirs, or the event has begun. Twice: nothing more happens.
    """
    with transaction.atomic():
        event = held(registration.event)
        if not Reach(actor).looks_after(event):
            raise StepNotAllowed
        registration = _held_row(event, registration)
        if registration.standing in (Standing.PLACED, Standing.QUEUED):
            to, language = registration.email, registration.language
            _leave(registration, event)
            registration.event = event
            emails.removed(registration, to, language)
            write_down(event, "unregister", actor=actor)
    return registration


def _held_row(event: Event, registration: Registration) -> Registration:
    """The row as it is now, under the event's lock. Refuses when nobody confirmed in time, and it is gone."""
    found: Registration | None = event.registrations.select_for_update().filter(pk=registration.pk).first()
    if found is None:
        raise StepNotAllowed(_("The link does not work any more. Register again."))
    return found


def _leave(registration: Registration, event: Event) -> None:
    """The place is free. Both rows are held."""
    if event.starts_at is not None and event.starts_at <= timezone.now():
        raise StepNotAllowed(_("It has begun."))
    registration.standing = Standing.LEFT
    registration.left_at = timezone.now()
    registration.save(update_fields=["standing", "left_at"])
    forget_one(registration)
    fill_places(event)


def fill_places(event: Event) -> int:
    """Give free places to those who have waited longest; says how many. The caller holds the event's row.

    Nobody is moved when the event has begun or is cancelled.
    """
    if event.state != State.PUBLISHED or event.starts_at is None or event.starts_at <= timezone.now():
        return 0
    moved = 0
    for waiting in event.registrations.queue().select_for_update():
        if not _has_room(event):
            break
        waiting.event = event
        waiting.standing = Standing.PLACED
        waiting.save(update_fields=["standing"])
        emails.standing(waiting, "offered")
        moved += 1
    return moved


def places_left(event: Event) -> int | None:
    """How many can still come on site; None where there is no limit."""
    if event.places is None:
        return None
    taken: int = event.registrations.taking_places().count()
    return max(0, event.places - taken)


def held(event: Event) -> Event:
    """The event's row, so that two people cannot count the same last place."""
    rows = Event.objects.select_for_update(of=("self",)).select_related("agreement__region")
    found: Event = rows.get(pk=event.pk)
    return found


def _settle(registration: Registration) -> Registration:
    """Give a place or a number of the waiting list. The event's row is held, and is `registration.event`."""
    if registration.standing != Standing.ASKED:
        return registration
    event = registration.event
    last = event.registrations.aggregate(last=Max("number"))["last"] or 0
    # Nobody goes past those who wait.
    has_room = registration.how == How.REMOTE or (
        _has_room(event) and not event.registrations.queue().exists()
    )
    registration.standing = Standing.PLACED if has_room else Standing.QUEUED
    registration.number = last + 1
    registration.confirmed_at = timezone.now()
    registration.save(update_fields=["standing", "number", "confirmed_at"])
    emails.standing(registration, "confirmed")
    return registration


def _has_room(event: Event) -> bool:
    left = places_left(event)
    return left is None or left > 0
