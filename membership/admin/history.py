"""What else is known about an organisation: its other cases and memberships, and who may be the same (MEM-49)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from membership.models import Application, Membership, Organisation, OrganisationLink
from membership.states import Scope

if TYPE_CHECKING:
    from collections.abc import Sequence

    from membership.querysets import ApplicationQuerySet

REGION = ("agreement__region__slug", "agreement__region__name")
OF_A_CASE = ("reference", "status", "submitted_at", *REGION)
OF_A_MEMBER = ("application", "slug", "since", "ended_on", *REGION)


@dataclass
class History:
    """What the case page tells about the organisation besides this application."""

    cases: list[Application] = field(default_factory=list)
    memberships: list[Membership] = field(default_factory=list)
    former: Membership | None = None  # of another row, where the organisation says that it was this one
    umbrellas: list[str] = field(default_factory=list)
    branches: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.cases or self.memberships or self.former or self.umbrellas or self.branches)


def history_of(application: Application, among: ApplicationQuerySet) -> History:
    """The organisation's earlier and other cases `among` those that the person may work with; its memberships and links
    are public. So is the membership that it says was its own, though the number has led to another organisation.
    """
    organisation = application.organisation_id
    cases = among.filter(organisation=organisation).exclude(pk=application.pk)
    memberships = Membership.objects.filter(organisation=organisation).exclude(application=application)
    links = OrganisationLink.objects.filter(umbrella=organisation) | OrganisationLink.objects.filter(
        branch=organisation
    )
    history = History(
        list(cases.select_related("agreement__region").only(*OF_A_CASE).order_by("-submitted_at", "-pk")),
        list(memberships.select_related("agreement__region").only(*OF_A_MEMBER).order_by("-since", "-pk")),
    )
    if application.former is not None and application.former.organisation_id != organisation:
        history.former = application.former
    for link in links.select_related("umbrella", "branch").order_by("pk"):
        if link.umbrella_id == organisation:
            history.branches.append(link.branch.name)
        else:
            history.umbrellas.append(link.umbrella.name)
    return history


@dataclass
class Kin:
    """Other received cases of a case's agreement: of the same organisation, by their keys and states; and of others
    that may be the same one (MEM-49).
    """

    same: list[tuple[int, str]] = field(default_factory=list)
    alike: list[Application] = field(default_factory=list)


def kin_of(cases: Sequence[Application], among: ApplicationQuerySet) -> dict[int, Kin]:
    """For each case its kin `among` those that the person may work with. Alike is the name in another spelling, in the
    same agreement, and a municipality in common (or the whole county); two numbers are two organisations, however alike
    their names are. One query for any number of cases; two more if something is alike.
    """
    kin = {case.pk: Kin() for case in cases}
    named_so = Organisation.objects.filter(pk__in={case.organisation_id for case in cases})
    rows = among.filter(
        agreement__in={case.agreement_id for case in cases},
        organisation__name_key__in=named_so.values("name_key"),
    ).values_list("agreement", "organisation__name_key", "pk", "organisation", "number", "status")
    families: dict[tuple[int, str], list[tuple[int, int, str, str]]] = {}
    keys: dict[int, str] = {}
    for agreement, key, *row in rows.order_by("-submitted_at", "-pk"):
        families.setdefault((agreement, key), []).append(tuple(row))
        keys[row[1]] = key
    pairs = []
    for case in cases:
        for pk, organisation, number, status in families.get(_family(case, keys), ()):
            if organisation == case.organisation_id:
                kin[case.pk].same += [(pk, status)] if pk != case.pk else []
            elif not (case.number and number):
                pairs.append((case.pk, pk))
    if not pairs:
        return kin
    wanted = {pk for pair in pairs for pk in pair}
    known = {
        case.pk: case for case in Application.objects.filter(pk__in=wanted).prefetch_related("municipalities")
    }
    for pk, other in pairs:
        if _share_a_place(known[pk], known[other]):
            kin[pk].alike.append(known[other])
    return kin


def _family(case: Application, keys: dict[int, str]) -> tuple[int, str]:
    return case.agreement_id, keys.get(case.organisation_id or 0, "")


def _share_a_place(one: Application, other: Application) -> bool:
    """Whether both are active in one municipality; whoever names none may be anywhere."""
    mine, theirs = (
        {place.pk for place in case.municipalities.all()} if case.scope == Scope.SEVERAL else set()
        for case in (one, other)
    )
    return not mine or not theirs or bool(mine & theirs)
