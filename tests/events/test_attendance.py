"""Who came, page by page however many there are, and what they thought."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from agreement.models import Region
from events.models import Feedback, Registration
from events.services import give_feedback
from events.states import Grade, How, Standing
from events.views.office import ON_A_PAGE
from tests.events.happenings import make_published, make_registered

pytestmark = pytest.mark.django_db


def test_attendance_and_file_of_participants(
    region: Region, secretary: User, enter: Callable[[User], Client]
) -> None:
    event = make_published(region, secretary, days=1)
    one, two = make_registered(event, 1), make_registered(event, 2)
    Registration.objects.filter(pk=two.pk).update(name='=HYPERLINK("http://x.example")', needs="+46")
    client = enter(secretary)
    address = reverse("events:participants", args=[event.pk])
    assert "Deltagare 1" in client.get(address).content.decode()
    with time_machine.travel(timezone.now() + dt.timedelta(days=3)):
        client = enter(secretary)
        client.post(address, {"came": [one.pk, "x", "9" * 30]})
        for good in ("Kaffet.", "Samtalen.", ""):  # fewer are not shown
            give_feedback(event, grade=Grade.SOME, good=good)
        assert "Kaffet." in client.get(address).content.decode()
        content = client.get(reverse("events:participants-csv", args=[event.pk])).content
    assert list(Registration.objects.order_by("pk").values_list("attended", flat=True)) == [True, False]
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == ["Deltagare 1", '\'=HYPERLINK("http://x.example")']
    assert rows[2][4] == "'+46"


def test_feedback_page_asks_when_it_is_over(region: Region, secretary: User) -> None:
    event = make_published(region, secretary, days=1)
    address = reverse("events:feedback", args=[event.feedback_key])
    assert Client().post(address, {"grade": 4}).status_code == 200
    assert not Feedback.objects.exists()
    with time_machine.travel(timezone.now() + dt.timedelta(days=3)):
        Client().post(address, {"grade": "9"})
        assert not Feedback.objects.exists()
        assert "Tack" in Client().post(address, {"grade": 4, "good": "Allt"}).content.decode()
    assert Feedback.objects.get().good == "Allt"


def test_however_many_came_are_written_down_page_by_page(
    region: Region, secretary: User, enter: Callable[[User], Client]
) -> None:
    """Each page is saved by itself, and what was ticked on another stays; nobody is absent whom nobody asked about."""
    event = make_published(region, secretary, days=1)
    number = 5 * ON_A_PAGE + 300  # more than a form may have fields
    Registration.objects.bulk_create(
        Registration(
            event=event,
            name=f"Deltagare {each:04}",
            email=f"d{each}@x.example",
            how=How.HERE,
            standing=Standing.PLACED,
            number=each,
        )
        for each in range(1, number + 1)
    )
    address = reverse("events:participants", args=[event.pk])
    assert "Deltagare 0201" in enter(secretary).get(f"{address}?page=2").content.decode()
    with time_machine.travel(timezone.now() + dt.timedelta(days=3)):
        client = enter(secretary)
        for page in range(1, 8):
            shown = client.get(page_of(address, page)).content.decode()
            asked = re.findall(r'name="came" value="(\d+)"', shown)
            assert len(asked) == min(ON_A_PAGE, number - ON_A_PAGE * (page - 1))
            if page == 2:
                assert not Registration.objects.filter(number__gt=ON_A_PAGE).exclude(attended=None).exists()
            answer = client.post(page_of(address, page), {"came": asked[1:], "then": "next"})
            assert answer["Location"] == page_of(address, min(page + 1, 7))
        assert Registration.objects.filter(attended=True).count() == number - 7
        assert Registration.objects.filter(attended=False).count() == 7
        # Somebody of another page is not ticked by a form of this one.
        client.post(
            page_of(address, 2), {"came": [Registration.objects.get(number=1).pk], "then": "previous"}
        )
    assert Registration.objects.filter(attended=True).count() == number - 7 - ON_A_PAGE + 1
    assert Registration.objects.get(number=1).attended is False


def page_of(address: str, page: int) -> str:
    return f"{address}?page={page}" if page > 1 else address
