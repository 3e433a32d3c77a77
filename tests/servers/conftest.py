"""Installations for the tests of this folder: one like production, one embedded; migrated once, copied for each test."""

from __future__ import annotations

import contextlib
import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from tests.harness import servers
from tests.harness.processes import environment, manage, prepare, smtp_sink
from tests.servers.gate import gate_before
from tests.servers.installation import SITE, Installation, copied_database

TEMPLATE = "prepared"
_numbers = itertools.count(1)
# What a killed worker held, and what a worker was told and never began, is taken over after this many seconds.
# Production's 25 and 20 would only make the tests wait.
LEASE = PATIENCE = 6


def _environment(folder: Path, static: Path, mail: str, **more: str) -> dict[str, str]:
    return environment(
        folder,
        DEBUG="0",
        HTTPS="1",
        BEHIND_PROXY="1",
        SECRET_KEY="only-for-this-test-" + "0" * 50,
        EMAIL_URL=mail,
        DEFAULT_FROM_EMAIL=f"Samverkan <samverkan@{SITE}>",
        ADMINS=f"drift@{SITE}",
        SITE_URL=f"https://{SITE}",
        ALLOWED_HOSTS=f"{SITE},127.0.0.1",
        STATIC_ROOT=str(static),
        WORK_LEASE=str(LEASE),
        RELAY_PATIENCE=str(PATIENCE),
        **more,
    )


@pytest.fixture(scope="session")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Collected static files; the web server of production needs them."""
    static = tmp_path_factory.mktemp("static")
    manage(_environment(tmp_path_factory.mktemp("collect"), static, ""), "collectstatic", "--noinput")
    return static


@pytest.fixture(scope="session")
def migrated_postgres(postgres_url: str, collected: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A PostgreSQL server that holds a migrated database with both regions, to be copied."""
    with contextlib.closing(psycopg2.connect(postgres_url)) as connection:
        connection.autocommit = True
        connection.cursor().execute(f"CREATE DATABASE {TEMPLATE}")
    url = postgres_url.rsplit("/", 1)[0] + f"/{TEMPLATE}"
    prepare(_environment(tmp_path_factory.mktemp("prepare"), collected, "", DATABASE_URL=url))
    return postgres_url


@pytest.fixture(scope="session")
def migrated_sqlite(collected: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as a file."""
    folder = tmp_path_factory.mktemp("embedded")
    prepare(_environment(folder, collected, ""))
    return folder


@pytest.fixture
def production(migrated_postgres: str, collected: Path, tmp_path: Path) -> Iterator[Installation]:
    """PostgreSQL, a Redis of its own behind a gate, a mail server. Nothing runs yet."""
    name = f"test_{next(_numbers)}"
    with contextlib.ExitStack() as stack:
        try:
            redis_url = stack.enter_context(servers.redis())
        except servers.NotInstalled as reason:
            pytest.skip(str(reason))
        database_url = stack.enter_context(copied_database(migrated_postgres, TEMPLATE, name))
        sink = stack.enter_context(smtp_sink())
        gate, through = stack.enter_context(gate_before(redis_url))
        env = _environment(
            tmp_path / "data", collected, sink.url, DATABASE_URL=database_url, REDIS_URL=through
        )
        yield Installation(env, sink, gate, redis_url)


@pytest.fixture
def embedded(migrated_sqlite: Path, collected: Path, tmp_path: Path) -> Iterator[Installation]:
    """SQLite and the embedded relay, with a mail server. Nothing runs yet."""
    folder = tmp_path / "data"
    shutil.copytree(migrated_sqlite, folder)
    with smtp_sink() as sink:
        yield Installation(_environment(folder, collected, sink.url), sink)
