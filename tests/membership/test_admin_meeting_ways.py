"""Ways to the page of what a meeting decided, and whose cases stand there: from the queue, and from a meeting."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from agreement.models import Meeting, Region
from agreement.states import BodyKind, MeetingState
from membership.admin import whole_meeting
from membership.models import Decision
from membership.states import Status
from tests.factories import (
    make_application,
    make_balanced_group,
    make_leader,
    make_operator,
    make_region,
    make_secretary,
)
from tests.harness.sign_in import sign_in
from tests.membership.at_meetings import DECIDE, QUEUE, YES, filled, look, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> Region:
    region = make_region()
    make_balanced_group(region)
    return region


def test_a_page_is_one_regions_and_the_others_have_their_own(client: Client, region: Region) -> None:
    south = make_region("blekinge")
    make_balanced_group(south)
    ours, theirs = make_application(region), make_application(south, name="Söderns förening")
    sign_in(client, make_operator())

    response = client.get(page(ours, theirs))

    assert [row.case for row in response.context["list"].rows] == [ours]
    assert f"?ids={theirs.pk}" in response.text
    there = client.get(response.context["others"])
    assert [row.case for row in there.context["list"].rows] == [theirs]
    theirs_only = {key for key, _text in there.context["list"].rows[0].fields["reasons"].choices}
    assert theirs_only == {str(each.pk) for each in south.agreement.criteria.all()}


def test_foreign_closed_and_draft_cases_are_as_if_not_named(client: Client, region: Region) -> None:
    south = make_region("blekinge")
    make_balanced_group(south)
    leader = make_leader(region, kind="alternate")
    fine = make_application(region)
    hidden = [
        make_application(south, name="Deras"),
        make_application(region, user=leader, name="Min egen"),
        make_application(region, Status.DRAFT, name="Utkast"),
    ]
    sign_in(client, leader)
    sent = filled({fine: YES} | dict.fromkeys(hidden, YES))

    table = look(client, sent)
    response = client.post(DECIDE, {**sent, "record": "1"}, follow=True)

    for case in hidden:
        assert case.name not in client.get(page(fine, *hidden)).text + table.text + response.text
    assert Decision.objects.get().application_id == fine.pk


def test_at_most_so_many_on_a_page(
    secretary: Client, region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole_meeting, "AT_ONCE", 2)
    cases = [
        make_application(region, submitted_at=timezone.now() - dt.timedelta(days=days)) for days in (3, 2, 1)
    ]
    chosen = {
        "action": ["approve_selected", "decide_selected"],
        "index": "1",
        "_selected_action": [str(case.pk) for case in cases],
    }
    response = secretary.post(QUEUE, chosen, follow=True)
    assert response.context["too_many"]
    assert [row.case for row in response.context["list"].rows] == cases[:2]


def test_queue_offers_both_ways_as_buttons(secretary: Client, region: Region) -> None:
    make_application(region)
    text = secretary.get(QUEUE).text
    assert text.count('name="index"') == 2
    assert 'value="decide_selected"' in text


def test_a_meetings_page_asks_about_what_it_can_have_decided(secretary: Client, region: Region) -> None:
    today = timezone.localdate()
    leadership = region.agreement.bodies.get(kind=BodyKind.LEADERSHIP)
    meeting = Meeting.objects.create(
        body=leadership, day=today - dt.timedelta(days=2), state=MeetingState.HELD
    )
    old = make_application(region, submitted_at=timezone.now() - dt.timedelta(days=5))
    make_application(region)  # came in after it
    make_application(region, Status.DECLINED)
    before, after = (timezone.now() - dt.timedelta(days=days) for days in (3, 1))
    make_application(region, submitted_at=old.submitted_at, answered_at=after)  # its supplement came after it
    answered = make_application(region, submitted_at=old.submitted_at, answered_at=before)

    asked = secretary.get(f"{DECIDE}?meeting={meeting.pk}")

    assert [row.case for row in asked.context["list"].rows] == [old, answered]
    assert asked.context["form"]["decided_on"].value() == meeting.day
    for nothing in ("", "x", "999999999999999999999", str(meeting.pk + 1)):
        assert not secretary.get(f"{DECIDE}?meeting={nothing}").context["list"].rows
    southerner = sign_in(Client(), make_secretary(make_region("blekinge")))
    assert not southerner.get(f"{DECIDE}?meeting={meeting.pk}").context["list"].rows
    Meeting.objects.update(state=MeetingState.CANCELLED)
    assert not secretary.get(f"{DECIDE}?meeting={meeting.pk}").context["list"].rows


def test_the_own_page_of_a_meeting_leads_there(client: Client, region: Region) -> None:
    leadership = region.agreement.bodies.get(kind=BodyKind.LEADERSHIP)
    meeting = Meeting.objects.create(body=leadership, day=timezone.localdate(), state=MeetingState.CALLED)
    address = reverse("meetings:meeting", args=[meeting.pk])
    sign_in(client, make_secretary(region))
    assert "decide/?meeting=" not in client.get(address).text

    make_application(region)
    assert f"{DECIDE}?meeting={meeting.pk}" in client.get(address).text
    Meeting.objects.update(day=timezone.localdate() + dt.timedelta(days=1))
    assert "decide/?meeting=" not in client.get(address).text


def test_where_the_minutes_are_confirmed_only_what_stands_in_them_is_recorded(
    secretary: Client, region: Region
) -> None:
    """An old meeting too is offered: minutes are often confirmed first. But it is said."""
    leadership = region.agreement.bodies.get(kind=BodyKind.LEADERSHIP)
    meeting = Meeting.objects.create(body=leadership, day=timezone.localdate(), state=MeetingState.HELD)
    make_application(region)
    there = f"{DECIDE}?meeting={meeting.pk}"
    own = reverse("meetings:meeting", args=[meeting.pk])
    sentence = gettext("The minutes are confirmed. Record only what stands in them.")
    assert sentence not in secretary.get(there).text + secretary.get(own).text

    Meeting.objects.update(state=MeetingState.CONFIRMED)

    for address in (there, own):
        assert sentence in secretary.get(address).text
