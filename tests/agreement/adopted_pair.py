"""An adopted text and a draft beside it, with all their rows."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import Model

from actionplan.models import ActionPlan
from agreement.frozen import AdoptableText
from agreement.models import AgreementVersion
from tests.agreement.texts import adopt, make_plan, make_version, rows_of, snapshot
from tests.factories import make_region

TEXTS: dict[Any, Any] = {AgreementVersion: make_version, ActionPlan: make_plan}


class Pair:
    """An adopted text, and a draft of the same kind to mix it with."""

    def __init__(self, kind: type[AdoptableText]) -> None:
        region = make_region()
        self.adopted = adopt(TEXTS[kind](region))
        self.draft = TEXTS[kind](region, "2040")
        self.before = snapshot(self.adopted)

    def rows(self, model: type[Model]) -> Any:
        """A row of the adopted text, and one of the draft."""
        return tuple(
            next(row for row in rows_of(text) if type(row) is model) for text in (self.adopted, self.draft)
        )

    def is_untouched(self) -> bool:
        return snapshot(self.adopted) == self.before


def copy_of(row: Any, **changed: Any) -> Any:
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key
    }
    return type(row)(**{**values, **changed})


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
