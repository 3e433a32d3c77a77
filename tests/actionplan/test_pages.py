"""The public pages of the plans: what stands on them, what is missing, and who may see what."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from actionplan.models import PlanLink, PlanTranslation
from actionplan.states import PlanKind
from agreement.models import Principle, Region
from agreement.services import adopt
from agreement.states import LinkKind, PartKind, TextState
from tests.actionplan.reading import body, fill, read
from tests.actionplan.rows import (
    decide,
    decide_all,
    make_area,
    make_milestone,
    make_part,
    make_plan,
    report,
    serve,
)
from tests.factories import make_region, make_secretary, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_june")]
HOSTILE = "<script>alert(1)</script> {{ 7*7 }} \" ' & <b>x</b>"


# --- The plan -------------------------------------------------------------------------------------


def test_without_a_plan_the_page_says_so(client: Client, region: Region) -> None:
    make_plan(region, state=TextState.DRAFT, title="Hemlig plan")
    for name in ("plan", "plans"):
        page = read(client, name, "norrbotten")
        assert "There is no plan here yet." in page
        assert "Hemlig plan" not in page
    assert "The principles or the areas have not been entered yet." in read(
        client, "connections", "norrbotten"
    )


def test_plan_is_shown_whole_and_in_order(client: Client, region: Region) -> None:
    plan = make_plan(region, 2025, 2027, summary="I korthet.")
    fill(plan)
    text = body(read(client, "plan", "norrbotten"))
    text = text[text.index("How far we have come") :]
    wanted = ["2020", "Delmål 0", "Vision", "Tillsammans.", "1. Område 0", "Insats 0.0", "Insats 0.1"]
    places = [text.index(words) for words in [*wanted, "2. Område 1", "Varje år.", "Partnerskap"]]
    assert places == sorted(places)


def test_every_anchor_is_there_once(client: Client, region: Region) -> None:
    plan = make_plan(region)
    fill(plan)
    for name in ("beslut", "omraden", "2020", "content", "om-texten"):
        make_area(plan, name)
        make_part(plan, PartKind.OTHER, heading=name, order=5)
        make_part(plan, PartKind.OTHER, heading="§", order=6)
    page = read(client, "plan", "norrbotten")
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert sorted(ids) == sorted(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    assert page.count('<li class="sub">') == 7


def test_page_tells_a_reached_milestone_from_one_that_nobody_reported(client: Client, region: Region) -> None:
    plan = make_plan(region)
    report(
        make_milestone(plan, 2025, "Ett"), dt.date(2025, 5, 4), proof="Möte den 4 maj.", url="https://x.se/"
    )
    report(make_milestone(plan, 2025, "Två"), None, proof="Skjuts upp.")
    make_milestone(plan, 2026, "Tre")
    text = body(read(client, "plan", "norrbotten"))
    assert "1 of 3 milestones are reached. For 1 nobody has reported yet." in text
    assert re.search(r"Ett ✓? ?Reached 4 May 2025 Möte den 4 maj\. How it can be seen : Ett", text)
    assert re.search(r"Två !? ?Not reached Skjuts upp\.", text)
    assert re.search(r"Tre \S* ?Not reported", text)


def test_what_is_not_entered_is_missing_and_not_invented(client: Client, region: Region) -> None:
    plan = make_plan(region)
    page = read(client, "plan", "norrbotten")
    assert "The milestones of the plan have not been entered yet." in page
    assert "The areas of the plan have not been entered yet." in page
    make_area(plan, "Dialog", summary="")
    make_part(plan, body="")
    page = read(client, "plan", "norrbotten")
    assert "What is to be done in this area has not been entered yet." in page
    assert "This part is in the adopted plan. It has not been entered here yet." in page


def test_plan_says_which_decisions_are_missing(client: Client, region: Region) -> None:
    plan = make_plan(region)
    first, second, _third = region.agreement.parties.all()
    decide(plan, first)
    decide(plan, second, None)
    page = read(client, "plan", "norrbotten")
    assert "1 of 3 required decisions are recorded here." in page
    assert "The date of the decision is not known." in page
    assert "No decision has been recorded." in page
    assert "Decisions are missing" in page
    plan.decisions.all().delete()
    decide_all(plan)
    page = read(client, "plan", "norrbotten")
    assert "Decisions are missing" not in page
    assert "adopted since 20 January 2026" in page


def test_frozen_plan_shows_its_fingerprint(client: Client, region: Region) -> None:
    plan = make_plan(region)
    make_area(plan, "Dialog")
    assert "Fingerprint" not in read(client, "plan", "norrbotten")
    adopt(plan, by=None, despite_missing=True)
    assert plan.content_hash in read(client, "plan", "norrbotten")


def test_summary_says_that_the_adopted_wording_applies(client: Client, region: Region) -> None:
    plan = make_plan(region, adopted_text="Styrelsen, § 9")
    make_area(plan, "Dialog")
    for name, *more in (("plan",), ("plan-version", plan.slug), ("area", plan.slug, "dialog")):
        page = read(client, name, "norrbotten", *more)
        assert "The adopted wording applies." in page.partition("<footer")[0]
        assert "Styrelsen, § 9" in page


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [
        (2021, 2023, "The plan ran until 31 December 2023. No later plan has been entered here yet."),
        (2027, 2029, "The plan begins on 1 January 2027."),
        (2026, 2026, ""),
    ],
)
def test_reader_learns_first_whether_the_plan_runs(
    client: Client, region: Region, first: int, last: int, says: str
) -> None:
    make_plan(region, first, last)
    page = read(client, "plan", "norrbotten")
    notices = [line for line in ("The plan ran until", "The plan begins on") if line in page]
    assert says in page
    assert bool(notices) == bool(says)


def test_old_plan_stays_and_points_at_the_one_that_runs(client: Client, region: Region) -> None:
    old, new = make_plan(region, 2021, 2023), make_plan(region, 2026)
    page = read(client, "plan-version", "norrbotten", old.slug)
    assert f'<h1 itemprop="name" lang="sv">{old.title}</h1>' in page
    assert "This plan ran until 31 December 2023." in page
    assert f'href="/en/norrbotten/handlingsplan/{new.slug}/"' in page
    assert f"{old.title}</h1>" not in read(client, "plan", "norrbotten")
    revision = make_plan(region, 2021, 2023, slug="reviderad", revises=old, title="Reviderad")
    page = read(client, "plan-version", "norrbotten", old.slug)
    assert "This plan has been changed." in page
    assert f'href="/en/norrbotten/handlingsplan/{revision.slug}/"' in page


def test_two_plans_are_told_apart_and_listed(client: Client, region: Region) -> None:
    for years in ((2021, 2023), (2024, 2026)):
        plan = make_plan(region, *years)
        report(make_milestone(plan), dt.date(2022, 1, 1))
    make_plan(region, 2030, state=TextState.DRAFT, title="Hemlig plan")
    page = read(client, "plans", "norrbotten")
    assert re.findall(r"Plan \d{4}-\d{4}", body(page)) == ["Plan 2024-2026", "Plan 2021-2023"]
    assert page.count("Shown first") == 1
    assert page.count("1 of 1 reached") == 2
    assert page.count("/handlingsplan/jamfor/plan-2021-2023/plan-2024-2026/") == 1
    assert "Hemlig" not in page


def test_yearly_plans_read_as_years(client: Client) -> None:
    region = make_region("blekinge")
    region.agreement.plan_name = "Verksamhetsplan"
    region.agreement.save()
    make_plan(region, None, kind=PlanKind.YEARLY, title="Områdena")
    for year in (2025, 2026):
        make_plan(region, year, kind=PlanKind.YEARLY, title=f"Verksamhetsplan {year}")
    page = read(client, "plan", "blekinge")
    assert "Verksamhetsplan 2026</h1>" in page
    assert '<dt>Year</dt><dd itemprop="temporalCoverage">2026</dd>' in page
    assert "Other years" in page
    assert "Period" not in body(page)
    assert "Until further notice" in read(client, "plan-version", "blekinge", "plan-alltid")
    swedish = read(client, "plan-version", "blekinge", "plan-2025", language="sv")
    assert '<a href="/blekinge/handlingsplan/">Verksamhetsplan</a>' in swedish


# --- Who may see what -----------------------------------------------------------------------------


def test_draft_is_there_for_the_regions_staff_only(client: Client, region: Region) -> None:
    plan = make_plan(region, state=TextState.DRAFT)
    make_area(plan, "Dialog")
    addresses = (("plan-version", plan.slug), ("area", plan.slug, "dialog"))
    for name, *more in addresses:
        read(client, name, "norrbotten", *more, status=404)
    sign_in(client, make_secretary(make_region("blekinge")), second_factor=True)
    for name, *more in addresses:
        read(client, name, "norrbotten", *more, status=404)
    sign_in(client, make_secretary(region), second_factor=True)
    for name, *more in addresses:
        page = read(client, name, "norrbotten", *more)
        assert "noindex" in page
    assert "This is a draft." in read(client, "plan-version", "norrbotten", plan.slug)
    answer = client.get(reverse("actionplan:plan-version", args=["norrbotten", plan.slug]))
    assert answer["Cache-Control"] == "private, no-store"
    assert not hasattr(answer, "public_page")


@pytest.mark.parametrize("word", ["finns-inte", "plan-2026/finns-inte", "plan-2026/sprak/fi", "jamfor/a/b"])
def test_what_is_not_there_is_not_found(client: Client, region: Region, word: str) -> None:
    make_plan(region)
    assert client.get("/norrbotten/handlingsplan/plan-2026/").status_code == 200
    assert client.get(f"/norrbotten/handlingsplan/{word}/").status_code == 404


def test_plan_of_another_region_is_not_found(client: Client, region: Region) -> None:
    plan = make_plan(make_region("blekinge"), slug="bara-syd")
    make_area(plan, "Dialog")
    read(client, "plan-version", "blekinge", "bara-syd")
    read(client, "plan-version", "norrbotten", "bara-syd", status=404)
    read(client, "area", "norrbotten", "bara-syd", "dialog", status=404)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_text_is_never_markup(client: Client, region: Region, language: str) -> None:
    plan = make_plan(region, title=HOSTILE, summary=HOSTILE, adopted_text=HOSTILE)
    area = make_area(plan, HOSTILE, HOSTILE, slug="farlig", summary=HOSTILE)
    other = make_plan(region, 2025, title=HOSTILE)
    area.corresponds_to.add(make_area(other, HOSTILE, slug="annan"))
    make_part(plan, heading=HOSTILE, body=HOSTILE)
    report(make_milestone(plan, text=HOSTILE), None, proof=HOSTILE)
    PlanLink.objects.create(plan=plan, kind=LinkKind.OTHER, title=HOSTILE, note=HOSTILE)
    Principle.objects.filter(slug="dialog").update(name=HOSTILE)
    serve(area, why=HOSTILE)
    PlanTranslation.objects.create(
        plan=plan, language="fi", is_public=True, notice=HOSTILE, texts={"title": HOSTILE}
    )
    for name, *more in (
        ("plan",),
        ("plans",),
        ("area", plan.slug, "farlig"),
        ("connections",),
        ("plan-compare", other.slug, plan.slug),
        ("plan-translation", plan.slug, "fi"),
    ):
        page = read(client, name, "norrbotten", *more, language=language)
        assert "<script" not in page
        assert "<b>x" not in page
        assert "{{ 7*7 }}" in page
