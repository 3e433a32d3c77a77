"""Umbrella and branches as members say themselves: one says it, the other one confirms; nobody joins by it (MEM-52)."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from agreement.models import Region
from letters.models import Letter
from membership.models import LinkStatement, MemberEvent, Membership, OrganisationLink, Withdrawal
from membership.services import (
    answer_link,
    end_link,
    end_membership,
    state_link,
    take_statement_back,
    withdraw_membership,
)
from membership.services.links import ANSWERED, MOST_OPEN
from membership.states import KinAnswer, KinSays, MemberChange, Status
from relay.services import work_on
from steps.exceptions import Refusal, StepNotAllowed
from tests.factories import (
    make_application,
    make_leader,
    make_member,
    make_region,
    make_secretary,
    make_user,
    sign_in,
)
from tests.harness.at_once import at_once, refused
from tests.membership.kin import address, say
from tests.membership.members import diary

pytestmark = pytest.mark.django_db


def test_what_one_says_is_shown_when_the_other_has_said_yes(
    client: Client, umbrella: Membership, branch: Membership, person: User, neighbour: User
) -> None:
    mine, theirs = sign_in(Client(), person), sign_in(Client(), neighbour)
    sent = mine.post(address(umbrella), {"says": "branch", "who": "lokalgillet"}, follow=True)
    assert "Lokalgillet" in sent.text
    statement = LinkStatement.objects.get()
    assert (statement.umbrella, statement.branch) == (umbrella.organisation, branch.organisation)
    assert not OrganisationLink.objects.exists()
    assert "Lokalgillet" not in client.get(umbrella.get_absolute_url()).text
    asked = Letter.objects.filter(kind="link_asked")
    assert {letter.to for letter in asked} == set(branch.recipients)
    assert all(address(branch) in letter.text for letter in asked)

    assert "Riksgillet" in theirs.get("/mina-sidor/").text
    here = address(branch, "kin-answer", statement.pk)
    assert here in theirs.get(address(branch)).text
    assert theirs.get(here).status_code == 200
    assert not OrganisationLink.objects.exists()  # a GET only asks
    assert theirs.post(here, {"yes": "x"}).url == address(branch)

    link = OrganisationLink.objects.get()
    assert (link.umbrella, link.branch) == (umbrella.organisation, branch.organisation)
    assert "Lokalgillet" in client.get(umbrella.get_absolute_url()).text
    assert "Riksgillet" in client.get(branch.get_absolute_url()).text
    assert Membership.objects.count() == 2
    assert MemberChange.LINK_CONFIRMED in diary(umbrella)
    assert MemberChange.LINK_CONFIRMED in diary(branch)
    assert set(Letter.objects.filter(kind="link_answered").values_list("to", flat=True)) == set(
        umbrella.recipients
    )


def test_no_is_an_answer_and_shows_nothing(
    client: Client, umbrella: Membership, branch: Membership, person: User, neighbour: User
) -> None:
    statement = say(umbrella, person, branch)
    theirs = sign_in(Client(), neighbour)
    theirs.post(address(branch, "kin-answer", statement.pk), {"no": "x"})
    statement.refresh_from_db()
    assert statement.answer == KinAnswer.NO
    assert not OrganisationLink.objects.exists()
    again = theirs.post(address(branch, "kin-answer", statement.pk), {"yes": "x"}, follow=True)
    assert str(ANSWERED) in again.text
    assert not OrganisationLink.objects.exists()


def test_nobody_confirms_what_they_say_themselves(
    umbrella: Membership, branch: Membership, person: User, region: Region
) -> None:
    statement = say(umbrella, person, branch)
    for actor in (person, make_user(), make_leader(region), make_secretary(make_region("blekinge"))):
        with pytest.raises(StepNotAllowed):
            answer_link(statement, actor=actor, yes=True)
    office = make_secretary(region)
    umbrella.application.access.create(user=office)  # works for the one that says it
    with pytest.raises(StepNotAllowed):
        answer_link(statement, actor=office, yes=True)
    assert not OrganisationLink.objects.exists()


def test_strangers_find_no_page(umbrella: Membership, branch: Membership, person: User) -> None:
    statement = say(umbrella, person, branch)
    link = OrganisationLink.objects.create(umbrella=umbrella.organisation, branch=branch.organisation)
    stranger = make_user()
    third = make_member(umbrella.agreement.region, user=stranger, name="Grannen")
    for client, own in ((sign_in(Client(), stranger), third), (sign_in(Client(), stranger), branch)):
        for name, key in (("kin-answer", statement.pk), ("kin-end", link.pk), ("kin-answer", 2**70)):
            assert client.get(address(own, name, key)).status_code == 404
            client.post(address(own, name, key), {"yes": "x"})
    statement.refresh_from_db()
    assert statement.answered_at is None
    assert OrganisationLink.objects.filter(pk=link.pk).exists()


def test_secretariat_confirms_and_the_diaries_say_so(
    umbrella: Membership, branch: Membership, person: User, region: Region
) -> None:
    statement = say(umbrella, person, branch)
    staff = sign_in(Client(), make_secretary(region), second_factor=True)
    listed = staff.get(reverse("admin:membership_organisationlink_changelist")).text
    here = address(branch, "kin-answer", statement.pk)
    assert here in listed
    staff.post(here, {"yes": "x"})
    assert OrganisationLink.objects.count() == 1
    assert MemberEvent.objects.filter(what=MemberChange.LINK_CONFIRMED, by_staff=True).count() == 2
    elsewhere = sign_in(Client(), make_secretary(make_region("blekinge")), second_factor=True)
    assert elsewhere.get(here).status_code == 404
    assert here not in elsewhere.get(reverse("admin:membership_organisationlink_changelist")).text


def test_secretariat_that_helps_says_it_for_both(
    umbrella: Membership, branch: Membership, region: Region
) -> None:
    say(umbrella, make_secretary(region), branch)
    assert OrganisationLink.objects.count() == 1
    assert not Letter.objects.filter(kind="link_asked").exists()


def test_both_say_the_same_and_that_is_a_yes(
    umbrella: Membership, branch: Membership, person: User, neighbour: User
) -> None:
    say(umbrella, person, branch)
    state_link(branch, actor=neighbour, other=umbrella, says=KinSays.UMBRELLA)
    assert OrganisationLink.objects.count() == 1
    assert not LinkStatement.objects.open().exists()


def test_both_say_the_opposite_and_nothing_is_recorded(
    umbrella: Membership, branch: Membership, person: User, neighbour: User
) -> None:
    say(umbrella, person, branch)
    with pytest.raises(StepNotAllowed):
        state_link(branch, actor=neighbour, other=umbrella, says=KinSays.BRANCH)
    with pytest.raises(StepNotAllowed):
        state_link(umbrella, actor=person, other=branch, says=KinSays.UMBRELLA)
    assert not OrganisationLink.objects.exists()


def test_twice_is_one_statement_and_one_letter(
    umbrella: Membership, branch: Membership, person: User
) -> None:
    assert say(umbrella, person, branch) == say(umbrella, person, branch)
    assert Letter.objects.filter(kind="link_asked").count() == len(branch.recipients)


def test_what_is_recorded_is_not_asked_again(umbrella: Membership, branch: Membership, person: User) -> None:
    OrganisationLink.objects.create(umbrella=branch.organisation, branch=umbrella.organisation)
    with pytest.raises(StepNotAllowed):
        say(umbrella, person, branch)


def test_unanswered_statements_have_an_end(umbrella: Membership, person: User, region: Region) -> None:
    for number in range(MOST_OPEN):
        say(umbrella, person, make_member(region, name=f"Gille {number}"))
    with pytest.raises(StepNotAllowed):
        say(umbrella, person, make_member(region, name="Ett till"))


@pytest.mark.parametrize("who", ["Den sökande", "Grannlandets gille", "Den som gick", "Finns inte"])
def test_only_those_who_have_joined_here_can_be_named_and_nobody_learns_who_has_applied(
    umbrella: Membership, person: User, region: Region, who: str
) -> None:
    make_application(region, Status.SUBMITTED, name="Den sökande")
    make_member(make_region("blekinge"), name="Grannlandets gille")
    gone = make_member(region, name="Den som gick")
    Membership.objects.filter(pk=gone.pk).update(ended_on=timezone.localdate().replace(year=2020))
    answer = sign_in(Client(), person).post(address(umbrella), {"says": "branch", "who": who})
    assert answer.status_code == 200
    (error,) = answer.context["form"].errors.as_data()["who"]
    assert error.code == "unknown"


def test_form_says_what_is_wrong(umbrella: Membership, person: User, region: Region) -> None:
    for _each in range(2):
        make_member(region, name="Tvillingarna")
    client = sign_in(Client(), person)
    for said, field in (
        ({"says": "", "who": "Tvillingarna"}, "says"),
        ({"says": "branch", "who": ""}, "who"),
        ({"says": "branch", "who": "Tvillingarna"}, "who"),
        ({"says": "branch", "who": "Riksgillet"}, "who"),
    ):
        form = client.post(address(umbrella), said).context["form"]
        assert field in form.errors
    assert not LinkStatement.objects.exists()


def test_whoever_said_it_takes_it_back(
    umbrella: Membership, branch: Membership, person: User, neighbour: User
) -> None:
    statement = say(umbrella, person, branch)
    with pytest.raises(StepNotAllowed):
        take_statement_back(statement, actor=neighbour)
    here = address(umbrella, "kin-answer", statement.pk)
    mine = sign_in(Client(), person)
    assert mine.get(here).status_code == 200
    mine.post(here, {"yes": "x"})  # no yes of one's own
    statement.refresh_from_db()
    assert statement.answer == KinAnswer.TAKEN_BACK
    assert not OrganisationLink.objects.exists()


@pytest.mark.parametrize("side", ["umbrella", "branch"])
def test_either_of_the_two_ends_it(
    client: Client, umbrella: Membership, branch: Membership, person: User, neighbour: User, side: str
) -> None:
    link = OrganisationLink.objects.create(umbrella=umbrella.organisation, branch=branch.organisation)
    member, actor = (umbrella, person) if side == "umbrella" else (branch, neighbour)
    own = sign_in(Client(), actor)
    here = address(member, "kin-end", link.pk)
    assert own.get(here).status_code == 200
    assert OrganisationLink.objects.exists()
    assert own.post(here).url == own.post(here).url == address(member)
    assert not OrganisationLink.objects.exists()
    assert "Lokalgillet" not in client.get(umbrella.get_absolute_url()).text
    assert MemberChange.LINK_ENDED in diary(umbrella)
    assert MemberChange.LINK_ENDED in diary(branch)
    names = MemberEvent.objects.filter(what=MemberChange.LINK_ENDED).values_list("actor", "by_staff")
    assert sorted(names, key=str) == sorted([(actor.pk, False), (None, False)], key=str)


def test_link_of_others_is_not_ended(umbrella: Membership, branch: Membership, region: Region) -> None:
    link = OrganisationLink.objects.create(umbrella=umbrella.organisation, branch=branch.organisation)
    stranger = make_user()
    third = make_member(region, user=stranger, name="Grannen")
    end_link(third, actor=stranger, link=link)
    with pytest.raises(StepNotAllowed):
        end_link(umbrella, actor=stranger, link=link)
    assert OrganisationLink.objects.exists()


def test_whoever_leaves_is_not_waited_for(
    umbrella: Membership, branch: Membership, person: User, neighbour: User
) -> None:
    statement = say(umbrella, person, branch)
    given = withdraw_membership(
        membership=branch, actor=neighbour, effective_on=timezone.localdate(), given_by="Nils Påhittad"
    )
    assert work_on(Withdrawal, given.pk, end_membership)
    with pytest.raises(StepNotAllowed):
        answer_link(statement, actor=neighbour, yes=True)
    assert not LinkStatement.objects.open().exists()


def test_pages_ask_the_same_however_many_belong_to_it(
    umbrella: Membership, person: User, region: Region
) -> None:
    client = sign_in(Client(), person)

    def asked() -> int:
        client.get(address(umbrella))
        with CaptureQueriesContext(connection) as queries:
            client.get(address(umbrella))
            client.get("/mina-sidor/")
            client.get(reverse("membership:own-member", args=[umbrella.pk]))
        return len(queries)

    def grow(count: int) -> None:
        for _each in range(count):
            near = make_member(region)
            OrganisationLink.objects.create(umbrella=umbrella.organisation, branch=near.organisation)
            for one, other in ((umbrella, make_member(region)), (make_member(region), umbrella)):
                LinkStatement.objects.create(stated_by=one, asked=other, says=KinSays.BRANCH, actor=person)

    grow(1)
    few = asked()
    grow(6)
    assert asked() == few


@pytest.mark.django_db(transaction=True)
def test_yes_and_taking_back_in_the_same_moment_have_one_winner() -> None:
    region, person, neighbour = make_region(), make_user(), make_user()
    umbrella, branch = make_member(region, user=person), make_member(region, user=neighbour)
    for _round in range(4):
        statement = say(umbrella, person, branch)

        yes, back = at_once(
            lambda it=statement: answer_link(it, actor=neighbour, yes=True),
            lambda it=statement: take_statement_back(it, actor=person),
        )

        [refusal] = refused([yes, back])
        assert issubclass(refusal, Refusal)
        assert OrganisationLink.objects.exists() == (not isinstance(yes, Exception))
        OrganisationLink.objects.all().delete()
