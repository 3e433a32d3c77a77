"""What can be found of this room: rounds and forums."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from agreement.gathering import gather
from agreement.search import Findable
from nominations.models import Forum, NominationRound

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agreement.models import Region


def source(region: Region, words: list[str]) -> Iterable[Findable]:
    """Rounds that are not drafts, and every forum. One query."""
    rounds = NominationRound.objects.public().filter(agreement=region.agreement)
    forums_of_region = Forum.objects.filter(agreement=region.agreement)
    found = gather(
        {
            "rounds": rounds.only("slug", "title", "about", "closes_on"),
            "forums": forums_of_region.only("slug", "name", "purpose", "order"),
        }
    )
    for each in found["rounds"]:
        yield Findable(
            kind=_("Nominations"),
            title=each.title,
            url=reverse("nominations:round", args=[region.slug, each.slug]),
            text=each.about,
        )
    forums = reverse("nominations:forums", args=[region.slug])
    for forum in found["forums"]:
        yield Findable(
            kind=_("Forum"),
            title=forum.name,
            url=f"{forums}#{forum.slug}",
            text=forum.purpose,
        )
