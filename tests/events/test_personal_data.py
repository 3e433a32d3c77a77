"""What is kept about people who register, how long, and who sees it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from agreement.models import Region, SeatHolding
from events.forms import SECTIONS, EventForm
from events.models import CalendarAddress, Event, Registration
from events.permissions import Reach
from events.services import (
    cancel_event,
    change_event,
    confirm,
    mark_attendance,
    publish_event,
    register,
    renew_address,
    take_back_event,
    unregister,
)
from events.services.forgetting import UNCONFIRMED_LIVES
from events.states import Audience, How, Kind, Standing
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
from tests.factories import make_leader, make_member, make_operator, make_secretary, make_user, sign_in

pytestmark = pytest.mark.django_db

TO_REGISTERED = ("event_confirm", "event_standing", "event_changed", "event_reminder", "event_feedback")


def move(event: Event, secretary: User, days: int, **changed: Any) -> None:
    to = facts(days)
    change_event(event, actor=secretary, starts_at=to["starts_at"], ends_at=to["ends_at"], **changed)


def test_time_that_is_changed_there_and_back_is_planned_again(
    clock: Any, region: Region, secretary: User
) -> None:
    """Reminder, question and above all the removal of data."""
    event = make_published(region, secretary)
    make_registered(event)
    move(event, secretary, 20)
    move(event, secretary, 10)
    clock.shift(dt.timedelta(days=9))
    catch_up()
    assert letters("event_reminder") == ["deltagare1@x.example"]
    clock.shift(dt.timedelta(days=2))
    catch_up()
    assert letters("event_feedback") == ["deltagare1@x.example"]
    clock.shift(dt.timedelta(days=31))
    catch_up()
    assert not Registration.objects.exclude(email="").exists()


def test_data_goes_also_when_registration_was_closed_together_with_a_new_day(
    clock: Any, region: Region, secretary: User
) -> None:
    event = make_published(region, secretary)
    make_registered(event)
    move(event, secretary, 12, takes_registrations=False)
    clock.shift(dt.timedelta(days=44))
    catch_up()
    assert not Registration.objects.exclude(email="").exists()


def test_published_event_does_not_become_a_notice(region: Region, secretary: User) -> None:
    """Those who have registered would hear of nothing, and their data had no day to go."""
    event = make_published(region, secretary)
    with pytest.raises(StepNotAllowed):
        change_event(event, actor=secretary, kind=Kind.NOTICE, starts_at=None, ends_at=None)
    notice = make_published(region, secretary, kind=Kind.NOTICE)
    with pytest.raises(StepNotAllowed):
        change_event(notice, actor=secretary, kind=Kind.MEETING)


def test_letters_to_those_who_registered_go_with_the_rest(
    clock: Any, region: Region, secretary: User
) -> None:
    """Of another event, and to those who hold it, they stay."""
    event, other = make_published(region, secretary), make_published(region, secretary, days=60)
    for number in (1, 2):
        make_registered(event, number)
    make_registered(other, 1)
    clock.shift(dt.timedelta(days=9))
    catch_up()
    clock.shift(dt.timedelta(days=40))
    assert Letter.objects.filter(key__contains=f":{event.pk}:", kind__in=TO_REGISTERED).count() == 6
    before = Letter.objects.exclude(kind__in=TO_REGISTERED).count()
    catch_up()
    assert not Letter.objects.filter(key__contains=f":{event.pk}:", kind__in=TO_REGISTERED).exists()
    assert set(Letter.objects.filter(kind__in=TO_REGISTERED).values_list("to", flat=True)) == {
        "deltagare1@x.example"
    }
    assert Letter.objects.exclude(kind__in=TO_REGISTERED).count() == before


def test_what_nobody_confirms_goes_after_three_days_by_itself(
    clock: Any, region: Region, secretary: User
) -> None:
    """It may be somebody else's address; it does not wait for the next one to register."""
    event = make_published(region, secretary)
    make_asked(event, 1)
    make_registered(event, 2)
    clock.shift(dt.timedelta(days=2))
    catch_up()
    assert Registration.objects.count() == 2
    clock.shift(dt.timedelta(days=2))
    catch_up()
    assert list(Registration.objects.values_list("name", flat=True)) == ["Deltagare 2"]
    assert not Letter.objects.filter(to="deltagare1@x.example").exists()


