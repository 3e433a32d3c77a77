"""Who posts what, who looks at it, what becomes of it; registration, places, reminders, and what is forgotten."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from agreement.models import PublicStamp, Region
from events.models import Event, EventStep, Registration
from events.permissions import Reach
from events.services import (
    cancel_event,
    change_event,
    confirm,
    forget_participants,
    give_feedback,
    invite,
    mark_attendance,
    post_event,
    publish_event,
    refuse_event,
    register,
    rework_event,
    submit_event,
    take_back_event,
    unregister,
)
from events.services.inviting import not_invited
from events.states import STEPS, Audience, Grade, How, Kind, Standing, State, TaskKind
from events.steps import take_step
from letters.models import Letter
from membership.models import Membership
from steps.exceptions import AlreadyMoved, StepNotAllowed
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
from tests.factories import make_leader, make_member, make_region, make_secretary, make_user

pytestmark = pytest.mark.django_db


def test_member_posts_secretariat_publishes_and_each_step_stands_in_the_diary(
    region: Region, secretary: User, board: User, member: Membership
) -> None:
    event = make_drafted(region, board, organisation=member.organisation)
    submit_event(event, actor=board)
    assert secretary.email in letters("event_waits")
    event = refuse_event(event, actor=secretary, note="Skriv var det är.")
    assert letters("event_refused") == [board.email]
    rework_event(event, actor=board)
    event = submit_event(event, actor=board)
    event = publish_event(event, actor=secretary)
    assert event.state == State.PUBLISHED
    assert letters("event_published") == [board.email]
    event = cancel_event(event, actor=board, note="Snöstorm.")
    assert [each.step for each in event.steps.all()] == [
        *("post", "submit", "refuse", "rework", "submit", "publish", "cancel"),
    ]
    with pytest.raises(TypeError):
        EventStep.objects.all().delete()


def test_steps_are_refused_to_everybody_else_and_from_every_other_state(
    region: Region, secretary: User, board: User, member: Membership
) -> None:
    """Every step × state × person, against the table."""
    stranger, other = make_user(), make_secretary(make_region("blekinge"))
    event = make_drafted(region, board, organisation=member.organisation)
    for step in STEPS.values():
        for state in State:
            for actor in (board, secretary, stranger, other):
                Event.objects.filter(pk=event.pk).update(state=state)
                event.refresh_from_db()
                capacity = {board: "poster", secretary: "secretariat"}.get(actor)
                may = state == step.source and any(by.value == capacity for by in step.by)
                # A draft of theirs is nobody else's, not even to publish.
                may = may and (actor == board or state != State.DRAFT)
                if may:
                    take_step(event, step.name, actor=actor, note="x")
                    assert event.state == step.target
                else:
                    with pytest.raises(StepNotAllowed):
                        take_step(event, step.name, actor=actor, note="x")
    Event.objects.filter(pk=event.pk).update(state=State.DRAFT)
    event.refresh_from_db()
    stale = Event.objects.get(pk=event.pk)
    submit_event(event, actor=board)
    with pytest.raises(AlreadyMoved):
        take_step(stale, "submit", actor=board)


def test_nobody_posts_for_an_organisation_party_or_group_that_is_not_theirs(
    region: Region, secretary: User, board: User, member: Membership
) -> None:
    other = make_member(region, user=make_user())
    party = region.agreement.parties.first()
    body = region.agreement.bodies.first()
    for changed in (
        {"organisation": other.organisation},
        {"host_party": party},
        {},
        {"organisation": member.organisation, "audience": Audience.GROUP, "body": body},
        {"organisation": member.organisation, "no_compensation": False},
        {"organisation": member.organisation, "remote_url": ""},
    ):
        with pytest.raises(StepNotAllowed):
            make_drafted(region, board, **changed)
    with pytest.raises(StepNotAllowed):
        make_drafted(region, make_user(), organisation=member.organisation)
    with pytest.raises(StepNotAllowed):
        make_drafted(make_region("blekinge"), board, organisation=member.organisation)
    leader = make_leader(region)
    own = leader.seat_holdings.get().seat.party
    assert make_drafted(region, leader, host_party=own, audience=Audience.GROUP, body=body).host == own.name
    # Whoever has left posts nothing, and changes nothing any more.
    event = make_drafted(region, board, organisation=member.organisation)
    Membership.objects.filter(pk=member.pk).update(ended_on=timezone.localdate() - dt.timedelta(days=1))
    with pytest.raises(StepNotAllowed):
        submit_event(event, actor=board)


def test_three_levels_of_access_predicate_and_queryset_agree(
    region: Region, secretary: User, board: User, member: Membership
) -> None:
    leader, stranger = make_leader(region), make_user()
    body = leader.seat_holdings.get().seat.body
    far = make_leader(make_region("blekinge"))
    events = {
        "open": make_published(region, secretary, title="Öppen"),
        "members": make_published(region, secretary, title="Medlemmar", audience=Audience.MEMBERS),
        "group": make_published(region, secretary, title="Grupp", audience=Audience.GROUP, body=body),
        "draft": make_drafted(region, secretary, title="Utkast"),
        "own": make_submitted(region, board, title="Egen", organisation=member.organisation),
    }
    expected = {
        secretary: {"open", "members", "group", "draft", "own"},
        leader: {"open", "members", "group"},
        board: {"open", "members", "own"},
        stranger: {"open"},
        far: {"open"},
    }
    for person, names in expected.items():
        reach = Reach(person)
        assert {name for name, each in events.items() if reach.sees(each)} == names, person
        seen = set(Event.objects.visible_to(reach).values_list("pk", flat=True))
        assert seen == {events[name].pk for name in names}, person


def test_registration_counts_when_it_is_confirmed_and_places_go_in_order(
    region: Region, secretary: User
) -> None:
    event = make_published(region, secretary, places=2)
    asked = [make_asked(event, number) for number in range(1, 6)]
    assert not Registration.objects.placed().exists()
    assert letters("event_confirm") == [f"deltagare{number}@x.example" for number in range(1, 6)]
    for each in (asked[2], asked[0], asked[4], asked[1], asked[2]):  # twice is once
        confirm(each)
    found = dict(Registration.objects.values_list("name", "standing"))
    assert [found[f"Deltagare {n}"] for n in (3, 1, 5, 2, 4)] == [
        "placed",
        "placed",
        "queued",
        "queued",
        "asked",
    ]
    assert make_registered(event, 9, How.REMOTE).standing == Standing.PLACED  # there is always room far away
    unregister(asked[0])
    unregister(asked[0])
    assert Registration.objects.get(name="Deltagare 5").standing == Standing.PLACED
    assert Registration.objects.get(name="Deltagare 2").standing == Standing.QUEUED
    # More places: the next gets one.
    change_event(event, actor=secretary, places=3)
    assert Registration.objects.get(name="Deltagare 2").standing == Standing.PLACED
    assert letters("event_standing").count("deltagare2@x.example") == 2


def test_last_day_counts_whole_in_sweden_and_not_a_minute_more(region: Region, secretary: User) -> None:
    with time_machine.travel("2026-10-01T10:00:00Z", tick=False):
        event = make_published(
            region,
            secretary,
            days=60,
            opens_on=dt.date(2026, 10, 20),
            deadline=dt.date(2026, 10, 25),  # the night after, the clocks go back
        )
    for moment, is_open in (
        ("2026-10-19T21:59:59Z", False),
        ("2026-10-19T22:00:00Z", True),
        ("2026-10-25T22:59:59Z", True),
        ("2026-10-25T23:00:00Z", False),
    ):
        with time_machine.travel(moment, tick=False):
            assert event.is_open_for_registration is is_open, moment


def test_same_address_registers_once_and_nobody_is_told_that_it_was_there(
    region: Region, secretary: User
) -> None:
    event = make_published(region, secretary)
    first = make_registered(event)
    again = register(event, name="Någon annan", email="DELTAGARE1@x.example", how=How.REMOTE)
    assert again.pk == first.pk
    assert Registration.objects.get().name == "Deltagare 1"
    unregister(first)
    new = make_registered(event)
    assert (new.pk != first.pk, new.standing) == (True, Standing.PLACED)


def test_who_is_signed_in_with_the_address_is_registered_at_once(region: Region, secretary: User) -> None:
    event, person = make_published(region, secretary), make_user()
    done = register(event, name="Jag", email=person.email.upper(), how=How.HERE, user=person)
    assert (done.standing, done.user) == (Standing.PLACED, person)
    other = register(event, name="Du", email="annan@x.example", how=How.HERE, user=person)
    assert (other.standing, other.user) == (Standing.ASKED, None)
    closed = make_published(region, secretary, audience=Audience.MEMBERS)
    with pytest.raises(StepNotAllowed):
        register(closed, name="Jag", email=person.email, how=How.HERE, user=person)


def test_reminder_after_three_days_down_goes_once(clock: Any, region: Region, secretary: User) -> None:
    event = make_published(region, secretary, days=10, places=1)
    make_registered(event, 1)
    make_registered(event, 2)  # waits, and is not reminded
    gone = make_registered(event, 3, How.REMOTE)
    unregister(gone)
    due = event.tasks.get(kind=TaskKind.REMIND).due_at
    assert timezone.localtime(due).isoformat() == "2026-10-27T08:00:00+01:00"
    clock.shift(dt.timedelta(days=7))
    catch_up()
    assert letters("event_reminder") == []
    clock.shift(dt.timedelta(days=3))
    catch_up()
    assert letters("event_reminder") == ["deltagare1@x.example"]


def test_reminder_has_nothing_to_say_when_it_has_begun_or_is_cancelled(
    clock: Any, region: Region, secretary: User
) -> None:
    for event in (make_published(region, secretary), make_published(region, secretary)):
        make_registered(event)
    cancel_event(event, actor=secretary, note="Snöstorm.")
    assert letters("event_cancelled") == ["deltagare1@x.example"]
    clock.shift(dt.timedelta(days=11))
    catch_up()
    assert letters("event_reminder") == []
    assert letters("event_feedback") == ["deltagare1@x.example"]


def test_another_time_is_told_and_reminded_of_anew(clock: Any, region: Region, secretary: User) -> None:
    event = make_published(region, secretary)
    make_registered(event)
    change_event(event, actor=secretary, summary="Bara andra ord.")
    assert letters("event_changed") == []
    later = facts(20)
    change_event(event, actor=secretary, starts_at=later["starts_at"], ends_at=later["ends_at"])
    assert letters("event_changed") == ["deltagare1@x.example"]
    assert "13:00" in Letter.objects.get(kind="event_changed").text
    clock.shift(dt.timedelta(days=9))
    catch_up()
    assert letters("event_reminder") == []
    clock.shift(dt.timedelta(days=10))
    catch_up()
    assert letters("event_reminder") == ["deltagare1@x.example"]


def test_nothing_personal_stays_and_the_figures_do(clock: Any, region: Region, secretary: User) -> None:
    event = make_published(region, secretary, keep_days=30)
    came, stayed, asked = make_registered(event, 1), make_registered(event, 2), make_asked(event, 3)
    key = came.key
    clock.shift(dt.timedelta(days=10, hours=6))
    assert mark_attendance(event, actor=secretary, came=[came.pk]) == 1
    clock.shift(dt.timedelta(days=1))
    catch_up()
    assert letters("event_feedback") == ["deltagare1@x.example"]  # who did not come is not asked
    clock.shift(dt.timedelta(days=28))
    assert forget_participants(Event(pk=0, state=State.PUBLISHED)) == 0
    catch_up()
    # What nobody confirmed went after three days.
    assert set(Registration.objects.exclude(email="").values_list("pk", flat=True)) == {came.pk, stayed.pk}
    clock.shift(dt.timedelta(days=2))
    catch_up()
    assert not Registration.objects.filter(pk=asked.pk).exists()
    rows = Registration.objects.filter(event=event)
    assert set(rows.values_list("name", "email", "needs", "organisation", "user")) == {("", "", "", "", None)}
    assert not rows.filter(key=key).exists()
    assert list(rows.order_by("pk").values_list("attended", flat=True)) == [True, False]
    assert stayed.pk in rows.values_list("pk", flat=True)


def test_feedback_is_tied_to_nobody(clock: Any, region: Region, secretary: User) -> None:
    event = make_published(region, secretary)
    with pytest.raises(StepNotAllowed):
        give_feedback(event, grade=Grade.MUCH)
    clock.shift(dt.timedelta(days=11))
    given = give_feedback(event, grade=Grade.MUCH, good="Samtalen.")
    assert {field.name for field in given._meta.get_fields()} == {"id", "event", "grade", "good", "better"}


def test_invitations_reach_members_once_and_who_never_was_invited_is_listed(
    region: Region, secretary: User, member: Membership
) -> None:
    old = timezone.localdate() - dt.timedelta(days=700)
    others = [make_member(region) for _number in range(3)]
    Membership.objects.exclude(pk=others[0].pk).update(since=old)
    assert set(not_invited(region, timezone.localdate())) == {
        member,
        others[1],
        others[2],
    }  # one joined today
    event = make_published(region, secretary)
    with pytest.raises(StepNotAllowed):
        invite(event, actor=make_leader(region))
    assert invite(event, actor=secretary) == 4
    assert invite(event, actor=secretary) == 0
    catch_up()
    assert set(letters("event_invitation")) >= set(member.recipients)
    assert len(letters("event_invitation")) == len(set(letters("event_invitation")))
    assert not not_invited(region, timezone.localdate()).exists()
    with time_machine.travel(timezone.now() + dt.timedelta(days=367)):
        assert not_invited(region, timezone.localdate()).count() == 4


def test_registrations_and_invitations_do_not_throw_public_pages_away(
    region: Region, secretary: User
) -> None:
    event = make_published(region, secretary)
    stamp = PublicStamp.objects.get().number
    make_registered(event)
    invite(event, actor=secretary)
    assert PublicStamp.objects.get().number == stamp
    change_event(event, actor=secretary, summary="Andra ord.")
    assert PublicStamp.objects.get().number > stamp


def test_notice_has_no_time_and_takes_nobody(region: Region, secretary: User) -> None:
    notice = post_event(
        region.agreement,
        actor=secretary,
        kind=Kind.NOTICE,
        title="Sök medel",
        summary="Kommunen delar ut medel.",
        takes_registrations=True,
    )
    publish_event(notice, actor=secretary)
    notice.refresh_from_db()
    assert (notice.takes_registrations, notice.starts_at) == (False, None)
    assert notice.shown_to == timezone.localdate() + dt.timedelta(days=60)
    with pytest.raises(StepNotAllowed):
        make_asked(notice)


def test_secretariat_takes_nothing_back_that_is_not_its_own(
    region: Region, secretary: User, board: User, member: Membership
) -> None:
    event = make_submitted(region, board, organisation=member.organisation)
    with pytest.raises(StepNotAllowed):
        take_back_event(event, actor=secretary)
    take_back_event(event, actor=board)
    assert event.state == State.DRAFT
