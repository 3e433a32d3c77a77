"""The pages of groups: who meets what, forms that say what is wrong, a flat number of queries, one file for calendars."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import icalendar
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from agreement.models import Body, Meeting, Region
from agreement.states import MeetingState
from meetings.models import Item, Paper
from meetings.services import (
    add_paper,
    call_meeting,
    confirm_minutes,
    declare_item_conflict,
    hand_over,
    propose_item,
    send_extract,
)
from meetings.states import Presence
from meetings.urls import urlpatterns
from tests.factories import (
    make_leader,
    make_operator,
    make_party_administrator,
    make_region,
    make_secretary,
    make_user,
    sign_in,
)
from tests.meetings.groups import a_paper, make_called, make_held, make_meeting

pytestmark = pytest.mark.django_db

# Who reaches which page with GET: S secretariat, M somebody in the group, P who proposed the item, N nobody but them.
# Everybody else gets 404, and who is not signed in is led to sign in.
MEETS = {
    "plan": "S",
    "propose": "SM",
    "item": "SM",
    "withdraw-item": "P",
    "conflict": "SM",
    "hand-over": "SM",
    "item-paper": "SP",
    "paper": "SM",
    "meeting": "SM",
    "ics": "SM",
    "change": "S",
    "call": "S",
    "cancel": "S",
    "meeting-paper": "S",
    "hold": "S",
    "minutes": "SM",
    "edit-minutes": "S",
    "extract": "S",
    # POST only: tried below
    "answer": "",
    "place": "",
    "remove-paper": "",
    "overview": "*",
}


@pytest.fixture
def enter() -> Callable[[User], Client]:
    return lambda user: sign_in(Client(), user, second_factor=True)


def test_every_page_has_its_row() -> None:
    assert {each.name for each in urlpatterns} == set(MEETS)


@pytest.mark.slow
def test_who_meets_which_page(
    region: Region,
    group: Body,
    secretary: User,
    civil: User,
    public: User,
    enter: Callable[[User], Client],
) -> None:
    """Group, secretariat and proposer; to others of the same region, other regions and strangers there is nothing."""
    other = make_region("blekinge")
    held = make_held(group, secretary)
    called = make_called(group, secretary, days=3)
    planned = make_meeting(group, secretary, days=20)
    item = propose_item(group, actor=civil, title="Resor", meeting=called)
    paper = add_paper(a_paper(), actor=civil, item=item)
    for person in (civil, public):
        confirm_minutes(held, user=person, digest=held.minutes.digest)
    ids = {
        **dict.fromkeys(("plan", "propose"), group.pk),
        **dict.fromkeys(("item", "withdraw-item", "conflict", "hand-over", "item-paper"), item.pk),
        **dict.fromkeys(("meeting", "ics", "change", "cancel", "meeting-paper", "hold"), called.pk),
        **dict.fromkeys(("minutes", "edit-minutes", "extract"), held.pk),
        "call": planned.pk,
        "paper": paper.pk,
    }
    people = {
        "secretary": (secretary, "S"),
        "proposer": (civil, "MP"),
        "member": (public, "M"),
        "operator": (make_operator(), "S"),
        "leader": (make_leader(region), ""),
        "party": (make_party_administrator(region), ""),
        "stranger": (make_user(), ""),
        "elsewhere": (make_secretary(other), ""),
    }
    for who, (user, capacities) in people.items():
        client = enter(user)
        for name, letters in MEETS.items():
            if name not in ids:
                continue
            answer = client.get(reverse(f"meetings:{name}", args=[ids[name]]))
            may = bool(set(letters) & set(capacities))
            if answer.streaming:
                b"".join(answer.streaming_content)
            assert (answer.status_code != 404) is may, (who, name, answer.status_code)
    for name, pk in ids.items():
        answer = Client().get(reverse(f"meetings:{name}", args=[pk]))
        assert answer.status_code == 302, name
        assert "/konto/logga-in/" in answer["Location"], name


def test_forged_posts_change_nothing(
    region: Region, group: Body, secretary: User, civil: User, public: User, enter: Callable[[User], Client]
) -> None:
    """What a page does not offer, its address refuses."""
    called = make_called(group, secretary, days=3)
    item = propose_item(group, actor=civil, title="Resor", meeting=called)
    waiting = propose_item(group, actor=civil, title="Väntar")
    for user in (public, make_leader(region), make_user(), make_secretary(make_region("blekinge"))):
        client = enter(user)
        for name, pk, data in (
            ("plan", group.pk, {"day": "2030-01-01", "starts_at": "10:00", "no_remote_reason": "x"}),
            ("change", called.pk, {"day": "2030-01-01", "starts_at": "10:00", "no_remote_reason": "x"}),
            ("cancel", called.pk, {"note": "x"}),
            ("hold", called.pk, {}),
            ("withdraw-item", item.pk, {}),
            ("place", waiting.pk, {"meeting": called.pk}),
            ("meeting-paper", called.pk, {"file": a_paper()}),
            ("item-paper", item.pk, {"file": a_paper()}),
        ):
            client.post(reverse(f"meetings:{name}", args=[pk]), data)
    called.refresh_from_db()
    assert (called.state, called.day) == (MeetingState.CALLED, timezone.localdate() + dt.timedelta(days=3))
    assert Item.objects.filter(state="withdrawn").count() == 0
    assert Item.objects.get(pk=waiting.pk).meeting is None
    assert not Paper.objects.exists()
    assert Meeting.objects.count() == 1


def test_closed_item_shows_its_title_and_nothing_else(
    group: Body, secretary: User, civil: User, public: User, enter: Callable[[User], Client]
) -> None:
    meeting = make_called(group, secretary)
    item = propose_item(group, actor=public, title="Bidrag", text="Hemlig utredning", meeting=meeting)
    paper = add_paper(a_paper(), actor=public, item=item, title="Underlaget")
    declare_item_conflict(item, user=civil)
    client = enter(civil)
    for address in (
        reverse("meetings:meeting", args=[meeting.pk]),
        reverse("meetings:item", args=[item.pk]),
    ):
        page = client.get(address).content.decode()
        assert "Bidrag" in page
        assert "Hemlig utredning" not in page
        assert "Underlaget" not in page
    assert client.get(reverse("meetings:paper", args=[paper.pk])).status_code == 404
    assert client.get(reverse("meetings:hand-over", args=[item.pk])).status_code == 404
    opened = enter(public).get(reverse("meetings:paper", args=[paper.pk]))
    assert b"".join(opened.streaming_content).startswith(b"%PDF")


def test_meeting_form_says_what_is_missing_and_keeps_what_was_typed(
    group: Body, secretary: User, enter: Callable[[User], Client]
) -> None:
    address = reverse("meetings:plan", args=[group.pk])
    page = enter(secretary).post(address, {"day": "2030-02-30", "starts_at": "25:00", "place": "Stugan"})
    text = page.content.decode()
    assert page.status_code == 200
    assert text.count("Skriv dagen som år-månad-dag.") == 2, "in the summary and at the field"
    assert 'value="Stugan"' in text
    page = enter(secretary).post(
        address, {"day": "2030-02-20", "starts_at": "10:00", "ends_at": "09:00", "remote_url": ""}
    )
    assert "Mötet slutar innan det börjar." in page.content.decode()
    assert not Meeting.objects.exists()


def test_secretary_writes_down_the_meeting_in_the_browser(
    group: Body, secretary: User, civil: User, public: User, enter: Callable[[User], Client]
) -> None:
    meeting = make_called(group, secretary, titles=("Läget", "Resor"), days=0)
    address = reverse("meetings:hold", args=[meeting.pk])
    client = enter(secretary)
    page = client.get(address)
    form = page.context["form"]
    presence = {name: Presence.HERE for name in form.fields if name.startswith("presence")}
    outcomes = [name for name in form.fields if name.startswith("outcome")]
    refused = client.post(address, {**presence, outcomes[0]: "Gott"})
    assert "eller markera den som uppskjuten" in refused.content.decode()
    done = client.post(
        address, {**presence, outcomes[0]: "Gott", outcomes[1].replace("outcome", "postponed"): "on"}
    )
    assert done.status_code == 302
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.HELD
    assert "1. Läget" in meeting.minutes.text
    page = enter(civil).get(reverse("meetings:minutes", args=[meeting.pk]))
    assert "Justera protokollet" in page.content.decode()


@pytest.mark.slow
def test_number_of_queries_is_flat(
    group: Body, secretary: User, civil: User, public: User, enter: Callable[[User], Client]
) -> None:
    """3 against 30: items with papers, meetings that have been, items that wait."""
    meeting = make_called(group, secretary)
    client = enter(civil)
    addresses = [reverse("meetings:meeting", args=[meeting.pk]), reverse("meetings:overview")]

    def grow(number: int) -> None:
        for each in range(number):
            item = propose_item(group, actor=public, title=f"Punkt {each}", meeting=meeting)
            Paper.objects.create(
                item=item,
                title="Underlag",
                stored_name="x",
                filename="x.pdf",
                content_type="application/pdf",
                size=1,
                sha256="0",
                uploaded_by=public,
                released_at=timezone.now(),
            )
            waits = propose_item(group, actor=civil, title=f"Väntar {each}")
            hand_over(waits, actor=civil, question="Vad tycker ni?")
            day = timezone.localdate() - dt.timedelta(days=1 + Meeting.objects.count())
            Meeting.objects.create(body=group, day=day, state=MeetingState.CONFIRMED)

    def count(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    grow(3)
    few = [count(each) for each in addresses]
    grow(27)
    assert [count(each) for each in addresses] == few
    assert max(few) <= 22, few


@pytest.mark.parametrize(
    ("day", "hour"),
    [
        (dt.date(2027, 3, 27), 12),
        (dt.date(2027, 3, 28), 11),
        (dt.date(2026, 10, 24), 11),
        (dt.date(2026, 10, 25), 12),
    ],
)
def test_calendar_file_has_the_right_hour_on_both_sides_of_daylight_saving(
    group: Body, secretary: User, civil: User, enter: Callable[[User], Client], day: dt.date, hour: int
) -> None:
    """One o'clock in Sweden, read by another library."""
    with time_machine.travel(dt.datetime(2026, 9, 1, 10, tzinfo=dt.UTC), tick=False):
        meeting = make_meeting(group, secretary, day=day)
        propose_item(group, actor=secretary, title="Läget", meeting=meeting)
        call_meeting(meeting, actor=secretary)
        body = enter(civil).get(reverse("meetings:ics", args=[meeting.pk])).content
    (event,) = icalendar.Calendar.from_ical(body).walk("VEVENT")
    assert event.decoded("dtstart") == dt.datetime.combine(day, dt.time(hour), tzinfo=dt.UTC)


