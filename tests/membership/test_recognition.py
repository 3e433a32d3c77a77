"""The same organisation twice is noticed before it is handed in; nobody else's draft or contact is told (MEM-49, MEM-52)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from agreement.models import Region
from membership.models import Application, Membership, OrganisationLink
from membership.services.recognition import Twin, twin_of
from membership.states import Scope, Status
from tests.factories import (
    make_application,
    make_draft,
    make_leader,
    make_member,
    make_number,
    make_region,
    make_secretary,
    make_user,
    sign_in,
)

pytestmark = pytest.mark.django_db
NUMBER = make_number()


def draft_of(region: Region, person: User, **fields: Any) -> Application:
    return make_draft(region, person, **{"name": "Norrskenets Vänner", "number": NUMBER, **fields})


@pytest.mark.parametrize(("status", "found"), [
    ("submitted", True), ("supplement", True), ("approved", True),
    ("draft", False), ("declined", False), ("withdrawn", False),
])  # found in the first line, not in the second  # fmt: skip
def test_somebody_elses_number(region: Region, person: User, status: str, found: bool) -> None:
    make_application(region, status, number=NUMBER)
    expected = Twin(certain=True) if found else None
    assert twin_of(draft_of(region, person), person) == expected


def test_member_is_recognised_until_the_membership_ends(region: Region, person: User) -> None:
    member = make_member(region, number=NUMBER)
    draft = draft_of(region, person)
    assert twin_of(draft, person) == Twin(certain=True)

    Membership.objects.filter(pk=member.pk).update(ended_on=member.since)
    assert twin_of(draft, person) is None


@pytest.mark.parametrize(
    "name", ["NORRSKENETS VÄNNER", "norrskenets vanner", "Föreningen Norrskenets-Vänner"]
)
def test_other_spelling_in_the_same_place_is_a_hint(region: Region, person: User, name: str) -> None:
    make_application(region, name=name, number="", number_missing_reason="Nätverk")
    assert twin_of(draft_of(region, person), person) == Twin(certain=False)


def test_same_name_in_another_place_is_another_organisation(region: Region, person: User) -> None:
    here, there = region.municipalities.all()[:2]
    other = make_application(
        region, name="Norrskenets vänner", number="", number_missing_reason="x", scope=Scope.OTHER
    )
    other.municipalities.set([there])
    draft = draft_of(region, person, scope=Scope.OTHER)
    draft.municipalities.set([here])
    assert twin_of(draft, person) is None

    draft.municipalities.add(there)
    assert twin_of(draft, person) == Twin(certain=False)


def test_two_numbers_are_two_organisations(region: Region, person: User) -> None:
    make_application(region, name="Norrskenets vänner")
    assert twin_of(draft_of(region, person), person) is None


def test_own_application_is_gone_on_with(region: Region, person: User) -> None:
    begun = draft_of(region, person)
    assert twin_of(draft_of(region, person, name="Annat namn"), person) == Twin(certain=True, own=begun)
    sent = make_application(
        region, user=person, name="Skidklubben Spåret", number="", number_missing_reason="x"
    )
    again = draft_of(region, person, name="skidklubben spåret", number="", number_missing_reason="x")
    assert twin_of(again, person) == Twin(certain=False, own=sent)


def test_other_region_does_not_matter(region: Region, person: User) -> None:
    make_application(make_region("blekinge"), number=NUMBER)
    assert twin_of(draft_of(region, person), person) is None


def test_page_tells_kindly_and_nothing_of_the_other_person(
    client: Client, region: Region, person: User
) -> None:
    other = make_application(
        region, number=NUMBER, contact_name="Hemlig Person", contact_email="hemlig@annan.example"
    )
    draft_of(region, person)
    sign_in(client, person)
    for page in ("omrade", "kontrollera"):
        shown = client.get(reverse("membership:apply-page", args=["norrbotten", page])).content.decode()
        assert 'class="notice notice-warning"' in shown
        assert "kansliet@norrbotten.example" in shown
        for secret in ("Hemlig", "hemlig@", other.reference, other.name):
            assert secret not in shown


def test_somebody_elses_draft_is_never_told_of(client: Client, region: Region, person: User) -> None:
    make_draft(region, make_user(), name="Norrskenets Vänner", number=NUMBER)
    draft_of(region, person)
    sign_in(client, person)
    shown = client.get(reverse("membership:apply-page", args=["norrbotten", "kontrollera"])).content.decode()
    assert 'class="notice notice-warning"' not in shown


def test_visitor_without_an_address_cannot_try_numbers(client: Client, region: Region) -> None:
    make_application(region, number=NUMBER)
    client.post(
        reverse("membership:apply-page", args=["norrbotten", "organisation"]),
        {"name": "Gissaren", "number": NUMBER, "form": "nonprofit"},
    )
    shown = client.get(reverse("membership:apply-page", args=["norrbotten", "omrade"])).content.decode()
    assert 'class="notice notice-warning"' not in shown


# --- Umbrellas -------------------------------------------------------------------------------------


def test_secretariat_links_umbrella_and_branch_and_nobody_joins_by_it(region: Region) -> None:
    member = make_member(region, name="Paraplyet")
    branch = make_application(region, Status.DECLINED, name="Lokalföreningen")
    add = reverse("admin:membership_organisationlink_add")
    data = {"umbrella_is": "paraplyet", "branch_is": branch.number}
    leader = sign_in(Client(), make_leader(region), second_factor=True)
    assert leader.post(add, data).status_code == 403

    secretary = sign_in(Client(), make_secretary(region), second_factor=True)
    assert secretary.get(add).status_code == 200
    assert secretary.post(add, data).status_code == 302
    link = OrganisationLink.objects.get()
    assert (link.umbrella, link.branch) == (member.organisation, branch.organisation)
    assert list(Membership.objects.current()) == [member]
    assert (
        "Lokalföreningen"
        in secretary.get(reverse("admin:membership_organisationlink_changelist")).content.decode()
    )
    for wrong in (data, {**data, "branch_is": "Paraplyet"}, {**data, "branch_is": "Finns inte"}):
        assert secretary.post(add, wrong).status_code == 200
    assert OrganisationLink.objects.count() == 1


def test_link_of_another_region_is_not_there(region: Region) -> None:
    umbrella, branch = (make_application(region).organisation for _number in range(2))
    OrganisationLink.objects.create(umbrella=umbrella, branch=branch)
    elsewhere = sign_in(Client(), make_secretary(make_region("blekinge")), second_factor=True)
    page = elsewhere.get(reverse("admin:membership_organisationlink_changelist"))
    assert str(branch) not in page.content.decode()
