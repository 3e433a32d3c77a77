"""Documents: what is kept and what is refused, who may open it, and what everybody reads about it (CRO-42, AGR-31)."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from agreement.files import filename_of, keep_file
from agreement.models import Document, Region, RegistryNumber
from agreement.permissions import may_open
from agreement.states import Access
from tests.agreement.odd_files import BAD, body
from tests.agreement.recorded import errors
from tests.factories import (
    make_decision_record,
    make_leader,
    make_open_document,
    make_operator,
    make_secretary,
    make_upload,
    make_user,
    pdf_bytes,
)
from tests.harness.sign_in import sign_in

pytestmark = pytest.mark.django_db
ADMIN = "/admin/agreement/document/"
WITHHELD = {"access": Access.WITHHELD, "withheld_ground": "Skyddar tredje part."}


def page(document: Document) -> str:
    return f"/{document.agreement.region.slug}/dokument/{document.slug}/"


def file(document: Document) -> str:
    return f"{page(document)}fil/"


def sent(region: Region, **changed: Any) -> dict[str, Any]:
    return {
        "agreement": region.agreement.pk,
        "title": "Underlag till beslutet",
        "kind": "report",
        "owner": "Region Norr",
        "dated": "2021-02-01",
        "registry": "",
        "edition": "1.0",
        "language": "sv",
        "access": "open",
        "withheld_ground": "",
        "is_accessible": "unknown",
        "url": "",
        **changed,
    }


# --- In the admin -------------------------------------------------------------------------------------


def test_secretariat_keeps_a_document_with_its_file(secretary: Client, north: Region) -> None:
    registry = RegistryNumber.objects.create(party=north.agreement.parties.all()[0], number="Dnr 1")
    data = sent(north, registry=registry.pk, upload=make_upload(name="vad som helst.pdf"))

    assert secretary.post(f"{ADMIN}add/", data).status_code == 302

    made = Document.objects.get()
    assert (made.slug, made.registry, made.is_accessible) == ("underlag-till-beslutet", registry, None)
    assert made.sha256 == hashlib.sha256(pdf_bytes()).hexdigest()
    assert made.sha256 in LogEntry.objects.get().get_change_message()
    text = secretary.get(f"{ADMIN}{made.pk}/change/").text
    assert file(made) in text
    assert 'enctype="multipart/form-data"' in text


def test_page_without_a_new_file_keeps_the_old_one(secretary: Client, north: Region) -> None:
    document = make_open_document(north.agreement, pdf_bytes())
    before = document.file.name
    response = secretary.post(f"{ADMIN}{document.pk}/change/", sent(north, title="Nytt namn"))
    assert response.status_code == 302
    document.refresh_from_db()
    assert (document.title, document.file.name) == ("Nytt namn", before)


@pytest.mark.parametrize("what", ["a PDF that acts", "a bomb", "a page", "empty"])
def test_bad_file_is_refused_at_its_field_and_nothing_is_saved(
    secretary: Client, north: Region, what: str
) -> None:
    upload = SimpleUploadedFile(*BAD[what])
    assert errors(secretary.post(f"{ADMIN}add/", sent(north, upload=upload))) == ["upload"]
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("changed", "refused"),
    [
        ({"access": "withheld"}, ["withheld_ground"]),
        ({"access": "withheld", "withheld_ground": "   "}, ["withheld_ground"]),
        ({"access": "secret"}, ["access"]),
        ({"title": ""}, ["title"]),
        ({"kind": "poem"}, ["kind"]),
        ({"language": "xx"}, ["language"]),
        ({"dated": "2021-13-01"}, ["dated"]),
        ({"url": "javascript:alert(1)"}, ["url"]),
        ({"registry": "999999"}, ["registry"]),
    ],
)
def test_wrong_input_is_refused_at_its_field(
    secretary: Client, north: Region, changed: dict[str, Any], refused: list[str]
) -> None:
    assert errors(secretary.post(f"{ADMIN}add/", sent(north, **changed))) == refused
    assert not Document.objects.exists()


def test_withholding_without_a_ground_is_refused_by_the_database_too(north: Region) -> None:
    document = make_open_document(north.agreement)
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(access=Access.WITHHELD)


@pytest.mark.parametrize("who", ["secretary", "operator"])
def test_document_never_stands_under_another_regions_number(
    client: Client, north: Region, south: Region, who: str
) -> None:
    sign_in(client, make_operator() if who == "operator" else make_secretary(north))
    theirs = RegistryNumber.objects.create(party=south.agreement.parties.all()[0], number="Dnr 1")
    assert errors(client.post(f"{ADMIN}add/", sent(north, registry=theirs.pk))) == ["registry"]
    ours = make_open_document(north.agreement)
    ours.registry = theirs
    with pytest.raises(ValidationError):
        ours.full_clean()


def test_document_that_a_decision_rests_on_stays(secretary: Client, north: Region) -> None:
    document = make_open_document(north.agreement)
    make_decision_record(north.agreement, basis=[document])
    response = secretary.post(f"{ADMIN}{document.pk}/delete/", {"post": "yes"}, follow=True)
    assert len(list(response.context["messages"])) == 1
    assert Document.objects.exists()


def test_leader_reads_the_facts_and_cannot_write(client: Client, north: Region) -> None:
    sign_in(client, make_leader(north))
    document = make_open_document(north.agreement, pdf_bytes(), title="Protokollet")
    assert "Protokollet" in client.get(f"{ADMIN}{document.pk}/change/").text
    for address in (f"{ADMIN}{document.pk}/change/", f"{ADMIN}add/"):
        assert client.post(address, sent(north)).status_code == 403


# --- The file -----------------------------------------------------------------------------------------


def test_open_file_is_handed_to_everybody_byte_for_byte(client: Client, north: Region) -> None:
    content = pdf_bytes(title="Öppen")
    document = make_open_document(north.agreement, content, title="Protokoll: mötet i Älvsbyn / 2021?")

    response = client.get(file(document))

    assert body(response) == content
    assert response.streaming
    headers = response.headers
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Length"] == str(len(content))
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["Content-Disposition"].startswith("attachment; filename")
    assert filename_of(document) == "Protokoll mötet i Älvsbyn 2021.pdf"
    assert "Protokoll%20m%C3%B6tet%20i%20%C3%84lvsbyn%202021.pdf" in headers["Content-Disposition"]
    assert "Set-Cookie" not in headers


def test_file_that_is_known_is_not_sent_again(client: Client, north: Region) -> None:
    document = make_open_document(north.agreement, pdf_bytes())
    first = client.get(file(document))
    body(first)
    tag = first.headers["ETag"]
    assert tag == f'"{document.sha256}"'
    for known in (tag, f"W/{tag}", f'"x", {tag}'):
        again = client.get(file(document), HTTP_IF_NONE_MATCH=known)
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)

    keep_file(document=document, upload=make_upload(pdf_bytes(title="Ny")))
    changed = client.get(file(document), HTTP_IF_NONE_MATCH=tag)
    assert body(changed) == pdf_bytes(title="Ny")


def test_text_is_handed_out_as_text_and_nothing_else(client: Client, north: Region) -> None:
    document = make_open_document(north.agreement)
    keep_file(document=document, upload=SimpleUploadedFile("a.txt", b"<script>alert(1)</script>"))
    response = client.get(file(document))
    body(response)
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Disposition"].startswith("attachment")


def test_no_file_is_not_found(client: Client, north: Region, south: Region) -> None:
    empty = make_open_document(north.agreement)
    assert client.get(file(empty)).status_code == 404
    kept = make_open_document(north.agreement, pdf_bytes())
    assert client.get(f"/blekinge/dokument/{kept.slug}/fil/").status_code == 404
    assert client.post(file(kept)).status_code == 405
    Path(kept.file.path).unlink()
    assert client.get(file(kept)).status_code == 404


PEOPLE: dict[str, tuple[Any, int]] = {
    "nobody": (lambda north, south: None, 404),
    "somebody": (lambda north, south: make_user(), 404),
    "a leader": (lambda north, south: make_leader(north), 200),
    "the secretariat": (lambda north, south: make_secretary(north), 200),
    "the operator": (lambda north, south: make_operator(), 200),
    "another region's leader": (lambda north, south: make_leader(south), 404),
    "another region's secretariat": (lambda north, south: make_secretary(south), 404),
    "a secretariat of yesterday": (lambda north, south: _yesterdays(north), 404),
}


def _yesterdays(region: Region) -> User:
    user = make_secretary(region)
    user.region_roles.update(to_on=timezone.localdate() - timezone.timedelta(days=1))
    return user


@pytest.mark.parametrize("who", PEOPLE)
def test_withheld_file_is_opened_by_the_regions_staff_only(
    client: Client, north: Region, south: Region, who: str
) -> None:
    make, status = PEOPLE[who]
    document = make_open_document(north.agreement, pdf_bytes(), **WITHHELD)
    user = make(north, south)
    if user is not None:
        sign_in(client, user)

    response = client.get(file(document))

    assert response.status_code == status
    if user is not None:
        openable = Document.objects.openable_by(user, timezone.localdate())
        assert may_open(user, document) == (document in openable) == (status == 200)
    if status == 200:
        body(response)
        assert response.headers["Cache-Control"] == "private, no-store"
        assert "ETag" not in response.headers
    # Also whoever knows the fingerprint learns nothing.
    knowing = client.get(file(document), HTTP_IF_NONE_MATCH=f'"{document.sha256}"')
    assert knowing.status_code == status
    knowing.close()


def test_power_without_a_second_factor_opens_nothing(client: Client, north: Region) -> None:
    document = make_open_document(north.agreement, pdf_bytes(), **WITHHELD)
    sign_in(client, make_secretary(north), second_factor=False)
    response = client.get(file(document))
    assert response.status_code == 302
    assert response["Location"].startswith("/konto/")


def test_what_is_withheld_later_is_closed_at_the_next_request(
    client: Client, north: Region, django_capture_on_commit_callbacks: Any
) -> None:
    document = make_open_document(north.agreement, pdf_bytes())
    first = client.get(file(document))
    body(first)
    assert file(document) in client.get(page(document)).text
    with django_capture_on_commit_callbacks(execute=True):
        for name, value in WITHHELD.items():
            setattr(document, name, value)
        document.save()
    assert client.get(file(document), HTTP_IF_NONE_MATCH=first.headers["ETag"]).status_code == 404
    assert file(document) not in client.get(page(document)).text


# --- The page -----------------------------------------------------------------------------------------


def test_page_says_what_a_registrar_would(client: Client, north: Region) -> None:
    registry = RegistryNumber.objects.create(party=north.agreement.parties.all()[0], number="Dnr 17")
    document = make_open_document(
        north.agreement, pdf_bytes(), title="Planen", registry=registry, edition="2.1", is_accessible=True
    )
    decision = make_decision_record(north.agreement, heading="Planen antas", basis=[document])
    text = client.get(page(document)).text
    for fact in ("Planen", "Region Norr", "Dnr 17", "2.1", "svenska", 'datetime="2021-02-01"', "PDF,"):
        assert fact in text
    assert f'href="{file(document)}"' in text
    assert f"/norrbotten/beslut/{decision.slug}/" in text
    assert "Planen antas" in text


def test_withheld_document_shows_its_ground_and_neither_file_nor_link(client: Client, north: Region) -> None:
    document = make_open_document(
        north.agreement, pdf_bytes(), title="Svaret", url="https://arkiv.example/svaret", **WITHHELD
    )
    text = client.get(page(document)).text
    assert "Svaret" in text
    assert "Skyddar tredje part." in text
    assert file(document) not in text
    assert "arkiv.example" not in text
    assert document.sha256[:16] not in text

    staff = sign_in(Client(), make_leader(north))
    assert file(document) in staff.get(page(document)).text
    # What staff saw is not what the next reader gets.
    assert file(document) not in client.get(page(document)).text


def test_page_in_another_language_says_in_which_the_document_is(client: Client, north: Region) -> None:
    swedish = make_open_document(north.agreement, title="Planen")
    finnish = make_open_document(north.agreement, title="Suunnitelma", language="fi")
    assert '<h1 itemprop="name" lang="sv">Planen</h1>' in client.get(f"/en{page(swedish)}").text
    assert '<h1 itemprop="name" lang="fi">Suunnitelma</h1>' in client.get(page(finnish)).text
    assert '<h1 itemprop="name">Planen</h1>' in client.get(page(swedish)).text


def test_page_of_another_regions_document_is_not_found(client: Client, north: Region, south: Region) -> None:
    document = make_open_document(north.agreement)
    assert client.get(f"/blekinge/dokument/{document.slug}/").status_code == 404
    assert client.get("/norrbotten/dokument/finns-inte/").status_code == 404


def test_page_costs_few_queries(client: Client, north: Region, django_assert_max_num_queries: Any) -> None:
    document = make_open_document(north.agreement, pdf_bytes())
    for _each in range(5):
        make_decision_record(north.agreement, basis=[document])
    with django_assert_max_num_queries(5):
        client.get(page(document))
