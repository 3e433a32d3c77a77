"""What people do, done through the services inside an installation: `python -m tests.servers.verbs VERB '{"…": …}'`.

Each call is a process of its own, as a request would be; it prints one line of JSON. Rows that no service makes come
from tests.factories, whose numbers begin anew in each process: whoever is made in two calls gets a name from the test.
"""

from __future__ import annotations

import base64
import json
import sys
import time
from typing import Any

import django


def main() -> None:
    django.setup()
    print(json.dumps(globals()[f"do_{sys.argv[1]}"](**json.loads(sys.argv[2]))))


def do_people(region: str) -> dict[str, int]:
    """A leadership group that can decide, and the secretariat, in a region that `load_region` made."""
    from agreement.models import Region
    from tests.factories import make_secretary

    found = Region.objects.get(slug=region)
    return {
        "leader": _seat_everybody(found),
        "secretary": make_secretary(found, email="kansliet@forening.example").pk,
    }


def do_submit(region: str, email: str, name: str) -> dict[str, Any]:
    from agreement.models import Region
    from membership.services import submit_application
    from tests.factories import make_draft, make_user

    user = make_user(email)
    draft = make_draft(Region.objects.get(slug=region), user, name=name)
    submit_application(application=draft, actor=user)
    return {"id": draft.pk, "reference": draft.reference, "applicant": user.pk}


def do_queue(region: str, count: int) -> dict[str, Any]:
    """A group that can decide, and `count` applications that await it. No letters about their arrival."""
    from agreement.models import Region
    from tests.factories import make_application

    found = Region.objects.get(slug=region)
    leader = _seat_everybody(found)
    return {"leader": leader, "ids": [make_application(found).pk for _number in range(count)]}


def do_crowd(region: str, email: str, count: int) -> dict[str, Any]:
    """One case that awaits a decision, and `count` signed-in people who may record it: the group and the secretariat."""
    from django.test import Client

    from accounts.models import User
    from agreement.models import Region
    from tests.factories import at_meeting, make_application, make_secretary, make_user
    from tests.harness.sign_in import session_cookie, sign_in

    found = Region.objects.get(slug=region)
    _seat_everybody(found)
    group = list(User.objects.filter(seat_holdings__seat__body__agreement=found.agreement))
    office = [make_secretary(found, name=f"Sekreterare {number:02}") for number in range(count - len(group))]
    applicant = make_user(email)
    case = make_application(found, user=applicant)
    people = [*group, *office]
    return {
        "id": case.pk,
        "reference": case.reference,
        "applicant": applicant.pk,
        "secretary": office[0].pk,
        "names": [str(person) for person in people],
        "sessions": [session_cookie(sign_in(Client(), person), "")["value"] for person in people],
        "meeting": at_meeting(found),
        "reason": found.agreement.criteria.values_list("pk", flat=True)[0],
    }


def do_approve(ids: list[int], leader: int) -> dict[str, Any]:
    """Approve as one request would; says how long the deciding call itself took (seconds)."""
    from django.utils import timezone

    from accounts.models import User
    from membership.services import Held, approve_applications

    actor = User.objects.get(pk=leader)
    begun = time.perf_counter()
    report = approve_applications(ids, actor=actor, held=Held(timezone.localdate(), "12"))
    return {"seconds": time.perf_counter() - begun, "approved": len(report.approved)}


def do_poison(document: int) -> None:
    """Make one document's snapshot impossible to draw, for ever."""
    from membership.models import SigningDocument

    row = SigningDocument.objects.get(pk=document)
    SigningDocument.objects.filter(pk=document).update(snapshot={**row.snapshot, "template": 999})


def do_upload(reference: str, applicant: int, pdf: str) -> None:
    """Send the signed copy (base64) back, as the organisation."""
    from accounts.models import User
    from membership.models import SigningDocument
    from membership.services import register_upload
    from tests.factories import make_upload

    register_upload(
        document=SigningDocument.objects.get(application__reference=reference),
        actor=User.objects.get(pk=applicant),
        upload=make_upload(base64.b64decode(pdf)),
    )


def do_confirm(reference: str, secretary: int) -> str:
    """Confirm the signature, as the secretariat; gives the member's slug."""
    from accounts.models import User
    from membership.models import SigningDocument
    from membership.services import confirm_signature

    document = SigningDocument.objects.get(application__reference=reference)
    return confirm_signature(document=document, actor=User.objects.get(pk=secretary)).slug


def _seat_everybody(region: Any) -> int:
    """Somebody on each ordinary seat of the leadership group; gives one of them."""
    from agreement.models import Seat, SeatHolding
    from agreement.states import BodyKind, SeatKind
    from tests.factories import LONG_AGO, make_user

    body = region.agreement.body(BodyKind.LEADERSHIP)
    holdings = [
        SeatHolding.objects.create(seat=seat, user=make_user(), from_on=LONG_AGO)
        for seat in Seat.objects.filter(body=body, kind=SeatKind.ORDINARY)
    ]
    return int(holdings[0].user_id)


if __name__ == "__main__":
    main()
