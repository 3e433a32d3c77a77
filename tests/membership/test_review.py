"""Approve and decline: one decision, one document, and the slower of two is told who was faster."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreement.models import SeatHolding
from letters.models import Letter
from membership.exceptions import AlreadyApplied, AlreadyDecided, DecisionNotPossible
from membership.models import Application, ApplicationEvent, Decision, SigningDocument
from membership.quorum import why_not_decide
from membership.services import (
    Held,
    Report,
    approve_application,
    approve_applications,
    decline_application,
    submit_application,
)
from membership.states import Outcome, Status
from tests.factories import (
    make_application,
    make_balanced_group,
    make_draft,
    make_leader,
    make_region,
    make_secretary,
    make_user,
)
from tests.harness.at_once import at_once, refused


def today() -> dt.date:
    return timezone.localdate()


@pytest.mark.django_db
def test_approval_writes_decision_document_and_diary_but_no_letter_yet() -> None:
    region = make_region()
    leader, *_others = make_balanced_group(region)
    application = make_application(region, name="Łukasz Åström-Đorđević och vänner")

    decision = approve_application(application, actor=leader, held=Held(today(), "12"))

    application.refresh_from_db()
    document = SigningDocument.objects.get(application=application)
    assert application.status == Status.APPROVED
    assert (decision.outcome, decision.paragraph, decision.recorded_by) == (Outcome.APPROVED, "12", leader)
    assert document.snapshot["organisation"]["name"] == "Łukasz Åström-Đorđević och vänner"
    assert document.snapshot["decision"] == {
        "body": "Ledningsgruppen",
        "date": today().isoformat(),
        "paragraph": "12",
        "registry_number": "",
    }
    assert document.work_state == "waiting"
    assert application.events.latest("pk").step == "approve"
    # The letter waits for the PDF: it is composed when the document is rendered, never by the request (MEM-17).
    assert not Letter.objects.filter(kind="signing_request").exists()


@pytest.mark.django_db
def test_the_snapshot_is_frozen_when_decided() -> None:
    region = make_region()
    leader, *_others = make_balanced_group(region)
    application = make_application(region)
    approve_application(application, actor=leader, held=Held(today(), "12"))
    before = SigningDocument.objects.get().snapshot

    region.agreement.parties.update(name="Something else")
    Application.objects.update(name="Another name")

    assert SigningDocument.objects.get().snapshot == before
    assert before["parties"][0]["name"] == "Region Norr"


@pytest.mark.django_db
def test_decline_needs_a_criterion_and_words_and_writes_the_letter() -> None:
    region = make_region()
    leader, *_others = make_balanced_group(region)
    user = make_user("sokande@forening.example")
    application = make_application(region, user=user)
    facts: dict[str, Any] = {"actor": leader, "held": Held(today(), "13")}
    criterion = region.agreement.criteria.get(slug="geography")

    with pytest.raises(DecisionNotPossible):
        decline_application(application, reasons=[], reasons_text="Nej", **facts)
    decision = decline_application(application, reasons=[criterion], reasons_text="Bara en kommun.", **facts)

    assert list(decision.reasons.all()) == [criterion]
    letter = Letter.objects.get(kind="declined")
    assert letter.to == "sokande@forening.example"
    assert "Bara en kommun." in letter.text
    assert criterion.text in letter.text
    assert not SigningDocument.objects.exists()


@pytest.mark.django_db
def test_a_criterion_of_another_region_is_no_reason() -> None:
    region, elsewhere = make_region(), make_region("blekinge")
    leader, *_others = make_balanced_group(region)
    application = make_application(region)

    with pytest.raises(DecisionNotPossible):
        decline_application(
            application,
            actor=leader,
            held=Held(today(), "13"),
            reasons=[elsewhere.agreement.criteria.first()],
            reasons_text="Nej",
        )

    application.refresh_from_db()
    assert application.status == Status.SUBMITTED


@pytest.mark.django_db
def test_bulk_approves_what_can_be_and_says_why_not_the_rest() -> None:
    region, elsewhere = make_region(), make_region("blekinge")
    leader, colleague, *_others = make_balanced_group(region)
    make_balanced_group(elsewhere)
    good = [make_application(region) for _ in range(7)]
    decided = make_application(region)
    approve_application(decided, actor=colleague, held=Held(today(), "11"))
    own = make_application(region, user=leader)
    foreign = make_application(elsewhere)
    draft = make_draft(region)

    report = approve_applications(
        [case.pk for case in (*good, decided, own, foreign, draft)],
        actor=leader,
        held=Held(today(), "12"),
    )

    assert {case.pk for case in report.approved} == {case.pk for case in good}
    refused = {case.pk: refusal for case, refusal in report.refused}
    # The own case (MEM-45), the other region's and the draft are not even mentioned.
    assert set(refused) == {decided.pk}
    assert isinstance(refused[decided.pk], AlreadyDecided)
    assert str(colleague) in str(refused[decided.pk])
    assert Decision.objects.filter(paragraph="12").count() == 7
    assert SigningDocument.objects.count() == 8
    for untouched in (own, foreign, draft):
        status = untouched.status
        untouched.refresh_from_db()
        assert untouched.status == status


@pytest.mark.django_db
def test_bulk_costs_as_many_queries_for_twelve_as_for_three() -> None:
    region = make_region()
    leader, *_others = make_balanced_group(region)
    counts = []
    for number in (3, 12):
        ids = [make_application(region).pk for _ in range(number)]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            report = approve_applications(ids, actor=leader, held=Held(today(), "12"))
        assert len(report.approved) == number
        counts.append(len([query for query in queries if "SAVEPOINT" not in query["sql"]]))

    assert counts[0] == counts[1]
    # Regions, what is closed; the cases, their municipalities, parties, earlier decisions, conflicts; seats, holders;
    # the version and its three kinds of parts; then the step, the diary, the decisions, the documents.
    assert counts[0] <= 17


@pytest.mark.parametrize(
    ("days", "reason"),
    [(1, "later than today|senare än i dag"), (-400, "before the application|innan ansökan")],
)
@pytest.mark.django_db
def test_meeting_day_must_lie_between_receipt_and_today(days: int, reason: str) -> None:
    region = make_region()
    leader, *_others = make_balanced_group(region)
    application = make_application(region)

    with pytest.raises(DecisionNotPossible, match=reason):
        approve_application(application, actor=leader, held=Held(today() + dt.timedelta(days=days), "12"))


@pytest.mark.parametrize(
    ("region_slug", "present", "possible"),
    [
        ("norrbotten", (0, 1, 2), True),
        ("norrbotten", (0, 1), False),  # civil society has nobody
        ("norrbotten", (0, 2), False),  # by party: Länsstyrelsen has nobody
        ("blekinge", (0, 1), True),
        ("blekinge", (0,), False),
    ],
)
@pytest.mark.django_db
def test_a_body_without_one_of_the_parties_decides_nothing(
    region_slug: str, present: tuple[int, ...], possible: bool
) -> None:
    region = make_region(region_slug)
    secretary = make_secretary(region)
    for party in present:
        make_leader(region, party=party)
    application = make_application(region)

    reason = why_not_decide(application, user=secretary)

    assert (reason == "") is possible
    if not possible:
        with pytest.raises(DecisionNotPossible):
            approve_application(application, actor=secretary, held=Held(today(), "1"))


@pytest.mark.django_db
def test_without_a_text_in_force_nothing_is_approved_and_the_reason_is_told() -> None:
    region = make_region()
    leader, *_others = make_balanced_group(region)
    application = make_application(region)
    region.agreement.versions.update(in_force_from=today() + dt.timedelta(days=1))

    with pytest.raises(DecisionNotPossible, match="no version in force|ingen gällande version"):
        approve_application(application, actor=leader, held=Held(today(), "12"))

    application.refresh_from_db()
    assert application.status == Status.SUBMITTED
    assert not Decision.objects.exists()


@pytest.mark.django_db
def test_a_seat_that_ended_yesterday_decides_nothing_today() -> None:
    region = make_region()
    leader, *_others = make_balanced_group(region)
    application = make_application(region)
    SeatHolding.objects.filter(user=leader).update(to_on=today())
    assert why_not_decide(application, user=leader) == ""

    SeatHolding.objects.filter(user=leader).update(to_on=today() - dt.timedelta(days=1))

    assert why_not_decide(application, user=leader) != ""


@pytest.mark.django_db(transaction=True)
def test_eight_people_approving_at_once_make_one_decision_and_seven_are_told_who() -> None:
    region = make_region()
    group = make_balanced_group(region)
    people = [*group, *(make_secretary(region) for _ in range(5))]
    application = make_application(region)
    said = [Held(today(), str(number)) for number in range(len(people))]

    reports: list[Report] = at_once(
        *(
            lambda actor=actor, held=held: approve_applications([application.pk], actor=actor, held=held)
            for actor, held in zip(people, said, strict=True)
        )
    )

    winner = Decision.objects.get().recorded_by
    assert SigningDocument.objects.count() == 1
    assert ApplicationEvent.objects.filter(step="approve").count() == 1
    assert sorted(len(report.approved) for report in reports) == [0] * 7 + [1]
    for report in reports:
        for _case, refusal in report.refused:
            assert isinstance(refusal, AlreadyDecided)
            assert str(winner) in str(refusal)


@pytest.mark.django_db(transaction=True)
def test_two_boards_submitting_the_same_organisation_make_one_open_application() -> None:
    region = make_region()
    users = [make_user(), make_user()]
    drafts = [make_draft(region, user, number="802518-4220", name="Byalaget") for user in users]

    outcomes = at_once(
        *(
            lambda draft=draft, user=user: submit_application(application=draft, actor=user)
            for draft, user in zip(drafts, users, strict=True)
        )
    )

    assert refused(outcomes) == [AlreadyApplied]
    assert Application.objects.filter(status=Status.SUBMITTED).count() == 1
    assert Letter.objects.filter(kind="receipt").count() == 1
