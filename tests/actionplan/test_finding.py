"""What stands beside the plans is found: planning, checklists, looks at forms of collaboration (PLAN-17 … PLAN-19)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from actionplan import days
from actionplan.models import PlanningProcess
from actionplan.services import move_review, plan_review, report_point, undo_point
from agreement.models import Region
from agreement.search import find
from nominations.models import Forum
from tests.actionplan.activity_rows import make_point
from tests.factories import make_region, make_secretary

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 1)


def places(region: Region, query: str) -> list[tuple[str, str]]:
    """What is found, with its address."""
    return [(hit.item.title, hit.item.url) for hit in find(region, query).hits]


def make_planning(region: Region, **fields: Any) -> PlanningProcess:
    facts = {"slug": "bussar", "title": "Ny bussplan", **fields}
    return PlanningProcess.objects.create(agreement=region.agreement, **facts)


def test_planning_is_found_where_it_stands(client: Client, region: Region) -> None:
    make_planning(region, about="Linjer till fjällen.", owner_name="Länsbussarna")
    make_planning(make_region("blekinge"), about="Linjer till havet.")
    at = "/norrbotten/tyck-till/#planering-bussar"
    for query in ("bussplan", "linjer fjallen", "lansbussarna"):
        assert places(region, query) == [("Ny bussplan", at)]
    assert places(region, "havet") == []
    assert 'id="planering-bussar"' in client.get("/norrbotten/tyck-till/").text
    assert at in client.get("/norrbotten/sok/", {"q": "bussplan"}).text


def test_checklist_is_found_point_by_point_and_in_what_parties_say(client: Client, region: Region) -> None:
    first, second = region.agreement.parties.all()[:2]
    point = make_point(region, "Utse en kontakt.", about="En funktion, ingen person.")
    make_point(region, "Frågas inte mer", is_asked=False)
    page = "/norrbotten/genomforande/"
    for query in ("utse kontakt", "funktion"):
        assert places(region, query) == [("Utse en kontakt.", f"{page}#{first.slug}")]
    assert places(region, "fragas mer") == []
    office = make_secretary(region)
    answer = report_point(point, second, by=office, done_on=DAY, evidence="Växeln kopplar rätt.")
    assert places(region, "vaxeln") == [(second.name, f"{page}#{second.slug}")]
    assert f'id="{second.slug}"' in client.get(page).text
    undo_point(answer, by=office, note="Fel.")
    assert places(region, "vaxeln") == []


def test_look_at_a_form_of_collaboration_is_found_as_its_page_tells_it(
    client: Client, region: Region
) -> None:
    forum = Forum.objects.create(agreement=region.agreement, slug="radet", name="Länsrådet")
    at = "/norrbotten/samverkansformer/#radet"
    assert at not in [url for _title, url in places(region, "lansradet")], "nothing to tell but its name"
    office = make_secretary(region)
    review = plan_review(forum, by=office, about="Vem kommer?", role="Strategen")
    assert places(region, "strategen") == places(region, "vem kommer") == [("Länsrådet", at)]
    assert 'id="radet"' in client.get("/norrbotten/samverkansformer/").text
    move_review(review, "finish_at_once", by=office, finished_on=DAY, outcome="merge", note="Två blir ett.")
    assert places(region, "tva blir ett") == [("Länsrådet", at)]
    assert places(region, "strategen") == []
    forum.refresh_from_db()
    move_review(plan_review(forum, by=office, about="Om igen?"), "call_off", by=office, note="Nej.")
    assert places(region, "om igen") == []


def test_planning_stands_in_the_calendar_while_others_can_have_a_say(client: Client, region: Region) -> None:
    for slug, fields in {
        "hela": {"from_on": DAY, "to_on": dt.date(2026, 3, 31), "about": "Skriv till oss."},
        "borjar": {"from_on": DAY},
        "slutar": {"to_on": DAY},
        "alltid": {},
        "beslutat": {"from_on": DAY, "stage": "decided"},
    }.items():
        make_planning(region, slug=slug, title=slug.title(), **fields)
    shown = {each.key: each for each in days.source(region) if each.key.startswith("planning")}
    assert set(shown) == {"planning-hela", "planning-borjar", "planning-slutar"}
    assert [(each.first, each.end) for each in shown.values()].count((DAY, DAY)) == 2
    whole = shown["planning-hela"]
    assert (whole.end, whole.text) == (dt.date(2026, 3, 31), "Skriv till oss.")
    assert whole.url == "/norrbotten/tyck-till/#planering-hela"
    assert "Hela" in client.get("/norrbotten/kalender/").text
    entries = Calendar.from_ical(client.get("/norrbotten/kalender.ics").content).walk("VEVENT")
    ends = {str(each["uid"]).split("@")[0]: each["dtend"].dt for each in entries}
    assert ends["norrbotten-planning-hela"] == dt.date(2026, 4, 1)


def test_search_and_calendar_ask_no_more_for_it(
    client: Client, region: Region, django_assert_max_num_queries: Any
) -> None:
    party, office = region.agreement.parties.first(), make_secretary(region)
    assert party is not None
    for number in range(12):
        make_planning(region, slug=f"plan-{number}", to_on=DAY, party=party)
        report_point(make_point(region), party, by=office, done_on=DAY, evidence="Se webben.")
    with django_assert_max_num_queries(1):
        assert len([each for each in days.source(region) if each.key.startswith("planning")]) == 12
    with django_assert_max_num_queries(8):
        assert client.get("/norrbotten/sok/", {"q": "bussplan"}).status_code == 200
