"""Names as people type them when they look for one: without marks and case, kept beside the name, where an index can
hold them on both databases.
"""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Model, Q

from agreement.alphabet import folded

LONGEST = 400  # some letters are two without their marks
SHORTEST = 3  # letters that an index of trigrams can look up anywhere in a name


def as_kept(name: str) -> str:
    """The name as it is kept for searching."""
    return folded(name)[:LONGEST]


class FoldedField(CharField):  # type: ignore[type-arg]  # no generic while running
    """What `agreement.alphabet.folded` makes of the field named `of`: written whenever the row is, in bulk too. Whoever
    changes the other by `QuerySet.update` changes this as well (`as_kept`).
    """

    def __init__(self, *, of: str, **options: Any) -> None:
        self.of = of
        kept: dict[str, Any] = {"editable": False, "default": "", "db_default": "", "blank": True}
        super().__init__(**kept | {"max_length": LONGEST} | options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "of": self.of}

    def pre_save(self, model_instance: Model, add: bool) -> str:
        value = as_kept(getattr(model_instance, self.of))
        setattr(model_instance, self.attname, value)
        return value


def named(term: str, column: str = "name_folded") -> Q:
    """The rows whose name holds `term`; one or two letters begin a word of it."""
    words = folded(term)
    if len(words) < SHORTEST:
        return Q(**{f"{column}__startswith": words}) | Q(**{f"{column}__contains": f" {words}"})
    return Q(**{f"{column}__contains": words})
