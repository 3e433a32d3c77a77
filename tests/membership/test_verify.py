"""Verification: a code on paper, a file on disk."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from agreement.models import Region
from membership.models import Membership, SigningDocument
from membership.references import new_verification_code, normalise_verification_code
from membership.states import Status
from membership.views.verify import MISSES
from tests.factories import decide, make_application, make_document, make_member, make_returned

pytestmark = pytest.mark.django_db
CODE = "7K4M-2QXW-9DPT-H3FA"


@pytest.fixture
def document(region: Region) -> SigningDocument:
    return make_application(region, Status.APPROVED, name="Föreningen Vinterljus").signing_documents.get()


def address(code: str) -> str:
    return reverse("membership:verify-code", args=[code])


def test_genuine_document_is_described(client: Client, document: SigningDocument) -> None:
    page = client.get(address(document.verification_code)).content.decode()

    for fact in ("Föreningen Vinterljus", document.application.reference, document.sha256, "2026"):
        assert fact in page


def test_no_person_is_named(client: Client, document: SigningDocument) -> None:
    page = client.get(address(document.verification_code)).content.decode()

    application = document.application
    for person in (application.contact_name, application.contact_email, application.declared_by):
        assert person
        assert person not in page
    assert str(document.decision.recorded_by) not in page


def state(client: Client, document: SigningDocument) -> dict[str, Any]:
    context = client.get(address(document.verification_code)).context
    return {name: context[name] for name in ("replaced", "returned", "registered")}


def test_each_state_is_told_apart(client: Client, document: SigningDocument, region: Region) -> None:
    assert state(client, document) == {"replaced": False, "returned": False, "registered": False}
    make_returned(document.application)
    assert state(client, document) == {"replaced": False, "returned": True, "registered": False}
    member = make_member(region)
    assert state(client, member.document) == {"replaced": False, "returned": False, "registered": True}


def test_member_that_left_is_told(client: Client, region: Region) -> None:
    member = make_member(region)
    Membership.objects.filter(pk=member.pk).update(ended_on=member.since)

    context = client.get(address(member.document.verification_code)).context
    assert context["member_until"] == member.since


def test_older_edition_is_replaced(client: Client, document: SigningDocument) -> None:
    newer = make_document(document.application, document.decision, revision=2)

    assert state(client, document)["replaced"] is True
    assert state(client, newer)["replaced"] is False


def test_document_that_is_not_drawn_yet_is_known_already(client: Client, region: Region) -> None:
    application = make_application(region)
    decide(application, Status.APPROVED, rendered=False)
    response = client.get(address(application.signing_documents.get().verification_code))
    assert response.status_code == 200
    assert "sha256sum" not in response.content.decode()


# --- What people type -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "7k4m-2qxw-9dpt-h3fa",
        "7K4M2QXW9DPTH3FA",
        " 7K4M 2QXW 9DPT H3FA ",
        "7K4M–2QXW–9DPT–H3FA",
        "7K4M\u00a02QXW\u200b9DPT.H3FA",
    ],
)
def test_code_is_understood_as_people_type_it(client: Client, typed: str) -> None:
    response = client.get(reverse("membership:verify"), {"kod": typed})

    assert response.status_code == 302
    assert response.url == address(CODE)


def test_lookalikes_are_read_as_what_is_printed() -> None:
    assert normalise_verification_code("OIL0-1111-UUUU-0000") == "0110-1111-VVVV-0000"
    for _attempt in range(50):
        code = new_verification_code()
        assert normalise_verification_code(code) == code


def test_address_in_small_letters_leads_to_the_printed_one(client: Client, document: SigningDocument) -> None:
    response = client.get(address(document.verification_code.lower().replace("-", "")))

    assert response.url == address(document.verification_code)


@pytest.mark.parametrize("typed", ["", "  ", "7K4M", "7K4M-2QXW-9DPT-H3FAX", "åäö", "x" * 5000, "<b>" * 9])
def test_what_cannot_be_a_code_is_said_at_the_field(client: Client, typed: str) -> None:
    response = client.get(reverse("membership:verify"), {"kod": typed})

    assert response.status_code == 200
    assert response.context["form"].errors.keys() == {"kod"}
    assert "<b>" not in response.content.decode().replace("<b>Samverkan</b>", "")


@pytest.mark.parametrize("code", [CODE, "fel", "%00", "a" * 400, "..", "<script>", "7K4M-2QXW-9DPT-H3FB"])
def test_unknown_code_is_not_found_with_helpful_words(client: Client, code: str) -> None:
    response = client.get(f"/verifiera/{code}/", follow=True)

    assert response.status_code == 404
    assert "<script>" not in response.content.decode()


def test_form_opens_without_a_complaint(client: Client, region: Region) -> None:
    response = client.get(reverse("membership:verify"))

    assert response.status_code == 200
    assert not response.context["form"].errors


def test_guessing_is_slowed_but_a_right_code_still_answers(client: Client, document: SigningDocument) -> None:
    answers = [client.get(address(new_verification_code())).status_code for _guess in range(MISSES + 2)]

    assert answers == [404] * MISSES + [429, 429]
    assert client.get(address(document.verification_code)).status_code == 200
    assert Client(REMOTE_ADDR="192.0.2.7").get(address(new_verification_code())).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_nothing_but_reading(client: Client, document: SigningDocument, method: str) -> None:
    assert getattr(client, method)(address(document.verification_code)).status_code == 405
    assert getattr(client, method)(reverse("membership:verify")).status_code == 405


def test_answer_costs_few_queries(
    client: Client, document: SigningDocument, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(4):
        client.get(address(document.verification_code))


# --- manage.py verify_document ----------------------------------------------------------------------


def verify(file: Path) -> str:
    out = io.StringIO()
    call_command("verify_document", str(file), stdout=out)
    return out.getvalue()


def fetched(stored_name: str, folder: Path) -> Path:
    path = folder / "fil.pdf"
    with default_storage.open(stored_name) as stored:
        path.write_bytes(stored.read())
    return path


def test_issued_document_is_recognised(document: SigningDocument, tmp_path: Path) -> None:
    assert document.application.reference in verify(fetched(document.stored_name, tmp_path))


def test_signed_copy_is_recognised(document: SigningDocument, tmp_path: Path) -> None:
    copy = make_returned(document.application)

    assert document.application.reference in verify(fetched(copy.stored_name, tmp_path))


def test_replaced_document_is_said_to_be_replaced(document: SigningDocument, tmp_path: Path) -> None:
    before = verify(fetched(document.stored_name, tmp_path))
    make_document(document.application, document.decision, revision=2)

    assert verify(fetched(document.stored_name, tmp_path)) != before


def test_changed_file_is_unknown(document: SigningDocument, tmp_path: Path) -> None:
    path = fetched(document.stored_name, tmp_path)
    path.write_bytes(path.read_bytes() + b"\n")

    with pytest.raises(CommandError) as refusal:
        verify(path)
    assert refusal.value.returncode == 1


@pytest.mark.parametrize("name", ["", "finns-inte.pdf"])
def test_file_that_cannot_be_read_is_refused_in_a_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(CommandError, match=r"tmp|finns"):
        verify(tmp_path / name)


def test_empty_file_is_not_a_document_that_is_not_drawn(region: Region, tmp_path: Path) -> None:
    decide(make_application(region), Status.APPROVED, rendered=False)
    (tmp_path / "tom.pdf").write_bytes(b"")
    with pytest.raises(CommandError):
        verify(tmp_path / "tom.pdf")
