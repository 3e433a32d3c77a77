"""Who hears what about an event that somebody posts: nobody too often, nobody who has left, nothing unread in public."""

from __future__ import annotations

import datetime as dt
from typing import Any

import icalendar
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from agreement.models import Region, SeatHolding
from events.models import Event
from events.services import (
    cancel_event,
    change_event,
    invite,
    publish_event,
    refuse_event,
    register,
    rework_event,
    show_reason,
    submit_event,
    take_back_event,
)
from events.services.posting import TOLD_A_DAY
from events.states import Audience, How, State
from letters.models import Letter
from membership.models import Membership
from steps.exceptions import StepNotAllowed
from tests.events.happenings import (
    catch_up,
    facts,
    letters,
    make_asked,
    make_drafted,
    make_published,
    make_registered,
    make_submitted,
)
from tests.factories import make_leader, make_member, make_secretary, make_user, sign_in

pytestmark = pytest.mark.django_db


def test_sent_in_and_taken_back_again_and_again_is_told_once_a_day(
    clock: Any, region: Region, secretary: User, board: User, member: Membership
) -> None:
    event = make_submitted(region, board, organisation=member.organisation)
    for _press in range(5):
        take_back_event(Event.objects.get(pk=event.pk), actor=board)
        submit_event(Event.objects.get(pk=event.pk), actor=board)
    assert letters("event_waits").count(secretary.email) == 1
    # What was sent back and worked on is news on the same day, and so is another day.
    refuse_event(Event.objects.get(pk=event.pk), actor=secretary, note="Skriv var det är.")
    rework_event(Event.objects.get(pk=event.pk), actor=board)
    submit_event(Event.objects.get(pk=event.pk), actor=board)
    assert letters("event_waits").count(secretary.email) == 2
    clock.shift(dt.timedelta(days=1))
    take_back_event(Event.objects.get(pk=event.pk), actor=board)
    submit_event(Event.objects.get(pk=event.pk), actor=board)
    assert letters("event_waits").count(secretary.email) == 3


def test_many_events_on_a_day_are_a_few_letters_and_a_whole_list(
    clock: Any, region: Region, secretary: User, board: User, member: Membership
) -> None:
    for number in range(TOLD_A_DAY + 3):
        make_submitted(region, board, title=f"Kväll {number}", organisation=member.organisation)
    assert letters("event_waits").count(secretary.email) == TOLD_A_DAY
    page = sign_in(Client(), secretary, second_factor=True).get(reverse("events:overview")).content.decode()
    assert all(f"Kväll {number}" in page for number in range(TOLD_A_DAY + 3))
    clock.shift(dt.timedelta(days=1))
    make_submitted(region, board, title="Kväll nästa dag", organisation=member.organisation)
    assert letters("event_waits").count(secretary.email) == TOLD_A_DAY + 1


def test_answer_reaches_those_who_have_access_now(
    region: Region, secretary: User, board: User, member: Membership
) -> None:
    """Who posted it has left the board; the letter goes to those who can open the event."""
    event = make_submitted(region, board, organisation=member.organisation)
    new, closed = make_user("nya.styrelsen@bygdegille.example"), make_user("stangd@bygdegille.example")
    User.objects.filter(pk=closed.pk).update(is_active=False)
    member.application.access.filter(user=board).delete()
    for person in (new, closed):
        member.application.access.create(user=person)
    refuse_event(event, actor=secretary, note="Skriv var det är.")
    assert letters("event_refused") == [new.email]
    rework_event(Event.objects.get(pk=event.pk), actor=new)
    submit_event(Event.objects.get(pk=event.pk), actor=new)
    publish_event(Event.objects.get(pk=event.pk), actor=secretary)
    assert letters("event_published") == [new.email]
    assert not Letter.objects.filter(kind__startswith="event_", to__in=(board.email, closed.email)).exists()


