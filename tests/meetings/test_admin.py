"""Staff find meetings, minutes that nobody confirms and items that wait for an answer from the admin's start page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from agreement.models import Body, Region
from agreement.states import BodyKind
from meetings.models import Item
from meetings.services import confirm_minutes, declare_item_conflict, hand_over, propose_item
from tests.factories import make_leader, make_party_administrator, make_region, make_secretary, sign_in
from tests.meetings.groups import make_called, make_held, make_meeting

pytestmark = pytest.mark.django_db
MEETINGS, HANDED = "/admin/meetings/groupmeeting/", "/admin/meetings/handover/"


def staff(user: User) -> Client:
    return sign_in(Client(), user, second_factor=True)


def test_lists_stand_on_the_start_page_and_lead_to_the_groups_own_pages(
    region: Region, group: Body, secretary: User, civil: User, public: User
) -> None:
    client = staff(secretary)
    meeting = make_called(group, secretary)
    handover = hand_over(propose_item(group, actor=civil, title="Resor"), actor=civil, question="Ja?")
    start = client.get("/admin/").content.decode()
    assert MEETINGS in start
    assert HANDED in start
    listed = client.get(MEETINGS).content.decode()
    assert reverse("meetings:meeting", args=[meeting.pk]) in listed
    listed = client.get(HANDED).content.decode()
    assert handover.target.get_absolute_url() in listed
    assert "Väntar på ett möte" in listed


def test_what_waits_is_one_click_away(group: Body, secretary: User, civil: User, public: User) -> None:
    held = make_held(group, secretary)
    make_leader(group.agreement.region)
    leaders = group.agreement.bodies.get(kind=BodyKind.LEADERSHIP)
    today = make_called(leaders, secretary, days=0)
    planned, called = make_meeting(group, secretary, days=9), make_called(group, secretary, days=12)
    client = staff(secretary)

    def shown(query: str) -> set[int]:
        return {each.pk for each in client.get(f"{MEETINGS}?{query}").context["cl"].result_list}

    assert shown("") == {held.pk, planned.pk, called.pk, today.pk}
    assert shown("waits=call") == {planned.pk}
    assert shown("waits=confirm") == {held.pk}
    assert shown("waits=write") == {today.pk}
    start = client.get("/admin/").content.decode()
    assert f"{MEETINGS}?waits=confirm" in start, "what awaits the person comes first"
    assert f"{MEETINGS}?waits=write" in start
    leader = staff(make_leader(group.agreement.region, party=1))
    assert f"{MEETINGS}?waits=write" not in leader.get("/admin/").content.decode(), (
        "the secretariat does that"
    )
    for person in (civil, public):
        confirm_minutes(held, user=person, digest=held.minutes.digest)
    assert shown("waits=confirm") == set()


def test_leaders_find_their_own_groups_meetings_and_no_others(
    region: Region, group: Body, secretary: User, civil: User
) -> None:
    leader = make_leader(region)
    leaders = region.agreement.bodies.get(kind=BodyKind.LEADERSHIP)
    own, other = make_called(leaders, secretary), make_called(group, secretary)
    item = propose_item(group, actor=civil, title="Resor")
    handover = hand_over(item, actor=civil, question="Hemlig fråga?")
    client = staff(leader)
    assert [each.pk for each in client.get(MEETINGS).context["cl"].result_list] == [own.pk]
    assert client.get(f"{MEETINGS}{other.pk}/change/").status_code == 404
    assert client.get(f"{MEETINGS}{own.pk}/change/")["Location"] == reverse("meetings:meeting", args=[own.pk])
    listed = client.get(HANDED).content.decode()
    assert handover.target.get_absolute_url() in listed
    assert item.get_absolute_url() not in listed, "the development group's page is not theirs"
    declare_item_conflict(Item.objects.get(pk=handover.target.pk), user=leader)
    assert "Hemlig fråga?" not in client.get(HANDED).content.decode()
    for stranger in (make_secretary(make_region("blekinge")), make_leader(region, party=1)):
        rows = staff(stranger).get(MEETINGS).context["cl"].result_list
        assert other.pk not in {each.pk for each in rows}
    administrator = make_party_administrator(region)
    assert staff(administrator).get(MEETINGS).status_code == 403
    assert staff(administrator).get(HANDED).status_code == 403
