"""The whole main job on real processes: as in production, and embedded (MEM-10 … MEM-18, design §2 and §3)."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import json

import pikepdf
import pytest

from tests.harness.processes import start_relay, start_web, start_worker
from tests.servers.installation import Installation, get

pytestmark = pytest.mark.servers

NAME = "Föreningen Łukasz Åström-Đorđević"
ADDRESS = "styrelsen@forening.example"


@pytest.mark.parametrize("kind", ["production", "embedded"])
def test_an_association_joins_on_real_processes(kind: str, request: pytest.FixtureRequest) -> None:
    here: Installation = request.getfixturevalue(kind)
    with contextlib.ExitStack() as running:
        address = running.enter_context(start_web(here.env))
        if kind == "production":
            running.enter_context(start_worker(here.env))
        running.enter_context(start_relay(here.env))

        people = here.do("people", region="norrbotten")
        case = here.do("submit", region="norrbotten", email=ADDRESS, name=NAME)
        here.wait(lambda: len(here.sink.to(ADDRESS)) == 1, "the receipt")
        assert here.do("approve", ids=[case["id"]], leader=people["leader"])["approved"] == 1
        here.wait(lambda: len(here.sink.to(ADDRESS)) == 2, "the signing document's letter")
        status, before = get(address, "/norrbotten/anslutna/")

        assert status == 200
        assert NAME not in before

        receipt, letter = here.sink.to(ADDRESS)
        pdf = letter_is_whole(here, letter, case["reference"])
        assert case["reference"] in receipt.get_body(("plain",)).get_content()
        assert receipt["Message-ID"] != letter["Message-ID"]

        signed = base64.b64encode(pdf).decode()
        here.do("upload", reference=case["reference"], applicant=case["applicant"], pdf=signed)
        assert here.count("membership_membership") == 0
        slug = here.do("confirm", reference=case["reference"], secretary=people["secretary"])
        here.wait(lambda: len(here.sink.to(ADDRESS)) == 3, "the welcome")

        # The page is kept for half a second at most; nothing else may stand between the decision and the public.
        here.wait(lambda: NAME in get(address, "/norrbotten/anslutna/")[1], "the name on the list", seconds=3)
        assert get(address, f"/norrbotten/anslutna/{slug}/")[0] == 200

    assert here.rows("SELECT count(*), max(tries) FROM letters_letter") == [(3, 1)]
    assert len(here.sink.messages) == 3


def letter_is_whole(here: Installation, letter: object, reference: str) -> bytes:
    """The letter has what a reader needs, in text, in HTML and as the document; gives the document."""
    assert letter["To"] == ADDRESS
    assert letter["Auto-Submitted"] == "auto-generated"
    for part in (letter.get_body(("plain",)), letter.get_body(("html",))):
        assert reference in part.get_content()
        assert f"https://samverkan.example/mina-sidor/{reference}/" in part.get_content()

    ((uuid,),) = here.rows("SELECT uuid FROM letters_letter WHERE kind = 'signing_request'")
    assert letter["Message-ID"] == f"<letter.{str(uuid).replace('-', '')}@samverkan.example>"

    (attachment,) = letter.iter_attachments()
    assert attachment.get_content_type() == "application/pdf"
    pdf: bytes = attachment.get_content()
    assert here.rows("SELECT sha256, size FROM membership_signingdocument") == [
        (hashlib.sha256(pdf).hexdigest(), len(pdf))
    ]
    with pikepdf.open(io.BytesIO(pdf)) as document:
        (facts,) = [json.loads(each.get_file().read_bytes()) for each in document.attachments.values()]
    assert (facts["reference"], facts["organisation"]["name"]) == (reference, NAME)
    return pdf
