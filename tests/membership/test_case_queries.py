"""The case page asks the database as often with 300 of everything as with 3."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from agreement.models import Region
from letters.models import Letter
from membership.models import (
    Application,
    ApplicationAccess,
    ApplicationEvent,
    Attachment,
    Decision,
    Exemption,
    Membership,
    Organisation,
    OrganisationLink,
    Position,
    Recusal,
    SignedCopy,
    SigningDocument,
    SupplementRequest,
)
from membership.states import Ground, Method, Opinion, Outcome, Signing, Status
from tests.factories import make_application, make_balanced_group, make_leader, make_secretary, sign_in
from tests.factories.counted import NUMBERS

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def fill(case: Application, count: int) -> None:
    """`count` of everything that can be many on the page, written at once."""
    agreement, organisation = case.agreement, case.organisation
    assert organisation is not None
    first = next(NUMBERS) * 1000
    people = User.objects.bulk_create(
        User(email=f"p{first + each}@exempel.example", name=f"Påhittad {each}") for each in range(count)
    )
    body = agreement.bodies.get(kind="leadership")
    ApplicationAccess.objects.bulk_create(ApplicationAccess(application=case, user=each) for each in people)
    ApplicationEvent.objects.bulk_create(
        ApplicationEvent(
            application=case, actor=each, step="position", source="submitted", target="submitted"
        )
        for each in people
    )
    Position.objects.bulk_create(
        Position(application=case, user=each, opinion=Opinion.FOR, comment="Ja.")
        for each in (*people, *people)
    )
    Recusal.objects.bulk_create(
        Recusal(
            application=case, user=each, ground=Ground.CLOSE, declared_by=each, lifted_by=each, lifted_at=NOW
        )
        for each in people
    )
    Exemption.objects.bulk_create(
        Exemption(application=case, effect="other", title=f"Avsteg {first + i}", reason="Ja", granted_by=each)
        for i, each in enumerate(people)
    )
    asked = SupplementRequest.objects.bulk_create(
        SupplementRequest(
            application=case,
            what="Stadgar",
            otherwise="-",
            answer_by=NOW.date(),
            asked_by=each,
            closed_at=NOW,
        )
        for each in people
    )
    Attachment.objects.bulk_create(
        Attachment(
            application=case,
            supplement=each,
            stored_name="a.pdf",
            filename="a.pdf",
            content_type="application/pdf",
            size=1,
            sha256="0" * 64,
            uploaded_by=each.asked_by,
        )
        for each in (*asked, *asked)
    )
    before = case.decisions.order_by("-pk").first()
    decisions = []
    for i, each in enumerate(people):  # each refers to the one before
        before = Decision.objects.create(
            application=case,
            body=body,
            outcome=Outcome.TAKEN_BACK if i % 2 else Outcome.APPROVED,
            decided_on=NOW.date(),
            paragraph=str(i),
            recorded_by=each,
            corrects=before,
        )
        decisions.append(before)
    criterion = agreement.criteria.first()
    for each in decisions:
        each.reasons.add(criterion)
    version = agreement.versions.first()
    revision = case.signing_documents.count()
    documents = SigningDocument.objects.bulk_create(
        SigningDocument(
            application=case,
            decision=each,
            version=version,
            revision=revision + i + 1,
            verification_code=f"K{first + i}",
            snapshot={},
            status=Signing.AWAITING,
            stored_name="a.pdf",
            done_at=NOW,
        )
        for i, each in enumerate(decisions)
    )
    SignedCopy.objects.bulk_create(
        SignedCopy(
            document=each, method=Method.UPLOAD, stored_name="a.pdf", received_by=people[0], refused_at=NOW
        )
        for each in (*documents, *documents)
    )
    Letter.objects.bulk_create(
        Letter(key=f"receipt:{case.reference}:{first + i}", kind="receipt", to=each.email, subject="Brev")
        for i, each in enumerate(people)
    )
    others = Organisation.objects.bulk_create(
        Organisation(name=organisation.name, name_key=organisation.name_key, form=organisation.form)
        for _each in people
    )
    OrganisationLink.objects.bulk_create(
        OrganisationLink(umbrella=organisation, branch=each) for each in others
    )
    nearly = {"agreement": agreement, "status": Status.DECLINED, "submitted_at": NOW, "name": case.name}
    Application.objects.bulk_create(
        Application(
            reference=f"X-{first + i}", organisation=each, draft_token=None, scope=case.scope, **nearly
        )
        for i, each in enumerate(others)
    )
    earlier = Application.objects.bulk_create(
        Application(reference=f"Y-{first + i}", organisation=organisation, draft_token=None, **nearly)
        for i in range(count)
    )
    theirs = SigningDocument.objects.bulk_create(
        SigningDocument(
            application=each,
            decision=decision,
            version=version,
            verification_code=f"M{first + i}",
            snapshot={},
            status=Signing.REGISTERED,
        )
        for i, (each, decision) in enumerate(zip(earlier, decisions, strict=True))
    )
    Membership.objects.bulk_create(
        Membership(
            agreement=agreement,
            organisation=organisation,
            application=each,
            document=document,
            version=version,
            slug=f"gammal-{first + i}",
            since=dt.date(2020, 1, 1),
            ended_on=dt.date(2020, 2, 1),
        )
        for i, (each, document) in enumerate(zip(earlier, theirs, strict=True))
    )


@pytest.mark.slow
@pytest.mark.parametrize("who", ["secretary", "leader"])
@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.APPROVED, Status.DECLINED])
def test_page_asks_the_same_with_3_and_with_300_of_everything(region: Region, who: str, status: str) -> None:
    if who == "leader":
        person, *_others = make_balanced_group(region)
    else:
        make_leader(region)
        person = make_secretary(region)
    client = sign_in(Client(), person, second_factor=True)
    case = make_application(region, status)
    here = reverse("admin:membership_reviewitem_change", args=[case.pk])

    def asked() -> tuple[int, Any]:
        client.get(here)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(here)
        assert page.status_code == 200
        return len(queries), page

    fill(case, 3)
    few, _page = asked()
    fill(case, 297)
    many, page = asked()
    assert many == few
    assert page.text.count("Påhittad 299") + page.text.count("Påhittad 296") > 0
