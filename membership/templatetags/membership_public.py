"""What other rooms' pages show of the members."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

from membership.figures import Figures, figures
from membership.member_list import where_active

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agreement.models import Municipality, Region

register = template.Library()


@register.simple_tag
def member_figures(region: Region, municipalities: Sequence[Municipality]) -> Figures:
    """How many have joined, where they are active, and the newest. Two queries."""
    return figures(region, municipalities)


@register.inclusion_tag("membership/_newest.html")
def newest_members(region: Region, members: Figures) -> dict[str, Any]:
    """How many have joined, and the newest of them, for a region's front page. No query."""
    return {
        "region": region,
        "total": members.total,
        "newest": [
            {
                "name": each.organisation.name,
                "slug": each.slug,
                "since": each.since,
                "where": where_active(each),
            }
            for each in members.newest
        ],
    }
