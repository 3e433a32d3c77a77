"""What a person is in which region, today: looked up once, so that a list costs no more queries than one event."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from django.apps import apps
from django.contrib.auth.models import AnonymousUser

from events.states import SHOWN, Audience, By
from meetings.permissions import Parts

if TYPE_CHECKING:
    from accounts.models import User
    from agreement.models import Agreement, Party, Region
    from events.models import Event
    from membership.models import Membership


class Reach:
    """Which events a person sees, posts and looks after, today (Swedish date)."""

    def __init__(self, user: User | AnonymousUser) -> None:
        self.user = user
        self.parts = None if isinstance(user, AnonymousUser) else Parts(user)

    @cached_property
    def memberships(self) -> list[Membership]:
        """Those of the person's organisations that are members today."""
        rows = apps.get_model("membership", "Membership").objects.of(self.user).current()
        return list(rows.select_related("organisation", "agreement__region").distinct().order_by("pk"))

    @cached_property
    def parties(self) -> dict[int, list[Party]]:
        """For each agreement the parties for which the person sits in a group."""
        found: dict[int, list[Party]] = {}
        for body in self.bodies:
            holding = self.parts._holdings[body] if self.parts else None  # noqa: SLF001 -- the room below, by id
            party = holding.seat.party if holding else None
            if party is not None and party not in found.setdefault(party.agreement_id, []):
                found[party.agreement_id].append(party)
        return found

    @property
    def bodies(self) -> list[int]:
        """Ids of the groups in which the person sits."""
        return self.parts.bodies if self.parts else []

    @property
    def kept_regions(self) -> list[int]:
        """Ids of the regions whose secretariat the person belongs to."""
        return self.parts.kept_regions if self.parts else []

    @cached_property
    def agreements_of_groups(self) -> list[int]:
        """Ids of the agreements in whose groups the person sits."""
        if not self.bodies:
            return []
        bodies = apps.get_model("agreement", "Body").objects.filter(pk__in=self.bodies)
        return list(bodies.order_by().values_list("agreement", flat=True).distinct())

    @property
    def agreements(self) -> list[int]:
        """Ids of the agreements that the person belongs to: by an organisation that has joined, or by a group."""
        return sorted({each.agreement_id for each in self.memberships} | set(self.agreements_of_groups))

    @property
    def organisations(self) -> list[int]:
        return [each.organisation_id for each in self.memberships]

    @property
    def has_any(self) -> bool:
        return bool(self.kept_regions or self.agreements)

    def keeps(self, agreement: Agreement) -> bool:
        """Whether the person belongs to the secretariat of the agreement's region."""
        return agreement.region_id in self.kept_regions

    def may_post_in(self, region: Region) -> bool:
        """A member organisation's people, everybody who sits in a group, and the secretariat (PLAN-16)."""
        return region.pk in self.kept_regions or region.agreement.pk in self.agreements

    def posts(self, event: Event) -> bool:
        """Whether the event is the person's own: they posted it, or work for the organisation that did.

        Whoever has left the agreement's organisations and groups posts nothing any more.
        """
        if event.agreement_id not in self.agreements and not self.keeps(event.agreement):
            return False
        is_own = event.organisation_id is not None and event.organisation_id in self.organisations
        return is_own or (not self.user.is_anonymous and event.posted_by_id == self.user.pk)

    def looks_after(self, event: Event) -> bool:
        """Those who post it and the secretariat: participants, attendance, what people thought."""
        return self.posts(event) or self.keeps(event.agreement)

    def sees(self, event: Event) -> bool:
        """The predicate of `EventQuerySet.visible_to`."""
        if self.looks_after(event):
            return True
        if event.state not in SHOWN:
            return False
        if event.audience == Audience.OPEN:
            return True
        if event.audience == Audience.MEMBERS:
            return event.agreement_id in self.agreements
        return event.body_id in self.bodies

    def of(self, event: Event) -> set[By]:
        """In which capacities the person takes steps with the event."""
        found = set()
        if self.posts(event):
            found.add(By.POSTER)
        if self.keeps(event.agreement):
            found.add(By.SECRETARIAT)
        return found
