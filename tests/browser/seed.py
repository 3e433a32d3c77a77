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

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from agreement.models import Party, Region, RegionRole, Seat
from agreement.seating import seat_person
from agreement.states import BodyKind, Role, SeatKind
from membership.models import OrganisationLink
from membership.services import begin_application
from tests.browser.activities import make_activities, make_draft
from tests.browser.agreed import make_dates, make_news, make_seats, make_texts
from tests.browser.cases import (
    LONG,
    access_of_another,
    files_of,
    leave_draft,
    letters_about,
    make_cases,
    send_papers,
)
from tests.browser.happenings import VERBS as OF_EVENTS
from tests.browser.happenings import make_happenings, makers_of_an_event
from tests.browser.meetings import make_group, make_meetings
from tests.browser.members import leaver, letters_about_members, make_members
from tests.browser.nominating import BOARDS, make_nominations, people_of_a_round
from tests.browser.nominating import VERBS as OF_ROUNDS
from tests.factories import LONG_AGO, make_member
from tests.harness.sign_in import sign_in

if TYPE_CHECKING:
    from collections.abc import Callable


HOURS = 12 * 3600
NUMERALS = ("Noll", "Ett", "Två", "Tre")


def staff(region: str = "norrbotten") -> dict[str, Any]:
    """A leadership group with one ordinary member for each party and a secretary; the leaders own a second factor,
    the secretary has none yet.
    """
    place = Region.objects.get(slug=region)
    leaders = []
    for number, party in enumerate(place.agreement.parties.order_by("order", "pk"), start=1):
        user = person(f"ledare{number}@{region}.example", f"Ledamot {NUMERALS[number]}")
        seat = Seat.objects.filter(
            body__agreement=place.agreement,
            body__kind=BodyKind.LEADERSHIP,
            party=party,
            kind=SeatKind.ORDINARY,
        ).first()
        seat_person(seat, user, from_on=LONG_AGO, appointed="Utsedd av parten", by=administrator_of(party))
        leaders.append({"email": user.email, "name": user.name, "secret": factor(user)})
    secretary = person(f"sekreterare@{region}.example", "Sekreteraren Exempelsson")
    RegionRole.objects.create(region=place, user=secretary, role=Role.SECRETARIAT, from_on=LONG_AGO)
    return {"leaders": leaders, "secretary": {"email": secretary.email, "name": secretary.name}}


def administrator_of(party: Party) -> User:
    """Who fills the party's seats, as nobody else may (MEM-32)."""
    region = party.agreement.region
    user = User.objects.filter(region_roles__party=party).first()
    if user is None:
        user = person(f"part-{party.slug}@{region.slug}.example", f"Parten Exempelsson ({party.name})")
        role = Role.PARTY_ADMINISTRATOR
        RegionRole.objects.create(region=region, user=user, role=role, party=party, from_on=LONG_AGO)
    return user


def person(email: str, name: str, **fields: Any) -> User:
    return User.objects.create_user(email, name=name, **fields)


