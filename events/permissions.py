"""What a person is in which region, today: looked up once, so that a list costs no more queries than one event."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from django.apps import apps

from agreement.offices import Offices
from events.states import SHOWN, Audience, By, State

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from agreement.models import Agreement, Party, Region
    from events.models import Event
    from membership.models import Membership


class Reach:
    """Which events a person sees, posts and looks after, today (Swedish date)."""

    def __init__(self, user: User | AnonymousUser, offices: Offices | None = None) -> None:
        self.user = user
        self.offices = offices or Offices(user)

    @cached_property
    def memberships(self) -> list[Membership]:
        """Those of the person's organisations that are members today."""
        rows = apps.get_model("membership", "Membership").objects.of(self.user).current()
        return list(rows.select_related("organisation", "agreement__region").distinct().order_by("pk"))

    @cached_property
    def parties(self) -> dict[int, list[Party]]:
        """For each agreement the parties for which the person sits in a group."""
        sits_for = {each.party for each in self.offices.all if each.body and each.party}
        found: dict[int, list[Party]] = {}
        for party in apps.get_model("agreement", "Party").objects.filter(pk__in=sits_for) if sits_for else ():
            found.setdefault(party.agreement_id, []).append(party)
        return found

    @property
    def bodies(self) -> list[int]:
        """Ids of the groups in which the person sits."""
        return sorted(self.offices.bodies)

    @property
    def kept_regions(self) -> list[int]:
        """Ids of the regions whose secretariat the person belongs to."""
        return sorted(self.offices.kept)

    @property
    def agreements_of_groups(self) -> list[int]:
        """Ids of the agreements in whose groups the person sits."""
        return sorted(
            {each.agreement for each in self.offices.all if each.body and each.agreement is not None}
        )

    @property
    def agreements(self) -> list[int]:
        """Ids of the agreements that the person belongs to: by an organisation that has joined, or by a group."""
        return sorted({each.agreement_id for each in self.memberships} | set(self.agreements_of_groups))

    @property
    def hosts(self) -> list[tuple[int, int]]:
        """Agreement and organisation, by id, of each membership of the person's organisations."""
        return [(each.agreement_id, each.organisation_id) for each in self.memberships]

    @property
    def party_ids(self) -> list[int]:
        """Ids of the parties for which the person sits in a group."""
        return [party.pk for parties in self.parties.values() for party in parties]

    @property
    def has_any(self) -> bool:
        return bool(self.kept_regions or self.agreements)

    def keeps(self, agreement: Agreement) -> bool:
        """Whether the person belongs to the secretariat of the agreement's region."""
        return self.offices.keeps(agreement.region_id)

    def may_post_in(self, region: Region) -> bool:
        """A member organisation's people, everybody who sits in a group, and the secretariat (PLAN-16)."""
        return self.offices.keeps(region.pk) or region.agreement.pk in self.agreements

    def posts(self, event: Event) -> bool:
        """Whether the event is the person's own: their organisation's, or one that they posted for their party or the
        secretariat.

        Whoever has left the organisation, the party's seat or the secretariat looks after its events no more.
        """
        if event.organisation_id is not None:
            return (event.agreement_id, event.organisation_id) in self.hosts
        if self.user.is_anonymous or event.posted_by_id != self.user.pk:
            return False
        return self.keeps(event.agreement) or event.host_party_id in self.party_ids

    def looks_after(self, event: Event) -> bool:
        """Those who post it and the secretariat: participants, attendance, what people thought.

        What an organisation or a party writes is its own until it is sent in: no authority opens it before (LAW-P1).
        """
        is_of_another = event.organisation_id is not None or event.host_party_id is not None
        if event.state == State.DRAFT and is_of_another:
            return self.posts(event)
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
        return event.body_id in self.offices.bodies

    def of(self, event: Event) -> set[By]:
        """In which capacities the person takes steps with the event."""
        found = set()
        if self.posts(event):
            found.add(By.POSTER)
        if self.keeps(event.agreement) and self.looks_after(event):
            found.add(By.SECRETARIAT)
        return found


def posters_of(event: Event) -> list[User]:
    """Whose event it is today: the people of `Reach.posts`, for letters.

    Whoever has left the organisation, the party's seat or the secretariat is none of them.
    """
    if event.organisation_id is None:
        return [event.posted_by] if Reach(event.posted_by).posts(event) else []
    members = apps.get_model("membership", "Membership").objects.current()
    joined = members.filter(agreement=event.agreement_id, organisation=event.organisation_id)
    people = apps.get_model("accounts", "User").objects.filter(is_active=True)
    return list(
        people.filter(application_access__application__membership__in=joined).distinct().order_by("pk")
    )
