"""The first page of the review queue with few and with very many applications, on both databases (P4).

One process for each database and size holds a signed-in leadership member with a second factor; they are asked by
turns. What is timed is the whole request through all middleware, without the network.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from bench import report
from bench.filled import collected, database, filled
from scripts.lifeline import tied
from tests.harness import servers
from tests.harness.processes import ROOT

SIZES = (100, 10_000, 100_000)
TARGET = 1.5


def measure(folder: Path, *, quick: bool, say: report.Say) -> None:
    """Seed, start one process for each, ask them by turns, print."""
    sizes, rounds = (SIZES[:2], 5) if quick else (SIZES, 25)
    static = collected(folder)
    with contextlib.ExitStack() as stack:
        asked = {
            ("SQLite", size): started(stack, folder / f"sqlite-{size}", size, STATIC_ROOT=static)
            for size in sizes
        }
        try:
            server = stack.enter_context(servers.postgres())
        except servers.NotInstalled as reason:
            say(f"PostgreSQL is not measured: {reason}")
        else:
            for size in sizes:
                url = database(server, f"queue_{size}")
                more = {"STATIC_ROOT": static, "DATABASE_URL": url}
                asked["PostgreSQL", size] = started(stack, folder / f"postgres-{size}", size, **more)
        took: dict[tuple[str, int], list[float]] = {key: [] for key in asked}
        facts = {key: json.loads(process.ask()) for key, process in asked.items()}
        for _round in range(rounds):
            for key, process in asked.items():
                took[key].append(float(process.ask()))
        _say(took, facts, sizes, rounds, say)


def _say(
    took: dict[tuple[str, int], list[float]],
    facts: dict[tuple[str, int], Any],
    sizes: tuple[int, ...],
    rounds: int,
    say: report.Say,
) -> None:
    report.table(
        say,
        f"Review queue, first page of {facts['SQLite', SIZES[0]]['shown']} cases; {rounds} requests each by turns",
        ("", "applications", "median ms", "p90 ms", "queries", "of it SQL ms"),
        [
            (
                name,
                f"{size:,}",
                f"{median(values):.1f}",
                f"{quantiles(values, n=10)[-1]:.1f}",
                facts[name, size]["queries"],
                f"{facts[name, size]['sql']:.1f}",
            )
            for (name, size), values in took.items()
        ],
    )
    for name in dict.fromkeys(name for name, _size in took):
        flat = median(took[name, sizes[-1]]) / median(took[name, sizes[0]])
        report.verdict(say, f"{name}, {sizes[-1]:,} / {sizes[0]:,}", flat, TARGET, at_most=True)


class Asked:
    """A process that answers one line for one line."""

    def __init__(self, env: dict[str, str], log: Path) -> None:
        self.log = log
        with log.open("w") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bench.review_queue"],
                cwd=ROOT,
                env={**env, "DJANGO_SETTINGS_MODULE": "samverkan.settings"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                preexec_fn=tied(),  # noqa: PLW1509 -- one system call, before anything else runs
            )

    def ask(self) -> str:
        answer = ""
        if self.process.stdin and self.process.stdout:
            with contextlib.suppress(BrokenPipeError):
                self.process.stdin.write("\n")
                self.process.stdin.flush()
            answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the process that is asked ended: {self.log.read_text()[-500:]}")
        return answer

    def end(self) -> None:
        self.process.kill()
        with contextlib.suppress(BrokenPipeError):
            self.process.communicate()


def started(stack: contextlib.ExitStack, folder: Path, size: int, **more: str) -> Asked:
    """A seeded installation, and a process in it that is asked."""
    asked = Asked(filled(folder, size, **more), folder / "errors")
    stack.callback(asked.end)
    return asked


# --- In the process that is asked -------------------------------------------------------------------


def serve() -> None:
    """First line: what the page is. Each further line: how many milliseconds one request took."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext, setup_test_environment
    from django.urls import reverse

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = leader()
    address = reverse("admin:membership_reviewitem_changelist")
    for _warm in range(2):
        client.get(address)
    sys.stdin.readline()
    setup_test_environment()
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answers {answer.status_code}")
    sql = 1000 * sum(float(query["time"]) for query in queries.captured_queries)
    shown = len(answer.context["cl"].result_list)
    print(json.dumps({"queries": len(queries), "sql": sql, "shown": shown}), flush=True)
    while sys.stdin.readline():
        begun = time.perf_counter()
        client.get(address)
        print(1000 * (time.perf_counter() - begun), flush=True)


def leader() -> Any:
    """A client, signed in as somebody with a seat in every region's leadership group."""
    from django.test import Client

    from agreement.models import Seat, SeatHolding
    from agreement.states import BodyKind, SeatKind
    from tests.factories import LONG_AGO, make_user
    from tests.harness.sign_in import sign_in

    user = make_user("ledamot@samverkan.example", name="Ledamot Exempel")
    for seat in Seat.objects.filter(body__kind=BodyKind.LEADERSHIP, kind=SeatKind.ORDINARY):
        SeatHolding.objects.create(seat=seat, user=user, from_on=LONG_AGO)
    return sign_in(Client(SERVER_NAME="127.0.0.1"), user)


if __name__ == "__main__":
    import_module("samverkan.wsgi")  # as a web server begins

    serve()