def factor(user: User) -> str:
    """A second factor of the app's kind; gives its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def session(user: User, *, second_factor: bool) -> str:
    """A session of somebody who has just signed in, and stays so however long the tests take; gives the cookie's value."""
    client = sign_in(Client(), user, second_factor=second_factor)
    kept = client.session
    for shown in kept[AUTHENTICATION_METHODS_SESSION_KEY]:
        shown["at"] += HOURS
    kept.save()
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def world() -> dict[str, Any]:
    """Both regions in use: cases in every state, members, letters that went, wait and were given up.

    Gives sessions of people in every role, the cases by state, and one letter of each kind.
    """
    north, south = Region.objects.get(slug="norrbotten"), Region.objects.get(slug="blekinge")
    Region.objects.filter(pk=north.pk).update(contact_email="sekretariatet@norrbotten.example")
    make_dates(north)
    make_news(north)
    make_texts(north)
    people = staff("norrbotten")
    staff("blekinge")
    leader, secretary = (
        User.objects.get(email=each["email"]) for each in (people["leaders"][0], people["secretary"])
    )
    factor(secretary)
    operator = person("drift@samverkan.example", "Driften Exempelsson", is_superuser=True)
    factor(operator)
    unready = person("nyvald@norrbotten.example", "Nyvald Ledamot")
    RegionRole.objects.create(region=north, user=unready, role=Role.SECRETARIAT, from_on=LONG_AGO)
    applicant = person("sokande@bygdegille.example", "Łukasz Åström-Đorđević")
    group = [User.objects.get(email=each["email"]) for each in people["leaders"]]
    cases = make_cases(north, applicant, secretary, group)
    members = [make_member(each, name=name) for each in (north, south) for name in MEMBERS]
    beginners = {page: person(f"{page}@forening.example", "") for page in BEGUN}
    for page, user in beginners.items():
        begun = begin_application(agreement=north.agreement, language="sv", user=user, **BEGUN[page])
        if page == "intygande":
            send_papers(begun, user)
    # Ids of rows by the names that addresses in states/ and public_pages.py call them.
    board = person("styrelsen@bygdegillet.example", "Styrelsen Exempelsson")
    rows = {**make_meetings(north, secretary, leader), **make_members(north, board)}
    group_member = User.objects.get(email="grupp@bygdegille.example")
    rows |= make_activities(north, secretary, group_member)
    rows |= make_nominations(north, board, leader)
    administrator = person("part@region.example", "Parten Exempelsson")
    factor(administrator)
    rows |= make_seats(north, administrator, secretary)
    rows |= make_happenings(north, secretary, board) | files_of(cases)
    sessions = {
        "party": session(administrator, second_factor=True),
        "group": session(group_member, second_factor=False),
        "board": session(board, second_factor=False),
        "leader": session(leader, second_factor=True),
        "secretary": session(secretary, second_factor=True),
        "operator": session(operator, second_factor=True),
        "applicant": session(applicant, second_factor=False),
        "newcomer": session(person("ny@forening.example", ""), second_factor=False),
        "left": session(leave_draft(north), second_factor=False),
        "unready": session(unready, second_factor=False),
        **{page: session(user, second_factor=False) for page, user in beginners.items()},
    }
    return {
        "rows": rows,
        "sessions": sessions,
        "cases": {name: {"pk": case.pk, "reference": case.reference} for name, case in cases.items()},
        "code": cases["returned"].signing_document.verification_code,
        "member": members[0].slug,
        "link": OrganisationLink.objects.order_by("pk").values_list("pk", flat=True)[0],
        "access": access_of_another(cases["supplement"], applicant),
        "letters": letters_about(cases, operator)
        | {letter.kind: letter.html for letter in letters_about_members()},
        "secrets": {each["email"]: each["secret"] for each in people["leaders"]},
    }


MEMBERS = ("Johkamohkki bygdegille", "Norrskenets paraplyförening", "Föreningen Vinterljus", LONG.strip())
# What somebody has answered who goes on with the page that is named.
BEGUN: dict[str, dict[str, Any]] = {
    "omrade": {"name": "Byalaget Exempel", "number": "802518-4220", "form": "nonprofit"},
    "kontakt": {"name": "Byalaget Exempel", "number": "802518-4220", "form": "nonprofit", "scope": "county"},
}
BEGUN["intygande"] = {
    **BEGUN["kontakt"],
    "contact_name": "Maja Påhittad",
    "contact_email": "intygande@forening.example",
    "contact_level": "regional",
}
BEGUN["kontrollera"] = {
    **BEGUN["intygande"],
    "contact_email": "kontrollera@forening.example",
    "declared": True,
    "declared_by": "Maja Påhittad",
    "declared_at": timezone.now(),
}


