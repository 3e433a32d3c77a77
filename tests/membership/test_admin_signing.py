"""membership › Signing, and the numbers on the admin's start page."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreement.models import Region
from letters.models import Letter
from membership.models import Application, Membership, SigningDocument
from membership.services import confirm_signature, refuse_copy
from membership.states import Signing, Status
from steps.exceptions import AlreadyMoved
from tests.factories import (
    decide,
    make_application,
    make_leader,
    make_member,
    make_region,
    make_returned,
    make_secretary,
)
from tests.harness.sign_in import sign_in

pytestmark = pytest.mark.django_db
LIST = "/admin/membership/signingitem/"
QUERIES = 10  # session, person, offices, factors; regions, what is closed; count, rows, copies, choices


def approved(region: Region, name: str, **document: Any) -> Application:
    case = make_application(region, Status.APPROVED, name=name)
    if document:
        SigningDocument.objects.filter(application=case).update(**document)
    return case


def stuck(region: Region, name: str, **document: Any) -> SigningDocument:
    """A document whose PDF nobody has made yet."""
    case = make_application(region, name=name)
    decide(case, Status.APPROVED, rendered=False)
    SigningDocument.objects.filter(application=case).update(**document)
    return case.signing_documents.get()


def names(client: Client, query: str = "") -> list[str]:
    rows = client.get(LIST + query).context["cl"].result_list
    return [document.application.name for document in rows]


def test_list_shows_copies_to_confirm_oldest_first(secretary: Client, region: Region) -> None:
    for name, days in (("Yngre", 1), ("Äldre", 5)):
        make_returned(approved(region, name, created_at=timezone.now() - dt.timedelta(days=days)))
    approved(region, "Väntar på underskrift")
    make_member(region, name="Medlem")

    assert names(secretary) == ["Äldre", "Yngre"]
    assert names(secretary, "?state=awaiting") == ["Väntar på underskrift"]
    assert names(secretary, "?state=registered") == ["Medlem"]
    assert set(names(secretary, "?state=all")) == {"Äldre", "Yngre", "Väntar på underskrift", "Medlem"}
    assert names(secretary, "?q=medlem") == ["Medlem"]


def test_list_shows_documents_that_could_not_be_made_with_the_reason(
    secretary: Client, region: Region
) -> None:
    approved(region, "Färdig")
    stuck(region, "Väntar")
    stuck(region, "Trasig", failed_at=timezone.now(), tries=8, last_error="Tecknet saknas i typsnittet")

    response = secretary.get(f"{LIST}?state=pdf")

    assert set(names(secretary, "?state=pdf")) == {"Väntar", "Trasig"}
    assert "Tecknet saknas i typsnittet" in response.text


def test_rows_lead_to_the_case(secretary: Client, region: Region) -> None:
    case = approved(region, "Väntar")
    document = case.signing_documents.get()
    assert f"/admin/membership/reviewitem/{case.pk}/change/" in secretary.get(f"{LIST}?state=all").text
    assert secretary.get(f"{LIST}{document.pk}/change/")["Location"].endswith(f"{case.pk}/change/")


def test_another_regions_documents_are_not_there(secretary: Client, region: Region) -> None:
    theirs = approved(make_region("blekinge"), "Deras").signing_documents.get()
    approved(region, "Vår")
    assert names(secretary, "?state=all") == ["Vår"]
    assert secretary.get(f"{LIST}{theirs.pk}/change/").status_code == 404
    assert secretary.post(f"{LIST}{theirs.pk}/retry/").status_code == 404


def test_retry_makes_a_failed_document_due_again(secretary: Client, region: Region) -> None:
    document = stuck(region, "Trasig", failed_at=timezone.now(), tries=8, last_error="x")

    response = secretary.post(f"{LIST}{document.pk}/retry/", follow=True)

    document.refresh_from_db()
    assert (document.failed_at, document.tries) == (None, 0)
    assert document.due_at <= timezone.now()
    assert "Ett nytt försök görs inom några sekunder." in response.text


def test_retry_of_several_touches_only_what_is_not_done(secretary: Client, region: Region) -> None:
    failed = stuck(region, "Trasig", failed_at=timezone.now(), tries=8)
    theirs = stuck(make_region("blekinge"), "Deras", failed_at=timezone.now(), tries=8)
    done = approved(region, "Färdig").signing_documents.get()
    chosen = [str(each.pk) for each in (failed, theirs, done)]

    secretary.post(f"{LIST}?state=all", {"action": "try_again", "_selected_action": chosen, "index": "0"})

    tries = dict(SigningDocument.objects.values_list("pk", "tries"))
    assert (tries[failed.pk], tries[theirs.pk]) == (0, 8)
    done.refresh_from_db()
    assert done.done_at is not None


def test_retry_of_what_is_done_says_so(secretary: Client, region: Region) -> None:
    done = approved(region, "Färdig").signing_documents.get()
    response = secretary.post(f"{LIST}{done.pk}/retry/", follow=True)
    assert "Det var redan klart." in response.text


def test_number_of_queries_does_not_depend_on_the_rows(secretary: Client, region: Region) -> None:
    make_returned(approved(region, "En"))
    secretary.get(LIST)
    with CaptureQueriesContext(connection) as one:
        secretary.get(LIST)
    for name in ("Två", "Tre"):
        make_returned(approved(region, name))
    with CaptureQueriesContext(connection) as three:
        assert len(names(secretary)) == 3
    assert (len(one), len(three)) == (QUERIES, QUERIES)


# --- The start page ---------------------------------------------------------------------------------


def counts(client: Client) -> list[str]:
    """The numbers on the start page, in order: cases, copies, documents, letters."""
    text = client.get("/admin/").text
    return [part.split("</b>")[0] for part in text.split("<b>")[1:] if "workload" in text][:4]


def test_start_page_counts_what_awaits_the_person(client: Client, region: Region) -> None:
    late = timezone.now() - dt.timedelta(minutes=5)
    make_application(region)
    make_application(region)
    make_returned(approved(region, "Kom tillbaka"))
    stuck(region, "Fast", due_at=late)
    stuck(region, "Nyss")
    for number, due in enumerate((late, late, late, timezone.now())):
        Letter.objects.create(
            key=f"k{number}", kind="receipt", region="norrbotten", to="a@b.example", subject="x", due_at=due
        )
    south = make_region("blekinge")
    make_application(south)
    Letter.objects.create(
        key="s", kind="receipt", region="blekinge", to="a@b.example", subject="x", due_at=late
    )

    assert counts(sign_in(client, make_leader(region))) == ["2", "1", "1", "3"]
    assert counts(sign_in(Client(), make_secretary(south))) == ["1", "0", "0", "1"]


def test_start_page_never_counts_far(
    secretary: Client, region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    from membership.templatetags import workload

    monkeypatch.setattr(workload, "MOST", 1)
    make_application(region)
    make_application(region)
    assert counts(secretary)[0] == "fler än 1"


def test_a_copy_that_came_in_meanwhile_is_not_confirmed_unseen() -> None:
    region = make_region()
    secretary, colleague = make_secretary(region), make_secretary(region)
    application = make_application(region, Status.APPROVED)
    seen = make_returned(application)
    document = application.signing_documents.get()
    refuse_copy(document=document, actor=colleague, note="Suddig.", copy_id=seen.pk)
    make_returned(application)
    document = application.signing_documents.get()

    with pytest.raises(AlreadyMoved):
        confirm_signature(document=document, actor=secretary, copy_id=seen.pk)

    document.refresh_from_db()
    assert document.status == Signing.RETURNED
    assert not Membership.objects.exists()