def test_who_unregisters_is_forgotten_at_once(region: Region, secretary: User) -> None:
    event, person = make_published(region, secretary), make_user()
    done = register(
        event,
        name="Jag",
        email=person.email,
        how=How.HERE,
        needs="Inga nötter",
        organisation="X",
        user=person,
    )
    unregister(done)
    done.refresh_from_db()
    assert (done.name, done.email, done.needs, done.organisation, done.user) == ("", "", "", "", None)
    assert done.standing == Standing.LEFT
    page = Client().get(done.get_absolute_url()).content.decode()
    assert str(Standing.LEFT.label) in page


def test_forgotten_attendance_is_not_written_over(clock: Any, region: Region, secretary: User) -> None:
    event = make_published(region, secretary)
    came = make_registered(event)
    clock.shift(dt.timedelta(days=11))
    mark_attendance(event, actor=secretary, came=[came.pk])
    clock.shift(dt.timedelta(days=31))
    catch_up()
    with pytest.raises(StepNotAllowed):
        mark_attendance(event, actor=secretary, came=[])
    assert Registration.objects.get(pk=came.pk).attended is True


def test_who_has_left_the_organisation_looks_after_its_events_no_more(
    region: Region, secretary: User, board: User, member: Membership
) -> None:
    """Also if they wrote them, and although they belong to the agreement by another organisation (or by a seat)."""
    event = publish_event(
        make_submitted(region, board, organisation=member.organisation, audience=Audience.MEMBERS),
        actor=secretary,
    )
    draft = make_drafted(region, board, organisation=member.organisation)
    make_member(region, user=board)
    member.application.access.filter(user=board).delete()
    colleague = make_user()
    member.application.access.create(user=colleague)
    for person, may in ((board, False), (colleague, True)):
        reach = Reach(person)
        assert reach.looks_after(event) is may
        assert reach.sees(draft) is may
        looked_after = Event.objects.looked_after_by(reach).values_list("pk", flat=True)
        assert set(looked_after) == ({event.pk, draft.pk} if may else set())
    # The same for a seat: what was posted for a party.
    leader = make_leader(region)
    party = leader.seat_holdings.get().seat.party
    posted = make_drafted(region, leader, host_party=party)
    make_member(region, user=leader)
    assert Reach(leader).posts(posted)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    SeatHolding.objects.filter(user=leader).update(to_on=yesterday)
    leader = User.objects.get(pk=leader.pk)
    assert not Reach(leader).sees(posted)
    assert not Event.objects.visible_to(Reach(leader)).filter(pk=posted.pk).exists()


def test_draft_of_an_organisation_is_its_own_until_it_is_sent_in(
    region: Region, secretary: User, board: User, member: Membership
) -> None:
    """No authority can open what has not been sent to it (LAW-P1, TF 2:9); taken back, it is a draft again."""
    event = make_drafted(region, board, organisation=member.organisation)
    operator = make_operator()

    def seen_by(user: User) -> bool:
        seen = Reach(user).sees(event)
        assert Event.objects.visible_to(Reach(user)).filter(pk=event.pk).exists() is seen
        assert Event.objects.looked_after_by(Reach(user)).filter(pk=event.pk).exists() is seen
        return seen

    assert [seen_by(user) for user in (board, secretary, operator)] == [True, False, False]
    with pytest.raises(StepNotAllowed):
        change_event(event, actor=secretary, title="Ändrad")
    with pytest.raises(StepNotAllowed):
        publish_event(event, actor=secretary)
    from events.services import submit_event

    event = submit_event(event, actor=board)
    assert [seen_by(user) for user in (board, secretary, operator)] == [True, True, True]
    event = take_back_event(event, actor=board)
    assert [seen_by(user) for user in (board, secretary, operator)] == [True, False, False]
    # The secretariat's own drafts are the whole secretariat's.
    event = make_drafted(region, secretary)
    assert [seen_by(user) for user in (secretary, make_secretary(region), board)] == [True, True, False]


