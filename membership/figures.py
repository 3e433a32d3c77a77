"""The members of a region in short, for its front page: how many, where, and the newest. Two queries (P3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, IntegerField, TextField, Value, Window
from django.db.models.functions import Cast

from agreement.gathering import keep
from membership.models import Membership, Organisation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agreement.models import Municipality, Region

NEWEST = 3


@dataclass
class Figures:
    """`counts`: members active in a municipality, by its code; those in the whole county are `everywhere`."""

    total: int = 0
    everywhere: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    newest: list[Any] = field(default_factory=list)


def figures(region: Region, municipalities: Sequence[Municipality]) -> Figures:
    """What the front page says of today's members. `municipalities`: the region's, which the page has read anyway."""
    members = Membership.objects.in_region(region).current()
    counted = members.annotate(total=Window(Count("pk")))  # over all of them, before the newest are picked
    found = Figures(newest=list(counted.select_related("organisation", "agreement").newest()[:NEWEST]))
    if not found.newest:
        return found
    found.total = found.newest[0].total
    by_code = {each.code: each for each in municipalities}
    active: dict[int, list[Municipality]] = {}
    for what, code, number in _where(members, found.newest):
        if what == "everywhere":
            found.everywhere = number
        elif what == "count":
            found.counts[code] = number
        elif code in by_code:
            active.setdefault(number, []).append(by_code[code])
    for member in found.newest:
        keep(member.organisation, "municipalities", active.get(member.organisation_id, ()))
    return found


def on_the_map(region: Region) -> tuple[dict[str, int], int]:
    """How many of today's members are active in each municipality, by its code, and how many in the whole county."""
    counts: dict[str, int] = {}
    everywhere = 0
    for what, code, number in _where(Membership.objects.in_region(region).current(), ()):
        if what == "everywhere":
            everywhere = number
        elif what == "count":
            counts[code] = number
    return counts, everywhere


def _where(members: Any, newest: Sequence[Membership]) -> Any:
    """Rows of (what, code of a municipality, number): how many are active where, and where the newest are."""
    code = Cast("organisation__municipalities__code", TextField())
    partly = members.filter(whole_county=False, organisation__municipalities__isnull=False)
    counts = partly.order_by().annotate(what=_said("count"), code=code).values("what", "code")
    wholly = members.filter(whole_county=True).order_by()
    everywhere = wholly.annotate(what=_said("everywhere"), code=_said("")).values("what", "code")
    places = Organisation.municipalities.through.objects.filter(
        organisation__in=[member.organisation_id for member in newest]
    ).annotate(
        what=_said("place"),
        code=Cast("municipality__code", TextField()),
        number=Cast(F("organisation_id"), IntegerField()),
    )
    columns = ("what", "code", "number")
    return (
        counts.annotate(number=Count("pk"))
        .values_list(*columns)
        .union(
            everywhere.annotate(number=Count("pk")).values_list(*columns),
            places.values_list(*columns),
            all=True,
        )
    )


def _said(word: str) -> Value:
    return Value(word, output_field=TextField())
