"""Named sets: events that everybody sees, that somebody sees, and the registrations that take a place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from events.states import SHOWN, Audience, How, Kind, Standing, State

if TYPE_CHECKING:
    import datetime as dt

    from events.permissions import Reach


class EventQuerySet(models.QuerySet[Any]):
    """Events and notices."""

    def public(self) -> Self:
        """What everybody sees: open, and published or cancelled."""
        return self.filter(audience=Audience.OPEN, state__in=SHOWN)

    def visible_to(self, reach: Reach) -> Self:
        """What the person sees; the predicate for one is `Reach.sees`."""
        shown = Q(state__in=SHOWN) & (
            Q(audience=Audience.OPEN)
            | Q(audience=Audience.MEMBERS, agreement__in=reach.agreements)
            | Q(audience=Audience.GROUP, body__in=reach.bodies)
        )
        return self.filter(shown | self._looked_after(reach))

    def looked_after_by(self, reach: Reach) -> Self:
        """Those that the person posted, their organisations', and all of the regions they keep."""
        return self.filter(self._looked_after(reach))

    def posted_by(self, reach: Reach) -> Self:
        """Those that are the person's own; the predicate for one is `Reach.posts`."""
        return self.filter(self._posted_by(reach))

    def _looked_after(self, reach: Reach) -> Q:
        nobody_elses = ~Q(state=State.DRAFT) | Q(organisation=None, host_party=None)
        return (Q(agreement__region__in=reach.kept_regions) & nobody_elses) | self._posted_by(reach)

    def _posted_by(self, reach: Reach) -> Q:
        own = Q(posted_by=reach.user.pk, organisation=None) & (
            Q(agreement__region__in=reach.kept_regions) | Q(host_party__in=reach.party_ids)
        )
        for agreement, organisation in reach.hosts:
            own |= Q(agreement=agreement, organisation=organisation)
        return own

    def waiting(self) -> Self:
        """To be looked at by the secretariat, the one that has waited longest first."""
        return self.filter(state=State.SUBMITTED).order_by("submitted_at", "pk")

    def occasions(self) -> Self:
        return self.exclude(kind=Kind.NOTICE)

    def notices_on(self, day: dt.date) -> Self:
        """Notices that are still shown on a day (Swedish date), the newest first."""
        return self.filter(kind=Kind.NOTICE, shown_to__gte=day).order_by("-published_at", "-pk")

    def to_come(self) -> Self:
        return self.occasions().filter(ends_at__gte=timezone.now()).order_by("starts_at", "pk")


class RegistrationQuerySet(models.QuerySet[Any]):
    """Who has registered for events."""

    def placed(self) -> Self:
        return self.filter(standing=Standing.PLACED)

    def taking_places(self) -> Self:
        """Those on site: from a distance there is always room."""
        return self.placed().filter(how=How.HERE)

    def queue(self) -> Self:
        """The waiting list, in the order in which people confirmed."""
        return self.filter(standing=Standing.QUEUED).order_by("number", "pk")

    def open(self) -> Self:
        """Neither unregistered nor forgotten."""
        return self.exclude(standing=Standing.LEFT).filter(forgotten_at=None)
