"""The region's start page and the whole agreement, under the real server and middleware, against a bare view (P1)."""

from __future__ import annotations

import contextlib
import http.client
import os
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from bench import load, report
from tests.harness.processes import environment, manage, prepare, start_web

WORKERS = os.cpu_count() or 1
PAGE = "/norrbotten/"
AGREEMENT = "/norrbotten/overenskommelsen/"
TARGET, TARGET_304 = 0.6, 0.8


def installation(folder: Path, **more: str) -> dict[str, str]:
    """An environment as in production, but for HTTPS, which the proxy in front would do."""
    secret = "only-for-measuring-" + "0" * 50
    return environment(
        folder, DEBUG="0", DEMO="0", SECRET_KEY=secret, ALLOWED_HOSTS="127.0.0.1", LOG_LEVEL="WARNING", **more
    )


def measure(folder: Path, *, quick: bool, say: report.Say) -> None:
    """Rounds by turns against both servers, which both run all the time."""
    rounds, seconds = (2, 1.0) if quick else (7, 4.0)
    env = installation(folder, SITE_URL="http://127.0.0.1")
    prepare(env)
    manage(env, "collectstatic", "--noinput")
    bare_env = environment(folder)
    with (
        start_web(bare_env, workers=WORKERS, application="bench.bare:application") as bare,
        start_web(env, workers=WORKERS) as portal,
    ):
        status, size, etag = look(portal, PAGE)
        if status != 200 or not etag:
            raise RuntimeError(f"{PAGE} answers {status} with ETag {etag!r}")
        kinds = {
            "bare Django view, 2 bytes": (f"{bare}/bare/", ()),
            f"{PAGE}, {size:,} bytes": (f"{portal}{PAGE}", ()),
            f"{PAGE}, 304 by ETag": (f"{portal}{PAGE}", (f"If-None-Match: {etag}",)),
            f"{AGREEMENT}, {look(portal, AGREEMENT)[1]:,} bytes": (f"{portal}{AGREEMENT}", ()),
        }
        got: dict[str, list[load.Load]] = {name: [] for name in kinds}
        for url, headers in kinds.values():
            load.ask(url, seconds=1, headers=headers)  # warm
        for _round in range(rounds):
            for name, (url, headers) in kinds.items():
                got[name].append(load.ask(url, seconds=seconds, headers=headers))
    rates = {name: median(each.per_second for each in loads) for name, loads in got.items()}
    yardstick, page, unchanged, agreement = rates.values()
    report.table(
        say,
        f"Start page: granian, {WORKERS} workers; {load.NAME}; {rounds} rounds of {seconds:.0f} s by turns",
        ("", "requests/s, median (range)", "ratio", "p99 ms", "errors"),
        [
            (
                name,
                report.spread([each.per_second for each in loads]),
                f"{rates[name] / yardstick:.2f}",
                f"{median(each.p99 for each in loads):.1f}",
                sum(each.errors for each in loads),
            )
            for name, loads in got.items()
        ],
    )
    report.verdict(say, "page / bare", page / yardstick, TARGET)
    report.verdict(say, "agreement / bare", agreement / yardstick, TARGET)
    report.verdict(say, "304 / bare", unchanged / yardstick, TARGET_304)


def look(address: str, path: str) -> tuple[int, int, str]:
    """Status, size and ETag of one page."""
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(address).port, timeout=10)
    with contextlib.closing(connection):
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, len(answer.read()), answer.headers.get("ETag", "")
