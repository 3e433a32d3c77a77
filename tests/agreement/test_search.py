"""Searching: every word must be there, marks and case do not matter, and the words are shown where they stand."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from agreement.alphabet import folded
from agreement.search import MOST_WORDS, Piece, excerpt, find, words_of
from tests import factories


def titles(region, query):
    return [hit.item.title for hit in find(region, query).hits]


@pytest.mark.parametrize("query", ["overenskommelse", "Överenskommelse", "ÖVERENSKOMMELSE", "enskommelsen"])
@pytest.mark.django_db
def test_search_finds_the_word_with_and_without_its_marks(query: str) -> None:
    region = factories.make_region("norrbotten")
    part = region.agreement.current_version.parts.create(
        kind="other", heading="Vad överenskommelsen gäller", body="Texten.", order=9
    )
    assert part.heading in titles(region, query)


@pytest.mark.django_db
def test_search_wants_every_word_and_puts_titles_first() -> None:
    region = factories.make_region("norrbotten")
    version = region.agreement.current_version
    version.parts.create(kind="other", heading="Om renar", body="Här står skog och fjäll.", order=8)
    version.parts.create(kind="other", heading="Skog och renar", body="Mer.", order=9)
    assert titles(region, "renar skog") == ["Skog och renar", "Om renar"]
    assert titles(region, "renar havet") == []


@pytest.mark.django_db
def test_search_finds_members_by_name_and_no_other_region_s() -> None:
    here, there = factories.make_region("norrbotten"), factories.make_region("blekinge")
    factories.make_member(here, name="Åkers Bygdegård Övertorneå")
    factories.make_member(there, name="Åkers Hamnförening")
    assert "Åkers Bygdegård Övertorneå" in titles(here, "overtornea")
    assert titles(here, "hamnforening") == []


@pytest.mark.django_db
def test_page_marks_the_words_and_escapes_what_it_shows(client: Client) -> None:
    region = factories.make_region("norrbotten")
    region.agreement.current_version.parts.create(
        kind="other",
        heading="<b>Farlig</b>",
        body="Före <script>alert(1)</script> ordet älgkalv efter.",
        order=9,
    )
    page = client.get("/norrbotten/sok/", {"q": "algkalv"}).content.decode()
    assert "<mark>älgkalv</mark>" in page
    assert "<script>alert" not in page
    assert escape("<b>Farlig</b>") in page


@pytest.mark.parametrize("query", ["", "   ", "%%%", "a" * 5000, "'\"><", "ß ŋ đ", "(" * 100])
@pytest.mark.django_db
def test_page_answers_whatever_is_asked(client: Client, query: str) -> None:
    factories.make_region("norrbotten")
    assert client.get("/norrbotten/sok/", {"q": query}).status_code == 200


@pytest.mark.django_db
def test_number_of_queries_does_not_grow_with_the_members(
    client: Client, django_assert_max_num_queries
) -> None:
    region = factories.make_region("norrbotten")
    for number in range(30):
        factories.make_member(region, name=f"Byaföreningen {number}")
    with django_assert_max_num_queries(8):
        page = client.get("/norrbotten/sok/", {"q": "byaforeningen"}).content.decode()
    assert page.count("<mark>") == 0  # found in the title, which links
    assert page.count("Byaföreningen") >= 30


def test_words_are_folded_each_once_and_not_too_many() -> None:
    assert words_of("Ökad  ökad-DIALOG, «Sámi»") == ["okad", "dialog", "sami"]
    assert len(words_of(" ".join(f"ord{number}" for number in range(40)))) == MOST_WORDS


def test_excerpt_stands_around_the_first_hit_and_cuts_between_words() -> None:
    text = "inledning " * 40 + "målet är samverkan här " + "avslutning " * 40
    pieces = excerpt(text, ["malet", "samverkan"])
    assert [piece.text for piece in pieces if piece.hit] == ["målet", "samverkan"]
    assert pieces[0] == Piece("… ", hit=False)
    assert pieces[-1].text.endswith(" …")
    assert len("".join(piece.text for piece in pieces)) < 230


@given(st.text(max_size=300), st.lists(st.text(min_size=1, max_size=5), max_size=3))
def test_excerpt_is_always_a_piece_of_the_text(text: str, raw: list[str]) -> None:
    words = words_of(" ".join(raw))
    pieces = excerpt(text, words)
    shown = "".join(piece.text for piece in pieces).removeprefix("… ").removesuffix(" …")
    assert folded(shown) in folded(" ".join(text.split()))
    for piece in pieces:
        if piece.hit:
            assert any(word[:1] in folded(piece.text) for word in words)
