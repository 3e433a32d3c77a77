"""The text in other languages: which words are in which, what governs, and what is out of date (LAW-L1, LAW-L2)."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from agreement import canon
from agreement.languages import LANGUAGES
from agreement.models import Goal, Principle, Region, TextPart, VersionTranslation
from tests.agreement.reader import cost, main_of, read, words_of
from tests.agreement.written import fill, translate, version_of

pytestmark = pytest.mark.django_db
OUTDATED = "It is out of date: the Swedish text has changed since."


@pytest.mark.parametrize(("code", "name"), LANGUAGES)
def test_translation_is_marked_in_its_language_and_the_rest_as_swedish(
    client: Client, region: Region, code: str, name: str
) -> None:
    translate(version_of(region), code)
    page = main_of(read(client, "agreement:translation", "norrbotten", code))
    assert f'<h2 id="vision" lang="{code}"><a class="anchor" href="#vision">[{code}] vision</a></h2>' in page
    assert f'<div lang="{code}"><p>[{code}] together</p>' in page
    assert f'<li lang="{code}">[{code}] goal</li>' in page
    assert f'href="#vision" lang="{code}">[{code}] vision</a>' in page
    assert '<a class="anchor" href="#syfte">Syfte</a>' in page  # not translated, and Swedish as the page is
    assert f'<b lang="{code}" aria-current="page">{name}</b>' in page
    english = main_of(read(client, "agreement:translation", "norrbotten", code, language="en"))
    assert '<h2 id="syfte" lang="sv">' in english
    assert ('lang="en"' in english) == (code == "en" and 'aria-current="page">English' in english)


def test_translation_says_in_both_languages_that_the_swedish_governs(client: Client, region: Region) -> None:
    translate(version_of(region), "se")
    page = main_of(read(client, "agreement:translation", "norrbotten", "se", language="en"))
    assert "The Swedish text governs." in page
    assert '<p class="lead" lang="se">[se] notice</p>' in page
    assert 'href="/norrbotten/overenskommelsen/"' in page
    assert OUTDATED not in page


@pytest.mark.parametrize("made_of", ["", "another"])
def test_translation_of_another_text_is_out_of_date(client: Client, region: Region, made_of: str) -> None:
    translate(version_of(region), "se", made_of=made_of)
    assert OUTDATED in read(client, "agreement:translation", "norrbotten", "se", language="en")


def test_translation_is_out_of_date_once_the_swedish_changes(client: Client, region: Region) -> None:
    fill(region)
    translate(version_of(region), "se")
    assert OUTDATED not in read(client, "agreement:translation", "norrbotten", "se", language="en")
    TextPart.objects.filter(kind="vision").update(body="Något annat.")
    assert OUTDATED in read(client, "agreement:translation", "norrbotten", "se", language="en")


def test_agreement_names_its_languages_by_their_own_names(client: Client, region: Region) -> None:
    for code in ("fi", "se", "fit"):
        translate(version_of(region), code)
    translate(version_of(region), "sma", is_public=False)
    page = read(client, "agreement:agreement", "norrbotten")
    assert re.findall(r'<a href="[^"]+/sprak/(\w+)/" lang="(\w+)" hreflang="(\w+)">([^<]+)', page) == [
        ("fi", "fi", "fi", "suomi"),
        ("fit", "fit", "fit", "meänkieli"),
        ("se", "se", "se", "davvisámegiella"),
    ]
    assert len(re.findall(r'<link rel="alternate" hreflang="(?:fi|fit|se)" href="https?://', page)) == 3
    assert "[fi]" not in page


@pytest.mark.parametrize("code", ["fi", "sv", "xx", "sma"])
def test_language_without_a_public_translation_is_not_found(
    client: Client, region: Region, code: str
) -> None:
    translate(version_of(region), "sma", is_public=False)
    read(client, "agreement:translation", "norrbotten", code, status=404)


def test_english_pages_show_the_english_text(client: Client, region: Region) -> None:
    fill(region)
    translate(version_of(region), "en")
    page = main_of(read(client, "agreement:agreement", "norrbotten", language="en"))
    assert "<div><p>[en] together</p>" in page
    assert '<div lang="sv"><p>Att mötas.</p>' in page
    assert "The Swedish text governs." in page
    assert "The agreement's own texts are in Swedish." not in page
    assert "[en] summary" in page
    principle = main_of(read(client, "agreement:principle", "norrbotten", "dialog", language="en"))
    assert '<h1 itemprop="name">[en] dialogue</h1>' in principle
    assert "[en] meaning" in principle
    assert "The Swedish text governs." in principle
    assert 'href="/norrbotten/principer/dialog/"' in principle
    many = words_of(read(client, "agreement:principles", "norrbotten", language="en"))
    assert "[en] dialogue" in many
    assert "Öppenhet" in many
    assert "[en]" not in read(client, "agreement:agreement", "norrbotten")


def test_english_pages_without_an_english_text_are_swedish_and_say_so(client: Client, region: Region) -> None:
    translate(version_of(region), "en", is_public=False)
    page = main_of(read(client, "agreement:agreement", "norrbotten", language="en"))
    assert "The agreement's own texts are in Swedish." in page
    assert '<div lang="sv"><p>Tillsammans.</p>' in page
    assert "The Swedish text governs." not in page


def test_commitment_in_its_group_is_translated_by_its_place(client: Client, region: Region) -> None:
    fill(region)
    translate(version_of(region), "se")
    page = main_of(read(client, "agreement:translation", "norrbotten", "se"))
    assert '<ul lang="se">\n<li>[se] commitment</li>' in page
    assert "<li>Åtagande all</li>" in page


def test_translation_follows_its_goal_to_another_number(client: Client, region: Region) -> None:
    version = version_of(region)
    translation = translate(version, "se")
    translation.sources = {"goal/1": canon.digest("Att höras i tid")}
    translation.save()
    Goal.objects.create(version=version, text="Att synas", order=0)
    page = main_of(read(client, "agreement:translation", "norrbotten", "se"))
    assert OUTDATED in read(client, "agreement:translation", "norrbotten", "se", language="en")
    assert '<ol>\n<li>Att synas</li>\n<li lang="se">[se] goal</li>\n</ol>' in page


def test_translation_of_an_older_wording_stays_and_is_marked(client: Client, region: Region) -> None:
    version = version_of(region)
    translation = translate(version, "se")
    translation.sources = {"part/vision/body": canon.digest("Tillsammans.")}
    translation.save()
    TextPart.objects.filter(kind="vision").update(body="Tillsammans, sedan länge.")
    page = read(client, "agreement:translation", "norrbotten", "se", language="en")
    assert "[se] together" in page
    assert OUTDATED in page


def test_hostile_translation_is_text(client: Client, region: Region) -> None:
    bad = "<script>x</script>"
    translation = translate(version_of(region), "fi", notice=bad)
    translation.texts = dict.fromkeys(translation.texts, bad) | {"goal/1": None, "principle/dialog/name": 7}
    translation.save()
    page = read(client, "agreement:translation", "norrbotten", "fi")
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_many_languages_cost_no_more(client: Client, region: Region) -> None:
    translate(version_of(region), "se")
    few = cost(client, "agreement:translation", "norrbotten", "se")
    for code in ("fi", "fit", "sma", "smj", "en"):
        translate(version_of(region), code)
    for number in range(50):
        Principle.objects.create(version=version_of(region), slug=f"p{number}", name="P", order=9)
    VersionTranslation.objects.update(made_of="x")
    assert cost(client, "agreement:translation", "norrbotten", "se") == few <= 5
    assert cost(client, "agreement:agreement", "norrbotten", language="en") <= 5
