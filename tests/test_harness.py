"""The harness itself: its servers are real, private, and gone afterwards."""

from __future__ import annotations

import fcntl
import smtplib
import sqlite3
from contextlib import closing
from email.message import EmailMessage
from pathlib import Path

import psycopg2
import pytest
import redis

from tests.harness import migrated, servers
from tests.harness.processes import smtp_sink


@pytest.mark.servers
def test_postgres_works_and_is_gone_afterwards() -> None:
    with servers.postgres() as url:
        port = int(url.rsplit(":", 1)[1].split("/")[0])
        connection = psycopg2.connect(url)
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('server_encoding')")
            assert cursor.fetchone() == ("UTF8",)
        connection.close()

    assert not servers.accepts_connections(port)


@pytest.mark.servers
def test_redis_works_and_is_gone_afterwards() -> None:
    with servers.redis() as url:
        client = redis.Redis.from_url(url)
        assert client.ping()
        port = client.connection_pool.connection_kwargs["port"]
        client.close()

    assert not servers.accepts_connections(port)


def test_smtp_sink_keeps_what_it_accepts_and_nothing_that_it_refuses() -> None:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "a@example.se", "b@example.se", "Välkommen"
    letter.set_content("Hej Åsa")

    with smtp_sink() as sink:
        port = int(sink.url.rsplit(":", 1)[1])
        with smtplib.SMTP(servers.LOCALHOST, port) as client:
            client.send_message(letter)
            sink.refuse = "451 try again later"
            with pytest.raises(smtplib.SMTPDataError):
                client.send_message(letter)

        assert [message["Subject"] for message in sink.to("b@example.se")] == ["Välkommen"]
        assert sink.to("c@example.se") == []


def test_migrated_database_is_kept_and_laid_and_others_wait_for_it(tmp_path: Path) -> None:
    kept, found = tmp_path / "kept", tmp_path / "found.sqlite3"
    kept.mkdir()
    first = migrated.Migrated(kept)
    assert not first.lay(found)
    with (kept / "lock").open() as other, pytest.raises(BlockingIOError):
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    (kept / "older.sqlite3").touch()
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE region (name)")
        first.keep(database)

    assert migrated.Migrated(kept).lay(found)
    assert migrated.Migrated(kept).lay(found)  # the lock was given back
    with closing(sqlite3.connect(found)) as laid:
        assert laid.execute("SELECT name FROM sqlite_master").fetchall() == [("region",)]
    assert [file.suffix for file in kept.iterdir() if file.name != "lock"] == [".sqlite3"]


def test_another_migration_is_another_database(monkeypatch: pytest.MonkeyPatch) -> None:
    before = migrated.digest()
    assert migrated.digest() == before
    read = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda file: read(file) + b"#" * (file.name == "0001_initial.py"))
    assert migrated.digest() != before
