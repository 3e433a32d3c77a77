"""Two people at once, late tasks, odd days: what must not go wrong though nobody means harm, or somebody does."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from agreement.models import Region
from events.models import Event, EventTask, Feedback, Invitation
from events.services import (
    cancel_event,
    change_event,
    give_feedback,
    invite,
    submit_event,
    take_back_event,
    unregister_for,
)
from events.services.after import FEWEST_ANSWERS
from events.states import Grade, How, Standing, State, TaskKind
from letters.models import Letter
from membership.models import Membership
from steps.exceptions import StepNotAllowed
from tests.events.happenings import (
    catch_up,
    facts,
    form,
    letters,
    make_drafted,
    make_published,
    make_registered,
    make_submitted,
)
from tests.factories import make_member, make_user

pytestmark = pytest.mark.django_db


def test_what_was_rewritten_while_somebody_read_it_is_not_published(
    region: Region, secretary: User, board: User, member: Membership, enter: Callable[[User], Client]
) -> None:
    """Taken back, rewritten and sent in again: the secretariat's old page publishes nothing."""
    event = make_submitted(region, board, organisation=member.organisation)
    office = enter(secretary)
    page = office.get(event.own_url).content.decode()
    (address,) = re.findall(r'href="([^"]*/steg/publish/[^"]*)"', page)
    take_back_event(event, actor=board)
    change_event(Event.objects.get(pk=event.pk), actor=board, text="Något helt annat.")
    submit_event(Event.objects.get(pk=event.pk), actor=board)
    shown = office.get(address).content.decode()
    (seen,) = re.findall(r'name="seen" value="(\d+)"', shown)
    answer = office.post(address, {"seen": seen}).content.decode()
    assert _("The event was changed while you read it. Read it again.") in answer
    event.refresh_from_db()
    assert event.state == State.SUBMITTED
    page = office.get(event.own_url).content.decode()
    (address,) = re.findall(r'href="([^"]*/steg/publish/[^"]*)"', page)
    (seen,) = re.findall(r'name="seen" value="(\d+)"', office.get(address).content.decode())
    office.post(address, {"seen": seen})
    event.refresh_from_db()
    assert event.state == State.PUBLISHED


def test_reminder_that_was_tried_before_the_day_was_moved_waits_for_the_new_day(
    clock: Any, region: Region, secretary: User
) -> None:
    """A row that was tried cannot be called off; it must not remind weeks early, nor instead of the right one."""
    event = make_published(region, secretary)
    make_registered(event)
    event.tasks.filter(kind=TaskKind.REMIND).update(tries=1)
    later = facts(30)
    change_event(event, actor=secretary, starts_at=later["starts_at"], ends_at=later["ends_at"])
    clock.shift(dt.timedelta(days=9))
    catch_up()
    assert letters("event_reminder") == []
    clock.shift(dt.timedelta(days=20))
    catch_up()
    assert letters("event_reminder") == ["deltagare1@x.example"]


def test_what_has_been_is_not_cancelled(clock: Any, region: Region, secretary: User) -> None:
    event = make_published(region, secretary)
    make_registered(event)
    clock.shift(dt.timedelta(days=11))
    with pytest.raises(StepNotAllowed):
        cancel_event(event, actor=secretary, note="För sent.")
    assert letters("event_cancelled") == []


def test_page_of_what_has_been_bids_nobody_welcome(clock: Any, region: Region, secretary: User) -> None:
    event = make_published(region, secretary, takes_registrations=False)
    assert "Välkommen" in Client().get(event.get_absolute_url()).content.decode()
    clock.shift(dt.timedelta(days=11))
    page = Client().get(f"{event.get_absolute_url()}?1").content.decode()
    assert "Välkommen" not in page
    assert _("This has been.") in page


def test_second_invitation_has_its_own_letters_also_when_the_first_began_with_the_same(
    region: Region, secretary: User
) -> None:
    """The task of the second must not be taken for the first one's, which is done."""
    first, second = make_member(region), make_member(region)
    event = make_published(region, secretary)
    EventTask.objects.create(
        key=f"{TaskKind.INVITE}:{event.pk}:0-{min(first.pk, second.pk)}",
        kind=TaskKind.INVITE,
        event=event,
        done_at=timezone.now(),
    )
    assert invite(event, actor=secretary) == 2
    catch_up()
    assert not Invitation.objects.filter(letter_at=None).exists()


def test_feedback_counts_once_and_not_for_ever(clock: Any, region: Region, secretary: User) -> None:
    event = make_published(region, secretary)
    address = reverse("events:feedback", args=[event.feedback_key])
    clock.shift(dt.timedelta(days=11))
    client = Client()
    (once,) = re.findall(r'name="once"[^>]* value="([^"]+)"', client.get(address).content.decode())
    for _click in range(2):
        client.post(address, {"grade": 4, "once": once}, follow=True)
    assert Feedback.objects.count() == 1
    clock.shift(dt.timedelta(days=31))
    with pytest.raises(StepNotAllowed):
        give_feedback(event, grade=Grade.MUCH)
    assert Client().post(address, {"grade": 4}).status_code == 200
    assert Feedback.objects.count() == 1


def test_feedback_has_a_limit_for_each_network(clock: Any, region: Region, secretary: User) -> None:
    event = make_published(region, secretary)
    address = reverse("events:feedback", args=[event.feedback_key])
    clock.shift(dt.timedelta(days=11))
    for number in range(40):
        Client().post(address, {"grade": 1, "good": str(number)})
    assert Feedback.objects.count() <= 30


