"""A member leaves: in writing, when it likes, with a receipt; and comes back (MEM-41 … MEM-43)."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from agreement.models import Region
from letters.models import Letter
from membership import leaving
from membership.exceptions import BadFile
from membership.models import (
    Application,
    MemberContact,
    MemberEvent,
    MemberProfile,
    Membership,
    Organisation,
    Withdrawal,
)
from membership.services import (
    begin_again,
    confirm_signature,
    end_membership,
    register_paper_withdrawal,
    regret_withdrawal,
    save_contact,
    save_profile,
    submit_application,
    withdraw_membership,
)
from membership.states import Given, MemberChange, Status
from relay.services import work_on
from steps.exceptions import Refusal, StepNotAllowed
from tests.factories import (
    decide,
    make_application,
    make_balanced_group,
    make_co_opted,
    make_leader,
    make_member,
    make_region,
    make_returned,
    make_secretary,
    make_upload,
    make_user,
    sign_in,
)

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 5, 4, 10, tzinfo=dt.UTC)
TODAY = dt.date(2026, 5, 4)


@pytest.fixture
def noon() -> Iterator[Any]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def region(noon: Any) -> Region:
    return make_region()


@pytest.fixture
def person(noon: Any) -> User:
    return make_user("maja@forening.example")


@pytest.fixture
def member(region: Region, person: User) -> Membership:
    joined = make_member(region, user=person, name="Föreningen Norrsken")
    Membership.objects.filter(pk=joined.pk).update(since=dt.date(2026, 2, 2))
    joined.refresh_from_db()
    return joined


class Ends:
    """A room that has something to end."""

    def __init__(self) -> None:
        self.ended: list[tuple[int, dt.date, User | None]] = []

    def tell(self, membership: Membership, day: dt.date) -> list[str]:
        return [f"En plats i gruppen, {day}"]

    def end(self, membership: Membership, day: dt.date, by: User | None) -> None:
        self.ended.append((membership.pk, day, by))


@pytest.fixture
def ends(monkeypatch: pytest.MonkeyPatch) -> Ends:
    room = Ends()
    monkeypatch.setattr(leaving, "CONSEQUENCES", [])
    leaving.register(room)
    leaving.register(room)
    return room


def leave(member: Membership, actor: User, day: dt.date = TODAY, **fields: Any) -> Withdrawal:
    return withdraw_membership(
        membership=member, actor=actor, effective_on=day, given_by="Maja Påhittad", **fields
    )


def run(withdrawal: Withdrawal) -> bool:
    return work_on(Withdrawal, withdrawal.pk, end_membership)


def sent(kind: str) -> set[str]:
    return set(Letter.objects.filter(kind=kind).values_list("to", flat=True))


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
    gate = threading.Barrier(2)
    outcomes: list[str] = []

    def press(actor: User) -> None:
        try:
            gate.wait()
            leave(Membership.objects.get(pk=member.pk), actor, timezone.localdate())
            outcomes.append("given")
        except Refusal:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(actor,)) for actor in (one, two)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["given", "refused"]
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


# --- On paper -------------------------------------------------------------------------------------


def on_paper(member: Membership, actor: User, **fields: Any) -> Withdrawal:
    said = {
        "effective_on": dt.date(2026, 4, 30),
        "given_on": dt.date(2026, 4, 20),
        "given_by": "Ordföranden",
        "upload": make_upload(),
        **fields,
    }
    return register_paper_withdrawal(membership=member, actor=actor, **said)


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


# --- Coming back ----------------------------------------------------------------------------------


def test_member_of_today_has_nothing_to_come_back_to(member: Membership, person: User) -> None:
    with pytest.raises(StepNotAllowed):
        begin_again(membership=member, actor=person, language="sv")


def test_new_application_is_filled_in_and_says_so(client: Client, member: Membership, person: User) -> None:
    contact = member.contacts.get()
    save_contact(
        member,
        actor=person,
        contact=contact,
        name="Ny Påhittad",
        email="ny@forening.example",
        publish_name=True,
    )
    run(leave(member, person))
    applicant = sign_in(client, person)
    again = reverse("membership:join-again", args=[member.pk])
    assert applicant.get(again).status_code == 200
    assert Application.objects.count() == 1
    start = applicant.post(again).url
    applicant.post(again)

    draft = Application.objects.get(status=Status.DRAFT)  # twice is one
    assert start.endswith(f"?arende={draft.reference}")
    assert (draft.name, draft.number) == (member.organisation.name, member.organisation.number)
    assert (draft.contact_name, draft.contact_email) == ("Ny Påhittad", "ny@forening.example")
    assert draft.former == member
    assert not draft.declared
    assert not draft.publish_name  # a yes from then is no yes from now
    first = applicant.get(reverse("membership:apply-page", args=["norrbotten", "organisation"]))
    assert "tidigare medlemskap" in first.content.decode() or "earlier membership" in first.content.decode()


def test_whoever_comes_back_is_the_same_organisation_with_its_presentation(
    region: Region, member: Membership, person: User, noon: Any
) -> None:
    """Also where there is no number to know it by (MEM-49, MEM-50)."""
    Organisation.objects.update(number=None)
    Application.objects.update(number="", number_missing_reason="Nätverk")
    member = Membership.objects.get()
    save_profile(
        member, actor=person, fields=["culture"], whole_county=True, municipalities=[], does="Vi dansar"
    )
    run(leave(member, person))
    noon.shift(dt.timedelta(days=30))
    draft = begin_again(membership=Membership.objects.get(), actor=person, language="sv")
    Application.objects.filter(pk=draft.pk).update(
        declared=True, declared_by="Maja", contact_level="regional"
    )
    draft.refresh_from_db()
    submit_application(application=draft, actor=person)
    decide(draft, Status.APPROVED)
    draft = Application.objects.get(pk=draft.pk)
    returned = make_returned(draft)
    joined = confirm_signature(document=returned.document, actor=make_secretary(region))

    assert Organisation.objects.count() == 1
    assert joined.organisation == member.organisation
    assert MemberProfile.objects.get(membership=joined).does == "Vi dansar"
    assert [row.field for row in joined.fields_of_activity.all()] == ["culture"]
    assert MemberContact.objects.filter(membership=joined, is_main=True).count() == 1
    assert Membership.objects.current().get() == joined
    assert Membership.objects.count() == 2


def test_there_is_no_way_to_exclude_anybody() -> None:
    """No source knows an exclusion, so no service offers one (MEM-43)."""
    from membership import services

    assert not [
        name for name in services.__all__ if "exclu" in name or "expel" in name or "remove_member" in name
    ]


# --- Out before in, and whose notice it is ----------------------------------------------------------


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


def test_whoever_joined_today_can_leave_today_and_no_page_ends_before_it_begins(
    client: Client, region: Region, person: User
) -> None:
    joined = make_member(region, user=person, name="Dagsländan")
    assert run(leave(joined, person))
    page = client.get(joined.get_absolute_url()).text
    assert "4 maj 2026" in page
    assert "3 maj 2026" not in page


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


# --- Coming back twice ------------------------------------------------------------------------------


def test_whoever_has_joined_again_is_not_asked_to_join_again(
    client: Client, region: Region, member: Membership, person: User
) -> None:
    run(leave(member, person))
    again = make_member(region, user=person, name="Föreningen Norrsken igen")
    Membership.objects.filter(pk=again.pk).update(organisation=member.organisation)
    applicant = sign_in(Client(), person)
    old = reverse("membership:own-member", args=[member.pk])
    page = applicant.get(old).text
    assert reverse("membership:join-again", args=[member.pk]) not in page
    assert reverse("membership:own-member", args=[again.pk]) in page
    with pytest.raises(StepNotAllowed):
        begin_again(membership=Membership.objects.get(pk=member.pk), actor=person, language="sv")
    # The old address, printed somewhere, leads to the page of today.
    assert client.get(member.get_absolute_url()).url == again.get_absolute_url()


def test_whoever_has_applied_again_is_led_to_that(region: Region, member: Membership, person: User) -> None:
    run(leave(member, person))
    member = Membership.objects.get()
    case = make_application(region)
    type(case).objects.filter(pk=case.pk).update(organisation=member.organisation)
    with pytest.raises(StepNotAllowed):
        begin_again(membership=member, actor=person, language="sv")
