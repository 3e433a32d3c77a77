"""The pages of rounds and forums in the table of rights (tests/test_matrix.py). Rows as in tests/agreement/surfaces.py."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from agreement.models import Region
from nominations.services import Pick, Record, decide_round
from nominations.states import RoundState
from tests.agreement.surfaces import EVERYBODY, OWN_REGION, WRITES, Row, no_rows
from tests.factories import make_secretary
from tests.nominations.rows import make_forum, make_nomination, make_round, over

# The leadership group and the secretariat handle rounds; what belongs to another region does not exist.
LOOK, DO, NOT_NOW = "200 404 200 404 200", "302! 404 302! 404 302!", "302 404 302 404 302"


def of_nominations(north: Region) -> Iterator[Row]:
    """A draft, an open round and one to decide; the forums."""
    at = "/admin/nominations/nominationround/"
    draft = make_round(north, state=RoundState.DRAFT)
    open_, closed = make_round(north), over(north)
    make_nomination(open_)
    chosen = make_nomination(closed)
    day = timezone.localdate().isoformat()
    sent = {
        "agreement": str(north.agreement.pk),
        "title": "Ny omgång",
        "about": "Vi söker.",
        "body": str(draft.body.pk),
        "opens_on": day,
        "closes_on": day,
        "member_by": day,
        "seats_sought": "1",
        "alternates_sought": "0",
        "term_from_on": day,
        "compensation": "Ingen.",
        "answer_days": "7",
        "keep_days": "90",
        **no_rows("wishes"),
    }
    yield "GET", at, EVERYBODY, {}
    yield "POST", at, EVERYBODY, _delete(draft.pk)
    yield "GET", f"{at}add/", "403 403 200 200 200", {}
    # The south's secretary sends the north's agreement: refused at the field.
    yield "POST", f"{at}add/", "403 403 302! 200 302!", sent
    yield "GET", f"{at}{draft.pk}/change/", OWN_REGION, {}
    yield "POST", f"{at}{draft.pk}/change/", WRITES, sent
    yield "GET", f"{at}{draft.pk}/history/", OWN_REGION, {}
    yield "GET", f"{at}{draft.pk}/delete/", "403 403 200 404 200", {}
    yield "POST", f"{at}{draft.pk}/delete/", WRITES, {"post": "yes"}
    # Published: it stays and says why.
    yield "GET", f"{at}{open_.pk}/delete/", "403 403 302 404 302", {}
    yield "POST", f"{at}{open_.pk}/delete/", "403 403 302 404 302", {"post": "yes"}
    reason = {"reason": "För få platser."}
    for row, now in ((draft, ("publish",)), (open_, ("take-down", "cancel"))):
        for page in ("publish", "take-down", "cancel"):
            can = page in now
            yield "GET", f"{at}{row.pk}/{page}/", LOOK if can else NOT_NOW, {}
            # Somebody has nominated, so that nothing is taken down.
            does = DO if can and page != "take-down" else NOT_NOW
            yield "POST", f"{at}{row.pk}/{page}/", does, reason
    decided = {
        "pick": str(chosen.pk),
        "decided_on": day,
        "paragraph": "14",
        "from_on": closed.term_from_on.isoformat(),
        "unequal_reason": "Bara en part har platser.",
    }
    done = over(north)
    seated = make_nomination(done)
    reason_why = "Bara en part har platser."
    record = Record(timezone.localdate(), "14", unequal_reason=reason_why)
    decide_round(done, user=make_secretary(north), picks=[Pick(seated)], record=record)
    corrected = {
        "of": done.decisions.get().pk,
        f"place_{seated.pk}": "0",
        "decided_on": day,
        "paragraph": "15",
        "unequal_reason": reason_why,
        "why": "Fel paragraf.",
    }
    for row in (draft, open_, closed):
        yield "GET", f"{at}{row.pk}/nominations/", LOOK, {}
    yield "GET", f"{at}{closed.pk}/decide/?pick={chosen.pk}", LOOK, {}
    yield "POST", f"{at}{closed.pk}/decide/", DO, decided
    yield "GET", f"{at}{open_.pk}/decide/", NOT_NOW, {}
    yield "POST", f"{at}{open_.pk}/decide/", NOT_NOW, decided
    yield "GET", f"{at}{done.pk}/correct/", LOOK, {}
    yield "POST", f"{at}{done.pk}/correct/", DO, corrected
    yield "GET", f"{at}{open_.pk}/correct/", NOT_NOW, {}
    yield "POST", f"{at}{open_.pk}/correct/", NOT_NOW, corrected
    yield from _forums(north)


def _forums(north: Region) -> Iterator[Row]:
    at = "/admin/nominations/forum/"
    forum = make_forum(north)
    sent = {"agreement": str(north.agreement.pk), "name": "Nytt råd", "order": "0", **no_rows("seats")}
    yield "GET", at, EVERYBODY, {}
    yield "POST", at, EVERYBODY, _delete(forum.pk)
    yield "GET", f"{at}people/", EVERYBODY, {}
    yield "GET", f"{at}add/", "403 403 200 200 200", {}
    yield "POST", f"{at}add/", "403 403 302! 200 302!", sent
    yield "GET", f"{at}{forum.pk}/change/", OWN_REGION, {}
    yield "POST", f"{at}{forum.pk}/change/", WRITES, sent
    yield "GET", f"{at}{forum.pk}/history/", OWN_REGION, {}
    yield "GET", f"{at}{forum.pk}/delete/", "403 403 200 404 200", {}
    yield "POST", f"{at}{forum.pk}/delete/", WRITES, {"post": "yes"}


def _delete(pk: int) -> dict[str, object]:
    return {"action": "delete_selected", "_selected_action": [str(pk)], "post": "yes"}