def test_own_calendar_asks_for_rights_also_where_one_registered(region: Region, secretary: User) -> None:
    leader = make_leader(region)
    body = leader.seat_holdings.get().seat.body
    closed = make_published(region, secretary, title="Slutet", audience=Audience.GROUP, body=body)
    register(closed, name="Jag", email=leader.email, how=How.HERE, user=leader)
    address = renew_address(leader).get_absolute_url()
    assert "Slutet" in Client().get(address).content.decode()
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    SeatHolding.objects.filter(user=leader).update(to_on=yesterday)
    assert "Slutet" not in Client().get(address).content.decode()
    client = sign_in(Client(), leader, second_factor=True)
    assert "Slutet" not in client.get(reverse("events:overview")).content.decode()


def test_own_calendar_says_where_one_only_waits(region: Region, secretary: User) -> None:
    person = make_user()
    event = make_published(region, secretary, places=1)
    make_registered(event)
    register(event, name="Jag", email=person.email, how=How.HERE, user=person)
    text = Client().get(renew_address(person).get_absolute_url()).content.decode()
    assert _("%(title)s (waiting list)") % {"title": event.title} in text.replace("\r\n ", "")


def test_secret_address_can_be_taken_away(region: Region) -> None:
    person = make_user()
    address = renew_address(person).get_absolute_url()
    client = sign_in(Client(), person)
    page = client.get(reverse("events:overview")).content.decode()
    assert 'value="remove"' in page
    client.post(reverse("events:renew"), {"answer": "remove"})
    assert not CalendarAddress.objects.exists()
    assert Client().get(address).status_code == 404


def test_own_words_stand_and_not_those_of_somebody_who_typed_the_address_before(
    region: Region, secretary: User
) -> None:
    event, person = make_published(region, secretary), make_user()
    register(event, name="Skojaren", email=person.email, how=How.REMOTE, needs="Bjud alla på tårta")
    done = register(event, name="Jag", email=person.email, how=How.HERE, user=person)
    done.refresh_from_db()
    assert (done.name, done.how, done.needs, done.standing) == ("Jag", How.HERE, "", Standing.PLACED)
    # Without an account: the last form counts, and the page of the letter shows what is confirmed.
    make_asked(event, 1)
    last = register(event, name="Rätt namn", email="deltagare1@x.example", how=How.REMOTE, needs="Hörslinga")
    page = Client().get(last.get_absolute_url()).content.decode()
    for words in ("Rätt namn", "Hörslinga", str(How.REMOTE.label)):
        assert words in page
    # Once it is confirmed nobody changes it without the link or the sign-in.
    confirm(last)
    register(event, name="Skojaren", email="deltagare1@x.example", how=How.HERE)
    last.refresh_from_db()
    assert (last.name, last.how) == ("Rätt namn", How.REMOTE)


def test_form_refuses_a_personal_identity_number_and_says_what_happens_with_the_rest(
    region: Region, secretary: User
) -> None:
    Region.objects.filter(pk=region.pk).update(data_controllers="Region Exempel")
    event = make_published(region, secretary)
    page = Client().get(event.register_url).content.decode()
    for words in ("Region Exempel", _("What you send in can become a public record."), "/personuppgifter/"):
        assert words in page, words
    data = {"name": "A B", "email": "a@x.example", "how": "here"}
    for written in ("811228-9874", "Född 19811228-9874.", "198112289874"):
        answer = Client().post(event.register_url, {**data, "needs": written}).content.decode()
        assert _("This looks like a personal identity number. Please leave it out.") in answer, written
    assert not Registration.objects.exists()
    Client().post(event.register_url, {**data, "needs": "Ring 070-123 45 67 eller 0701234567"})
    assert Registration.objects.exists()


