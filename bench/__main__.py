"""`python -m bench [start|pdf|queue|clicks|directory|all|lighthouse] [--quick] [--record] [--only WORD]`: figures.

`all` is everything that compares, side by side in one run. `lighthouse` judges every kind of public page (those whose
name holds WORD) and stands by itself: it takes half a minute for each, and ends with status 1 unless all get 100.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import sys
import tempfile
import time
from functools import partial
from importlib.metadata import version
from pathlib import Path

from bench import clicks, directory, documents, lighthouse, review_queue, start_page

BENCHES = {
    "start": start_page.measure,
    "pdf": documents.measure,
    "queue": review_queue.measure,
    "clicks": clicks.measure,
    "directory": directory.measure,
}
FOLDER = Path(__file__).parent


def machine() -> str:
    """What the figures were taken on, and with."""
    try:
        load = f", load {os.getloadavg()[0]:.1f} when begun"
    except OSError:
        load = ""
    packages = ", ".join(
        f"{name} {version(name)}" for name in ("django", "granian", "weasyprint", "psycopg2-binary")
    )
    python = platform.python_version()
    return f"{dt.date.today().isoformat()}, {os.cpu_count()} cores{load}; Python {python}, {packages}"  # noqa: DTZ011 -- the day where it runs


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("what", nargs="?", choices=[*BENCHES, "all", "lighthouse"], default="all")
    parser.add_argument("--quick", action="store_true", help="fewer rounds and rows: half a minute each")
    parser.add_argument("--record", action="store_true", help="write what is printed into bench/ too")
    parser.add_argument("--only", default="", help="lighthouse: kinds of page whose name holds this word")
    options = parser.parse_args()
    said: list[str] = []

    def say(line: str = "") -> None:
        said.append(line)
        print(line, flush=True)

    say(machine())
    good = True
    judge = {"lighthouse": partial(lighthouse.measure, only=options.only)}
    for name, measure in (judge if options.what == "lighthouse" else BENCHES).items():
        if options.what not in (name, "all"):
            continue
        begun = time.monotonic()
        say()
        with tempfile.TemporaryDirectory(prefix="samverkan-bench-") as folder:
            try:
                good = measure(Path(folder), quick=options.quick, say=say) is not False and good
            except Exception as error:  # noqa: BLE001 -- one bench that cannot run says why, and the others still run
                say(f"{name}: not measured: {type(error).__name__}: {error}")
                good = good and name not in judge
        print(f"({name}: {time.monotonic() - begun:.0f} s)", flush=True)
    if options.record:
        (record_lighthouse if options.what == "lighthouse" else record)(said)
    return 0 if good else 1


def record_lighthouse(said: list[str]) -> None:
    (FOLDER / "LIGHTHOUSE.md").write_text(
        "# What `python -m bench lighthouse` printed last\n\n"
        "README.md says how it is measured.\n\n```\n" + "\n".join(said) + "\n```\n",
        encoding="utf-8",
    )


def record(said: list[str]) -> None:
    (FOLDER / "RESULTS.md").write_text(
        "# What `python -m bench` printed last\n\n"
        "A shared machine with noise: absolute figures vary by a fifth and more from run to run. What counts are the\n"
        "ratios, for both sides of each were measured by turns in the same minutes. README.md says what they are.\n\n"
        "```\n" + "\n".join(said) + "\n```\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    sys.exit(main())
