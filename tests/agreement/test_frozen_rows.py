"""The rows of what is adopted stay as they are: every way through Django and past it, on either database (AGR-34, PLAN-25)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from agreement import services, triggers
from agreement.exceptions import TextIsFrozen
from agreement.frozen import AdoptableText
from tests.agreement.adopted_pair import TEXTS, Pair, copy_of, sql

pytestmark = pytest.mark.django_db
ROWS = [(text, row) for text in TEXTS for row in services.row_models(text)]
NAMES = [row._meta.model_name for _text, row in ROWS]
HELD = (TextIsFrozen, IntegrityError)


@pytest.fixture(params=TEXTS, ids=lambda kind: kind._meta.model_name)
def pair(request: pytest.FixtureRequest) -> Pair:
    return Pair(request.param)


def parent_of(row: Any) -> str:
    """The column by which the row hangs on its text or on another row of it."""
    return f"{row.text_path.split('__')[0]}_id"


# --- Rows, through Django ---------------------------------------------------------------------------------


def save_changed(ours: Any, theirs: Any) -> None:
    ours.order = 99
    ours.save()


def save_one_field(ours: Any, theirs: Any) -> None:
    ours.order = 99
    ours.save(update_fields=["order"])


def save_by_hand(ours: Any, theirs: Any) -> None:
    """An instance that was never read, with the key of a row that is frozen."""
    copy_of(theirs, pk=ours.pk).save()


def save_new(ours: Any, theirs: Any) -> None:
    copy_of(ours).save()


def move_in(ours: Any, theirs: Any) -> None:
    setattr(theirs, parent_of(ours), getattr(ours, parent_of(ours)))
    theirs.save()


def move_out(ours: Any, theirs: Any) -> None:
    setattr(ours, parent_of(ours), getattr(theirs, parent_of(ours)))
    ours.save()


def delete(ours: Any, theirs: Any) -> None:
    ours.delete()


def queryset(row: Any) -> Any:
    return type(row).objects.filter(pk=row.pk)


def queryset_update(ours: Any, theirs: Any) -> None:
    queryset(ours).update(order=99)


def queryset_update_mixed(ours: Any, theirs: Any) -> None:
    type(ours).objects.filter(pk__in=[theirs.pk, ours.pk]).update(order=99)


def queryset_move_in(ours: Any, theirs: Any) -> None:
    queryset(theirs).update(**{parent_of(ours): getattr(ours, parent_of(ours))})


def queryset_delete(ours: Any, theirs: Any) -> None:
    type(ours).objects.all().delete()


def bulk_create(ours: Any, theirs: Any) -> None:
    type(ours).objects.bulk_create([copy_of(theirs), copy_of(ours)])


def bulk_update(ours: Any, theirs: Any) -> None:
    ours.order = 99
    type(ours).objects.bulk_update([theirs, ours], ["order"])


def bulk_move_in(ours: Any, theirs: Any) -> None:
    setattr(theirs, parent_of(ours), getattr(ours, parent_of(ours)))
    type(ours).objects.bulk_update([theirs], [parent_of(ours).removesuffix("_id")])


def get_or_create(ours: Any, theirs: Any) -> None:
    values = {parent_of(ours): getattr(ours, parent_of(ours)), "order": 98}
    type(ours).objects.get_or_create(**values)


def update_or_create(ours: Any, theirs: Any) -> None:
    type(ours).objects.update_or_create(pk=ours.pk, defaults={"order": 99})


ORM = (
    *(save_changed, save_one_field, save_by_hand, save_new, move_in, move_out, delete),
    *(queryset_update, queryset_update_mixed, queryset_move_in, queryset_delete),
    *(bulk_create, bulk_update, bulk_move_in, get_or_create, update_or_create),
)


@pytest.mark.slow
@pytest.mark.parametrize("way", ORM, ids=lambda way: way.__name__)
@pytest.mark.parametrize(("kind", "model"), ROWS, ids=NAMES)
def test_no_way_through_django_changes_a_row(kind: type[AdoptableText], model: type[Model], way: Any) -> None:
    triggers.remove()
    pair = Pair(kind)
    with pytest.raises(TextIsFrozen), transaction.atomic():
        way(*pair.rows(model))
    assert pair.is_untouched()


# --- Rows, past Django's own methods ------------------------------------------------------------------------


def related_add(ours: Any, theirs: Any) -> None:
    """Django's related managers go by the base manager, which knows nothing of ours."""
    parent = getattr(ours, ours.text_path.split("__")[0])
    field = type(ours)._meta.get_field(ours.text_path.split("__")[0])
    getattr(parent, field.remote_field.related_name).add(theirs)


