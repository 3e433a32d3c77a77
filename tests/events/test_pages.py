"""The pages of events: who meets what, forms that say what is wrong, flat numbers of queries, files for calendars."""

from __future__ import annotations

import csv
import datetime as dt
import io
import uuid
from collections.abc import Callable

import icalendar
import ics
import pytest
import time_machine
import vobject
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from actionplan.models import Word
from agreement.models import Region
from events.models import CalendarAddress, Event, Invitation, Registration
from events.services import post_event, publish_event, register, renew_address
from events.states import Audience, How, Kind, Standing
from events.urls import urlpatterns
from letters.models import Letter
from membership.models import Membership
from tests.events.happenings import (
    facts,
    form,
    make_asked,
    make_drafted,
    make_published,
    make_registered,
    make_submitted,
)
from tests.factories import (
    make_leader,
    make_member,
    make_operator,
    make_party_administrator,
    make_region,
    make_secretary,
    make_user,
)

pytestmark = pytest.mark.django_db

# Who reaches which page with GET: S secretariat, P who posts it, M members and groups, * everybody who is signed in.
# Everybody else gets 404, and who is not signed in is led to sign in.
MEETS = {
    "overview": "*",
    "post": "SPM",
    "uninvited": "S",
    "uninvited-csv": "S",
    "own-event": "SPM",
    "draft": "P",  # an organisation's own until it is sent in (LAW-P1)
    "change": "P",
    "change-sent-in": "S",
    "change-published": "S",
    "own-register": "SPM",
    "participants": "SP",
    "participants-csv": "SP",
    "unregister": "SP",
    "invite": "S",
    "submit": "P",
    "publish": "S",
}
# Open to everybody: by its nature, or to whoever has the link.
OPEN = {"event", "register", "registration", "feedback", "own-ics"}
POSTS = {"renew"}
STEPS = {"step"}


def test_every_page_has_its_row() -> None:
    extra = {"draft", "change-sent-in", "change-published", "submit", "publish"}
    assert {each.name for each in urlpatterns} == (set(MEETS) - extra) | OPEN | POSTS | STEPS


@pytest.mark.slow
def test_who_meets_which_page(
    region: Region, secretary: User, board: User, member: Membership, enter: Callable[[User], Client]
) -> None:
    """A closed event of a member organisation; to those outside the agreement it does not exist."""
    other_region = make_region("blekinge")
    colleague = make_user()
    make_member(region, user=colleague)
    host = {"organisation": member.organisation, "audience": Audience.MEMBERS}
    waiting = make_submitted(region, board, **host)
    shown = publish_event(make_submitted(region, board, **host), actor=secretary)
    draft = make_drafted(region, board, **host)
    places = {
        "overview": reverse("events:overview"),
        "post": reverse("events:post", args=["norrbotten"]),
        "uninvited": reverse("events:uninvited", args=["norrbotten"]),
        "uninvited-csv": reverse("events:uninvited-csv", args=["norrbotten"]),
        "own-event": reverse("events:own-event", args=[shown.pk]),
        "draft": reverse("events:own-event", args=[draft.pk]),
        "change": reverse("events:change", args=[draft.pk]),
        "change-sent-in": reverse("events:change", args=[waiting.pk]),
        "change-published": reverse("events:change", args=[shown.pk]),
        "own-register": reverse("events:own-register", args=[shown.pk]),
        "participants": reverse("events:participants", args=[shown.pk]),
        "participants-csv": reverse("events:participants-csv", args=[shown.pk]),
        "unregister": reverse("events:unregister", args=[shown.pk, make_registered(shown).pk]),
        "invite": reverse("events:invite", args=[shown.pk]),
        "submit": reverse("events:step", args=[draft.pk, "submit"]),
        "publish": reverse("events:step", args=[waiting.pk, "publish"]),
    }
    assert set(places) == set(MEETS)
    people = {
        "secretary": (secretary, "S"),
        "operator": (make_operator(), "S"),
        "board": (board, "PM"),
        "colleague": (colleague, "M"),
        "leader": (make_leader(region), "M"),
        "party": (make_party_administrator(region), ""),
        "stranger": (make_user(), ""),
        "elsewhere": (make_secretary(other_region), ""),
        "member elsewhere": (make_user(), ""),
    }
    make_member(other_region, user=people["member elsewhere"][0])
    for who, (user, capacities) in people.items():
        client = enter(user)
        for name, letters in MEETS.items():
            answer = client.get(places[name])
            may = letters == "*" or bool(set(letters) & set(capacities))
            assert (answer.status_code == 200) is may, (who, name, answer.status_code)
            assert may or answer.status_code == 404, (who, name, answer.status_code)
    for name, address in places.items():
        answer = Client().get(address)
        assert answer.status_code == 302, name
        assert "/konto/logga-in/" in answer["Location"], name
    for each in (draft, waiting, shown):
        assert Client().get(f"/norrbotten/kalender/{each.slug}/").status_code == 404
        assert Client().get(f"/norrbotten/kalender/{each.slug}/anmal/").status_code == 404
    listed = Client().get("/norrbotten/kalender/").content + Client().get("/norrbotten/kalender.ics").content
    assert b"Exempelby" not in listed


