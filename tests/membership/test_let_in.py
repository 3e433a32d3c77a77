"""Where nobody of a member is left who could, the secretariat lets somebody in: on a registered request, seen by all."""

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
from membership.models import ApplicationEvent, MemberContact, MemberEvent, Membership
from membership.permissions import works_for
from membership.services import give_access_for_a_member
from membership.states import MemberChange
from steps.exceptions import StepNotAllowed
from tests.factories import (
    make_leader,
    make_member,
    make_recusal,
    make_region,
    make_secretary,
    make_user,
    sign_in,
)

pytestmark = pytest.mark.django_db
NEW = "tove@forening.example"
ROLE = "styrelsen@forening.example"
ASKED = {"email": NEW, "registry_number": "RS 2026-41", "checked": "on"}


@pytest.fixture
def member(region: Region) -> Membership:
    """Its people are gone: nobody has access, and a role's address is all there is."""
    joined = make_member(region, name="Föreningen Norrsken")
    joined.application.access.all().delete()
    MemberContact.objects.filter(membership=joined).update(email=ROLE)
    return Membership.objects.get(pk=joined.pk)


@pytest.fixture
def staff(client: Client, region: Region) -> Client:
    return sign_in(client, make_secretary(region), second_factor=True)


def page(member: Membership) -> str:
    return reverse("admin:membership_membership_access", args=[member.pk])


def test_somebody_is_let_in_and_everybody_hears_of_it(staff: Client, member: Membership) -> None:
    own = reverse("membership:own-member", args=[member.pk])
    assert page(member) in staff.get(own).text
    assert staff.get(page(member)).status_code == 200
    assert not Letter.objects.exists()
    assert staff.post(page(member), ASKED).url == own

    person = User.objects.get(email=NEW)
    assert works_for(person, member)
    event = MemberEvent.objects.get(what=MemberChange.ACCESS_GIVEN)
    assert (event.by_staff, event.note) == (True, "RS 2026-41")
    assert ApplicationEvent.objects.get(step="access_given").note == NEW
    assert set(Letter.objects.values_list("kind", "to")) == {
        ("access_given", NEW),
        ("access_given_notice", ROLE),
    }
    assert NEW in Letter.objects.get(to=ROLE).text
    assert "sekretariat" in Letter.objects.get(to=NEW).text.lower()
    assert sign_in(Client(), person).get(own).status_code == 200


def test_members_whose_pages_nobody_can_open_are_listed(
    staff: Client, region: Region, member: Membership
) -> None:
    other = make_member(region, name="Grannföreningen")
    listed = staff.get(reverse("admin:membership_membership_changelist"), {"reached": "alone"}).text
    assert member.organisation.name in listed
    assert other.organisation.name not in listed


def test_twice_is_once(staff: Client, member: Membership) -> None:
    for _twice in range(2):
        assert staff.post(page(member), ASKED).status_code == 302
    assert MemberEvent.objects.filter(what=MemberChange.ACCESS_GIVEN).count() == 1
    assert Letter.objects.count() == 2


def test_whoever_has_access_still_hears_of_it_and_can_end_it(
    staff: Client, region: Region, member: Membership
) -> None:
    chair = make_user("maja@forening.example", last_login=timezone.now())
    member.application.access.create(user=chair)
    assert chair.email in staff.get(page(member)).text
    staff.post(page(member), ASKED)
    people = reverse("membership:people", args=[member.application.reference])
    hers, the_contacts = (
        Letter.objects.get(kind="access_given_notice", to=address) for address in (chair.email, ROLE)
    )
    for half in (hers.text, hers.html):
        assert people in half
    for half in (the_contacts.text, the_contacts.html):
        assert "/mina-sidor/" not in half  # could not open it
        assert NEW in half
        assert f"pages of {member.organisation.name} can open them" in half or "kan öppna dem" in half
    given = member.application.access.get(user__email=NEW)
    remove = reverse("membership:remove-person", args=[member.application.reference, given.pk])
    sign_in(Client(), chair).post(remove)
    assert not member.application.access.filter(user__email=NEW).exists()


@pytest.mark.parametrize("missing", ["email", "registry_number", "checked"])
def test_nothing_happens_without_the_check(staff: Client, member: Membership, missing: str) -> None:
    came_back = staff.post(page(member), {key: value for key, value in ASKED.items() if key != missing})
    assert list(came_back.context["form"].errors) == [missing]
    assert not User.objects.filter(email=NEW).exists()


@pytest.mark.parametrize("who", ["leader", "elsewhere", "works for it", "recused", "stranger"])
def test_nobody_else_lets_anybody_in(region: Region, member: Membership, who: str) -> None:
    actor = {
        "leader": lambda: make_leader(region),
        "elsewhere": lambda: make_secretary(make_region("blekinge")),
        "stranger": make_user,
    }.get(who, lambda: make_secretary(region))()
    if who == "works for it":
        member.application.access.create(user=actor)
    elif who == "recused":
        make_recusal(member.application, actor)
    client = sign_in(Client(), actor, second_factor=True)
    assert client.get(page(member)).status_code in (302, 404)
    client.post(page(member), ASKED)
    with pytest.raises(StepNotAllowed):
        give_access_for_a_member(member, actor=actor, email=NEW, registry_number="1")
    assert not User.objects.filter(email=NEW).exists()
    own = client.get(reverse("membership:own-member", args=[member.pk]))
    assert own.status_code == 404 or page(member) not in own.text


def test_nobody_who_handles_cases_is_let_in(staff: Client, region: Region, member: Membership) -> None:
    leader = make_leader(region)
    came_back = staff.post(page(member), {**ASKED, "email": leader.email})
    assert list(came_back.context["form"].errors) == ["email"]
    assert not member.application.access.exists()
    assert not MemberEvent.objects.exists()


def test_former_member_is_not_opened(staff: Client, member: Membership) -> None:
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    Membership.objects.update(since=yesterday, ended_on=yesterday)
    own: Any = reverse("membership:own-member", args=[member.pk])
    assert staff.post(page(member), ASKED).url == own
    assert page(member) not in staff.get(own).text
    assert not User.objects.filter(email=NEW).exists()
