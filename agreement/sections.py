"""What rooms keep in a region's folder: each registers a Section, and load_region and export_region ask them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db import models

    from agreement.content_files import Folder
    from agreement.models import Region


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


@dataclass(frozen=True)
class Section:
    """What one room keeps in a region's folder: how to read it into rows, and how to write it as files."""

    module: str
    read: Callable[[Folder], list[Wanted]]
    write: Callable[[Region], dict[str, str]]


SECTIONS: list[Section] = []


def register(section: Section) -> None:
    """Add a room's section; called from its AppConfig.ready, so in import order: parents first. Twice is once."""
    if section not in SECTIONS:
        SECTIONS.append(section)
