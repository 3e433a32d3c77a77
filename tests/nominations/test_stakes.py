"""Whose a nomination is, who has a stake in a round, and what is not told to whom (MEM-26, MEM-27, MEM-45)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from agreement.models import Region
from letters.models import Letter
from letters.registry import tell_arrival
from membership.models import Application, ApplicationAccess, Decision, Membership, Recusal
from membership.states import Outcome, Status
from nominations import emails
from nominations.models import Nomination
from nominations.permissions import Right, is_nominator, is_tied, rights
from nominations.services import (
    Pick,
    answer_nomination,
    cancel_round,
    decide_round,
    prepare_nomination,
    submit_nomination,
    withdraw_nomination,
)
from nominations.standing import Standing
from nominations.states import Ground, RoundState, State
from nominations.trying import conflicts_of
from steps.exceptions import Refusal, StepNotAllowed
from tests.factories import (
    make_application,
    make_leader,
    make_member,
    make_recusal,
    make_secretary,
    make_user,
    sign_in,
)
from tests.nominations.rows import make_nomination, make_round, make_sitting, over, record

pytestmark = pytest.mark.django_db
MINE = "/mina-sidor/nomineringar/"
ADMIN = "/admin/nominations/nominationround/"
ONE_DAY = dt.timedelta(days=1)


def answers(email: str = "nils@person.example") -> dict[str, str]:
    return {"nominee_name": "Nils Påhittad", "nominee_email": email, "motivation": "Kan mycket."}


@pytest.mark.parametrize("status", [Status.WITHDRAWN, Status.DECLINED])
def test_whose_application_came_to_nothing_has_no_part_in_the_organisation(
    region: Region, client: Client, status: str
) -> None:
    """Somebody once wrote the organisation's number in an application of their own; it joined later by itself."""
    member, stranger = make_member(region), make_user()
    old = make_application(region, status, user=stranger)
    Application.objects.filter(pk=old.pk).update(organisation=member.organisation)
    made = make_nomination(make_round(region), member, State.SUBMITTED)
    sign_in(client, stranger)

    assert not is_nominator(stranger, made)
    assert client.get(f"{MINE}{made.pk}/").status_code == 404
    assert client.post(f"{MINE}{made.pk}/aterta/").status_code == 404
    assert made.nominee_name not in client.get(MINE).content.decode()
    assert stranger not in emails.nominators(made)
    assert rights(stranger, made.round) == []


def test_people_of_a_former_membership_see_what_was_theirs_and_nothing_later(region: Region) -> None:
    user = make_user()
    former = make_member(region, user=user)
    round_ = make_round(region)
    then = make_nomination(round_, former, State.WITHDRAWN)
    now = make_nomination(round_, former, State.SUBMITTED)
    today = timezone.localdate()
    Membership.objects.filter(pk=former.pk).update(ended_on=today - 10 * ONE_DAY)
    Nomination.objects.filter(pk=then.pk).update(created_at=timezone.now() - 20 * ONE_DAY)

    assert is_nominator(user, then)
    assert not is_nominator(user, now)
    assert rights(user, round_) == []
    assert emails.nominators(now) == []


def test_what_was_prepared_is_not_sent_once_the_application_is_over(region: Region) -> None:
    user = make_user()
    case = make_application(region, user=user)
    round_ = make_round(region)
    made = prepare_nomination(round_, right=rights(user, round_)[0], user=user, **answers())
    Application.objects.filter(pk=case.pk).update(status=Status.WITHDRAWN)

    with pytest.raises(StepNotAllowed):
        submit_nomination(made, user=user)
    assert not Letter.objects.exists()


def test_sitting_member_who_has_left_sends_nothing(region: Region) -> None:
    sitting = make_sitting(region)
    round_ = make_round(region)
    made = prepare_nomination(round_, right=Right(Ground.SUCCESSION), user=sitting, **answers())
    sitting.seat_holdings.update(to_on=timezone.localdate() - ONE_DAY)

    with pytest.raises(StepNotAllowed):
        submit_nomination(made, user=sitting)


def test_refusal_that_can_be_taken_back_is_not_told_here_either(region: Region, settings: Any) -> None:
    settings.DECISION_HOLD = 60
    user = make_user()
    case = make_application(region, user=user)
    round_ = make_round(region)
    made = prepare_nomination(round_, right=rights(user, round_)[0], user=user, **answers())
    submit_nomination(made, user=user)
    decision = Decision.objects.create(
        application=case,
        body=region.agreement.body("leadership"),
        outcome=Outcome.DECLINED,
        decided_on=timezone.localdate(),
        paragraph="3",
        recorded_by=make_user(),
        held_until=timezone.now() + dt.timedelta(seconds=settings.DECISION_HOLD),
    )
    Application.objects.filter(pk=case.pk).update(status=Status.DECLINED)

    assert [right.organisation for right in rights(user, round_)] == [case.organisation]
    assert is_nominator(user, made)
    assert str(Standing([made]).of(made).why) == "not_joined"
    told = decision.recorded_at + dt.timedelta(seconds=settings.DECISION_HOLD + 1)
    assert str(Standing([made], told).of(made).why) == "application_over"


