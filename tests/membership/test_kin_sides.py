"""Two sides of one link: who may speak for which, and what happens when both do it in the same moment (MEM-52)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from agreement.models import Region, RegionRole
from letters.models import Letter
from membership.models import Application, LinkStatement, Membership, Organisation, OrganisationLink
from membership.services import answer_link, end_link, state_link, take_statement_back
from membership.services.links import OPPOSITE, TIED
from membership.states import KinAnswer, KinSays, MemberChange, Status
from steps.exceptions import Refusal, StepNotAllowed
from tests.factories import (
    make_application,
    make_leader,
    make_member,
    make_recusal,
    make_region,
    make_secretary,
    make_user,
    sign_in,
)
from tests.harness.at_once import at_once, refused
from tests.membership.kin import address
from tests.membership.members import diary

pytestmark = pytest.mark.django_db
ADD = "admin:membership_organisationlink_add"


def joins(region: Region, organisation: Organisation, user: User) -> Membership:
    """The same organisation has joined there, too."""
    member = make_member(region, user=user)
    Membership.objects.filter(pk=member.pk).update(organisation=organisation)
    return Membership.objects.get(pk=member.pk)


def link_of(umbrella: Membership, branch: Membership) -> OrganisationLink:
    link: OrganisationLink = OrganisationLink.objects.create(
        umbrella=umbrella.organisation, branch=branch.organisation
    )
    return link


def faults(results: list[Any]) -> list[type]:
    """What went wrong, but for refusals."""
    return [each for each in refused(results) if not issubclass(each, Refusal)]


# --- Who speaks for whom ----------------------------------------------------------------------------


def test_secretariat_that_works_for_one_does_not_help_the_other_say_it(
    umbrella: Membership, branch: Membership, region: Region, person: User
) -> None:
    office = make_secretary(region)
    umbrella.application.access.create(user=office)
    with pytest.raises(StepNotAllowed):
        state_link(branch, actor=office, other=umbrella, says=KinSays.UMBRELLA)
    assert not LinkStatement.objects.exists()

    state_link(umbrella, actor=person, other=branch, says=KinSays.BRANCH)  # the office's own side says it
    with pytest.raises(StepNotAllowed):
        state_link(branch, actor=office, other=umbrella, says=KinSays.UMBRELLA)
    assert LinkStatement.objects.open().count() == 1
    assert not OrganisationLink.objects.exists()


def test_secretariat_that_works_for_one_says_it_for_that_one(
    umbrella: Membership, branch: Membership, region: Region
) -> None:
    office = make_secretary(region)
    umbrella.application.access.create(user=office)
    state_link(umbrella, actor=office, other=branch, says=KinSays.BRANCH)
    assert LinkStatement.objects.open().count() == 1  # and the other one answers
    assert not OrganisationLink.objects.exists()


def test_people_of_yesterday_end_no_links_of_an_organisation_that_has_joined_again(
    umbrella: Membership, branch: Membership, region: Region, person: User
) -> None:
    link = link_of(umbrella, branch)
    today = make_user("tove@forening.example")
    yesterday = timezone.localdate().replace(year=2020)
    Membership.objects.filter(pk=umbrella.pk).update(since=yesterday, ended_on=yesterday)
    umbrella.refresh_from_db()
    old, here = sign_in(Client(), person), address(umbrella, "kin-end", link.pk)
    assert here in old.get(address(umbrella)).text  # they have left, and nobody else speaks for them

    again = joins(region, umbrella.organisation, today)
    assert here not in old.get(address(umbrella)).text
    assert old.get(here).url == address(umbrella)
    old.post(here)
    with pytest.raises(StepNotAllowed):
        end_link(umbrella, actor=person, link=link)
    assert OrganisationLink.objects.exists()

    end_link(again, actor=today, link=link)
    assert not OrganisationLink.objects.exists()
    assert MemberChange.LINK_ENDED in diary(branch)


# --- The secretariat records it itself -----------------------------------------------------------


@pytest.mark.parametrize(
    ("says", "answer", "told"),
    [
        (KinSays.BRANCH, KinAnswer.YES, MemberChange.LINK_CONFIRMED),
        (KinSays.UMBRELLA, KinAnswer.NO, MemberChange.LINK_REFUSED),
    ],
)
def test_what_the_secretariat_records_answers_what_was_said(
    umbrella: Membership,
    branch: Membership,
    region: Region,
    person: User,
    says: KinSays,
    answer: KinAnswer,
    told: MemberChange,
) -> None:
    statement = state_link(umbrella, actor=person, other=branch, says=says)
    staff = sign_in(Client(), make_secretary(region), second_factor=True)
    sent = {"umbrella_is": umbrella.organisation.number, "branch_is": branch.organisation.number}
    assert staff.post(reverse(ADD), sent).status_code == 302
    statement.refresh_from_db()
    assert statement.answer == answer
    assert OrganisationLink.objects.get().umbrella == umbrella.organisation
    assert told in diary(umbrella)
    assert told in diary(branch)
    assert set(Letter.objects.filter(kind="link_answered").values_list("to", flat=True)) == set(
        umbrella.recipients
    )


def test_what_members_of_another_region_say_waits_for_its_own_answer(
    umbrella: Membership, branch: Membership, region: Region, person: User, neighbour: User
) -> None:
    elsewhere = make_region("blekinge")
    far, near = (
        joins(elsewhere, umbrella.organisation, person),
        joins(elsewhere, branch.organisation, neighbour),
    )
    statement = state_link(far, actor=person, other=near, says=KinSays.UMBRELLA)
    staff = sign_in(Client(), make_secretary(region), second_factor=True)
    sent = {"umbrella_is": umbrella.organisation.number, "branch_is": branch.organisation.number}
    assert staff.post(reverse(ADD), sent).status_code == 302
    statement.refresh_from_db()
    assert statement.answered_at is None

    own = sign_in(Client(), neighbour)
    here = address(near, "kin-answer", statement.pk)
    answered = own.post(here, {"yes": "x"}, follow=True)
    assert str(OPPOSITE) in answered.text
    assert OrganisationLink.objects.get().umbrella == umbrella.organisation
    own.post(here, {"no": "x"})
    statement.refresh_from_db()
    assert statement.answer == KinAnswer.NO


@pytest.mark.parametrize("tie", ["works for one", "worked for one before", "conflict of interest"])
def test_secretariat_that_is_tied_to_one_neither_records_nor_removes_nor_answers(
    umbrella: Membership, branch: Membership, region: Region, person: User, tie: str
) -> None:
    office = make_secretary(region)
    if tie == "works for one":
        branch.application.access.create(user=office)
    elif tie == "conflict of interest":
        make_recusal(umbrella.application, office)
    else:
        earlier = make_application(region, Status.DECLINED, user=office)
        Application.objects.filter(pk=earlier.pk).update(organisation=umbrella.organisation)
    staff = sign_in(Client(), office, second_factor=True)
    sent = {"umbrella_is": umbrella.organisation.number, "branch_is": branch.organisation.number}
    page = staff.post(reverse(ADD), sent)
    assert page.context["adminform"].form.has_error("__all__", "tied")
    assert not OrganisationLink.objects.exists()

    statement = state_link(umbrella, actor=person, other=branch, says=KinSays.BRANCH)
    if tie != "works for one":  # else it answers for its own
        with pytest.raises(StepNotAllowed):
            answer_link(statement, actor=office, yes=True)
        page = staff.get(address(branch, "kin-answer", statement.pk), follow=True)
        assert [str(message) for message in page.context["messages"]] == [str(TIED)]
    with pytest.raises(StepNotAllowed):
        take_statement_back(statement, actor=office)

    link = link_of(umbrella, branch)
    remove = reverse("admin:membership_organisationlink_delete", args=[link.pk])
    assert staff.post(remove, {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [link.pk], "post": "yes"}
    staff.post(reverse("admin:membership_organisationlink_changelist"), chosen)
    assert OrganisationLink.objects.exists()


# --- In the same moment --------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_both_end_it_in_the_same_moment_and_it_is_told_once() -> None:
    region, person, neighbour = make_region(), make_user(), make_user()
    umbrella, branch = make_member(region, user=person), make_member(region, user=neighbour)
    for number in range(4):
        link = link_of(umbrella, branch)
        ended = at_once(
            lambda link=link: end_link(umbrella, actor=person, link=link),
            lambda link=link: end_link(branch, actor=neighbour, link=link),
        )
        assert faults(ended) == []
        assert not OrganisationLink.objects.exists()
        for member in (umbrella, branch):
            assert diary(member).count(MemberChange.LINK_ENDED) == number + 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("who", ["members", "secretariat"])
def test_two_regions_record_the_opposite_in_the_same_moment_and_one_stands(who: str) -> None:
    region, elsewhere = make_region(), make_region("blekinge")
    person, neighbour = make_user(), make_user()
    umbrella, branch = make_member(region, user=person), make_member(region, user=neighbour)
    far, near = (
        joins(elsewhere, umbrella.organisation, person),
        joins(elsewhere, branch.organisation, neighbour),
    )
    staff = sign_in(Client(), make_secretary(region), second_factor=True)
    sent = {"umbrella_is": umbrella.organisation.number, "branch_is": branch.organisation.number}
    for _round in range(4):
        opposite = state_link(far, actor=person, other=near, says=KinSays.UMBRELLA)
        acts: list[Callable[[], Any]] = [lambda it=opposite: answer_link(it, actor=neighbour, yes=True)]
        if who == "members":
            same = state_link(umbrella, actor=person, other=branch, says=KinSays.BRANCH)
            acts.append(lambda it=same: answer_link(it, actor=neighbour, yes=True))
        else:
            acts.append(lambda: staff.post(reverse(ADD), sent))
        assert faults(at_once(*acts)) == []
        assert OrganisationLink.objects.count() == 1
        OrganisationLink.objects.all().delete()
        LinkStatement.objects.all().delete()


def test_link_is_removed_only_where_the_secretariat_works(
    region: Region, umbrella: Membership, branch: Membership
) -> None:
    """Somebody who sits in this group and belongs to another region's secretariat reads the link, and no more."""
    link = OrganisationLink.objects.create(umbrella=umbrella.organisation, branch=branch.organisation)
    both = make_leader(region)
    RegionRole.objects.create(
        region=make_region("blekinge"), user=both, role="secretariat", from_on=timezone.localdate()
    )
    address = reverse("admin:membership_organisationlink_delete", args=[link.pk])
    assert sign_in(Client(), both, second_factor=True).post(address, {"post": "yes"}).status_code == 403
    assert OrganisationLink.objects.exists()
    office = sign_in(Client(), make_secretary(region, email="kansli@region.example"), second_factor=True)
    assert office.post(address, {"post": "yes"}).status_code == 302
    assert not OrganisationLink.objects.exists()


def test_membership_that_ends_while_the_page_is_open_says_so(
    region: Region, umbrella: Membership, person: User
) -> None:
    client, address = sign_in(Client(), person), reverse("membership:kin", args=[umbrella.pk])
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    Membership.objects.filter(pk=umbrella.pk).update(ended_on=yesterday, since=yesterday)
    page = client.post(address, {"who": "Lokalgillet", "says": "branch"}, follow=True)
    assert "Medlemskapet har upphört." in page.content.decode()
