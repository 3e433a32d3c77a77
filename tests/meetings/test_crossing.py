"""A page that was open while somebody else went on: nobody writes over what they have not seen."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format

from accounts.models import User
from agreement.models import Body, Region
from letters.models import Letter
from meetings.models import Minutes
from meetings.services import confirm_minutes, correct_meeting
from meetings.services.holding import Held, Outcome
from meetings.states import Presence
from steps.exceptions import AlreadyMoved
from tests.factories import make_secretary, sign_in
from tests.meetings.groups import diary, make_called, make_held, shown_to, since

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(region: Region) -> Client:
    """Another secretary's browser."""
    return sign_in(Client(), make_secretary(region), second_factor=True)


# --- Written down ---------------------------------------------------------------------------------


def test_page_opened_before_somebody_else_wrote_it_down_replaces_nothing(
    group: Body, secretary: User, civil: User, public: User, desk: Client, other: Client
) -> None:
    meeting = make_called(group, secretary, days=0)
    address = reverse("meetings:hold", args=[meeting.pk])
    first, late = shown_to(desk, address, "Ja."), shown_to(other, address, "Nej.")
    assert desk.post(address, first).status_code == 302
    letters = Letter.objects.count()
    for _again in range(2):
        refused = other.post(address, late)
        assert refused.status_code == 200
        assert since() in refused.text
        assert "Nej." in refused.text, "what was typed is still there to compare with"
    meeting.refresh_from_db()
    assert meeting.items.get().outcome == "Ja."
    assert (diary("hold"), diary("correct"), Letter.objects.count()) == (1, 0, letters)


def test_of_two_corrections_that_cross_the_second_is_asked_to_look(
    group: Body, secretary: User, civil: User, public: User, desk: Client, other: Client
) -> None:
    meeting = make_held(group, secretary)
    address = reverse("meetings:hold", args=[meeting.pk])
    first, late = shown_to(desk, address, "Ja."), shown_to(other, address, "Nej.", presence=Presence.REMOTE)
    for _twice in range(2):
        assert desk.post(address, first).status_code == 302
    assert diary("correct") == 1
    refused = other.post(address, late)
    assert since() in refused.text
    assert meeting.items.get().outcome == "Ja."
    assert set(meeting.attendance.values_list("presence", flat=True)) == {Presence.HERE}
    assert other.post(address, shown_to(other, address, "Nej.")).status_code == 302, (
        "opened again it is saved"
    )
    assert meeting.items.get().outcome == "Nej."


def test_correction_of_minutes_that_nobody_looked_at_is_refused(
    group: Body, secretary: User, civil: User, public: User
) -> None:
    meeting = make_held(group, secretary)
    item, attended = meeting.items.get(), {each.pk: Presence.REMOTE for each in civil.seat_holdings.all()}
    for seen in ("", "0" * 64):
        with pytest.raises(AlreadyMoved):
            correct_meeting(
                meeting, Held(attended, {item.pk: Outcome("Nej.", "1")}), actor=secretary, seen=seen
            )
    assert diary("correct") == 0
    item.refresh_from_db()
    assert item.outcome != "Nej."


def test_what_was_written_down_too_late_is_given_back(
    group: Body, secretary: User, civil: User, public: User, desk: Client
) -> None:
    meeting = make_held(group, secretary)
    address = reverse("meetings:hold", args=[meeting.pk])
    late = shown_to(desk, address, "Nej.")
    for person in (civil, public):
        confirm_minutes(meeting, user=person, digest=meeting.minutes.digest)
    page = desk.post(address, late)
    assert page.status_code == 200
    assert "Nej." in page.text
    assert meeting.items.get().outcome != "Nej."


# --- The words ------------------------------------------------------------------------------------


def test_words_of_the_minutes_that_cross_are_brought_together(
    group: Body, secretary: User, civil: User, public: User, desk: Client, other: Client
) -> None:
    """The second has the typed words and the other's side by side; saved after that they count."""
    meeting = make_held(group, secretary)
    address = reverse("meetings:edit-minutes", args=[meeting.pk])
    first, late = (client.get(address).context["form"].initial for client in (desk, other))
    first, late = (
        {**each, "text": each["text"] + more} for each, more in ((first, "Snö."), (late, "Kaffe."))
    )
    for _twice in range(2):
        assert desk.post(address, first).status_code == 302
    letters = Letter.objects.count()
    page = other.post(address, late)
    assert page.status_code == 200
    assert page.context["form"]["text"].value() == late["text"]
    assert page.text.count("Kaffe.") == page.text.count("Snö.") == 1
    minutes = Minutes.objects.get(meeting=meeting)
    assert "Snö." in minutes.text
    assert "Kaffe." not in minutes.text
    assert (diary("minutes"), Letter.objects.count()) == (1, letters)
    both = {"text": late["text"] + " Snö.", "seen": page.context["form"]["seen"].value()}
    assert other.post(address, both).status_code == 302
    minutes.refresh_from_db()
    assert "Kaffe. Snö." in minutes.text


@pytest.mark.parametrize("seen", [None, "", "0" * 64])
def test_words_of_minutes_that_nobody_looked_at_replace_nothing(
    group: Body, secretary: User, civil: User, public: User, desk: Client, seen: str | None
) -> None:
    meeting = make_held(group, secretary)
    address = reverse("meetings:edit-minutes", args=[meeting.pk])
    sent = {"text": meeting.minutes.text + "Kaffe."}
    assert desk.post(address, sent if seen is None else {**sent, "seen": seen}).status_code == 200
    assert "Kaffe." not in Minutes.objects.get(meeting=meeting).text


def test_words_that_come_after_the_confirmation_are_given_back(
    group: Body, secretary: User, civil: User, public: User, desk: Client
) -> None:
    meeting = make_held(group, secretary)
    address = reverse("meetings:edit-minutes", args=[meeting.pk])
    sent = {**desk.get(address).context["form"].initial, "text": meeting.minutes.text + "Kaffe."}
    for person in (civil, public):
        confirm_minutes(meeting, user=person, digest=meeting.minutes.digest)
    page = desk.post(address, sent)
    assert page.status_code == 200
    assert "Kaffe." in page.text
    assert "Kaffe." not in Minutes.objects.get(meeting=meeting).text
    assert desk.get(address).status_code == 302, "nothing to change any more"


# --- Day and place --------------------------------------------------------------------------------


def test_change_of_the_meeting_that_crosses_another_moves_nothing_back(
    group: Body, secretary: User, civil: User, desk: Client, other: Client
) -> None:
    """One moves the day while another one's page still says the old one: nobody is told the old day again."""
    meeting = make_called(group, secretary)
    address = reverse("meetings:change", args=[meeting.pk])
    moved, late = shown_to(desk, address, ""), shown_to(other, address, "")
    day = meeting.day + dt.timedelta(days=3)
    moved, late = {**moved, "day": day.isoformat()}, {**late, "place": "Stadshuset"}
    for _twice in range(2):
        assert desk.post(address, moved).status_code == 302
    letters = Letter.objects.count()
    page = other.post(address, late)
    assert page.status_code == 200
    assert date_format(day, "j F Y") in page.text
    assert "Stadshuset" in page.text
    meeting.refresh_from_db()
    assert (meeting.day, meeting.place, Letter.objects.count()) == (day, "Folkets hus", letters)
    again = {**late, "day": day.isoformat(), "seen": page.context["form"]["seen"].value()}
    assert other.post(address, again).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.day, meeting.place) == (day, "Stadshuset")
