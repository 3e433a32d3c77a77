"""What other rooms' pages show of the members."""

from __future__ import annotations

from typing import Any

from django import template

from agreement.models import Region
from membership.member_list import where_active
from membership.models import Membership

register = template.Library()
NEWEST = 3


@register.inclusion_tag("membership/_newest.html")
def newest_members(region: Region) -> dict[str, Any]:
    """How many have joined, and the newest three, for a region's front page. Three queries."""
    members = Membership.objects.in_region(region).current()
    return {
        "region": region,
        "total": members.count(),
        "newest": [
            {
                "name": each.organisation.name,
                "slug": each.slug,
                "since": each.since,
                "where": where_active(each.organisation),
            }
            for each in members.for_public().newest()[:NEWEST]
        ],
    }
