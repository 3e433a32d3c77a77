"""Nothing personal stays of those who registered: rows lose it, and the letters to them go (GDPR 5.1 e)."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from events.emails import TO_REGISTERED
from events.models import Registration
from events.states import Standing, State
from letters.models import Letter

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db import models

    from events.models import Event

# A registration that nobody confirmed is somebody's address and nothing else: it does not stay.
UNCONFIRMED_LIVES = dt.timedelta(days=3)
NOTHING_PERSONAL = {"name": "", "email": "", "organisation": "", "needs": "", "user": None}


def forget_participants(event: Event) -> int:
    """Remove name, address, organisation and needs of everybody who registered, and the letters to them; says how many.

    That somebody came, and how, stays for the figures. Links lead nowhere afterwards. Refuses nothing: before the event
    is over nobody is forgotten. Twice: nobody the second time.
    """
    if not (event.is_over or event.state == State.CANCELLED):
        return 0
    done = 0
    with transaction.atomic():
        Registration.objects.filter(event=event, standing=Standing.ASKED).delete()
        for pk in Registration.objects.filter(event=event, forgotten_at=None).values_list("pk", flat=True):
            done += Registration.objects.filter(pk=pk, forgotten_at=None).update(
                **NOTHING_PERSONAL, key=uuid.uuid4(), forgotten_at=timezone.now()
            )
        _letters(event.pk).delete()
    return done


def forget_unconfirmed(event: Event) -> int:
    """Remove what nobody has confirmed for three days, with its letters: it may be somebody else's address.

    Says how many. The caller holds the event's row, or does not mind that one is confirmed in the same moment: that one
    stays. Twice: nothing more.
    """
    old = timezone.now() - UNCONFIRMED_LIVES
    unconfirmed = Registration.objects.filter(event=event, standing=Standing.ASKED, asked_at__lt=old)
    with transaction.atomic():
        pks = list(unconfirmed.select_for_update().values_list("pk", flat=True))
        if pks:
            _letters(event.pk, pks).delete()
            Registration.objects.filter(pk__in=pks, standing=Standing.ASKED).delete()
    return len(pks)


def forget_one(registration: Registration) -> None:
    """Remove what is personal of somebody who does not come, and the letters to them. The caller holds the row."""
    for field, nothing in NOTHING_PERSONAL.items():
        setattr(registration, field, nothing)
    registration.save(update_fields=[*NOTHING_PERSONAL])
    _letters(registration.event_id, [registration.pk]).delete()


def _letters(event: int, registrations: Iterable[int] = ()) -> models.QuerySet[Letter]:
    """Those to people who registered for the event, or to these of them. Their keys begin with kind, event and row."""
    about = [f"{kind}:{event}:" for kind in TO_REGISTERED]
    if registrations:
        about = [f"{begin}{pk}:" for begin in about for pk in registrations]
    begins = Q()
    for begin in about:
        begins |= Q(key__startswith=begin)
    return Letter.objects.filter(begins, kind__in=TO_REGISTERED)
