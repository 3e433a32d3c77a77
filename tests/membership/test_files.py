"""Files leave the house only to people who may have them, and as nothing but a download."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from accounts.models import User
from agreement.models import Region
from membership.models import Application, SignedCopy, SigningDocument
from membership.states import Status
from tests.factories import (
    decide,
    make_application,
    make_leader,
    make_operator,
    make_region,
    make_returned,
    make_secretary,
    make_user,
    sign_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(region: Region, person: User) -> Application:
    """Approved, and a signed copy has come back."""
    application = make_application(region, Status.APPROVED, user=person)
    make_returned(application)
    return application


def addresses(case: Application) -> list[str]:
    copy = SignedCopy.objects.get(document__application=case)
    return [
        reverse("membership:document", args=[case.reference]),
        reverse("membership:copy", args=[case.reference, copy.pk]),
    ]


def stored(case: Application) -> list[bytes]:
    document = case.signing_documents.get()
    names = [document.stored_name, document.copies.get().stored_name]
    return [Path(default_storage.path(name)).read_bytes() for name in names]


def body(response: Any) -> bytes:
    return b"".join(response)


def test_own_files_come_as_they_were_stored(client: Client, case: Application, person: User) -> None:
    sign_in(client, person)

    assert [body(client.get(address)) for address in addresses(case)] == stored(case)


def test_a_download_is_nothing_but_a_download(client: Client, case: Application, person: User) -> None:
    sign_in(client, person)

    for address in addresses(case):
        response = client.get(address)
        assert response.headers["Content-Disposition"].startswith("attachment; ")
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cache-Control"] == "private, no-store"
        assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert response.headers["Content-Type"] == "application/pdf"
        assert response.streaming
        assert body(response)


@pytest.mark.parametrize(
    ("filename", "expected"),
    [
        ("vår underskrift.pdf", "attachment; filename*=utf-8''v%C3%A5r%20underskrift.pdf"),
        ('";filename=x.html', 'attachment; filename="\\";filename=x.html"'),
    ],
)
def test_names_are_quoted_as_rfc_6266_asks(
    client: Client, case: Application, person: User, filename: str, expected: str
) -> None:
    SignedCopy.objects.update(filename=filename)
    sign_in(client, person)

    response = client.get(addresses(case)[1])
    assert response.headers["Content-Disposition"] == expected
    assert body(response)


def test_staff_of_the_region_read_the_files(case: Application, region: Region) -> None:
    for person in (make_leader(region), make_secretary(region), make_operator()):
        staff = sign_in(Client(), person, second_factor=True)
        assert [body(staff.get(address)) for address in addresses(case)] == stored(case)


def test_staff_without_second_factor_read_nothing(case: Application, region: Region) -> None:
    staff = sign_in(Client(), make_secretary(region))

    assert [staff.get(address).status_code for address in addresses(case)] == [302, 302]


def test_everybody_else_gets_the_same_404(case: Application) -> None:
    blekinge = make_region("blekinge")
    clients = [
        sign_in(Client(), make_user()),
        sign_in(Client(), make_application(blekinge).access.get().user),
        sign_in(Client(), make_secretary(blekinge), second_factor=True),
        sign_in(Client(), make_leader(blekinge), second_factor=True),
    ]
    for client in clients:
        assert [client.get(address).status_code for address in addresses(case)] == [404, 404]


def test_visitor_is_asked_to_sign_in(client: Client, case: Application) -> None:
    for address in addresses(case):
        assert client.get(address).url.startswith(reverse("accounts:sign-in"))


def test_copy_is_not_found_under_another_case(
    client: Client, case: Application, region: Region, person: User
) -> None:
    mine = make_application(region, Status.APPROVED, user=person)
    theirs = make_application(region, Status.APPROVED)
    foreign = make_returned(theirs)
    sign_in(client, person)

    for reference in (mine.reference, case.reference):
        assert client.get(reverse("membership:copy", args=[reference, foreign.pk])).status_code == 404


def test_nothing_to_download_before_the_document_is_drawn(
    client: Client, region: Region, person: User
) -> None:
    application = make_application(region, user=person)
    sign_in(client, person)
    address = reverse("membership:document", args=[application.reference])

    assert client.get(address).status_code == 404
    decide(application, Status.APPROVED, rendered=False)
    assert client.get(address).status_code == 404


def test_file_that_was_lost_is_a_404_and_an_alarm(
    client: Client, case: Application, person: User, caplog: pytest.LogCaptureFixture
) -> None:
    SigningDocument.objects.update(stored_name="signing/borta.pdf")
    sign_in(client, person)

    assert client.get(addresses(case)[0]).status_code == 404
    assert "stored_file_missing" in caplog.messages


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_files_are_only_read(client: Client, case: Application, person: User, method: str) -> None:
    sign_in(client, person)

    assert [getattr(client, method)(address).status_code for address in addresses(case)] == [405, 405]


def test_no_address_leads_past_the_view(client: Client, case: Application, person: User) -> None:
    sign_in(client, person)
    name = case.signing_documents.get().stored_name
    assert Path(settings.MEDIA_ROOT, name).exists()

    for start in ("/media/", "/static/", "/var/media/", "/static/../media/", "/"):
        assert client.get(f"{start}{name}").status_code == 404
