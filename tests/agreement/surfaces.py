"""The pages of the agreement's texts in the table of rights (tests/test_matrix.py), as rows of

method, address, what each member of staff gets (leader, leader of the other region, secretary, secretary of the other
region, operator), and what is sent. `!` means that rows change.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from agreement.models import PartyNotice, Region, RequiredDecision, Seat, VersionTranslation
from agreement.states import BodyKind, NoticeKind, SeatKind, Subject
from tests.agreement.texts import adopt, make_version
from tests.factories import make_user

Row = tuple[str, str, str, dict[str, Any]]

EVERYBODY = "200 200 200 200 200"
OWN_REGION = "200 404 200 404 200"
# What only those may do who may adopt: the region's secretariat and the operator.
MAY_LOOK = "403 404 200 404 200"
MAY_DO = "403 404 302! 404 302!"
NOT_NOW = "403 404 302 404 302"
# A page of Django's own whose form is sent: whoever may not write is refused before the row is looked for.
WRITES = "403 403 302! 404 302!"
REFUSED = "403 403 403 404 403"


def of_texts(north: Region) -> Iterator[Row]:
    """A draft and an adopted version, their principles and a translation."""
    at = "/admin/agreement/agreementversion/"
    draft = make_version(north, "2040", is_summary=True)
    adopted = adopt(make_version(north, "2050"))
    seen = {"seen": draft.canonical().fingerprint(), "despite_missing": "on"}
    for version, now in (
        (draft, {"publish": {}, "adopt": seen, "new-draft": {"name": "Ny"}}),
        (adopted, {"new-draft": {"name": "Ny"}}),
    ):
        for page in ("publish", "take-down", "adopt", "new-draft"):
            yield "GET", f"{at}{version.pk}/{page}/", MAY_LOOK if page in now else NOT_NOW, {}
            yield "POST", f"{at}{version.pk}/{page}/", MAY_DO if page in now else NOT_NOW, now.get(page, {})
    facts = {"adopted_text": "Fullmäktige", "label": "Ändrad", **no_rows("parts", "goals", "principles")}
    facts |= no_rows("lineage", "links", "signatures")
    yield "GET", f"{at}{adopted.pk}/change/", OWN_REGION, {}
    yield "POST", f"{at}{adopted.pk}/change/", WRITES, facts
    yield "GET", f"{at}{adopted.pk}/delete/", REFUSED, {}
    yield "POST", f"{at}{adopted.pk}/delete/", REFUSED, {"post": "yes"}
    yield from _principles(draft, adopted)
    yield from _translations(draft)
    yield from _required(north)
    yield from _seats(north)
    yield from _notices(north)


def no_rows(*prefixes: str) -> dict[str, str]:
    """Inlines that are sent without a row in them."""
    return {f"{name}-{what}_FORMS": "0" for name in prefixes for what in ("TOTAL", "INITIAL")}


def _principles(draft: Any, adopted: Any) -> Iterator[Row]:
    at = "/admin/agreement/principle/"
    mine, frozen = draft.principles.all()[0], adopted.principles.all()[0]
    sent = {"name": "Ändrad", "slug": mine.slug, "order": "1", **no_rows("commitments")}
    yield "GET", at, EVERYBODY, {}
    yield (
        "POST",
        at,
        EVERYBODY,
        {"action": "delete_selected", "_selected_action": [str(mine.pk)], "post": "yes"},
    )
    yield "GET", f"{at}add/", "403 403 403 403 403", {}
    yield "POST", f"{at}add/", "403 403 403 403 403", sent
    for row, writes, removes in (
        (mine, WRITES, "403 403 200 404 200"),
        (frozen, REFUSED, REFUSED),
    ):
        yield "GET", f"{at}{row.pk}/change/", OWN_REGION, {}
        yield "POST", f"{at}{row.pk}/change/", writes, sent
        yield "GET", f"{at}{row.pk}/delete/", removes, {}
        yield "POST", f"{at}{row.pk}/delete/", removes.replace("200", "302!"), {"post": "yes"}
        yield "GET", f"{at}{row.pk}/history/", OWN_REGION, {}


def _translations(draft: Any) -> Iterator[Row]:
    at = "/admin/agreement/versiontranslation/"
    row = VersionTranslation.objects.create(version=draft, language="fi")
    new = {"version": str(draft.pk), "language": "se"}
    words = {"seen": draft.canonical().fingerprint(), "text:summary": "Lyhyesti"}
    yield "GET", at, EVERYBODY, {}
    yield (
        "POST",
        at,
        EVERYBODY,
        {"action": "delete_selected", "_selected_action": [str(row.pk)], "post": "yes"},
    )
    yield "GET", f"{at}add/", "403 403 200 200 200", {}
    yield "POST", f"{at}add/", "403 403 302! 200 302!", new
    yield "GET", f"{at}{row.pk}/change/", OWN_REGION, {}
    yield "POST", f"{at}{row.pk}/change/", WRITES, words
    yield "GET", f"{at}{row.pk}/delete/", "403 403 200 404 200", {}
    yield "POST", f"{at}{row.pk}/delete/", WRITES, {"post": "yes"}
    yield "GET", f"{at}{row.pk}/history/", OWN_REGION, {}


def _required(north: Region) -> Iterator[Row]:
    at = "/admin/agreement/requireddecision/"
    party = north.agreement.parties.all()[0]
    row = RequiredDecision.objects.create(agreement=north.agreement, subject=Subject.PLAN, party=party)
    sent = {"subject": "plan", "party": str(party.pk), "body": "Styrelsen", "order": "1"}
    yield "GET", at, EVERYBODY, {}
    yield (
        "POST",
        at,
        EVERYBODY,
        {"action": "delete_selected", "_selected_action": [str(row.pk)], "post": "yes"},
    )
    yield "GET", f"{at}add/", "403 403 200 200 200", {}
    yield "POST", f"{at}add/", "403 403 302! 200 302!", {**sent, "agreement": str(north.agreement.pk)}
    yield "GET", f"{at}{row.pk}/change/", OWN_REGION, {}
    yield "POST", f"{at}{row.pk}/change/", WRITES, sent
    yield "GET", f"{at}{row.pk}/delete/", "403 403 200 404 200", {}
    yield "POST", f"{at}{row.pk}/delete/", WRITES, {"post": "yes"}
    yield "GET", f"{at}{row.pk}/history/", OWN_REGION, {}


def _seats(north: Region) -> Iterator[Row]:
    """A party's seat is nobody's of these; one of no party is the group's and the secretariat's (MEM-32)."""
    body = north.agreement.bodies.get(kind=BodyKind.LEADERSHIP)
    today = timezone.localdate()
    free = Seat.objects.create(body=body, kind=SeatKind.CO_OPTED, label="Kommunen", order=90)
    sits = free.holdings.create(user=make_user(), from_on=today, to_on=today)
    comes = free.holdings.create(user=make_user(), from_on=today + dt.timedelta(days=9))
    tomorrow = (today + dt.timedelta(days=1)).isoformat()
    term = {"user": "ny@x.example", "person_name": "Ny", "from_on": tomorrow, "to_on": tomorrow}
    ends = {"last_day": (today + dt.timedelta(days=10)).isoformat(), "note": "Avgår"}
    mine = f"/admin/agreement/seat/{free.pk}"
    for page, sent in (
        (f"{mine}/fill/", term),
        (f"{mine}/end/{comes.pk}/", ends),
        (f"{mine}/call-off/{comes.pk}/", {}),
    ):
        yield "GET", page, OWN_REGION, {}
        yield "POST", page, "302! 404 302! 404 302!", sent
    party = body.seats.filter(party__isnull=False).order_by("pk")[0]
    held = party.holdings.order_by("pk").first() or party.holdings.create(user=make_user(), from_on=today)
    theirs = f"/admin/agreement/seat/{party.pk}"
    for page, sent in (
        (f"{theirs}/fill/", term),
        (f"{theirs}/end/{held.pk}/", ends),
        (f"{theirs}/call-off/{held.pk}/", {}),
    ):
        yield "GET", page, "403 404 403 404 403", {}
        yield "POST", page, "403 404 403 404 403", sent
    # A term of another seat, and one that has begun.
    yield "GET", f"{mine}/end/{held.pk}/", "404 404 404 404 404", {}
    yield "POST", f"{mine}/call-off/{sits.pk}/", OWN_REGION, {}
    confirm = f"/admin/agreement/body/{body.pk}/confirm/"
    yield "GET", confirm, OWN_REGION, {}
    told = {"day": today.isoformat(), "unequal_reason": "Valet är i mars."}
    yield "POST", confirm, "302! 404 302! 404 302!", told


def _notices(north: Region) -> Iterator[Row]:
    at = "/admin/agreement/partynotice/"
    party = north.agreement.parties.all()[0]
    row = PartyNotice.objects.create(
        party=party, kind=NoticeKind.RENEGOTIATION, notified_on=dt.date(2026, 3, 1), reason="Nya mål"
    )
    sent = {
        "kind": "renegotiation",
        "notified_on": "2026-03-01",
        "reason": "Andra mål",
        "party": str(party.pk),
    }
    yield "GET", at, EVERYBODY, {}
    yield (
        "POST",
        at,
        EVERYBODY,
        {"action": "delete_selected", "_selected_action": [str(row.pk)], "post": "yes"},
    )
    yield "GET", f"{at}add/", "403 403 200 200 200", {}
    # The same once more is refused in words: every public page says each open one.
    yield "POST", f"{at}add/?again", "403 403 200 200 200", sent
    other = {**sent, "kind": "withdrawal", "effective_on": "2027-01-01"}
    yield "POST", f"{at}add/", "403 403 302! 200 302!", other
    yield "GET", f"{at}{row.pk}/change/", OWN_REGION, {}
    yield "POST", f"{at}{row.pk}/change/", WRITES, sent
    yield "GET", f"{at}{row.pk}/delete/", "403 403 403 403 403", {}
    yield "POST", f"{at}{row.pk}/delete/", "403 403 403 403 403", {"post": "yes"}
    yield "GET", f"{at}{row.pk}/history/", OWN_REGION, {}