def related_set(ours: Any, theirs: Any) -> None:
    parent = getattr(ours, ours.text_path.split("__")[0])
    field = type(ours)._meta.get_field(ours.text_path.split("__")[0])
    getattr(parent, field.remote_field.related_name).set([ours, theirs])


def from_a_fixture(ours: Any, theirs: Any) -> None:
    """As loaddata saves."""
    ours.order = 99
    ours.save_base(raw=True)


def raw_delete(ours: Any, theirs: Any) -> None:
    queryset(ours)._raw_delete("default")


def conflict(ours: Any, theirs: Any) -> None:
    """A new row of the draft with the key of a frozen one."""
    type(ours).objects.bulk_create(
        [copy_of(theirs, pk=ours.pk, order=99)],
        update_conflicts=True,
        update_fields=["order"],
        unique_fields=["pk"],
    )


def sql_insert(ours: Any, theirs: Any) -> None:
    table, columns = ours._meta.db_table, [field.column for field in ours._meta.concrete_fields[1:]]
    names = ", ".join(f'"{column}"' for column in columns)
    sql(f'INSERT INTO "{table}" ({names}) SELECT {names} FROM "{table}" WHERE id = %s', ours.pk)


def sql_update(ours: Any, theirs: Any) -> None:
    sql(f'UPDATE "{ours._meta.db_table}" SET "order" = 99 WHERE id = %s', ours.pk)


def sql_update_to_the_same(ours: Any, theirs: Any) -> None:
    sql(f'UPDATE "{ours._meta.db_table}" SET "order" = "order"')


def sql_new_key(ours: Any, theirs: Any) -> None:
    sql(f'UPDATE "{ours._meta.db_table}" SET id = 999999 WHERE id = %s', ours.pk)


def sql_move_in(ours: Any, theirs: Any) -> None:
    column = parent_of(ours)
    sql(f'UPDATE "{ours._meta.db_table}" SET "{column}" = %s WHERE id = %s', getattr(ours, column), theirs.pk)


def sql_move_out(ours: Any, theirs: Any) -> None:
    column = parent_of(ours)
    sql(f'UPDATE "{ours._meta.db_table}" SET "{column}" = %s WHERE id = %s', getattr(theirs, column), ours.pk)


def sql_delete(ours: Any, theirs: Any) -> None:
    sql(f'DELETE FROM "{ours._meta.db_table}"')


PAST_DJANGO = (
    *(related_add, related_set, from_a_fixture, raw_delete, conflict),
    *(sql_insert, sql_update, sql_update_to_the_same, sql_new_key, sql_move_in, sql_move_out, sql_delete),
)


@pytest.mark.slow
@pytest.mark.parametrize("way", PAST_DJANGO, ids=lambda way: way.__name__)
@pytest.mark.parametrize(("kind", "model"), ROWS, ids=NAMES)
def test_the_database_refuses_what_goes_past_django(
    kind: type[AdoptableText], model: type[Model], way: Any
) -> None:
    pair = Pair(kind)
    with pytest.raises(HELD, match="adopted"), transaction.atomic():
        way(*pair.rows(model))
    assert pair.is_untouched()


@pytest.mark.parametrize(("kind", "model"), ROWS, ids=NAMES)
def test_replacing_a_row_is_removing_it(kind: type[AdoptableText], model: type[Model]) -> None:
    if connection.vendor != "sqlite":
        return  # only SQLite knows OR REPLACE
    pair = Pair(kind)
    ours, theirs = pair.rows(model)
    table, columns = ours._meta.db_table, [field.column for field in ours._meta.concrete_fields[1:]]
    names = ", ".join(f'"{column}"' for column in columns)
    insert = f'INSERT OR REPLACE INTO "{table}" (id, {names}) SELECT %s, {names} FROM "{table}" WHERE id = %s'
    for statement in (insert, f'UPDATE OR REPLACE "{table}" SET id = %s WHERE id = %s'):
        with pytest.raises(IntegrityError, match="adopted"), transaction.atomic():
            sql(statement, ours.pk, theirs.pk)
    assert pair.is_untouched()
