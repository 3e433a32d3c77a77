"""The public pages of the plans: how little they ask the database, how little they weigh, how long they are kept."""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from actionplan.models import ActionPlan, DevelopmentArea, PlanTranslation
from agreement.models import AgreementVersion, Principle, Region
from agreement.states import TextState
from samverkan.public_cache import forget
from tests.actionplan.reading import fill, read
from tests.actionplan.rows import make_area, make_milestone, make_plan, report, serve
from tests.factories import make_region
from tests.harness.newcomer import Reader

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_june")]


def crowd(region: Region) -> tuple[ActionPlan, ActionPlan]:
    """Two plans that run on the same day, two versions: what makes pages ask the most."""
    version = AgreementVersion.objects.create(
        agreement=region.agreement, slug="2025", label="2025", state=TextState.PUBLISHED
    )
    Principle.objects.create(version=version, slug="dialog", name="Dialog", order=1)
    old = make_plan(region, 2025, 2027)
    fill(old)
    new = make_plan(region, 2025, 2027, slug="reviderad", revises=old)
    fill(new)
    for one, other in zip(old.areas.all(), new.areas.all(), strict=True):
        one.corresponds_to.add(other)
    PlanTranslation.objects.create(plan=new, language="en", is_public=True, texts={"title": "New plan"})
    return old, new


PAGES: list[tuple[str, ...]] = [
    ("plan",),
    ("plans",),
    ("plan-version", "reviderad"),
    ("area", "reviderad", "omrade-0"),
    ("connections",),
    ("plan-compare", "plan-2025-2027", "reviderad"),
    ("plan-translation", "reviderad", "en"),
]


def grow(region: Region) -> None:
    for plan in region.agreement.action_plans.all():
        for number in range(100):
            area = make_area(plan, f"Till {number}", "Ett", "Två", "Tre")
            serve(area)
            make_milestone(plan, 2025 + number % 3)
    for year in range(1980, 2010):
        make_plan(region, year)
    first, second = DevelopmentArea.objects.filter(slug="omrade-0")
    first.corresponds_to.add(*DevelopmentArea.objects.filter(plan=second.plan))


@pytest.mark.slow
@pytest.mark.parametrize("language", ["sv", "en"])
def test_page_asks_at_most_eight_times_whatever_the_number_of_rows(
    client: Client, region: Region, language: str
) -> None:
    crowd(region)

    def cost() -> dict[tuple[str, ...], int]:
        found = {}
        for page in PAGES:
            with CaptureQueriesContext(connection) as queries:
                read(client, page[0], "norrbotten", *page[1:], language=language)
            found[page] = len(queries)
        return found

    few = cost()
    assert max(few.values()) <= 8, few
    grow(region)
    assert cost() == few


def test_real_plan_weighs_little(client: Client, region: Region) -> None:
    """HTML and style sheet, compressed, in the first round trip of a slow line (U6)."""
    plan = make_plan(region, 2025, 2027)
    fill(plan, areas=7, actions=4, milestones=6)
    style = gzip.compress((Path(settings.BASE_DIR) / "static/css/site.css").read_bytes())
    for page in (("plan",), ("connections",), ("area", plan.slug, "omrade-0")):
        html = gzip.compress(read(client, page[0], "norrbotten", *page[1:], language="sv").encode())
        assert len(html) + len(style) <= 14 * 1024


def test_page_is_kept_until_something_changes(
    region: Region, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    plan = make_plan(region)
    milestone = make_milestone(plan)
    reader = Reader()
    forget()
    assert "Inte nått" not in reader.get("/norrbotten/handlingsplan/").content.decode()
    with CaptureQueriesContext(connection) as queries:
        reader.get("/norrbotten/handlingsplan/")
    assert [each for each in queries if "publicstamp" not in each["sql"]] == []
    with django_capture_on_commit_callbacks(execute=True):
        report(milestone, dt.date(2026, 2, 3))
    assert "3 februari 2026" in reader.get("/norrbotten/handlingsplan/").content.decode()


def test_what_is_said_of_a_draft_versions_principle_is_not_shown(client: Client) -> None:
    """A new version that is being written has principles of the same names; what is said of those waits with it."""
    region = make_region()
    area = make_area(make_plan(region), "Kunskap")
    draft = AgreementVersion.objects.create(agreement=region.agreement, slug="nasta", label="Nästa")
    principle = Principle.objects.create(version=draft, slug="dialog", name="Dialog", order=1)
    area.principle_links.create(principle=principle, why="Bara i utkastet.")
    pages = ("principer/dialog/", "sa-hanger-det-ihop/", f"handlingsplan/{area.plan.slug}/{area.slug}/")
    for page in pages:
        assert "Bara i utkastet." not in client.get(f"/norrbotten/{page}").content.decode()
    draft.state = TextState.PUBLISHED
    draft.save()
    assert "Bara i utkastet." in client.get("/norrbotten/principer/dialog/").content.decode()
