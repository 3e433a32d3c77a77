"""After an event: who came, and what people thought."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import Event, Feedback, Registration
from events.permissions import Reach
from events.states import State
from events.steps import write_down
from steps.exceptions import StepNotAllowed

if TYPE_CHECKING:
    from collections.abc import Collection

    from accounts.models import User
    from events.states import Grade

# Fewer answers than this are not shown: with one or two, everybody knows whose they are.
FEWEST_ANSWERS = 3


def mark_attendance(
    event: Event, *, actor: User, came: Collection[int], among: Collection[int] | None = None
) -> int:
    """Write down who came, by the ids of registrations; those who were asked about and are not named did not.

    `among`: who was asked about, everybody if None. Says how many have come in all. Refuses with StepNotAllowed:
    neither those who post it nor the secretariat, it has not begun, or names have been removed: then nobody could be
    ticked. The last one counts.
    """
    if not Reach(actor).looks_after(event):
        raise StepNotAllowed
    if event.starts_at is None or event.starts_at > timezone.now():
        raise StepNotAllowed(_("It has not begun."))
    known = Registration.objects.filter(event=event, forgotten_at=None).placed()
    if not known.exists() and event.registrations.exclude(forgotten_at=None).exists():
        raise StepNotAllowed(_("Names and addresses have been removed, as was said when people registered."))
    with transaction.atomic():
        asked = known if among is None else known.filter(pk__in=among)
        asked.exclude(pk__in=came).update(attended=False)
        asked.filter(pk__in=came).update(attended=True)
        number: int = known.filter(attended=True).count()
        write_down(event, "attendance", actor=actor, note=str(number))
    return number


def give_feedback(event: Event, *, grade: Grade, good: str = "", better: str = "") -> Feedback:
    """Keep what somebody thought, without whom. Refuses with StepNotAllowed: it is not over, not held, or long ago."""
    if event.state != State.PUBLISHED or not event.is_over:
        raise StepNotAllowed(_("You can say what you thought when it is over."))
    if is_too_late_for_feedback(event):
        raise StepNotAllowed(_("The time for answers is over."))
    return Feedback.objects.create(event=event, grade=grade, good=good.strip(), better=better.strip())


def is_too_late_for_feedback(event: Event) -> bool:
    """Answers are taken as long as registrations are kept: nobody watches the link after that."""
    closes = event.ends_at + dt.timedelta(days=event.keep_days) if event.ends_at else None
    return closes is not None and closes < timezone.now()
