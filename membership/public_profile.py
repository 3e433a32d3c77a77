"""What everybody may read of a member: its presentation, its contacts as far as they allow it, and its kin."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from agreement.alphabet import swedish_key
from agreement.languages import NAMES
from membership.models import Membership, OrganisationLink
from membership.states import FieldOfActivity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agreement.models import Region
    from membership.models import Organisation


@dataclass(frozen=True)
class Presentation:
    """An organisation in its own words. Texts are in the language that they were written in."""

    does: str = ""
    contributes: str = ""
    why: str = ""
    website: str = ""
    fields: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    where: str = ""

    def __bool__(self) -> bool:
        return any((self.does, self.contributes, self.why, self.website, self.fields, self.languages))

    @classmethod
    def of(cls, member: Membership) -> Presentation:
        """What the member has written; empty if nothing. Reads `profile` and `fields_of_activity`."""
        profile = getattr(member, "profile", None)
        fields = [row.field for row in member.fields_of_activity.all()]
        if profile is None:
            return cls(fields=_names(fields))
        return cls(
            does=profile.does,
            contributes=profile.contributes,
            why=profile.why,
            website=profile.website,
            fields=_names(fields),
            languages=[NAMES[code] for code in profile.languages if code in NAMES],
        )

    @classmethod
    def preview(cls, said: dict[str, Any]) -> Presentation:
        """What it would look like, from what `save_profile` would get."""
        from membership.member_list import THE_WHOLE_COUNTY

        places = sorted((each.name for each in said["municipalities"]), key=swedish_key)
        return cls(
            does=said["does"],
            contributes=said["contributes"],
            why=said["why"],
            website=said["website"],
            fields=_names(said["fields"]),
            languages=[NAMES[code] for code in said["languages"]],
            where=str(THE_WHOLE_COUNTY) if said["whole_county"] else ", ".join(places),
        )


@dataclass(frozen=True)
class Kin:
    """An umbrella or a branch. `url` only if it has joined here itself: nobody is a member through another (MEM-52)."""

    name: str
    url: str = ""


def kin_of(organisation: Organisation, region: Region) -> tuple[list[Kin], list[Kin]]:
    """The umbrellas and the branches of an organisation, by name. One query."""
    today = timezone.localdate()
    members = (
        Membership.objects.in_region(region)
        .filter(Q(ended_on=None) | Q(ended_on__gte=today))
        .order_by("-pk")
        .values("slug")
    )
    links = (
        OrganisationLink.objects.filter(Q(umbrella=organisation) | Q(branch=organisation))
        .annotate(
            umbrella_slug=Subquery(members.filter(organisation=OuterRef("umbrella"))[:1]),
            branch_slug=Subquery(members.filter(organisation=OuterRef("branch"))[:1]),
        )
        .values_list("umbrella", "umbrella__name", "umbrella_slug", "branch__name", "branch_slug")
    )
    umbrellas, branches = [], []
    for umbrella, umbrella_name, umbrella_slug, branch_name, branch_slug in links:
        if umbrella == organisation.pk:
            branches.append(_kin(branch_name, branch_slug, region))
        else:
            umbrellas.append(_kin(umbrella_name, umbrella_slug, region))
    return _sorted(umbrellas), _sorted(branches)


def _kin(name: str, slug: str | None, region: Region) -> Kin:
    return Kin(name, reverse("membership:member", args=[region.slug, slug]) if slug else "")


def _sorted(kin: Iterable[Kin]) -> list[Kin]:
    return sorted(kin, key=lambda each: swedish_key(each.name))


def _names(fields: Iterable[str]) -> list[str]:
    chosen = set(fields)
    return [str(each.label) for each in FieldOfActivity if each.value in chosen]
