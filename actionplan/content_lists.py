"""The lists of a region's folder: `checklist.toml` (PLAN-17), themes and topics in `words.toml` (PLAN-13, PLAN-21)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from actionplan import models
from actionplan.states import WordKind
from agreement.content_files import check_once
from agreement.content_items import from_row, item_lines, read_list, values_of
from agreement.sections import Section, Wanted

if TYPE_CHECKING:
    from agreement.content_files import Folder
    from agreement.models import Region


@dataclass(frozen=True)
class Point:
    """What is asked of every party."""

    slug: str
    text: str
    about: str = ""
    is_asked: bool = True
    order: int = 0


@dataclass(frozen=True)
class Word:
    """A theme or a topic."""

    slug: str
    name: str
    kind: Annotated[str, WordKind] = "theme"
    order: int = 0


# File, title of its tables, kind of row, its model.
LISTS: tuple[tuple[str, str, type[Any], type[Any]], ...] = (
    ("checklist.toml", "points", Point, models.ChecklistPoint),
    ("words.toml", "words", Word, models.Word),
)


def rows(folder: Folder) -> list[Wanted]:
    """Every point and word as a row; the agreement is the agreement section's."""
    found = []
    for file, title, kind, model in LISTS:
        if not folder.has(file):
            continue
        table = folder.toml(file)
        items = read_list(kind, table.tables(title))
        table.done()
        name = title.removesuffix("s")
        check_once(file, name, (each.slug for each in items))
        found += [
            Wanted(
                f"{'checklist' if name == 'point' else name}/{each.slug}",
                f"{file}, {each.slug}",
                model,
                values_of(each),
                {"agreement": "agreement"},
                ("agreement", "slug"),
            )
            for each in items
        ]
    return found


def files(region: Region, private: bool) -> dict[str, str]:
    """The files that the lists would be loaded from; none for a list that is empty."""
    found = {}
    for file, title, kind, model in LISTS:
        own = model.objects.filter(agreement__region=region).order_by("order", "pk")
        lines = [
            line
            for place, each in enumerate(own, 1)
            for line in item_lines(title, from_row(kind, each), place)
        ]
        if lines:
            found[file] = "\n".join(lines).strip() + "\n"
    return found


SECTION = Section(modules=(__name__,), read=rows, write=files)
