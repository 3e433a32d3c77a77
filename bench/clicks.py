"""Every click of the review queue at 100,000 applications beside Django's own ModelAdmin on the same rows, and the
approval of two hundred cases beside a loop over the same service; all by turns (≤ 50 ms at p95, ≤ 300 ms).

What is timed is the whole request through all middleware, without the network; an export until its first row is there.
"""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import time
from importlib import import_module
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

from bench import report
from bench.filled import collected, database, filled
from tests.harness import servers
from tests.harness.processes import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

FEW, SLOW_MS = 3, 2000.0  # what takes the stock admin seconds is asked a few times only
P95, APPROVING_MS, APPROVING_QUERIES, MANY = 50.0, 300.0, 15, 200
OURS, STOCK = "/admin/membership/reviewitem/", "/stock/membership/reviewitem/"


def measure(folder: Path, *, quick: bool, say: report.Say) -> None:
    """Print both tables for an installation on PostgreSQL; there is nothing to print without its programs."""
    size, rounds, turns = (10_000, 4, 1) if quick else (100_000, 40, 10)
    try:
        starting = servers.postgres()
    except servers.NotInstalled as reason:
        say(f"The clicks are not measured: {reason}")
        return
    with starting as server:
        url = database(server, "clicks")
        env = filled(folder / "filled", size, STATIC_ROOT=collected(folder), DATABASE_URL=url)
        _measure(env, folder / "clicks.txt", rounds, turns, say)


def _measure(env: Mapping[str, str], log: Path, rounds: int, turns: int, say: report.Say) -> None:
    with log.open("w") as errors:
        done = subprocess.run(
            [sys.executable, "-m", "bench.clicks", str(rounds), str(turns)],
            cwd=ROOT,
            env={**env, "DJANGO_SETTINGS_MODULE": "samverkan.settings"},
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            check=False,
        )
    if done.returncode:
        raise RuntimeError(f"the clicks ended: {log.read_text()[-1000:]}")
    got, name = json.loads(done.stdout.splitlines()[-1]), "PostgreSQL"
    _say_clicks(got, name, rounds, say)
    _say_approving(got["approving"], name, turns, say)


def _say_clicks(got: Any, name: str, rounds: int, say: report.Say) -> None:
    slowest = max((p95(click["ours"]), label) for label, click in got["clicks"].items())
    slow = [label for label, click in got["clicks"].items() if p95(click["ours"]) > P95]
    report.table(
        say,
        f"{name}: every click of the queue, {got['applications']:,} applications, beside the stock ModelAdmin; "
        f"{rounds} of each by turns",
        ("", "median ms", "p95 ms", "queries", "stock median", "stock p95", "stock queries", "ours / stock"),
        [
            (
                label,
                f"{median(click['ours']):.1f}",
                f"{p95(click['ours']):.1f}",
                click["ours_queries"],
                *(
                    (
                        f"{median(click['stock']):.1f}",
                        f"{p95(click['stock']):.1f}",
                        click["stock_queries"],
                        f"{median(click['ours']) / median(click['stock']):.2f}",
                    )
                    if click["stock"]
                    else ("–", "–", "–", "–")
                ),
            )
            for label, click in got["clicks"].items()
        ],
    )
    report.verdict(say, f"slowest click at p95, ms ({slowest[1]})", slowest[0], P95, at_most=True)
    say(f"  clicks above {P95:.0f} ms at p95: {len(slow)} of {len(got['clicks'])}")


def _say_approving(got: Any, name: str, turns: int, say: report.Say) -> None:
    report.table(
        say,
        f"{name}: approving {MANY} cases, {turns} times each by turns",
        ("", "median ms", "range", "queries"),
        [
            (label, f"{median(got[side]):.0f}", report.spread(got[side]), got[f"{side}_queries"])
            for label, side in (
                ("one request", "request"),
                ("of it the service", "service"),
                ("a loop over the service, case by case", "loop"),
            )
        ],
    )
    report.verdict(say, "one request, ms", median(got["request"]), APPROVING_MS, at_most=True)
    report.verdict(say, "queries of the request", got["request_queries"], APPROVING_QUERIES, at_most=True)


def p95(values: list[float]) -> float:
    return quantiles(values, n=20)[-1]


# --- In the process that is asked -------------------------------------------------------------------


