"""A tie once had stays (MEM-45): whoever gives up the access to an application does not become one of its deciders. Only the
secretariat lifts that, with a reason, on record. And the record of a decision keeps who had a tie on its day.
"""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from agreement.models import Region, SeatHolding
from agreement.states import SeatKind
from membership import services
from membership.models import Application, ApplicationAccess, Decision, Recusal
from membership.permissions import Capacities
from membership.quorum import Decider
from membership.services.access import give_access, take_access
from membership.states import Ground, Status
from steps.exceptions import StepNotAllowed
from tests.factories import (
    LONG_AGO,
    at_meeting,
    make_application,
    make_balanced_group,
    make_leader,
    make_member,
    make_recusal,
    make_region,
    make_secretary,
    make_user,
    sign_in,
)

pytestmark = pytest.mark.django_db
QUEUE = "/admin/membership/reviewitem/"


@pytest.fixture
def leader(region: Region) -> User:
    """Sits in the group for the first party, and wrote the application of their own organisation."""
    user: User = make_balanced_group(region)[0]
    User.objects.filter(pk=user.pk).update(last_login=timezone.now())
    user.refresh_from_db()
    return user


@pytest.fixture
def case(region: Region, leader: User) -> Application:
    return make_application(region, user=leader)


def test_who_works_for_what_it_was_before_has_a_tie(region: Region, leader: User) -> None:
    """MEM-49: the number led to another organisation's row, and the case says which member it was."""
    member = make_member(region, user=leader)
    case = make_application(region)
    Application.objects.filter(pk=case.pk).update(former=member)
    case.refresh_from_db()

    assert case.organisation != member.organisation
    assert Capacities(leader).is_closed(case)
    assert not Capacities(leader).works_for_applicant(case)
    assert leader.pk in Decider(leader).recused(case)


def test_who_worked_for_what_it_was_before_has_a_tie_too(region: Region, leader: User) -> None:
    member = make_member(region)
    make_recusal(member.application, leader, ground=Ground.WORKED)
    case = make_application(region)
    Application.objects.filter(pk=case.pk).update(former=member)
    case.refresh_from_db()

    assert Capacities(leader).is_closed(case)
    assert leader.pk in Decider(leader).recused(case)


@pytest.fixture
def successor(case: Application, leader: User) -> User:
    """Leaves nobody behind: somebody of the board who has signed in."""
    user = give_access(case, actor=leader, email="ny@forening.example")
    User.objects.filter(pk=user.pk).update(last_login=timezone.now())
    user.refresh_from_db()
    return user


def staff(user: User) -> Client:
    return sign_in(Client(), user, second_factor=True)


def other_case(case: Application) -> Application:
    """An earlier case of the same organisation."""
    earlier = make_application(case.agreement.region, Status.DECLINED)
    Application.objects.filter(pk=earlier.pk).update(organisation=case.organisation)
    return Application.objects.get(pk=earlier.pk)


def test_whoever_hands_over_stays_closed_out(case: Application, leader: User, successor: User) -> None:
    earlier = other_case(case)
    take_access(case, actor=leader, person=leader)

    for each in (case, earlier):
        assert Capacities(leader).is_closed(each)
        assert leader.pk in Decider(leader).recused(each)
        assert staff(leader).get(f"{QUEUE}{each.pk}/change/").status_code == 403
    assert not Capacities(leader).works_for_applicant(case)
    answer = staff(leader).post(f"{QUEUE}{case.pk}/approve/", at_meeting(case.agreement.region))
    assert answer.status_code == 403
    assert not Decision.objects.filter(application=case).exists()
    for page in ("position", "lift-conflict"):
        assert staff(leader).post(f"{QUEUE}{case.pk}/{page}/", {"opinion": "for"}).status_code == 403


def test_page_says_beforehand_that_it_stays_closed(case: Application, leader: User, successor: User) -> None:
    for person, handles in ((leader, True), (successor, False)):
        own = case.access.get(user=person)
        address = reverse("membership:remove-person", args=[case.reference, own.pk])
        assert sign_in(Client(), person, second_factor=True).get(address).context["handles_cases"] == handles


def test_page_says_until_when_and_who_can_lift_it(case: Application, leader: User, successor: User) -> None:
    earlier = other_case(case)
    take_access(case, actor=leader, person=leader)
    for each in (case, earlier):
        text = staff(leader).get(f"{QUEUE}{each.pk}/change/").text
        assert str(Ground.WORKED.label) in text
        assert each.agreement.region.contact_email in text
        assert case.name not in text


def test_whoever_is_removed_or_gets_a_seat_later_is_closed_out_too(
    region: Region, case: Application, leader: User, successor: User
) -> None:
    take_access(case, actor=leader, person=successor)
    assert not Capacities(successor).handles_cases_in(region.pk)
    secretary = staff(make_secretary(region))
    # Somebody who decides nothing is nobody's conflict of interest.
    assert secretary.get(f"{QUEUE}{case.pk}/change/").context["case"].conflicts == []

    seat = region.agreement.bodies.get().seats.get(party__order=1, kind=SeatKind.ALTERNATE)
    SeatHolding.objects.create(seat=seat, user=successor, from_on=LONG_AGO)
    assert Capacities(successor).is_closed(case)
    (known,) = secretary.get(f"{QUEUE}{case.pk}/change/").context["case"].conflicts
    assert (known.user, known.ground) == (successor, Ground.WORKED)