def test_answer_to_a_party_s_event_reaches_nobody_who_has_left_the_seat(
    region: Region, secretary: User
) -> None:
    leader = make_leader(region)
    holding = leader.seat_holdings.get()
    staying = make_submitted(region, leader, title="Först", host_party=holding.seat.party)
    event = make_submitted(region, leader, title="Sedan", host_party=holding.seat.party)
    publish_event(staying, actor=secretary)
    assert letters("event_published") == [leader.email]
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    SeatHolding.objects.filter(user=leader).update(to_on=yesterday)
    publish_event(Event.objects.get(pk=event.pk), actor=secretary)
    assert letters("event_published") == [leader.email]


def test_another_secretary_who_publishes_a_draft_tells_who_wrote_it(region: Region, secretary: User) -> None:
    publish_event(make_drafted(region, secretary), actor=make_secretary(region))
    publish_event(make_drafted(region, secretary, title="Egen"), actor=secretary)
    assert letters("event_published") == [secretary.email]


@pytest.mark.parametrize("audience", [Audience.OPEN, Audience.MEMBERS])
def test_what_others_say_when_they_cancel_is_public_when_the_secretariat_lets_it_through(
    audience: Audience, region: Region, secretary: User, board: User, member: Membership
) -> None:
    """That it is cancelled stands there at once; the words go to those who registered and to the secretariat."""
    event = make_submitted(region, board, organisation=member.organisation, audience=audience)
    event = publish_event(event, actor=secretary)
    coming, asked = make_registered(event, 1), make_asked(event, 2)
    cancel_event(event, actor=board, note="Ordföranden är en skurk.")
    event = Event.objects.get(pk=event.pk)
    colleague = sign_in(Client(), make_leader(region), second_factor=True)

    def seen(url: str) -> str:
        return colleague.get(url).content.decode()

    assert "Inställ" in seen(event.get_absolute_url())
    everywhere = (event.get_absolute_url(), event.own_url, "/norrbotten/kalender/", asked.get_absolute_url())
    assert not [url for url in everywhere if "skurk" in seen(url)]
    assert "skurk" in seen(coming.get_absolute_url())
    assert _("Can you not come?") not in seen(coming.get_absolute_url())
    assert letters("event_called_off").count(secretary.email) == 1
    assert "skurk" in Letter.objects.filter(kind="event_called_off").first().text
    assert "skurk" in Letter.objects.get(kind="event_cancelled").text
    with pytest.raises(StepNotAllowed):
        show_reason(event, actor=board)

    office = sign_in(Client(), secretary, second_factor=True)
    address = reverse("events:step", args=[event.pk, "show_reason"])
    assert f"{address}?" in office.get(event.own_url).content.decode()
    assert sign_in(Client(), board).get(address).status_code == 404
    office.get(address)
    assert "skurk" not in seen(event.get_absolute_url())
    assert [office.post(address).status_code for _click in range(2)] == [302, 302]
    assert "skurk" in seen(event.get_absolute_url())
    assert f"{address}?" not in office.get(event.own_url).content.decode()
    assert event.steps.filter(step="show_reason").count() == 1


def test_what_the_secretariat_says_when_it_cancels_stands_everywhere_at_once(
    region: Region, secretary: User
) -> None:
    event = make_published(region, secretary)
    cancel_event(event, actor=secretary, note="Snöstorm i fjällen.")
    event.refresh_from_db()
    assert event.state == State.CANCELLED
    assert "Snöstorm i fjällen." in Client().get(event.get_absolute_url()).content.decode()
    assert letters("event_called_off") == []
    (entry,) = [
        each
        for each in icalendar.Calendar.from_ical(Client().get("/norrbotten/kalender.ics").content).walk(
            "VEVENT"
        )
        if "Exempelby" in str(each["summary"])
    ]
    assert entry["status"] == "CANCELLED"


