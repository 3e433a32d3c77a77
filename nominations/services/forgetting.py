"""Nothing personal stays of those who were not chosen: the steps, the dates and the organisation do (GDPR 5.1 e). Of
those who were chosen and have left, the name stays with the seat; why they were nominated does not.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from letters.models import Letter
from nominations.emails import KINDS, beginning
from nominations.models import Nomination, NominationEvent
from nominations.states import CHOSEN, LEAVING, UNCHOOSING, RoundState, State

if TYPE_CHECKING:
    from django.db import models

    from nominations.models import NominationRound


def forget_unchosen(round_: NominationRound) -> int:
    """Remove name, address, role, motivation and place of everybody in the round who was not chosen, and all but the
    name of those who left as long ago as the round has stated; says how many.

    Whose choice was corrected is kept as long from that day. The letters to them and about them go as well. Refuses
    nothing: of a round that is not over nobody is forgotten. Twice: nobody the second time.
    """
    if round_.state not in (RoundState.DECIDED, RoundState.CANCELLED):
        return 0
    long_ago = timezone.now() - dt.timedelta(days=round_.keep_days)
    gone = NominationEvent.objects.filter(step__in=LEAVING, at__lte=long_ago)
    # Whose choice was corrected is forgotten as long after that: a row of work of its own sees to it.
    lately = NominationEvent.objects.filter(step__in=UNCHOOSING, at__gt=long_ago)
    rows = Nomination.objects.filter(round=round_, forgotten_at=None).exclude(state__in=CHOSEN)
    done = 0
    with transaction.atomic():
        for nomination in rows.exclude(state=State.LEFT).exclude(events__in=lately):
            done += _forget(nomination, nominee_name="")
        for nomination in rows.filter(state=State.LEFT, events__in=gone).distinct():
            done += _forget(nomination)
    return done


def _forget(nomination: Nomination, **more: str) -> int:
    nomination.brings.clear()
    _letters(nomination).delete()
    return Nomination.objects.filter(pk=nomination.pk, forgotten_at=None).update(
        nominee_email="",
        nominee_role="",
        motivation="",
        municipality=None,
        answer_key=uuid.uuid4(),
        forgotten_at=timezone.now(),
        **more,
    )


def _letters(nomination: Nomination) -> models.QuerySet[Letter]:
    """Those about the nomination that are done with; what still waits is sent first. Keys begin with kind and row."""
    begins = Q()
    for kind in KINDS:
        begins |= Q(key__startswith=beginning(kind, nomination))
    return Letter.objects.filter(begins).exclude(done_at=None, failed_at=None)
