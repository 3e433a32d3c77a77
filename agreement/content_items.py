"""Data classes read from a TOML table and written as one, by their own annotations; lists inside Markdown.

A class says what its table may hold: the field's name is the key, its annotation the kind of value, and a field
without a default must be there. `order` is the place in the list unless it is given.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import re
import types
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import MISSING, dataclass
from typing import Annotated, Any, Protocol, TypeVar, Union, get_args, get_origin, get_type_hints

from agreement.content_files import ContentError, Table, normalised, toml_inline, toml_lines

T = TypeVar("T")
BULLET = re.compile(r"^(?:-|(?P<order>\d{1,5})\.) ")
INDENT = "  "


class Choices(Protocol):
    """The words that a text is one of."""

    @property
    def values(self) -> Iterable[str]: ...


@dataclass(frozen=True)
class OneOf:
    """Choices that are no enumeration."""

    values: tuple[str, ...]


INLINE = {"inline": True}  # metadata of a list whose items stand on one line each


@functools.cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)


# --- From TOML -------------------------------------------------------------------------------------


def read_item(kind: type[T], table: Table, number: int = 0, **given: object) -> T:
    """What the table says, as a `kind`. Raises ContentError for what is missing, of the wrong kind or not known.

    `given` are fields that stand elsewhere; `number` is the table's place in its list.
    """
    values = dict(given)
    described: Any = kind
    for field in dataclasses.fields(described):
        if field.name not in given:
            values[field.name] = _read(table, field, _hints(described)[field.name], number)
    table.done()
    return kind(**values)


def read_list(kind: type[T], tables: Iterable[Table]) -> tuple[T, ...]:
    return tuple(read_item(kind, table, number) for number, table in enumerate(tables, 1))


def _read(table: Table, field: dataclasses.Field[Any], hint: Any, number: int) -> Any:
    name, default = field.name, field.default
    required = default is MISSING
    if name == "order":
        return table.whole(name, number)
    choices: Iterable[str] = ()
    if get_origin(hint) is Annotated:
        hint, words = get_args(hint)
        choices = words.values
    hint = _without_none(hint)
    if get_origin(hint) is tuple:
        inner = get_args(hint)[0]
        return table.texts(name) if inner is str else read_list(inner, table.tables(name))
    if dataclasses.is_dataclass(hint):
        inner_table = table.table(name, required=required)
        return read_item(hint, inner_table) if inner_table is not None else None  # type: ignore[arg-type]
    if hint is str:
        return table.text(name, required=required, choices=choices) or ("" if required else default)
    readers: dict[type, Callable[..., Any]] = {
        int: table.whole,
        bool: table.flag,
        dt.date: table.day,
        dt.datetime: table.moment,
    }
    value = readers[hint](name, None if required else default)
    if value is None and required:
        table.missing.append(name)
    return value


def _without_none(hint: Any) -> Any:
    """`X` of `X | None`."""
    if get_origin(hint) in (Union, types.UnionType):
        return next(each for each in get_args(hint) if each is not type(None))
    return hint


# --- To TOML ---------------------------------------------------------------------------------------


def plain(item: object, number: int = 0, leave_out: Sequence[str] = ()) -> dict[str, object]:
    """The values to write: not what is left out, empty, the default, or an order that is simply the place."""
    return {
        field.name: _plain(getattr(item, field.name))
        for field in _written(item, leave_out)
        if not _goes_without_saying(field, getattr(item, field.name), number)
    }


def item_lines(title: str, item: object, number: int = 0, leave_out: Sequence[str] = ()) -> list[str]:
    """The item as `key = value` lines below its title (none for a file's own top), and the items in it below that."""
    lines = ["", f"[[{title}]]"] if title else []
    lines += toml_lines(plain(item, number, leave_out))
    for field in _written(item, leave_out):
        rows = _items(getattr(item, field.name))
        if rows and field.metadata.get("inline"):
            inside = (plain(row, place) for place, row in enumerate(rows, 1))
            lines += [f"{field.name} = [", *(f"  {toml_inline(each)}," for each in inside), "]"]
    for field in _written(item, leave_out):
        if not field.metadata.get("inline"):
            name = f"{title}.{field.name}" if title else field.name
            for place, row in enumerate(_items(getattr(item, field.name)), 1):
                lines += item_lines(name, row, place)
    return lines


def _written(item: object, leave_out: Sequence[str]) -> list[dataclasses.Field[Any]]:
    """The class's own fields, then those that it has from another."""
    own = type(item).__annotations__
    fields = [field for field in dataclasses.fields(item) if field.name not in leave_out]  # type: ignore[arg-type]
    return sorted(fields, key=lambda field: field.name not in own)


def _items(value: object) -> list[object]:
    """The data classes of a list; nothing for any other value."""
    return [each for each in value if dataclasses.is_dataclass(each)] if isinstance(value, tuple) else []


def _plain(value: object) -> object:
    if isinstance(value, str):
        return normalised(value)
    if dataclasses.is_dataclass(value):
        return plain(value)
    return list(value) if isinstance(value, tuple) else value


def _goes_without_saying(field: dataclasses.Field[Any], value: object, number: int) -> bool:
    if value is None or value in ("", ()) or _items(value):
        return True
    if field.name == "order":
        return bool(number) and value == number
    return field.default is not MISSING and value == field.default


# --- From the data to rows, and from a row to the data -------------------------------------------------


def values_of(item: object, *leave_out: str) -> dict[str, Any]:
    """The item's fields by name, without those that are no column."""
    return {name: value for name, value in vars(item).items() if name not in leave_out}


def with_optional(values: dict[str, Any], **parents: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Values and parents of a row (agreement.sections.Wanted); a parent without a key is wanted empty."""
    empty = {f"{name}_id": None for name, key in parents.items() if not key}
    return values | empty, {name: key for name, key in parents.items() if key}


def from_row(kind: type[T], row: object, **others: object) -> T:
    """The data class's fields, taken from the row unless given."""
    names = [field.name for field in dataclasses.fields(kind) if field.name not in others]  # type: ignore[arg-type]
    return kind(**{name: getattr(row, name) for name in names}, **others)


# --- Lists in Markdown -----------------------------------------------------------------------------


def with_list(body: str, title: str, items: Sequence[tuple[int, str]]) -> str:
    """The text, and below `## title` the items: `- text`, or `5. text` where an order is not simply the place."""
    lines = [_escaped(line, title) for line in normalised(body).split("\n")]
    if items:
        in_place = [order for order, _text in items] == list(range(1, len(items) + 1))
        lines += ["", f"## {title}", ""]
        for order, text in items:
            first, *rest = normalised(text).split("\n")
            lines += [f"- {first}" if in_place else f"{order}. {first}"]
            lines += [f"{INDENT}{line}" if line else "" for line in rest]
    return "\n".join(lines)


def split_list(body: str, title: str, where: str) -> tuple[str, list[tuple[int, str]]]:
    """The reverse of `with_list`. Raises ContentError when something else stands where the list begins."""
    lines = body.split("\n")
    mark = f"## {title}"
    at = next((number for number, line in enumerate(lines) if line.rstrip() == mark), len(lines))
    text = normalised("\n".join(_unescaped(line, title) for line in lines[:at]))
    items: list[tuple[int, list[str]]] = []
    for line in lines[at + 1 :]:
        if bullet := BULLET.match(line):
            last = items[-1][0] if items else 0
            items.append((int(bullet["order"] or last + 1), [line[bullet.end() :]]))
        elif items:
            items[-1][1].append(line.removeprefix(INDENT))
        elif line.strip():
            raise ContentError(f"{where}: every line below '{mark}' begins with '- '.")
    found = [(order, normalised("\n".join(own))) for order, own in items]
    if any(not text for _order, text in found):
        raise ContentError(f"{where}: a point below '{mark}' has no text.")
    return text, sorted(found, key=lambda item: item[0])


def _escaped(line: str, title: str) -> str:
    """A line of the text that looks like the list's own heading gets a backslash."""
    return f"\\{line}" if re.fullmatch(rf"\\*## {re.escape(title)}\s*", line) else line


def _unescaped(line: str, title: str) -> str:
    return line[1:] if re.fullmatch(rf"\\+## {re.escape(title)}\s*", line) else line


# --- Keys ------------------------------------------------------------------------------------------


def keyed(items: Iterable[T], name: Callable[[T], object] | None = None) -> Iterator[tuple[str, T]]:
    """Each item with a key made from its name, else from its order; the second of the same gets a number after it."""
    seen: dict[object, int] = {}
    for item in items:
        own = name(item) if name else item.order  # type: ignore[attr-defined]
        seen[own] = seen.get(own, 0) + 1
        yield f"{own}" if seen[own] == 1 else f"{own}/{seen[own]}", item
