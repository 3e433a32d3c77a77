"""The rules of a decision, row by row from the table, and what must hold for any body (MEM-28 … MEM-34)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreement.states import SeatKind
from membership.balance import TAKES_PART, Place, Verdict, by_positions, composition, voices_of
from membership.states import Outcome, Stand, Why
from tests.membership.decision_table import TABLE, WITH_A_REASON

KINDS = {"o": SeatKind.ORDINARY, "a": SeatKind.ALTERNATE, "c": SeatKind.CO_OPTED}
STANDS = {
    "+": Stand.FOR,
    "-": Stand.AGAINST,
    "0": Stand.ABSTAINS,
    "p": Stand.PRESENT,
    ".": Stand.ABSENT,
    "x": Stand.RECUSED,
    "v": Stand.VACANT,
    "?": Stand.SILENT,
}


def place(sign: str) -> Place:
    where, kind, stand = sign[:-2], sign[-2], sign[-1]
    group, _slash, party = where.partition("/")
    return Place(group, party or group, KINDS[kind], STANDS[stand])


def in_words(verdict: Verdict, otherwise: str) -> str:
    if verdict.why is None:
        return verdict.outcome.value if verdict.outcome else otherwise
    return f"{verdict.why.value} {verdict.group}" if verdict.group else verdict.why.value


@pytest.mark.parametrize(
    ("groups", "seats", "positions", "meeting"), [r[1:] for r in TABLE], ids=[r[0] for r in TABLE]
)
def test_table_holds(groups: str, seats: str, positions: str, meeting: str) -> None:
    places = [place(sign) for sign in seats.split()]
    assert in_words(by_positions(places, groups.split()), "") == positions
    assert in_words(composition(places, groups.split()), "possible") == meeting


@pytest.mark.parametrize(
    ("groups", "seats", "positions", "meeting"),
    [r[1:] for r in WITH_A_REASON],
    ids=[r[0] for r in WITH_A_REASON],
)
def test_table_holds_with_a_reason_for_unequal_voices(
    groups: str, seats: str, positions: str, meeting: str
) -> None:
    places = [place(sign) for sign in seats.split()]
    reason = "Parten har meddelat att den avstår."
    assert in_words(by_positions(places, groups.split(), unequal_reason=reason), "") == positions
    assert in_words(composition(places, groups.split(), unequal_reason=reason), "possible") == meeting


any_place = st.builds(
    lambda party, kind, stand: Place(party, party, kind, stand),
    st.sampled_from("ABC"),
    st.sampled_from(list(SeatKind)),
    st.sampled_from(list(Stand)),
)
bodies = st.lists(any_place, max_size=14)


@given(bodies)
def test_nobody_has_a_voice_who_may_not(places: list[Place]) -> None:
    voices = voices_of(places)
    assert all(voice.place.stand in TAKES_PART for voice in voices)
    assert all(voice.place.kind != SeatKind.CO_OPTED for voice in voices)
    assert all(voice.stepped_in == (voice.place.kind == SeatKind.ALTERNATE) for voice in voices)
    assert len({id(voice.place) for voice in voices}) == len(voices)


@given(bodies)
def test_no_party_has_more_voices_than_ordinary_seats(places: list[Place]) -> None:
    voices = voices_of(places)
    for party in "ABC":
        seats = [each for each in places if each.party == party and each.kind == SeatKind.ORDINARY]
        assert len([voice for voice in voices if voice.place.party == party]) <= len(seats)


@given(bodies)
def test_an_outcome_has_equal_voices_and_a_majority(places: list[Place]) -> None:
    verdict = by_positions(places, "ABC")
    if verdict.outcome is None:
        assert not verdict.is_possible
        return
    assert len(set(verdict.counts.values())) == 1
    assert min(verdict.counts.values()) > 0
    stands = [voice.place.stand for voice in verdict.voices]
    more = stands.count(Stand.FOR) - stands.count(Stand.AGAINST)
    assert more != 0
    assert (more > 0) == (verdict.outcome == Outcome.APPROVED)


@given(bodies)
def test_nothing_is_decided_while_an_ordinary_member_is_waited_for(places: list[Place]) -> None:
    silent = [each for each in places if each.kind == SeatKind.ORDINARY and each.stand == Stand.SILENT]
    verdict = by_positions(places, "ABC", unequal_reason="Ingen annan kunde.")
    assert list(verdict.awaited) == silent
    assert (verdict.why == Why.AWAITS) == bool(silent)
    assert verdict.outcome is None or not silent


@given(bodies, st.integers(0, 13))
def test_a_vote_more_for_never_turns_an_approval_into_a_refusal(places: list[Place], index: int) -> None:
    before = by_positions(places, "ABC")
    if before.outcome != Outcome.APPROVED or index >= len(places) or places[index].stand != Stand.AGAINST:
        return
    changed = [*places]
    old = changed[index]
    changed[index] = Place(old.group, old.party, old.kind, Stand.FOR)
    assert by_positions(changed, "ABC").outcome == Outcome.APPROVED


@given(bodies, st.permutations("ABC"))
def test_the_order_of_the_groups_does_not_matter_for_the_outcome(
    places: list[Place], groups: list[str]
) -> None:
    assert by_positions(places, groups).outcome == by_positions(places, "ABC").outcome
