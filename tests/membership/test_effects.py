"""What applying at an instant gives: days count whole in Swedish time, whatever the server's clock says (MEM-11 … MEM-14)."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine

from agreement.models import Region
from membership.services import submit_application
from membership.services.applications import effects_on
from tests.factories import make_cut_off, make_draft, make_region, make_user

pytestmark = pytest.mark.django_db
SWEDEN = ZoneInfo("Europe/Stockholm")


@pytest.fixture
def region() -> Region:
    return make_region()


@pytest.mark.parametrize(
    ("last_day", "instant", "met"),
    [
        # An ordinary day: summer time, two hours before UTC.
        ("2027-05-04", "2027-05-03T23:59:59.999999+02:00", True),
        ("2027-05-04", "2027-05-04T00:00:00+02:00", True),
        ("2027-05-04", "2027-05-04T23:59:59.999999+02:00", True),
        ("2027-05-04", "2027-05-05T00:00:00+02:00", False),
        # The same instants, as servers elsewhere would write them.
        ("2027-05-04", "2027-05-04T21:59:59.999999+00:00", True),
        ("2027-05-04", "2027-05-04T22:00:00+00:00", False),
        ("2027-05-04", "2027-05-05T11:59:59+14:00", True),
        # The night when summer time begins and the day has 23 hours.
        ("2027-03-27", "2027-03-27T23:59:59.999999+01:00", True),
        ("2027-03-27", "2027-03-28T00:00:00+01:00", False),
        ("2027-03-28", "2027-03-28T23:59:59.999999+02:00", True),
        ("2027-03-28", "2027-03-29T00:00:00+02:00", False),
        # The night when it ends and the day has 25.
        ("2027-10-31", "2027-10-31T02:30:00+02:00", True),
        ("2027-10-31", "2027-10-31T02:30:00+01:00", True),
        ("2027-10-31", "2027-10-31T23:59:59.999999+01:00", True),
        ("2027-10-31", "2027-11-01T00:00:00+01:00", False),
    ],
)
def test_the_last_day_counts_to_its_last_microsecond(
    region: Region, last_day: str, instant: str, met: bool
) -> None:
    make_cut_off(region, dt.date.fromisoformat(last_day))
    user = make_user()
    draft = make_draft(region, user)

    with time_machine.travel(dt.datetime.fromisoformat(instant), tick=False):
        submit_application(application=draft, actor=user)

    draft.refresh_from_db()
    (effect,) = draft.effects
    assert effect["met"] is met
    assert effect["wording"] == (
        "Ni kan skriva under vid starten." if met else "Ni skriver under på egen hand."
    )
    assert draft.submitted_at == dt.datetime.fromisoformat(instant)


def test_effects_are_frozen_when_it_is_handed_in(region: Region) -> None:
    cut_off = make_cut_off(region, dt.date(2027, 5, 4))
    user = make_user()
    draft = make_draft(region, user)
    with time_machine.travel(dt.datetime(2027, 5, 4, 12, tzinfo=SWEDEN), tick=False):
        submit_application(application=draft, actor=user)

    cut_off.last_day = dt.date(2027, 1, 1)
    cut_off.wording_before = "Something else"
    cut_off.save()

    draft.refresh_from_db()
    assert [(effect["met"], effect["last_day"]) for effect in draft.effects] == [(True, "2027-05-04")]


def test_the_next_cut_off_of_an_effect_counts_and_history_does_not(region: Region) -> None:
    for year in (2021, 2026, 2027):
        make_cut_off(region, dt.date(year, 5, 4))

    assert [effect["last_day"] for effect in effects_on(region.agreement, dt.date(2026, 5, 4))] == [
        "2026-05-04"
    ]
    assert [effect["last_day"] for effect in effects_on(region.agreement, dt.date(2026, 5, 5))] == [
        "2027-05-04"
    ]
    missed = effects_on(region.agreement, dt.date(2027, 5, 5))
    assert [(effect["last_day"], effect["met"]) for effect in missed] == [("2027-05-04", False)]
    assert effects_on(region.agreement, dt.date(2028, 5, 4)) == []
