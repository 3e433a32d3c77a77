"""What is planned is told while others can still change it, with stage and days (PLAN-19)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from actionplan.models import PlanningProcess
from agreement.models import Region
from tests.factories import make_region, make_secretary, sign_in

pytestmark = pytest.mark.django_db
PUBLIC = "/norrbotten/tyck-till/"
ADMIN = "/admin/actionplan/planningprocess/"


def make_planning(region: Region, title: str, **fields: Any) -> PlanningProcess:
    slug = f"plan-{PlanningProcess.objects.count()}"
    return PlanningProcess.objects.create(agreement=region.agreement, slug=slug, title=title, **fields)


def test_open_comes_before_what_opens_later_and_what_is_over(client: Client, region: Region) -> None:
    today, one = timezone.localdate(), dt.timedelta(days=1)
    make_planning(region, "Förbi", to_on=today - one)
    make_planning(region, "Sista dagen", from_on=today - one, to_on=today, about="<b>Skriv</b> till oss.")
    make_planning(region, "Senare", from_on=today + one)
    make_planning(region, "Alltid", party=region.agreement.parties.first(), url="https://part.example/")
    make_planning(region, "Beslutat", stage="decided")
    shown = client.get(PUBLIC).content.decode()
    now, later, over = (shown.index(f'<h2 id="{name}">') for name in ("oppet", "snart", "stangt"))
    for title in ("Sista dagen", "Alltid"):
        assert now < shown.index(f">{title}<") < later
    assert later < shown.index(">Senare<") < over
    assert all(over < shown.index(f">{title}<") for title in ("Förbi", "Beslutat"))
    assert "&lt;b&gt;Skriv" in shown
    assert "https://part.example/" in shown


def test_page_without_anything_and_pages_of_other_regions(client: Client, region: Region) -> None:
    south = make_region("blekinge")
    make_planning(south, "I söder")
    shown = client.get(PUBLIC)
    assert shown.status_code == 200
    assert "I söder" not in shown.content.decode()


def test_days_are_in_order(region: Region) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_planning(region, "Fel", from_on=dt.date(2026, 5, 2), to_on=dt.date(2026, 5, 1))


def test_secretariat_writes_it_and_everybody_reads_it_at_once(client: Client, region: Region) -> None:
    south = make_region("blekinge")
    person = make_secretary(region)
    person.region_roles.create(region=south, role="secretariat", from_on=dt.date(2020, 1, 1))
    office = sign_in(Client(), person, second_factor=True)
    client.get(PUBLIC)
    sent = {"agreement": region.agreement.pk, "title": "Ny bussplan", "stage": "proposal"}
    other = south.agreement.parties.first()
    assert other is not None
    assert office.post(f"{ADMIN}add/", {**sent, "party": other.pk}).status_code == 200
    assert office.post(f"{ADMIN}add/", sent).status_code == 302
    assert PlanningProcess.objects.get().slug == "ny-bussplan"
    assert "Ny bussplan" in client.get(PUBLIC).content.decode()


def test_page_asks_few_questions_however_much_there_is(
    client: Client, region: Region, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        make_planning(region, f"Plan {number}", party=region.agreement.parties.first())
    with django_assert_max_num_queries(8):
        assert client.get(PUBLIC).status_code == 200
