"""The production topology as plain processes: PostgreSQL, Redis, web, relay and a Celery worker, under DEBUG=0."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from tests.harness.processes import (
    answers,
    environment,
    manage,
    prepare,
    smtp_sink,
    start_relay,
    start_web,
    start_worker,
)
from tests.harness.servers import free_port

pytestmark = pytest.mark.servers


@pytest.fixture
def production(postgres_url: str, redis_url: str, tmp_path: Path) -> Iterator[dict[str, str]]:
    """What docker-compose.yml sets, on this machine's servers and in a database of its own."""
    name = "topology"
    with contextlib.closing(psycopg2.connect(postgres_url)) as connection:
        connection.autocommit = True
        connection.cursor().execute(f"CREATE DATABASE {name}")
    with smtp_sink() as sink:
        yield environment(
            tmp_path / "data",
            DEBUG="0",
            HTTPS="1",
            SECRET_KEY="only-for-this-test-" + "0" * 50,
            DATABASE_URL=postgres_url.rsplit("/", 1)[0] + f"/{name}",
            REDIS_URL=redis_url,
            EMAIL_URL=sink.url,
            DEFAULT_FROM_EMAIL="Samverkan <samverkan@example.se>",
            ADMINS="drift@example.se",
            SITE_URL="https://samverkan.example",
            ALLOWED_HOSTS="samverkan.example,127.0.0.1",
            STATIC_ROOT=str(tmp_path / "static"),
        )
    with contextlib.closing(psycopg2.connect(postgres_url)) as connection:
        connection.autocommit = True
        connection.cursor().execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_production_is_ready_once_the_relay_is_heard_from(production: dict[str, str]) -> None:
    prepare(production)
    manage(production, "check", "--deploy", "--fail-level", "WARNING")
    manage(production, "collectstatic", "--noinput")
    port = free_port()

    with start_web(production, workers=2, port=port), start_worker(production):
        assert not answers(port, "/readyz")
        with start_relay(production) as relay:
            relay.wait_until(lambda: answers(port, "/readyz"), "/readyz")
