"""Rows of several tables in one question: pages about a text show many kinds of rows and few of each (P3)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db.models import F, JSONField, TextField, Value
from django.db.models.functions import JSONObject

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from django.db.models import Model, QuerySet


def gather(sets: Mapping[str, QuerySet[Any]], *, leave_out: Collection[str] = ()) -> dict[str, list[Any]]:
    """The rows of each set by its name, read by one query, in the order of the model's `Meta.ordering`.

    Related rows are not followed, and the order knows a row's own fields only, those that are read. Fields that a set
    defers, or that are named in `leave_out`, are asked for when somebody needs them. Days are read, times of the day
    are not: leave those out.
    """
    questions = []
    for name, rows in sets.items():
        fields = {field.attname: F(field.attname) for field in _fields(rows, leave_out)}
        questions.append(
            rows.order_by()
            .annotate(gathered_as=Value(name, output_field=TextField()), gathered=JSONObject(**fields))
            .values_list("gathered_as", "gathered")
        )
    first, *others = questions
    found: dict[str, list[Any]] = {name: [] for name in sets}
    for name, values in first.union(*others, all=True) if others else first:
        found[name].append(_row(sets[name], values, leave_out))
    return {name: _in_order(sets[name], rows, leave_out) for name, rows in found.items()}


def keep(owner: Model, name: str, rows: Iterable[Any]) -> None:
    """Give `owner` the rows behind its related manager `name`, as prefetch_related would."""
    known = getattr(owner, name).all()
    # Django fills these from its own queries only; here the rows came another way.
    known._result_cache = list(rows)  # noqa: SLF001
    known._prefetch_done = True  # noqa: SLF001
    kept = owner.__dict__.setdefault("_prefetched_objects_cache", {})  # where related managers look first
    kept[name] = known


def knows(owner: Model, name: str) -> bool:
    """Whether the rows behind the related manager were read already, by `keep` or by Django."""
    return name in owner.__dict__.get("_prefetched_objects_cache", {})


def _fields(rows: QuerySet[Any], leave_out: Collection[str]) -> list[Any]:
    names, is_left_out = rows.query.deferred_loading
    deferred = {*leave_out, *(names if is_left_out else ())}
    return [field for field in rows.model._meta.concrete_fields if field.attname not in deferred]


def _row(rows: QuerySet[Any], values: Mapping[str, Any], leave_out: Collection[str]) -> Any:
    fields = _fields(rows, leave_out)
    read = [_read(field, values[field.attname]) for field in fields]
    return rows.model.from_db(rows.db, [field.attname for field in fields], read)


def _read(field: Any, value: Any) -> Any:
    """A value as the field has it. SQLite keeps JSON as text, so it comes as a text in the row's JSON."""
    if isinstance(field, JSONField) and isinstance(value, str):
        return json.loads(value)
    return field.to_python(value)


def _in_order(of: QuerySet[Any], rows: list[Any], leave_out: Collection[str]) -> list[Any]:
    rows.sort(key=lambda row: row.pk)
    # A relation counts by its key: the row behind it would have to be asked for.
    own = {field.name: field.attname for field in _fields(of, leave_out)}
    for name in reversed([str(each) for each in of.model._meta.ordering or ()]):
        if attribute := own.get(name.lstrip("-")):
            rows.sort(key=_by(attribute), reverse=name.startswith("-"))
    return rows


def _by(attribute: str) -> Callable[[Any], tuple[bool, Any]]:
    """Sorts by one field; what is not known stands last, as in PostgreSQL."""

    def key(row: Any) -> tuple[bool, Any]:
        value = getattr(row, attribute)
        return (value is None, 0 if value is None else value)

    return key