def test_own_page_says_what_waits(
    group: Body, secretary: User, civil: User, public: User, enter: Callable[[User], Client]
) -> None:
    client = enter(civil)
    mine = reverse("membership:my-pages")
    assert "Mina grupper" in client.get(mine).content.decode()
    make_called(group, secretary, days=5)
    assert "Svara om du kommer." in client.get(mine).content.decode()
    held = make_held(group, secretary)
    assert "Det finns ett protokoll att justera." in client.get(mine).content.decode()
    confirm_minutes(held, user=civil, digest=held.minutes.digest)
    assert "Det finns ett protokoll" not in client.get(mine).content.decode()
    assert "Mina grupper" not in enter(make_user()).get(mine).content.decode()


def test_public_calendar_shows_called_meetings_only(group: Body, secretary: User, civil: User) -> None:
    make_meeting(group, secretary, days=4)
    called = make_called(group, secretary, days=9)
    page = Client().get(reverse("agreement:calendar", args=["norrbotten"])).content.decode()
    assert page.count("Utvecklingsgruppen träffas") == 1
    assert str(called.day.day) in page


def test_extract_letters_name_no_closed_item(group: Body, secretary: User, civil: User, public: User) -> None:
    meeting = make_held(group, secretary)
    for person in (civil, public):
        confirm_minutes(meeting, user=person, digest=meeting.minutes.digest)
    sent = send_extract(meeting, actor=secretary, roles=["members", "secretariat"])
    assert sent.letters == 3


def test_public_sees_when_the_group_meets_and_not_what_it_talks_about(
    group: Body, secretary: User, civil: User
) -> None:
    called = make_called(group, secretary, titles=("Hemligt program",), days=9)
    make_meeting(group, secretary, days=4)
    page = Client().get(reverse("agreement:development-body", args=["norrbotten"])).content.decode()
    assert f"{called.day.day} " in page
    assert page.count("kl. 13:00") == 1, "what is only planned is nobody's yet"
    assert "Hemligt program" not in page
