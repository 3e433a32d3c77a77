"""Who may do what at every address of the admin: role × surface, GET and POST, against a table written by hand.

A surface that is not in the table fails the test, so a new page cannot be forgotten. Every POST carries what a person
with the right would send; every statement that writes is noticed, and taken back.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver, resolve
from django.utils import timezone

from accounts.models import User
from actionplan.models import ActionPlan
from agreement.models import Criterion, CutOff, Municipality, Seat, SeatHolding
from agreement.states import BodyKind, MakingKind, SeatKind
from letters.models import Letter
from membership.models import Application, OrganisationLink, SigningDocument
from membership.states import Status
from tests.actionplan.surfaces import of_plans
from tests.agreement.surfaces import of_texts
from tests.factories import (
    LONG_AGO,
    at_meeting,
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
    make_upload,
    make_user,
)
from tests.harness.sign_in import sign_in
from tests.nominations.surfaces import of_nominations

pytestmark = pytest.mark.django_db

STAFF = ("leader", "leader_south", "secretary", "secretary_south", "operator")
# Nobody of these gets past the door: the sign-in page, or the page where a second factor is enrolled.
OUTSIDE = ("anonymous", "applicant", "other_applicant", "co_opted", "operator_without_factor")
# In the order of STAFF. "!" means that rows change; everything else leaves the database as it was.
EVERYBODY = "200 200 200 200 200"
OWN_REGION = "200 404 200 404 200"


@dataclass
class Surface:
    """One method at one address, and what each member of staff gets."""

    method: str
    url: str
    expected: str
    data: dict[str, Any] = field(default_factory=dict)
    outside: str = "302"

    @property
    def name(self) -> str:
        return f"{self.method} {self.url}"

    def for_person(self, person: str) -> str:
        if person == "operator_without_factor":
            return "302"  # the middleware stands before everything
        return self.outside if person in OUTSIDE else self.expected.split()[STAFF.index(person)]


class Inputs(HTMLParser):
    """What a browser would send for the form on a page of the admin."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.data: dict[str, Any] = {}
        self._inside = False
        self._select = self._area = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {key: value or "" for key, value in attrs}
        name = found.get("name", "")
        if tag == "form":
            self._inside = found.get("id", "").endswith("_form")
        elif not self._inside or "__prefix__" in name:
            return
        elif tag == "input" and found.get("type") not in ("submit", "checkbox"):
            self.data[name] = found.get("value", "")
        elif tag == "input" and found.get("type") == "checkbox" and "checked" in found:
            self.data[name] = "on"
        elif tag == "select":
            self._select = name
            if "multiple" not in found:  # with nothing chosen, a list of many sends nothing
                self.data.setdefault(name, "")
        elif tag == "option" and self._select and "selected" in found:
            self.data[self._select] = found.get("value", "")
        elif tag == "textarea":
            self._area = name
            self.data[name] = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.data[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""
        elif tag == "form":
            self._inside = False


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
    signing = "/admin/membership/signingitem/"
    stuck = SigningDocument.objects.get(application=world.stuck)
    yield Surface("GET", f"{signing}?state=all", EVERYBODY)
    again = {"action": "try_again", "index": "0", "_selected_action": [str(stuck.pk)]}
    yield Surface("POST", f"{signing}?state=all", "302! 302 302! 302 302!", again)
    yield Surface("GET", f"{signing}{stuck.pk}/change/", "302 404 302 404 302")
    yield Surface("GET", f"{signing}{stuck.pk}/retry/", "405 405 405 405 405")
    yield Surface("POST", f"{signing}{stuck.pk}/retry/", "302! 404 302! 404 302!")


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
    yield Surface("POST", f"{at}{world.member.pk}/withdrawal/", "404 404 302! 404 302!", paper)


def extracts(world: World) -> Iterator[Surface]:
    """To whom a decision's extract was sent: the secretariat keeps the log (AGR-14)."""
    row = world.decision.distribution.get()
    at = f"/admin/agreement/decisionrecord/{world.decision.pk}/sent/"
    yield Surface("GET", at, "403 404 200 404 200")
    data = {"sent_on": timezone.localdate().isoformat(), "recipients": [str(row.pk)]}
    yield Surface("POST", at, "403 404 302! 404 302!", data)


def decided(world: World) -> Iterator[Surface]:
    """What is done with a decision afterwards, and the queue as a file."""
    queue = "/admin/membership/reviewitem/"
    for kind in ("csv", "xlsx"):
        yield Surface("GET", f"{queue}export.{kind}", EVERYBODY)
        yield Surface("POST", f"{queue}export.{kind}", "405 405 405 405 405")
    criterion = world.north.agreement.criteria.first()
    assert criterion is not None
    why = {"reasons": [str(criterion.pk)], "reasons_text": "Nej.", "note": "Fel.", "about": "one"}
    answer = at_meeting(world.north, **why)
    # Nothing waits any more, so that nothing is taken back.
    now = {
        "take-back": (),
        "approve-after-all": (world.no,),
        "decline-after-all": (world.out, world.back),
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
        (world.late, "grant-exemption", "both", {"effect": "0", "reason": "Posten."}),
        (world.late, "ask-supplement", "both", ask),
        (world.asked, "go-on-without", "secretary", {"note": "Vi väntar inte."}),
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


def letters(world: World) -> Iterator[Surface]:
    """Letters: a region's own; those of no region are the operator's; nothing is written by hand."""
    at = "/admin/letters/letter/"
    again = {"action": "try_again", "index": "0", "_selected_action": [str(world.letter.pk)]}
    yield Surface("GET", at, EVERYBODY)
    yield Surface("POST", at, "302! 302 302! 302 302!", again)
    yield Surface("GET", f"{at}add/", "403 403 403 403 403")
    yield Surface("POST", f"{at}add/", "403 403 403 403 403", {"to": "x@y.example"})
    for letter, seen in ((world.letter, OWN_REGION), (world.code, "404 404 404 404 200")):
        yield Surface("GET", f"{at}{letter.pk}/change/", seen)
        yield Surface("POST", f"{at}{letter.pk}/change/", "403 403 403 403 403", {"to": "x@y.example"})
        yield Surface("GET", f"{at}{letter.pk}/delete/", "403 403 403 403 403")
        yield Surface("POST", f"{at}{letter.pk}/delete/", "403 403 403 403 403", {"post": "yes"})
        yield Surface("GET", f"{at}{letter.pk}/history/", seen)
        yield Surface("GET", f"{at}{letter.pk}/retry/", "405 405 405 405 405")
        yield Surface("POST", f"{at}{letter.pk}/retry/", seen.replace("200", "302!"))


# What the secretariat may do besides reading: add, change, delete. The operator may do all three.
SECRETARIAT_MAY = {
    "agreement.region": "c",
    "agreement.municipality": "",
    "agreement.agreement": "c",
    "agreement.agreementversion": "acd",
    "agreement.party": "c",
    "agreement.body": "ac",
    "agreement.seat": "acd",
    "agreement.regionrole": "",
    "agreement.cutoff": "acd",
    "agreement.criterion": "acd",
    "agreement.decisionrecord": "acd",
    "agreement.registrynumber": "acd",
    "agreement.document": "acd",
    "agreement.makingstep": "acd",
    "agreement.newsitem": "acd",
    "actionplan.actionplan": "acd",
}
# Rows that nothing points at, so that they can go; the others are in use, and stay whoever asks.
LOOSE = {
    "agreement.municipality",
    "agreement.seat",
    "agreement.cutoff",
    "agreement.criterion",
    "actionplan.actionplan",
}
LOOSE |= {"agreement.regionrole"}
LOOSE |= {
    f"agreement.{name}" for name in ("decisionrecord", "registrynumber", "document", "makingstep", "newsitem")
}
# What stays and says why: back to the row, which tells.
TOLD = {"agreement.agreementversion"}
NEW = {
    "slug": "ny",
    "code": "9999",
    "reference_prefix": "NY",
    "label": "ny",
    "last_day": "2030-01-01",
    "county_code": "99",
    "name": "Ny",
    "number": "Ny 2",
    "order": "77",
}
# One body of each kind for each agreement, one ordinary seat less to fill, and an address that is chosen once.
KINDS = {
    "agreement.party": {"slug": "ny"},
    "agreement.body": {"kind": BodyKind.DEVELOPMENT.value},
    "agreement.seat": {"kind": SeatKind.ALTERNATE.value},
}
# Where a row stays for good is chosen once: it is no field of the row's own page.
ONCE = ("agreement", "party")
# One agreement for each region, and one body of each kind: a copy of them is refused in words.
NO_COPY = {"agreement.agreement", "agreement.body"}


def scoped(world: World) -> Iterator[Surface]:
    """The region's own rows: the group reads, the secretariat writes what it may, the operator everything."""
    operator = world.client("operator")
    for label, may in SECRETARIAT_MAY.items():
        model = apps.get_model(label)
        row = _row_of(world, model)
        at = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        change, adding = (
            Inputs(operator.get(f"{at}{row.pk}/change/").text).data,
            Inputs(operator.get(f"{at}add/").text).data,
        )
        top = {key: value for key, value in change.items() if key in adding and "_FORMS" not in key}
        once = {name: str(getattr(row, f"{name}_id", "")) for name in ONCE if name in adding}
        new = {
            **adding,
            **once,
            **top,
            **{key: value for key, value in NEW.items() if key in top},
            "_save": "1",
        }
        new |= KINDS.get(label, {})
        text = next(
            key
            for key in (
                "contact_name",
                "represented_by",
                "summary",
                "about",
                "text",
                "wording_after",
                "who_may_join",
                "adopted_text",
                "label",
                "name",
                "to_on",
                "heading",
                "title",
            )
            if key in top
        )
        changed = {**change, text: "2031-01-01" if text == "to_on" else "Ändrad", "_save": "1"}
        adds, changes, deletes = ("a" in may, "c" in may, "d" in may)
        copied = "200" if label in NO_COPY else "302!"
        yield Surface("GET", at, EVERYBODY)
        yield Surface(
            "POST",
            at,
            EVERYBODY,
            {"action": "delete_selected", "_selected_action": [str(row.pk)], "post": "yes"},
        )
        yield Surface("GET", f"{at}add/", f"403 403 {'200 200' if adds else '403 403'} 200")
        # The south's secretary sends the north's rows: refused at the field.
        yield Surface("POST", f"{at}add/", f"403 403 {f'{copied} 200' if adds else '403 403'} {copied}", new)
        yield Surface("GET", f"{at}{row.pk}/change/", OWN_REGION)
        yield Surface(
            "POST", f"{at}{row.pk}/change/", f"403 403 {'302! 404' if changes else '403 403'} 302!", changed
        )
        gone = "302!" if label in LOOSE else "302" if label in TOLD else "403"
        page = "200" if label in LOOSE else "302" if label in TOLD else "403"
        yield Surface(
            "GET", f"{at}{row.pk}/delete/", f"403 403 {f'{page} 404' if deletes else '403 403'} {page}"
        )
        yield Surface(
            "POST",
            f"{at}{row.pk}/delete/",
            f"403 403 {f'{gone} 404' if deletes else '403 403'} {gone}",
            {"post": "yes"},
        )
        yield Surface("GET", f"{at}{row.pk}/history/", OWN_REGION)


def _row_of(world: World, model: Any) -> Any:
    """A row of the north; one that nothing points at, where there are such."""
    agreement = world.north.agreement
    special = {
        Municipality: Municipality.objects.filter(region=world.north),
        Seat: Seat.objects.filter(body__agreement=agreement, holdings=None),
        Criterion: Criterion.objects.filter(agreement=agreement),
        CutOff: CutOff.objects.filter(agreement=agreement),
    }
    rows = special.get(model, model.objects.all())
    return rows.order_by("pk").first()


def people(world: World) -> Iterator[Surface]:
    """Accounts are the operator's."""
    at, person = "/admin/accounts/user/", world.people["applicant"]
    assert person is not None
    only = "403 403 403 403 200"
    yield Surface("GET", at, only)
    yield Surface("POST", at, only, {})
    yield Surface("GET", f"{at}add/", only)
    yield Surface(
        "POST",
        f"{at}add/",
        "403 403 403 403 302!",
        {"email": "ny@x.example", "language": "sv", "is_active": "on"},
    )
    yield Surface("GET", f"{at}{person.pk}/change/", only)
    yield Surface(
        "POST",
        f"{at}{person.pk}/change/",
        "403 403 403 403 302!",
        {"email": person.email, "name": "Ändrad", "language": "sv", "is_superuser": "on", "is_active": "on"},
    )
    yield Surface("GET", f"{at}{person.pk}/delete/", "403 403 403 403 403")
    yield Surface("POST", f"{at}{person.pk}/delete/", "403 403 403 403 403", {"post": "yes"})
    yield Surface("GET", f"{at}{person.pk}/history/", only)


def site(world: World) -> Iterator[Surface]:
    """The pages that belong to no model."""
    yield Surface("GET", "/admin/", EVERYBODY)
    for app in ("agreement", "membership", "nominations", "letters", "actionplan"):
        yield Surface("GET", f"/admin/{app}/", EVERYBODY)
    yield Surface("GET", "/admin/accounts/", "404 404 404 404 200")
    yield Surface("GET", "/admin/autocomplete/", "403 403 403 403 403")
    yield Surface("GET", f"/admin/r/1/{world.draft.pk}/", "404 404 404 404 404", outside="404")
    yield Surface("GET", "/admin/nowhere/", "404 404 404 404 404")
    yield Surface("POST", "/admin/nowhere/", "404 404 404 404 404")


def surfaces(world: World) -> list[Surface]:
    return [
        *site(world), *cases(world), *members(world), *letters(world), *scoped(world), *extracts(world), *people(world),
        *decided(world), *positions(world), *supplements(world),
        *(Surface(*row) for row in of_texts(world.north)),
        *(Surface(*row) for row in of_plans(world.north)),
        *(Surface(*row) for row in of_nominations(world.north)),
    ]  # fmt: skip


class Watch:
    """Notes every statement that writes, but for who is signed in and the admin's own log."""

    WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM) "(?!django_session|django_admin_log)(\w+)"')

    def __init__(self) -> None:
        self.tables: list[str] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if found := self.WRITES.match(sql):
            self.tables.append(found[1])
        return execute(sql, params, many, context)


class Undo(Exception):
    """Take back what a request wrote."""


def meet(client: Client, surface: Surface) -> str:
    """The status, with `!` if anything was written. What was written is taken back."""
    watch, answer = Watch(), ""
    for upload in surface.data.values():
        if hasattr(upload, "seek"):
            upload.seek(0)
    try:
        with transaction.atomic(), connection.execute_wrapper(watch):
            response = getattr(client, surface.method.lower())(surface.url, surface.data)
            if response.streaming:
                response.getvalue()
            answer = f"{response.status_code}{'!' if watch.tables else ''}"
            raise Undo
    except Undo:
        return answer


@pytest.mark.slow
@pytest.mark.parametrize("person", [*OUTSIDE, *STAFF])
def test_everybody_meets_every_surface_as_the_table_says(person: str) -> None:
    world = World()
    listed = surfaces(world)
    client = world.client(person)

    found = {surface.name: meet(client, surface) for surface in listed}

    expected = {surface.name: surface.for_person(person) for surface in listed}
    wrong = {name: f"{found[name]}, not {expected[name]}" for name in found if found[name] != expected[name]}
    assert wrong == {}
    assert sum("!" in each for each in found.values()) == sum("!" in each for each in expected.values())


def test_every_address_of_the_admin_is_in_the_table() -> None:
    """Each named address, and each model that is registered."""
    listed = surfaces(World())
    covered = {resolve(surface.url.split("?")[0]).url_name for surface in listed}
    (patterns,) = [
        each.url_patterns for each in get_resolver().url_patterns[-1].url_patterns if getattr(each, "namespace", "") == "admin"
    ]  # fmt: skip

    # jsi18n: words for scripts, the same for everybody. Sign-in, sign-out and (for nobody has one) password: the tests
    # of accounts. view_on_site is hidden behind the address that answers 404.
    elsewhere = {"jsi18n", "login", "logout", "password_change", "password_change_done", "view_on_site", None}
    assert set(_names(patterns)) - covered - elsewhere == set()
    assert {model._meta.label_lower for model in admin.site._registry} == {
        *SECRETARIAT_MAY,
        *("letters.letter", "accounts.user", "membership.membership"),
        *("agreement.principle", "agreement.versiontranslation", "agreement.requireddecision"),
        "agreement.partynotice",
        *("actionplan.developmentarea", "actionplan.milestone", "actionplan.plantranslation"),
        *("actionplan.activityplan", "actionplan.activity", "actionplan.word"),
        *("membership.reviewitem", "membership.signingitem", "membership.organisationlink"),
        *("nominations.nominationround", "nominations.forum"),
    }


def _names(patterns: list[Any]) -> Iterator[str | None]:
    for each in patterns:
        if hasattr(each, "url_patterns"):
            yield from _names(each.url_patterns)
        else:
            yield each.name


def test_people_with_power_but_no_factor_are_sent_to_enrol() -> None:
    world = World()
    for person in ("leader", "secretary", "operator"):
        user = world.people[person]
        assert user is not None
        client = sign_in(Client(), user, second_factor=False)
        assert client.get("/admin/")["Location"].startswith("/konto/")


def test_whoever_has_no_power_is_refused_after_signing_in() -> None:
    world = World()
    for person in ("applicant", "co_opted"):
        response = world.client(person).get("/admin/membership/reviewitem/", follow=True)
        assert response.status_code == 403


def test_applicant_sees_nothing_of_the_own_case_in_the_admin() -> None:
    world = World()
    for case in Application.objects.all():
        for person in ("applicant", "other_applicant"):
            response = world.client(person).get(f"/admin/membership/reviewitem/{case.pk}/change/")
            assert response.status_code == 302
