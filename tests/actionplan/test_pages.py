"""The public pages of the plans: what stands on them, what is missing, and how little they ask the database."""

from __future__ import annotations

import datetime as dt
import gzip
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from actionplan.models import ActionPlan, DevelopmentArea, PlanLink, PlanTranslation
from actionplan.states import PlanKind
from agreement.models import AgreementVersion, Principle, Region
from agreement.services import adopt
from agreement.states import LinkKind, PartKind, TextState
from samverkan.public_cache import forget
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

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script> {{ 7*7 }} \" ' & <b>x</b>"


@pytest.fixture(autouse=True)
def _in_june() -> object:
    with time_machine.travel(dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def region() -> Region:
    return make_region()


def read(client: Client, name: str, *args: str, language: str = "en", status: int = 200) -> str:
    """The page behind an address, made anew; in English the interface's words are the msgids."""
    forget()
    with override(language):  # the language of the request before stays with the thread
        address = reverse(f"actionplan:{name}", args=args)
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def body(page: str) -> str:
    """What stands in the page's own part, as text without markup."""
    main = page.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def fill(plan: ActionPlan, *, areas: int = 2, actions: int = 2, milestones: int = 2) -> None:
    """A plan with everything that a plan can have."""
    make_part(plan)
    make_part(plan, PartKind.FOLLOW_UP, heading="Uppföljning", body="Varje år.", order=2)
    for number in range(areas):
        area = make_area(plan, f"Område {number}", *(f"Insats {number}.{n}" for n in range(actions)))
        serve(area, ("dialog", "oppenhet", "kvalitet")[number % 3])
    for number in range(milestones):
        milestone = make_milestone(plan, 2020 + number, f"Delmål {number}")
        if number % 3:
            report(milestone, dt.date(2026, 1, 2) if number % 3 == 1 else None, proof="Protokollet.")
    PlanLink.objects.create(plan=plan, kind=LinkKind.AGENDA_2030, number=17, title="Partnerskap")


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


# --- Areas, connections, translations, comparison -------------------------------------------------


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


# --- Weight ---------------------------------------------------------------------------------------


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
    from tests.test_public_cache import Reader

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