def group() -> dict[str, Any]:
    """Norrbotten's groups with somebody on each side of the development group: sessions, addresses, the groups' ids."""
    north = Region.objects.get(slug="norrbotten")
    people = staff("norrbotten")
    leader, secretary = (
        User.objects.get(email=each["email"]) for each in (people["leaders"][0], people["secretary"])
    )
    official = person("tjansteman@region.example", "Tjänstemannen Exempelsson")
    factor(secretary)
    body, (member, _official) = make_group(north, official)
    leading = north.agreement.bodies.get(kind=BodyKind.LEADERSHIP)
    return {
        "today": timezone.localdate().isoformat(),
        "development": body.pk,
        "leadership": leading.pk,
        "member": member.email,
        "official": official.email,
        "sessions": {
            "member": session(member, second_factor=False),
            "official": session(official, second_factor=False),
            "secretary": session(secretary, second_factor=True),
            "leader": session(leader, second_factor=True),
        },
    }


def leaving() -> dict[str, Any]:
    """A member that is going to leave, and the region's people."""
    north = Region.objects.get(slug="norrbotten")
    people = staff("norrbotten")
    secretary = User.objects.get(email=people["secretary"]["email"])
    factor(secretary)
    facts = leaver(north)
    users = {who: User.objects.get(email=facts[who]) for who in ("chair", "treasurer")}
    sessions = {who: session(user, second_factor=False) for who, user in users.items()}
    return {
        **facts,
        "today": timezone.localdate().isoformat(),
        "leader": people["leaders"][0]["email"],
        "sessions": {**sessions, "secretary": session(secretary, second_factor=True)},
    }


def activity() -> dict[str, Any]:
    """A plan of activities that waits for the leadership group's decision, and those who work with it."""
    north = Region.objects.get(slug="norrbotten")
    people = staff("norrbotten")
    secretary = User.objects.get(email=people["secretary"]["email"])
    factor(secretary)
    member = person("utveckling@bygdegille.example", "Utvecklingen Exempelsson")
    plan = make_draft(north, member)
    return {
        "plan": plan.pk,
        "year": plan.year,
        "name": member.name,
        "sessions": {
            "secretary": session(secretary, second_factor=True),
            "member": session(member, second_factor=False),
        },
    }


def eventful() -> dict[str, Any]:
    """A board that posts an event and a secretary who looks at it."""
    north = Region.objects.get(slug="norrbotten")
    secretary = User.objects.get(email=staff("norrbotten")["secretary"]["email"])
    factor(secretary)
    facts = makers_of_an_event(north)
    board = User.objects.get(email=facts["board"])
    return {
        **facts,
        "secretary": secretary.email,
        "sessions": {
            "board": session(board, second_factor=False),
            "secretary": session(secretary, second_factor=True),
        },
    }


def nominating() -> dict[str, Any]:
    """Those of a round of nominations: boards, a leader and a secretary."""
    north = Region.objects.get(slug="norrbotten")
    people = staff("norrbotten")
    secretary = User.objects.get(email=people["secretary"]["email"])
    leader = User.objects.get(email=people["leaders"][0]["email"])
    factor(secretary)
    facts = people_of_a_round(north)
    boards = {name: User.objects.get(email=f"{name}@forening.example") for name in BOARDS}
    sessions = {name: session(user, second_factor=False) for name, user in boards.items()}
    sessions |= {
        "secretary": session(secretary, second_factor=True),
        "leader": session(leader, second_factor=True),
    }
    return {**facts, "sessions": sessions}


VERBS: dict[str, Callable[..., Any]] = {
    **OF_EVENTS,
    **OF_ROUNDS,
    "eventful": eventful,
    "nominating": nominating,
    "staff": staff,
    "world": world,
    "group": group,
    "leaving": leaving,
    "activity": activity,
}

if __name__ == "__main__":
    with transaction.atomic():
        answer = VERBS[sys.argv[1]](**json.loads(sys.argv[2]))
    print(json.dumps(answer))
