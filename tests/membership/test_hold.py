"""A decision's letters wait so that it can be taken back, and until then nobody outside hears of it (issue 4, item 10)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from letters.models import Letter
from membership.models import Application, Decision, SigningDocument
from membership.services import (
    Held,
    approve_after_all,
    approve_applications,
    correct_record,
    decline_after_all,
    take_back,
    waits,
)
from membership.states import Outcome, Signing, Status
from relay.services import claim
from steps.exceptions import Refusal, StepNotAllowed
from tests.factories import make_application, make_balanced_group, make_region, make_user, sign_in
from tests.harness.at_once import at_once
from tests.membership.holding import HOLD, NOON, decide, fresh, held, sent

if TYPE_CHECKING:
    from pathlib import Path

    from accounts.models import User

pytestmark = pytest.mark.usefixtures("letters_wait")


@pytest.mark.parametrize("outcome", [Outcome.APPROVED, Outcome.DECLINED])
@pytest.mark.django_db
def test_nothing_leaves_before_the_hold_is_over_and_everything_after_it(outcome: str, tmp_path: Path) -> None:
    region = make_region()
    leader, *_others = make_balanced_group(region)
    with time_machine.travel(NOON, tick=False) as clock:
        case = make_application(region, submitted_at=NOON - dt.timedelta(days=3))
        decide(case, leader, outcome)

        clock.shift(HOLD - 1)
        call_command("relay", "--once")
        assert sent(tmp_path) == 0
        assert not SigningDocument.objects.exclude(stored_name="").exists()
        assert waits(fresh(case))

        clock.shift(2)
        assert not waits(fresh(case))
        call_command("relay", "--once")
        call_command("relay", "--once")
        assert sent(tmp_path) == len(case.recipients)
        with pytest.raises(StepNotAllowed, match="begun to leave|har börjat"):
            take_back(case, actor=leader, note="För sent.")


@pytest.mark.parametrize("outcome", [Outcome.APPROVED, Outcome.DECLINED])
@pytest.mark.django_db
def test_a_decision_taken_back_is_never_sent_and_can_be_taken_anew(outcome: str, tmp_path: Path) -> None:
    region = make_region()
    leader, *_others = make_balanced_group(region)
    with time_machine.travel(NOON, tick=False) as clock:
        case = make_application(region, submitted_at=NOON - dt.timedelta(days=3))
        first = decide(case, leader, outcome)
        clock.shift(20)

        row = take_back(case, actor=leader, note="Fel ärende.")

        assert (row.outcome, row.corrects) == (Outcome.TAKEN_BACK, first)
        assert fresh(case).status == Status.SUBMITTED
        work = [*Letter.objects.filter(kind="declined"), *SigningDocument.objects.all()]
        assert {each.work_state for each in work} == {"called_off"}
        with pytest.raises(StepNotAllowed):
            take_back(case, actor=leader, note="En gång till.")
        clock.shift(3600)
        call_command("relay", "--once")
        assert sent(tmp_path) == 0
        assert not any(claim(type(each), each.pk) for each in work)

        second = decide(fresh(case), leader, Outcome.APPROVED)
        assert second.corrects == row
        clock.shift(HOLD + 1)
        call_command("relay", "--once")
        call_command("relay", "--once")
        assert {letter.kind for letter in Letter.objects.filter(done_at__isnull=False)} == {"signing_request"}
        assert sent(tmp_path) == len(case.recipients)
        told = SigningDocument.objects.exclude(stored_name="").get()
        assert (told.decision, told.revision) == (second, 2 if outcome == Outcome.APPROVED else 1)


@pytest.mark.parametrize("outcome", [Outcome.APPROVED, Outcome.DECLINED])
@pytest.mark.django_db
def test_nobody_hurries_what_waits(outcome: str, tmp_path: Path) -> None:
    """The button for another try is for what went wrong; it must not cut the hold short."""
    region = make_region()
    leader, *_others = make_balanced_group(region)
    with time_machine.travel(NOON, tick=False) as clock:
        case = make_application(region, submitted_at=NOON - dt.timedelta(days=3))
        decide(case, leader, outcome)
        clock.shift(5)
        client = sign_in(Client(), leader, second_factor=True)
        model: Any = SigningDocument if outcome == Outcome.APPROVED else Letter
        name = "membership_signingitem" if outcome == Outcome.APPROVED else "letters_letter"
        work = model.objects.get()
        again = reverse(f"admin:{name}_retry", args=[work.pk])
        home = reverse("admin:membership_reviewitem_change", args=[case.pk])

        assert again not in client.get(home).text
        assert again not in client.get(reverse(f"admin:{name}_change", args=[work.pk]), follow=True).text
        client.post(again)
        call_command("relay", "--once")

        assert sent(tmp_path) == 0
        assert waits(fresh(case))
        assert take_back(case, actor=leader, note="Fel.").outcome == Outcome.TAKEN_BACK


@pytest.mark.django_db
def test_one_of_many_approved_at_once_can_be_taken_back() -> None:
    region = make_region()
    leader, *_others = make_balanced_group(region)
    with time_machine.travel(NOON, tick=False):
        cases = [make_application(region, submitted_at=NOON - dt.timedelta(days=3)) for _each in range(3)]
        approve_applications([case.pk for case in cases], actor=leader, held=held())

        take_back(cases[1], actor=leader, note="Fel förening.")

        assert [fresh(case).status for case in cases] == [Status.APPROVED, Status.SUBMITTED, Status.APPROVED]
        states = {each.application_id: each.work_state for each in SigningDocument.objects.all()}
        assert [states[case.pk] for case in cases] == ["waiting", "called_off", "waiting"]


@pytest.mark.django_db
def test_while_it_waits_it_is_taken_back_and_not_corrected() -> None:
    """A correction refers to something that was told."""
    region = make_region()
    leader, *_others = make_balanced_group(region)
    with time_machine.travel(NOON, tick=False) as clock:
        case = make_application(region, submitted_at=NOON - dt.timedelta(days=3))
        decide(case, leader, Outcome.APPROVED)
        reasons = list(region.agreement.criteria.all()[:1])

        with pytest.raises(Refusal, match="still wait|väntar"):
            decline_after_all(case, actor=leader, held=held(), reasons=reasons, reasons_text="Nej.")
        with pytest.raises(Refusal, match="still wait|väntar"):
            correct_record(case, actor=leader, held=held(), note="Fel paragraf.")

        clock.shift(HOLD + 1)
        right = Held(timezone.localdate(), "13")
        correct_record(case, actor=leader, held=right, note="Fel paragraf.")
        # What only corrects the record has nothing that waits: it must not open the decision itself again.
        assert not waits(fresh(case))
        with pytest.raises(StepNotAllowed):
            take_back(case, actor=leader, note="Nej.")


@pytest.mark.parametrize("outcome", [Outcome.APPROVED, Outcome.DECLINED])
@pytest.mark.django_db
def test_the_organisation_sees_nothing_of_a_decision_that_can_be_taken_back(outcome: str) -> None:
    region = make_region()
    leader, *_others = make_balanced_group(region)
    with time_machine.travel(NOON, tick=False) as clock:
        user = make_user()
        case = make_application(region, user=user, submitted_at=NOON - dt.timedelta(days=3))
        before = applicant_sees(user, case)
        decide(case, leader, outcome)
        clock.shift(5)

        assert applicant_sees(user, case) == before

        take_back(case, actor=leader, note="Fel ärende.")
        clock.shift(HOLD)
        assert applicant_sees(user, case) == before

        decide(fresh(case), leader, outcome)
        clock.shift(HOLD + 1)
        page = applicant_sees(user, case)[1]
        assert page != before[1]
        assert "Tagit tillbaka" not in page
        assert page.count('id="decision"') == 1


@pytest.mark.django_db
def test_a_refusal_stays_what_the_organisation_sees_until_the_approval_is_sent() -> None:
    region = make_region()
    leader, *_others = make_balanced_group(region)
    with time_machine.travel(NOON, tick=False) as clock:
        user = make_user()
        case = make_application(region, user=user, submitted_at=NOON - dt.timedelta(days=3))
        decide(case, leader, Outcome.DECLINED)
        clock.shift(HOLD + 1)
        before = applicant_sees(user, case)

        approve_after_all(case, actor=leader, held=held())

        assert applicant_sees(user, case) == before
        clock.shift(HOLD + 1)
        assert applicant_sees(user, case) != before


@pytest.mark.django_db
def test_the_case_page_offers_it_while_there_is_time_and_says_how_long() -> None:
    region = make_region()
    leader, *_others = make_balanced_group(region)
    with time_machine.travel(NOON, tick=False) as clock:
        case = make_application(region, submitted_at=NOON - dt.timedelta(days=3))
        decide(case, leader, Outcome.APPROVED)
        clock.shift(15)
        client = sign_in(Client(), leader, second_factor=True)
        page = reverse("admin:membership_reviewitem_change", args=[case.pk])
        confirm = reverse("admin:membership_reviewitem_take_back", args=[case.pk])

        shown = client.get(page).content.decode()
        assert confirm in shown
        assert "45 sekunder" in shown
        assert client.get(confirm).status_code == 200
        assert fresh(case).status == Status.APPROVED  # a GET only asks
        assert client.post(confirm, {"note": " "}).status_code == 200
        assert fresh(case).status == Status.APPROVED

        assert client.post(confirm, {"note": "Fel ärende."}).headers["Location"] == page
        assert fresh(case).status == Status.SUBMITTED
        again = client.post(confirm, {"note": "Fel ärende."}, follow=True)
        assert again.redirect_chain[0][0] == page
        assert Decision.objects.filter(outcome=Outcome.TAKEN_BACK).count() == 1
        assert confirm not in client.get(page).content.decode()


@pytest.mark.django_db
def test_a_document_that_was_revoked_says_so_when_it_is_checked(client: Client, settings: Any) -> None:
    settings.DECISION_HOLD = 0
    region = make_region()
    leader, *_others = make_balanced_group(region)
    case = make_application(region, Status.APPROVED)
    document = case.signing_documents.get()
    decline_after_all(
        case,
        actor=leader,
        held=held(),
        reasons=list(region.agreement.criteria.all()[:1]),
        reasons_text="Ni skrev aldrig under.",
    )

    answer = client.get(reverse("membership:verify-code", kwargs={"code": document.verification_code}))

    assert "Dokumentet är återkallat" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("outcome", [Outcome.APPROVED, Outcome.DECLINED])
def test_relay_and_take_back_at_the_same_instant_have_one_winner(outcome: str) -> None:
    region = make_region()
    leader, *_others = make_balanced_group(region)
    wins = {"relay": 0, "group": 0}
    for _round in range(6):
        case = make_application(region)
        decide(case, leader, outcome)
        model: Any = SigningDocument if outcome == Outcome.APPROVED else Letter
        rows = model.objects.filter(called_off_at=None, done_at=None, tries=0)
        pks = list(rows.values_list("pk", flat=True))
        rows.update(due_at=timezone.now())  # as if the hold ended in the middle of the click

        claimed, taken = at_once(
            lambda model=model, pks=pks: bool([pk for pk in pks if claim(model, pk)]),
            lambda case=case: take_back(case, actor=leader, note="Fel ärende."),
        )

        back = not isinstance(taken, Exception)
        assert back or isinstance(taken, Refusal), taken
        assert claimed is (not back), (claimed, taken)
        wins["relay"] += claimed
        wins["group"] += back
        assert (fresh(case).status == Status.SUBMITTED) == back
        assert Decision.objects.filter(application=case).count() == (2 if back else 1)
        if outcome == Outcome.APPROVED:
            assert (case.signing_documents.get().status == Signing.REVOKED) == back
        model.objects.filter(pk__in=pks).update(done_at=timezone.now())
    assert sum(wins.values()) == 6


def applicant_sees(user: User, case: Application) -> tuple[str, str, int, int]:
    """My pages, the case's own page, the document and the way out, as the applicant gets them."""
    client = sign_in(Client(), user)
    url = reverse("membership:case", kwargs={"reference": case.reference})
    main = client.get(url).content.decode().split("<main", 1)[1]
    mine = client.get(reverse("membership:my-pages")).content.decode().split("<main", 1)[1]
    document = client.get(reverse("membership:document", kwargs={"reference": case.reference}))
    leave = client.get(reverse("membership:withdraw", kwargs={"reference": case.reference}))
    return mine, main, document.status_code, leave.status_code
