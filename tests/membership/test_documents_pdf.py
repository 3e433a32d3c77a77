"""The signing document as a real PDF: tagged, dated, the same bytes from the same snapshot, in any process."""

from __future__ import annotations

import gc
import hashlib
import json
import logging
import os
import re
import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from membership import pdf as press
from membership.documents import raw_signing_pdf, render_signing_pdf
from tests.membership.snapshots import filled, longest_snapshot, ordinary_snapshot

ROOT = Path(__file__).resolve().parent.parent.parent


def test_pdf_is_tagged_labelled_dated_and_carries_its_data(caplog: pytest.LogCaptureFixture) -> None:
    snapshot = ordinary_snapshot()

    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        rendered = render_signing_pdf(snapshot)

    assert caplog.records == []
    with pikepdf.open(BytesIO(rendered)) as pdf:
        assert str(pdf.Root.Lang) == "sv"
        assert "Föreningen Vinterljus" in str(pdf.docinfo["/Title"])
        assert "NB-26-7K4M2Q" in str(pdf.docinfo["/Title"])
        assert str(pdf.docinfo["/CreationDate"]) == "D:20260505101213+00'00"
        xmp = pdf.Root.Metadata.read_bytes().decode()
        assert re.search(r"<pdfuaid:part>1</pdfuaid:part>", xmp)
        assert re.search(r'pdfaid:part="3"', xmp)
        assert re.search(r'pdfaid:conformance="A"', xmp)
        [(name, attached)] = pdf.attachments.items()
        assert name == "NB-26-7K4M2Q-1.json"
        assert json.loads(attached.get_file().read_bytes()) == snapshot
        assert attached.relationship == pikepdf.Name.Data
        tags = [held for held in pdf.objects if isinstance(held, pikepdf.Dictionary) and "/S" in held]
        assert {str(tag.A.Scope) for tag in tags if tag.S == "/TH"} == {"/Row"}
        assert {str(tag.Lang) for tag in tags if tag.S == "/BlockQuote"} == {"sv"}
        assert len(pdf.pages) == 4


@pytest.mark.slow
def test_same_snapshot_gives_the_same_bytes_in_every_process() -> None:
    """Also that a process which has rendered can end: Pango taken down in the wrong order is a crash at exit."""
    program = (
        "import django, hashlib; django.setup()\n"
        "from membership.documents import render_signing_pdf\n"
        "from tests.membership.snapshots import ordinary_snapshot\n"
        "print(hashlib.sha256(render_signing_pdf(ordinary_snapshot())).hexdigest())"
    )

    def digest(**environment: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", **environment},
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    here = hashlib.sha256(render_signing_pdf(ordinary_snapshot())).hexdigest()

    assert digest(PYTHONHASHSEED="1", TZ="Asia/Tokyo") == here
    assert digest(PYTHONHASHSEED="2", TZ="America/Lima", LC_ALL="C") == here


def test_another_snapshot_gives_other_bytes() -> None:
    assert render_signing_pdf(ordinary_snapshot()) != render_signing_pdf(ordinary_snapshot(revision=2))


@pytest.mark.slow
def test_fonts_survive_a_child_and_a_cleaner_of_temporary_files() -> None:
    first = render_signing_pdf(ordinary_snapshot())
    assert press._room.press is not None
    folder = Path(press._room.press.fonts._folder)

    child = os.fork()
    if child == 0:
        gc.collect()
        os._exit(0 if render_signing_pdf(ordinary_snapshot()) == first else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert folder.is_dir()

    shutil.rmtree(folder)
    assert render_signing_pdf(ordinary_snapshot()) == first


def test_putting_the_press_away_leaves_no_folder_behind() -> None:
    first = render_signing_pdf(ordinary_snapshot())
    assert press._room.press is not None
    folder = Path(press._room.press.fonts._folder)
    assert folder.is_dir()

    press.put_away()
    gc.collect()

    assert not folder.exists()
    assert render_signing_pdf(ordinary_snapshot()) == first


def test_web_process_does_not_load_weasyprint() -> None:
    program = (
        "import django, sys; django.setup()\n"
        "import membership.documents, samverkan.urls\n"
        "sys.exit('weasyprint' in sys.modules)"
    )

    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        check=False,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr


def test_plain_weasyprint_draws_the_same_page_for_comparison() -> None:
    with pikepdf.open(BytesIO(raw_signing_pdf(ordinary_snapshot()))) as pdf:
        assert len(pdf.pages) == 4
        assert "/StructTreeRoot" not in pdf.Root


def test_examples_are_as_long_as_they_say() -> None:
    assert len(longest_snapshot()["organisation"]["name"]) == 200
    assert [len(principle["meaning"]) for principle in longest_snapshot()["principles"]] == [3000] * 12
    assert len(filled(2000)) == 2000
