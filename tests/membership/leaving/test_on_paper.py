"""A notice on paper: it counts from its own day, the scan is kept, and nobody undoes another's (MEM-41, MEM-42)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from agreement.models import Region
from membership.exceptions import BadFile
from membership.models import Membership, Withdrawal
from membership.services import regret_withdrawal
from steps.exceptions import StepNotAllowed
from tests.factories import (
    make_leader,
    make_recusal,
    make_region,
    make_secretary,
    make_upload,
    make_user,
    sign_in,
)
from tests.membership.leaving.acts import leave, on_paper, run, sent

pytestmark = pytest.mark.django_db


def test_paper_counts_from_its_own_day(region: Region, member: Membership) -> None:
    secretary = make_secretary(region)
    given = on_paper(member, secretary)
    assert given.stored_name.startswith(f"withdrawals/{member.pk}/")
    assert run(given)
    member.refresh_from_db()
    assert member.ended_on == dt.date(2026, 4, 29)
    assert sent("withdrawal_receipt") == set(member.recipients)


@pytest.mark.parametrize(
    ("given_on", "effective_on"),
    [(dt.date(2026, 5, 5), dt.date(2026, 5, 5)), (dt.date(2026, 4, 20), dt.date(2026, 4, 19))],
)
def test_paper_is_neither_from_the_future_nor_late_for_itself(
    region: Region, member: Membership, given_on: dt.date, effective_on: dt.date
) -> None:
    with pytest.raises(StepNotAllowed):
        on_paper(member, make_secretary(region), given_on=given_on, effective_on=effective_on)


def test_only_the_region_s_secretariat_registers_paper(
    region: Region, member: Membership, person: User
) -> None:
    for outsider in (person, make_user(), make_leader(region), make_secretary(make_region("blekinge"))):
        with pytest.raises(StepNotAllowed):
            on_paper(member, outsider)
    tied = make_secretary(region)
    make_recusal(member.application, tied)
    with pytest.raises(StepNotAllowed):
        on_paper(member, tied)
    page = f"/admin/membership/membership/{member.pk}/withdrawal/"
    assert sign_in(Client(), tied, second_factor=True).get(page).status_code == 404
    with pytest.raises(BadFile):
        on_paper(member, make_secretary(region), upload=make_upload(b"MZ"))
    assert not Withdrawal.objects.exists()


def test_paper_is_registered_on_its_page_and_read_by_both_sides(
    client: Client, region: Region, member: Membership, person: User
) -> None:
    staff = sign_in(client, make_secretary(region), second_factor=True)
    own = reverse("membership:withdrawal", args=[member.pk])
    here = reverse("admin:membership_membership_withdrawal", args=[member.pk])
    assert staff.get(own).url == here
    assert staff.get(here).status_code == 200

    said = {"given_on": "2026-04-20", "effective_on": "2026-06-01", "given_by": "Ordföranden"}
    wrong = staff.post(here, {**said, "paper": make_upload(b"MZ")})
    assert list(wrong.context["form"].errors) == ["paper"]
    assert staff.post(here, {**said, "paper": make_upload()}).url == own
    given = Withdrawal.objects.get()
    paper = reverse("membership:withdrawal-paper", args=[member.pk, given.pk])
    for reader in (staff, sign_in(Client(), person)):
        assert paper in reader.get(own).content.decode()
        answer = reader.get(paper)
        assert answer.status_code == 200
        assert answer.getvalue()[:5] == b"%PDF-"
    assert sign_in(Client(), make_user()).get(paper).status_code == 404
    assert staff.get(here).url == reverse("membership:own-member", args=[member.pk])


@pytest.mark.parametrize(
    ("given_on", "effective_on"),
    [
        (dt.date(2026, 1, 9), dt.date(2026, 5, 1)),  # the paper is about an earlier membership
        (dt.date(2026, 1, 9), dt.date(2026, 1, 9)),
        (dt.date(1, 1, 1), dt.date(1, 1, 1)),
    ],
)
def test_nobody_leaves_before_they_joined(
    client: Client, region: Region, member: Membership, given_on: dt.date, effective_on: dt.date
) -> None:
    with pytest.raises(StepNotAllowed):
        on_paper(member, make_secretary(region), given_on=given_on, effective_on=effective_on)
    staff = sign_in(client, make_secretary(region), second_factor=True)
    here = reverse("admin:membership_membership_withdrawal", args=[member.pk])
    said = {
        "given_on": given_on.isoformat(),
        "effective_on": effective_on.isoformat(),
        "given_by": "Ordföranden",
        "paper": make_upload(),
    }
    answer = staff.post(here, said)
    assert answer.status_code == 200
    assert "given_on" in answer.context["form"].errors
    assert not Withdrawal.objects.exists()


def test_secretariat_does_not_undo_what_the_organisation_gave_itself(
    client: Client, region: Region, member: Membership, person: User
) -> None:
    secretary = make_secretary(region)
    given = leave(member, person, dt.date(2026, 6, 1))
    with pytest.raises(StepNotAllowed):
        regret_withdrawal(withdrawal=given, actor=secretary)
    staff = sign_in(client, secretary, second_factor=True)
    regret = reverse("membership:regret", args=[member.pk])
    own = reverse("membership:withdrawal", args=[member.pk])
    assert regret not in staff.get(own).text
    assert staff.get(regret).url == own
    staff.post(regret)
    given.refresh_from_db()
    assert given.regretted_at is None


def test_secretariat_takes_back_a_paper_that_it_registered_by_mistake(
    region: Region, member: Membership
) -> None:
    secretary = make_secretary(region)
    given = on_paper(member, secretary, effective_on=dt.date(2026, 6, 1))
    regret_withdrawal(withdrawal=given, actor=secretary)
    given.refresh_from_db()
    assert given.regretted_by == secretary
    assert sent("withdrawal_regretted") == set(member.recipients)


def test_scan_is_kept_when_another_answer_is_wrong(
    client: Client, region: Region, member: Membership
) -> None:
    staff = sign_in(client, make_secretary(region), second_factor=True)
    here = reverse("admin:membership_membership_withdrawal", args=[member.pk])
    said = {"given_on": "2026-04-20", "effective_on": "2026-06-01", "given_by": ""}
    wrong = staff.post(here, {**said, "paper": make_upload()})
    form = wrong.context["form"]
    assert list(form.errors) == ["given_by"]
    right = {**said, "given_by": "Ordföranden", "kept": form["kept"].value()}
    assert staff.post(here, right).url == reverse("membership:withdrawal", args=[member.pk])
    assert Withdrawal.objects.get().sha256


def test_scan_is_kept_when_the_service_refuses(client: Client, region: Region, member: Membership) -> None:
    staff = sign_in(client, make_secretary(region), second_factor=True)
    here = reverse("admin:membership_membership_withdrawal", args=[member.pk])
    said = {"given_on": "2026-04-20", "effective_on": "2031-06-01", "given_by": "Ordföranden"}  # too far away
    refused = staff.post(here, {**said, "paper": make_upload()})
    form = refused.context["form"]
    assert form.non_field_errors()
    assert form["kept"].value()
    assert not Withdrawal.objects.exists()
    still = staff.post(here, {**said, "kept": form["kept"].value()}).context["form"]  # refused once more
    right = {**said, "effective_on": "2026-06-01", "kept": still["kept"].value()}
    assert staff.post(here, right).url == reverse("membership:withdrawal", args=[member.pk])
    assert Withdrawal.objects.get().sha256