def test_forged_posts_change_nothing(
    region: Region, secretary: User, board: User, member: Membership, enter: Callable[[User], Client]
) -> None:
    """What a page does not offer, its address refuses."""
    waiting = make_submitted(region, board, organisation=member.organisation)
    draft = make_drafted(region, board, organisation=member.organisation)
    before = list(Event.objects.order_by("pk").values())
    colleague = make_user()
    make_member(region, user=colleague)
    for user in (colleague, make_leader(region), make_user(), make_secretary(make_region("blekinge"))):
        client = enter(user)
        for address in (
            reverse("events:change", args=[draft.pk]),
            reverse("events:step", args=[draft.pk, "submit"]),
            reverse("events:step", args=[waiting.pk, "publish"]),
            reverse("events:step", args=[waiting.pk, "refuse"]),
            reverse("events:step", args=[waiting.pk, "nothing"]),
            reverse("events:participants", args=[waiting.pk]),
            reverse("events:invite", args=[waiting.pk]),
        ):
            assert client.post(address, {"note": "x", "title": "Ändrad"}).status_code == 404
    assert enter(board).post(reverse("events:step", args=[waiting.pk, "publish"])).status_code == 404
    assert list(Event.objects.order_by("pk").values()) == before
    assert not Invitation.objects.exists()
    # Nobody posts in another's name by a form field.
    page = enter(colleague).post(
        reverse("events:post", args=["norrbotten"]), form(host=f"organisation-{member.organisation_id}")
    )
    assert page.status_code == 200
    assert Event.objects.count() == 2


def test_form_posts_and_says_what_is_missing(
    region: Region, board: User, member: Membership, secretary: User, enter: Callable[[User], Client]
) -> None:
    address = reverse("events:post", args=["norrbotten"])
    host = f"organisation-{member.organisation_id}"
    client = enter(board)
    page = client.post(address, form(host=host, start="", no_remote_reason="", no_compensation=""))
    text = page.content.decode()
    for words in ("Säg vilken tid det börjar.", "Ange ersättningen", "Ange en länk"):
        assert words in text
    assert "Folkets hus" in text
    assert client.post(address, form(host=host, end="12:00")).status_code == 200
    assert not Event.objects.exists()
    assert client.post(address, form(host=host)).status_code == 302
    event = Event.objects.get()
    assert timezone.localtime(event.starts_at).strftime("%H:%M") == "13:00"
    assert client.post(reverse("events:step", args=[event.pk, "submit"])).status_code == 302
    office = enter(secretary)
    assert "Dialog" in office.get(reverse("events:overview")).content.decode()
    back = reverse("events:step", args=[event.pk, "refuse"])
    assert office.post(back, {"note": ""}).status_code == 200
    assert office.post(reverse("events:step", args=[event.pk, "publish"])).status_code == 302
    assert Client().get(f"/norrbotten/kalender/{event.slug}/").status_code == 200
    changed = form(host=host, place="Ny lokal")
    assert office.post(reverse("events:change", args=[event.pk]), changed).status_code == 302
    event.refresh_from_db()
    assert (event.place, event.organisation_id) == ("Ny lokal", member.organisation_id)


