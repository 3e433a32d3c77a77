"""What a member shows of itself, and how the public finds it (MEM-20, MEM-52)."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from agreement.models import Municipality, Region
from membership.models import MemberEvent, MemberField, MemberProfile, Membership, OrganisationLink
from membership.services import save_profile
from membership.states import FieldOfActivity, MemberChange
from steps.exceptions import StepNotAllowed
from tests.factories import make_member, make_region, make_secretary, make_user, sign_in

pytestmark = pytest.mark.django_db
SAID = {
    "does": "Vi driver ett bygdegille.",
    "contributes": "Lokaler.",
    "why": "Tillsammans.",
    "website": "bygdegillet.example",
    "languages": ["sv", "se"],
    "fields_of_activity": ["culture", "preparedness"],
    "where": "several",
}


@pytest.fixture
def region() -> Region:
    return make_region()


@pytest.fixture
def person() -> User:
    return make_user("maja@forening.example")


@pytest.fixture
def member(region: Region, person: User) -> Membership:
    return make_member(region, user=person, name="Bygdegillet")


def answers(region: Region, **changed: Any) -> dict[str, Any]:
    places = [str(each.pk) for each in region.municipalities.filter(name__in=["Luleå", "Kiruna"])]
    return {**SAID, "municipalities": places, **changed}


def page_of(client: Client, member: Membership) -> str:
    return client.get(member.get_absolute_url()).content.decode()


def names(client: Client, **query: str) -> list[str]:
    text = client.get("/norrbotten/anslutna/", {"format": "csv", **query}).content.decode("utf-8-sig")
    return [row["name"] for row in csv.DictReader(io.StringIO(text))]


def test_presentation_is_written_shown_and_told_in_the_diary(
    client: Client, region: Region, member: Membership, person: User
) -> None:
    here = reverse("membership:profile", args=[member.pk])
    applicant = sign_in(Client(), person)
    assert applicant.post(here, answers(region)).url == reverse("membership:own-member", args=[member.pk])
    applicant.post(here, answers(region))  # the same again changes nothing

    page = page_of(client, member)
    for words in (
        "Vi driver ett bygdegille.",
        "Lokaler.",
        "Tillsammans.",
        "davvisámegiella",
        "Kiruna, Luleå",
    ):
        assert words in page
    assert 'href="https://bygdegillet.example"' in page
    (event,) = MemberEvent.objects.filter(what=MemberChange.PROFILE)
    assert (event.actor, event.by_staff) == (person, False)


def test_preview_saves_nothing(region: Region, member: Membership, person: User) -> None:
    here = reverse("membership:profile", args=[member.pk])
    page = sign_in(Client(), person).post(here, answers(region, preview="1"))
    assert page.context["preview"].does == "Vi driver ett bygdegille."
    assert page.context["preview"].where == "Kiruna, Luleå"
    assert not MemberProfile.objects.exists()
    assert not MemberField.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"fields_of_activity": ["culture", "health", "social", "faith"]}, "fields_of_activity"),
        ({"fields_of_activity": ["magic"]}, "fields_of_activity"),
        ({"website": "javascript://alert(1)"}, "website"),
        ({"website": "inte en adress"}, "website"),
        ({"does": "x" * 801}, "does"),
        ({"languages": ["xx"]}, "languages"),
        ({"municipalities": []}, "municipalities"),
        ({"where": ""}, "where"),
    ],
)
def test_wrong_presentation_is_explained_at_its_field(
    region: Region, member: Membership, person: User, changed: dict[str, Any], field: str
) -> None:
    here = reverse("membership:profile", args=[member.pk])
    page = sign_in(Client(), person).post(here, answers(region, **changed))
    assert list(page.context["form"].errors) == [field]
    assert not MemberProfile.objects.exists()


def test_municipalities_of_another_region_stay_as_they_are(
    region: Region, member: Membership, person: User
) -> None:
    elsewhere = make_region("blekinge").municipalities.get(name="Ronneby")
    member.organisation.municipalities.add(elsewhere)
    here = [region.municipalities.get(name="Kiruna")]
    save_profile(member, actor=person, fields=[], whole_county=False, municipalities=here)
    assert set(member.organisation.municipalities.all()) == {elsewhere, *here}


def test_secretariat_helps_and_the_diary_says_so(region: Region, member: Membership) -> None:
    helper = sign_in(Client(), make_secretary(region), second_factor=True)
    helper.post(reverse("membership:profile", args=[member.pk]), answers(region))
    assert MemberEvent.objects.get(what=MemberChange.PROFILE).by_staff
    with pytest.raises(StepNotAllowed):
        save_profile(member, actor=make_user(), fields=[], whole_county=True, municipalities=[])


def test_members_are_found_by_field_and_municipality_together(
    client: Client, region: Region, member: Membership, person: User
) -> None:
    other = make_member(region, name="Aktiva")
    kiruna = Municipality.objects.get(name="Kiruna")
    for each in (member, other):
        MemberField.objects.create(membership=each, field=FieldOfActivity.CULTURE)
        each.organisation.whole_county = False
        each.organisation.save()
    other.organisation.municipalities.set([])
    member.organisation.municipalities.set([kiruna])
    make_member(region, name="Utan område")

    assert names(client, falt="culture") == ["Aktiva", "Bygdegillet"]
    assert names(client, falt="culture", kommun=kiruna.code) == ["Bygdegillet"]
    assert names(client, falt="health") == []
    assert len(names(client, falt="nonsense")) == 3  # words that mean nothing are ignored
    listed = client.get("/norrbotten/anslutna/", {"falt": "culture"})
    assert 'value="culture" selected' in listed.content.decode()


def test_file_has_the_public_columns_and_no_formula(
    client: Client, region: Region, member: Membership
) -> None:
    MemberProfile.objects.create(membership=member, website="=cmd|' /C calc'!A0", does="Hemligt?")
    MemberField.objects.create(membership=member, field=FieldOfActivity.HEALTH)
    MemberField.objects.create(membership=member, field=FieldOfActivity.CULTURE)
    text = client.get("/norrbotten/anslutna/", {"format": "csv"}).content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["fields_of_activity"] == "culture health"
    assert row["website"].startswith("'=")
    assert "@" not in text


def test_umbrella_and_branch_stand_on_both_pages_and_make_nobody_a_member(
    client: Client, region: Region, member: Membership
) -> None:
    branch = make_member(region, name="Ungdomarna")
    outside = make_member(make_region("blekinge"), name="Utanför").organisation
    for each in (branch.organisation, outside):
        OrganisationLink.objects.create(umbrella=member.organisation, branch=each)

    above = client.get(member.get_absolute_url())
    assert [(kin.name, bool(kin.url)) for kin in above.context["branches"]] == [
        ("Ungdomarna", True),
        ("Utanför", False),
    ]
    below = client.get(branch.get_absolute_url())
    assert [(kin.name, kin.url) for kin in below.context["umbrellas"]] == [
        ("Bygdegillet", member.get_absolute_url())
    ]
    assert "Utanför" not in names(client)


def test_former_member_shows_nothing_of_itself(client: Client, region: Region, member: Membership) -> None:
    MemberProfile.objects.create(membership=member, does="Vi driver ett bygdegille.")
    assert "Vi driver ett bygdegille." in page_of(client, member)
    Membership.objects.update(ended_on=member.since.replace(year=2020))
    assert "Vi driver ett bygdegille." not in page_of(client, member)


def test_pages_ask_the_same_whatever_there_is_to_show(
    client: Client, region: Region, member: Membership, person: User
) -> None:
    """The list with 1 and 9 members; a member with and without all it can show."""

    def asked(address: str, **query: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address, query).status_code == 200
        return len(queries)

    listing = "/norrbotten/anslutna/"
    few = {
        query: asked(listing, **{"falt": "culture", **dict([query])})
        for query in (("q", "b"), ("format", "csv"))
    }
    for number in range(8):
        another = make_member(region, name=f"Gille {number}")
        MemberField.objects.create(membership=another, field=FieldOfActivity.CULTURE)
        MemberProfile.objects.create(membership=another, does="Mycket.")
        OrganisationLink.objects.create(umbrella=member.organisation, branch=another.organisation)
    many = {query: asked(listing, **{"falt": "culture", **dict([query])}) for query in few}
    assert max(many.values()) <= 10
    assert all(many[query] - few[query] <= 2 for query in few)  # with nobody to show, a list asks less
    assert asked(member.get_absolute_url()) <= 10
