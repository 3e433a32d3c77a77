"""Names as people type them when they look for one: without marks and case, in the database.

`Folded("name")` is what `agreement.alphabet.folded` makes of the column. PostgreSQL does it with functions of its own
that an index can hold (migration 0010); SQLite asks the very function, name by name.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db.models import CharField, Func, Q

from agreement.alphabet import folded

SHORTEST = 3  # letters that an index of trigrams can look up anywhere in a name
# Letters with marks, and what stands for each. The index is made of these very words: change them only together with a
# migration that makes it anew.
MARKED = "àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿăąćčďđęěğıłńňŋőřśşšťŧůűźżžÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝŸĂĄĆČĎĐĘĚĞŁŃŇŊŐŘŚŞŠŤŦŮŰŹŻŽ"
PLAIN = "aaaaaaaceeeeiiiinoooooouuuyyyaaccddeegilnnnorsssttuuzzzaaaaaaaceeeeiiiinoooooouuuyyyaaccddeeglnnnorsssttuuzzz"
IN_POSTGRESQL = f"TRANSLATE(LOWER(%s), '{MARKED}', '{PLAIN}')"
IN_SQLITE = "samverkan_folded"


class Folded(Func):
    """A column without marks and case."""

    arity = 1
    output_field = CharField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template=IN_POSTGRESQL % "%(expressions)s", **context)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function=IN_SQLITE, **context)


def named(term: str, column: str = "name") -> tuple[dict[str, Folded], Q]:
    """What to alias and to filter by for rows whose name holds `term`; one or two letters begin a word of it."""
    words = folded(term)
    alias = f"folded_{column.replace('__', '_')}"
    if len(words) < SHORTEST:
        q = Q(**{f"{alias}__startswith": words}) | Q(**{f"{alias}__contains": f" {words}"})
    else:
        q = Q(**{f"{alias}__contains": words})
    return {alias: Folded(column)}, q


def teach_sqlite(connection: Any, **_more: Any) -> None:
    """A new connection to SQLite learns the function."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(IN_SQLITE, 1, _remembered, deterministic=True)


@lru_cache(maxsize=20_000)
def _remembered(name: str | None) -> str:
    return folded(name or "")
