"""A vacancy that no alternate takes becomes a call: a draft of a round for the rest of the term (CRO-15)."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agreement.keeping import free_address
from nominations import emails
from nominations.models import NominationRound
from nominations.states import RoundState
from nominations.steps import hold
from nominations.vacant import choices_of, vacancies

OPEN_FOR, SHORTEST = dt.timedelta(days=28), dt.timedelta(days=60)
SAME = (
    *("agreement", "about", "body", "forum", "co_opted", "alternates_sought"),
    *("theme", "for_young", "compensation", "how_chosen", "answer_days", "keep_days"),
)


def prepare_call(round_: NominationRound, key: str) -> NominationRound | None:
    """Make the draft and tell the secretariat. Nobody but people publishes it: they look at its words first.

    None where the place is no longer vacant, or so little of the term is left that a call is no use; then the
    letter says so. The row of work that calls this is one for each vacancy, so it happens once.
    """
    with transaction.atomic():
        hold(round_)
        today = timezone.localdate()
        vacancy = next((each for each in vacancies(choices_of(round_), today) if each.key == key), None)
        if vacancy is None:
            return None
        closes, last = today + OPEN_FOR, vacancy.choice.to_on
        call = None
        if last is None or last >= closes + SHORTEST:
            call = NominationRound(
                **{name: getattr(round_, name) for name in SAME},
                title=_title(round_),
                opens_on=today,
                closes_on=closes,
                seats_sought=1,
                term_from_on=max(vacancy.from_on, closes + dt.timedelta(days=14)),
                term_to_on=last,
                state=RoundState.DRAFT,
            )
            call.slug = free_address(call, call.title)
            call.save()
            for wish in round_.wishes.all():
                wish.pk, wish.round = None, call
                wish._state.adding = True
                wish.save()
        emails.seat_vacant(round_, vacancy.key, call)
    return call


def _title(round_: NominationRound) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return _("%(what)s: a vacant seat") % {"what": str(round_.target)[:120]}
