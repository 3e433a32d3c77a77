"""What is not a text in UTF-8 is refused with a sentence, and what is comes through unchanged."""

from __future__ import annotations

import time

import pytest
from django.utils import translation

from agreement.importing import CannotImport, parse, read_text
from tests.agreement.samples import sample

SWEDISH = "Bakgrund\n\nVåra föreningar är många och öppna för alla.\n"


def refusal(data: bytes) -> str:
    with translation.override("en"), pytest.raises(CannotImport) as caught:
        read_text(data)
    with translation.override("en"):
        message = str(caught.value)
    assert message.endswith("."), message
    return message


def test_utf8_comes_through_with_and_without_its_mark() -> None:
    assert read_text(SWEDISH.encode()) == SWEDISH
    assert read_text(b"\xef\xbb\xbf" + SWEDISH.encode()) == SWEDISH


@pytest.mark.parametrize("data", [b"", b"\n \t\r\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n", b"\x00\x00"])
def test_an_empty_file_is_refused(data: bytes) -> None:
    assert refusal(data) == "The file is empty."


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"%PDF-1.7\n1 0 obj\n", "PDF"),
        (b"\n\n%PDF-1.4\n", "PDF"),
        (b"rubbish\n%PDF-1.4\n", "PDF"),
        (b"PK\x03\x04\x14\x00\x06\x00word/document.xml", "Word"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(200), "old Word"),
        (rb"{\rtf1\ansi Bakgrund}", "RTF"),
        (b"<!DOCTYPE html>\n<html><body>Bakgrund", "web page"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><x/>", "XML"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00", "UTF-8"),
    ],
)
def test_another_kind_of_file_is_named_and_refused(data: bytes, word: str) -> None:
    assert word in refusal(data)


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_an_older_encoding_is_refused_with_the_line(encoding: str) -> None:
    message = refusal(SWEDISH.encode(encoding))
    assert "line 3" in message
    assert "Latin-1" in message


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf16_is_refused_with_and_without_its_mark(encoding: str) -> None:
    assert "UTF-16" in refusal((SWEDISH * 5).encode(encoding)) or encoding == "utf-32"
    assert "UTF-8" in refusal((SWEDISH * 5).encode(encoding))


def test_garbled_and_lost_letters_are_refused() -> None:
    assert "garbled" in refusal(SWEDISH.encode().decode("cp1252").encode())
    assert "lost" in refusal(SWEDISH.replace("ö", "\ufffd").encode())


def test_binary_is_refused_and_a_stray_control_character_is_not() -> None:
    assert "not text" in refusal(b"Bakgrund\n\nEtt \x00 i texten.\n")
    assert "not text" in refusal(b"Bakgrund\x01\x02\x03\x04\x05\x06")
    assert read_text((SWEDISH * 20 + "\x02").encode())


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"a" * 10_000_000, "10.0 MB"),
        (b"Bakgrund\n" + b"ord " * 10_000, "Line 2"),
        (b"Bakgrund\n" * 30_000, "30000 lines"),
        (b"1. 2. 3.\n---\n", "no words"),
        ("Bakgrund\n" + "e" + "\u0301" * 40, "not text"),
    ],
)
def test_a_shapeless_text_is_refused_in_no_time(data: bytes | str, word: str) -> None:
    begun = time.perf_counter()
    assert word in refusal(data if isinstance(data, bytes) else data.encode())
    assert time.perf_counter() - begun < 2


@pytest.mark.parametrize("kind", ["agreement", "plan"])
@pytest.mark.parametrize(
    "text",
    [
        "Hej\n\nDet här är ett brev till alla som vill läsa det.\n\nMed vänlig hälsning\n",
        "Vi har ett mål. Det är att ha en vision om ett syfte, med bakgrund i våra principer.\n",
        "- Bakgrund\n- Vision\n- Syfte\n",
        "Rubrik\n\nText under rubriken som är en mening.\n\nEn till\n\nOch text under den också.\n",
    ],
)
def test_a_text_without_a_known_heading_is_refused(text: str, kind: str) -> None:
    with translation.override("en"), pytest.raises(CannotImport, match="No heading was recognised"):
        parse(text, "agreement" if kind == "agreement" else "plan")


def test_a_pasted_text_is_held_to_the_same_limits() -> None:
    with pytest.raises(CannotImport):
        parse("Bakgrund\n" + "ord " * 10_000, "agreement")
    with pytest.raises(CannotImport):
        parse(" \n\ufeff\n", "agreement")


def test_a_refusal_is_a_sentence_in_the_language_of_the_reader() -> None:
    with pytest.raises(CannotImport) as caught:
        read_text(b"")
    with translation.override("en"):
        assert str(caught.value) == "The file is empty."


def test_line_ends_of_every_kind_give_the_same_reading() -> None:
    text = sample("dubbelt")
    unix, windows, mac = (parse(text.replace("\n", end), "agreement") for end in ("\n", "\r\n", "\r"))
    assert (unix.parts, unix.principles, unix.goals) == (windows.parts, windows.principles, windows.goals)
    assert (unix.parts, unix.principles, unix.goals) == (mac.parts, mac.principles, mac.goals)
    assert unix.lines == windows.lines == mac.lines
