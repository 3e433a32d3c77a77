"""A member leaves: in writing, when it likes, with a receipt (MEM-41 … MEM-43)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from agreement.models import Region
from letters.models import Letter
from membership.models import MemberEvent, Membership, Withdrawal
from membership.services import regret_withdrawal
from membership.states import Given, MemberChange
from steps.exceptions import Refusal, StepNotAllowed
from tests.factories import (
    make_balanced_group,
    make_co_opted,
    make_leader,
    make_member,
    make_region,
    make_secretary,
    make_user,
    sign_in,
)
from tests.harness.at_once import at_once, refused
from tests.membership.leaving.acts import TODAY, Ends, leave, run, sent

pytestmark = pytest.mark.django_db


# --- Giving it ------------------------------------------------------------------------------------


def test_notice_writes_everything_at_once_and_ends_nothing_yet(
    region: Region, member: Membership, person: User, ends: Ends
) -> None:
    group = make_balanced_group(region)
    guest = make_co_opted(region)
    secretary = make_secretary(region)
    given = leave(member, person, dt.date(2026, 6, 1))

    assert (given.manner, given.given_on, given.given_by) == (Given.PORTAL, TODAY, "Maja Påhittad")
    assert given.told == ["En plats i gruppen, 2026-06-01"]
    assert timezone.localtime(given.due_at).isoformat() == "2026-06-01T00:00:00+02:00"
    assert sent("withdrawal_receipt") == set(member.recipients)
    assert sent("withdrawal_notice") >= {*(each.email for each in group), secretary.email}
    assert not sent("withdrawal_notice") & {guest.email, person.email}
    assert "En plats i gruppen" in Letter.objects.filter(kind="withdrawal_receipt").first().text
    member.refresh_from_db()
    assert member.ended_on is None
    assert ends.ended == []
    assert not run(given)  # its day has not come


def test_no_reason_is_needed_and_none_is_public(client: Client, member: Membership, person: User) -> None:
    given = leave(member, person, reason="Vi hinner inte")
    run(given)
    assert "Vi hinner inte" not in client.get(member.get_absolute_url()).content.decode()


@pytest.mark.parametrize("days", [-1, 731])
def test_day_is_today_or_later(member: Membership, person: User, days: int) -> None:
    with pytest.raises(StepNotAllowed):
        leave(member, person, TODAY + dt.timedelta(days=days))
    assert not Withdrawal.objects.exists()


def test_second_notice_is_refused(member: Membership, person: User) -> None:
    leave(member, person)
    with pytest.raises(StepNotAllowed):
        leave(member, person, dt.date(2026, 6, 1))
    assert Withdrawal.objects.count() == 1
    assert Letter.objects.filter(kind="withdrawal_receipt").count() == len(member.recipients)


@pytest.mark.parametrize("who", ["stranger", "leader", "secretary"])
def test_only_the_organisation_gives_it_in_the_portal(region: Region, member: Membership, who: str) -> None:
    makers = {
        "stranger": make_user,
        "leader": lambda: make_leader(region),
        "secretary": lambda: make_secretary(region),
    }
    with pytest.raises(StepNotAllowed):
        leave(member, makers[who]())
    assert not Withdrawal.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_leave_at_once_give_one_notice() -> None:
    region = make_region()
    one, two = make_user(), make_user()
    member = make_member(region, user=one)
    member.application.access.create(user=two)

    [refusal] = refused(
        at_once(
            *(
                lambda actor=actor: leave(Membership.objects.get(pk=member.pk), actor, timezone.localdate())
                for actor in (one, two)
            )
        )
    )

    assert issubclass(refusal, Refusal)
    assert Withdrawal.objects.count() == 1


# --- The day --------------------------------------------------------------------------------------


def test_listing_ends_when_the_day_comes_and_the_record_stays(
    client: Client, member: Membership, person: User, ends: Ends, noon: Any
) -> None:
    given = leave(member, person, dt.date(2026, 6, 1))
    noon.move_to(dt.datetime(2026, 5, 31, 21, 59, 59, tzinfo=dt.UTC))
    assert not run(given)
    assert "Föreningen Norrsken" in client.get("/norrbotten/anslutna/").content.decode()

    noon.move_to(dt.datetime(2026, 5, 31, 22, tzinfo=dt.UTC))  # midnight in Sweden
    assert run(given)
    member.refresh_from_db()
    assert member.ended_on == dt.date(2026, 5, 31)
    assert ends.ended == [(member.pk, dt.date(2026, 6, 1), person)]
    assert "Föreningen Norrsken" not in client.get("/norrbotten/anslutna/").content.decode()
    page = client.get(member.get_absolute_url()).content.decode()
    assert "31 maj 2026" in page
    assert sent("membership_ended") == set(member.recipients)


def test_job_that_was_down_for_three_days_catches_up_once(
    member: Membership, person: User, ends: Ends, noon: Any
) -> None:
    given = leave(member, person, dt.date(2026, 6, 1))
    noon.move_to(dt.datetime(2026, 6, 4, 8, tzinfo=dt.UTC))
    assert run(given)
    assert not run(given)
    member.refresh_from_db()
    assert member.ended_on == dt.date(2026, 5, 31)
    assert len(ends.ended) == 1
    assert Letter.objects.filter(kind="membership_ended").count() == len(member.recipients)
    assert MemberEvent.objects.filter(what=MemberChange.ENDED).count() == 1


def test_today_takes_effect_at_once(client: Client, member: Membership, person: User) -> None:
    assert run(leave(member, person))
    assert "Föreningen Norrsken" not in client.get("/norrbotten/anslutna/").content.decode()


def test_room_that_fails_leaves_everything_as_it_was(
    member: Membership, person: User, ends: Ends, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = leave(member, person)

    def fail(*args: Any) -> None:
        raise RuntimeError("not now")

    monkeypatch.setattr(ends, "end", fail)
    assert not run(given)
    member.refresh_from_db()
    given.refresh_from_db()
    assert (member.ended_on, given.done_at) == (None, None)
    assert given.last_error
    assert not sent("membership_ended")


# --- Changing one's mind --------------------------------------------------------------------------


def test_notice_is_taken_back_until_its_day(
    region: Region, member: Membership, person: User, noon: Any
) -> None:
    make_balanced_group(region)
    given = leave(member, person, dt.date(2026, 6, 1))
    noon.move_to(dt.datetime(2026, 5, 31, 21, 59, tzinfo=dt.UTC))
    regret_withdrawal(withdrawal=given, actor=person)
    with pytest.raises(StepNotAllowed):
        regret_withdrawal(withdrawal=given, actor=person)

    noon.move_to(dt.datetime(2026, 6, 2, tzinfo=dt.UTC))
    assert not run(given)
    member = Membership.objects.get()
    assert member.is_current
    assert sent("withdrawal_regretted") == set(member.recipients)
    assert sent("withdrawal_regretted_notice") == sent("withdrawal_notice")
    assert Withdrawal.objects.get().regretted_by == person  # the record stays
    leave(member, person, timezone.localdate())  # and another may be given
    assert Withdrawal.objects.count() == 2


def test_it_is_too_late_on_the_day_even_before_the_job(member: Membership, person: User, noon: Any) -> None:
    given = leave(member, person, dt.date(2026, 6, 1))
    noon.move_to(dt.datetime(2026, 5, 31, 22, tzinfo=dt.UTC))
    with pytest.raises(StepNotAllowed):
        regret_withdrawal(withdrawal=given, actor=person)
    assert run(given)


def test_strangers_take_nothing_back(member: Membership, person: User) -> None:
    given = leave(member, person, dt.date(2026, 6, 1))
    with pytest.raises(StepNotAllowed):
        regret_withdrawal(withdrawal=given, actor=make_user())
    given.refresh_from_db()
    assert given.regretted_at is None


# --- The pages ------------------------------------------------------------------------------------


def test_pages_say_beforehand_what_ends_and_only_the_button_writes(
    client: Client, member: Membership, person: User, ends: Ends
) -> None:
    applicant = sign_in(client, person)
    here = reverse("membership:withdrawal", args=[member.pk])
    assert applicant.get(here).status_code == 200
    for wrong in ("2026-05-03", "igår", "2031-01-01"):
        assert applicant.get(here, {"dag": wrong}).context["form"].errors
    shown = applicant.get(here, {"dag": "2026-06-01"})
    assert "En plats i gruppen, 2026-06-01" in shown.content.decode()
    assert not Withdrawal.objects.exists()

    nameless = applicant.post(here, {"dag": "2026-06-01", "given_by": ""})
    assert list(nameless.context["form"].errors) == ["given_by"]
    applicant.post(here, {"dag": "2026-06-01", "given_by": "Maja Påhittad"})
    receipt = applicant.get(here).content.decode()
    assert "1 juni 2026" in receipt
    assert "En plats i gruppen, 2026-06-01" in receipt
    regret = reverse("membership:regret", args=[member.pk])
    assert regret in receipt
    assert applicant.get(regret).status_code == 200
    assert Withdrawal.objects.get().regretted_at is None
    applicant.post(regret)
    assert Withdrawal.objects.get().regretted_at is not None


def test_former_member_reads_its_receipt_and_finds_the_way_back(
    client: Client, member: Membership, person: User
) -> None:
    run(leave(member, person))
    applicant = sign_in(client, person)
    again = reverse("membership:join-again", args=[member.pk])
    for name in ("own-member", "withdrawal"):
        assert again in applicant.get(reverse(f"membership:{name}", args=[member.pk])).content.decode()
    assert (
        reverse("membership:own-member", args=[member.pk]) in applicant.get("/mina-sidor/").content.decode()
    )


def test_there_is_no_way_to_exclude_anybody() -> None:
    """No source knows an exclusion, so no service offers one (MEM-43)."""
    from membership import services

    assert not [
        name for name in services.__all__ if "exclu" in name or "expel" in name or "remove_member" in name
    ]


def test_whoever_joined_today_can_leave_today_and_no_page_ends_before_it_begins(
    client: Client, region: Region, person: User
) -> None:
    joined = make_member(region, user=person, name="Dagsländan")
    assert run(leave(joined, person))
    page = client.get(joined.get_absolute_url()).text
    assert "4 maj 2026" in page
    assert "3 maj 2026" not in page