@pytest.mark.parametrize("address", ["a@[127.0.0.1]", '"a b"@x.example', "a@x.example,b@x.example", "fel"])
def test_address_is_one_plain_address(address: str, region: Region, secretary: User) -> None:
    event = make_published(region, secretary)
    Client().post(event.register_url, {"name": "A B", "email": address, "how": "here"})
    assert not Registration.objects.exists()


def test_page_about_personal_data_names_registrations_and_says_what_the_code_does(region: Region) -> None:
    page = Client().get("/personuppgifter/").content.decode()
    for words in (
        _("Those who register for something in the calendar"),
        _("Registrations in the calendar"),
        _("Those who want their own calendar in a program"),
        _("If you unregister: at once."),
    ):
        assert words in page, words
    assert f"{Event(agreement=region.agreement).keep_days} da" in page
    assert f" {UNCONFIRMED_LIVES.days} da" in page


def test_form_of_an_event_is_asked_in_sections(region: Region, secretary: User) -> None:
    """A volunteer is not faced with one long list; every question has its section."""
    page = (
        sign_in(Client(), secretary, second_factor=True)
        .get(reverse("events:post", args=["norrbotten"]))
        .content.decode()
    )
    for title, names in SECTIONS[:-1]:
        assert f"<legend>{title}</legend>" in page
        for name in names:
            assert f'name="{name}"' in page, name
    placed = [name for _title, names in SECTIONS for name in names]
    assert sorted(placed) == sorted(EventForm.base_fields)


def test_data_of_what_is_cancelled_does_not_wait_for_its_day(
    clock: Any, region: Region, secretary: User
) -> None:
    event = make_published(region, secretary, days=300)
    make_registered(event)
    cancel_event(event, actor=secretary, note="Snöstorm.")
    clock.shift(dt.timedelta(days=29))
    catch_up()
    assert Registration.objects.exclude(email="").exists()
    clock.shift(dt.timedelta(days=3))
    catch_up()
    assert not Registration.objects.exclude(email="").exists()
    assert letters("event_cancelled") == []


def test_second_letter_gives_the_time_that_it_says(clock: Any, region: Region, secretary: User) -> None:
    event = make_published(region, secretary, days=30)
    make_asked(event)
    clock.shift(dt.timedelta(days=2, hours=22))
    again = make_asked(event)
    clock.shift(dt.timedelta(hours=20))
    catch_up()
    assert confirm(again).standing == Standing.PLACED


def test_unconfirmed_of_the_last_hour_goes_where_summer_time_begins(
    clock: Any, region: Region, secretary: User
) -> None:
    clock.move_to(dt.datetime(2027, 3, 25, 22, 30, tzinfo=dt.UTC))
    make_asked(make_published(region, secretary, days=30))
    clock.move_to(dt.datetime(2027, 3, 29, 0, 30, tzinfo=dt.UTC))
    catch_up()
    assert not Registration.objects.exists()


def test_what_was_tidied_away_meanwhile_is_a_refusal(clock: Any, region: Region, secretary: User) -> None:
    late = make_asked(make_published(region, secretary, days=30))
    clock.shift(dt.timedelta(days=4))
    catch_up()
    for act in (confirm, unregister):
        with pytest.raises(StepNotAllowed):
            act(late)


def test_second_click_that_takes_a_registration_away_leads_home(region: Region, secretary: User) -> None:
    event = make_published(region, secretary)
    one = make_registered(event)
    client, home = (
        sign_in(Client(), secretary, second_factor=True),
        reverse("events:participants", args=[event.pk]),
    )
    for _click in range(2):
        assert client.post(reverse("events:unregister", args=[event.pk, one.pk])).headers["Location"] == home


def test_very_long_number_in_the_address_is_no_error(region: Region, board: User, member: Membership) -> None:
    event = make_submitted(region, board, organisation=member.organisation)
    client = sign_in(Client(), make_secretary(region), second_factor=True)
    address = reverse("events:step", args=[event.pk, "publish"])
    assert client.get(address, {"sett": "1" * 5000}).status_code == 200
