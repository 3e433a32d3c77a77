"""The calendar: the region's days in order, and the same in a file that calendar programs read."""

from __future__ import annotations

import datetime as dt

import icalendar
import pytest
import time_machine
from django.test import Client

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
