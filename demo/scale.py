"""Very many rows for measuring: invented, deterministic, written in bulk past the services.

Row number i is always the same, so a larger run adds to a smaller one. What is written is whole: a decided case has its
decision and diary, an approved one a registered document (without a file) and a membership. Nothing is due, so the
relay has nothing to do.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from stdnum import luhn

from accounts.models import User
from agreement.models import PublicStamp, Region
from agreement.states import BodyKind
from demo import people
from membership.likeness import name_key
from membership.models import (
    Application,
    ApplicationEvent,
    Decision,
    MemberContact,
    MemberField,
    Membership,
    Organisation,
    SigningDocument,
)
from membership.references import ALPHABET
from membership.states import ContactLevel, FieldOfActivity, Form, Kind, Outcome, Scope, Signing, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from agreement.models import Agreement, AgreementVersion, Body

BATCH = 5_000
MOST = 1_000_000
FIRST_WORDS = ("Påhittade", "Låtsade", "Exemplets", "Fantasins", "Sagans", "Hittepå", "Fabelns", "Demons")
SECOND_WORDS = (
    "byalag",
    "körer",
    "idrottare",
    "hembygdsvänner",
    "språkcafé",
    "scouter",
    "trädgårdar",
    "teater",
)
SCALE_USER = people.address("skala")
SUBMIT_EVERY = dt.timedelta(minutes=7)


class CannotScale(Exception):
    """Why the rows cannot be written, in a sentence."""


@dataclass(frozen=True)
class Place:
    """A region, with what its cases point at."""

    agreement: Agreement
    version: AgreementVersion
    body: Body
    prefix: str


def scale(
    *, organisations: int, applications: int, awaiting_share: float, say: Callable[[str], None]
) -> None:
    """Bring the numbers of scale organisations and applications up to what is asked for.

    Each organisation has at most one open case or membership in each region, so with fewer organisations than
    applications the later applications are old refusals. Refuses (CannotScale) outside the demo, without regions, and
    when there are rows already that another mixture made. Twice is the same as once.
    """
    _check(organisations, applications, awaiting_share)
    began = time.monotonic()
    places = _places()
    have_organisations = Organisation.objects.filter(number__startswith="809").count()
    known = Application.objects.filter(contact_email=SCALE_USER)
    have = known.count()
    one_each = organisations >= applications and known.values("organisation").distinct().count() == have
    if 0 < have < applications and not one_each:
        raise CannotScale(
            "Applications are added only where each has an organisation of its own; begin anew."
        )
    user, _made = User.objects.get_or_create(email=SCALE_USER, defaults={"name": "Skala Exempel"})
    newest = timezone.now().replace(second=0, microsecond=0)
    with transaction.atomic():
        _in_batches(Organisation, map(_organisation, range(have_organisations, organisations)))
    them = list(
        Organisation.objects.filter(number__startswith="809").order_by("number").values_list("pk", "number")
    )
    made: Counter[str] = Counter()
    them = them[:organisations]
    for start in range(have, applications, BATCH):
        cases = [
            _application(i, them, places, awaiting_share, newest - SUBMIT_EVERY * (i + 1))
            for i in range(start, min(start + BATCH, applications))
        ]
        with transaction.atomic():
            Application.objects.bulk_create(cases)
            _decide(cases, places, user)
        made.update(case.status for case in cases)
    PublicStamp.objects.filter(pk=1).update(number=F("number") + 1)
    told = ", ".join(f"{number} {status}" for status, number in sorted(made.items())) or "nothing"
    new = max(organisations - have_organisations, 0)
    say(f"organisations: {new} made, {have_organisations + new} in all.")
    say(f"applications: {told}; {max(have, applications)} in all ({time.monotonic() - began:.1f} s).")


def _check(organisations: int, applications: int, awaiting_share: float) -> None:
    if not (settings.DEBUG and settings.DEMO):
        raise CannotScale("Scale rows belong in a demo only: DEBUG=1 and DEMO=1.")
    if not 1 <= organisations <= MOST or not 0 <= applications <= MOST:
        raise CannotScale(f"Between 1 and {MOST} organisations, and at most {MOST} applications.")
    if not 0 <= awaiting_share <= 1:
        raise CannotScale("--awaiting-share is a number from 0 to 1.")


def _places() -> list[Place]:
    found = []
    for region in Region.objects.filter(agreement__isnull=False).select_related("agreement"):
        version, body = region.agreement.current_version, region.agreement.body(BodyKind.LEADERSHIP)
        if version and body:
            found.append(Place(region.agreement, version, body, region.reference_prefix))
    if not found:
        raise CannotScale("No region is loaded: run `manage.py load_region` first.")
    return found


def _organisation(i: int) -> Organisation:
    digits = f"809{i:06d}"
    digits += luhn.calc_check_digit(digits)
    return Organisation(
        name=_name(i),
        name_key=name_key(_name(i)),
        number=f"{digits[:6]}-{digits[6:]}",
        form=Form.NONPROFIT,
        kind=Kind.CIVIL,
    )


def _name(i: int) -> str:
    first = FIRST_WORDS[i % len(FIRST_WORDS)]
    return f"{first} {SECOND_WORDS[i // len(FIRST_WORDS) % len(SECOND_WORDS)]} {i + 1}"


def _status(i: int, slots: int, awaiting_share: float) -> str:
    """What has become of case i: spread evenly over the queue, the same in every run."""
    if i >= slots:
        return Status.DECLINED
    if int((i + 1) * awaiting_share) > int(i * awaiting_share):
        return Status.SUBMITTED
    return (Status.APPROVED, Status.APPROVED, Status.APPROVED, Status.DECLINED, Status.WITHDRAWN)[i * 7 % 5]


def _application(
    i: int, them: list[tuple[int, str | None]], places: list[Place], awaiting_share: float, at: dt.datetime
) -> Application:
    turn, organisation = divmod(i, len(them))
    pk, number = them[organisation]
    place = places[(i + turn) % len(places)]  # the second time round, each applies in the next region
    return Application(
        agreement_id=place.agreement.pk,
        reference=_reference(place, at, i),
        status=_status(i, len(them) * len(places), awaiting_share),
        draft_token=None,
        name=_name(organisation),
        number=number or "",
        form=Form.NONPROFIT,
        kind=Kind.CIVIL if place.agreement.admits_public_actors else "",
        scope=Scope.COUNTY,
        contact_name="Skala Exempel",
        contact_email=SCALE_USER,
        contact_level=ContactLevel.REGIONAL,
        declared=True,
        declared_by="Skala Exempel",
        declared_at=at,
        declaration_version=place.agreement.declaration_version,
        organisation_id=pk,
        submitted_at=at,
    )


def _reference(place: Place, at: dt.datetime, i: int) -> str:
    """Seven letters instead of six: never one that a person's application has."""
    letters = ""
    for _place in range(7):
        i, rest = divmod(i, len(ALPHABET))
        letters = ALPHABET[rest] + letters
    return f"{place.prefix}-{at.year % 100:02d}-{letters}"


