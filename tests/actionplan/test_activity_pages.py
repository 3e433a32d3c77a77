"""The public pages of the plans of activities: what stands there, what does not, and what they ask (PLAN-14, PLAN-26)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from actionplan.models import Course
from actionplan.services import carry_over, move, reach_milestone, revise, write_note
from agreement.models import Region
from tests.actionplan.activity_rows import (
    adopt,
    leave_out,
    make_activity,
    make_activity_plan,
    make_developer,
    make_full_plan,
    make_milestone,
)
from tests.actionplan.reading import page
from tests.factories import (
    make_leader,
    make_open_document,
    make_region,
    make_secretary,
    make_user,
    pdf_bytes,
    sign_in,
)

pytestmark = pytest.mark.django_db
AT = "/norrbotten/aktivitetsplan/"


@pytest.fixture
def region() -> Region:
    place = make_region()
    make_open_document(place.agreement, title="Kartläggningen")
    return place


def test_without_plans_the_page_says_so(client: Client, region: Region) -> None:
    assert "har ännu ingen" in page(client, AT) or "No plan of activities" in page(client, AT)
    page(client, f"{AT}2026/", 404)


def test_draft_is_there_for_both_groups_and_the_secretariat(client: Client, region: Region) -> None:
    make_full_plan(region)
    assert "2026" not in page(client, AT).partition("<h1>")[2].partition("</main>")[0]
    page(client, f"{AT}2026/", 404)
    page(client, f"{AT}2026/oppet-mote/", 404)
    for person, status in (
        (make_user(), 404),
        (make_developer(region), 200),
        (make_leader(region), 200),
        (make_secretary(region), 200),
        (make_secretary(make_region("blekinge")), 404),
    ):
        reader = sign_in(Client(), person, second_factor=True)
        answer = reader.get(f"{AT}2026/utgava/1/")
        assert answer.status_code == status
        if status == 200:
            assert answer["Cache-Control"] == "private, no-store"
    page(client, f"{AT}2026/utgava/1/", 404)


def test_year_shows_activities_by_area_and_who_leads(client: Client, region: Region) -> None:
    adopt(make_full_plan(region))
    shown = page(client, f"{AT}2026/")
    for words in ("Öppet möte", "Kurs", "Dialog", "Kunskap", "Utvecklingsstrateg", "§ 1", "Ledningsgruppen"):
        assert words in shown
    assert shown.index("Öppet möte") < shown.index(">Kurs<")


@pytest.mark.parametrize(
    ("question", "there", "not_there"),
    [
        ("lage=ongoing", "Öppet möte", ">Kurs<"),
        ("omrade=kunskap", ">Kurs<", "Öppet möte"),
        ("part=region-norr", "Öppet möte", ">Kurs<"),
        ("lage=planned&omrade=kunskap", ">Kurs<", "Öppet möte"),
    ],
)
def test_activities_are_narrowed(
    client: Client, region: Region, question: str, there: str, not_there: str
) -> None:
    plan = adopt(make_full_plan(region))
    region.agreement.parties.filter(pk=plan.activities.all()[0].party_id)
    move(plan.activities.all()[0], "begin", by=make_secretary(region))
    slug = plan.agreement.parties.first().slug
    shown = page(client, f"{AT}2026/?{question.replace('region-norr', slug)}")
    assert there in shown
    assert not_there not in shown
    assert "noindex" in shown


def test_unknown_choice_finds_nothing_and_fails_nowhere(client: Client, region: Region) -> None:
    adopt(make_full_plan(region))
    shown = page(client, f"{AT}2026/?part=finns-inte&lage=%2F%3Cb&omrade=")
    assert "Öppet möte" not in shown


def test_activity_tells_everything_but_who(client: Client, region: Region) -> None:
    plan = adopt(make_full_plan(region))
    activity = plan.activities.all()[0]
    keeper = make_developer(region, name="Ninni Namnkunnig", email="ninni@forening.example")
    Course.objects.update(keeper=keeper, proposed_by=keeper)
    move(activity, "begin", by=keeper)
    write_note(activity, by=keeper, note="Sextio har anmält sig.")
    shown = page(client, f"{AT}2026/oppet-mote/")
    for words in (
        "Om Öppet möte.",
        "Utvecklingsstrateg",
        "Bygdegillet",
        "40",
        "Lokal",
        "Träffas ofta.",
        "Öppenhet",
        "Att höras i tid",
        "Demokrati",
        "16. ",
        "Kartläggningen visade det.",
        "Kartläggningen",
        "Inbjudan är ute",
        "Sextio har anmält sig.",
    ):
        assert words in shown, words
    for words in ("Ninni", "ninni@"):
        for address in (AT, f"{AT}2026/", f"{AT}2026/oppet-mote/"):
            assert words not in page(client, address)


def test_done_is_seen_at_once_also_by_whoever_has_just_looked(client: Client, region: Region) -> None:
    plan = adopt(make_full_plan(region))
    activity, person = plan.activities.all()[0], make_developer(region)
    before = client.get(f"{AT}2026/oppet-mote/")
    assert getattr(before, "public_page", False)
    move(activity, "finish_at_once", by=person)
    assert 'tag-success">' in page(client, f"{AT}2026/oppet-mote/")


def test_stopped_says_why(client: Client, region: Region) -> None:
    plan = adopt(make_full_plan(region))
    move(plan.activities.all()[0], "call_off", by=make_developer(region), note="Ingen lokal.")
    assert "Ingen lokal." in page(client, f"{AT}2026/oppet-mote/")


def test_proof_is_handed_out(client: Client, region: Region) -> None:
    plan = adopt(make_full_plan(region))
    activity = plan.activities.all()[0]
    page(client, f"{AT}2026/oppet-mote/bevis/1/", 404)
    pdf = pdf_bytes()
    upload = SimpleUploadedFile("Protokoll.pdf", pdf)
    reach_milestone(
        activity,
        1,
        by=make_developer(region),
        reached_on=dt.date(2026, 3, 1),
        upload=upload,
        url="https://x.example/",
    )
    address = f"{AT}2026/oppet-mote/bevis/1/"
    assert address in page(client, f"{AT}2026/oppet-mote/")
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert "attachment" in answer["Content-Disposition"]
    assert b"".join(answer.streaming_content) == pdf
    page(client, f"{AT}2026/kurs/bevis/1/", 404)
    make_region("blekinge")
    page(client, "/blekinge/aktivitetsplan/2026/oppet-mote/bevis/1/", 404)


def test_revision_takes_over_and_the_old_edition_stays(client: Client, region: Region) -> None:
    first = adopt(make_full_plan(region))
    second = revise(first)
    leave_out(second, "kurs")
    second.activities.update(title="Öppna möten")
    adopt(second)
    Course.objects.update(state="planned")  # the warning is of the edition, and not of having stopped
    shown = page(client, f"{AT}2026/")
    assert "Öppna möten" in shown
    assert ">Kurs<" not in shown
    assert "Öppet möte" in page(client, f"{AT}2026/utgava/1/")
    assert "notice-warning" in page(client, f"{AT}2026/kurs/")


def test_carried_over_activity_points_both_ways(client: Client, region: Region) -> None:
    old = adopt(make_full_plan(region))
    new = make_activity_plan(region, 2027)
    carry_over(old.activities.all()[0], new, by=make_secretary(region), reason="Vi hann inte.")
    assert "/2027/" not in page(client, f"{AT}2026/oppet-mote/")  # still a draft
    adopt(new)
    assert "/aktivitetsplan/2027/oppet-mote/" in page(client, f"{AT}2026/oppet-mote/")
    assert "Vi hann inte." in page(client, f"{AT}2027/oppet-mote/")
    assert "/aktivitetsplan/2026/oppet-mote/" in page(client, f"{AT}2027/oppet-mote/")


def test_plan_and_area_show_their_activities(client: Client, region: Region) -> None:
    plan = adopt(make_full_plan(region))
    base = f"/norrbotten/handlingsplan/{plan.plan.slug}/"
    assert f"{AT}2026/" in page(client, base)
    assert "Öppet möte" in page(client, f"{base}dialog/")
    assert "Öppet möte" not in page(client, f"{base}kunskap/")


@pytest.mark.slow
@pytest.mark.parametrize("address", [AT, f"{AT}2026/", f"{AT}2026/oppet-mote/", f"{AT}2026/utgava/1/"])
@pytest.mark.parametrize("language", ["", "/en"])
def test_pages_ask_few_questions_however_much_there_is(
    client: Client, region: Region, django_assert_max_num_queries: Any, address: str, language: str
) -> None:
    plan = make_full_plan(region)
    activity = plan.activities.all()[0]
    for number in range(12):
        make_milestone(activity, f"Delmål {number}")
        make_milestone(make_activity(plan, f"Aktivitet {number}"))
    adopt(plan)
    person = make_developer(region)
    for number in range(1, 9):
        reach_milestone(activity, number, by=person, reached_on=dt.date(2026, 3, 1), proof="x")
        write_note(activity, by=person, note="Det går.")
    with django_assert_max_num_queries(8):
        page(client, f"{language}{address}")


def test_plan_pages_stay_within_their_questions(
    client: Client, region: Region, django_assert_max_num_queries: Any
) -> None:
    plan = adopt(make_full_plan(region))
    base = f"/norrbotten/handlingsplan/{plan.plan.slug}/"
    for address in (base, f"{base}dialog/", "/norrbotten/handlingsplan/"):
        with django_assert_max_num_queries(8):
            page(client, address)
