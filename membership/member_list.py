"""The public list of members: what is asked for, in which order, and the same as a file for machines."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy

from agreement.alphabet import folded, swedish_key
from membership.models import MemberField, Membership, Organisation
from membership.states import FieldOfActivity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.http import QueryDict

    from agreement.models import Municipality, Region

LONGEST_QUERY = 100
THE_WHOLE_COUNTY = gettext_lazy("The whole county")
# Part of the open data: machines read these, so they change only together with the page that describes them.
CSV_COLUMNS = (
    "region",
    "name",
    "organisation_number",
    "form",
    "kind",
    "whole_county",
    "municipality_codes",
    "member_since",
    "agreement_version",
    "page",
    "fields_of_activity",
    "website",
)
# What is read for a line of it; the last four stand there as they are.
_COLUMNS = (
    *(
        "pk",
        "organisation",
        "whole_county",
        "since",
        "version__label",
        "slug",
        "profile__website",
    ),
    *("organisation__name", "organisation__number", "organisation__form", "organisation__kind"),
)
_SLUG = "a-slug"


@dataclass(frozen=True)
class Selection:
    """Which members a reader asked for. Words that mean nothing here are ignored, never an error."""

    region: Region
    municipalities: list[Municipality]
    words: str
    municipality: Municipality | None
    field: FieldOfActivity | None = None

    @classmethod
    def of(cls, region: Region, asked: QueryDict) -> Selection:
        municipalities = list(region.municipalities.all())
        code = asked.get("kommun", "")
        return cls(
            region=region,
            municipalities=sorted(municipalities, key=lambda each: swedish_key(each.name)),
            words=" ".join(asked.get("q", "").split())[:LONGEST_QUERY],
            municipality=next((each for each in municipalities if each.code == code), None),
            field=next((each for each in FieldOfActivity if each.value == asked.get("falt", "")), None),
        )

    @property
    def is_narrowed(self) -> bool:
        return bool(self.words or self.municipality or self.field)

    @property
    def fields(self) -> list[FieldOfActivity]:
        """All that can be asked for."""
        return list(FieldOfActivity)

    def keys(self) -> list[int]:
        """The keys of the members that fit, by name in Swedish order. One query, of keys and names only."""
        members = Membership.objects.in_region(self.region).current()
        if self.municipality:
            members = members.active_in(self.municipality)
        if self.field:
            members = members.in_field(self.field)
        rows = _in_order(tuple(members.order_by("pk").values_list("pk", "organisation__name")))
        if words := folded(self.words).split():
            return [key for key, haystack in rows if all(word in haystack for word in words)]
        return [key for key, _haystack in rows]


@lru_cache(maxsize=16)
def _in_order(rows: tuple[tuple[int, str], ...]) -> list[tuple[int, str]]:
    """Keys in Swedish order of their names, with how each name is searched. To sort takes longer than all the rest of a
    page and members seldom change: each process sorts the same rows once.
    """
    read = [(swedish_key(name), key, folded(name)) for key, name in rows]
    return [(key, haystack) for _place, key, haystack in sorted(read)]


def where_active(member: Membership) -> str:
    """Where in the agreement's county the member is active, in words; empty if that is not known."""
    if member.whole_county:
        return str(THE_WHOLE_COUNTY)
    places = member.organisation.municipalities.all()
    here = (each.name for each in places if each.region_id == member.agreement.region_id)
    return ", ".join(sorted(here, key=swedish_key))


def csv_file(region: Region, keys: list[int]) -> bytes:
    """The members as CSV. No personal data; a flat number of queries."""
    order = {key: index for index, key in enumerate(keys)}
    members = Membership.objects.in_region(region).current().order_by()
    codes, fields = _municipality_codes(region), _fields(region)
    # One address for all of them: asking for each takes longer than reading the rows.
    page = f"{settings.SITE_URL}{reverse('membership:member', args=[region.slug, _SLUG])}"
    rows = {}
    for pk, organisation, whole, since, label, slug, website, *cells in members.values_list(*_COLUMNS):
        if pk not in order:
            continue
        rows[order[pk]] = (
            *(region.slug, *cells, "true" if whole else "false", " ".join(codes.get(organisation, ()))),
            *(since.isoformat(), label, page.replace(_SLUG, slug)),
            *(" ".join(fields.get(pk, ())), website),
        )
    return as_csv(CSV_COLUMNS, (rows[place] for place in sorted(rows)))


def as_csv(head: Sequence[str], lines: Iterable[Iterable[str | None]]) -> bytes:
    """A table as CSV (RFC 4180, UTF-8 with a byte order mark) that a spreadsheet opens as text."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([safe_cell(cell or "") for cell in line] for line in lines)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def safe_cell(value: str) -> str:
    """The value as text that no spreadsheet takes for a formula: such a cell gets an apostrophe in front."""
    return f"'{value}" if value[:1] in {"=", "+", "-", "@", "\t", "\r", "\n"} else value


def _municipality_codes(region: Region) -> dict[int, list[str]]:
    places = Organisation.municipalities.through.objects.filter(municipality__region=region)
    codes: dict[int, list[str]] = {}
    for organisation, code in places.order_by("municipality__code").values_list(
        "organisation_id", "municipality__code"
    ):
        codes.setdefault(organisation, []).append(code)
    return codes


def _fields(region: Region) -> dict[int, list[str]]:
    """What each member has said, in the order of the table of fields."""
    said: dict[int, set[str]] = {}
    rows = MemberField.objects.filter(membership__agreement__region=region)
    for membership, value in rows.order_by().values_list("membership_id", "field"):
        said.setdefault(membership, set()).add(value)
    return {key: [each for each in FieldOfActivity.values if each in values] for key, values in said.items()}