def clicks() -> dict[str, tuple[str, str | None]]:
    """Each click by its name: our address, and the stock admin's for the same question, if it has one."""
    from agreement.models import Agreement, Municipality
    from membership.models import Application

    cases = Application.objects.received()
    one = cases.order_by("pk")[4711]
    place = Municipality.objects.filter(region__slug="norrbotten").order_by("name").last()
    region = Agreement.objects.get(region__slug="norrbotten")
    if place is None:
        raise RuntimeError("no municipality")
    last = -(-cases.count() // 50)
    deep = last * 3 // 20  # three in ten await a decision: the middle of those
    of = "?status__exact="
    return {
        "first page: awaiting a decision": ("", f"{of}submitted"),
        "all received": ("?status=all", ""),
        "filter: supplement": ("?status=supplement", f"{of}supplement"),
        "filter: approved": ("?status=approved", f"{of}approved"),
        "filter: declined": ("?status=declined", f"{of}declined"),
        "filter: withdrawn": ("?status=withdrawn", f"{of}withdrawn"),
        "filter: region": ("?region=norrbotten", f"{of}submitted&agreement__id__exact={region.pk}"),
        "filter: mine, nothing said": ("?mine=missing", None),
        "filter: mine, something said": ("?mine=given", None),
        "filter: missing somebody's position": ("?missing=positions", None),
        "filter: missing a number": ("?missing=number", f"{of}submitted&number__isempty=1"),
        "filter: missing a supplement": ("?missing=supplement", None),
        "filter: a late supplement": ("?missing=late", None),
        "search: part of a name, 12,500 hits": ("?q=körer", "?q=körer"),
        "search: name and number, few hits": ("?q=språkcafé 471", "?q=språkcafé 471"),
        "search: without marks": ("?q=sprakcafe 471", "?q=språkcafé 471"),
        "search: no hit": ("?q=xylofonisterna", "?q=xylofonisterna"),
        "search: two letters": ("?q=på", "?q=på"),
        "search: two letters, no hit": ("?q=xq", "?q=xq"),
        "search: reference": (f"?q={one.reference}", f"?q={one.reference}"),
        "search: beginning of a reference": (f"?q={one.reference[:6]}", f"?q={one.reference[:6]}"),
        "search: organisation number": (f"?q={one.number}", f"?q={one.number}"),
        f"search: municipality ({place.name})": (
            f"?q={place.name}",
            f"?municipalities__id__exact={place.pk}",
        ),
        "sorted: newest first": ("?o=-2", f"{of}submitted&o=-6"),
        "sorted: all, newest first": ("?status=all&o=-2", "?o=-6"),
        f"page {deep} of the awaiting": (f"?p={deep}", f"{of}submitted&p={deep}"),
        f"page {last // 2}, the middle of all": (f"?status=all&p={last // 2}", f"?p={last // 2}"),
        f"page {last}, the last of all": (f"?status=all&p={last}", f"?p={last}"),
        "the page of one case": (f"{one.pk}/change/", f"{one.pk}/change/"),
        "export to CSV, first row": ("export.csv", None),
        "export of all to CSV, first row": ("export.csv?status=all", None),
    }


def serve(rounds: int, turns: int) -> None:
    from django.conf import settings

    settings.ROOT_URLCONF = "bench.stock"
    import_module("samverkan.wsgi")  # as a web server begins

    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from bench.lived_in import fill
    from membership.models import Application
    from tests.harness.sign_in import sign_in

    member, secretary = fill()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    client = sign_in(Client(SERVER_NAME="127.0.0.1"), member)

    def ask(address: str) -> float:
        begun = time.perf_counter()
        answer = client.get(address)
        if answer.streaming:
            rows = iter(answer.streaming_content)  # type: ignore[attr-defined]  # it is a stream
            if (
                sum(1 for _row, _number in zip(rows, range(3), strict=False)) < 3
            ):  # the mark, the headings, a case
                raise RuntimeError(f"{address} gives nothing")
        took = 1000 * (time.perf_counter() - begun)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answers {answer.status_code}")
        answer.close()
        return took

    got: dict[str, Any] = {}
    sides = {
        label: [("ours", OURS + mine), *([("stock", STOCK + theirs)] if theirs is not None else [])]
        for label, (mine, theirs) in clicks().items()
    }
    for label, asked in sides.items():
        got[label] = {"ours": [], "stock": []}
        for side, address in asked:
            ask(address)
            with CaptureQueriesContext(connection) as queries:
                ask(address)
            got[label][f"{side}_queries"] = len(queries)
    gc.collect()
    for _round in range(rounds):
        for label, asked in sides.items():
            for side, address in asked:
                known = got[label][side]
                if side == "ours" or len(known) < FEW or median(known) < SLOW_MS:
                    known.append(ask(address))
    print(
        json.dumps(
            {
                "applications": Application.objects.received().count(),
                "clicks": got,
                "approving": approving(sign_in(Client(SERVER_NAME="127.0.0.1"), secretary), secretary, turns),
            }
        ),
        flush=True,
    )


def approving(client: Any, secretary: Any, turns: int) -> dict[str, Any]:
    """Fresh cases each time, the oldest of one region; what was approved stays approved."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from agreement.models import Region
    from membership import services
    from membership.models import Application, Decision
    from tests.factories import at_meeting

    region = Region.objects.get(slug="norrbotten")
    meeting = at_meeting(region)
    held = services.Held(decided_on=timezone.localdate(), paragraph="7")

    def some() -> list[Any]:
        rows = Application.objects.awaiting_decision().filter(agreement__region=region, number__gt="")
        return list(rows.oldest_first()[:MANY])

    def request(cases: list[Any]) -> None:
        keys = ",".join(str(case.pk) for case in cases)
        answer = client.post(f"{OURS}approve/?ids={keys}", meeting)
        if answer.status_code != 302:
            raise RuntimeError(f"approving answers {answer.status_code}")

    def service(cases: list[Any]) -> None:
        services.approve_applications([case.pk for case in cases], actor=secretary, held=held)

    def loop(cases: list[Any]) -> None:
        for case in cases:
            services.approve_application(case, actor=secretary, held=held)

    sides: dict[str, Callable[[list[Any]], None]] = {"request": request, "service": service, "loop": loop}
    got: dict[str, Any] = {}
    for side, act in sides.items():
        before, cases = Decision.objects.count(), some()
        with CaptureQueriesContext(connection) as queries:
            act(cases)
        if Decision.objects.count() != before + MANY:
            raise RuntimeError(f"{side} approved {Decision.objects.count() - before}")
        # What begins and ends a transaction asks nothing.
        asked = [
            query
            for query in queries
            if not query["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))
        ]
        got[side], got[f"{side}_queries"] = [], len(asked)
    for _turn in range(turns):
        for side, act in sides.items():
            cases = some()
            gc.collect()
            begun = time.perf_counter()
            act(cases)
            got[side].append(1000 * (time.perf_counter() - begun))
    return got


if __name__ == "__main__":
    serve(int(sys.argv[1]), int(sys.argv[2]))
