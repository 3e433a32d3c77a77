"""What this room cannot know: who may read which letters, and what the rooms above call theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from django.http import HttpRequest
    from django.utils.functional import _StrPromise

    RegionsOf = Callable[[HttpRequest], Iterable[str]]

_regions_of: list[RegionsOf] = []
_names: dict[str, str | _StrPromise] = {}


def register_readers(regions_of: RegionsOf) -> None:
    """Let `regions_of` name the regions (by slug) whose letters the person asking may read. Until somebody does, only
    the operator reads letters.
    """
    _regions_of[:] = [regions_of]


def regions_for(request: HttpRequest) -> set[str]:
    """The regions whose letters the person may read. Letters of no region are the operator's."""
    return {slug for regions_of in _regions_of for slug in regions_of(request)}


def name_kinds(names: Mapping[str, str | _StrPromise]) -> None:
    """Give kinds of letters the names that people read; the same kind again replaces its name."""
    _names.update(names)


def kind_name(kind: str) -> str:
    """What a kind of letter is called, or its key if nobody named it."""
    return str(_names.get(kind, kind.replace("_", " ").replace(".", " ").capitalize()))