# --- The nominee ----------------------------------------------------------------------------------


def test_who_has_said_no_is_not_asked_again_by_the_same(region: Region) -> None:
    user = make_user()
    member = make_member(region, user=user)
    round_ = make_round(region)
    right = Right(Ground.ORGANISATION, member.organisation)
    first = prepare_nomination(round_, right=right, user=user, **answers())
    second = make_nomination(round_, member, State.PREPARED, nominee_email="bo@person.example")
    submit_nomination(first, user=user)
    answer_nomination(first, key=first.answer_key, yes=False)

    with pytest.raises(Refusal):
        prepare_nomination(round_, right=right, user=user, **answers())
    Nomination.objects.filter(pk=second.pk).update(nominee_email=first.nominee_email)
    second.refresh_from_db()
    with pytest.raises(Refusal):
        submit_nomination(second, user=user)
    with pytest.raises(Refusal):  # nominated twice by the same: no fault of the nominee's
        answer_nomination(first, key=first.answer_key, yes=True)
    first.refresh_from_db()
    assert first.state == State.DECLINED


@pytest.mark.parametrize("state", [RoundState.DECIDED, RoundState.CANCELLED])
def test_answer_that_comes_while_the_round_is_decided_comes_too_late(region: Region, state: str) -> None:
    """The page was read before the decision, the button pressed after it."""
    seen = make_nomination(make_round(region), state=State.DECLINED)
    type(seen.round).objects.filter(pk=seen.round.pk).update(state=state)
    assert seen.round.state == RoundState.PUBLISHED  # as it was read

    with pytest.raises(Refusal):
        answer_nomination(seen, key=seen.answer_key, yes=True)
    seen.refresh_from_db()
    assert seen.state == State.DECLINED


def test_nothing_is_prepared_in_a_round_that_was_taken_down_meanwhile(region: Region) -> None:
    user = make_user()
    member = make_member(region, user=user)
    seen = make_round(region)
    type(seen).objects.filter(pk=seen.pk).update(state=RoundState.DRAFT)

    with pytest.raises(Refusal):
        prepare_nomination(
            seen, right=Right(Ground.ORGANISATION, member.organisation), user=user, **answers()
        )
    assert not Nomination.objects.exists()


def test_nobody_gets_letter_after_letter(region: Region) -> None:
    user = make_user()
    member = make_member(region, user=user)
    round_ = make_round(region)
    right = Right(Ground.ORGANISATION, member.organisation)

    for _time in range(3):
        made = prepare_nomination(round_, right=right, user=user, **answers())
        submit_nomination(made, user=user)
        withdraw_nomination(made, user=user)
    with pytest.raises(Refusal):
        prepare_nomination(round_, right=right, user=user, **answers())

    assert Letter.objects.filter(kind="nominee_asked").count() == 3


def test_yes_pressed_twice_is_one_yes_and_no_mistake(region: Region, client: Client) -> None:
    made = make_nomination(make_round(region), state=State.SUBMITTED)

    client.post(made.answer_url, {"answer": "yes"})
    page = client.post(made.answer_url, {"answer": "yes"}, follow=True).content.decode()

    assert made.events.count() == 1
    assert "notice-danger" not in page


def test_link_tells_nothing_personal_once_the_round_is_over(region: Region, client: Client) -> None:
    round_ = make_round(region)
    made = make_nomination(round_, motivation="Hen är en bra lyssnare.")

    assert made.motivation in client.get(made.answer_url).content.decode()
    type(round_).objects.filter(pk=round_.pk).update(state=RoundState.DECIDED)
    assert made.motivation not in client.get(made.answer_url).content.decode()
    sign_in(client, make_user(made.nominee_email))
    assert made.motivation in client.get(made.answer_url).content.decode()


