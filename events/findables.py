"""What can be found of this room: open events, and open notices as long as they are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from agreement.search import Findable
from events.models import Event
from events.states import Kind, State

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.db.models import QuerySet

    from agreement.models import Region


def sets(region: Region) -> Mapping[str, QuerySet[Any]]:
    """The rows to be read; closed events are never among them, whoever asks."""
    gone = Q(kind=Kind.NOTICE, shown_to__lt=timezone.localdate())
    shown = Event.objects.public().filter(agreement=region.agreement).exclude(gone)
    return {"events": shown.only("slug", "kind", "state", "title", "summary", "text", "place")}


def found(region: Region, rows: Mapping[str, list[Any]]) -> Iterator[Findable]:
    """The newest first."""
    for event in reversed(rows["events"]):
        yield Findable(
            kind=_("Cancelled") if event.state == State.CANCELLED else event.get_kind_display(),
            title=event.title,
            url=reverse("events:event", args=[region.slug, event.slug]),
            text=" ".join(filter(None, (event.summary, event.place, event.text))),
        )
