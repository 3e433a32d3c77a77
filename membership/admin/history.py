"""What else is known about an organisation: its other cases and memberships, and who may be the same (MEM-49)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from membership.models import Application, Membership, OrganisationLink
from membership.states import Scope

if TYPE_CHECKING:
    from collections.abc import Sequence

    from membership.querysets import ApplicationQuerySet


@dataclass
class History:
    """What the case page tells about the organisation besides this application."""

    cases: list[Application] = field(default_factory=list)
    memberships: list[Membership] = field(default_factory=list)
    umbrellas: list[str] = field(default_factory=list)
    branches: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.cases or self.memberships or self.umbrellas or self.branches)


def history_of(application: Application, among: ApplicationQuerySet) -> History:
    """The organisation's earlier and other cases `among` those that the person may work with; its memberships and links
    are public.
    """
    organisation = application.organisation_id
    cases = among.filter(organisation=organisation).exclude(pk=application.pk)
    memberships = Membership.objects.filter(organisation=organisation).exclude(application=application)
    links = OrganisationLink.objects.filter(umbrella=organisation) | OrganisationLink.objects.filter(
        branch=organisation
    )
    history = History(
        list(cases.select_related("agreement__region").order_by("-submitted_at", "-pk")),
        list(memberships.select_related("agreement__region", "application").order_by("-since", "-pk")),
    )
    for link in links.select_related("umbrella", "branch").order_by("pk"):
        if link.umbrella_id == organisation:
            history.branches.append(link.branch.name)
        else:
            history.umbrellas.append(link.umbrella.name)
    return history


def alike(cases: Sequence[Application], among: ApplicationQuerySet) -> dict[int, list[Application]]:
    """For each case the received cases of other organisations that may be the same one: the name in another spelling,
    in the same agreement, and a municipality in common (or the whole county). Two queries for any number of cases,
    which come with their organisations.
    """
    found: dict[int, list[Application]] = {case.pk: [] for case in cases}
    keys = {case.pk: case.organisation.name_key for case in cases if case.organisation}
    wanted = {key for key in keys.values() if key}
    if not wanted:
        return found
    others = list(
        among.filter(agreement__in={case.agreement_id for case in cases}, organisation__name_key__in=wanted)
        .select_related("organisation")
        .prefetch_related("municipalities")
        .order_by("-submitted_at", "-pk")
    )
    places = {case.pk: _places(case) for case in others}
    for case in cases:
        mine = places.get(case.pk, set())
        for other in others:
            if (
                other.organisation_id != case.organisation_id
                and other.agreement_id == case.agreement_id
                and other.organisation.name_key == keys.get(case.pk)
                and not (case.number and other.number)  # two numbers are two organisations
                and (None in mine or None in places[other.pk] or mine & places[other.pk])
            ):
                found[case.pk].append(other)
    return found


def _places(case: Application) -> set[int | None]:
    """Where it is active; None is the whole county."""
    if case.scope != Scope.SEVERAL:
        return {None}
    return {place.pk for place in case.municipalities.all()}
