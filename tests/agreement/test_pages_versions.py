"""Old, coming and drafted versions at their own addresses, and what changed between two of them (AGR-33, AGR-34)."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.test import Client

from agreement.models import AgreementVersion, Commitment, Goal, Principle, Region, TextPart
from agreement.services import adopt
from tests.agreement.reader import cost, main_of, read, words_of
from tests.agreement.written import fill, make_decision, make_version, publish, version_of
from tests.factories import make_leader, make_operator, make_region, make_secretary, make_user, sign_in

pytestmark = pytest.mark.django_db
OLD = {"in_force_from": dt.date(2018, 1, 1), "in_force_to": dt.date(2019, 12, 31)}


@pytest.fixture
def old(region: Region) -> AgreementVersion:
    return publish(make_version(region, "2018"), **OLD)


# --- The list ---


def test_versions_stand_newest_first_with_what_changed(client: Client, region: Region, old: object) -> None:
    publish(make_version(region, "2040"), in_force_from=dt.date(2040, 1, 1))
    make_version(region, "utkast")
    page = main_of(read(client, "agreement:versions", "norrbotten", language="en"))
    assert re.findall(r'<li>\n<h2 id="([^"]+)"', page) == ["2040", "2026", "2018"]
    assert page.count("In force now") == 1
    assert page.index('id="2026"') < page.index("In force now") < page.index('id="2018"')
    assert re.findall(r'href="([^"]+jamfor[^"]+)"', page) == [
        "/en/norrbotten/overenskommelsen/jamfor/2026/2040/",
        "/en/norrbotten/overenskommelsen/jamfor/2018/2026/",
    ]
    assert "1 January 2018 up to and including 31 December 2019" in page


def test_only_version_has_nothing_to_be_compared_with(client: Client, region: Region) -> None:
    assert "jamfor" not in read(client, "agreement:versions", "norrbotten")
    assert "What has changed" not in read(client, "agreement:agreement", "norrbotten", language="en")


# --- One version ---


def test_old_version_stays_readable_and_says_that_a_newer_is_in_force(
    client: Client, region: Region, old: AgreementVersion
) -> None:
    page = read(client, "agreement:version", "norrbotten", "2018", language="en")
    assert "This version is not in force any more." in page
    assert 'href="/en/norrbotten/overenskommelsen/">Read the agreement in force' in page
    assert "Tillsammans, alla." in page
    assert "Next review" not in page  # which is the agreement's, not an old version's
    assert 'content="index,follow"' in page
    assert "principer/mangfald" not in page  # the principle's own page is that of the version in force


def test_version_in_force_is_the_same_at_both_addresses(client: Client, region: Region, old: object) -> None:
    fill(region)
    pages = [
        main_of(read(client, *address))
        for address in (("agreement:agreement", "norrbotten"), ("agreement:version", "norrbotten", "2026"))
    ]
    assert pages[0] == pages[1]
    assert "/norrbotten/overenskommelsen/jamfor/2018/2026/" in pages[0]


def test_version_to_come_says_when(client: Client, region: Region) -> None:
    publish(make_version(region), in_force_from=dt.date(2030, 1, 1))
    with time_machine.travel(dt.datetime(2029, 12, 31, 12, tzinfo=dt.UTC)):
        page = read(client, "agreement:version", "norrbotten", "2027", language="en")
        assert "This version is not in force until 1 January 2030." in page
        assert "Tillsammans, alla." not in read(client, "agreement:agreement", "norrbotten")
    with time_machine.travel(dt.datetime(2030, 1, 1, 0, tzinfo=dt.timezone(dt.timedelta(hours=1)))):
        assert "not in force" not in read(client, "agreement:version", "norrbotten", "2027", language="en")
        assert "Tillsammans, alla." in read(client, "agreement:agreement", "norrbotten")


def test_ended_version_stays_when_nothing_is_in_force(client: Client, region: Region) -> None:
    AgreementVersion.objects.update(in_force_to=dt.date(2021, 1, 1))
    page = read(client, "agreement:version", "norrbotten", "2026", language="en")
    assert "This version is not in force any more." in page
    assert "Read the agreement in force" not in page


@pytest.mark.parametrize("slug", ["finns-inte", "2027"])
def test_version_that_is_not_public_is_not_found(client: Client, region: Region, slug: str) -> None:
    make_version(region)
    publish(make_version(make_region("blekinge"), "bara-syd"))
    read(client, "agreement:version", "norrbotten", slug, status=404)
    read(client, "agreement:version", "norrbotten", "bara-syd", status=404)
    read(client, "agreement:compare", "norrbotten", "2026", slug, status=404)
    read(client, "agreement:compare", "norrbotten", slug, "2026", status=404)


# --- Drafts ---


@pytest.mark.parametrize("who", [make_secretary, make_leader, lambda region: make_operator()])
def test_draft_is_there_for_the_regions_staff_and_kept_by_nobody(
    client: Client, region: Region, who: object
) -> None:
    make_version(region)
    sign_in(client, who(region), second_factor=True)
    for address in ("versioner/2027/", "jamfor/2026/2027/"):
        answer = client.get(f"/en/norrbotten/overenskommelsen/{address}")
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["X-Robots-Tag"] == "noindex"
        assert "ETag" not in answer
        page = answer.content.decode()
        assert 'content="noindex,nofollow"' in page
        assert "This is a draft." in page
    assert client.get("/norrbotten/overenskommelsen/jamfor/2027/2026/").status_code == 302
    client.logout()
    for address in ("versioner/2027/", "jamfor/2026/2027/", "jamfor/2027/2026/"):
        assert client.get(f"/norrbotten/overenskommelsen/{address}").status_code == 404


@pytest.mark.parametrize(
    "who", [lambda region: make_user(), lambda region: make_secretary(make_region("blekinge"))]
)
def test_draft_is_not_there_for_others_who_are_signed_in(client: Client, region: Region, who: object) -> None:
    make_version(region)
    sign_in(client, who(region), second_factor=True)
    assert client.get("/norrbotten/overenskommelsen/versioner/2027/").status_code == 404
    assert client.get("/norrbotten/overenskommelsen/versioner/2026/").status_code == 200


def test_draft_shows_no_sign_of_itself_on_public_pages(client: Client, region: Region) -> None:
    draft = make_version(region, "hemligt-utkast")
    make_decision(region, "ett", versions=[draft])
    for name, *args in (("agreement",), ("versions",), ("decision", "ett"), ("region",)):
        assert "hemligt-utkast" not in read(client, f"agreement:{name}", "norrbotten", *args)


# --- Two side by side ---


def test_comparison_shows_what_was_added_taken_away_and_changed(
    client: Client, region: Region, old: AgreementVersion
) -> None:
    page = read(client, "agreement:compare", "norrbotten", "2018", "2026", language="en")
    text = words_of(page)
    assert "What changed from 2018 to 2026" in text
    assert "Added: 3. Taken away: 1. Changed: 3. As before: 0." in text
    assert "[taken away: Tillsammans, alla. ] [added: Tillsammans. ]" in text
    assert "Att höras i [taken away: god ] tid" in text
    assert "Dialog Changed [taken away: Samtal ] [added: Dialog ]" in text
    assert "Syfte Added Att mötas." in text
    assert "Mångfald Taken away" in text
    assert text.index("Dialog Changed") < text.index("Mångfald Taken away") < text.index("Öppenhet Added")
    assert '<p class="diff" lang="sv">' in page


def test_what_stayed_is_one_line(client: Client, region: Region) -> None:
    """Not even when it is long, and rows have new numbers in the database."""
    new = make_version(region)
    for rows in (new.parts, new.goals, new.principles):
        rows.all().delete()
    for model in (TextPart, Goal, Principle):
        for row in model.objects.filter(version=version_of(region)):
            row.pk, row.version = None, new
            row.save()
    publish(new, in_force_from=dt.date(2025, 1, 1))
    text = words_of(read(client, "agreement:compare", "norrbotten", "2026", "2027", language="en"))
    assert "Added: 0. Taken away: 0. Changed: 0. As before: 6." in text
    assert "As before: Vision, Syfte, Goals, Dialog, Öppenhet, Kvalitet" in " ".join(
        text.replace(" ,", ",").split()
    )


def test_comparison_knows_whom_a_commitment_binds_and_a_principles_number(
    client: Client, region: Region
) -> None:
    fill(region)
    new = publish(make_version(region), in_force_from=dt.date(2025, 1, 1))
    Principle.objects.filter(version=new, slug="dialog").update(order=9)
    dialog = new.principles.get(slug="dialog")
    Commitment.objects.create(
        principle=dialog, binds="party", party=region.agreement.parties.all()[0], text="Åtagande party"
    )
    text = words_of(read(client, "agreement:compare", "norrbotten", "2026", "2027", language="en"))
    assert "Was number 1, is number 2." in text
    assert "[taken away: Länsstyrelsen ] [added: Region ] Norr · Åtagande party" in text
    assert "[taken away: All parties · Åtagande all ]" in text.replace("\xa0", " ")


def test_comparison_is_between_an_older_and_a_newer(client: Client, region: Region, old: object) -> None:
    answer = client.get("/en/norrbotten/overenskommelsen/jamfor/2026/2018/")
    assert (answer.status_code, answer["Location"]) == (
        302,
        "/en/norrbotten/overenskommelsen/jamfor/2018/2026/",
    )
    read(client, "agreement:compare", "norrbotten", "2026", "2026", status=404)


def test_summary_against_adopted_wording_is_said(
    client: Client, region: Region, old: AgreementVersion
) -> None:
    assert "Both are summaries" in read(
        client, "agreement:compare", "norrbotten", "2018", "2026", language="en"
    )
    AgreementVersion.objects.filter(pk=old.pk).update(is_summary=False)
    page = read(client, "agreement:compare", "norrbotten", "2018", "2026", language="en")
    assert "One of them is a summary" in page
    AgreementVersion.objects.update(is_summary=False)
    assert "summar" not in main_of(
        read(client, "agreement:compare", "norrbotten", "2018", "2026", language="en")
    )


def test_two_adopted_versions_can_be_compared(client: Client, region: Region, old: AgreementVersion) -> None:
    for version in (old, version_of(region)):
        adopt(version, by=None, despite_missing=True)
    page = read(client, "agreement:compare", "norrbotten", "2018", "2026", language="en")
    assert "Added: 3." in page


def test_hostile_words_are_compared_as_words(client: Client, region: Region, old: AgreementVersion) -> None:
    TextPart.objects.filter(version=old).update(heading="<b>x</b>", body="<script>a</script> [added: ]")
    Principle.objects.update(name="<i>y</i>")
    page = read(client, "agreement:compare", "norrbotten", "2018", "2026")
    assert not re.search(r"<script>|<b>x|<i>y", page)


def test_comparison_of_long_texts_comes_at_once(
    client: Client, region: Region, old: AgreementVersion
) -> None:
    few = cost(client, "agreement:compare", "norrbotten", "2018", "2026")
    TextPart.objects.filter(version=old).update(body="ord " * 50_000)
    TextPart.objects.filter(version__slug="2026").update(body="ord annat " * 40_000)
    for number in range(100):
        Principle.objects.create(version=old, slug=f"p{number}", name=f"P{number}", order=5)
    assert cost(client, "agreement:compare", "norrbotten", "2018", "2026") == few <= 8
