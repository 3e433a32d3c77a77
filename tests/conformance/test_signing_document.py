"""The signing document against the standards: veraPDF says PDF/UA-1 and PDF/A-3a, and not a word is cut."""

from __future__ import annotations

import html
import re
import subprocess
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from django.utils.translation import gettext

from membership.documents import render_signing_pdf
from tests.harness.servers import find_program
from tests.harness.verapdf import validate_all
from tests.membership.snapshots import longest_snapshot, ordinary_snapshot

pytestmark = pytest.mark.conformance

POINTS_PER_MM = 72 / 25.4
LEFT, RIGHT, BOTTOM = 24 * POINTS_PER_MM, (210 - 24) * POINTS_PER_MM, (297 - 28) * POINTS_PER_MM


def faraway_snapshot() -> dict[str, Any]:
    """Letters that the document's own font does not have: another font steps in, or the document is refused."""
    organisation = {
        **ordinary_snapshot()["organisation"],
        "name": "Nuõrttsää'm ǩiõll ǥ ǧ ʒ ǯ · جمعية · עמותה · ☐✓",
    }
    return ordinary_snapshot(organisation=organisation)


def bare_snapshot() -> dict[str, Any]:
    """Everything empty that may be empty."""
    ordinary = ordinary_snapshot()
    return {
        **ordinary,
        "agreement": {**ordinary["agreement"], "adopted": "", "vision": "", "purpose": "", "goals": []},
        "principles": [],
        "organisation": dict.fromkeys(ordinary["organisation"], "") | {"name": "X"},
        "declaration": "",
        "declared_by": "",
        "declared_on": "",
        "decision": dict.fromkeys(ordinary["decision"], ""),
    }


def crowded_snapshot() -> dict[str, Any]:
    """More signature boxes than fit on a page, of different heights."""
    parties = [
        {"name": f"Part {number} " + "ordlångt " * 9 * (number % 3), "side": "public"} for number in range(14)
    ]
    return ordinary_snapshot(parties=parties)


SNAPSHOTS = {
    "ordinary": ordinary_snapshot(),
    "english": ordinary_snapshot(language="en"),
    "longest": longest_snapshot(),
    "faraway": faraway_snapshot(),
    "bare": bare_snapshot(),
    "crowded": crowded_snapshot(),
}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("documents")
    written = {name: folder / f"{name}.pdf" for name in SNAPSHOTS}
    for name, path in written.items():
        path.write_bytes(render_signing_pdf(SNAPSHOTS[name]))
    return written


def test_documents_are_accessible_and_archivable(files: dict[str, Path]) -> None:
    assert validate_all(files.values()) == {path: [] for path in files.values()}


@dataclass(frozen=True)
class Word:
    page: int
    left: float
    right: float
    bottom: float
    text: str


def words(path: Path) -> list[Word]:
    """What poppler reads in the file, word by word with its place on the page (in points)."""
    done = subprocess.run(
        [find_program("pdftotext"), "-bbox", path, "-"], check=True, capture_output=True, text=True
    )

    def found() -> Iterator[Word]:
        page = 0
        for line in done.stdout.splitlines():
            page += "<page " in line
            place = re.search(r'xMin="(.*?)" yMin=".*?" xMax="(.*?)" yMax="(.*?)">(.*)</word>', line)
            if place:
                left, right, bottom, text = place.groups()
                yield Word(page, float(left), float(right), float(bottom), html.unescape(text))

    return list(found())


def run_together(text: str) -> str:
    """Text without what a reader of PDFs cannot know: spaces, line ends, ligatures."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from leaves(part)
    elif isinstance(value, list):
        for part in value:
            yield from leaves(part)


def test_no_word_of_the_longest_application_is_cut(files: dict[str, Path]) -> None:
    snapshot = SNAPSHOTS["longest"]
    drawn = words(files["longest"])

    body = run_together("".join(word.text for word in drawn if word.bottom <= BOTTOM))
    said = {
        name: snapshot[name] for name in ("agreement", "principles", "parties", "organisation", "declaration")
    }
    said["parties"] = [{**party, "side": ""} for party in said["parties"]]
    missing = [text[:80] for text in leaves(said) if run_together(text) not in body]

    assert missing == []
    assert [word for word in drawn if word.left < LEFT - 1 or word.right > RIGHT + 1] == []


@pytest.mark.parametrize("name", ["ordinary", "longest", "crowded"])
def test_signature_boxes_stay_whole_on_a_page(files: dict[str, Path], name: str) -> None:
    drawn = words(files[name])
    with translation.override("sv"):
        place, title = run_together(gettext("Place and date")), run_together(gettext("Title or role"))
        party = run_together(gettext("Party to the agreement"))
        organisation = run_together(
            gettext("The organisation that joins. The second part is for when two sign together.")
        )
    pages = [
        run_together("".join(word.text for word in drawn if word.page == page))
        for page in range(1, drawn[-1].page + 1)
    ]

    assert sum(text.count(place) for text in pages) == 2 + len(SNAPSHOTS[name]["parties"])
    for text in pages:
        assert text.count(place) == text.count(title) == text.count(party) + 2 * text.count(organisation)


def test_every_page_says_which_document_it_belongs_to(files: dict[str, Path]) -> None:
    drawn = words(files["ordinary"])
    pages = drawn[-1].page

    for page in range(1, pages + 1):
        foot = " ".join(word.text for word in drawn if word.page == page and word.bottom > BOTTOM)
        assert "NB-26-7K4M2Q" in foot
        assert "2021" in foot
        with translation.override("sv"):
            assert gettext("Page %(page)s of %(pages)s") % {"page": page, "pages": pages} in foot


def test_longest_application_takes_less_than_two_seconds(files: dict[str, Path]) -> None:
    """The processor's time, not the wall's: the machine may be busy with something else."""
    before = time.process_time()
    render_signing_pdf(SNAPSHOTS["longest"])

    assert time.process_time() - before < 2