def _decide(cases: list[Application], places: list[Place], user: User) -> None:
    """Diary, decisions, documents and memberships of a batch."""
    by_agreement = {place.agreement.pk: place for place in places}
    events = [_event(case, user, "submit", Status.DRAFT, Status.SUBMITTED) for case in cases]
    steps = {Status.APPROVED: "approve", Status.DECLINED: "decline", Status.WITHDRAWN: "withdraw"}
    events += [
        _event(case, user, steps[Status(case.status)], Status.SUBMITTED, case.status)
        for case in cases
        if case.status in steps
    ]
    _in_batches(ApplicationEvent, events)
    decided = [case for case in cases if case.status in (Status.APPROVED, Status.DECLINED)]
    decisions = Decision.objects.bulk_create(
        Decision(
            application_id=case.pk,
            body_id=by_agreement[case.agreement_id].body.pk,
            outcome=Outcome.APPROVED if case.status == Status.APPROVED else Outcome.DECLINED,
            decided_on=timezone.localdate(case.submitted_at),
            paragraph="1",
            recorded_by_id=user.pk,
        )
        for case in decided
    )
    approved = [
        (case, decision)
        for case, decision in zip(decided, decisions, strict=True)
        if case.status == Status.APPROVED
    ]
    documents = SigningDocument.objects.bulk_create(
        SigningDocument(
            application_id=case.pk,
            decision_id=decision.pk,
            status=Signing.REGISTERED,
            version_id=by_agreement[case.agreement_id].version.pk,
            verification_code=f"{case.reference}-0000",
            snapshot={},
            due_at=case.created_at,
            done_at=case.created_at,
        )
        for case, decision in approved
    )
    _in_batches(
        Membership,
        (
            Membership(
                agreement_id=case.agreement_id,
                organisation_id=case.organisation_id or 0,
                application_id=case.pk,
                document_id=document.pk,
                version_id=document.version_id,
                slug=case.reference.lower(),
                since=timezone.localdate(case.submitted_at),
                whole_county=True,
            )
            for (case, _decision), document in zip(approved, documents, strict=True)
        ),
    )
    _describe(Membership.objects.filter(document__in=[document.pk for document in documents]))


def _describe(members: Iterable[Membership]) -> None:
    """Each member's contact, and a field of activity or two."""
    fields = FieldOfActivity.values
    rows = list(members)
    _in_batches(
        MemberContact,
        (
            MemberContact(membership=member, is_main=True, name="Skala Exempel", email=SCALE_USER)
            for member in rows
        ),
    )
    _in_batches(
        MemberField,
        (
            MemberField(membership=member, field=fields[(member.pk * step) % len(fields)])
            for member in rows
            for step in ((1, 5) if member.pk % 2 and member.pk % len(fields) else (1,))
        ),
    )


def _event(case: Application, user: User, step: str, source: str, target: str) -> ApplicationEvent:
    return ApplicationEvent(application_id=case.pk, actor_id=user.pk, step=step, source=source, target=target)


def _in_batches(model: Any, rows: Iterable[Any]) -> None:
    model.objects.bulk_create(rows, batch_size=BATCH)