def test_secretariat_lifts_it_from_any_case_of_the_organisation(
    region: Region, case: Application, leader: User, successor: User
) -> None:
    earlier = other_case(case)
    take_access(case, actor=leader, person=leader)
    recusal = Recusal.objects.get(user=leader)
    with pytest.raises(StepNotAllowed):
        services.lift_conflict(recusal, by=leader, note="Jag har slutat.")

    answer = staff(make_secretary(region)).post(
        f"{QUEUE}{earlier.pk}/lift-conflict/", {"recusal": recusal.pk, "note": "Slutade i styrelsen 2019."}
    )

    assert answer.status_code == 302
    assert not Capacities(leader).is_closed(case)
    assert not Capacities(leader).is_closed(earlier)
    assert case.events.get(step="lift_recusal").note == f"{leader}: Slutade i styrelsen 2019."
    # A new tie is a new one.
    ApplicationAccess.objects.create(application=case, user=leader)
    take_access(case, actor=successor, person=leader)
    assert Capacities(leader).is_closed(case)


def test_of_another_regions_case_staff_read_only_that_there_is_a_tie(
    region: Region, case: Application, leader: User, successor: User
) -> None:
    """It counts here too; which case it was, and what was said there, is for those who see that one."""
    south = make_region("blekinge")
    make_balanced_group(south)
    here = make_application(south, name=case.name)
    Application.objects.filter(pk=here.pk).update(organisation=case.organisation)
    seat = south.agreement.bodies.get().seats.get(party__order=1, kind=SeatKind.ALTERNATE)
    SeatHolding.objects.create(seat=seat, user=leader, from_on=LONG_AGO)
    services.declare_conflict(
        case, user=leader, ground=Ground.CLOSE, note="Syskon.", by=make_secretary(region)
    )
    take_access(case, actor=leader, person=leader)
    secretary, page = staff(make_secretary(south)), f"{QUEUE}{here.pk}"

    text = secretary.get(f"{page}/change/").text
    assert leader.name in text.split('id="group"')[1]
    assert case.reference not in text
    assert "Syskon." not in text
    assert f"{page}/lift-conflict/" not in text
    recusal = Recusal.objects.get(user=leader)
    secretary.post(f"{page}/lift-conflict/", {"recusal": recusal.pk, "note": "Nej."})
    assert Capacities(leader).is_closed(here)

    services.lift_conflict(recusal, by=make_secretary(region), note="Slutade 2019.")
    assert "Slutade 2019." not in secretary.get(f"{page}/change/").text


def test_a_tie_of_a_draft_lasts_when_it_is_sent(region: Region, leader: User) -> None:
    draft = make_application(region, Status.DRAFT, user=leader)
    added = give_access(draft, actor=leader, email="ny@forening.example")
    User.objects.filter(pk=added.pk).update(last_login=timezone.now())
    take_access(draft, actor=leader, person=leader)
    services.submit_application(application=draft, actor=added)
    assert Capacities(leader).is_closed(draft)


def test_what_was_declared_before_closes_all_cases_when_the_access_ends(
    region: Region, case: Application, leader: User, successor: User
) -> None:
    services.declare_conflict(case, user=leader, ground=Ground.CLOSE, by=make_secretary(region))
    take_access(case, actor=leader, person=leader)
    assert Recusal.objects.get().ground == Ground.WORKED
    assert Capacities(leader).is_closed(other_case(case))


# --- A corrected record ---------------------------------------------------------------------------------


def stands(decision: Decision) -> dict[int, str]:
    return {row["user"]: row["stand"] for row in decision.seated if row["user"]}


def test_corrected_record_keeps_who_had_a_conflict_on_the_day(region: Region) -> None:
    first, second, third = make_balanced_group(region)
    alternate = make_leader(region, party=1, kind=SeatKind.ALTERNATE)
    secretary = make_secretary(region)
    case = make_application(region, user=make_user())
    recusal = services.declare_conflict(case, user=second, ground=Ground.CLOSE)
    held = services.Held(timezone.localdate(), "7")
    decision = services.approve_application(case, actor=secretary, held=held)
    services.lift_conflict(recusal, by=secretary, note="Det var inte så.")
    services.declare_conflict(case, user=first, ground=Ground.OFFICE)

    form = staff(secretary).get(f"{QUEUE}{case.pk}/correct-record/").context["form"]
    shown = {row.user: row.is_recused for party in form.parties() for row in party.rows if row.user}
    assert shown == {first.pk: False, second.pk: True, third.pk: False, alternate.pk: False}
    right = services.Held(timezone.localdate(), "8")
    corrected = services.correct_record(case, actor=secretary, held=right, note="Fel paragraf.")

    assert stands(corrected) == stands(decision)
    assert (stands(corrected)[first.pk], stands(corrected)[second.pk]) == ("present", "recused")
