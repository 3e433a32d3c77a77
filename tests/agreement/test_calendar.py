"""The calendar: the region's days in order, and the same in a file that calendar programs read."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import icalendar
import ics
import pytest
import time_machine
import vobject
from django.test import Client

from agreement.calendar import Day, calendar_file, timed
from agreement.models import CutOff
from agreement.states import Effect
from tests import factories


def cut_off(region, day: dt.date, title: str) -> None:
    CutOff.objects.create(
        agreement=region.agreement,
        last_day=day,
        effect=Effect.OTHER,
        title=title,
        wording_before="Ansök senast då; sedan, ja: ändå.",
        wording_after="Efteråt.",
    )


@pytest.fixture
def region():
    region = factories.make_region("norrbotten")
    region.agreement.cut_offs.all().delete()
    return region


@pytest.mark.django_db
def test_page_parts_what_comes_from_what_has_been_at_swedish_midnight(client: Client, region) -> None:
    cut_off(region, dt.date(2026, 10, 25), "Gränsen")  # the night when summer time ends
    with time_machine.travel("2026-10-25T22:59:59Z", tick=False):
        page = client.get("/norrbotten/kalender/?1").content.decode()
        assert "Har varit" not in page
    with time_machine.travel("2026-10-25T23:00:00Z", tick=False):
        page = client.get("/norrbotten/kalender/?2").content.decode()
        assert "Har varit" in page


@pytest.mark.django_db
def test_file_is_read_by_a_calendar_program_with_whole_days(client: Client, region, settings) -> None:
    cut_off(region, dt.date(2026, 3, 29), "Skriva under; på kick-offen, \\ och mer å" + "ä" * 80)
    region.agreement.next_review_on = dt.date(2027, 1, 1)
    region.agreement.save()
    answer = client.get("/norrbotten/kalender.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert max(len(line) for line in answer.content.split(b"\r\n")) <= 75
    events = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    first = events[0]
    assert "Skriva under; på kick-offen, \\ och mer å" in str(first["summary"])
    assert first["dtstart"].dt == dt.date(2026, 3, 29)
    assert first["dtend"].dt == dt.date(2026, 3, 30)
    assert str(first["url"]).startswith(settings.SITE_URL)
    assert len({str(event["uid"]) for event in events}) == len(events) >= 2


@pytest.mark.django_db
def test_file_is_the_same_bytes_while_nothing_changes(client: Client, region) -> None:
    cut_off(region, dt.date(2026, 5, 4), "Ett")
    with time_machine.travel("2026-04-01T10:00:00Z", tick=False):
        assert (
            client.get("/norrbotten/kalender.ics?1").content
            == client.get("/norrbotten/kalender.ics?2").content
        )


@pytest.mark.django_db
def test_names_with_signs_that_calendars_cannot_hold_are_no_reason_to_fail(client: Client, region) -> None:
    region.agreement.short_name = "Ett\r\nEND:VCALENDAR, två"
    region.agreement.save()
    cut_off(region, dt.date(2026, 5, 4), "Sista\x0bdagen\x1f\uffff")
    content = client.get("/norrbotten/kalender.ics").content
    (event,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert "Sista dagen" in str(event["summary"])
    assert b"\nEND:VCALENDAR," not in content


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        ("2026-03-28T12:00:00Z", "13:00"),
        ("2026-03-29T11:00:00Z", "13:00"),  # the clocks went forward that night
        ("2026-10-24T11:00:00Z", "13:00"),
        ("2026-10-25T12:00:00Z", "13:00"),  # the clocks went back that night
        ("2026-10-25T00:30:00Z", "02:30"),  # the hour that comes twice: first …
        ("2026-10-25T01:30:00Z", "02:30"),  # … and second
    ],
)
def test_other_programs_read_the_right_hour_in_march_and_october(moment: str, shown: str) -> None:
    """The same file in three libraries, and the hour that somebody in Sweden sees there."""
    start = dt.datetime.fromisoformat(moment)
    day = Day(
        key="x", title="Dialog", place="Folkets hus, Exempelby", **timed(start, start + dt.timedelta(hours=1))
    )
    text = calendar_file("Exempel", [("norrbotten", day)], start).decode()
    (mine,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
    (first,) = vobject.readOne(text).vevent_list
    (second,) = ics.Calendar(text).events
    begins = [mine["dtstart"].dt, first.dtstart.value, second.begin.datetime]
    ends = [mine["dtend"].dt, first.dtend.value, second.end.datetime]
    assert begins == [start] * 3
    assert ends == [start + dt.timedelta(hours=1)] * 3
    assert {each.astimezone(ZoneInfo("Europe/Stockholm")).strftime("%H:%M") for each in begins} == {shown}
    assert first.location.value == second.location == "Folkets hus, Exempelby"


def test_whole_day_is_a_whole_day_in_other_programs_too() -> None:
    day = Day(key="x", first=dt.date(2026, 3, 29), title="Sista dagen")
    text = calendar_file("Exempel", [("norrbotten", day)], dt.datetime(2026, 1, 1, tzinfo=dt.UTC)).decode()
    assert vobject.readOne(text).vevent.dtstart.value == dt.date(2026, 3, 29)
    (read,) = ics.Calendar(text).events
    assert read.all_day
    assert read.begin.date() == dt.date(2026, 3, 29)
