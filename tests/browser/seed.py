"""Put people and cases into an installation: run in a process of its own, with the installation's environment.

`python -m tests.browser.seed VERB JSON`; prints what came of it as one line of JSON. The regions are the real ones of
content/; people and organisations are invented.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import django

if __name__ == "__main__":
    django.setup()

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.db import transaction
from django.test import Client

from accounts.models import User
from agreement.models import Region, RegionRole, Seat, SeatHolding
from agreement.states import BodyKind, Role, SeatKind
from tests.factories import LONG_AGO
from tests.harness.sign_in import sign_in

if TYPE_CHECKING:
    from collections.abc import Callable


def staff(region: str = "norrbotten") -> dict[str, Any]:
    """A leadership group with one ordinary member for each party and a secretary; the leaders own a second factor,
    the secretary has none yet.
    """
    place = Region.objects.get(slug=region)
    leaders = []
    for number, party in enumerate(place.agreement.parties.order_by("order", "pk"), start=1):
        user = person(f"ledare{number}@{region}.example", f"Ledamot {'Ett Två Tre Fyra'.split()[number - 1]}")
        seat = Seat.objects.filter(
            body__agreement=place.agreement,
            body__kind=BodyKind.LEADERSHIP,
            party=party,
            kind=SeatKind.ORDINARY,
        ).first()
        SeatHolding.objects.create(seat=seat, user=user, from_on=LONG_AGO)
        leaders.append({"email": user.email, "name": user.name, "secret": factor(user)})
    secretary = person(f"sekreterare@{region}.example", "Sekreteraren Exempelsson")
    RegionRole.objects.create(region=place, user=secretary, role=Role.SECRETARIAT, from_on=LONG_AGO)
    return {"leaders": leaders, "secretary": {"email": secretary.email, "name": secretary.name}}


def person(email: str, name: str, **fields: Any) -> User:
    return User.objects.create_user(email, name=name, **fields)


def factor(user: User) -> str:
    """A second factor of the app's kind; gives its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def session(user: User, *, second_factor: bool) -> str:
    """A session of somebody who has just signed in; gives the cookie's value."""
    client = sign_in(Client(), user, second_factor=second_factor)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


VERBS: dict[str, Callable[..., Any]] = {"staff": staff}

if __name__ == "__main__":
    with transaction.atomic():
        answer = VERBS[sys.argv[1]](**json.loads(sys.argv[2]))
    print(json.dumps(answer))
