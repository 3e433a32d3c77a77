"""Two regions, full of rows, and everybody whom the table of rights speaks of."""

from __future__ import annotations

import datetime as dt

from django.test import Client
from django.utils import timezone

from accounts.models import User
from actionplan.models import ActionPlan
from agreement.models import Seat, SeatHolding
from agreement.states import BodyKind, MakingKind, SeatKind
from letters.models import Letter
from membership.models import Application, OrganisationLink
from membership.states import Status
from tests.factories import (
    LONG_AGO,
    decide,
    make_application,
    make_balanced_group,
    make_cut_off,
    make_decision_record,
    make_leader,
    make_member,
    make_open_document,
    make_operator,
    make_region,
    make_returned,
    make_secretary,
    make_supplement,
    make_user,
)
from tests.harness.sign_in import sign_in


class World:
    """Two regions with everything in them, and one person of each kind."""

    def __init__(self) -> None:
        self.north, self.south = make_region(), make_region("blekinge")
        for region in (self.north, self.south):
            make_balanced_group(region)
        self.people: dict[str, User | None] = {
            "anonymous": None,
            "applicant": make_user(),
            "other_applicant": make_user(),
            "co_opted": self._co_opted(),
            "operator_without_factor": make_operator(),
            "leader": make_leader(self.north, kind=SeatKind.ALTERNATE),
            "leader_south": make_leader(self.south, kind=SeatKind.ALTERNATE),
            "secretary": make_secretary(self.north),
            "secretary_south": make_secretary(self.south),
            "operator": make_operator(),
        }
        self.open = make_application(self.north, user=self.people["applicant"])
        self.draft = make_application(self.north, Status.DRAFT)
        self.out = make_application(self.north, Status.APPROVED)
        self.back = make_application(self.north, Status.APPROVED)
        make_returned(self.back)
        self.no = make_application(self.north, Status.DECLINED)
        self.no.decisions.get().reasons.clear()  # a criterion that is a reason cannot be removed
        self.stuck = make_application(self.north)
        decide(self.stuck, Status.APPROVED, rendered=False)
        self.letter = Letter.objects.create(
            key="k", kind="receipt", region="norrbotten", to="a@b.example", subject="Brev", text="Hej"
        )
        self.code = Letter.objects.create(
            key="c", kind="accounts.code", to="a@b.example", subject="123456", text="123456", secret=True
        )
        make_cut_off(self.north, timezone.localdate())
        ActionPlan.objects.create(agreement=self.north.agreement, slug="plan", title="Plan")
        self.no = make_application(self.north, Status.DECLINED)
        self.no.decisions.get().reasons.clear()  # a criterion that is a reason cannot be removed
        self._records()
        make_application(self.south)
        self.late = make_application(self.north)
        missed = {"effect": "other", "title": "Start", "last_day": "2020-01-01", "met": False, "wording": "-"}
        Application.objects.filter(pk=self.late.pk).update(effects=[missed])
        self.asked = make_application(self.north)
        make_supplement(self.asked, answer_by=timezone.localdate() - dt.timedelta(days=1))
        self.link = OrganisationLink.objects.create(
            umbrella=self.open.organisation, branch=self.out.organisation
        )

    def _records(self) -> None:
        agreement = self.north.agreement
        self.member = make_member(self.north)
        self.decision = make_decision_record(agreement)
        self.decision.distribution.create(role="Direktören")
        make_open_document(agreement)
        agreement.parties.all()[0].registry_numbers.create(number="Dnr 1")
        agreement.making.create(kind=MakingKind.SURVEY, title="Enkät")
        agreement.news.create(slug="nytt", title="Nytt", summary="Kort.", published_on=LONG_AGO)

    def client(self, person: str) -> Client:
        client, user = Client(), self.people[person]
        if user is not None:
            sign_in(client, user, second_factor=person != "operator_without_factor")
        return client

    def _co_opted(self) -> User:
        user = make_user()
        body = self.north.agreement.bodies.get(kind=BodyKind.LEADERSHIP)
        seat = Seat.objects.create(body=body, kind=SeatKind.CO_OPTED, order=99)
        SeatHolding.objects.create(seat=seat, user=user, from_on=LONG_AGO)
        return user
