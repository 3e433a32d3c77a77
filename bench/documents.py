"""Signing documents through the whole pipeline, against WeasyPrint alone on the same HTML (P6).

The pipeline is what the embedded relay does: claim the row, render, store the file with fsync, finish and compose the
letter, claim the letter, hand it over (to a folder, with fsync), finish. WeasyPrint alone gets the finished HTML, a
warm font configuration and a parsed stylesheet, and writes with the same standard (PDF/A-3a, tagged) or with none.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

from bench import report
from bench.start_page import installation
from tests.harness.processes import ROOT, prepare

TARGET = 0.85
AT_ONCE = 10
PIPELINE, RENDERED, SAME, PLAIN = (
    "whole pipeline",
    "of which render_signing_pdf",
    "WeasyPrint alone, PDF/A-3a",
    "WeasyPrint alone, no standard",
)


def measure(folder: Path, *, quick: bool, say: report.Say) -> None:
    """One process does everything, by turns."""
    rounds = 2 if quick else 8
    env = installation(folder, SITE_URL="http://127.0.0.1")
    prepare(env)
    done = subprocess.run(
        [sys.executable, "-m", "bench.documents", str(rounds)],
        cwd=ROOT,
        env={**env, "DJANGO_SETTINGS_MODULE": "samverkan.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    got: dict[str, list[float]] = json.loads(done.stdout.splitlines()[-1])
    yardstick = median(got[SAME])
    report.table(
        say,
        f"Documents: one process, SQLite, {AT_ONCE} documents a round, {rounds} rounds by turns",
        ("", "documents/s, median (range)", "ratio"),
        [(name, report.spread(rates, 2), f"{median(rates) / yardstick:.2f}") for name, rates in got.items()],
    )
    report.verdict(
        say, "pipeline / WeasyPrint with the same standard", median(got[PIPELINE]) / yardstick, TARGET
    )
    report.verdict(
        say, "pipeline / WeasyPrint with no standard", median(got[PIPELINE]) / median(got[PLAIN]), TARGET
    )


# --- In the process that measures ------------------------------------------------------------------


def work(rounds: int) -> dict[str, list[float]]:
    """Documents per second of each kind, for each round."""
    from letters.models import Letter
    from membership.documents import render_signing_pdf, signing_html
    from membership.models import SigningDocument
    from relay.loop import run_once

    alone = raw_weasyprint()
    got: dict[str, list[float]] = {name: [] for name in (PIPELINE, RENDERED, SAME, PLAIN)}

    def timed(name: str, do: Callable[[], object]) -> None:
        begun = time.perf_counter()
        do()
        got[name].append(AT_ONCE / (time.perf_counter() - begun))

    def pipeline() -> None:
        while run_once():
            pass

    for snapshots in approvals(rounds + 1):
        pages = [signing_html(snapshot) for snapshot in snapshots]
        timed(PIPELINE, pipeline)
        timed(SAME, lambda pages=pages: [alone(page, "pdf/a-3a") for page in pages])  # type: ignore[misc]
        timed(RENDERED, lambda snapshots=snapshots: [render_signing_pdf(each) for each in snapshots])  # type: ignore[misc]
        timed(PLAIN, lambda pages=pages: [alone(page, None) for page in pages])  # type: ignore[misc]
    for model in (SigningDocument, Letter):
        left = model.objects.filter(done_at=None).count()
        if left:
            raise RuntimeError(f"{left} rows of {model.__name__} were not done")
    return {name: rates[1:] for name, rates in got.items()}  # the first round was for warming up


def approvals(rounds: int) -> Iterator[list[dict[str, Any]]]:
    """For each round a fresh lot of approved applications whose documents are due; gives their snapshots."""
    from agreement.models import Region
    from membership.models import SigningDocument
    from membership.states import Status
    from tests.factories import decide, make_application

    region = Region.objects.get(slug="norrbotten")
    for _round in range(rounds):
        for _document in range(AT_ONCE):
            decide(make_application(region), Status.APPROVED, rendered=False)
        yield list(SigningDocument.objects.filter(done_at=None).values_list("snapshot", flat=True))


def raw_weasyprint() -> Callable[[str, str | None], bytes]:
    """WeasyPrint as its own manual shows it, with what is worth keeping kept: fonts and stylesheet."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    from membership.documents import signing_css
    from membership.pdf import FONT_FAMILY, FONT_FILES

    fonts = FontConfiguration()
    faces = "".join(
        f'@font-face {{ font-family: "{FONT_FAMILY}"; font-weight: {weight}; src: url("{path.as_uri()}"); }}\n'
        for weight, path in FONT_FILES.items()
    )
    sheet = weasyprint.CSS(string=faces + signing_css(), font_config=fonts)

    def alone(html: str, standard: str | None) -> bytes:
        options = {"pdf_variant": standard} if standard else {}
        pdf: bytes = weasyprint.HTML(string=html).write_pdf(font_config=fonts, stylesheets=[sheet], **options)
        return pdf

    return alone


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(work(int(sys.argv[1]))))
