"""The public list of 6,000 members: all of it, searched, filtered, turned, as a file. Kept pages are forgotten before
each request, so that every one is made anew (≤ 50 ms at p95, on both databases; the file of everybody is no page).

What is timed is the whole request through all middleware, without the network.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from importlib import import_module
from statistics import median
from typing import TYPE_CHECKING, Any

from bench import report
from bench.clicks import P95, p95
from bench.filled import collected, database
from bench.start_page import installation
from tests.harness import servers
from tests.harness.processes import ROOT, manage, prepare

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MEMBERS = 6000
LIST = "/norrbotten/anslutna/"
WHOLE_FILE = "everybody as CSV"


def measure(folder: Path, *, quick: bool, say: report.Say) -> None:
    """Fill an installation for each database, start a process in each, ask them by turns, print."""
    rounds, members = (5, 600) if quick else (60, MEMBERS)
    static = collected(folder)
    with contextlib.ExitStack() as stack:
        more: dict[str, dict[str, str]] = {"SQLite": {}}
        try:
            server = stack.enter_context(servers.postgres())
        except servers.NotInstalled as reason:
            say(f"PostgreSQL is not measured: {reason}")
        else:
            more["PostgreSQL"] = {"DATABASE_URL": database(server, "directory")}
        asked = {
            name: Asked(filled(folder / name, members, STATIC_ROOT=static, **env), folder / f"{name}.txt")
            for name, env in more.items()
        }
        for each in asked.values():
            stack.callback(each.end)
        facts = {name: json.loads(each.ask("")) for name, each in asked.items()}
        took: dict[tuple[str, str], list[float]] = {
            (name, label): [] for name in asked for label in facts[name]
        }
        for _round in range(rounds):
            for (name, label), values in took.items():
                values.append(float(asked[name].ask(label)))
    report.table(
        say,
        f"Directory of {members:,} members, kept pages forgotten before each request; {rounds} of each by turns",
        ("", "", "found", "median ms", "p95 ms", "queries"),
        [
            (
                name,
                label,
                facts[name][label]["found"],
                f"{median(values):.1f}",
                f"{p95(values):.1f}",
                facts[name][label]["queries"],
            )
            for (name, label), values in took.items()
        ],
    )
    for name in asked:
        slowest, label = max(
            (p95(values), label) for (of, label), values in took.items() if of == name and label != WHOLE_FILE
        )
        report.verdict(say, f"{name}, slowest at p95, ms ({label})", slowest, P95, at_most=True)


class Asked:
    """A process that answers one line for one line."""

    def __init__(self, env: Mapping[str, str], log: Path) -> None:
        self.log = log
        with log.open("w") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bench.directory"],
                cwd=ROOT,
                env={**env, "DJANGO_SETTINGS_MODULE": "samverkan.settings"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )

    def ask(self, line: str) -> str:
        answer = ""
        if self.process.stdin and self.process.stdout:
            with contextlib.suppress(BrokenPipeError):
                self.process.stdin.write(f"{line}\n")
                self.process.stdin.flush()
            answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the process that is asked ended: {self.log.read_text()[-500:]}")
        return answer

    def end(self) -> None:
        self.process.kill()
        with contextlib.suppress(BrokenPipeError):
            self.process.communicate()


def filled(folder: Path, members: int, **more: str) -> dict[str, str]:
    """An installation whose every second organisation is a member of one region: two regions, so twice as many."""
    folder.mkdir()
    env = installation(folder, **more)
    prepare(env)
    # Three in five of what does not wait are approved; they stand in two regions by turns.
    size = str(-(-members * 2 * 5 // 3))
    numbers = ("--organisations", size, "--applications", size, "--awaiting-share", "0")
    manage(env | {"DEBUG": "1", "DEMO": "1"}, "seed_scale", *numbers)
    return env


# --- In the process that is asked -------------------------------------------------------------------


def pages() -> dict[str, str]:
    """Each question to the list by its name."""
    from agreement.models import Municipality
    from membership.states import FieldOfActivity

    place = Municipality.objects.get(region__slug="norrbotten", name="Övertorneå")
    return {
        "everybody": LIST,
        "the last page": f"{LIST}?page=9999",
        "search: overtornea": f"{LIST}?q=overtornea",
        "search: two words": f"{LIST}?q=sprakcafe+47",
        "search: nobody": f"{LIST}?q=xylofonisterna",
        "search: one letter": f"{LIST}?q=a",
        "in Övertorneå": f"{LIST}?kommun={place.code}",
        "in Övertorneå, page 20": f"{LIST}?kommun={place.code}&page=20",
        "search in Övertorneå": f"{LIST}?kommun={place.code}&q=korer",
        "in one field": f"{LIST}?falt={FieldOfActivity.values[0]}",
        "field and municipality": f"{LIST}?falt={FieldOfActivity.values[0]}&kommun={place.code}",
        WHOLE_FILE: f"{LIST}?format=csv",
    }


def settle() -> None:
    """Half of them are active in two municipalities and no more; every hundredth bears the name of one."""
    from agreement.models import Municipality
    from membership.models import Membership, Organisation

    places = list(Municipality.objects.filter(region__slug="norrbotten").order_by("pk"))
    members = Membership.objects.in_region(places[0].region).order_by("pk").select_related("organisation")
    rows, through = [], Organisation.municipalities.through
    for number, member in enumerate(members):
        organisation = member.organisation
        if number % 100 == 0:
            organisation.name = f"{places[number // 100 % len(places)].name} {organisation.name}"
            organisation.save()
        if number % 2:
            rows += [
                through(organisation=organisation, municipality=place)
                for place in {places[number % len(places)], places[(number + 1) % len(places)]}
            ]
    some_where = [member.pk for number, member in enumerate(members) if number % 2]
    for start in range(0, len(some_where), 500):
        Membership.objects.filter(pk__in=some_where[start : start + 500]).update(whole_county=False)
    through.objects.bulk_create(rows, batch_size=5000)


def serve() -> None:
    """First line: what each question finds, in how many queries. Then, for each question's name, its milliseconds."""
    import_module("samverkan.wsgi")  # as a web server begins

    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from samverkan.public_cache import forget

    settle()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    client, asked = Client(SERVER_NAME="127.0.0.1"), pages()

    def ask(address: str) -> tuple[float, Any]:
        forget()
        begun = time.perf_counter()
        answer = client.get(address)
        took = 1000 * (time.perf_counter() - begun)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answers {answer.status_code}")
        return took, answer

    facts = {}
    for label, address in asked.items():
        ask(address)
        with CaptureQueriesContext(connection) as queries:
            _took, answer = ask(address)
        facts[label] = {"queries": len(queries), "found": found(answer)}
    sys.stdin.readline()
    print(json.dumps(facts), flush=True)
    while label := sys.stdin.readline().rstrip("\n"):
        print(ask(asked[label])[0], flush=True)


def found(answer: Any) -> int:
    """How many members an answer speaks of: lines of the file, or rows of the page."""
    if "csv" in answer["Content-Type"]:
        return answer.content.count(b"\n") - 1
    return max(0, answer.content.count(b"<tr") - 1)


if __name__ == "__main__":
    serve()
