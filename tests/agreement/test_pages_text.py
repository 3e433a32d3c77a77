"""The agreement whole and principle by principle: what stands there, in which order, and what is missing."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client

from agreement.models import AgreementVersion, Commitment, Goal, Party, Principle, Region, TextPart
from agreement.services import adopt
from agreement.states import PartKind, Standing
from agreement.templatetags.agreement_text import first_paragraph, plain_text
from tests.agreement.reader import cost, main_of, read, words_of
from tests.agreement.written import (
    adopt_by_all,
    fill,
    make_decision,
    make_registry_number,
    make_version,
    publish,
    version_of,
)
from tests.factories import make_region

pytestmark = pytest.mark.django_db


def test_agreement_is_shown_whole_and_in_order(client: Client, region: Region) -> None:
    fill(region)
    page = read(client, "agreement:agreement", "norrbotten", language="en")
    text = words_of(page).partition("All versions")[2]
    wanted = [
        "Tillsammans.",
        "Att mötas.",
        "Att höras i tid",
        "Dialog Vi talar med varandra.",
        "All parties Åtagande all",
        "The public side Åtagande public",
        "The civil side Åtagande civil",
        "Länsstyrelsen Norr Åtagande party",
        "Varje år.",
        "Region Norr Public side",
        "4 May 2021 · Ordförande",
        "The signature has not been entered here.",
        "There are 3 identical signed originals. Kept by: Region Norr, Länsstyrelsen Norr",
        "From 1 January 2020 until further notice",
        "No date has been set here for the next review.",
        "0 of 3 required decisions are recorded here.",
        "2008 Nationell överenskommelse Början.",
        "Agenda 2030, goal 11: Hållbara städer",
        "Strategin",
        "summary in our own words",
    ]
    places = [text.find(words) for words in wanted]
    assert -1 not in places, wanted[places.index(-1)]
    assert places == sorted(places)


def test_contents_lead_to_headings_that_lead_to_themselves(client: Client, region: Region) -> None:
    version = fill(region)
    for order, heading in enumerate(("Goals", "Mål", "Mål", "§", "Dialog"), start=11):
        TextPart.objects.create(
            version=version, kind=PartKind.OTHER, heading=heading, body="Text.", order=order
        )
    page = main_of(read(client, "agreement:agreement", "norrbotten"))
    contents, _nav, text = page[page.index('class="toc"') :].partition("</nav>")
    ids = re.findall(r'id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', contents)) <= set(ids)
    headings = re.findall(r'<h2 id="([^"]+)"[^>]*><a class="anchor" href="#([^"]+)"', text)
    assert [anchor for anchor, _link in headings] == [link for _anchor, link in headings]
    assert len(headings) == len(re.findall(r"<h2", text.partition("</article>")[0]))
    assert {"mal", "mal-2", "goals", "del-2", "dialog", "dialog-2", "om-texten"} <= set(ids)


def test_anchor_of_a_part_stays_when_parts_are_added_before_it(client: Client, region: Region) -> None:
    before = 'href="#syfte"' in read(client, "agreement:agreement", "norrbotten")
    TextPart.objects.create(version=version_of(region), kind=PartKind.BACKGROUND, heading="Bakgrund", order=0)
    assert before
    assert 'href="#syfte"' in read(client, "agreement:agreement", "norrbotten")


def test_summary_says_that_the_adopted_wording_applies(client: Client, region: Region) -> None:
    for name, *args in (("agreement",), ("principles",), ("principle", "dialog")):
        page = read(client, f"agreement:{name}", "norrbotten", *args, language="en")
        assert "The adopted wording applies." in page.partition("<footer")[0]
        assert "Styrelsen, § 1" in page
    AgreementVersion.objects.update(is_summary=False)
    page = read(client, "agreement:agreement", "norrbotten", language="en")
    assert "The adopted wording applies." not in page.partition("<footer")[0]


def test_missing_text_is_shown_as_missing(client: Client, region: Region) -> None:
    version = version_of(region)
    version.goals.all().delete()
    TextPart.objects.filter(kind=PartKind.PURPOSE).update(body="")
    page = read(client, "agreement:agreement", "norrbotten", language="en")
    assert "The goals have not been entered yet." in page
    assert "This part is in the adopted text. It has not been entered here yet." in page
    assert page.count("What it means has not been entered yet.") == 3
    assert "What 3 principles commit the parties to is in the adopted text" in page
    assert "When and by whom the agreement was signed has not been entered here yet." in page


def test_agreement_without_a_version_is_missing_and_not_an_error(client: Client, region: Region) -> None:
    AgreementVersion.objects.all().delete()
    page = read(client, "agreement:agreement", "norrbotten", language="en")
    assert "The text of the agreement has not been entered yet." in page
    for name in ("region", "principles", "versions", "decisions", "making", "parties"):
        read(client, f"agreement:{name}", "norrbotten")


def test_draft_alone_is_no_agreement(client: Client, region: Region) -> None:
    AgreementVersion.objects.update(state="draft")
    page = read(client, "agreement:agreement", "norrbotten", language="en")
    assert "The text of the agreement has not been entered yet." in page
    assert "Tillsammans." not in page


def test_nothing_at_all_is_shown_as_missing(client: Client, region: Region) -> None:
    version = version_of(region)
    for rows in (version.parts, version.goals, version.principles):
        rows.all().delete()
    region.agreement.bodies.all().delete()
    Party.objects.all().delete()
    AgreementVersion.objects.update(in_force_from=None, adopted_text="", summary="")
    text = words_of(read(client, "agreement:agreement", "norrbotten", language="en"))
    for words in (
        "The goals have not been entered yet.",
        "The principles have not been entered yet.",
        "The parties have not been entered yet.",
        "When and by whom the agreement was signed has not been entered here yet.",
        "The day is not filled in",
        "No decisions have been entered yet.",
    ):
        assert words in text
    assert "In short" not in text
    for name in ("region", "principles", "versions", "decisions", "making", "parties"):
        read(client, f"agreement:{name}", "norrbotten")


# --- Adopted or not ---


def test_chain_says_what_counts_and_what_is_missing(client: Client, region: Region) -> None:
    number = make_registry_number(region)
    make_decision(region, "ett", registry=number, paragraph="§ 51")
    make_decision(region, "tva", party=1, decided_on=None)
    make_decision(region, "tre", party=2, act="proposes", body="Förslagsställaren")
    text = words_of(read(client, "agreement:agreement", "norrbotten", language="en"))
    assert "1 of 3 required decisions are recorded here." in text
    assert "Region Norr · Decides · 4 May 2021 · § 51 · reg. no. 00015-2021 Counted" in text
    assert "Decides · date unknown Not counted The date of the decision is not known." in text
    assert "Länsstyrelsen Norr Required decision Missing The date of the decision is not known." in text
    assert "Civilsamhället i norr Required decision Missing Only a proposal has been recorded." in text
    assert "Decisions are missing" in text


def test_corrected_decision_does_not_count_and_says_why(client: Client, region: Region) -> None:
    wrong = make_decision(region, "fel")
    make_decision(region, "ratt", corrects=wrong, decided_on=dt.date(2021, 6, 1), about="other")
    text = words_of(read(client, "agreement:agreement", "norrbotten", language="en"))
    assert "Not counted A later decision corrects it." in text
    assert "Not counted It is about something else than adopting the text." in text
    assert "0 of 3 required decisions" in text


def test_text_with_every_decision_is_adopted(client: Client, region: Region) -> None:
    adopt_by_all(region)
    text = words_of(read(client, "agreement:agreement", "norrbotten", language="en"))
    assert "Every party has decided. The text is adopted since 4 May 2021." in text
    assert "Decisions are missing" not in text
    assert "Required decision" not in text


def test_frozen_text_shows_its_fingerprint(client: Client, region: Region) -> None:
    version = version_of(region)
    assert "Fingerprint" not in read(client, "agreement:agreement", "norrbotten", language="en")
    adopt(version, by=None, despite_missing=True)
    version.refresh_from_db()
    page = read(client, "agreement:agreement", "norrbotten", language="en")
    assert version.content_hash in page
    assert "Decisions are missing" in page


def test_version_that_every_party_decided_is_in_force_before_a_newer_one(
    client: Client, region: Region
) -> None:
    publish(make_version(region), in_force_from=dt.date(2024, 1, 1))
    assert "Tillsammans, alla." in read(client, "agreement:agreement", "norrbotten")
    adopt_by_all(region)
    page = read(client, "agreement:agreement", "norrbotten")
    assert "Tillsammans, alla." not in page
    assert AgreementVersion.objects.get(slug="2026").agreement.current_version.slug == "2026"


def test_next_review_and_what_it_follows(client: Client, region: Region) -> None:
    agreement = region.agreement
    agreement.next_review_on, agreement.review_note = dt.date(2027, 5, 4), "Följer strategin."
    agreement.save()
    text = words_of(read(client, "agreement:agreement", "norrbotten", language="en"))
    assert "Next review: 4 May 2027. Följer strategin." in text


# --- How the agreement stands ---


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (Standing.REVIEW, "The agreement is under review."),
        (Standing.RENEGOTIATION, "The agreement is being renegotiated."),
        (Standing.ENDED, "The agreement has ended."),
    ],
)
@pytest.mark.parametrize(
    "name", ["agreement:region", "agreement:parties", "membership:join", "actionplan:plan"]
)
def test_every_public_page_says_when_the_agreement_is_not_simply_in_force(
    client: Client, region: Region, name: str, standing: str, words: str
) -> None:
    agreement = region.agreement
    assert 'class="wrap standing"' not in read(client, name, "norrbotten", language="en")
    agreement.standing, agreement.standing_since = standing, dt.date(2026, 3, 1)
    agreement.standing_note = "Enligt beslut <b>§ 4</b>."
    agreement.save()
    page = read(client, name, "norrbotten", language="en")
    assert words in page
    assert "Since 1 March 2026." in page
    assert "Enligt beslut &lt;b&gt;§ 4&lt;/b&gt;." in page
    assert words not in read(client, "agreement:home", language="en", status=302)


# --- Text as text ---


def test_text_is_never_markup(client: Client, region: Region) -> None:
    hostile = "<script>alert(1)</script> {{ 7*7 }}\n- <b>x</b>"
    TextPart.objects.update(body=hostile, heading="<i>Rubrik</i>")
    Principle.objects.update(meaning=hostile, name="<u>Dialog</u>")
    for name, *args in (("agreement",), ("principle", "dialog"), ("principles",), ("region",)):
        page = read(client, f"agreement:{name}", "norrbotten", *args)
        assert not re.search(r"<script|<b>x|<i>Rubrik|<u>Dialog", page)
        assert "{{ 7*7 }}" in page or name == "region"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("Ett.", "<p>Ett.</p>"),
        ("Ett.\r\n \r\nTvå\r\nrader.", "<p>Ett.</p>\n<p>Två rader.</p>"),
        ("De kan\n- se\n- höra\nmer.", "<p>De kan</p>\n<ul><li>se</li><li>höra</li></ul>\n<p>mer.</p>"),
        ("-inte en punkt", "<p>-inte en punkt</p>"),
        ("\n\n- <b>&\n", "<ul><li>&lt;b&gt;&amp;</li></ul>"),
    ],
)
def test_plain_text_becomes_paragraphs_and_lists(text: str, html: str) -> None:
    assert plain_text(text).strip() == html


def test_first_paragraph_leaves_lists_out() -> None:
    assert first_paragraph("- en punkt\n\nFörsta\nstycket.\n\nAndra.") == "Första stycket."
    assert first_paragraph(None) == ""


def test_swedish_text_is_marked_on_english_pages(client: Client, region: Region) -> None:
    english = read(client, "agreement:agreement", "norrbotten", language="en")
    assert '<html lang="en">' in english
    assert '<div lang="sv"><p>Att mötas.</p>' in english
    swedish = read(client, "agreement:agreement", "norrbotten")
    assert ' lang="sv"' not in swedish.partition("<body")[2]


# --- Principles ---


def test_principles_keep_their_order_and_names(client: Client, region: Region) -> None:
    Principle.objects.filter(slug="kvalitet").update(order=0)
    page = read(client, "agreement:principles", "norrbotten")
    assert re.findall(r"<h2[^>]*><a[^>]*>([^<]+)", page) == ["Kvalitet", "Dialog", "Öppenhet"]


def test_principle_shows_its_meaning_or_that_it_is_missing(client: Client, region: Region) -> None:
    missing = "What this principle means is in the adopted text."
    assert missing in read(client, "agreement:principle", "norrbotten", "dialog", language="en")
    Principle.objects.filter(slug="dialog").update(meaning="Vi talar.\n\nOch lyssnar.")
    page = read(client, "agreement:principle", "norrbotten", "dialog", language="en")
    assert "<p>Vi talar.</p>\n<p>Och lyssnar.</p>" in page
    assert missing not in page


def test_principle_leads_to_its_neighbours(client: Client, region: Region) -> None:
    first, middle, last = (
        read(client, "agreement:principle", "norrbotten", slug) for slug in ("dialog", "oppenhet", "kvalitet")
    )
    assert ('rel="prev"' in first, 'rel="next"' in first) == (False, True)
    assert 'rel="prev" href="/norrbotten/principer/dialog/"' in middle
    assert 'rel="next" href="/norrbotten/principer/kvalitet/"' in middle
    assert ('rel="prev"' in last, 'rel="next"' in last) == (True, False)


def test_principle_of_another_region_is_not_found(client: Client, region: Region) -> None:
    version = version_of(make_region("blekinge"))
    Principle.objects.create(version=version, slug="bara-syd", name="Bara i syd", order=9)
    read(client, "agreement:principle", "blekinge", "bara-syd")
    read(client, "agreement:principle", "norrbotten", "bara-syd", status=404)


def test_principle_shows_whom_it_binds_to_what(client: Client, region: Region) -> None:
    missing = "What this principle commits the parties to is in the adopted text."
    assert missing in read(client, "agreement:principle", "norrbotten", "dialog", language="en")
    fill(region)
    page = read(client, "agreement:principle", "norrbotten", "dialog", language="en")
    assert missing not in page
    assert re.findall(r'<h3 id="([^"]+)"', page) == [
        "alla",
        "offentliga-sidan",
        "civila-sidan",
        "lansstyrelsen-norr",
    ]
    places = [page.index(f"Åtagande {binds}") for binds in ("all", "public", "civil", "party")]
    assert places == sorted(places)


def test_hostile_words_are_words_in_every_field(client: Client, region: Region) -> None:
    fill(region)
    bad = '"><script>x</script>{{ 7 }}'
    TextPart.objects.update(heading=bad, body=bad)
    Goal.objects.update(text=bad)
    Principle.objects.update(name=bad, meaning=bad)
    Commitment.objects.update(text=bad)
    Party.objects.update(name=bad, represented_by=bad, about=bad)
    version = version_of(region)
    version.lineage.update(title=bad, note=bad)
    version.links.update(title=bad, note=bad)
    version.signatures.update(name=bad, title=bad, capacity=bad)
    AgreementVersion.objects.update(summary=bad, label=bad[:40], adopted_text=bad)
    for name, *args in (
        ("agreement",),
        ("principles",),
        ("principle", "dialog"),
        ("parties",),
        ("versions",),
        ("version", "2026"),
    ):
        for language in ("sv", "en"):
            page = read(client, f"agreement:{name}", "norrbotten", *args, language=language)
            assert "<script" not in page
            assert "{{ 7 }}" in page


@pytest.mark.slow
def test_long_agreement_asks_as_much_as_a_short_one(client: Client, region: Region) -> None:
    pages = [("agreement",), ("principles",), ("principle", "dialog"), ("versions",)]
    fill(region)
    few = [cost(client, f"agreement:{name}", "norrbotten", *args) for name, *args in pages]
    version, party = version_of(region), region.agreement.parties.all()[0]
    for number in range(100):
        TextPart.objects.create(version=version, kind="other", heading=f"Del {number}", order=50)
        one = Principle.objects.create(version=version, slug=f"p{number}", name=f"P{number}", order=50)
        Commitment.objects.create(principle=one, binds="party", party=party, text="Svarar", order=1)
        publish(make_version(region, f"v{number}"), in_force_from=dt.date(2010, 1, 1))
        make_decision(region, f"d{number}")
    assert [cost(client, f"agreement:{name}", "norrbotten", *args) for name, *args in pages] == few
    assert max(few) <= 5
