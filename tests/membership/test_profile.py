"""What a member shows of itself, and how the public finds it (MEM-20, MEM-52)."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
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


def joined_elsewhere(member: Membership) -> Membership:
    """The same organisation has joined in Blekinge, too."""
    other = make_member(make_region("blekinge"), name=member.organisation.name)
    Membership.objects.filter(pk=other.pk).update(organisation=member.organisation)
    return Membership.objects.get(pk=other.pk)


def test_whole_county_is_said_for_each_region(
    client: Client, region: Region, member: Membership, person: User
) -> None:
    elsewhere = joined_elsewhere(member)
    here = [region.municipalities.get(name="Kiruna")]
    save_profile(member, actor=person, fields=[], whole_county=False, municipalities=here)
    lulea = region.municipalities.get(name="Luleå").code

    assert client.get("/norrbotten/anslutna/").context["rows"][0][1]["text"] == "Kiruna"
    assert names(client, kommun=lulea) == []
    text = client.get("/blekinge/anslutna/", {"format": "csv"}).content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["whole_county"], row["municipality_codes"]) == ("true", "")
    assert client.get(elsewhere.get_absolute_url()).context["where"] == "Hela länet"


def test_pages_of_a_region_name_its_own_municipalities_only(
    client: Client, region: Region, member: Membership, person: User
) -> None:
    elsewhere = joined_elsewhere(member)
    there = elsewhere.agreement.region.municipalities.get(name="Ronneby")
    Membership.objects.update(whole_county=False)
    member.organisation.municipalities.set([there, region.municipalities.get(name="Kiruna")])

    assert client.get(member.get_absolute_url()).context["where"] == "Kiruna"
    assert client.get("/blekinge/anslutna/").context["rows"][0][1]["text"] == "Ronneby"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_flag_of_all_regions_becomes_one_of_each() -> None:
    """Before, both shared one flag, and the last one to speak had turned it off; a third says it of its only region."""
    member = make_member(make_region())
    elsewhere, alone = joined_elsewhere(member), make_member(member.agreement.region)
    member.organisation.municipalities.set([member.agreement.region.municipalities.get(name="Kiruna")])
    before = [("membership", "0011_links_and_kept_files")]
    try:
        executor = MigrationExecutor(connection)
        executor.migrate(before)
        organisations = executor.loader.project_state(before).apps.get_model("membership", "Organisation")
        organisations.objects.filter(pk=member.organisation_id).update(whole_county=False)
        assert organisations.objects.get(pk=alone.organisation_id).whole_county
    finally:
        call_command("migrate", "membership", verbosity=0)
    said = dict(Membership.objects.values_list("pk", "whole_county"))
    assert said == {member.pk: False, elsewhere.pk: True, alone.pk: True}


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
        each.whole_county = False
        each.save()
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
