"""Whose position the cases of a region await: who has a voice in one if all who are silent take part, and is silent."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from agreement.states import SeatKind
from membership.balance import voices_of
from membership.models import Application
from membership.permissions import Capacities
from membership.quorum import Decider
from membership.states import Opinion, Stand

if TYPE_CHECKING:
    from accounts.models import User
    from agreement.models import Agreement

AT_ONCE = 500  # cases whose positions are read together


@dataclass
class Awaited:
    """What awaits one person. `until` is the last day (Swedish) on which the case that is decided first without them
    still waits for them; None if none does.
    """

    person: User
    cases: int = 0
    oldest: dt.date = field(default_factory=timezone.localdate)
    until: dt.date | None = None


def awaited_in(agreement: Agreement) -> list[Awaited]:
    """Everybody whose position the region's cases await, today. A case that is closed to somebody does not await them
    (MEM-45), nor does one that awaits a supplement. Reads the positions of many cases at once.
    """
    decider = Decider(Capacities(AnonymousUser()))
    found: dict[int, Awaited] = {}
    waiting = Application.objects.awaiting_decision().filter(agreement=agreement).oldest_first()
    keys = list(waiting.values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        cases = list(waiting.filter(pk__in=keys[start : start + AT_ONCE]))
        decider.look_at(cases)
        decider.look_at_positions(cases)
        for case in cases:
            case.agreement = agreement
            _count(case, decider, found)
    return [found[pk] for pk in sorted(found)]


def _count(case: Application, decider: Decider, found: dict[int, Awaited]) -> None:
    group, said, until = decider.group(case), decider.positions(case), decider.waits_until(case)
    stands = {
        user: Stand.ABSENT if opinion == Opinion.AWAY else Stand(opinion.value)
        for user, opinion in said.items()
    }
    places = group.places(stands | dict.fromkeys(decider.recused(case), Stand.RECUSED))
    people = {each.holder: each.holding.user for each in group.sittings if each.holding}
    for voice in voices_of(places):
        person = people[voice.place.holder]
        if person.pk in said or not person.is_active:
            continue
        awaits = found.setdefault(person.pk, Awaited(person))
        awaits.cases += 1
        if case.submitted_at is not None:
            awaits.oldest = min(awaits.oldest, timezone.localdate(case.submitted_at))
        if until is not None and voice.place.kind == SeatKind.ORDINARY:
            awaits.until = min(awaits.until or until, until)