def test_members_who_were_invited_hear_of_another_day_and_of_what_is_cancelled(
    clock: Any, region: Region, secretary: User, member: Membership
) -> None:
    """To many events one comes without registering: whoever got an invitation must not travel in vain."""
    late = make_member(region)
    Membership.objects.filter(pk=late.pk).update(ended_on=timezone.localdate() - dt.timedelta(days=1))
    event = make_published(region, secretary, takes_registrations=False)
    invite(event, actor=secretary)
    catch_up()
    invited = len(letters("event_invitation"))
    assert invited == len(member.recipients)

    Membership.objects.filter(pk=late.pk).update(ended_on=None)
    invite(event, actor=secretary)  # its letters wait
    move = facts(20)
    change_event(event, actor=secretary, starts_at=move["starts_at"], ends_at=move["ends_at"])
    change_event(event, actor=secretary, summary="Bara andra ord.")
    catch_up()
    assert letters("event_news") == member.recipients
    assert len(letters("event_invitation")) == invited + len(late.recipients)
    assert "8 november" in Letter.objects.filter(kind="event_news").first().text
    assert "8 november" in Letter.objects.get(kind="event_invitation", to=late.recipients[0]).text

    cancel_event(event, actor=secretary, note="Snöstorm.")
    catch_up()
    catch_up()
    assert letters("event_news")[1:] == [*member.recipients, *late.recipients]
    assert "Inställ" in Letter.objects.filter(kind="event_news").latest("pk").subject


def test_who_was_invited_and_has_registered_gets_one_letter(
    region: Region, secretary: User, board: User
) -> None:
    member = make_member(region, user=board)
    event = make_published(region, secretary)
    invite(event, actor=secretary)
    catch_up()
    register(event, name="Styrelsen", email=board.email, how=How.HERE, user=board)
    cancel_event(event, actor=secretary, note="Snöstorm.")
    catch_up()
    assert letters("event_cancelled") == [board.email]
    assert letters("event_news") == [each for each in member.recipients if each != board.email]


def test_invitation_that_had_not_left_is_not_followed_by_its_end(
    region: Region, secretary: User, member: Membership
) -> None:
    event = make_published(region, secretary)
    invite(event, actor=secretary)
    cancel_event(event, actor=secretary, note="Snöstorm.")
    catch_up()
    assert letters("event_invitation") == letters("event_news") == []


def test_pressing_invite_twice_says_one_thing(region: Region, secretary: User, member: Membership) -> None:
    event = make_published(region, secretary)
    office = sign_in(Client(), secretary, second_factor=True)
    address = reverse("events:invite", args=[event.pk])
    said = [office.post(address, follow=True).content.decode() for _click in range(2)]
    on_their_way = _("The letters are on their way.")
    assert [on_their_way in each for each in said] == [True, False]
    assert _("All of them were invited before.") in said[1]


def test_those_who_post_hear_that_the_secretariat_has_changed_or_cancelled_it(
    clock: Any, region: Region, secretary: User, board: User, member: Membership
) -> None:
    event = publish_event(make_submitted(region, board, organisation=member.organisation), actor=secretary)
    change_event(event, actor=secretary, summary=event.summary)
    assert letters("event_edited") == []
    for summary in ("Andra ord.", "Ännu andra ord."):
        change_event(event, actor=secretary, summary=summary)
    assert letters("event_edited") == [board.email]
    cancel_event(event, actor=secretary, note="Snöstorm.")
    assert letters("event_stopped") == [board.email]
    assert letters("event_called_off") == []
    own = make_published(region, secretary, title="Egen")
    change_event(own, actor=secretary, summary="Andra ord.")
    assert letters("event_edited") == [board.email]


def test_board_is_told_whom_to_ask_for_a_change_of_what_is_published(
    region: Region, secretary: User, board: User, member: Membership
) -> None:
    event = publish_event(make_submitted(region, board, organisation=member.organisation), actor=secretary)
    words = _("Is something to be changed? Write to the secretariat:")
    assert words in sign_in(Client(), board).get(event.own_url).content.decode()
    assert words not in sign_in(Client(), secretary, second_factor=True).get(event.own_url).content.decode()
