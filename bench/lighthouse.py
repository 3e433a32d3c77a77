"""Lighthouse on every kind of public page, as a phone on a slow line meets it: the median of three (U1).

The portal runs as in production (granian, DEBUG off, static files compressed and named by their content) with real
content, members and cases, behind a front that compresses pages. One Chromium for all runs, its storage emptied before
each. The only one of the benches that fails: a page below 100 in one of the four categories is a fault.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bench import report
from bench.front import compressing
from bench.start_page import installation
from scripts import ground
from tests.browser.house import House
from tests.browser.public_pages import NOT_FOR_SEARCH, samples
from tests.harness.processes import environment, manage, prepare, running, start_web
from tests.harness.servers import CHROMIUM_FLAGS, accepts_connections, find_chromium, free_port

PROGRAM = ground.NODE / "node_modules" / ".bin" / "lighthouse"
CATEGORIES = {
    "performance": "performance",
    "accessibility": "accessibility",
    "best-practices": "best practices",
    "seo": "SEO",
}
MORE = ("LCP s", "HTML+CSS kB", "page kB", "answers", "what took points away")
# Of a page that search engines are asked to leave out, this says only that they are.
NOT_FOR_ROBOTS = ("is-crawlable",)
TRIES = 3
SECONDS = 120  # for one run; it takes about ten


@dataclass(frozen=True)
class Run:
    """One look at a page: the scores (0-100 by category), the audits that took points away; when its largest part had
    been painted (seconds), what came over the line (bytes with their headers) and in how many answers.
    """

    scores: dict[str, int]
    lost: frozenset[str]
    painted: float
    first: int  # HTML and styles
    whole: int
    answers: int


def measure(folder: Path, *, quick: bool, say: report.Say, only: str = "") -> bool:
    """Whether every kind of page has 100 in everything. Each is looked at three times, `quick` once; with `only`, those
    whose name holds the word.
    """
    rounds = 1 if quick else 3
    ground.prepare_node(bench=True)
    with portal(folder) as (address, facts), chromium(folder) as port:
        kinds: dict[str, str] = {}
        for name, path in samples(facts):
            if only in name:
                kinds.setdefault(name, path)  # the first address is the fullest page of its kind
        if not kinds:
            raise RuntimeError(f"no kind of page is called {only!r}")
        look(f"{address}/", port)  # warm: the first page a new Chromium opens is slow
        rows, good = [], True
        for name, path in kinds.items():
            skip = NOT_FOR_ROBOTS if name in NOT_FOR_SEARCH else ()
            runs = [look(address + path, port, skip) for _round in range(rounds)]
            middle = [round(median(run.scores[each] for run in runs)) for each in CATEGORIES]
            lost = sorted(frozenset().union(*(run.lost for run in runs))) if min(middle) < 100 else []
            first = runs[0]
            weight = f"{first.first / 1000:.1f}", f"{first.whole / 1000:.1f}", first.answers
            painted = f"{median(run.painted for run in runs):.2f}"
            rows.append(
                (path, *middle, painted, *weight, "; ".join([*lost, *(f"without {each}" for each in skip)]))
            )
            good = good and min(middle) == 100
            print(f"  {name} {' '.join(map(str, middle))}", flush=True)
    title = f"Lighthouse {version()}, mobile, median of {rounds}: {len(rows)} kinds of public page"
    report.table(say, title, ("", *CATEGORIES.values(), *MORE), rows)
    say(f"  all 100: {'yes' if good else 'NO'}")
    return good


def version() -> str:
    package = ground.NODE / "node_modules" / "lighthouse" / "package.json"
    return str(json.loads(package.read_text())["version"])


@contextlib.contextmanager
def portal(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The portal behind its front: the address, and what was put into it."""
    inside, outside = free_port(), free_port()
    site = f"http://127.0.0.1:{outside}"
    env = installation(folder, SITE_URL=site, STATIC_ROOT=str(folder / "static"))
    prepare(env)
    manage(env, "collectstatic", "--noinput")
    facts = House(site, env, list).do("world")
    with start_web(env, port=inside), compressing(inside, outside) as address:
        yield address, facts


@contextlib.contextmanager
def chromium(folder: Path) -> Iterator[int]:
    """A Chromium without a window; gives the port on which it takes orders."""
    port = free_port()
    command = [
        str(find_chromium()),
        "--headless=new",
        *CHROMIUM_FLAGS,
        f"--user-data-dir={folder / 'chromium'}",
    ]
    command += [f"--remote-debugging-port={port}", "about:blank"]
    with running(command, environment(folder)) as browser:
        browser.wait_until(lambda: accepts_connections(port), "Chromium")
        yield port


def look(url: str, port: int, skip: Sequence[str] = ()) -> Run:
    """One run of Lighthouse against `url` in the Chromium on `port`, without the audits to `skip`.

    A run that failed (a trace that did not begin, on a busy machine) is done again, twice at most.
    """
    for number in range(TRIES):
        try:
            return _look(url, port, skip)
        except Failed as reason:
            if number + 1 == TRIES:
                raise
            print(f"  again: {reason}", flush=True)
    raise AssertionError  # the loop ends by itself


class Failed(Exception):
    """Lighthouse gave no figures."""


def _look(url: str, port: int, skip: Sequence[str]) -> Run:
    left_out = [f"--skip-audits={','.join(skip)}"] if skip else []
    try:
        done = subprocess.run(
            [
                PROGRAM,
                url,
                f"--port={port}",
                "--quiet",
                "--output=json",
                "--no-enable-error-reporting",
                f"--only-categories={','.join(CATEGORIES)}",
                *left_out,
            ],
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired as late:
        raise Failed(f"{url}: nothing after {SECONDS} s") from late
    if done.returncode:
        raise Failed(f"{url}: {' '.join(done.stderr.split())[:300]}")
    said = json.loads(done.stdout)
    if problem := said.get("runtimeError"):
        raise Failed(f"{url}: {problem['message']}")
    scores = {each: round(100 * (said["categories"][each]["score"] or 0)) for each in CATEGORIES}
    came = said["audits"]["network-requests"]["details"]["items"]
    return Run(
        scores,
        frozenset(_lost(said)),
        painted=said["audits"]["largest-contentful-paint"]["numericValue"] / 1000,
        first=sum(
            each["transferSize"] for each in came if each.get("resourceType") in ("Document", "Stylesheet")
        ),
        whole=sum(each["transferSize"] for each in came),
        answers=len(came),
    )


def _lost(said: dict[str, Any]) -> Iterator[str]:
    for category in said["categories"].values():
        for part in category["auditRefs"]:
            audit = said["audits"][part["id"]]
            if part["weight"] and audit["score"] is not None and audit["score"] < 1:
                yield f"{part['id']} {audit.get('displayValue', '')}".strip()
