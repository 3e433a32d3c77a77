"""The database's own refusal to change what is adopted, on SQLite and PostgreSQL alike (AGR-34, PLAN-25).

Made from the models: each text and each of its rows refuses INSERT, UPDATE and DELETE as far as that would change an
adopted text; a row that the text names by its address (`TextRow.named`) keeps that address. A trigger's name ends in a
digest of its own SQL, so that `install` (after every `migrate`, for SQLite loses triggers when a table is rebuilt) adds
what is missing and drops what is old. Both databases answer with an IntegrityError. TRUNCATE, DROP and switching the
triggers off are not held: those are the operator's, and `manage.py verify_texts` tells of them afterwards.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import connections, models

from agreement.frozen import AdoptableText, TextRow
from agreement.states import TextState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper

PREFIX = "frozen_"
CHANGED = "an adopted text is not changed"
UNHASHED = "a text is adopted together with its hash"
ADOPTED = f"'{TextState.ADOPTED.value}'"
LONGEST_NAME = 63  # PostgreSQL cuts off what is longer, and would then never find it again


@dataclass(frozen=True)
class Guard:
    """One trigger. `when` is the SQL that refuses; `locks` are statements that come before it on PostgreSQL."""

    table: str
    event: str
    when: str
    message: str = CHANGED
    locks: tuple[str, ...] = ()


def install(using: str = "default") -> None:
    """Bring the triggers up to date. Run twice, the second time looks and does nothing."""
    connection = connections[using]
    wanted = _wanted(connection)
    with connection.cursor() as cursor:
        present = _present(connection, cursor)
        heeded = _present(connection, cursor, heeded=True).keys() & wanted.keys()
        for name in present.keys() - heeded:
            _drop(connection, cursor, name, present[name])
        for name in wanted.keys() - heeded:
            cursor.execute(wanted[name])


def remove(using: str = "default") -> None:
    """Drop them all: before SQLite rebuilds tables, and for tests that empty every table. For nobody else."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for name, table in _present(connection, cursor).items():
            _drop(connection, cursor, name, table)


def missing(using: str = "default") -> list[str]:
    """The triggers that the database should heed and does not: they are gone, another release's, or switched off
    (PostgreSQL: DISABLE TRIGGER, as a restore of data alone leaves it when it stops half-way).
    """
    connection = connections[using]
    with connection.cursor() as cursor:
        return sorted(_wanted(connection).keys() - _present(connection, cursor, heeded=True).keys())


