"""One installation of the product on this machine's servers, as a test sees it from outside."""

from __future__ import annotations

import contextlib
import http.client
import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

import psycopg2

from tests.harness.processes import ROOT, Sink
from tests.harness.servers import LOCALHOST
from tests.servers.gate import Gate

SITE = "samverkan.example"


@dataclass
class Installation:
    """Its environment (for the processes), its mail server, and the door in front of its broker if it has one."""

    env: dict[str, str]
    sink: Sink
    broker: Gate | None = None
    redis_url: str = ""  # past the gate, for the test itself

    def do(self, verb: str, **facts: Any) -> Any:
        """Let somebody do something (tests/servers/verbs.py), and return what came of it."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.servers.verbs", verb, json.dumps(facts)],
            cwd=ROOT,
            env={**self.env, "DJANGO_SETTINGS_MODULE": "samverkan.settings", "LOG_LEVEL": "WARNING"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-4000:]
        return json.loads(done.stdout.splitlines()[-1])

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Look into the database without asking the product."""
        with contextlib.closing(self._connect()) as connection:
            cursor = connection.cursor()
            cursor.execute(sql)
            return list(cursor.fetchall())

    def count(self, table: str, where: str = "true") -> int:
        return int(self.rows(f"SELECT count(*) FROM {table} WHERE {where}")[0][0])

    def letters(self, kind: str = "signing_request") -> list[EmailMessage]:
        """What the mail server received of this kind, with every double."""
        known = {f"letter.{row[0].replace('-', '')}@" for row in self._letter_ids(kind)}
        return [
            message
            for message in self.sink.messages
            if any(str(message["Message-ID"]).startswith(f"<{each}") for each in known)
        ]

    def wait(self, ready: Callable[[], bool], what: str, seconds: float = 30) -> float:
        """Wait until it is so, and say how long it took; fail with the rows that are not done."""
        begun = time.monotonic()
        while not ready():
            if time.monotonic() - begun > seconds:
                columns = "tries, handed_at, lease_until, done_at, failed_at, last_error"
                undone = [
                    (table, *row)
                    for table in ("membership_signingdocument", "letters_letter")
                    for row in self.rows(f"SELECT id, {columns} FROM {table} WHERE done_at IS NULL LIMIT 5")
                ]
                raise AssertionError(f"{what}: not after {seconds} s. Not done: {undone}")
            time.sleep(0.05)
        return time.monotonic() - begun

    def everything_done(self, documents: int) -> bool:
        """So many documents are rendered, and the letter of each one is out."""
        return (
            self.count("membership_signingdocument", "done_at IS NOT NULL") == documents
            and self.count("letters_letter", "kind = 'signing_request' AND done_at IS NOT NULL") == documents
        )

    def _letter_ids(self, kind: str) -> list[tuple[str, ...]]:
        return [(str(row[0]),) for row in self.rows(f"SELECT uuid FROM letters_letter WHERE kind = '{kind}'")]

    def _connect(self) -> Any:
        if url := self.env.get("DATABASE_URL"):
            return psycopg2.connect(url)
        return sqlite3.connect(f"{self.env['VAR_DIR']}/samverkan.sqlite3", timeout=20)


def get(address: str, path: str) -> tuple[int, str]:
    """What a browser behind the reverse proxy gets: status and text."""
    connection = http.client.HTTPConnection(LOCALHOST, urlsplit(address).port, timeout=10)
    with contextlib.closing(connection):
        connection.request("GET", path, headers={"Host": SITE, "X-Forwarded-Proto": "https"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


@contextlib.contextmanager
def copied_database(server: str, template: str, name: str) -> Iterator[str]:
    """A database of its own, as a copy of one that is already migrated; gives its DATABASE_URL."""
    with contextlib.closing(psycopg2.connect(server)) as connection:
        connection.autocommit = True
        connection.cursor().execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield server.rsplit("/", 1)[0] + f"/{name}"
    finally:
        with contextlib.closing(psycopg2.connect(server)) as connection:
            connection.autocommit = True
            connection.cursor().execute(f"DROP DATABASE {name} WITH (FORCE)")
