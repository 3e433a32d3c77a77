"""The signing document as a page: what it says, how it is built, and what is refused."""

from __future__ import annotations

import base64
import logging
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from django.utils.translation import gettext

from membership.checks import check_fonts
from membership.documents import DocumentError, render_signing_pdf, signing_html
from membership.pdf import FONT_FILES, render_pdf
from tests.membership.snapshots import PRINCIPLES, SPICE, longest_snapshot, ordinary_snapshot

MOMENT = datetime(2026, 5, 5, 10, 12, 13, tzinfo=UTC)


class Page(HTMLParser):
    """What a reader of the HTML meets: the elements with their attributes, and the words without them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    @property
    def text(self) -> str:
        return " ".join(self.words.split())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def with_class(self, name: str) -> list[dict[str, str | None]]:
        return [held for _tag, held in self.elements if name in (held.get("class") or "").split()]


def page(snapshot: dict[str, Any]) -> Page:
    return Page(signing_html(snapshot))


def in_language(language: str, message: str) -> str:
    with translation.override(language):
        return gettext(message)


# --- What it says -------------------------------------------------------------------------------


def test_document_says_everything_that_was_decided() -> None:
    text = page(
        ordinary_snapshot(decision={**ordinary_snapshot()["decision"], "registry_number": "Dnr 17-2026"})
    ).text

    for said in (
        "Norrbotten",
        "NB-26-7K4M2Q",
        "7K4M-2QXW-9DPT-H3FA",
        "https://samverkan.example/verifiera/7K4M-2QXW-9DPT-H3FA/",
        "Överenskommelse om samverkan mellan Region Norrbotten",
        "Länsstyrelsen Norrbotten",
        "Norrskenets paraplyförening",
        "Föreningen Vinterljus",
        "802518-4220",
        "Ideell förening",
        "Hela länet",
        "Maja Påhittad",
        "Kunskap om varandras villkor",
        "Vi stödjer de demokratiska värdena",
        "Ledningsgruppen",
        "§ 12",
        "Dnr 17-2026",
    ):
        assert said in text


@pytest.mark.parametrize("paragraph", ["12", "§ 12", "§12"])
def test_paragraph_sign_stands_once(paragraph: str) -> None:
    decision = {**ordinary_snapshot()["decision"], "paragraph": paragraph}

    text = page(ordinary_snapshot(decision=decision)).text

    assert text.count("§") == 1
    assert "§ 12" in text


def test_principles_keep_the_agreements_order_and_numbers() -> None:
    text = page(ordinary_snapshot()).text
    assert [text.index(name) for name in PRINCIPLES] == sorted(text.index(name) for name in PRINCIPLES)

    with_meanings = [
        {"number": number, "name": f"Princip {number}", "meaning": "Så här menar vi." if number == 9 else ""}
        for number in (7, 9, 8)
    ]
    text = page(ordinary_snapshot(principles=with_meanings)).text
    empty = in_language("sv", "Not stated")
    assert f"7. Princip 7 {empty} 9. Princip 9 Så här menar vi. 8. Princip 8 {empty}" in text


@pytest.mark.parametrize("count", [2, 3, 5])
def test_there_is_one_signature_box_for_the_organisation_and_one_for_each_party(count: int) -> None:
    parties = [{"name": f"Part {number}", "side": "public"} for number in range(count)]

    document = page(ordinary_snapshot(parties=parties))

    assert len(document.with_class("box")) == 1 + count
    assert (
        len(document.with_class("signer")) == 2 + count
    )  # room for two who sign together for the organisation


def test_empty_values_are_said_to_be_empty() -> None:
    organisation = {**ordinary_snapshot()["organisation"], "number": "", "form": "", "contact_name": ""}
    before = page(ordinary_snapshot()).with_class("not-stated")

    document = page(ordinary_snapshot(organisation=organisation, declaration=""))

    assert before == []
    assert len(document.with_class("not-stated")) == 4
    assert document.text.count(in_language("sv", "Not stated")) == 4


def test_reason_stands_where_a_number_is_missing() -> None:
    organisation = {
        **ordinary_snapshot()["organisation"],
        "number": "",
        "number_missing_reason": "Vi är ett nätverk.",
    }

    document = page(ordinary_snapshot(organisation=organisation))

    assert "Vi är ett nätverk." in document.text
    assert document.with_class("not-stated") == []


@pytest.mark.parametrize(("language", "day"), [("sv", "5 maj 2026"), ("en", "5 May 2026")])
def test_document_speaks_its_own_language_whatever_the_worker_speaks(language: str, day: str) -> None:
    with translation.override("en" if language == "sv" else "sv"):
        document = page(ordinary_snapshot(language=language))

    assert document.all("html") == [{"lang": language}]
    assert in_language(language, "Joining the agreement") in document.text
    assert day in document.text
    assert {quote["lang"] for quote in document.all("blockquote")} == {"sv"}


def test_unknown_language_becomes_swedish() -> None:
    assert page(ordinary_snapshot(language="xx")).all("html") == [{"lang": "sv"}]


def test_summary_says_that_the_adopted_wording_applies() -> None:
    note = in_language("sv", "The text below is a summary. The adopted wording applies.")
    whole = {**ordinary_snapshot()["agreement"], "is_summary": False}

    assert note in page(ordinary_snapshot()).text
    assert note not in page(ordinary_snapshot(agreement=whole)).text


# --- How it is built ----------------------------------------------------------------------------


def test_headings_are_in_order_and_tables_have_names() -> None:
    document = page(longest_snapshot())
    levels = [int(tag[1]) for tag, _held in document.elements if re.fullmatch("h[1-6]", tag)]

    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert len(document.all("caption")) == len(document.all("table")) == 4
    # The PDF says of every table heading that it heads its row (membership/pdf.py).
    assert {held.get("scope") for held in document.all("th")} == {"row"}


def test_page_holds_no_style_script_or_address_to_fetch() -> None:
    document = page(longest_snapshot())

    assert {"script", "style", "link", "iframe", "object", "base"} & {
        tag for tag, _held in document.elements
    } == set()
    assert [held for _tag, held in document.elements if "style" in held] == []
    assert [str(held["src"]).partition(",")[0] for held in document.all("img")] == [
        "data:image/svg+xml;base64"
    ]


def test_no_space_hangs_at_the_end_of_a_block() -> None:
    """WeasyPrint breaks such a line after its first word when the text just fits."""
    assert re.findall(r"\S*\s+</(?:p|li|td|th|h\d|caption|title)>", signing_html(longest_snapshot())) == []


def test_hostile_text_stays_text() -> None:
    hostile = page(longest_snapshot())
    spice = " ".join(SPICE.split())

    assert spice in hostile.text
    assert "{{ 7*7 }}" in hostile.text
    assert "49" not in spice  # so that the next line can fail
    assert "49" not in hostile.text.replace(spice, "")


def test_control_and_reading_order_characters_are_not_drawn() -> None:
    organisation = {
        **ordinary_snapshot()["organisation"],
        "name": "A\x00B\u202eC\u2066D\u200bE\x1bF\ufeffG\ud800H",
    }

    assert "ABCDEFGH" in page(ordinary_snapshot(organisation=organisation)).text


def test_letters_are_composed() -> None:
    organisation = {**ordinary_snapshot()["organisation"], "name": "A\u030angermanland"}

    assert "Ångermanland" in page(ordinary_snapshot(organisation=organisation)).text


def test_qr_code_is_a_picture_with_a_description() -> None:
    [image] = page(ordinary_snapshot()).all("img")

    assert b"<svg" in base64.b64decode(str(image["src"]).partition(",")[2])
    assert "https://samverkan.example/verifiera/" in str(image["alt"])


# --- What is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("snapshot", "reason"),
    [
        ({}, "agreement"),
        ({name: held for name, held in ordinary_snapshot().items() if name != "decision"}, "decision"),
        (ordinary_snapshot(organisation={"name": "Bara ett namn"}), "organisation.number"),
        (ordinary_snapshot(template=2), "2"),
        (ordinary_snapshot(parties=[]), in_language("en", "The document has no parties to sign it.")),
    ],
)
def test_incomplete_snapshot_is_refused_with_a_reason(snapshot: dict[str, Any], reason: str) -> None:
    with translation.override("en"), pytest.raises(DocumentError) as refusal:
        signing_html(snapshot)

    assert reason in str(refusal.value)


@pytest.mark.parametrize(
    # Letters of planes that no font has: whatever fonts the machine has, these are missing.
    ("name", "code"),
    [("Föreningen \U0003f0a1", "U+3F0A1"), ("Tumme \U0010fabc upp", "U+10FABC")],
)
def test_letter_that_no_font_has_stops_the_document(name: str, code: str) -> None:
    organisation = {**ordinary_snapshot()["organisation"], "name": name}

    with pytest.raises(DocumentError) as refusal:
        render_signing_pdf(ordinary_snapshot(organisation=organisation))

    assert code in str(refusal.value)


def test_missing_letter_is_heard_when_the_log_is_turned_down() -> None:
    logger = logging.getLogger("weasyprint")
    before = logger.level, logger.disabled
    organisation = {**ordinary_snapshot()["organisation"], "name": "\U0003f0a1"}

    logger.setLevel(logging.CRITICAL)
    logger.disabled = True
    try:
        with pytest.raises(DocumentError):
            render_signing_pdf(ordinary_snapshot(organisation=organisation))
        assert (logger.level, logger.disabled) == (logging.CRITICAL, True)
    finally:
        logger.setLevel(before[0])
        logger.disabled = before[1]


@pytest.mark.parametrize(
    "body",
    [
        '<img alt="x" src="http://127.0.0.1:6379/">',
        '<img alt="x" src="file:///etc/hostname">',
        '<img alt="x" src="data:image/svg+xml,<svg/>">',
        '<link rel="attachment" href="file:///etc/hostname">',
        '<a rel="attachment" href="file:///etc/hostname">x</a>',
        '<link rel="stylesheet" href="http://127.0.0.1:6379/x.css">',
        "<style>@import url(http://127.0.0.1:6379/x.css)</style>",
        "<style>p { background: url(http://127.0.0.1:6379/x.png) }</style><p>x</p>",
        "<style>@font-face { font-family: x; src: url(file:///etc/hostname) }</style>",
        '<svg width="9" height="9"><image href="http://127.0.0.1:6379/x.png" width="9" height="9"/></svg>',
        '<object data="http://127.0.0.1:6379/x.svg">x</object>',
        '<base href="http://127.0.0.1:6379/"><img alt="x" src="x.png">',
    ],
)
def test_nothing_outside_the_page_is_fetched(body: str) -> None:
    html = f'<html lang="sv"><head><title>x</title></head><body><p>Text</p>{body}</body></html>'

    with pytest.raises(DocumentError):
        render_pdf(html, css="", created_at=MOMENT)

    assert render_pdf(html.replace(body, ""), css="", created_at=MOMENT).startswith(b"%PDF")


def test_missing_font_file_is_found_at_start_and_stops_the_document(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert check_fonts(None) == []

    broken = tmp_path / "cut.woff2"
    broken.write_bytes(b"<html>not a font</html>")
    monkeypatch.setitem(FONT_FILES, 600, broken)

    assert [error.id for error in check_fonts(None)] == ["membership.E001"]
    with pytest.raises(DocumentError, match="cut"):
        render_signing_pdf(ordinary_snapshot())
