"""The public list of members: what is asked for, in which order, and the same as a file for machines."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy

from agreement.alphabet import folded, swedish_key
from membership.models import MemberField, Membership, Organisation
from membership.states import FieldOfActivity

if TYPE_CHECKING:
    from collections.abc import Iterable

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
        words = folded(self.words).split()
        found = []
        for key, name in members.values_list("pk", "organisation__name"):
            haystack = folded(name) if words else ""
            if all(word in haystack for word in words):
                found.append((swedish_key(name), key))
        return [key for _name, key in sorted(found)]


def where_active(organisation: Organisation) -> str:
    """Where the organisation is active, in words; empty if that is not known."""
    if organisation.whole_county:
        return str(THE_WHOLE_COUNTY)
    return ", ".join(sorted((each.name for each in organisation.municipalities.all()), key=swedish_key))


def csv_file(region: Region, keys: list[int]) -> bytes:
    """The members as CSV (RFC 4180, UTF-8 with a byte order mark). No personal data; a flat number of queries."""
    order = {key: index for index, key in enumerate(keys)}
    members = (
        Membership.objects.in_region(region).current().select_related("organisation", "version", "profile")
    )
    codes = _municipality_codes(region)
    fields = _fields(region)
    rows = [
        (
            order[member.pk],
            _csv_row(region, member, codes.get(member.organisation_id, []), fields.get(member.pk, [])),
        )
        for member in members
        if member.pk in order
    ]
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(CSV_COLUMNS)
    writer.writerows([safe_cell(cell) for cell in row] for _order, row in sorted(rows))
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


def _csv_row(region: Region, member: Any, codes: Iterable[str], fields: Iterable[str]) -> list[str]:
    organisation = member.organisation
    profile = getattr(member, "profile", None)
    page = reverse("membership:member", args=[region.slug, member.slug])
    return [
        region.slug,
        organisation.name,
        organisation.number or "",
        organisation.form,
        organisation.kind,
        "true" if organisation.whole_county else "false",
        " ".join(codes),
        member.since.isoformat(),
        member.version.label,
        f"{settings.SITE_URL}{page}",
        " ".join(fields),
        profile.website if profile else "",
    ]
