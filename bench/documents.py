"""Signing documents through the whole pipeline, against WeasyPrint alone on the same HTML (P6).

The pipeline is what the embedded relay does: claim the row, render, store the file with fsync, finish and compose the
letter, claim the letter, hand it over (to a folder, with fsync), finish. WeasyPrint alone gets the finished HTML and
returns bytes: with a warm font configuration and a parsed stylesheet, in the same standard (PDF/A-3a, tagged) or in
none; and as its manual begins, with both made anew for each document.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from bench import report
from bench.start_page import installation
from tests.harness.processes import ROOT, prepare

TARGET = 0.85
PIPELINE = "whole pipeline"
RENDERED = "of it render_signing_pdf"
SAME = "WeasyPrint alone, PDF/A-3a"
PLAIN = "WeasyPrint alone, no standard"
ANEW = "same, fonts and styles anew"
KINDS = (PIPELINE, RENDERED, SAME, PLAIN, ANEW)

Taken = dict[str, list[tuple[float, float]]]  # seconds by the clock and of the processor, for each document


def measure(folder: Path, *, quick: bool, say: report.Say) -> None:
    """One process does everything, document by document and by turns."""
    number = 6 if quick else 60
    env = installation(folder, SITE_URL="http://127.0.0.1")
    prepare(env)
    done = subprocess.run(
        [sys.executable, "-m", "bench.documents", str(number)],
        cwd=ROOT,
        env={**env, "DJANGO_SETTINGS_MODULE": "samverkan.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    taken: Taken = json.loads(done.stdout.splitlines()[-1])
    clock = {name: median(each[0] for each in taken[name]) for name in KINDS}
    processor = {name: median(each[1] for each in taken[name]) for name in KINDS}
    report.table(
        say,
        f"Documents: one process, SQLite, {number} documents of each kind by turns; medians",
        ("", "ms each", "documents/s", "ratio", "processor ms", "ratio"),
        [
            (
                name,
                f"{1000 * clock[name]:.1f}",
                f"{1 / clock[name]:.2f}",
                f"{clock[SAME] / clock[name]:.2f}",
                f"{1000 * processor[name]:.1f}",
                f"{processor[SAME] / processor[name]:.2f}",
            )
            for name in KINDS
        ],
    )
    for yardstick in (SAME, PLAIN, ANEW):
        report.verdict(say, f"pipeline / {yardstick}", clock[yardstick] / clock[PIPELINE], TARGET)


# --- In the process that measures ------------------------------------------------------------------


def work(number: int) -> Taken:
    """Do `number` documents of each kind."""
    from django.utils import timezone

    from letters.models import Letter
    from membership.documents import render_signing_pdf, signing_html
    from membership.models import SigningDocument
    from relay.loop import run_once

    alone = raw_weasyprint()
    taken: Taken = {name: [] for name in KINDS}

    def timed(name: str, do: Callable[[], object]) -> None:
        begun, begun_processor = time.perf_counter(), time.process_time()
        do()
        taken[name].append((time.perf_counter() - begun, time.process_time() - begun_processor))

    def pipeline() -> None:
        for _look in ("document", "letter"):
            if run_once() != 1:
                raise RuntimeError("the relay found something else than one row")

    for pk, snapshot in approvals(number + 1):
        page = signing_html(snapshot)
        SigningDocument.objects.filter(pk=pk).update(due_at=timezone.now())
        timed(PIPELINE, pipeline)
        timed(SAME, partial(alone, page, "pdf/a-3a"))
        timed(RENDERED, partial(render_signing_pdf, snapshot))
        timed(PLAIN, partial(alone, page, None))
        timed(ANEW, partial(alone, page, None, anew=True))
    for model in (SigningDocument, Letter):
        if left := model.objects.filter(done_at=None).count():
            raise RuntimeError(f"{left} rows of {model.__name__} were not done")
    return {name: each[1:] for name, each in taken.items()}  # the first was for warming up


def approvals(number: int) -> list[tuple[int, dict[str, Any]]]:
    """Approved applications whose documents fall due when we say so: their keys and snapshots."""
    from agreement.models import Region
    from membership.models import SigningDocument
    from membership.states import Status
    from tests.factories import decide, make_application

    region = Region.objects.get(slug="norrbotten")
    for _document in range(number):
        decide(make_application(region), Status.APPROVED, rendered=False)
    SigningDocument.objects.update(due_at=dt.datetime(2200, 1, 1, tzinfo=dt.UTC))
    return list(SigningDocument.objects.values_list("pk", "snapshot"))


def raw_weasyprint() -> Callable[..., bytes]:
    """WeasyPrint as its own manual shows it, with what is worth keeping kept, unless `anew`."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    from membership.documents import signing_css
    from membership.pdf import FONT_FAMILY, FONT_FILES

    faces = "".join(
        f'@font-face {{ font-family: "{FONT_FAMILY}"; font-weight: {weight}; src: url("{path.as_uri()}"); }}\n'
        for weight, path in FONT_FILES.items()
    )

    def press() -> tuple[Any, Any]:
        fonts = FontConfiguration()
        return fonts, weasyprint.CSS(string=faces + signing_css(), font_config=fonts)

    kept = press()

    def alone(html: str, standard: str | None, *, anew: bool = False) -> bytes:
        fonts, sheet = press() if anew else kept
        options = {"pdf_variant": standard} if standard else {}
        pdf: bytes = weasyprint.HTML(string=html).write_pdf(font_config=fonts, stylesheets=[sheet], **options)
        return pdf

    return alone


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(work(int(sys.argv[1]))))
