"""What rooms keep in a region's folder: each registers a Section, and load_region and export_region ask them all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from django.db import models

    from agreement.content_files import Folder
    from agreement.models import Region

LONGEST_KEY = 200  # LoadedContent.key


@dataclass(frozen=True)
class Elsewhere:
    """A row of another region, by its own names. Where that region is not loaded there is nothing to link to."""

    lookup: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Wanted:
    """A row as the files want it. `key` names it for good; `source` is where it stands, for messages."""

    key: str  # kind/name; the same kind means the same model
    source: str
    model: type[models.Model]
    values: Mapping[str, Any]
    parents: Mapping[str, str] = field(default_factory=dict)  # foreign key -> key of another Wanted
    match: tuple[str, ...] = ()  # fields by which a row that was never loaded is taken for this one
    only_equal: bool = False  # such a row must be equal in every field
    # What is linked when every row is there: field -> keys of other rows. Many for a many-to-many field, else one.
    links: Mapping[str, tuple[str | Elsewhere, ...]] = field(default_factory=dict)
    file: Path | None = None  # what goes into the row's `file`; its size and sha256 are among the values


@dataclass(frozen=True)
class Section:
    """What one room keeps in a region's folder: how to read it into rows, and how to write it as files.

    `write` is told whether what is not for everybody's eyes comes along, too: names of people.
    """

    modules: tuple[str, ...]
    read: Callable[[Folder], list[Wanted]]
    write: Callable[[Region, bool], dict[str, str]]


SECTIONS: list[Section] = []


def register(section: Section) -> None:
    """Add a room's section; called from its AppConfig.ready, so in import order: parents first. Twice is once."""
    if section not in SECTIONS:
        SECTIONS.append(section)


def key_of(*names: object) -> str:
    """A key from a kind and names; one that is too long for its column ends in its digest instead."""
    key = "/".join(str(name) for name in names)
    if len(key) <= LONGEST_KEY:
        return key
    digest = hashlib.sha256(key.encode()).hexdigest()[:32]
    return f"{key[: LONGEST_KEY - len(digest) - 1]}-{digest}"