def test_nominator_hears_of_a_letter_that_never_arrived(region: Region, client: Client) -> None:
    user = make_user()
    member = make_member(region, user=user)
    made = make_nomination(make_round(region), member, State.PREPARED)
    submit_nomination(made, user=user)
    letter = Letter.objects.get(kind="nominee_asked")
    sign_in(client, user)

    Letter.objects.filter(pk=letter.pk).update(failed_at=timezone.now())
    letter.refresh_from_db()
    for _time in range(2):
        tell_arrival(letter)

    assert list(Letter.objects.filter(kind="nominee_unreachable").values_list("to", flat=True)) == [
        user.email
    ]
    assert "notice-warning" in client.get(f"{MINE}{made.pk}/").content.decode()


# --- Who has a stake ------------------------------------------------------------------------------


def stake(what: str, leader: Any, made: Nomination) -> None:
    if what == "organisation":
        case = made.organisation.applications.get()
        ApplicationAccess.objects.create(application=case, user=leader)
    elif what == "declared":
        case = made.organisation.applications.get()
        make_recusal(case, leader)
    elif what == "nominee":
        Nomination.objects.filter(pk=made.pk).update(nominee_email=leader.email)
    else:
        make_nomination(made.round, by=leader)


@pytest.mark.parametrize("what", ["organisation", "declared", "nominee", "nominator"])
def test_whoever_has_a_stake_neither_reads_nor_decides(region: Region, client: Client, what: str) -> None:
    round_, leader = over(region), make_leader(region)
    made, other = make_nomination(round_), make_nomination(round_)
    stake(what, leader, made)
    sign_in(client, leader, second_factor=True)

    assert is_tied(leader, round_)
    for page in ("nominations", f"decide/?pick={other.pk}"):
        answer = client.get(f"{ADMIN}{round_.pk}/{page}{'' if '?' in page else '/'}", follow=True)
        assert answer.redirect_chain
        assert other.motivation not in answer.content.decode()
    with pytest.raises(StepNotAllowed):
        decide_round(round_, user=leader, picks=[Pick(other)], record=record())
    with pytest.raises(StepNotAllowed):
        cancel_round(round_, user=leader, reason="Jag vill inte.")
    round_.refresh_from_db()
    assert round_.state == RoundState.PUBLISHED
    decide_round(round_, user=make_secretary(region), picks=[Pick(other)], record=record())


def test_conflict_that_was_lifted_is_none_and_one_that_lasts_is_in_the_record(region: Region) -> None:
    round_, leader = over(region), make_leader(region)
    made = make_nomination(round_)
    stake("declared", leader, made)
    named = [{"name": str(leader), "organisation": made.organisation.name, "nominee": ""}]
    assert conflicts_of(round_) == named

    Recusal.objects.update(lifted_at=timezone.now())

    assert not is_tied(leader, round_)
    assert conflicts_of(round_) == []


@pytest.mark.parametrize(
    ("state", "answered", "tied"),
    [
        (State.SUBMITTED, False, True),
        (State.ACCEPTED, True, True),
        (State.DECLINED, True, False),
        (State.NOT_CHOSEN, True, True),
        (State.NOT_CHOSEN, False, False),
    ],
)
def test_nobody_keeps_a_group_from_deciding_by_nominating_it(
    region: Region, state: State, answered: bool, tied: bool
) -> None:
    """Who has said no is free again, and so is who never answered."""
    round_, leader = over(region), make_leader(region)
    make_nomination(
        round_, state=state, nominee_email=leader.email, answered_at=timezone.now() if answered else None
    )
    assert is_tied(leader, round_) is tied


def test_nobody_is_left_out_of_a_decision_without_a_word(region: Region, client: Client) -> None:
    """The page shows two who are chosen; one of them declines before the button is pressed."""
    round_ = over(region)
    stays, declines = make_nomination(round_), make_nomination(round_)
    sign_in(client, make_leader(region), second_factor=True)
    at = f"{ADMIN}{round_.pk}/decide/"
    sent = {
        "pick": [str(stays.pk), str(declines.pk)],
        "decided_on": timezone.localdate().isoformat(),
        "paragraph": "14",
        "from_on": round_.term_from_on.isoformat(),
        "unequal_reason": "Bara en part har platser.",
    }
    assert client.get(at, {"pick": sent["pick"]}).status_code == 200
    answer_nomination(declines, key=declines.answer_key, yes=False)

    page = client.post(at, sent, follow=True)

    round_.refresh_from_db()
    assert round_.state == RoundState.PUBLISHED
    assert page.redirect_chain
    assert declines.nominee_name in page.content.decode()
    prepared = make_nomination(round_, state=State.PREPARED)
    page = client.post(at, {**sent, "pick": [str(stays.pk), str(prepared.pk)]}, follow=True)
    assert prepared.nominee_name not in page.content.decode()  # nobody's but the maker's
    round_.refresh_from_db()
    assert round_.state == RoundState.PUBLISHED