def _wanted(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Name to SQL, for every table that is there (after a migration that stopped half-way some are not)."""
    tables = set(connection.introspection.table_names())
    guards = (guard for model in apps.get_models() for guard in _guards(connection.vendor, model))
    return dict(_trigger(connection.vendor, guard) for guard in guards if guard.table in tables)


def _guards(vendor: str, model: type[models.Model]) -> Iterator[Guard]:
    if issubclass(model, AdoptableText):
        yield from _text_guards(vendor, model)
    elif issubclass(model, TextRow):
        yield from _row_guards(vendor, model)


# --- What is refused ----------------------------------------------------------------------------------


def _text_guards(vendor: str, model: type[AdoptableText]) -> Iterator[Guard]:
    """The text itself: nothing but its open fields, and it is not adopted without its hash."""
    table = model._meta.db_table
    fields: list[Any] = list(model._meta.concrete_fields)
    closed = [_differs(vendor, field.column) for field in fields if field.name not in model.open_fields]
    # Who recorded it may leave and be forgotten, but nobody else steps into that place.
    closed += [
        f'(NEW."{field.column}" IS NOT NULL AND {_differs(vendor, field.column)})'
        for field in fields
        if field.name in model.only_emptied
    ]
    yield Guard(table, "UPDATE", f"OLD.state = {ADOPTED} AND ({' OR '.join(closed)})")
    yield Guard(table, "DELETE", f"OLD.state = {ADOPTED}")
    bare = f"NEW.state = {ADOPTED} AND (NEW.content_hash = '' OR NEW.frozen_at IS NULL)"
    for event in ("INSERT", "UPDATE"):
        yield Guard(table, event, bare, UNHASHED)
    if vendor == "sqlite":
        columns = {field.name: str(field.column) for field in fields}
        keys: list[tuple[str, ...]] = [("id",)]
        keys += [
            tuple(columns[name] for name in constraint.fields)
            for constraint in model._meta.constraints
            if isinstance(constraint, models.UniqueConstraint)
        ]
        yield from _replaced(table, f"x.state = {ADOPTED}", keys)


def _row_guards(vendor: str, model: type[TextRow]) -> Iterator[Guard]:
    """A row of a text: not added, changed, moved or removed while the text that it hangs on is adopted."""
    table = model._meta.db_table
    links = _links(model)
    column = links[0].column
    for event, rows in (("INSERT", ("NEW",)), ("UPDATE", ("OLD", "NEW")), ("DELETE", ("OLD",))):
        parents = " OR ".join(f't0."id" = {row}."{column}"' for row in rows)
        when = f"EXISTS ({_select('1', links)} WHERE ({parents}) AND t{len(links) - 1}.state = {ADOPTED})"
        yield Guard(table, event, when, locks=_locks(links, parents))
    if vendor == "sqlite":
        frozen = f'EXISTS ({_select("1", links)} WHERE t0."id" = x."{column}" AND t{len(links) - 1}.state = {ADOPTED})'
        yield from _replaced(table, frozen, [("id",)])
    for name, addresses in model.named.items():
        pointer: Any = model._meta.get_field(name)
        held = (
            f'{_select("1", links, table, column)} WHERE x."{pointer.column}" = OLD."id"'
            f" AND t{len(links) - 1}.state = {ADOPTED}"
        )
        columns = (addresses,) if isinstance(addresses, str) else addresses
        differs = f"({' OR '.join(_differs(vendor, column) for column in columns)})"
        yield Guard(pointer.related_model._meta.db_table, "UPDATE", f"{differs} AND EXISTS ({held})")


def _locks(links: list[Any], parents: str) -> tuple[str, ...]:
    """Hold each row on the way to the text, and the text, until the transaction is over.

    Without this a row that is written in the same moment as the text is adopted could be committed just after its
    hash was made (READ COMMITTED). `services.adopt` locks the text for itself, so that either the row waits and is
    then refused, or the adoption waits and then reads the row. Level by level, for a level may have moved while its
    lock was waited for.
    """
    return tuple(
        f"{_select('1', links[: depth + 1])} WHERE {parents} FOR SHARE OF t{depth}"
        for depth in range(len(links))
    )


def _replaced(table: str, frozen: str, keys: list[tuple[str, ...]]) -> Iterator[Guard]:
    """SQLite's OR REPLACE removes the row whose key is taken without asking the trigger on DELETE; this asks.

    `frozen` is the SQL for a row called x that belongs to an adopted text.
    """
    for event in ("INSERT", "UPDATE"):
        for key in keys:
            taken = " AND ".join(f'x."{column}" = NEW."{column}"' for column in key)
            other = "" if event == "INSERT" else ' AND x."id" <> OLD."id"'
            when = f'EXISTS (SELECT 1 FROM "{table}" x WHERE {taken}{other} AND {frozen})'  # noqa: S608
            yield Guard(table, event, when)


# --- SQL ----------------------------------------------------------------------------------------------
# Every name in it comes from the models, none from outside.


def _differs(vendor: str, column: str) -> str:
    return f'NEW."{column}" {"IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"} OLD."{column}"'


def _links(model: type[TextRow]) -> list[Any]:
    """The foreign keys from the row to its text."""
    found: list[Any] = []
    current: Any = model
    for name in model.text_path.split("__"):
        found.append(current._meta.get_field(name))
        current = found[-1].related_model
    return found


def _select(what: str, links: list[Any], rows: str = "", column: str = "") -> str:
    """`what` from the tables on the way: t0 is the row's parent, the last is the text. With `rows`, x is the row."""
    tables = [link.related_model._meta.db_table for link in links]
    start = f'"{rows}" x JOIN "{tables[0]}" t0 ON t0."id" = x."{column}"' if rows else f'"{tables[0]}" t0'
    joins = "".join(
        f' JOIN "{table}" t{number} ON t{number}."id" = t{number - 1}."{link.column}"'
        for number, (table, link) in enumerate(zip(tables, links, strict=True))
        if number
    )
    return f"SELECT {what} FROM {start}{joins}"  # noqa: S608


def _trigger(vendor: str, guard: Guard) -> tuple[str, str]:
    """The trigger's name and the SQL that makes it."""
    locks = guard.locks if vendor == "postgresql" else ()
    digest = hashlib.sha256(repr((vendor, guard.when, guard.message, locks)).encode()).hexdigest()[:8]
    tail = f"_{guard.event.lower()}_{digest}"
    name = f"{PREFIX}{guard.table}"[: LONGEST_NAME - len(tail)] + tail
    if vendor == "sqlite":
        return name, (
            f'CREATE TRIGGER "{name}" BEFORE {guard.event} ON "{guard.table}" WHEN {guard.when} '
            f"BEGIN SELECT RAISE(ABORT, '{guard.message}'); END"
        )
    holds = "".join(f"PERFORM {lock.removeprefix('SELECT ')}; " for lock in locks)
    back = "OLD" if guard.event == "DELETE" else "NEW"
    return name, (
        f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {holds}'
        f"IF {guard.when} THEN RAISE EXCEPTION '{guard.message}' USING ERRCODE = 'check_violation'; END IF; "
        f"RETURN {back}; END $$; "
        f'CREATE TRIGGER "{name}" BEFORE {guard.event} ON "{guard.table}" '
        f'FOR EACH ROW EXECUTE FUNCTION "{name}"()'
    )


def _present(connection: BaseDatabaseWrapper, cursor: Any, *, heeded: bool = False) -> dict[str, str]:
    """Our triggers that the database has: name to table. `heeded`: without those that somebody switched off."""
    if connection.vendor == "sqlite":
        cursor.execute(
            "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'frozen\\_%' ESCAPE '\\'"
        )
    else:
        cursor.execute(
            "SELECT t.tgname, c.relname, t.tgenabled FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT t.tgisinternal AND t.tgname LIKE 'frozen\\_%' AND pg_table_is_visible(c.oid)"
        )
    rows = cursor.fetchall()
    return {name: table for name, table, *on in rows if not heeded or on in ([], ["O"], ["A"])}


def _drop(connection: BaseDatabaseWrapper, cursor: Any, name: str, table: str) -> None:
    if connection.vendor == "sqlite":
        cursor.execute(f'DROP TRIGGER "{name}"')
    else:
        cursor.execute(f'DROP TRIGGER "{name}" ON "{table}"; DROP FUNCTION "{name}"()')