def test_registering_without_an_account_needs_the_button_behind_the_link(
    region: Region, secretary: User
) -> None:
    """A young person without an organisation; a scanner that opens the link confirms nothing."""
    event = make_published(region, secretary, for_young=True)
    client = Client()
    assert "unga" in client.get(event.get_absolute_url()).content.decode()
    page = client.post(event.register_url, {"name": "", "email": "fel", "how": ""}).content.decode()
    assert "Skriv ditt namn." in page
    data = {"name": "Unga Ung", "email": "ung@x.example", "how": "here", "needs": "Inga nötter"}
    first = client.post(event.register_url, data).content
    again = client.post(event.register_url, data).content
    assert first == again  # the same words whether the address was there or not
    registration = Registration.objects.get()
    letter = Letter.objects.get(kind="event_confirm")
    assert (letter.secret, letter.language) == (True, "sv")
    assert registration.get_absolute_url() in letter.text
    client.get(registration.get_absolute_url())
    client.head(registration.get_absolute_url())
    registration.refresh_from_db()
    assert registration.standing == Standing.ASKED
    client.post(registration.get_absolute_url(), {"answer": "yes"})
    registration.refresh_from_db()
    assert registration.standing == Standing.PLACED
    assert "https://mote.example/abc" not in client.get(event.get_absolute_url()).content.decode()
    client.post(registration.get_absolute_url(), {"answer": "no"})
    registration.refresh_from_db()
    assert registration.standing == Standing.LEFT
    assert client.get(reverse("events:registration", args=[uuid.uuid4()])).status_code == 404


def test_english_page_writes_english_letters(region: Region, secretary: User) -> None:
    event = make_published(region, secretary)
    Client().post(f"/en{event.register_url}", {"name": "A", "email": "a@x.example", "how": "here"})
    letter = Letter.objects.get(kind="event_confirm")
    assert letter.language == "en"
    assert "/en/mina-sidor/kalender/anmalan/" in letter.text


def test_list_of_members_that_nobody_invited_opens_clean(
    region: Region, secretary: User, enter: Callable[[User], Client]
) -> None:
    old = make_member(region, name="=1+1 föreningen")
    Membership.objects.filter(pk=old.pk).update(since=timezone.localdate() - dt.timedelta(days=700))
    client = enter(secretary)
    assert "föreningen" in client.get(reverse("events:uninvited", args=["norrbotten"])).content.decode()
    content = client.get(reverse("events:uninvited-csv", args=["norrbotten"])).content
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[1][0] == "'=1+1 föreningen"


def test_own_calendar_has_the_right_hours_and_a_secret_that_can_be_changed(
    region: Region, secretary: User, enter: Callable[[User], Client]
) -> None:
    person = make_user()
    client = enter(person)
    assert client.get(reverse("events:overview")).status_code == 200
    assert not CalendarAddress.objects.exists()  # looking makes nothing
    client.post(reverse("events:renew"))
    first = CalendarAddress.objects.get(user=person).get_absolute_url()
    with time_machine.travel("2026-02-01T10:00:00Z", tick=False):
        for day, title in ((dt.date(2026, 3, 28), "Före"), (dt.date(2026, 3, 29), "Efter")):
            start = dt.datetime.combine(day, dt.time(13), tzinfo=timezone.get_default_timezone())
            event = make_published(
                region, secretary, title=title, starts_at=start, ends_at=start + dt.timedelta(hours=2)
            )
            register(event, name="Jag", email=person.email, how=How.HERE, user=person)
        make_published(region, secretary, title="En annan")
        text = Client().get(first).content.decode()
    expected = {
        "Före": dt.datetime(2026, 3, 28, 12, tzinfo=dt.UTC),
        "Efter": dt.datetime(2026, 3, 29, 11, tzinfo=dt.UTC),
    }
    mine = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert {str(each["summary"]): each["dtstart"].dt for each in mine} == expected
    assert {each.summary.value: each.dtstart.value for each in vobject.readOne(text).vevent_list} == expected
    assert {each.name: each.begin.datetime for each in ics.Calendar(text).events} == expected
    renew_address(person)
    assert Client().get(first).status_code == 404
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert Client().get(CalendarAddress.objects.get(user=person).get_absolute_url()).status_code == 404