def test_few_answers_are_not_shown_for_they_would_have_names(
    clock: Any, region: Region, secretary: User, enter: Callable[[User], Client]
) -> None:
    event = make_published(region, secretary)
    clock.shift(dt.timedelta(days=11))
    address = reverse("events:participants", args=[event.pk])
    for number in range(FEWEST_ANSWERS):
        assert "Kaffet" not in enter(secretary).get(address).content.decode()
        give_feedback(event, grade=Grade.SOME, good=f"Kaffet {number}.")
    assert "Kaffet" in enter(secretary).get(address).content.decode()


def test_one_address_gets_few_letters_from_however_many_networks(region: Region, secretary: User) -> None:
    event = make_published(region, secretary)
    for number in range(20):
        make_published(region, secretary, title=f"Dialog {number}")
    for number, each in enumerate(Event.objects.all()):
        data = {"name": "A B", "email": "offer@x.example", "how": "here"}
        Client(REMOTE_ADDR=f"198.51.100.{number}").post(each.register_url, data)
    assert Letter.objects.filter(to="offer@x.example").count() <= 12
    Client().post(event.register_url, {"name": "A B", "email": "annan@x.example", "how": "here"})
    assert Letter.objects.filter(to="annan@x.example").exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"day": "0001-01-01", "start": "00:00", "end": "00:30"},
        {"day": "9999-12-31", "start": "00:00", "end": "23:30"},
        {"last_day": "9999-12-31"},
        {"kind": "notice", "shown_to": "9999-12-31"},
        {"takes_registrations": "on", "deadline": "9999-12-31"},
        {"takes_registrations": "on", "deadline": "2099-01-01"},
        {"takes_registrations": "on", "opens_on": "2099-01-01"},
        {"remote_url": "ftp://mote.example/x", "no_remote_reason": ""},
    ],
)
def test_odd_days_are_refused_in_words(
    changed: dict[str, str], region: Region, secretary: User, enter: Callable[[User], Client]
) -> None:
    answer = enter(secretary).post(
        reverse("events:post", args=["norrbotten"]), form(host="agreement", **changed)
    )
    assert answer.status_code == 200
    assert "error-summary" in answer.content.decode()
    assert not Event.objects.exists()


def test_those_who_hold_it_take_a_registration_away(
    region: Region, secretary: User, enter: Callable[[User], Client]
) -> None:
    """Somebody has called: the place goes on, a letter says so, and nothing is kept. Nobody else can."""
    event = make_published(region, secretary, places=1)
    first, second = make_registered(event, 1), make_registered(event, 2)
    stranger = make_user()
    with pytest.raises(StepNotAllowed):
        unregister_for(first, actor=stranger)
    address = reverse("events:unregister", args=[event.pk, first.pk])
    assert enter(stranger).post(address).status_code == 404
    other = make_published(region, secretary)
    foreign = reverse("events:unregister", args=[other.pk, first.pk])
    office = enter(secretary)
    assert office.post(foreign).status_code == 404
    assert "Deltagare 1" in office.get(address).content.decode()
    first.refresh_from_db()
    assert first.standing == Standing.PLACED  # looking does nothing
    assert [office.post(address).status_code for _click in range(2)] == [302, 302]
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.standing, first.email, second.standing) == (Standing.LEFT, "", Standing.PLACED)
    assert letters("event_removed") == ["deltagare1@x.example"]
    assert event.steps.filter(step="unregister", note="").count() == 1
    with time_machine.travel(timezone.now() + dt.timedelta(days=11)), pytest.raises(StepNotAllowed):
        unregister_for(second, actor=secretary)


def test_letters_about_a_change_say_what_is_true_for_each(region: Region, secretary: User) -> None:
    """Who waits does not come; who takes part from a distance hears that the link is gone."""
    event = make_published(region, secretary, places=1)
    make_registered(event, 1)
    make_registered(event, 2)
    make_registered(event, 3, How.REMOTE)
    change_event(
        event, actor=secretary, place="Nya salen", remote_url="", no_remote_reason="Nätet räcker inte."
    )
    said = {each.to[9]: each.text for each in Letter.objects.filter(kind="event_changed")}
    assert "Du kommer till Nya salen" in said["1"]
    assert "Du kommer till" not in said["2"]
    assert "Nya salen" in said["2"]
    assert "Nätet räcker inte." in said["3"]
    assert "länk: \n" not in said["3"]


def test_nobody_gives_an_event_to_an_organisation_that_is_not_theirs(
    region: Region, board: User, member: Membership
) -> None:
    other = make_member(region, user=make_user())
    event = make_drafted(region, board, organisation=member.organisation)
    for changed in (
        {"organisation": other.organisation},
        {"organisation": None, "host_party": region.agreement.parties.first()},
    ):
        with pytest.raises(StepNotAllowed):
            change_event(event, actor=board, **changed)


def test_button_pressed_twice_is_one_draft(
    clock: Any, region: Region, board: User, member: Membership, enter: Callable[[User], Client]
) -> None:
    """The second click of "Save" finds the draft of the first; another day, or another time, is another event."""
    address = reverse("events:post", args=["norrbotten"])
    sent = form(host=f"organisation-{member.organisation_id}")
    client = enter(board)
    first, second = (client.post(address, sent)["Location"] for _click in range(2))
    assert first == second
    assert Event.objects.get().steps.count() == 1
    client.post(address, {**sent, "end": "16:00"})
    assert Event.objects.count() == 2
    clock.shift(dt.timedelta(minutes=6))
    client.post(address, sent)
    assert Event.objects.count() == 3
