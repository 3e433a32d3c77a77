"""Letters in the admin: who reads which, what is never shown, and the button that tries again."""

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
from tests.factories import make_leader, make_operator, make_region, make_secretary
from tests.harness.sign_in import sign_in

pytestmark = pytest.mark.django_db
LIST = "/admin/letters/letter/"
QUERIES = 10  # session, person, offices, factors; regions; what is closed in each room; count, rows


@pytest.fixture
def region() -> Region:
    return make_region()


@pytest.fixture
def operator(client: Client) -> Client:
    return sign_in(client, make_operator())


def write(name: str, **fields: Any) -> Letter:
    """A letter about nothing in particular."""
    return Letter.objects.create(
        **{
            "key": f"receipt:NB-26-{name}:x",
            "kind": "receipt",
            "region": "norrbotten",
            "to": f"{name.lower()}@forening.example",
            "subject": f"Ämne {name}",
            "text": f"Text {name}",
            "html": f"<p>Html {name}</p>",
            **fields,
        }
    )


def failed(name: str, **fields: Any) -> Letter:
    return write(
        name, failed_at=timezone.now(), tries=8, last_error="The mail server answered 550: nobody", **fields
    )


def subjects(client: Client, query: str = "") -> set[str]:
    return {letter.subject for letter in client.get(LIST + query).context["cl"].result_list}


def test_list_begins_with_what_waits_or_was_given_up(client: Client, region: Region) -> None:
    write("VÄNTAR")
    failed("UPPGIVET")
    write("SKICKAT", done_at=timezone.now())
    sign_in(client, make_secretary(region))

    assert subjects(client) == {"Ämne VÄNTAR", "Ämne UPPGIVET"}
    assert subjects(client, "?state=failed") == {"Ämne UPPGIVET"}
    assert subjects(client, "?state=sent") == {"Ämne SKICKAT"}
    assert len(subjects(client, "?state=all")) == 3


def test_row_says_what_went_wrong(client: Client, region: Region) -> None:
    failed("A", may_be_double=True)
    sign_in(client, make_leader(region))
    text = client.get(LIST).text
    assert "The mail server answered 550: nobody Kan ha skickats två gånger." in text
    assert "Kvitto" in text


def test_staff_read_only_their_own_regions_letters(client: Client, region: Region) -> None:
    write("NORR")
    theirs = write("SYD", region="blekinge")
    nobodys = write("INGEN", region="")
    sign_in(client, make_secretary(region))

    assert subjects(client, "?state=all") == {"Ämne NORR"}
    for letter in (theirs, nobodys):
        assert client.get(f"{LIST}{letter.pk}/change/").status_code == 404
        assert client.post(f"{LIST}{letter.pk}/retry/").status_code == 404
    assert subjects(sign_in(Client(), make_operator()), "?state=all") == {
        "Ämne NORR",
        "Ämne SYD",
        "Ämne INGEN",
    }


def test_letter_shows_its_text_and_never_its_html(operator: Client) -> None:
    letter = write("A", text="Hej <b>du</b>\nhttps://samverkan.example/mina-sidor/")
    text = operator.get(f"{LIST}{letter.pk}/change/").text
    assert "Hej &lt;b&gt;du&lt;/b&gt;" in text
    assert 'href="https://samverkan.example/mina-sidor/"' not in text, (
        "the recipient's link, and nobody else's"
    )
    assert "Html A" not in text
    assert letter.message_id.strip("<>") in text


def test_secret_letter_shows_neither_subject_nor_text(operator: Client) -> None:
    secret = write(
        "HEMLIG", secret=True, kind="accounts.code", region="", subject="Din kod 4711", text="Koden är 4711"
    )

    for address in (LIST, f"{LIST}?state=all", f"{LIST}{secret.pk}/change/", f"{LIST}{secret.pk}/history/"):
        response = operator.get(address)
        assert response.status_code == 200
        assert "4711" not in response.text
    assert "hemlig@forening.example" in operator.get(f"{LIST}{secret.pk}/change/").text


@pytest.mark.parametrize(
    "query", ["text__contains=4711", "subject__startswith=Din", "html__regex=4", "key__contains=x"]
)
def test_secret_letter_cannot_be_guessed_through_the_address(operator: Client, query: str) -> None:
    write("HEMLIG", secret=True, subject="Din kod 4711", text="Koden är 4711")
    assert operator.get(f"{LIST}?{query}").status_code == 400


@pytest.mark.parametrize(
    ("typed", "found"), [("4711", 0), ("Din kod", 0), ("hemlig@", 1), ("NB-26-HEMLIG", 1)]
)
def test_search_is_by_address_and_reference_only(operator: Client, typed: str, found: int) -> None:
    write("HEMLIG", secret=True, subject="Din kod 4711", text="Koden är 4711")
    assert len(subjects(operator, f"?state=all&q={typed}")) == found


def test_retry_makes_a_letter_due_and_keeps_what_was_written(client: Client, region: Region) -> None:
    letter = failed("A", due_at=timezone.now() - dt.timedelta(days=1))
    sign_in(client, make_leader(region))

    response = client.post(f"{LIST}{letter.pk}/retry/", follow=True)

    letter.refresh_from_db()
    assert (letter.failed_at, letter.tries, letter.text) == (None, 0, "Text A")
    assert response.redirect_chain == [(f"{LIST}{letter.pk}/change/", 302)]
    assert "Ett nytt försök görs inom några sekunder." in response.text


def test_retry_of_a_sent_letter_sends_nothing(operator: Client) -> None:
    letter = write("A", done_at=timezone.now())
    before = Letter.objects.values().get()
    response = operator.post(f"{LIST}{letter.pk}/retry/", follow=True)
    assert Letter.objects.values().get() == before
    assert "Det var redan klart." in response.text


def test_retry_of_several_leaves_foreign_ones_alone(client: Client, region: Region) -> None:
    ours, theirs = failed("A"), failed("B", region="blekinge")
    sign_in(client, make_secretary(region))
    chosen = [str(ours.pk), str(theirs.pk), "x'", "99999999999999999999"]

    client.post(LIST, {"action": "try_again", "_selected_action": chosen, "index": "0"})

    assert dict(Letter.objects.values_list("pk", "tries")) == {ours.pk: 0, theirs.pk: 8}


def test_number_of_queries_does_not_depend_on_the_rows(client: Client, region: Region) -> None:
    sign_in(client, make_secretary(region))
    write("A")
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    write("B")
    write("C")
    with CaptureQueriesContext(connection) as three:
        assert len(subjects(client)) == 3
    assert (len(one), len(three)) == (QUERIES, QUERIES)
    assert not any('"letters_letter"."html"' in query["sql"] for query in three)
