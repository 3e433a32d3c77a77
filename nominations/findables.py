"""What can be found of this room: rounds and forums."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from agreement.search import Findable
from nominations.models import Forum, NominationRound

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet

    from agreement.models import Region


def sets(region: Region) -> Mapping[str, QuerySet[Any]]:
    """Rounds that are not drafts, and every forum."""
    rounds = NominationRound.objects.public().filter(agreement=region.agreement)
    forums_of_region = Forum.objects.filter(agreement=region.agreement)
    return {
        "rounds": rounds.only("slug", "title", "about", "closes_on"),
        "forums": forums_of_region.only("slug", "name", "purpose", "order"),
    }


def found(region: Region, rows: Mapping[str, list[Any]]) -> Iterable[Findable]:
    for each in rows["rounds"]:
        yield Findable(
            kind=_("Nominations"),
            title=each.title,
            url=reverse("nominations:round", args=[region.slug, each.slug]),
            text=each.about,
        )
    forums = reverse("nominations:forums", args=[region.slug])
    for forum in rows["forums"]:
        yield Findable(
            kind=_("Forum"),
            title=forum.name,
            url=f"{forums}#{forum.slug}",
            text=forum.purpose,
        )
