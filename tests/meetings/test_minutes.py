"""What was written down: sides, paragraphs, corrections, and minutes that say what the items say (CRO-38, MEM-36)."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from accounts.models import User
from agreement.models import Body, Meeting, Region, Seat, SeatHolding
from agreement.states import BodyKind, MeetingState, SeatKind, Side
from letters.models import Letter
from meetings.models import Confirmation, Extract, Item, Minutes
from meetings.numbering import next_paragraph, tidy_paragraph
from meetings.services import (
    call_meeting,
    confirm_minutes,
    correct_meeting,
    hand_over,
    hold_meeting,
    place_item,
    propose_item,
    save_minutes,
    send_extract,
)
from meetings.services.holding import Held, Outcome
from meetings.states import ItemKind, ItemState, Presence, Recipients
from meetings.year import year_of
from steps.exceptions import StepNotAllowed
from tests.factories import LONG_AGO, make_leader, make_user, sign_in
from tests.meetings.groups import all_here, make_called, make_held, make_meeting, one_more, seat_in, told

pytestmark = pytest.mark.django_db


def in_swedish(words: str) -> str:
    with override("sv"):
        return gettext(words)


def co_opted_by_a_party(body: Body, side: str) -> User:
    user = make_user(name="Adina Adjungerad")
    party = body.agreement.parties.filter(side=side).first()
    seat = Seat.objects.create(body=body, party=party, kind=SeatKind.CO_OPTED, order=90)
    SeatHolding.objects.create(seat=seat, user=user, from_on=LONG_AGO)
    return user


# --- Sides ----------------------------------------------------------------------------------------


def test_co_opted_people_confirm_for_no_side(group: Body, secretary: User, public: User) -> None:
    """MEM-31: they take part and do not decide, also where a party named them."""
    guest = co_opted_by_a_party(group, Side.CIVIL)
    meeting = make_held(group, secretary)
    with pytest.raises(StepNotAllowed):
        confirm_minutes(meeting, user=guest, digest=meeting.minutes.digest)
    assert guest.email not in told("minutes")
    assert confirm_minutes(meeting, user=public, digest=meeting.minutes.digest) is True


def test_meeting_without_any_side_is_no_meeting(group: Body, secretary: User, civil: User) -> None:
    """Its minutes could never be confirmed."""
    guest = co_opted_by_a_party(group, Side.CIVIL)
    meeting = make_called(group, secretary, days=0)
    held = all_here(meeting)
    seats = SeatHolding.objects.get(user=guest).pk, SeatHolding.objects.get(user=civil).pk
    alone = Held({seats[0]: Presence.HERE, seats[1]: Presence.ABSENT}, held.outcomes)
    with pytest.raises(StepNotAllowed):
        hold_meeting(meeting, alone, actor=secretary)
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.CALLED


def test_letter_and_page_say_it_when_only_one_side_was_there(
    group: Body, secretary: User, civil: User, public: User
) -> None:
    meeting = make_called(group, secretary, days=0)
    held = all_here(meeting)
    away = SeatHolding.objects.get(user=public).pk
    hold_meeting(meeting, Held({**held.presence, away: Presence.ABSENT}, held.outcomes), actor=secretary)
    page = sign_in(Client(), civil).get(reverse("meetings:minutes", args=[meeting.pk])).content.decode()
    assert in_swedish("Only one side was there, so one confirmation is enough.") in page
    confirm_minutes(meeting, user=civil, digest=meeting.minutes.digest)
    letter = Letter.objects.filter(kind="meeting_confirmed").first()
    assert "Båda sidor" not in letter.text
    said = "Only one side was there, and it has confirmed the minutes. You can read them now."
    assert in_swedish(said) in letter.text


def test_nobody_confirms_twice(group: Body, secretary: User, civil: User) -> None:
    """Not for the other side either, whatever the code above the table does."""
    meeting = make_held(group, secretary)
    facts = {"minutes": meeting.minutes, "digest": meeting.minutes.digest, "user": civil}
    Confirmation.objects.create(**facts, side=Side.CIVIL)
    with pytest.raises(IntegrityError), transaction.atomic():
        Confirmation.objects.create(**facts, side=Side.PUBLIC)


# --- Paragraphs -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"), [("7", "7"), (" § 7 ", "7"), ("§§7", "7"), ("7 a", "7 a"), ("§", ""), ("007", "7")]
)
def test_paragraph_is_kept_without_its_sign(typed: str, kept: str) -> None:
    assert tidy_paragraph(typed) == kept


@pytest.mark.parametrize(
    ("meetings", "expected"),
    [
        ([], 1),
        ([["1", "2"]], 3),
        ([["1", "2"], ["3", "5"]], 6),  # a gap stays a gap
        ([["1", "2"], ["1", "2", "3"]], 1),  # this group begins anew at each meeting
        ([["", "Dnr 4"]], 1),
        ([["12 a"]], 13),
    ],
)
def test_next_paragraph_goes_on_through_the_year(meetings: list[list[str]], expected: int) -> None:
    assert next_paragraph(meetings) == expected


def test_next_paragraphs_are_suggested_and_begin_anew_with_the_year(
    group: Body, secretary: User, civil: User
) -> None:
    client = sign_in(Client(), secretary, second_factor=True)

    def suggested() -> list[str]:
        meeting = make_called(group, secretary, titles=("C", "D"), days=0)
        fields = client.get(reverse("meetings:hold", args=[meeting.pk])).context["form"]
        return [fields[name].value() for name in fields.fields if name.startswith("paragraph")]

    with time_machine.travel(dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC), tick=False):
        make_held(group, secretary, A=Outcome("Ja.", "7"), B=Outcome("Nej.", "8"))
    with time_machine.travel(dt.datetime(2026, 12, 2, 12, tzinfo=dt.UTC), tick=False):
        client = sign_in(Client(), secretary, second_factor=True)
        assert suggested() == ["9", "10"]
    with time_machine.travel(dt.datetime(2027, 1, 12, 12, tzinfo=dt.UTC), tick=False):
        client = sign_in(Client(), secretary, second_factor=True)
        assert suggested() == ["1", "2"]


def test_decision_has_a_paragraph_and_two_never_the_same(group: Body, secretary: User, civil: User) -> None:
    meeting = make_meeting(group, secretary, days=0)
    for title in ("A", "B"):
        propose_item(group, actor=civil, title=title, kind=ItemKind.DECISION, meeting=meeting)
    call_meeting(meeting, actor=secretary)
    for first, second in (("7", ""), ("7", "§ 7"), ("7 a", "7 A")):
        with pytest.raises(StepNotAllowed):
            hold_meeting(
                meeting,
                all_here(meeting, A=Outcome("Ja.", first), B=Outcome("Nej.", second)),
                actor=secretary,
            )
    address = reverse("meetings:hold", args=[meeting.pk])
    client = sign_in(Client(), secretary, second_factor=True)
    form = client.get(address).context["form"]
    sent = {name: "here" if name.startswith("presence") else "Ja." for name in form.fields}
    sent = {name: value for name, value in sent.items() if not name.startswith(("postponed", "paragraph"))}
    assert in_swedish("Every decision has a paragraph.") in client.post(address, sent).content.decode()
    hold_meeting(meeting, all_here(meeting, A=Outcome("Ja.", "§ 7"), B=Outcome("Nej.", "8")), actor=secretary)
    assert list(meeting.items.values_list("paragraph", flat=True)) == ["7", "8"]
    assert "§ 7" in meeting.minutes.text
    assert "§ §" not in meeting.minutes.text


def test_postponed_item_keeps_its_paragraph_and_its_words(group: Body, secretary: User, civil: User) -> None:
    meeting = make_held(group, secretary, Resor=Outcome("Vi vill veta vad det kostar.", "4", postponed=True))
    old = Item.objects.get(title="Resor", state=ItemState.POSTPONED)
    assert (old.paragraph, old.outcome) == ("4", "Vi vill veta vad det kostar.")
    for words in ("§ 4", "Vi vill veta vad det kostar.", "Uppskjuten till ett senare möte."):
        assert words in meeting.minutes.text
    page = sign_in(Client(), civil).get(reverse("meetings:item", args=[old.pk])).content.decode()
    assert "Vi vill veta vad det kostar." in page


# --- Corrections ----------------------------------------------------------------------------------


def test_correction_reaches_item_minutes_extract_and_confirmations(
    group: Body, secretary: User, civil: User, public: User
) -> None:
    meeting = make_held(group, secretary, Bidrag=Outcome("Gruppen beviljar bidraget.", "3"))
    confirm_minutes(meeting, user=civil, digest=meeting.minutes.digest)
    right = Held(
        all_here(meeting).presence, {meeting.items.get().pk: Outcome("Gruppen avslår bidraget.", "4")}
    )
    with pytest.raises(StepNotAllowed):
        correct_meeting(meeting, right, actor=civil, seen=meeting.minutes.digest)
    correct_meeting(meeting, right, actor=secretary, seen=meeting.minutes.digest)
    meeting.minutes.refresh_from_db()
    assert "avslår" in meeting.minutes.text
    assert "beviljar" not in meeting.minutes.text
    assert "§ 4" in meeting.minutes.text
    assert told("minutes").count(civil.email) == 2, "who had confirmed reads it anew"
    digest = meeting.minutes.digest
    assert confirm_minutes(meeting, user=public, digest=digest) is False
    assert confirm_minutes(meeting, user=civil, digest=digest) is True
    with pytest.raises(StepNotAllowed):
        correct_meeting(meeting, right, actor=secretary, seen=digest)
    send_extract(meeting, actor=secretary, roles=[Recipients.MEMBERS])
    for letter in Letter.objects.filter(kind="meeting_extract"):
        assert "avslår" in letter.text
        assert "beviljar" not in letter.text


def test_who_was_marked_as_absent_by_mistake_is_put_right_and_confirms(
    group: Body, secretary: User, civil: User, public: User
) -> None:
    meeting = make_called(group, secretary, days=0)
    held = all_here(meeting)
    seat = SeatHolding.objects.get(user=civil).pk
    hold_meeting(meeting, Held({**held.presence, seat: Presence.ABSENT}, held.outcomes), actor=secretary)
    item = meeting.items.get()
    late = one_more(group, Side.CIVIL, name="Sen Uppgift")
    every = {each.pk: Presence.REMOTE for each in SeatHolding.objects.filter(seat__body=group)}
    right = Held(every, {item.pk: Outcome(item.outcome, item.paragraph)})
    correct_meeting(meeting, right, actor=secretary, seen=meeting.minutes.digest)
    assert meeting.attendance.get(user=civil).presence == Presence.REMOTE
    assert meeting.attendance.get(user=late).presence == Presence.REMOTE, "a seat that was recorded later"
    meeting.minutes.refresh_from_db()
    assert "Inte där" not in meeting.minutes.text
    assert confirm_minutes(meeting, user=public, digest=meeting.minutes.digest) is False
    assert confirm_minutes(meeting, user=civil, digest=meeting.minutes.digest) is True


def test_corrected_answer_goes_back_as_it_is_now(
    region: Region, group: Body, secretary: User, civil: User
) -> None:
    leaders = region.agreement.bodies.get(kind=BodyKind.LEADERSHIP)
    make_leader(region)
    handover = hand_over(propose_item(group, actor=civil, title="Resor"), actor=civil, question="Betalar ni?")
    meeting = make_meeting(leaders, secretary, days=0)
    place_item(handover.target, meeting, actor=secretary)
    call_meeting(meeting, actor=secretary)
    hold_meeting(meeting, all_here(meeting, Resor=Outcome("Ja.", "1")), actor=secretary)
    for _twice in range(2):
        correct_meeting(
            meeting,
            Held(all_here(meeting).presence, {handover.target.pk: Outcome("Ja, från hösten.", "1")}),
            actor=secretary,
            seen=Minutes.objects.get(meeting=meeting).digest,
        )
    handover.refresh_from_db()
    assert (handover.answer, handover.reply.text) == ("Ja, från hösten.", "Ja, från hösten.")
    assert told("answer") == [civil.email] * 2, "once when it came, once when it was corrected"
    assert Item.objects.filter(body=group).count() == 2


def test_minutes_say_what_the_items_say(group: Body, secretary: User, civil: User) -> None:
    """An extract is made of the items: so what is confirmed holds their words."""
    meeting = make_held(group, secretary, Bidrag=Outcome("Gruppen beviljar\nbidraget.", "3"))
    text = meeting.minutes.text
    for other in (text.replace("beviljar", "avslår"), text.replace("§ 3", "§ 5")):
        with pytest.raises(StepNotAllowed):
            save_minutes(meeting, actor=secretary, text=other, seen=meeting.minutes.digest)
    save_minutes(
        meeting,
        actor=secretary,
        text=text.replace("beviljar\n", "beviljar ") + "\nMötet slutade kl. 15.",
        seen=meeting.minutes.digest,
    )
    meeting.minutes.refresh_from_db()
    assert "Mötet slutade" in meeting.minutes.text


def test_correction_in_the_browser(group: Body, secretary: User, civil: User, public: User) -> None:
    meeting = make_held(group, secretary, Bidrag=Outcome("Gruppen beviljar bidraget.", "3"))
    client = sign_in(Client(), secretary, second_factor=True)
    address = reverse("meetings:hold", args=[meeting.pk])
    assert address in client.get(reverse("meetings:minutes", args=[meeting.pk])).content.decode()
    page = client.get(address)
    form = page.context["form"]
    sent = {name: form[name].value() for name in form.fields}
    assert "Gruppen beviljar bidraget." in sent.values()
    assert set(sent.values()) >= {"here", "3"}
    assert not any(name.startswith("postponed") for name in sent)
    sent = {name: "Nej." if name.startswith("outcome") else value or "" for name, value in sent.items()}
    assert client.post(address, sent).status_code == 302
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.HELD
    assert meeting.items.get().outcome == "Nej."
    assert "Nej." in meeting.minutes.text


def test_guests_stand_in_the_minutes(group: Body, secretary: User, civil: User) -> None:
    """MEM-38, CRO-40: others whom the group brings to the table."""
    meeting = make_called(group, secretary, days=0)
    held = all_here(meeting)
    hold_meeting(
        meeting, Held(held.presence, held.outcomes, guests="Universitetet, Kommunförbundet"), actor=secretary
    )
    assert "Universitetet, Kommunförbundet" in meeting.minutes.text
    client = sign_in(Client(), secretary, second_factor=True)
    form = client.get(reverse("meetings:hold", args=[meeting.pk])).context["form"]
    assert form["guests"].value() == "Universitetet, Kommunförbundet"


# --- Extracts and the year ------------------------------------------------------------------------


def test_pressing_send_twice_sends_one_extract(
    group: Body, secretary: User, civil: User, public: User
) -> None:
    meeting = make_held(group, secretary)
    for person in (civil, public):
        confirm_minutes(meeting, user=person, digest=meeting.minutes.digest)
    first = send_extract(meeting, actor=secretary, roles=[Recipients.MEMBERS])
    assert send_extract(meeting, actor=secretary, roles=[Recipients.MEMBERS]) == first
    send_extract(meeting, actor=secretary, roles=[Recipients.SECRETARIAT])
    with time_machine.travel(timezone.now() + dt.timedelta(hours=1), tick=False):
        send_extract(meeting, actor=secretary, roles=[Recipients.MEMBERS])
    assert Extract.objects.count() == 3


def test_meeting_that_was_only_planned_and_never_called_does_not_count(
    group: Body, secretary: User, civil: User
) -> None:
    """CRO-48: a date that was a plan, and passed, is no meeting."""
    with time_machine.travel(dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC), tick=False):
        make_meeting(group, secretary, days=10)
        make_called(group, secretary, days=20)
        make_meeting(group, secretary, days=200)
    found = year_of(group, group.meetings.all(), 2026, today=dt.date(2026, 6, 1))
    assert (found.held, found.planned, found.short) == (0, 2, 2)
    with time_machine.travel(dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC), tick=False):
        page = Client().get(reverse("agreement:development-body", args=["norrbotten"])).content.decode()
    assert "planerade 2" in page


def test_meeting_of_another_group_shares_no_paragraph(region: Region, group: Body, secretary: User) -> None:
    leaders = region.agreement.bodies.get(kind=BodyKind.LEADERSHIP)
    make_leader(region)
    make_held(leaders, secretary, A=Outcome("Ja.", "41"))
    seat_in(group)
    meeting = make_called(group, secretary, days=0)
    client = sign_in(Client(), secretary, second_factor=True)
    form = client.get(reverse("meetings:hold", args=[meeting.pk])).context["form"]
    assert [form[name].value() for name in form.fields if name.startswith("paragraph")] == ["1"]
    assert Meeting.objects.count() == 2
