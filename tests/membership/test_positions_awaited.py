"""Members of the group hear by letter that cases await their position (MEM-16): one letter for each person and day, late
still once, none where the region wants none, and about no case that is closed to them (MEM-45).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import User
from agreement.models import Agreement, Region, SeatHolding
from agreement.seating import end_holding
from agreement.states import SeatKind
from letters.models import Letter
from membership import services
from membership.awaited import awaited_in
from membership.models import Application, Reminder
from membership.reminding import wait
from membership.services.supplements import attach
from membership.states import Ground, Opinion, ReminderKind, Status
from tests.factories import (
    make_application,
    make_balanced_group,
    make_draft,
    make_leader,
    make_party_administrator,
    make_recusal,
    make_region,
    make_secretary,
    make_upload,
    make_user,
)
from tests.harness.sign_in import sign_in
from tests.membership.reminding import catch_up
from tests.membership.supplementing import asked

pytestmark = pytest.mark.django_db
START = dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC)  # a Monday
DAY = dt.timedelta(days=1)


def came_in(region: Region) -> Application:
    """An application that was handed in now."""
    case = make_application(region)
    wait(case)
    return case


def letters() -> list[tuple[str, str]]:
    """To whom, and of how many cases in which region."""
    rows = Letter.objects.filter(kind="positions_awaited").order_by("pk").values_list("to", "subject")
    return [(to, f"{subject.split()[0]} {subject.split()[-1]}") for to, subject in rows]


def say(case: Application, *people: User, opinion: Opinion = Opinion.FOR) -> None:
    for person in people:
        services.record_position(case, user=person, opinion=opinion)


def test_whoever_hands_in_makes_it_due(region: Region, group: list[User], person: User) -> None:
    with time_machine.travel(START, tick=False):
        services.submit_application(application=make_draft(region, person), actor=person)
        came_in(region)
    (row,) = Reminder.objects.filter(kind=ReminderKind.POSITIONS_AWAITED)
    assert (row.agreement, row.due_at) == (region.agreement, dt.datetime(2026, 11, 5, 7, tzinfo=dt.UTC))


def test_one_letter_to_each_who_has_said_nothing(region: Region, group: list[User]) -> None:
    with time_machine.travel(START, tick=False) as clock:
        first, second = came_in(region), came_in(region)
        say(first, group[0], group[1])
        say(second, group[0])
        clock.shift(2 * DAY)
        catch_up()
        assert letters() == []
        clock.shift(DAY)
        catch_up()
        catch_up()

    assert letters() == [
        (group[1].email, "1 Norrbotten"),
        (group[2].email, "2 Norrbotten"),
    ]
    letter = Letter.objects.get(to=group[2].email)
    for half in (letter.text, letter.html):
        assert "2 november 2026" in half
        assert "9 november 2026" in half  # until then they are waited for
        assert "/admin/membership/reviewitem/?mine=missing" in half
        assert first.reference not in half
        assert first.name not in half


def test_after_three_days_without_a_relay_there_is_one_letter(region: Region, group: list[User]) -> None:
    with time_machine.travel(START, tick=False) as clock:
        for _day in range(3):
            came_in(region)
            clock.shift(DAY)
        clock.shift(3 * DAY + dt.timedelta(hours=-2))
        catch_up()
        assert [to for to, _what in letters()] == [each.email for each in group]
        assert {what for _to, what in letters()} == {"3 Norrbotten"}
        catch_up()
        clock.shift(DAY)
        catch_up()

    assert len(letters()) == 3
    assert not Reminder.objects.unfinished().filter(kind=ReminderKind.POSITIONS_AWAITED).exists()


def test_what_came_later_is_told_later(region: Region, group: list[User]) -> None:
    with time_machine.travel(START, tick=False) as clock:
        say(came_in(region), *group)
        clock.shift(3 * DAY)
        catch_up()
        assert letters() == []
        came_in(region)
        clock.shift(3 * DAY)
        catch_up()

    assert len(letters()) == 3


def test_a_closed_case_awaits_nobody_but_the_alternate(region: Region, group: list[User]) -> None:
    alternate = make_leader(region, party=0, kind=SeatKind.ALTERNATE)
    case = came_in(region)
    assert {each.person for each in awaited_in(region.agreement)} == set(group)
    services.declare_conflict(case, user=group[0], ground=Ground.CLOSE)
    say(case, group[1], opinion=Opinion.AWAY)

    awaits = {each.person: each for each in awaited_in(region.agreement)}
    assert set(awaits) == {alternate, group[2]}
    assert awaits[alternate].until is None  # only ordinary members are waited for
    assert awaits[group[2]].until


def test_no_case_awaits_anybody_while_the_organisation_is_asked(region: Region, group: list[User]) -> None:
    case = came_in(region)
    Application.objects.filter(pk=case.pk).update(status=Status.SUPPLEMENT)
    assert awaited_in(region.agreement) == []


def test_what_a_supplement_changed_is_asked_about_anew(region: Region, group: list[User]) -> None:
    case = came_in(region)
    say(case, *group)
    assert awaited_in(region.agreement) == []
    Application.objects.filter(pk=case.pk).update(changed_at=timezone.now())
    assert {each.person for each in awaited_in(region.agreement)} == set(group)


def all_have_said(region: Region, group: list[User], clock: Any) -> Application:
    """A case of today about which everybody has spoken, and what was planned for it is done: nobody was written to."""
    case = came_in(region)
    say(case, *group)
    clock.shift(3 * DAY)
    catch_up()
    assert letters() == []
    return case


def test_what_came_before_a_request_was_taken_back_is_asked_about_anew(
    region: Region, group: list[User]
) -> None:
    with time_machine.travel(START, tick=False) as clock:
        case = all_have_said(region, group, clock)
        request = asked(case)
        clock.shift(dt.timedelta(minutes=1))
        attach(case, actor=case.access.get().user, upload=make_upload())
        services.recall_supplement(case, actor=request.asked_by, note="Fel ärende.")
        clock.shift(3 * DAY)
        catch_up()
    assert {to for to, _what in letters()} == {each.email for each in group}


@pytest.mark.parametrize("why", ["conflict", "away", "lifted", "sits down", "stands up"])
def test_whoever_has_the_voice_now_hears_of_it(region: Region, group: list[User], why: str) -> None:
    alternate = make_leader(region, party=0, kind=SeatKind.ALTERNATE)
    with time_machine.travel(START, tick=False) as clock:
        case = all_have_said(region, group, clock)
        if why == "conflict":
            services.declare_conflict(case, user=group[0], ground=Ground.CLOSE)
            hears = alternate
        elif why == "away":
            say(case, group[0], opinion=Opinion.AWAY)
            hears = alternate
        elif why == "lifted":
            hears = other = make_leader(region, party=1, kind=SeatKind.ALTERNATE)
            tie = make_recusal(case, other)
            say(case, group[1], opinion=Opinion.AWAY)
            Reminder.objects.filter(done_at=None).delete()
            services.lift_conflict(tie, by=make_secretary(region), note="Slutade 2019.")
        elif why == "stands up":
            held = SeatHolding.objects.get(user=group[0])
            end_holding(held, timezone.localdate() - DAY, by=make_party_administrator(region))
            hears = alternate
        else:
            SeatHolding.objects.filter(user=group[0]).delete()
            hears = make_leader(region, party=0)
        clock.shift(3 * DAY)
        catch_up()
    assert {to for to, _what in letters()} == {hears.email}


def test_a_seat_of_later_is_counted_from_its_first_day(region: Region, group: list[User]) -> None:
    with time_machine.travel(START, tick=False) as clock:
        all_have_said(region, group, clock)
        held = SeatHolding.objects.get(user=group[0])
        first = timezone.localdate() + 10 * DAY
        SeatHolding.objects.filter(pk=held.pk).update(to_on=first - DAY)
        new = make_user()
        SeatHolding.objects.create(seat=held.seat, user=new, from_on=first)
        clock.shift(12 * DAY)
        catch_up()
        assert letters() == []
        clock.shift(DAY)
        catch_up()
    assert {to for to, _what in letters()} == {new.email}


def test_cases_that_wait_already_are_told_when_a_region_chooses_letters(
    region: Region, group: list[User]
) -> None:
    Agreement.objects.update(position_notice_days=0)
    agreement = Agreement.objects.get()
    with time_machine.travel(START, tick=False) as clock:
        make_application(region)
        agreement.save()
        agreement.position_notice_days = 2
        agreement.save()
        clock.shift(DAY)
        agreement.save()  # another word of it: nobody hears twice
        clock.shift(DAY)
        catch_up()
        assert len(letters()) == 3
        clock.shift(5 * DAY)
        catch_up()
    assert len(letters()) == 3


def test_a_region_may_want_no_letters(region: Region, group: list[User]) -> None:
    with time_machine.travel(START, tick=False) as clock:
        came_in(region)
        Agreement.objects.update(position_notice_days=0)
        clock.shift(5 * DAY)
        catch_up()
        region.agreement.refresh_from_db()
        came_in(region)

    assert letters() == []
    assert not Reminder.objects.unfinished().filter(kind=ReminderKind.POSITIONS_AWAITED).exists()


def test_regions_hear_of_their_own_cases(region: Region, group: list[User]) -> None:
    south = make_region("blekinge")
    theirs = make_balanced_group(south)
    with time_machine.travel(START, tick=False) as clock:
        came_in(south)
        clock.shift(3 * DAY)
        catch_up()

    assert {to for to, _what in letters()} == {each.email for each in theirs}


def test_link_leads_to_what_the_person_has_said_nothing_about(region: Region, group: list[User]) -> None:
    silent, said = came_in(region), came_in(region)
    say(said, group[0])
    page = sign_in(Client(), group[0]).get("/admin/membership/reviewitem/?mine=missing")
    assert [each.pk for each in page.context["cl"].result_list] == [silent.pk]


def test_a_letter_speaks_the_readers_language(region: Region, group: list[User]) -> None:
    User.objects.filter(pk=group[0].pk).update(language="en")
    with time_machine.travel(START, tick=False) as clock:
        came_in(region)
        clock.shift(3 * DAY)
        catch_up()

    letter = Letter.objects.get(to=group[0].email)
    assert letter.subject == "1 case awaits your position: Norrbotten"
    assert "Until 9 November 2026 the group waits for you." in letter.text
