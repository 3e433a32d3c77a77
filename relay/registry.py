"""Which kinds of work there are: each room registers its own when Django starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from celery import Task

    from relay.models import Work


@dataclass(frozen=True)
class Kind:
    """A model of work and the task that does one row of it, by primary key."""

    model: type[Work]
    task: Task


_kinds: dict[str, Kind] = {}


def register(model: type[Work], task: Task) -> None:
    """Let the relay look after `model`. Registering the same model again replaces the entry."""
    _kinds[model._meta.label_lower] = Kind(model, task)


def kinds() -> list[Kind]:
    """All kinds, in the order the rooms were loaded (letters before documents is no promise)."""
    return list(_kinds.values())
