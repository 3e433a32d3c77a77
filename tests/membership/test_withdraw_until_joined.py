"""The organisation takes its application back by its own hand until it has joined (process 2, domain 1.7)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from letters.models import Letter
from membership.models import Application, SigningDocument
from membership.services import (
    approve_after_all,
    confirm_signature,
    decline_after_all,
    submit_application,
    take_back,
    withdraw_application,
)
from membership.states import Outcome, Signing, Status
from membership.told import told_decisions
from steps.exceptions import Refusal, StepNotAllowed
from tests.factories import (
    make_application,
    make_balanced_group,
    make_draft,
    make_returned,
    make_secretary,
    make_user,
    sign_in,
)
from tests.membership.holding import MOMENT, NOON, decide, fresh, held, sent, why

if TYPE_CHECKING:
    from pathlib import Path

    from accounts.models import User
    from agreement.models import Region

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("letters_wait")]


@pytest.fixture
def user() -> User:
    return make_user()


def page(user: User, case: Application, name: str = "case") -> str:
    return (
        sign_in(Client(), user)
        .get(reverse(f"membership:{name}", kwargs={"reference": case.reference}))
        .text.partition("<main")[2]
    )


def test_approved_and_not_signed_withdraws_and_applies_again(
    region: Region, decider: User, user: User, tmp_path: Path
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        case = make_application(region, user=user, submitted_at=NOON)
        decide(case, decider, Outcome.APPROVED)
        clock.shift(MOMENT)
        call_command("relay", "--once")
        left = sent(tmp_path)
        asks = page(user, case, "withdraw")
        assert "är godkänd" in asks
        assert "inte upp på något möte" not in asks

        client = sign_in(Client(), user)
        client.post(reverse("membership:withdraw", kwargs={"reference": case.reference}))

        assert fresh(case).status == Status.WITHDRAWN
        assert SigningDocument.objects.get().status == Signing.REVOKED
        clock.shift(dt.timedelta(days=60))
        call_command("relay", "--once")
        assert sent(tmp_path) == left  # no reminder of the signature
        shown = page(user, case)
        assert "Du tog tillbaka" in shown or "Ni tog tillbaka" in shown
        assert 'type="file"' not in shown
        office = sign_in(Client(), decider, second_factor=True).get(
            reverse("admin:membership_reviewitem_change", args=[case.pk])
        )
        assert "tog tillbaka ansökan" in office.text
        with pytest.raises(StepNotAllowed):
            withdraw_application(application=fresh(case), actor=user)

        again = make_draft(region, user, number=case.number, name=case.name)
        submit_application(application=again, actor=user)
        assert again.status == Status.SUBMITTED


@pytest.mark.parametrize("outcome", [Outcome.APPROVED, Outcome.DECLINED])
def test_whoever_withdraws_before_it_is_told_never_hears_of_the_decision(
    region: Region, decider: User, user: User, outcome: str, tmp_path: Path
) -> None:
    """The page cannot say that something was decided; so what it offers works, and nobody is told afterwards."""
    with time_machine.travel(NOON, tick=False) as clock:
        case = make_application(region, user=user, submitted_at=NOON)
        decide(case, decider, outcome)
        clock.shift(5)
        assert reverse("membership:withdraw", kwargs={"reference": case.reference}) in page(user, case)
        asks = page(user, case, "withdraw")
        assert "godkän" not in asks
        assert "inte upp på något möte" in asks

        withdraw_application(application=fresh(case), actor=user)
        with pytest.raises(Refusal):
            take_back(case, actor=decider, note="Fel ärende.")
        clock.shift(MOMENT)
        call_command("relay", "--once")

        assert fresh(case).status == Status.WITHDRAWN
        assert sent(tmp_path) == 0
        assert not SigningDocument.objects.exclude(status=Signing.REVOKED).exists()
        assert not Letter.objects.filter(called_off_at=None).exists()
        assert told_decisions(fresh(case)) == []
        assert "godkän" not in page(user, case).partition("Det här har hänt")[2].partition("<h2")[0]


def test_what_was_told_counts_and_nothing_else(region: Region, decider: User, user: User) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        case = make_application(region, user=user, submitted_at=NOON)
        decide(case, decider, Outcome.DECLINED)
        clock.shift(MOMENT)
        address = reverse("membership:withdraw", kwargs={"reference": case.reference})
        assert address not in page(user, case)
        with pytest.raises(StepNotAllowed):
            withdraw_application(application=fresh(case), actor=user)

        # Approved after all, and not told yet: the refusal is what they know.
        approve_after_all(fresh(case), actor=decider, held=held())
        with pytest.raises(StepNotAllowed):
            withdraw_application(application=fresh(case), actor=user)
        clock.shift(MOMENT)
        assert address in page(user, case)

        # Declined after all, and not told yet: they know that they are approved.
        decline_after_all(fresh(case), actor=decider, **why(case))
        assert address in page(user, case)
        withdraw_application(application=fresh(case), actor=user)
        assert fresh(case).status == Status.WITHDRAWN
        assert [each.outcome for each in told_decisions(fresh(case))] == [Outcome.DECLINED, Outcome.APPROVED]


def test_of_confirming_and_withdrawing_one_comes_first(region: Region, user: User) -> None:
    make_balanced_group(region)
    case = make_application(region, Status.APPROVED, user=user)
    make_returned(case)
    document = case.signing_documents.get()
    stale = fresh(case)
    confirm_signature(document=document, actor=make_secretary(region))

    with pytest.raises(StepNotAllowed, match="Ni har anslutit er"):
        withdraw_application(application=stale, actor=user)
    assert fresh(case).status == Status.APPROVED

    other = make_application(region, Status.APPROVED, user=user)
    make_returned(other)
    late = other.signing_documents.get()
    withdraw_application(application=other, actor=user)
    with pytest.raises(Refusal):
        confirm_signature(document=late, actor=make_secretary(region))


def test_a_stranger_withdraws_nothing(region: Region, decider: User) -> None:
    case = make_application(region, Status.APPROVED)
    for person in (decider, make_user(), make_secretary(region)):
        with pytest.raises(StepNotAllowed):
            withdraw_application(application=fresh(case), actor=person)
