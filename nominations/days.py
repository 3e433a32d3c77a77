"""The days of rounds for the region's calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from agreement.calendar import Day
from nominations.models import NominationRound
from nominations.states import RoundState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agreement.models import Region


def source(region: Region) -> Iterable[Day]:
    """From the first to the last day of each round that is published or decided."""
    rounds = NominationRound.objects.filter(
        agreement=region.agreement, state__in=(RoundState.PUBLISHED, RoundState.DECIDED)
    ).order_by("opens_on", "pk")
    for each in rounds:
        each.agreement = region.agreement
        each.agreement.region = region
        yield Day(
            key=f"nomination-{each.slug}",
            first=each.opens_on,
            last=each.closes_on,
            title=_("Nominations: %(what)s") % {"what": each.title},
            text=each.about,
            url=each.get_absolute_url(),
        )
