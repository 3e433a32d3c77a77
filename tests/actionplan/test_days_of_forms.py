"""A day that nobody can mean is refused where people write it, and never comes to a public page."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actionplan.forms import FinishForm, MilestoneForm, PointForm, ProposalForm, ReviewForm
from actionplan.models import FormReview, PartyPoint
from agreement.models import Region
from events.forms import EventForm
from meetings.forms import MeetingForm
from membership.forms.fields import DayField
from nominations.models import Forum
from tests.actionplan.activity_rows import make_developer, make_point
from tests.factories import make_region, make_secretary, sign_in

LOOK = "Titta på årtalet."
YEAR = timezone.localdate().year


def test_day_is_from_2000_to_the_end_of_the_fifth_year_from_now() -> None:
    field = DayField()
    for day in (dt.date(2000, 1, 1), dt.date(YEAR + 5, 12, 31)):
        assert field.clean(day.isoformat()) == day
    for day in (dt.date(1, 1, 1), dt.date(1999, 12, 31), dt.date(YEAR + 6, 1, 1), dt.date(9999, 12, 31)):
        with pytest.raises(ValidationError) as refused:
            field.clean(day.isoformat())
        assert refused.value.messages == [LOOK]
    assert DayField(required=False).clean("") is None


@pytest.mark.parametrize(
    ("form", "names"),
    [
        (MilestoneForm, {"reached_on"}),
        (ProposalForm, {"from_on", "to_on"}),
        (PointForm, {"done_on"}),
        (ReviewForm, {"due_on"}),
        (FinishForm, {"finished_on"}),
        (MeetingForm, {"day"}),
        (EventForm, {"day", "last_day", "shown_to", "opens_on", "deadline"}),
    ],
)
def test_every_day_of_a_form_is_such_a_day(form: Any, names: set[str]) -> None:
    days = {name for name, field in form.base_fields.items() if isinstance(field, forms.DateField)}
    assert days == names
    for name in days:
        with pytest.raises(ValidationError, match=LOOK):
            form.base_fields[name].clean("0001-01-01")


@pytest.mark.django_db
def test_slip_of_the_year_is_said_on_the_page_and_nothing_is_written() -> None:
    region: Region = make_region()
    party, point = region.agreement.parties.all()[0], make_point(region)
    forum = Forum.objects.create(agreement=region.agreement, slug="rad", name="Råd")
    for person, address, sent in (
        (
            make_developer(region),
            f"/mina-sidor/checklista/{party.pk}/{point.pk}/",
            {"done_on": "0001-01-01", "evidence": "x"},
        ),
        (
            make_secretary(region),
            reverse("actionplan:own-review-plan", args=[forum.pk]),
            {"due_on": "0001-01-01"},
        ),
    ):
        page = sign_in(Client(), person, second_factor=True).post(address, sent)
        assert (page.status_code, LOOK in page.content.decode()) == (200, True), address
    assert not PartyPoint.objects.exists()
    assert not FormReview.objects.exists()
