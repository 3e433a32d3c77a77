"""A case that is closed to some, for each reason there is, and open to others."""

from __future__ import annotations

from dataclasses import dataclass

from django.test import Client

from accounts.models import User
from agreement.models import Region
from agreement.states import SeatKind
from letters.models import Letter
from membership import emails
from membership.models import Application, ApplicationAccess, Recusal, SignedCopy
from membership.states import Status
from tests.factories import (
    make_application,
    make_balanced_group,
    make_leader,
    make_operator,
    make_recusal,
    make_region,
    make_returned,
    make_secretary,
)
from tests.harness.sign_in import sign_in

QUEUE = "/admin/membership/reviewitem/"
SIGNING = "/admin/membership/signingitem/"
LETTERS = "/admin/letters/letter/"
NAME = "Föreningen Jävsfall"
# Everybody to whom the case is closed, and why; and two to whom it is open, so that the table can fail.
CLOSED = (
    "leader_who_declared",
    "alternate_who_declared",
    "secretary_who_declared",
    "secretary_of_whom_it_was_said",
    "operator_who_declared",
    "leader_of_the_organisation",
    "leader_of_the_organisation_in_another_case",
)
OPEN_TO = ("leader", "secretary", "operator", "leader_whose_conflict_was_lifted")


@dataclass
class World:
    """One region with the case in each of two states, another case in the queue, and everybody who may meet them."""

    region: Region
    people: dict[str, User]
    waiting: Application  # awaits a decision
    back: Application  # approved; a signed copy came back
    other: Application  # somebody else's, open to all
    copy: SignedCopy
    letters: list[Letter]

    def client(self, who: str) -> Client:
        return sign_in(Client(), self.people[who], second_factor=True)

    @property
    def cases(self) -> tuple[Application, Application]:
        return self.waiting, self.back


def make_world() -> World:
    region = make_region()
    group = make_balanced_group(region)
    people = {
        "leader": group[1],
        "leader_who_declared": group[0],
        "alternate_who_declared": make_leader(region, party=1, kind=SeatKind.ALTERNATE),
        "secretary": make_secretary(region),
        "secretary_who_declared": make_secretary(region),
        "secretary_of_whom_it_was_said": make_secretary(region),
        "operator": make_operator(),
        "operator_who_declared": make_operator(),
        "leader_of_the_organisation": make_leader(region, party=2, kind=SeatKind.ALTERNATE),
        "leader_of_the_organisation_in_another_case": make_leader(region, party=0, kind=SeatKind.ALTERNATE),
        "leader_whose_conflict_was_lifted": group[2],
    }
    waiting = make_application(region, name=NAME, number="802518-4220")
    back = make_application(region, Status.APPROVED, name=f"{NAME} åter")
    other = make_application(region, name="Någon annans förening")
    copy = make_returned(back)
    earlier = make_application(
        region, Status.WITHDRAWN, user=people["leader_of_the_organisation_in_another_case"], name="Förr"
    )
    Application.objects.filter(pk=earlier.pk).update(organisation=waiting.organisation)
    later = make_application(
        region,
        Status.WITHDRAWN,
        user=people["leader_of_the_organisation_in_another_case"],
        name="Förut",
    )
    Application.objects.filter(pk=later.pk).update(organisation=back.organisation)
    for case in (waiting, back):
        ApplicationAccess.objects.create(application=case, user=people["leader_of_the_organisation"])
        for who in CLOSED[:5]:
            by = people["secretary"] if who == "secretary_of_whom_it_was_said" else people[who]
            make_recusal(case, people[who], declared_by=by)
        lifted = make_recusal(case, people["leader_whose_conflict_was_lifted"])
        Recusal.objects.filter(pk=lifted.pk).update(
            lifted_at=lifted.declared_at, lifted_by=people["secretary"], lifted_note="Fel förening."
        )
    letters = [emails.receipt(waiting)[0], emails.signing_request(back.signing_documents.get())[0]]
    return World(region, people, waiting, back, other, copy, letters)
