"""The pages of cases, members and organisations in the table of rights (tests/test_matrix.py)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone

from membership.models import SigningDocument
from tests.factories import at_meeting, make_upload
from tests.matrix.surface import EVERYBODY, OWN_REGION, Surface
from tests.matrix.world import World


def cases(world: World) -> Iterator[Surface]:
    """The review queue, the cases and the steps."""
    queue = "/admin/membership/reviewitem/"
    today = timezone.localdate().isoformat()
    meeting = at_meeting(world.north)
    criterion = world.north.agreement.criteria.first()
    assert criterion is not None
    declined = {**meeting, "reasons": [str(criterion.pk)], "reasons_text": "Nej."}
    both = {"action": "approve_selected", "index": "0", "_selected_action": [str(world.open.pk)]}
    yield Surface("GET", queue, EVERYBODY)
    yield Surface("POST", queue, "302 302 302 302 302", both)
    for case, state in (
        (world.open, "open"),
        (world.out, "out"),
        (world.back, "back"),
        (world.draft, "draft"),
    ):
        at = f"{queue}{case.pk}/"
        known = "404 404 404 404 404" if state == "draft" else OWN_REGION
        yield Surface("GET", f"{at}change/", known)
        yield Surface("POST", f"{at}change/", "405 405 405 405 405", {"status": "approved"})
        for page, when, who, data in (
            ("approve", "open", "both", meeting),
            ("decline", "open", "both", declined),
            (
                "register-paper",
                "out",
                "secretary",
                {"signed_on": today, "place": "Luleå", "upload": make_upload()},
            ),
            ("confirm", "back", "secretary", {}),
            ("refuse-copy", "back", "secretary", {"note": "Oläsligt."}),
        ):
            leader = {"both": ("200", "302!"), "secretary": ("403", "403")}[who]
            if state == "draft":
                get = post = "404 404 404 404 404"
            elif state == when:
                get = f"{leader[0]} 404 200 404 200"
                post = f"{leader[1]} 404 302! 404 302!"
            else:
                # Not its turn: back to the case, and nothing happens.
                leader_gets = "302" if who == "both" else "403"
                get = post = f"{leader_gets} 404 302 404 302"
            yield Surface("GET", f"{at}{page}/", get)
            yield Surface("POST", f"{at}{page}/", post, data)
    keys = ",".join(str(case.pk) for case in (world.open, world.draft))
    yield Surface("GET", f"{queue}approve/?ids={keys}", EVERYBODY)
    # The others' region is as if not named: they are sent back to the list and nothing has happened.
    yield Surface("POST", f"{queue}approve/?ids={keys}", "302! 302 302! 302 302!", meeting)
    # The list of a meeting: likewise, but whoever named nothing that they work with stays on the page.
    yield Surface("GET", f"{queue}decide/?ids={keys}", EVERYBODY)
    row = {"paragraph": "7", "outcome": "approved", "registry_number": "", "reasons_text": "", "dissent": ""}
    of_each = {
        f"case-{case.pk}-{name}": text for case in (world.open, world.draft) for name, text in row.items()
    }
    ruled = {**meeting, **of_each, "ids": keys}
    yield Surface("POST", f"{queue}decide/?ids={keys}", EVERYBODY, ruled)
    yield Surface("POST", f"{queue}decide/", "302! 200 302! 200 302!", {**ruled, "record": "1"})
    signing = "/admin/membership/signingitem/"
    stuck = SigningDocument.objects.get(application=world.stuck)
    yield Surface("GET", f"{signing}?state=all", EVERYBODY)
    again = {"action": "try_again", "index": "0", "_selected_action": [str(stuck.pk)]}
    yield Surface("POST", f"{signing}?state=all", "302! 302 302! 302 302!", again)
    yield Surface("GET", f"{signing}{stuck.pk}/change/", "302 404 302 404 302")
    yield Surface("GET", f"{signing}{stuck.pk}/retry/", "405 405 405 405 405")
    yield Surface("POST", f"{signing}{stuck.pk}/retry/", "302! 404 302! 404 302!")


def decided(world: World) -> Iterator[Surface]:
    """What is done with a decision afterwards, and the queue as a file."""
    queue = "/admin/membership/reviewitem/"
    for kind in ("csv", "xlsx"):
        yield Surface("GET", f"{queue}export.{kind}", EVERYBODY)
        yield Surface("POST", f"{queue}export.{kind}", "405 405 405 405 405")
    criterion = world.north.agreement.criteria.first()
    assert criterion is not None
    why = {
        "reasons": [str(criterion.pk)],
        "reasons_text": "Nej.",
        "note": "Fel.",
        "about": "one",
        "anew": "upheld",
    }
    answer = at_meeting(world.north, **why)
    # Nothing waits any more, so that nothing is taken back.
    now = {
        "take-back": (),
        "approve-after-all": (world.no,),
        "decline-after-all": (world.out, world.back),
        "decline-again": (world.no,),
        "correct-record": (world.no, world.out, world.back),
        "extract": (world.no, world.out, world.back),
    }
    for page, possible in now.items():
        for case in (world.open, world.out, world.back, world.no, world.draft):
            at = f"{queue}{case.pk}/{page}/"
            if case is world.draft:
                get = post = "404 404 404 404 404"
            elif case in possible:
                get, post = OWN_REGION, OWN_REGION.replace("200", "302!")
            else:
                get = post = OWN_REGION.replace("200", "302")
            yield Surface("GET", at, get)
            yield Surface("POST", at, post, answer)
    yield Surface("GET", f"{queue}{world.no.pk}/change/", OWN_REGION)
    # It can be decided otherwise, so a conflict of interest can still be said (MEM-45).
    yield Surface("GET", f"{queue}{world.no.pk}/conflict/", "200 404 200 404 200")
    yield Surface("GET", f"{queue}{world.no.pk}/conflict-of-somebody/", "403 404 200 404 200")


def positions(world: World) -> Iterator[Surface]:
    """What members say before a case is decided: positions, and conflicts of interest (MEM-45)."""
    queue = "/admin/membership/reviewitem/"
    leader = world.people["leader"]
    assert leader is not None
    ground = {"ground": "office", "note": "Arbetar där."}
    for page, get, post, data in (
        ("position", "200 404 403 404 403", "302! 404 403 404 403", {"opinion": "for", "comment": "Ja."}),
        ("conflict", "200 404 200 404 200", "302! 404 302! 404 302!", ground),
        (
            "conflict-of-somebody",
            "403 404 200 404 200",
            "403 404 302! 404 302!",
            {**ground, "person": str(leader.pk)},
        ),
        # Nobody has a conflict of interest yet, and no positions give an outcome: back to the case.
        ("lift-conflict", "403 404 302 404 302", "403 404 302 404 302", {"note": "Fel."}),
        ("approve-by-positions", "302 404 302 404 302", "302 404 302 404 302", {"paragraph": "1"}),
        ("decline-by-positions", "302 404 302 404 302", "302 404 302 404 302", {"paragraph": "1"}),
    ):
        yield Surface("GET", f"{queue}{world.open.pk}/{page}/", get)
        yield Surface("POST", f"{queue}{world.open.pk}/{page}/", post, data)
        yield Surface("GET", f"{queue}{world.draft.pk}/{page}/", "404 404 404 404 404")


def supplements(world: World) -> Iterator[Surface]:
    """What is asked for, what is granted, and which organisations belong together."""
    queue = "/admin/membership/reviewitem/"
    later = (timezone.localdate() + dt.timedelta(days=30)).isoformat()
    ask = {"what": "Stadgarna.", "otherwise": "Beslut.", "answer_by": later}
    for case, page, who, data in (
        (world.late, "grant-exemption", "both", {"effect": "other|Start", "reason": "Posten."}),
        (world.late, "ask-supplement", "both", ask),
        (world.asked, "go-on-without", "secretary", {"note": "Vi väntar inte."}),
        (world.asked, "move-supplement", "secretary", {"answer_by": later}),
        (world.asked, "recall-supplement", "secretary", {"note": "Det var fel ärende."}),
    ):
        leader = {"both": ("200", "302!"), "secretary": ("403", "403")}[who]
        yield Surface("GET", f"{queue}{case.pk}/{page}/", f"{leader[0]} 404 200 404 200")
        yield Surface("POST", f"{queue}{case.pk}/{page}/", f"{leader[1]} 404 302! 404 302!", data)
        yield Surface("GET", f"{queue}{world.draft.pk}/{page}/", "404 404 404 404 404")
        yield Surface("POST", f"{queue}{world.draft.pk}/{page}/", "404 404 404 404 404", data)
    at = "/admin/membership/organisationlink/"
    new = {"umbrella_is": world.back.number, "branch_is": world.open.number, "_save": "1"}
    yield Surface("GET", at, EVERYBODY)
    yield Surface("GET", f"{at}add/", "403 403 200 200 200")
    # The south's secretary names the north's organisations: refused at the field.
    yield Surface("POST", f"{at}add/", "403 403 302! 200 302!", new)
    yield Surface("GET", f"{at}{world.link.pk}/change/", "200 302 200 302 200")
    yield Surface("POST", f"{at}{world.link.pk}/change/", "403 403 403 403 403", new)
    yield Surface("GET", f"{at}{world.link.pk}/history/", "200 302 200 302 200")
    yield Surface("GET", f"{at}{world.link.pk}/delete/", "403 403 200 302 200")
    yield Surface("POST", f"{at}{world.link.pk}/delete/", "403 403 302! 302 302!", {"post": "yes"})


def members(world: World) -> Iterator[Surface]:
    """Who signed which version: a list, and from each member the way to its case."""
    at = "/admin/membership/membership/"
    yield Surface("GET", at, EVERYBODY)
    yield Surface("GET", f"{at}?version=earlier", EVERYBODY)
    yield Surface("POST", at, EVERYBODY, {"action": "delete_selected", "_selected_action": ["1"]})
    yield Surface("GET", f"{at}{world.member.pk}/change/", "302 404 302 404 302")
    yield Surface("GET", f"{at}?reached=no", EVERYBODY)
    # A withdrawal on paper: the region's secretariat registers it, and nobody else finds the page.
    day = timezone.localdate().isoformat()
    paper = {"given_on": day, "effective_on": day, "given_by": "Ordföranden", "paper": make_upload()}
    yield Surface("GET", f"{at}{world.member.pk}/withdrawal/", "404 404 200 404 200")
    # So is letting somebody in where nobody of the member can; it must be done before the member leaves.
    asked = {"email": "ny@matris.example", "registry_number": "1-2026", "checked": "on"}
    yield Surface("GET", f"{at}{world.member.pk}/access/", "404 404 200 404 200")
    yield Surface("POST", f"{at}{world.member.pk}/access/", "404 404 302! 404 302!", asked)
    yield Surface("POST", f"{at}{world.member.pk}/withdrawal/", "404 404 302! 404 302!", paper)
