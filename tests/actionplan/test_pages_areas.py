"""The public pages of development areas: connections, translations, comparison."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from actionplan.models import PlanTranslation
from agreement.models import AgreementVersion, Principle, Region
from agreement.states import TextState
from tests.actionplan.reading import body, read
from tests.actionplan.rows import make_area, make_plan, serve
from tests.factories import make_region

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_june")]


def test_area_shows_actions_principles_and_namesakes(client: Client, region: Region) -> None:
    plan, south = make_plan(region), make_plan(make_region("blekinge"), title="Planen i syd")
    area = make_area(plan, "Skapa dialog", "Bjud in.")
    serve(area, why="För att mötas.")
    area.corresponds_to.add(make_area(south, "Mötesplatser", slug="motesplatser"))
    page = read(client, "area", "norrbotten", plan.slug, area.slug)
    text = body(page)
    assert "Bjud in." in text
    assert re.search(r"Dialog För att mötas\.", text)
    assert 'href="/en/norrbotten/principer/dialog/"' in page
    assert "The plan itself does not say so." in page
    assert 'href="/en/blekinge/handlingsplan/plan-2026/motesplatser/"' in page
    assert "Planen i syd , Blekinge" in text
    # … and back.
    assert "Skapa dialog" in read(client, "area", "blekinge", south.slug, "motesplatser")


def test_area_does_not_name_a_draft(client: Client, region: Region) -> None:
    plan, draft = make_plan(region), make_plan(region, 2027, state=TextState.DRAFT)
    area = make_area(plan, "Dialog")
    area.corresponds_to.add(make_area(draft, "Hemligt område"))
    coming = AgreementVersion.objects.create(agreement=region.agreement, slug="ny", label="ny")
    secret = Principle.objects.create(version=coming, slug="hemlig", name="Hemlig princip", order=1)
    area.principle_links.create(principle=secret, why="x")
    page = read(client, "area", "norrbotten", plan.slug, "dialog")
    assert "Hemlig" not in page
    assert "Nobody has pointed out yet which principles this area serves." in page


def test_principle_of_an_earlier_version_is_read_there(client: Client, region: Region) -> None:
    area = make_area(make_plan(region), "Dialog")
    serve(area, "dialog", "Förr.")
    serve(area, "kvalitet", "Kvar.")
    version = AgreementVersion.objects.create(
        agreement=region.agreement,
        slug="2027",
        label="2027",
        state=TextState.PUBLISHED,
        in_force_from=dt.date(2026, 5, 1),
    )
    again = Principle.objects.create(version=version, slug="dialog", name="Dialog", order=1)
    area.principle_links.create(principle=again, why="Nu.")
    page = read(client, "area", "norrbotten", "plan-2026", "dialog")
    assert "Nu." in page
    assert "Förr." not in page
    assert 'href="/en/norrbotten/overenskommelsen/versioner/2026/#kvalitet"' in page
    assert "in version 2026" in page
    connections = read(client, "connections", "norrbotten")
    assert "Nu." in connections
    assert "Förr." not in connections


def test_connections_go_from_principle_to_area_and_back(client: Client, region: Region) -> None:
    plan = make_plan(region)
    for name, principle in (("Möten", "dialog"), ("Webbplats", "oppenhet"), ("Annat", "")):
        area = make_area(plan, name, slug=name.lower().replace("ö", "o"))
        if principle:
            serve(area, principle, f"Därför {name}.")
    page = read(client, "connections", "norrbotten")
    assert "This is our reading." in page
    assert page.count("Därför Möten.") == 2  # in the table, and back
    back = body(page)[body(page).index("From area to principle") :]
    assert re.search(r"Möten Dialog : Därför Möten\. Webbplats Öppenhet", back)
    assert "Annat No principle has been pointed out yet." in back


def test_translation_stands_beside_the_swedish_text(client: Client, region: Region) -> None:
    plan = make_plan(region, summary="På svenska.")
    make_area(plan, "Dialog", "Bjud in.")
    translation = PlanTranslation.objects.create(
        plan=plan,
        language="se",
        is_public=True,
        notice="Ruoŧagiella gusto.",
        texts={"title": "Doaibmaplána", "area/dialog/action/1": "Bovdet."},
        made_of=plan.canonical().fingerprint(),
    )
    page = read(client, "plan-translation", "norrbotten", plan.slug, "se")
    assert '<h1 itemprop="name" lang="se">Doaibmaplána</h1>' in page
    assert '<li lang="se">Bovdet.</li>' in page
    assert '<div lang="sv"><p>Om Dialog.</p>' in page
    assert "Ruoŧagiella gusto." in page
    assert "The Swedish text governs." in page
    assert "It is out of date" not in page
    assert 'lang="se" hreflang="se">davvisámegiella</a>' in read(client, "plan", "norrbotten")
    plan.areas.update(summary="Ändrat.")
    assert "It is out of date" in read(client, "plan-translation", "norrbotten", plan.slug, "se")
    translation.is_public = False
    translation.save()
    read(client, "plan-translation", "norrbotten", plan.slug, "se", status=404)
    assert "davvisámegiella" not in read(client, "plan", "norrbotten")


def test_english_page_shows_the_english_text(client: Client, region: Region) -> None:
    plan = make_plan(region)
    make_area(plan, "Dialog")
    PlanTranslation.objects.create(
        plan=plan,
        language="en",
        is_public=True,
        texts={"title": "Action plan 2026", "area/dialog/name": "Talks"},
    )
    page = read(client, "plan", "norrbotten")
    assert '<h1 itemprop="name">Action plan 2026</h1>' in page
    assert "Talks" in page
    assert "Talks" in read(client, "area", "norrbotten", plan.slug, "dialog")
    assert "Talks" not in read(client, "plan", "norrbotten", language="sv")


def test_comparison_matches_areas_that_correspond(client: Client, region: Region) -> None:
    old, new = make_plan(region, 2021, 2023), make_plan(region, 2024, 2026)
    before = make_area(old, "Dialog, mötesplatser", "Bjud in.", slug="dialog")
    make_area(old, "Nedlagt", slug="nedlagt")
    make_area(new, "Nytt område", slug="nytt")
    after = make_area(new, "Mötesplatser", "Bjud in alla.", slug="motesplatser")
    read(client, "plan-compare", "norrbotten", old.slug, new.slug)
    before.corresponds_to.add(after)
    page = read(client, "plan-compare", "norrbotten", old.slug, new.slug)
    assert "Added: 1. Taken away: 1. Changed: 2." in page  # the title and the area
    assert "<ins>" in page
    assert "alla" in page
    answer = client.get(reverse("actionplan:plan-compare", args=["norrbotten", new.slug, old.slug]))
    assert answer.status_code == 302
    assert answer["Location"].endswith("/jamfor/plan-2021-2023/plan-2024-2026/")
    read(client, "plan-compare", "norrbotten", old.slug, old.slug, status=404)
