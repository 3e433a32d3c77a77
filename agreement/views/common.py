"""What several of the pages show alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import prefetch_related_objects
from django.urls import reverse

from agreement.states import BodyKind, Side

if TYPE_CHECKING:
    from agreement.models import Agreement, Body, Region


def streams(agreement: Agreement) -> list[dict[str, Any]]:
    """The parties as components/parties.html draws them."""
    prefetch_related_objects([agreement], "parties")
    return [
        {"name": party.name, "side_label": party.get_side_display(), "civil": party.side == Side.CIVIL}
        for party in agreement.parties.all()
    ]


def body_url(region: Region, body: Body) -> str:
    name = "body" if body.kind == BodyKind.LEADERSHIP else "development-body"
    return reverse(f"agreement:{name}", args=[region.slug])
