"""What pages say about a member's joining is what counts now, and one region's agreement touches no other's facts."""

from __future__ import annotations

import pytest
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agreement.models import Region
from membership.models import Decision, Membership, OrganisationLink
from membership.services import Held, confirm_signature, correct_record
from membership.states import Manner, Scope, Status
from tests.factories import (
    make_application,
    make_balanced_group,
    make_member,
    make_region,
    make_returned,
    make_secretary,
    make_user,
    sign_in,
)

pytestmark = pytest.mark.django_db


def test_joining_in_another_region_leaves_the_first_ones_municipalities(region: Region) -> None:
    elsewhere = make_region("blekinge")
    organisation = make_member(region).organisation
    organisation.municipalities.set(region.municipalities.all()[:2])
    here = set(organisation.municipalities.all())
    case = make_application(elsewhere, Status.APPROVED, scope=Scope.SEVERAL)
    there = set(elsewhere.municipalities.all()[:2])
    case.municipalities.set(there)
    type(case).objects.filter(pk=case.pk).update(organisation=organisation)

    document = make_returned(type(case).objects.get(pk=case.pk)).document
    confirm_signature(document=document, actor=make_secretary(elsewhere))

    assert set(organisation.municipalities.all()) == here | there


def test_corrected_day_and_paragraph_stand_on_the_pages(client: Client, region: Region) -> None:
    leader, *_others = make_balanced_group(region)
    person = make_user()
    member = make_member(region, user=person)
    held = Held(timezone.localdate(), "4711")
    correct_record(member.application, actor=leader, held=held, note="Fel paragraf i protokollet.")

    assert "§ 4711" in client.get(member.get_absolute_url()).text
    own = sign_in(Client(), person).get(reverse("membership:own-member", args=[member.pk])).text
    assert "§ 4711" in own


def test_decision_without_a_meeting_has_no_empty_paragraph(client: Client, region: Region) -> None:
    person = make_user()
    member = make_member(region, user=person)
    # As it was recorded: the rows themselves refuse to be changed.
    models.QuerySet(Decision).update(paragraph="", manner=Manner.POSITIONS)
    applicant = sign_in(Client(), person)
    for page in (
        client.get(member.get_absolute_url()),
        applicant.get(reverse("membership:own-member", args=[member.pk])),
        applicant.get(member.application.get_absolute_url()),
    ):
        assert page.status_code == 200
        assert "§" not in page.text


def test_nobody_is_umbrella_of_its_own_umbrella(client: Client, region: Region) -> None:
    one, other = make_member(region, name="Riksgillet"), make_member(region, name="Lokalgillet")
    OrganisationLink.objects.create(umbrella=one.organisation, branch=other.organisation)
    staff = sign_in(client, make_secretary(region), second_factor=True)
    add = reverse("admin:membership_organisationlink_add")
    answer = staff.post(add, {"umbrella_is": "Lokalgillet", "branch_is": "Riksgillet"})
    assert answer.status_code == 200
    assert OrganisationLink.objects.count() == 1
    assert Membership.objects.count() == 2
