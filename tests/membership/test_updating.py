"""Between `migrate` and restart processes from before go on, and whoever goes back finds what was there (operations)."""

from __future__ import annotations

import uuid
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from agreement.alphabet import folded
from agreement.models import Agreement, Region
from membership.models import Application, Reminder
from membership.states import Status
from tests.factories import make_application, make_region

if TYPE_CHECKING:
    from django.db.models import Model

NEW = {
    Application: {"disowned": False, "disowned_before": "", "statutes_at": "", "name_folded": ""},
    Agreement: {
        "admits_unnumbered": True,
        "asks_minutes": False,
        "asks_statutes": True,
        "unnumbered_words": "",
        "position_notice_days": 0,  # nobody has chosen it
    },
}
BEFORE = [("agreement", "0009_days_for_positions"), ("membership", "0018_others_who_were_there")]
HAS = connection.vendor == "postgresql"  # SQLite has no trigrams
FOLDING = import_module("membership.migrations.0023_names_folded")


def written_by_an_old_process(row: Any, **others: Any) -> Any:
    """A copy of the row, as a process writes it that knows nothing of the new columns."""
    model: type[Model] = type(row)
    known = [field.column for field in model._meta.concrete_fields if field.name not in {"id", *NEW[model]}]
    names = ", ".join(known)
    values = ", ".join("%s" if name in others else name for name in known)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} WHERE id = %s",
            [*(others[name] for name in known if name in others), row.pk],
        )
    return model._default_manager.latest("pk")


@pytest.mark.django_db
def test_old_processes_begin_applications_and_regions() -> None:
    region = make_region()
    draft = make_application(region, Status.DRAFT)
    other = Region.objects.create(slug="ny", name="Ny", reference_prefix="NY")
    for row, others in (
        (draft, {"reference": "NB-OLD", "draft_token": uuid.uuid4().hex}),
        (region.agreement, {"region_id": other.pk}),
    ):
        copy = written_by_an_old_process(row, **others)
        assert copy.pk != row.pk
        assert {name: getattr(copy, name) for name in NEW[type(row)]} == NEW[type(row)]


def test_migration_folds_as_the_portal_does() -> None:
    letters = "".join(map(chr, (*range(0x20, 0x250), *range(0x1E00, 0x1F00))))
    for name in ("Åkers kör", "ǅ ÆØŒ ŁŸ Þorn ẞ", letters):
        assert FOLDING.folded(name) == folded(name)[: FOLDING.LONGEST]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_back_and_forth() -> None:
    case = make_application(make_region(), name="Åkers kör")
    for kind in ("positions_awaited", "case_waiting"):
        Reminder.objects.create(key=kind, kind=kind, due_at=timezone.now())
    assert not HAS or trigrams() == ["name_folded"]
    try:
        executor = MigrationExecutor(connection)
        executor.migrate(BEFORE)
        assert not HAS or trigrams() == ["name"], "searches of before have their index"
        before = executor.loader.project_state(BEFORE).apps
        before.get_model("membership", "Application").objects.update(name="Övertorneå byalag")
    finally:
        call_command("migrate", verbosity=0)

    assert list(Reminder.objects.values_list("kind", flat=True)) == ["case_waiting"]
    case.refresh_from_db()
    assert case.name_folded == "overtornea byalag"
    assert set(Agreement.objects.values_list("position_notice_days", flat=True)) == {0}
    with connection.schema_editor(atomic=False) as editor:  # broken off: once more
        FOLDING.fold(apps, editor)
        FOLDING.index(apps, editor)
    assert not HAS or trigrams() == ["name_folded"]


def trigrams() -> list[str]:
    """What the indexes for searching are made of."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexdef FROM pg_indexes JOIN pg_class ON relname = indexname "
            "JOIN pg_index ON indexrelid = pg_class.oid WHERE indexname LIKE %s AND indisvalid",
            ["%trigrams"],
        )
        return ["name_folded" if "name_folded" in made else "name" for (made,) in cursor.fetchall()]
