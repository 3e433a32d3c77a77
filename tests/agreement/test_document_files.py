"""What a document's file may be: what is kept, and what is refused (CRO-42)."""

from __future__ import annotations

import hashlib

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from agreement import files
from agreement.exceptions import BadFile
from agreement.files import inspect, keep_file
from agreement.models import Region
from tests.agreement.odd_files import BAD, odt
from tests.factories import make_open_document, make_upload, pdf_bytes

pytestmark = pytest.mark.django_db


GOOD = {
    "pdf": ("minuter.pdf", pdf_bytes(), "pdf"),
    "a PDF of another name": ("minuter.docx", pdf_bytes(), "pdf"),
    "OpenDocument": ("plan.odt", odt("<text:p>Å</text:p>"), "odt"),
    "plain text": ("läs.TXT", "\ufeffRad ett\r\nÅ, ä och ö\tkommer fram – också ”så”\f".encode(), "txt"),
}


@pytest.mark.parametrize("what", GOOD)
def test_kinds_that_everybody_can_open_are_kept_as_they_are(north: Region, what: str) -> None:
    name, content, extension = GOOD[what]
    document = make_open_document(north.agreement)

    assert keep_file(document=document, upload=SimpleUploadedFile(name, content)) is True

    document.refresh_from_db()
    digest = hashlib.sha256(content).hexdigest()
    assert (document.sha256, document.size) == (digest, len(content))
    assert document.file.name.endswith(f"{document.slug}-{digest[:16]}.{extension}")
    with default_storage.open(document.file.name) as kept:
        assert kept.read() == content


@pytest.mark.parametrize("what", BAD)
def test_everything_else_gets_a_sentence_and_is_not_kept(north: Region, what: str) -> None:
    name, content = BAD[what]
    document = make_open_document(north.agreement)
    with pytest.raises(BadFile) as refused:
        keep_file(document=document, upload=SimpleUploadedFile(name, content))
    assert len(refused.value.messages[0]) > 20
    document.refresh_from_db()
    assert not document.file


def test_sentence_names_what_is_wrong() -> None:
    """Not all of them the same."""

    def said(what: str) -> str:
        with pytest.raises(BadFile) as refused:
            inspect(SimpleUploadedFile(*BAD[what]))
        return refused.value.messages[0]

    groups = [
        ("empty",),
        ("not what it says", "any archive", "a photo", "text that moves the cursor"),
        ("text in Latin-1", "text in UTF-16"),
        ("half a PDF", "half an archive", "a bomb"),
        ("a PDF that acts", "macros"),
        ("a locked PDF", "a locked text"),
    ]
    assert [len({said(what) for what in group}) for group in groups] == [1] * len(groups)
    assert len({said(group[0]) for group in groups}) == len(groups)


def test_file_larger_than_the_limit_is_refused() -> None:
    upload = make_upload()
    with override_settings(MAX_UPLOAD_BYTES=upload.size):
        assert inspect(upload).size == upload.size
    with override_settings(MAX_UPLOAD_BYTES=upload.size - 1), pytest.raises(BadFile):
        inspect(upload)


def test_archive_of_countless_parts_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_ENTRIES", 2)
    with pytest.raises(BadFile):
        inspect(SimpleUploadedFile("a.odt", odt()))


def test_new_revision_leaves_the_old_file_where_it_was(north: Region) -> None:
    document = make_open_document(north.agreement, pdf_bytes(title="Ett"))
    first = document.file.name
    assert keep_file(document=document, upload=make_upload(pdf_bytes(title="Ett"))) is False
    assert document.file.name == first

    assert keep_file(document=document, upload=make_upload(pdf_bytes(title="Två"))) is True
    second = document.file.name
    # The first bytes once more: a third name, not the first one's file written over.
    assert keep_file(document=document, upload=make_upload(pdf_bytes(title="Ett"))) is True

    names = [first, second, document.file.name]
    assert len(set(names)) == 3
    for name, title in zip(names, ("Ett", "Två", "Ett"), strict=True):
        with default_storage.open(name) as kept:
            assert kept.read() == pdf_bytes(title=title)
