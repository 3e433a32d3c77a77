"""load_region and the files of documents: kept beside each other, never in another's place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from agreement import loading
from agreement.content_files import ContentError
from agreement.loading import Outcome
from agreement.models import Document, Region
from tests.agreement.loaded import PLAN, as_adopted_elsewhere, outcomes
from tests.agreement.regions import edit, rows, run
from tests.factories import pdf_bytes

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def put_file(folder: Path, content: bytes, name: str = "overenskommelsen.pdf") -> None:
    (folder / "documents").mkdir(exist_ok=True)
    (folder / "documents" / name).write_bytes(content)


def with_file(folder: Path, content: bytes, name: str = "overenskommelsen.pdf") -> None:
    put_file(folder, content, name)
    edit(folder, 'slug = "overenskommelsen"', f'slug = "overenskommelsen"\nfile = "{name}"', "documents.toml")


def kept_files() -> set[Path]:
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def test_document_brings_its_file(folder: Path, tmp_path: Path) -> None:
    content = pdf_bytes(title="Överenskommelsen")
    with_file(folder, content)

    loading.load(folder)

    document = Document.objects.get(slug="overenskommelsen")
    with document.file.open("rb") as stored:
        assert stored.read() == content
    assert document.size == len(content)
    assert outcomes(folder, force=True) == {}
    assert len(kept_files()) == 1

    told = run("export_region", "norrbotten", tmp_path / "out")
    assert (tmp_path / "out/documents/overenskommelsen.pdf").read_bytes() == content
    assert (
        told
        == f"norrbotten: {len(list((tmp_path / 'out').rglob('*.*')))} files written to {tmp_path / 'out'}.\n"
    )
    run("export_region", "norrbotten", tmp_path / "out", "--force")


def test_changed_file_is_kept_beside_the_one_that_was_handed_out(folder: Path) -> None:
    with_file(folder, pdf_bytes(title="Först"))
    loading.load(folder)
    put_file(folder, pdf_bytes(title="Sedan", pages=2))

    assert outcomes(folder) == {"documents.toml, overenskommelsen": Outcome.UPDATED}
    assert len(kept_files()) == 2


def test_file_that_staff_uploaded_is_left_alone(folder: Path) -> None:
    loading.load(folder)
    Document.objects.filter(slug="overenskommelsen").update(file="documents/x.pdf", sha256="1" * 64, size=4)
    edit(folder, 'title = "Den regionala', 'title = "Vår regionala', "documents.toml")

    assert outcomes(folder) == {"documents.toml, overenskommelsen": Outcome.UPDATED}
    assert Document.objects.get(slug="overenskommelsen").sha256 == "1" * 64


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("overenskommelsen.pdf", b"<html>", "overenskommelsen.pdf: The file is not a PDF"),
        ("overenskommelsen.pdf", b"", "The file is empty."),
        ("overenskommelsen.pdf", b"%PDF-1.7 trasig", "The file is damaged"),
    ],
)
def test_bad_file_changes_nothing(folder: Path, name: str, content: bytes, says: str) -> None:
    with_file(folder, content, name)

    with pytest.raises(ContentError, match=says):
        loading.load(folder)

    assert kept_files() == set()
    assert not Region.objects.exists()


def test_files_of_a_load_that_fails_later_are_thrown_away(folder: Path) -> None:
    with_file(folder, pdf_bytes())
    as_adopted_elsewhere(folder, PLAN, "0" * 64)

    with pytest.raises(ContentError, match="not what was adopted"):
        loading.load(folder)

    assert kept_files() == set()


def test_file_that_is_missing_or_that_nobody_names_is_refused(folder: Path) -> None:
    put_file(folder, pdf_bytes(), "annat.pdf")
    with pytest.raises(ContentError, match="documents/annat.pdf has a name that load_region does not know"):
        loading.load(folder)

    edit(folder, 'slug = "overenskommelsen"', 'slug = "overenskommelsen"\nfile = "x.pdf"', "documents.toml")
    with pytest.raises(ContentError, match="documents/x.pdf is missing"):
        loading.load(folder)


def test_withheld_document_leaves_the_house_only_on_request(folder: Path, tmp_path: Path) -> None:
    content = pdf_bytes(title="Hemlig")
    with_file(folder, content)
    loading.load(folder)
    Document.objects.filter(slug="overenskommelsen").update(access="withheld", withheld_ground="För skydd.")
    before = rows()

    run("export_region", "norrbotten", tmp_path / "open")
    run("export_region", "norrbotten", tmp_path / "all", "--private")

    assert not (tmp_path / "open/documents").exists()
    assert "samforma.se/om" not in (tmp_path / "open/documents.toml").read_text().split("[[documents]]")[1]
    assert (tmp_path / "all/documents/overenskommelsen.pdf").read_bytes() == content
    for name in ("open", "all"):
        loading.load(tmp_path / name, force=True)
        assert rows() == before
