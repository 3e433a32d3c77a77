"""The forums of a region's folder: `forums.toml`, from its data to rows and back (CRO-13, CRO-14)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from agreement.content_files import Folder, check_once
from agreement.content_items import from_row, item_lines, read_list, values_of, with_optional
from agreement.models import Region
from agreement.sections import Section, Wanted
from nominations import models

FILE = "forums.toml"


@dataclass(frozen=True)
class Forum:
    """`owner` is a party of the region; `owner_name` somebody else. What is not known is left out."""

    slug: str
    name: str
    owner: str = ""
    owner_name: str = ""
    purpose: str = ""
    seats_for_civil: int | None = None
    civil_seats: str = ""
    url: str = ""
    last_review_on: dt.date | None = None
    review_outcome: str = ""
    to_be_confirmed: bool = True
    order: int = 0


def rows(folder: Folder) -> list[Wanted]:
    """Every forum as a row; the agreement and the parties are the agreement section's."""
    if not folder.has(FILE):
        return []
    table = folder.toml(FILE)
    forums = read_list(Forum, table.tables("forums"))
    table.done()
    check_once(FILE, "forum", (each.slug for each in forums))
    return [_row(each) for each in forums]


def _row(forum: Forum) -> Wanted:
    owner = f"party/{forum.owner}" if forum.owner else ""
    values, parents = with_optional(values_of(forum, "owner"), owner=owner)
    return Wanted(
        f"forum/{forum.slug}",
        f"{FILE}, {forum.slug}",
        models.Forum,
        values,
        {"agreement": "agreement"} | parents,
        ("agreement", "slug"),
    )


def files(region: Region, private: bool) -> dict[str, str]:
    """The file that the region's forums would be loaded from; none where there are no forums."""
    found = models.Forum.objects.filter(agreement__region=region).select_related("owner")
    forums = [from_row(Forum, each, owner=each.owner.slug if each.owner else "") for each in found]
    lines = [line for place, each in enumerate(forums, 1) for line in item_lines("forums", each, place)]
    return {FILE: "\n".join(lines).strip() + "\n"} if lines else {}


SECTION = Section(modules=(__name__,), read=rows, write=files)
