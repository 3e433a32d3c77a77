"""What this room cannot know: who may read which letters, and what the rooms above call theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models.functions import Lower

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from django.db.models import Model, QuerySet
    from django.http import HttpRequest
    from django.utils.functional import _StrPromise

    from letters.models import Letter

    RegionsOf = Callable[[HttpRequest], Iterable[str]]
    MarksOf = Callable[[HttpRequest], Iterable[str]]
    ToldOfArrival = Callable[..., None]

_regions_of: list[RegionsOf] = []
_marks_of: list[MarksOf] = []
_told_of_arrivals: list[ToldOfArrival] = []
_addresses: list[tuple[type[Model], str]] = []
_names: dict[str, str | _StrPromise] = {}


def register_readers(regions_of: RegionsOf) -> None:
    """Let `regions_of` name the regions (by slug) whose letters the person asking may read. Until somebody does, only
    the operator reads letters.
    """
    _regions_of[:] = [regions_of]


def regions_for(request: HttpRequest) -> set[str]:
    """The regions whose letters the person may read. Letters of no region are the operator's."""
    return {slug for regions_of in _regions_of for slug in regions_of(request)}


def register_closed(marks_of: MarksOf) -> None:
    """Let `marks_of` name the marks (parts of a letter's key) of what is closed to whoever asks, the operator too. Each
    room adds its own.
    """
    if marks_of not in _marks_of:
        _marks_of.append(marks_of)


def register_arrivals(told: ToldOfArrival) -> None:
    """Let `told(address, arrived=…)` know what became of each letter: the mail server took it, or it was given up."""
    if told not in _told_of_arrivals:
        _told_of_arrivals.append(told)


def tell_arrival(letter: Letter) -> None:
    """Tell the rooms above what became of a letter, once it is done with."""
    if letter.done_at is None and letter.failed_at is None:
        return
    for told in _told_of_arrivals:
        told(letter.to, arrived=letter.done_at is not None)


def without_closed(letters: QuerySet[Letter], request: HttpRequest) -> QuerySet[Letter]:
    """The letters, but for those about something that is closed to the person asking."""
    for marks_of in _marks_of:
        for mark in marks_of(request):
            letters = letters.exclude(key__contains=mark)
    return letters


def keep_addresses(model: type[Model], column: str) -> None:
    """Somebody stands with an address in this column. What was written to them is that room's to erase, by its own rule
    (LAW-P7); a room that forgets somebody with the same address leaves it alone.
    """
    if (model, column) not in _addresses:
        _addresses.append((model, column))


def in_use(addresses: Iterable[str]) -> set[str]:
    """Those of the addresses, in small letters, with which somebody stands in any room. A question for each column."""
    found: set[str] = set()
    for model, column in _addresses:
        rows = model._default_manager.annotate(small=Lower(column)).filter(small__in=list(addresses))
        found |= set(rows.order_by().values_list("small", flat=True))
    return found


def name_kinds(names: Mapping[str, str | _StrPromise]) -> None:
    """Give kinds of letters the names that people read; the same kind again replaces its name."""
    _names.update(names)


def kind_name(kind: str) -> str:
    """What a kind of letter is called, or its key if nobody named it."""
    return str(_names.get(kind, kind.replace("_", " ").replace(".", " ").capitalize()))
