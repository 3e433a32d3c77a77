"""The pages of a member's contacts: nothing public unless ticked, by the person who stands there (MEM-24)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from agreement.models import Region
from letters.models import Letter
from membership.models import MemberContact, Membership
from membership.services import save_contact
from tests.factories import (
    make_leader,
    make_member,
    make_operator,
    make_region,
    make_secretary,
    make_user,
    sign_in,
)
from tests.membership.members import GOOD, add

pytestmark = pytest.mark.django_db


def test_contact_is_added_changed_and_removed_on_the_pages(
    client: Client, member: Membership, person: User
) -> None:
    applicant = sign_in(client, person)
    listing = reverse("membership:contacts", args=[member.pk])
    assert applicant.post(reverse("membership:new-contact", args=[member.pk]), GOOD).url == listing
    contact = MemberContact.objects.get(email="nils@forening.example")
    assert (contact.publish_name, contact.publish_email, contact.publish_phone) == (False, False, False)
    assert "Nils Påhittad" in applicant.get(listing).content.decode()

    here = reverse("membership:contact", args=[member.pk, contact.pk])
    assert applicant.get(here).context["form"].initial["name"] == "Nils Påhittad"
    applicant.post(here, {**GOOD, "publish_phone": "on", "phone": "070-111 22 33"})
    contact.refresh_from_db()
    assert (contact.publish_phone, contact.publish_name) == (True, False)

    away = reverse("membership:remove-contact", args=[member.pk, contact.pk])
    assert applicant.get(away).status_code == 200
    assert applicant.post(away).url == listing
    assert applicant.post(away).url == listing  # the other click of a double click
    contact.refresh_from_db()
    assert contact.left_on is not None
    assert applicant.get(here).status_code == 404


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": ""}, "name"),
        ({"is_role_address": ""}, "is_role_address"),
        ({"is_role_address": "role", "role": "", "name": ""}, "role"),
        ({"email": ""}, "email"),
        ({"email": "maja@"}, "email"),
        ({"phone": "ring mig"}, "phone"),
        ({"name": "x" * 121}, "name"),
    ],
)
def test_wrong_contact_is_explained_at_its_field(
    client: Client, member: Membership, person: User, changed: dict[str, str], field: str
) -> None:
    page = sign_in(client, person).post(
        reverse("membership:new-contact", args=[member.pk]), {**GOOD, **changed}
    )
    assert page.status_code == 200
    assert list(page.context["form"].errors) == [field]
    assert MemberContact.objects.count() == 1


def test_address_of_a_role_needs_no_name(client: Client, member: Membership, person: User) -> None:
    said = {**GOOD, "is_role_address": "role", "name": "", "role": "Styrelsen", "publish_name": "on"}
    sign_in(client, person).post(reverse("membership:new-contact", args=[member.pk]), said)
    contact = MemberContact.objects.get(role="Styrelsen")
    assert contact.public == {"name": "Styrelsen"}
    assert "Styrelsen" in client.get(member.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "name", ["own-member", "contacts", "new-contact", "contacts-right", "profile", "withdrawal"]
)
def test_pages_exist_for_the_right_people_only(
    client: Client, region: Region, member: Membership, person: User, name: str
) -> None:
    here = reverse(f"membership:{name}", args=[member.pk])
    assert client.get(here).status_code == 302
    assert "/konto/" in client.get(here).url
    assert sign_in(client, person).get(here).status_code == 200
    assert sign_in(Client(), make_user()).get(here).status_code == 404
    assert sign_in(Client(), make_leader(region), second_factor=True).get(here).status_code == 404
    elsewhere = make_secretary(make_region("blekinge"))
    assert sign_in(Client(), elsewhere, second_factor=True).get(here).status_code == 404
    helper = sign_in(Client(), make_secretary(region), second_factor=True).get(here)
    assert helper.status_code == (302 if name == "withdrawal" else 200)
    assert sign_in(Client(), person).get(here.replace(str(member.pk), str(2**70))).status_code == 404


def test_contact_of_another_member_is_not_found(
    client: Client, region: Region, member: Membership, person: User
) -> None:
    stranger = make_member(region).contacts.get()
    applicant = sign_in(client, person)
    for name in ("contact", "remove-contact"):
        here = reverse(f"membership:{name}", args=[member.pk, stranger.pk])
        assert applicant.get(here).status_code == 404
        assert applicant.post(here, GOOD).status_code == 404
    stranger.refresh_from_db()
    assert stranger.left_on is None


def test_list_and_predicate_agree(region: Region, member: Membership, person: User) -> None:
    from membership.permissions import Capacities, may_edit

    other = make_member(make_region("blekinge"), user=person)
    make_member(region)
    people = [person, make_user(), make_leader(region), make_secretary(region), make_operator()]
    for each in people:
        listed = set(Membership.objects.editable_by(Capacities(each)))
        assert listed == {row for row in Membership.objects.all() if may_edit(each, row)}
    assert set(Membership.objects.editable_by(person)) == {member, other}


def test_ticks_hold_for_the_person_who_gave_them(client: Client, member: Membership, person: User) -> None:
    """The form comes filled in: another name or address on it is somebody who has not been asked."""
    contact = add(member, person, name="Anna Påhittad", email="anna@forening.example", publish_email=True)
    here = reverse("membership:contact", args=[member.pk, contact.pk])
    applicant = sign_in(client, person)
    seen = applicant.get(here).context["form"]["seen"].value()
    said = {**GOOD, "publish_email": "on", "seen": seen}

    asked = applicant.post(here, said)
    assert asked.status_code == 200
    form = asked.context["form"]
    assert list(form.errors) == ["publish_email"]
    assert not form["publish_email"].value()
    assert form["email"].value() == "nils@forening.example"
    contact.refresh_from_db()
    assert contact.email == "anna@forening.example"

    again = {**said, "asked_for": form["asked_for"].value()}
    assert applicant.post(here, again).status_code == 302
    contact.refresh_from_db()
    assert (contact.email, contact.publish_email) == ("nils@forening.example", True)


def test_same_person_keeps_the_ticks(client: Client, member: Membership, person: User) -> None:
    contact = add(member, person, publish_name=True)
    here = reverse("membership:contact", args=[member.pk, contact.pk])
    said = {**GOOD, "publish_name": "on", "role": "Ordförande", "phone": "070-111 22 33"}
    assert sign_in(client, person).post(here, said).status_code == 302
    contact.refresh_from_db()
    assert (contact.role, contact.publish_name) == ("Ordförande", True)


def test_old_page_does_not_publish_what_somebody_has_hidden(
    client: Client, member: Membership, person: User
) -> None:
    contact = add(member, person, publish_name=True, publish_email=True)
    here = reverse("membership:contact", args=[member.pk, contact.pk])
    applicant = sign_in(client, person)
    seen = applicant.get(here).context["form"]["seen"].value()
    save_contact(member, actor=person, contact=contact, publish_email=False)

    old = {**GOOD, "publish_name": "on", "publish_email": "on", "phone": "070-111 22 33", "seen": seen}
    answer = applicant.post(here, old)
    form = answer.context["form"]
    assert form.non_field_errors()
    assert (form["phone"].value(), bool(form["publish_email"].value())) == ("070-111 22 33", False)
    contact.refresh_from_db()
    assert contact.publish_email is False
    now = {**old, "seen": form["seen"].value(), "publish_email": ""}
    assert applicant.post(here, now).status_code == 302
    contact.refresh_from_db()
    assert (contact.phone, contact.publish_email) == ("070-111 22 33", False)


def test_double_click_is_one_contact_and_one_letter(client: Client, member: Membership, person: User) -> None:
    applicant = sign_in(client, person)
    here = reverse("membership:new-contact", args=[member.pk])
    for _click in range(2):
        assert applicant.post(here, GOOD).status_code == 302
    assert MemberContact.objects.filter(email=GOOD["email"]).count() == 1
    assert Letter.objects.filter(kind="contact_added").count() == 1