def test_closed_events_are_in_the_calendar_only_of_those_who_may(
    region: Region, secretary: User, board: User, member: Membership
) -> None:
    make_published(region, secretary, title="För medlemmar", audience=Audience.MEMBERS)
    for person, may in ((board, True), (make_user(), False)):
        text = Client().get(renew_address(person).get_absolute_url()).content.decode()
        assert ("För medlemmar" in text) is may
    Membership.objects.filter(pk=member.pk).update(ended_on=timezone.localdate() - dt.timedelta(days=1))
    text = Client().get(renew_address(board).get_absolute_url()).content.decode()
    assert "För medlemmar" not in text


def test_calendar_page_shows_events_notices_and_topics(region: Region, secretary: User) -> None:
    topics = [
        Word.objects.create(agreement=region.agreement, kind="topic", slug=f"amne-{n}", name=f"Ämne {n}")
        for n in (1, 2)
    ]
    make_published(region, secretary, title="Kunskapskväll", words=[topics[0]])
    notice = post_event(
        region.agreement, actor=secretary, kind=Kind.NOTICE, title="Sök medel", summary="Nu går det."
    )
    notice = publish_event(notice, actor=secretary)
    page = Client().get("/norrbotten/kalender/").content.decode()
    for words in ("Kunskapskväll", "13:00", "Folkets hus", "Sök medel", "Ämne 2", "inte än"):
        assert words in page, words
    assert "Sök medel" in Client().get(notice.get_absolute_url()).content.decode()
    with time_machine.travel(timezone.now() + dt.timedelta(days=61)):
        assert "Sök medel" not in Client().get("/norrbotten/kalender/?1").content.decode()


@pytest.mark.slow
def test_number_of_queries_is_flat(
    region: Region, secretary: User, board: User, member: Membership, enter: Callable[[User], Client]
) -> None:
    """3 against 30, on every page that lists something."""
    word = Word.objects.create(agreement=region.agreement, kind="topic", slug="amne", name="Ämne")
    shown = make_published(region, secretary, words=[word])

    def grow(number: int, first: int) -> None:
        for each in range(first, first + number):
            make_published(region, secretary, title=f"Öppen {each}", words=[word])
            closed = make_published(region, secretary, title=f"Sluten {each}", audience=Audience.MEMBERS)
            register(closed, name="B", email=board.email, how=How.HERE, user=board)
            make_submitted(region, board, title=f"Väntar {each}", organisation=member.organisation)
            notice = facts(kind=Kind.NOTICE, title=f"Anslag {each}", takes_registrations=False)
            publish_event(post_event(region.agreement, actor=secretary, **notice), actor=secretary)
            make_registered(shown, each)
            make_asked(shown, each + 1000)

    renew_address(board)
    address = CalendarAddress.objects.get().get_absolute_url()
    clients = {
        "public": (Client(), "/norrbotten/kalender/?1"),
        "event": (Client(), f"{shown.get_absolute_url()}?1"),
        "file": (Client(), "/norrbotten/kalender.ics?1"),
        "own file": (Client(), address),
        "board": (enter(board), reverse("events:overview")),
        "office": (enter(secretary), reverse("events:overview")),
        "my pages": (enter(board), reverse("membership:my-pages")),
        "participants": (enter(secretary), reverse("events:participants", args=[shown.pk])),
    }

    def count() -> dict[str, int]:
        found = {}
        for name, (client, url) in clients.items():
            client.get(url)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            found[name] = len(queries)
        return found

    grow(3, 1)
    few = count()
    grow(12, 10)
    assert count() == few
    assert max(few["public"], few["event"], few["file"]) <= 8, few
