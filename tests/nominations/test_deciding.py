"""The decision: who may, what is refused, who is seated and who is thanked, and that it happens once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.utils import timezone, translation
from django.utils.translation import gettext

from accounts.models import User
from agreement.models import Region, SeatHolding
from agreement.states import FilledBy, SeatKind
from letters.models import Letter
from membership.models import ApplicationAccess
from nominations.exceptions import CannotDecide, RoundDecided
from nominations.models import Choice, ForumSeat, Nomination, NominationRound, RoundDecision, SeatLink
from nominations.services import Pick, decide_round
from nominations.states import PlaceKind, RoundState, State, Wants, WhyNot
from nominations.trying import conflicts_of, try_out
from steps.exceptions import AlreadyMoved, Refusal, StepNotAllowed
from tests.factories import make_leader, make_member, make_region, make_secretary, make_user
from tests.harness.at_once import at_once, refused
from tests.nominations.rows import make_forum, make_nomination, make_round, midday, over, record, sent

pytestmark = pytest.mark.django_db


def test_chosen_are_seated_alternates_ranked_and_others_thanked(region: Region) -> None:
    round_, leader = over(region), make_leader(region)
    chosen = [make_nomination(round_) for _number in range(2)]
    alternates = [make_nomination(round_) for _number in range(2)]
    unlucky = make_nomination(round_)
    silent = make_nomination(round_, state=State.SUBMITTED)
    unsent = make_nomination(round_, state=State.PREPARED)
    picks = [
        *(Pick(each) for each in chosen),
        *(Pick(each, rank=rank) for rank, each in enumerate(reversed(alternates), start=1)),
    ]

    decide_round(round_, user=leader, picks=picks, record=record())

    assert NominationRound.objects.get().state == RoundState.DECIDED
    held = SeatHolding.objects.filter(seat__body=round_.body)
    assert {(each.user.email, each.seat.kind, each.represents) for each in held} == {
        *((each.nominee_email, SeatKind.ORDINARY, each.organisation.name) for each in chosen),
        *((each.nominee_email, SeatKind.ALTERNATE, each.organisation.name) for each in alternates),
    }
    assert {(each.from_on, each.to_on) for each in held} == {(round_.term_from_on, round_.term_to_on)}
    assert {each.appointed for each in held} == {f"Ledningsgruppen, {timezone.localdate()} § 14"} or all(
        "14" in each.appointed for each in held
    )
    ranked = Choice.objects.filter(kind=PlaceKind.ALTERNATE).order_by("rank")
    assert [each.nomination for each in ranked] == list(reversed(alternates))
    assert SeatLink.objects.filter(organisation__isnull=False).count() == 4
    assert sent("nominee_chosen") == {each.nominee_email for each in (*chosen, *alternates)}
    assert sent("nominee_thanked") == {unlucky.nominee_email}
    assert sent("nominee_not_needed") == {silent.nominee_email}
    assert unsent.nominee_email not in set(Letter.objects.values_list("to", flat=True))
    states = {each.pk: each.state for each in Nomination.objects.all()}
    assert [states[each.pk] for each in (unlucky, silent, unsent)] == [State.NOT_CHOSEN] * 3


def test_vacant_seats_are_taken_before_new_ones_are_made(region: Region) -> None:
    round_, leader = over(region), make_leader(region)
    body = round_.body
    party = region.agreement.parties.get(side="civil")
    free = body.seats.create(party=party, kind=SeatKind.ORDINARY, order=1)
    taken = body.seats.create(party=party, kind=SeatKind.ORDINARY, order=0)
    SeatHolding.objects.create(seat=taken, user=make_user(), from_on=dt.date(2020, 1, 1))
    chosen = [make_nomination(round_) for _number in range(2)]

    decide_round(round_, user=leader, picks=[Pick(each) for each in chosen], record=record())

    assert free.holdings.count() == 1
    assert taken.holdings.count() == 1
    assert body.seats.filter(kind=SeatKind.ORDINARY).count() == 3


@pytest.mark.slow
@pytest.mark.parametrize(
    ("why", "picks", "changed"),
    [
        ("nobody", [], {}),
        ("not accepted", ["submitted"], {}),
        ("does not count", ["late"], {}),
        ("twice", ["chosen", "again"], {}),
        ("gap", ["chosen", ("other", 2)], {}),
        ("no alternate", [("ordinary", 1)], {}),
        ("only alternate", ["alternate"], {}),
        ("other round", ["elsewhere"], {}),
        ("unequal", ["chosen"], {"unequal_reason": " "}),
        ("no paragraph", ["chosen"], {"paragraph": " "}),
        ("tomorrow", ["chosen"], {"decided_on": dt.date(2999, 1, 1)}),
        ("too early", ["chosen"], {"decided_on": dt.date(2020, 1, 1)}),
        ("backwards", ["chosen"], {"to_on": dt.date(2020, 1, 1)}),
    ],
)
def test_decision_that_is_not_possible_leaves_nothing_behind(
    region: Region, why: str, picks: list[Any], changed: dict[str, Any]
) -> None:
    round_, leader = over(region), make_leader(region)
    late = make_member(region)
    chosen = make_nomination(round_)
    rows = {
        "chosen": chosen,
        "other": make_nomination(round_),
        "again": make_nomination(round_, nominee_email=chosen.nominee_email),
        "submitted": make_nomination(round_, state=State.SUBMITTED),
        "late": make_nomination(round_, late),
        "ordinary": make_nomination(round_, wants=Wants.ORDINARY),
        "alternate": make_nomination(round_, wants=Wants.ALTERNATE),
        "elsewhere": make_nomination(over(region)),
    }
    listed = [Pick(rows[each]) if isinstance(each, str) else Pick(rows[each[0]], each[1]) for each in picks]

    with pytest.raises(CannotDecide):
        decide_round(round_, user=leader, picks=listed, record=record(**changed))

    round_.refresh_from_db()
    assert round_.state == RoundState.PUBLISHED
    assert not RoundDecision.objects.exists()
    assert not Letter.objects.exists()
    assert not SeatHolding.objects.filter(seat__body=round_.body).exists()


def test_nothing_is_decided_before_both_last_days_are_over(region: Region) -> None:
    today = timezone.localdate()
    round_ = make_round(region, closes_on=today - dt.timedelta(days=2), member_by=today)
    chosen, leader = make_nomination(round_), make_leader(region)

    with pytest.raises(CannotDecide):
        decide_round(round_, user=leader, picks=[Pick(chosen)], record=record())
    with time_machine.travel(midday(today + dt.timedelta(days=1)), tick=False):
        decide_round(round_, user=leader, picks=[Pick(chosen)], record=record())


def test_seats_that_parties_fill_are_not_given_by_nomination(region: Region) -> None:
    round_, leader = over(region), make_leader(region)
    round_.body.filled_by = FilledBy.PARTY
    round_.body.save()
    chosen = make_nomination(round_)

    with pytest.raises(CannotDecide):
        decide_round(round_, user=leader, picks=[Pick(chosen)], record=record())


def test_only_the_regions_group_and_secretariat_decide(region: Region) -> None:
    round_ = over(region)
    chosen = make_nomination(round_)
    elsewhere = make_leader(make_region("blekinge"))

    for user in (make_user(), elsewhere, chosen.nominated_by):
        with pytest.raises(StepNotAllowed):
            decide_round(round_, user=user, picks=[Pick(chosen)], record=record())
    decide_round(round_, user=make_secretary(region), picks=[Pick(chosen)], record=record())


def test_second_decision_is_told_who_was_faster(region: Region) -> None:
    round_, leader = over(region), make_leader(region, name="Elsa Först")
    chosen = make_nomination(round_)
    stale = NominationRound.objects.get(pk=round_.pk)
    decide_round(round_, user=leader, picks=[Pick(chosen)], record=record())
    letters = Letter.objects.count()

    for late in (round_, stale):
        with pytest.raises(Refusal) as refusal:
            decide_round(late, user=leader, picks=[Pick(chosen)], record=record())
        assert isinstance(refusal.value, RoundDecided | CannotDecide)
    assert Letter.objects.count() == letters


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_does() -> None:
    region = make_region()
    round_ = over(region)
    chosen = [make_nomination(round_) for _number in range(2)]
    leaders = [make_leader(region, party=party) for party in range(2)]

    def decision(leader: User, nomination: Nomination) -> Callable[[], object]:
        """What somebody saw is read now; it is decided when this is called."""
        mine = NominationRound.objects.get(pk=round_.pk)
        pick = Pick(Nomination.objects.get(pk=nomination.pk))
        return lambda: decide_round(mine, user=leader, picks=[pick], record=record())

    [refusal] = refused(at_once(*(decision(*pair) for pair in zip(leaders, chosen, strict=True))))

    assert refusal in (RoundDecided, AlreadyMoved, StepNotAllowed, CannotDecide)
    assert RoundDecision.objects.count() == 1
    assert SeatHolding.objects.filter(seat__body=round_.body).count() == 1


def test_forum_gets_representatives_and_no_seats(region: Region) -> None:
    forum = make_forum(region)
    round_, leader = over(region, forum=forum, alternates_sought=1), make_leader(region)
    chosen, stand_in = make_nomination(round_), make_nomination(round_)

    decide_round(
        round_, user=leader, picks=[Pick(chosen), Pick(stand_in, rank=1)], record=record(unequal_reason="")
    )

    seat = ForumSeat.objects.get()
    assert (seat.forum, seat.organisation) == (forum, chosen.organisation)
    assert seat.user.email == chosen.nominee_email
    assert not SeatHolding.objects.filter(user=seat.user).exists()


def test_co_opted_seats_need_no_balance(region: Region) -> None:
    leadership = region.agreement.body("leadership")
    round_ = over(region, body=leadership, co_opted=True, seats_sought=1, alternates_sought=0)
    leader, chosen = make_leader(region), make_nomination(round_)

    decide_round(round_, user=leader, picks=[Pick(chosen)], record=record(unequal_reason=""))

    held = SeatHolding.objects.get(user__email=chosen.nominee_email)
    assert (held.seat.kind, held.seat.party) == (SeatKind.CO_OPTED, None)


def test_conflict_of_the_own_organisation_is_recorded(region: Region) -> None:
    round_, leader = over(region), make_leader(region, name="Elsa Exempel")
    make_leader(region, party=1, name="Utan Band")
    chosen = make_nomination(round_)
    application = chosen.organisation.applications.get()
    ApplicationAccess.objects.create(application=application, user=leader)

    assert [each["name"] for each in conflicts_of(round_)] == ["Elsa Exempel"]
    decision = decide_round(round_, user=make_secretary(region), picks=[Pick(chosen)], record=record())
    assert decision.conflicts == [
        {"name": "Elsa Exempel", "organisation": chosen.organisation.name, "nominee": ""}
    ]


def test_trying_out_changes_the_balance_and_writes_nothing(region: Region) -> None:
    round_ = over(region)
    wish = round_.wishes.create(kind="other", text="Någon ung", at_least=1)
    chosen = [make_nomination(round_) for _number in range(2)]
    chosen[0].brings.add(wish)
    civil = region.agreement.parties.get(side="civil").name
    rows = Nomination.objects.prefetch_related("brings").select_related("organisation")

    before, after = try_out(round_, []), try_out(round_, list(rows))

    filled = [{group["name"]: group["filled"] for group in trial.groups}[civil] for trial in (before, after)]
    assert filled == [0, 2]
    assert [trial.met[0].is_met for trial in (before, after)] == [False, True]
    assert [trial.is_full for trial in (before, after)] == [False, True]
    assert not SeatHolding.objects.filter(seat__body=round_.body).exists()


def test_nobody_who_is_chosen_is_thanked_for_standing(region: Region) -> None:
    """Nominated by two, chosen by one; and somebody whom three have nominated gets one letter of thanks."""
    round_, leader = over(region), make_leader(region)
    chosen = make_nomination(round_)
    again = make_nomination(round_, nominee_email=chosen.nominee_email)
    unlucky = [make_nomination(round_, nominee_email="tre@person.example") for _number in range(3)]
    silent = make_nomination(round_, state=State.SUBMITTED)
    unsent = make_nomination(round_, state=State.PREPARED)
    late = make_nomination(round_, make_member(region))

    decide_round(round_, user=leader, picks=[Pick(chosen)], record=record())

    letters = Letter.objects.filter(kind__startswith="nominee_").values_list("kind", "to")
    assert sorted(letters) == sorted(
        [
            ("nominee_chosen", chosen.nominee_email),
            ("nominee_thanked", "tre@person.example"),
            ("nominee_thanked", late.nominee_email),
            ("nominee_not_needed", silent.nominee_email),
        ]
    )

    def told(nomination: Nomination) -> str:
        return Letter.objects.get(kind="nominator_result", to=nomination.nominated_by.email).text

    with translation.override("sv"):
        for nomination, why in (
            (again, WhyNot.BY_ANOTHER),
            (unlucky[0], WhyNot.OTHERS),
            (silent, WhyNot.NO_ANSWER),
            (unsent, WhyNot.NOT_SENT),
            (late, WhyNot.DID_NOT_COUNT),
        ):
            words = str(why.label) % {"name": nomination.nominee_name}
            assert " ".join(words.split()) in " ".join(told(nomination).split()), why


def test_how_somebody_was_appointed_is_written_in_the_houses_language(region: Region) -> None:
    round_, leader = over(region), make_leader(region)
    with translation.override("en"):
        decide_round(round_, user=leader, picks=[Pick(make_nomination(round_))], record=record())

    with translation.override("sv"):
        said = gettext("Leadership group, %(day)s § %(paragraph)s") % {
            "day": timezone.localdate().isoformat(),
            "paragraph": "14",
        }
    assert SeatHolding.objects.get(seat__body=round_.body).appointed == said
