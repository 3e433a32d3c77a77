"""How an agreement stands today: what staff recorded about it and what its main parties have told, in one place.

The rule (AGR-22 … AGR-24): an agreement that has ended, has ended. Else, while a party's request for renegotiation is
open, it is being renegotiated, whatever else was recorded. A withdrawal is told with its two days until it is closed; a
party that withdrew has left from the day on which the withdrawal counts, unless it was closed before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from agreement.models import PartyNotice
from agreement.states import NoticeKind, Standing

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from agreement.models import Agreement, Region


@dataclass(frozen=True)
class Told:
    """An open notice, as the line about it says it."""

    notice: PartyNotice
    is_withdrawal: bool
    has_left: bool


@dataclass(frozen=True)
class StandingNow:
    """How the agreement stands on a day: the state, since when, what was noted, and the notices that are open."""

    state: str
    since: dt.date | None
    note: str
    told: Sequence[Told]

    @property
    def is_simply_in_force(self) -> bool:
        """Nothing has to be said: the state is the ordinary one and no party has given a notice."""
        return self.state in ("", Standing.ACTIVE) and not self.told


def has_left(notice: PartyNotice, day: dt.date) -> bool:
    """Whether the notice is a withdrawal that counts on `day`, and was not closed before it did."""
    if notice.kind != NoticeKind.WITHDRAWAL or notice.effective_on is None or notice.effective_on > day:
        return False
    return notice.closed_on is None or notice.closed_on >= notice.effective_on


def standing_on(agreement: Agreement, notices: Iterable[PartyNotice], day: dt.date) -> StandingNow:
    """How the agreement stands on `day` (Swedish date), by its notices, closed ones too."""
    told = [
        Told(each, each.kind == NoticeKind.WITHDRAWAL, has_left(each, day))
        for each in sorted(notices, key=lambda each: (each.notified_on, each.pk))
        if each.notified_on <= day and (each.closed_on is None or each.closed_on > day)
    ]
    asked = [each.notice.notified_on for each in told if not each.is_withdrawal]
    if asked and agreement.standing not in (Standing.RENEGOTIATION, Standing.ENDED):
        return StandingNow(Standing.RENEGOTIATION, asked[0], "", told)
    return StandingNow(agreement.standing, agreement.standing_since, agreement.standing_note, told)


def standing_today(region: Region) -> StandingNow:
    """How the region's agreement stands today. One query, and none for a region that was read for a public page
    (`agreement.public.all_regions`), which has its notices with it.
    """
    notices = getattr(region, "open_notices", None)
    if notices is None:
        given = PartyNotice.objects.open().filter(party__agreement__region=region)
        notices = list(given.select_related("party"))
    return standing_on(region.agreement, notices, timezone.localdate())
