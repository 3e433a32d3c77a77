"""After an event: who came, what people thought, and nothing personal that stays."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import Event, Feedback, Registration
from events.permissions import Reach
from events.states import Standing, State
from events.steps import write_down
from steps.exceptions import StepNotAllowed

if TYPE_CHECKING:
    from collections.abc import Collection

    from accounts.models import User
    from events.states import Grade


def mark_attendance(event: Event, *, actor: User, came: Collection[int]) -> int:
    """Write down who came, by the ids of registrations; those not named did not. Says how many came.

    Refuses with StepNotAllowed: neither those who post it nor the secretariat, or it has not begun. The last one
    counts.
    """
    if not Reach(actor).looks_after(event):
        raise StepNotAllowed
    if event.starts_at is None or event.starts_at > timezone.now():
        raise StepNotAllowed(_("It has not begun."))
    with transaction.atomic():
        placed = Registration.objects.filter(event=event).placed()
        placed.exclude(pk__in=came).update(attended=False)
        number: int = placed.filter(pk__in=came).update(attended=True)
        write_down(event, "attendance", actor=actor, note=str(number))
    return number


def give_feedback(event: Event, *, grade: Grade, good: str = "", better: str = "") -> Feedback:
    """Keep what somebody thought, without whom. Refuses with StepNotAllowed: it is not over, or was not held."""
    if event.state != State.PUBLISHED or not event.is_over:
        raise StepNotAllowed(_("You can say what you thought when it is over."))
    return Feedback.objects.create(event=event, grade=grade, good=good.strip(), better=better.strip())


def forget_participants(event: Event) -> int:
    """Remove name, address, organisation and needs of everybody who registered; says of how many.

    That somebody came, and how, stays for the figures. Links lead nowhere afterwards. Refuses nothing: before the event
    is over nobody is forgotten. Twice: nobody the second time.
    """
    if not (event.is_over or event.state == State.CANCELLED):
        return 0
    done = 0
    with transaction.atomic():
        Registration.objects.filter(event=event, standing=Standing.ASKED).delete()
        there = Registration.objects.filter(event=event, forgotten_at=None)
        for pk in there.filter(~Q(email="")).values_list("pk", flat=True):
            done += Registration.objects.filter(pk=pk, forgotten_at=None).update(
                name="",
                email="",
                organisation="",
                needs="",
                user=None,
                key=uuid.uuid4(),
                forgotten_at=timezone.now(),
            )
    return done
