"""The triggers are there after every migration, and only the right ones (agreement/triggers.py)."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from agreement import services, triggers
from agreement.frozen import AdoptableText, TextRow
from agreement.models import AgreementVersion, Goal
from tests.agreement.texts import adopt, make_version
from tests.factories import make_region

PAGE = "/norrbotten/overenskommelsen/versioner/2030/"  # make_version's


def names() -> set[str]:
    with connection.cursor() as cursor:
        return set(triggers._present(connection, cursor))


def change_a_goal() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE agreement_goal SET text = 'Annat'")


def refused() -> bool:
    try:
        with transaction.atomic():
            change_a_goal()
    except IntegrityError:
        return True
    return False


@pytest.mark.django_db
def test_every_table_of_every_text_is_guarded() -> None:
    guarded = {
        model._meta.db_table for model in apps.get_models() if issubclass(model, (AdoptableText, TextRow))
    }
    assert len(guarded) == 21
    for table in guarded:
        for event in ("insert", "update", "delete"):
            assert any(name.startswith(f"frozen_{table}_{event}_") for name in names()), (table, event)
    assert triggers.missing() == []


@pytest.mark.django_db
def test_installing_twice_looks_and_does_nothing() -> None:
    before = names()
    with CaptureQueriesContext(connection) as queries:
        triggers.install()
    assert not [query for query in queries if query["sql"].startswith(("CREATE", "DROP"))]
    assert names() == before


@pytest.mark.django_db
def test_what_is_missing_comes_back_and_what_is_old_goes() -> None:
    before = names()
    triggers.remove()
    assert names() == set()
    old = triggers.Guard("agreement_goal", "UPDATE", "1 = 1", "what another release refused")
    name, sql = triggers._trigger(connection.vendor, old)
    with connection.cursor() as cursor:
        cursor.execute(sql)
    adopt(make_version(make_region()))
    assert refused()
    assert name in names()
    assert len(triggers.missing()) == len(before)

    triggers.install()

    assert names() == before
    assert refused()


@pytest.mark.django_db
def test_names_fit_into_the_database() -> None:
    assert max(len(name) for name in names()) <= triggers.LONGEST_NAME
    long = triggers._trigger("postgresql", triggers.Guard("t" * 80, "UPDATE", "1 = 1"))[0]
    assert len(long) == triggers.LONGEST_NAME


@pytest.mark.django_db
def test_removing_leaves_nothing_behind() -> None:
    def functions() -> int:
        if connection.vendor != "postgresql":  # where a trigger is its own function
            return len(names())
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_proc WHERE proname LIKE 'frozen\\_%'")
            return int(cursor.fetchone()[0])

    assert functions() == len(names())
    triggers.remove()
    assert functions() == 0


@pytest.mark.django_db
def test_trigger_that_was_switched_off_is_missed_and_put_right() -> None:
    if connection.vendor != "postgresql":
        return  # SQLite cannot switch a trigger off
    adopt(make_version(make_region()))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE agreement_goal DISABLE TRIGGER USER")
    assert len(triggers.missing()) == 4
    with pytest.raises(CommandError, match="4 triggers are missing"):
        verify()
    triggers.install()
    assert triggers.missing() == []
    assert refused()


@pytest.mark.django_db(transaction=True)
def test_migrate_leaves_them_on_with_adopted_texts_there() -> None:
    version = adopt(make_version(make_region()))
    call_command("migrate", verbosity=0)
    assert triggers.missing() == []
    assert refused()
    assert services.verify(AgreementVersion.objects.get(pk=version.pk))


@pytest.mark.django_db(transaction=True)
def test_they_survive_that_a_table_is_made_anew() -> None:
    """SQLite alters a table by making a new one, which drops its triggers and stumbles over those that name it."""
    adopt(make_version(make_region()))
    emit_pre_migrate_signal(verbosity=0, interactive=False, db="default")
    with connection.schema_editor() as editor:
        if connection.vendor == "sqlite":
            editor._remake_table(AgreementVersion)
            editor._remake_table(Goal)
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    assert triggers.missing() == []
    assert refused()


@pytest.mark.django_db(transaction=True)
def test_emptying_the_tables_between_tests_puts_them_back() -> None:
    """What tests/conftest.py relies on."""
    adopt(make_version(make_region()))
    triggers.remove()
    call_command("flush", verbosity=0, interactive=False)
    assert AgreementVersion.objects.count() == 0
    assert triggers.missing() == []


# --- manage.py verify_texts -------------------------------------------------------------------------------


def verify(**options: Path) -> str:
    out = StringIO()
    call_command("verify_texts", stdout=out, **options)
    return out.getvalue()


def remove_whole(version: AgreementVersion) -> None:
    """As the owner of the tables could, whom no trigger holds."""
    triggers.remove()
    QuerySet.delete(AgreementVersion.objects.filter(pk=version.pk))
    connection.check_constraints()  # PostgreSQL changes no table whose checks are still to come
    triggers.install()


@pytest.mark.django_db
def test_command_says_that_all_is_as_it_was() -> None:
    adopt(make_version(make_region()))
    assert verify() == "Adopted texts that are as they were adopted: 1. The database refuses changes.\n"


@pytest.mark.django_db
def test_command_names_a_text_that_was_changed_behind_everybodys_back() -> None:
    adopt(make_version(make_region()))
    triggers.remove()
    change_a_goal()
    triggers.install()
    with pytest.raises(CommandError, match="Överenskommelsen Norrbotten 2030 is not what was adopted"):
        verify()


@pytest.mark.django_db
def test_command_tells_when_the_database_does_not_refuse() -> None:
    triggers.remove()
    with pytest.raises(CommandError, match="triggers are missing: run migrate"):
        verify()


@pytest.mark.django_db
def test_kept_list_tells_of_a_text_that_is_gone(tmp_path: Path) -> None:
    region, kept = make_region(), tmp_path / "kept.txt"
    version = make_version(region)
    adopt(version)
    verify(write=kept)
    assert kept.read_text() == f"{version.content_hash}  agreement.agreementversion {PAGE}\n"
    assert verify(against=kept).endswith("All of the list are there: 1.\n")
    remove_whole(version)
    assert verify().startswith("Adopted texts that are as they were adopted: 0")
    with pytest.raises(CommandError, match=f"{PAGE} is gone: it was adopted with"):
        verify(against=kept)
    before = kept.read_text()
    with pytest.raises(CommandError, match="is gone"):
        verify(write=kept)
    assert kept.read_text() == before, "the list that tells of it stays"


@pytest.mark.django_db
def test_kept_list_tells_of_a_text_whose_hash_was_changed_with_it(tmp_path: Path) -> None:
    version, kept = make_version(make_region()), tmp_path / "kept.txt"
    adopt(version)
    verify(write=kept)
    triggers.remove()
    change_a_goal()
    other = AgreementVersion.objects.get(pk=version.pk).canonical().fingerprint()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE agreement_agreementversion SET content_hash = %s", [other])
    triggers.install()
    verify()
    with pytest.raises(
        CommandError, match=f"has another hash than in the list: {version.content_hash} became"
    ):
        verify(against=kept)


@pytest.mark.django_db
def test_what_has_been_adopted_since_is_no_fault_and_comes_onto_the_list(tmp_path: Path) -> None:
    kept = tmp_path / "kept.txt"
    kept.touch()
    adopt(make_version(make_region()))
    assert verify(write=kept).endswith("All of the list are there: 0.\n")
    assert len(kept.read_text().splitlines()) == 1


@pytest.mark.parametrize(
    "content", [b"hello\n", b"\xff\xfe\n", b"abc  agreement.agreementversion norrbotten/1\n"]
)
@pytest.mark.django_db
def test_what_is_no_list_is_not_taken_for_one(tmp_path: Path, content: bytes) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_bytes(content)
    for option in ("against", "write"):
        with pytest.raises(CommandError, match="is no list of adopted texts"):
            verify(**{option: kept})
    assert kept.read_bytes() == content
    with pytest.raises(CommandError, match="cannot be read"):
        verify(against=tmp_path / "nowhere.txt")
    with pytest.raises(CommandError, match="cannot be written"):
        verify(write=tmp_path / "nowhere" / "list.txt")
