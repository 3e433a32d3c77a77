"""What can be found in the membership room: how to join, and those who have joined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from agreement.alphabet import folded, swedish_key
from agreement.search import Findable
from membership.models import Membership

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agreement.models import Region


def source(region: Region, words: list[str]) -> Iterator[Findable]:
    """The page about joining, and the members whose name has every word.

    One query, of names and addresses only, whatever the number of members.
    """
    agreement = region.agreement
    yield Findable(
        _("Join"),
        _("Join the agreement"),
        reverse("membership:join", args=[region.slug]),
        " ".join((agreement.who_may_join, agreement.declaration)),
    )
    members = Membership.objects.in_region(region).current()
    fitting = [
        (swedish_key(name), name, slug)
        for name, slug in members.values_list("organisation__name", "slug")
        if all(word in folded(name) for word in words)
    ]
    label = _("Has joined")
    for _key, name, slug in sorted(fitting):
        yield Findable(label, name, reverse("membership:member", args=[region.slug, slug]))
