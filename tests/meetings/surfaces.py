"""The lists of meetings in the table of rights (tests/test_matrix.py). Rows as in tests/agreement/surfaces.py."""

from __future__ import annotations

from collections.abc import Iterator

from agreement.models import Region
from agreement.states import BodyKind, Side
from meetings.services import hand_over, propose_item
from tests.agreement.surfaces import EVERYBODY, Row
from tests.factories import make_secretary
from tests.meetings.groups import make_called, make_development_group, one_more

# A row leads to the group's own page. The leadership group finds its own meetings; the development group's are none
# of theirs, but what was handed to them is.
OWN, SECRETARIATS = "302 404 302 404 302", "404 404 302 404 302"


def of_meetings(north: Region) -> Iterator[Row]:
    """A meeting of each group, and an item that was handed over."""
    secretary = make_secretary(north)
    leaders = north.agreement.bodies.get(kind=BodyKind.LEADERSHIP)
    group = north.agreement.bodies.filter(kind=BodyKind.DEVELOPMENT).first() or make_development_group(north)
    member = one_more(group, Side.CIVIL)
    theirs, others = make_called(leaders, secretary), make_called(group, secretary)
    asked = hand_over(propose_item(group, actor=member, title="Resor"), actor=member, question="Betalar ni?")
    for at, rows in (
        ("/admin/meetings/groupmeeting/", ((theirs.pk, OWN), (others.pk, SECRETARIATS))),
        ("/admin/meetings/handover/", ((asked.pk, OWN),)),
    ):
        yield "GET", at, EVERYBODY, {}
        chosen = {"action": "delete_selected", "_selected_action": [str(pk) for pk, _who in rows]}
        yield "POST", at, EVERYBODY, {**chosen, "post": "yes"}
        for pk, who in rows:
            yield "GET", f"{at}{pk}/change/", who, {}
            yield "POST", f"{at}{pk}/change/", who, {"title": "Ändrad", "state": "confirmed"}
