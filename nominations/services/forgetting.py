"""Nothing personal stays of those who were not chosen: the steps, the dates and the organisation do (GDPR 5.1 e)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from nominations.models import Nomination
from nominations.states import UNCHOSEN, RoundState

if TYPE_CHECKING:
    from nominations.models import NominationRound


def forget_unchosen(round_: NominationRound) -> int:
    """Remove name, address, role, motivation and place of everybody in the round who was not chosen; says how many.

    Refuses nothing: of a round that is not over nobody is forgotten. Twice: nobody the second time. What letters said
    goes when letters go (docs/operations.md).
    """
    if round_.state not in (RoundState.DECIDED, RoundState.CANCELLED):
        return 0
    done = 0
    with transaction.atomic():
        for nomination in Nomination.objects.filter(round=round_, state__in=UNCHOSEN, forgotten_at=None):
            nomination.brings.clear()
            done += Nomination.objects.filter(pk=nomination.pk, forgotten_at=None).update(
                nominee_name="",
                nominee_email="",
                nominee_role="",
                motivation="",
                municipality=None,
                answer_key=uuid.uuid4(),
                forgotten_at=timezone.now(),
            )
    return done
