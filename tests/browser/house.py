"""One running installation as a browser meets it: an address, a way to look into its post, a way to put people in."""

from __future__ import annotations

import contextlib
import email
import email.policy
import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import psycopg2

from tests.harness.processes import (
    ROOT,
    Sink,
    environment,
    manage,
    prepare,
    smtp_sink,
    start_relay,
    start_web,
    start_worker,
)
from tests.harness.servers import LOCALHOST, free_port

ROOMS = ("membership", "letters", "accounts", "agreement", "mfa")
Post = Callable[[], list[EmailMessage]]


@dataclass
class House:
    """An installation under production's settings, without HTTPS."""

    url: str
    env: dict[str, str]
    post: Post

    def do(self, verb: str, **facts: Any) -> Any:
        """Put something into the installation's database (tests/browser/seed.py); gives what came of it."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.browser.seed", verb, json.dumps(facts)],
            cwd=ROOT,
            env={**self.env, "DJANGO_SETTINGS_MODULE": "samverkan.settings", "LOG_LEVEL": "WARNING"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-4000:]
        return json.loads(done.stdout.splitlines()[-1])

    def rows(self) -> str:
        """Everything that is kept about cases, people and letters, to see whether something changed it."""
        if "DATABASE_URL" in self.env:
            return manage(self.env, "dumpdata", *ROOMS)
        begin = tuple(f'INSERT INTO "{room}_' for room in ROOMS)
        with contextlib.closing(sqlite3.connect(Path(self.env["VAR_DIR"]) / "samverkan.sqlite3")) as file:
            return "\n".join(line for line in file.iterdump() if line.startswith(begin))

    def letters_to(self, address: str) -> list[EmailMessage]:
        """What has been sent to the address, oldest first."""
        return [message for message in self.post() if address in str(message["To"])]

    def wait_for_letter(
        self, address: str, holds: Callable[[EmailMessage], bool], after: int = 0, seconds: float = 60
    ) -> EmailMessage:
        """The first letter beyond the first `after` ones to the address that `holds`."""
        deadline = time.monotonic() + seconds
        while True:
            for message in self.letters_to(address)[after:]:
                if holds(message):
                    return message
            subjects = [str(message["Subject"]) for message in self.letters_to(address)]
            assert time.monotonic() < deadline, f"No such letter to {address} after {seconds} s: {subjects}"
            time.sleep(0.05)


def settings(folder: Path, static: Path, **more: str) -> dict[str, str]:
    """Production's settings on this machine: DEBUG off, and no HTTPS because the browser talks to the server itself."""
    port = free_port()
    return environment(
        folder,
        DEBUG="0",
        SECRET_KEY="only-for-these-tests-" + "0" * 50,
        ALLOWED_HOSTS=LOCALHOST,
        PORT=str(port),
        SITE_URL=f"http://{LOCALHOST}:{port}",
        DEFAULT_FROM_EMAIL="Samverkan <samverkan@samverkan.example>",
        STATIC_ROOT=str(static),
        LOG_LEVEL="WARNING",
        **more,
    )


@contextlib.contextmanager
def embedded(folder: Path, static: Path, *, relay: bool = True) -> Iterator[House]:
    """SQLite, the relay that does all work itself, letters as files in a folder."""
    env = settings(folder, static)
    prepare(env)
    with contextlib.ExitStack() as running:
        url = running.enter_context(start_web(env, port=int(env["PORT"])))
        if relay:
            running.enter_context(start_relay(env))
        yield House(url, env, lambda: letters_in(folder / "mail"))


@contextlib.contextmanager
def production(
    folder: Path, static: Path, *, postgres_url: str, redis_url: str, name: str = "browser"
) -> Iterator[House]:
    """PostgreSQL (a database of its own), Redis, a Celery worker, the relay, letters over SMTP."""
    with contextlib.ExitStack() as running:
        database_url = running.enter_context(own_database(postgres_url, name))
        sink: Sink = running.enter_context(smtp_sink())
        env = settings(folder, static, DATABASE_URL=database_url, REDIS_URL=redis_url, EMAIL_URL=sink.url)
        prepare(env)
        url = running.enter_context(start_web(env, port=int(env["PORT"])))
        running.enter_context(start_worker(env))
        running.enter_context(start_relay(env))
        yield House(url, env, lambda: sink.messages)


@contextlib.contextmanager
def own_database(postgres_url: str, name: str) -> Iterator[str]:
    """An empty database on the server, gone afterwards."""

    def run(sql: str) -> None:
        with contextlib.closing(psycopg2.connect(postgres_url)) as connection:
            connection.autocommit = True
            connection.cursor().execute(sql)

    run(f"CREATE DATABASE {name}")
    try:
        yield postgres_url.rsplit("/", 1)[0] + f"/{name}"
    finally:
        run(f"DROP DATABASE {name} WITH (FORCE)")


def letters_in(folder: Path) -> list[EmailMessage]:
    """The folder's letters, oldest first. A letter appears whole or not at all."""
    files = sorted(folder.glob("*.eml"), key=lambda file: (file.stat().st_mtime_ns, file.name))
    return [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]
