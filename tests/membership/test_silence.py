"""By positions silent is not absent: within the region's days everybody who sits is waited for (MEM-16, MEM-34). And what
was said before a supplement changed the application is said again.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import User
from agreement.models import Agreement, Region
from agreement.states import SeatKind
from membership.exceptions import DecisionNotPossible
from membership.models import Application, Decision
from membership.quorum import Decider
from membership.services import (
    Held,
    answer_supplement,
    approve_application,
    close_supplement,
    declare_conflict,
)
from membership.services.supplements import attach, change_asked
from membership.states import Ground, Manner, Opinion, Outcome, Scope, Why
from tests.factories import (
    make_application,
    make_leader,
    make_position,
    make_secretary,
    make_supplement,
    make_upload,
    make_user,
    sign_in,
)

pytestmark = pytest.mark.django_db
QUEUE = "/admin/membership/reviewitem/"
SWEDEN = ZoneInfo("Europe/Stockholm")
CAME_IN = dt.datetime(2026, 5, 4, 9, tzinfo=SWEDEN)
LAST = dt.datetime(2026, 5, 11, 23, 59, 59, tzinfo=SWEDEN)  # seven days after, to its end


@pytest.fixture
def alternates(region: Region, group: list[User]) -> list[User]:
    return [make_leader(region, party=party, kind=SeatKind.ALTERNATE) for party in range(3)]


@pytest.fixture
def case(region: Region) -> Application:
    return make_application(region, user=make_user(), submitted_at=CAME_IN)


def held() -> Held:
    return Held(timezone.localdate(), "", manner=Manner.POSITIONS)


def say(case: Application, *people: User, opinion: str = Opinion.FOR) -> None:
    for person in people:
        make_position(case, person, opinion)


def outcome(case: Application, user: User) -> Outcome | None:
    return Decider(user).outcome(Application.objects.get(pk=case.pk))


def test_alternates_who_are_quick_decide_nothing_for_members_who_are_silent(
    case: Application, group: list[User], alternates: list[User]
) -> None:
    with time_machine.travel(LAST, tick=False):
        say(case, *alternates)
        decider = Decider(group[0])
        reason = str(decider.why_not_by_positions(case, Outcome.APPROVED))
        assert all(str(member) in reason for member in group)
        assert "11 maj 2026" in reason
        assert decider.why(case, by_position=True) == Why.AWAITS
        with pytest.raises(DecisionNotPossible):
            approve_application(case, actor=group[0], held=held())
        say(case, *group[:2])
        assert outcome(case, group[0]) is None
    with time_machine.travel(LAST + dt.timedelta(seconds=1), tick=False):
        approve_application(case, actor=group[0], held=held())
    stands = {row["user"]: row["stand"] for row in Decision.objects.get().seated}
    assert [stands[user.pk] for user in (*group, *alternates)] == [
        "for",
        "for",
        "absent",
        "for",
        "for",
        "for",
    ]
    assert {row["user"] for row in Decision.objects.get().seated if row["stepped_in"]} == {alternates[2].pk}


def test_when_everybody_is_heard_nobody_waits(
    case: Application, group: list[User], alternates: list[User]
) -> None:
    """A position, a conflict of interest, and that one cannot take part: each is a word."""
    with time_machine.travel(CAME_IN + dt.timedelta(hours=1), tick=False):
        say(case, group[0])
        say(case, group[1], opinion=Opinion.AWAY)
        declare_conflict(case, user=group[2], ground=Ground.CLOSE)
        say(case, alternates[1], alternates[2])
        approve_application(case, actor=group[0], held=held())
    rows = Decision.objects.get().seated
    assert {row["user"] for row in rows if row["stepped_in"]} == {alternates[1].pk, alternates[2].pk}
    assert not [row for row in rows if row["stand"] == "silent"]


@pytest.mark.parametrize(("days", "waits"), [(0, False), (6, False), (7, True), (30, True)])
def test_days_are_the_regions(case: Application, group: list[User], days: int, waits: bool) -> None:
    Agreement.objects.update(positions_days=days)
    case = Application.objects.get(pk=case.pk)
    with time_machine.travel(LAST, tick=False):
        until = Decider(group[0]).waits_until(case)
    assert until == (dt.date(2026, 5, 4) + dt.timedelta(days=days) if waits else None)


def test_page_and_queue_say_who_is_waited_for_and_until_when(case: Application, group: list[User]) -> None:
    with time_machine.travel(LAST, tick=False):
        say(case, *group[:2])
        client = sign_in(Client(), group[0], second_factor=True)
        page = client.get(f"{QUEUE}{case.pk}/change/")
        way = page.context["group"].ways()[1]
        queue = client.get(QUEUE).text
    assert not way.is_open
    assert str(group[2]) in way.sentence
    assert "11 maj 2026" in way.sentence
    assert "approve-by-positions" not in page.text
    assert "2026-05-11" in queue
    assert "De flesta är för" not in queue


def test_at_a_meeting_nobody_is_silent(case: Application, group: list[User]) -> None:
    with time_machine.travel(LAST, tick=False):
        assert not Decider(group[0]).why_not(case)


# --- A supplement -----------------------------------------------------------------------------------------


def complete(case: Application, *, changes: dict[str, Any] | None = None, file: bool = False) -> None:
    """The organisation is asked, and answers."""
    person = case.access.get().user
    make_supplement(case, pages=["omrade"])
    if changes:
        change_asked(case, actor=person, page="omrade", **changes)
    if file:
        attach(case, actor=person, upload=make_upload())
    answer_supplement(case, actor=person, answer="Så är det.")


def test_answer_gives_the_group_its_days_again(case: Application, group: list[User]) -> None:
    with time_machine.travel(LAST + dt.timedelta(days=3), tick=False):
        say(case, *group[:2])
        assert Decider(group[0]).waits_until(case) is None
        complete(case)
        assert Decider(group[0]).waits_until(case) == dt.date(2026, 5, 21)
        # It changed nothing that they had spoken about.
        assert set(Decider(group[0]).positions(case)) == {group[0].pk, group[1].pk}


@pytest.mark.parametrize(
    "what", [{"changes": {"scope": Scope.OTHER, "scope_reason": "Vi vill."}}, {"file": True}]
)
def test_what_was_said_before_it_changed_is_said_again(
    case: Application, group: list[User], what: dict[str, Any]
) -> None:
    with time_machine.travel(CAME_IN + dt.timedelta(days=1), tick=False) as clock:
        say(case, *group)
        assert outcome(case, group[0]) == Outcome.APPROVED
        clock.shift(dt.timedelta(days=1))
        complete(case, **what)
        case = Application.objects.get(pk=case.pk)
        assert outcome(case, group[0]) is None
        with pytest.raises(DecisionNotPossible):
            approve_application(case, actor=group[0], held=held())
        client = sign_in(Client(), group[0], second_factor=True)
        page = client.get(f"{QUEUE}{case.pk}/change/")
        assert [(each.is_outdated, each.counts) for each in page.context["said"]] == [(True, False)] * 3
        assert page.context["position_form"]["opinion"].value() is None
        for missing in ("mine=missing", "missing=positions"):
            assert case.name in client.get(f"{QUEUE}?{missing}").text
        assert case.name not in client.get(f"{QUEUE}?mine=given").text.split('id="result_list"')[-1]

        clock.shift(dt.timedelta(hours=1))
        say(case, *group)
        assert outcome(case, group[0]) == Outcome.APPROVED
        assert not any(each.is_outdated for each in client.get(f"{QUEUE}{case.pk}/change/").context["said"])


def test_what_changed_without_an_answer_is_said_again_too(
    region: Region, case: Application, group: list[User]
) -> None:
    with time_machine.travel(CAME_IN + dt.timedelta(days=1), tick=False) as clock:
        say(case, *group)
        request = make_supplement(case, pages=["omrade"])
        clock.shift(dt.timedelta(minutes=1))
        change_asked(
            case,
            actor=case.access.get().user,
            page="omrade",
            scope=Scope.OTHER,
            scope_reason="Vi vill.",
        )
        clock.move_to(
            dt.datetime.combine(request.answer_by + dt.timedelta(days=1), dt.time(9), tzinfo=SWEDEN)
        )
        close_supplement(case, actor=make_secretary(region), note="Inget svar.")
        assert not Decider(group[0]).positions(Application.objects.get(pk=case.pk))


def test_going_on_without_anything_new_keeps_what_was_said(
    region: Region, case: Application, group: list[User]
) -> None:
    with time_machine.travel(CAME_IN + dt.timedelta(days=1), tick=False) as clock:
        say(case, *group)
        request = make_supplement(case)
        clock.move_to(
            dt.datetime.combine(request.answer_by + dt.timedelta(days=1), dt.time(9), tzinfo=SWEDEN)
        )
        close_supplement(case, actor=make_secretary(region), note="Inget svar.")
        assert outcome(case, group[0]) == Outcome.APPROVED
