"""Whoever has left joins again: filled in, the same organisation, and led to what is under way (MEM-43)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from agreement.models import Region
from membership.models import Application, MemberContact, MemberProfile, Membership, Organisation
from membership.services import begin_again, confirm_signature, save_contact, save_profile, submit_application
from membership.states import Status
from steps.exceptions import StepNotAllowed
from tests.factories import decide, make_application, make_member, make_returned, make_secretary, sign_in
from tests.membership.leaving.acts import leave, run

pytestmark = pytest.mark.django_db


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
