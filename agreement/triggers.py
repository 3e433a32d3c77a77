"""The database's own refusal to change what is adopted, on SQLite and PostgreSQL alike (AGR-34, PLAN-25).

Made from the models: for each text a trigger on UPDATE (of anything but its open fields) and DELETE, for each of its
rows one on INSERT, UPDATE and DELETE. A trigger's name ends in a digest of its own text, so that `install` (after every
`migrate`, for SQLite loses triggers when a table is rebuilt) adds what is missing and drops what is old. Both databases
answer with an IntegrityError. TRUNCATE and DROP are not held: those are the operator's.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import connections

from agreement.frozen import AdoptableText, TextRow
from agreement.states import TextState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper

PREFIX = "frozen_"
MESSAGE = "an adopted text is not changed"


def install(using: str = "default") -> None:
    """Bring the triggers up to date. Run twice, the second time looks and does nothing."""
    connection = connections[using]
    wanted = dict(_triggers(connection))
    with connection.cursor() as cursor:
        present = _present(connection, cursor)
        for name in present.keys() - wanted.keys():
            _drop(connection, cursor, name, present[name])
        for name in wanted.keys() - present.keys():
            cursor.execute(wanted[name])


def remove(using: str = "default") -> None:
    """Drop them all: for tests that empty every table, and for nobody else."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for name, table in _present(connection, cursor).items():
            _drop(connection, cursor, name, table)


def _triggers(connection: BaseDatabaseWrapper) -> Iterator[tuple[str, str]]:
    tables = set(connection.introspection.table_names())
    adopted = f"'{TextState.ADOPTED.value}'"
    for model in apps.get_models():
        table = model._meta.db_table
        if table not in tables:
            continue  # a migration that stopped half-way
        if issubclass(model, AdoptableText):
            closed = [
                field.column for field in model._meta.concrete_fields if field.name not in model.open_fields
            ]
            distinct = "IS DISTINCT FROM" if connection.vendor == "postgresql" else "IS NOT"
            changed = " OR ".join(f'NEW."{column}" {distinct} OLD."{column}"' for column in closed)
            yield _trigger(connection, table, "UPDATE", f"OLD.state = {adopted} AND ({changed})")
            yield _trigger(connection, table, "DELETE", f"OLD.state = {adopted}")
        elif issubclass(model, TextRow):
            for event, rows in (("INSERT", "NEW"), ("UPDATE", "OLD NEW"), ("DELETE", "OLD")):
                hold = [_belongs_to_adopted(model, row, adopted) for row in rows.split()]
                yield _trigger(connection, table, event, " OR ".join(hold))


def _belongs_to_adopted(model: type[TextRow], row: str, adopted: str) -> str:
    """SQL: the text on which `row` (OLD or NEW) hangs is adopted."""
    first, *rest = model.text_path.split("__")
    field: Any = model._meta.get_field(first)
    top = parent = field.related_model
    joins, last = "", "t0"
    for number, name in enumerate(rest, 1):
        step: Any = parent._meta.get_field(name)
        parent_next = step.related_model
        joins += (
            f' JOIN "{parent_next._meta.db_table}" t{number}'
            f' ON t{number}."{parent_next._meta.pk.column}" = {last}."{step.column}"'
        )
        parent, last = parent_next, f"t{number}"
    return (  # names come from the models, none from outside
        f'EXISTS (SELECT 1 FROM "{top._meta.db_table}" t0{joins}'  # noqa: S608
        f' WHERE t0."{top._meta.pk.column}" = {row}."{field.column}" AND {last}.state = {adopted})'
    )


def _trigger(connection: BaseDatabaseWrapper, table: str, event: str, when: str) -> tuple[str, str]:
    """The trigger's name and the SQL that makes it."""
    digest = hashlib.sha256(f"{table} {event} {when} {MESSAGE}".encode()).hexdigest()[:8]
    name = f"{PREFIX}{table}_{event.lower()}_{digest}"
    if connection.vendor == "sqlite":
        return name, (
            f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" WHEN {when} '
            f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )
    back = "OLD" if event == "DELETE" else "NEW"
    return name, (
        f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
        f"IF {when} THEN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'check_violation'; END IF; "
        f"RETURN {back}; END $$; "
        f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" FOR EACH ROW EXECUTE FUNCTION "{name}"()'
    )


def _present(connection: BaseDatabaseWrapper, cursor: Any) -> dict[str, str]:
    """Our triggers that the database has: name to table."""
    if connection.vendor == "sqlite":
        cursor.execute(
            "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'frozen\\_%' ESCAPE '\\'"
        )
    else:
        cursor.execute(
            "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT t.tgisinternal AND t.tgname LIKE 'frozen\\_%' AND pg_table_is_visible(c.oid)"
        )
    return dict(cursor.fetchall())


def _drop(connection: BaseDatabaseWrapper, cursor: Any, name: str, table: str) -> None:
    if connection.vendor == "sqlite":
        cursor.execute(f'DROP TRIGGER "{name}"')
    else:
        cursor.execute(f'DROP TRIGGER "{name}" ON "{table}"; DROP FUNCTION "{name}"()')
