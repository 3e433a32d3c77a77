"""Two people at once: both sides confirm in the same moment; a conflict is said while the meeting is written down; two
corrections cross, or two changes of the words; one presses twice.
"""

from __future__ import annotations

from typing import Any

import pytest

from agreement.models import Meeting
from agreement.states import MeetingState, Side
from letters.models import Letter
from meetings.models import Item, MeetingEvent, Minutes
from meetings.services import (
    confirm_minutes,
    correct_meeting,
    declare_item_conflict,
    hold_meeting,
    propose_item,
    save_minutes,
    withdraw_item,
)
from meetings.services.holding import Held, Outcome
from steps.exceptions import AlreadyMoved, Refusal
from tests.factories import make_region, make_secretary
from tests.harness.at_once import at_once, refused
from tests.meetings.groups import all_here, make_called, make_development_group, make_held, seat_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.slow
def test_both_sides_confirm_in_the_same_moment() -> None:
    """One of them is the last, whichever; the minutes are confirmed once and everybody hears of it once."""
    region = make_region()
    secretary, group = make_secretary(region), make_development_group(region)
    people = [seat_in(group, side) for side in (Side.CIVIL, Side.PUBLIC)]
    meeting = make_held(group, secretary)
    digest = meeting.minutes.digest
    found = at_once(
        *(lambda user=user: confirm_minutes(meeting, user=user, digest=digest) for user in people)
    )
    assert sorted(found) == [False, True]
    assert Meeting.objects.get().state == MeetingState.CONFIRMED
    assert MeetingEvent.objects.filter(step="confirm").count() == 1
    assert Letter.objects.filter(kind="meeting_confirmed").count() == 2


@pytest.mark.slow
@pytest.mark.parametrize("act", [declare_item_conflict, withdraw_item])
def test_meeting_is_written_down_while_somebody_changes_an_item(act: Any) -> None:
    """Either before, and the minutes say so, or too late; nobody waits for the other for ever."""
    region = make_region()
    secretary, group = make_secretary(region), make_development_group(region)
    proposer = seat_in(group, Side.CIVIL, name="Cecilia Civil")
    seat_in(group, Side.PUBLIC)
    meeting = make_called(group, secretary, titles=("Läget",), days=0)
    item = Item.objects.get()
    Item.objects.update(proposed_by=proposer)
    item.refresh_from_db()
    who = {"user": proposer} if act is declare_item_conflict else {"actor": proposer}
    held = all_here(meeting)
    written, changed = at_once(lambda: hold_meeting(meeting, held, actor=secretary), lambda: act(item, **who))
    for each in (written, changed):
        assert not isinstance(each, Exception) or isinstance(each, Refusal), repr(each)
    assert isinstance(written, Meeting), repr(written)
    written.minutes.refresh_from_db()
    item.refresh_from_db()
    if act is withdraw_item:
        was_first = not isinstance(changed, Refusal)
        assert (item.state == "withdrawn") is was_first
        assert ("Läget" not in written.minutes.text) is was_first
    else:
        assert ("hade jäv" in written.minutes.text) is (not isinstance(changed, Refusal))


@pytest.mark.slow
def test_two_corrections_in_the_same_moment_are_one() -> None:
    """Both looked at the same minutes: one of them is written, whole, and the other is asked to look once more."""
    region = make_region()
    secretary, group = make_secretary(region), make_development_group(region)
    for side in (Side.CIVIL, Side.PUBLIC):
        seat_in(group, side)
    meeting = make_called(group, secretary, titles=("A", "B"), days=0)
    held = all_here(meeting)
    hold_meeting(meeting, held, actor=secretary)
    seen = meeting.minutes.digest

    def correct(word: str) -> Meeting:
        outcomes = {pk: Outcome(word, each.paragraph) for pk, each in held.outcomes.items()}
        return correct_meeting(meeting, Held(held.presence, outcomes), actor=secretary, seen=seen)

    found = at_once(lambda: correct("Ja."), lambda: correct("Nej."))
    assert refused(found) == [AlreadyMoved], found
    won = "Ja." if isinstance(found[0], Meeting) else "Nej."
    assert set(Item.objects.values_list("outcome", flat=True)) == {won}
    assert MeetingEvent.objects.filter(step="correct").count() == 1


@pytest.mark.slow
def test_two_changes_of_the_words_in_the_same_moment_are_one() -> None:
    region = make_region()
    secretary, group = make_secretary(region), make_development_group(region)
    seat_in(group, Side.CIVIL)
    meeting = make_held(group, secretary)
    text, seen = meeting.minutes.text, meeting.minutes.digest
    found = at_once(
        *(
            lambda word=word: save_minutes(meeting, actor=secretary, text=text + word, seen=seen)
            for word in ("Snö.", "Kaffe.")
        )
    )
    assert refused(found) == [AlreadyMoved], found
    written = Minutes.objects.get().text
    assert ("Snö." in written) is not ("Kaffe." in written)


@pytest.mark.slow
@pytest.mark.parametrize("waits", [False, True])
def test_item_that_is_sent_twice_in_the_same_moment_is_one(waits: bool) -> None:
    region = make_region()
    secretary, group = make_secretary(region), make_development_group(region)
    seat_in(group, Side.CIVIL)
    meeting = None if waits else make_called(group, secretary)
    found = at_once(
        *[lambda: propose_item(group, actor=secretary, title="Resor", meeting=meeting) for _ in range(2)]
    )
    assert refused(found) == [], found
    assert Item.objects.filter(title="Resor").count() == 1
