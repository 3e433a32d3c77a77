"""Shapes that documents come in: letters, run-in headings, long principles, signatures, columns, bullets."""

from __future__ import annotations

import pytest

from agreement.importing import Fate, ParsedText, parse, report
from agreement.states import Binds
from tests.agreement.samples import AROUND, assert_nothing_lost

LONG = (
    "Parterna planerar för flera år i taget och berättar för varandra i god tid vad som ska hända, så att ingen behöver "
    "börja om från början."
)
pytestmark = pytest.mark.usefixtures("in_english")


def read(text: str) -> ParsedText:
    parsed = parse(text, "agreement")
    assert_nothing_lost(text, parsed)
    return parsed


def noted(parsed: ParsedText) -> dict[int, str]:
    return {note.line: str(note.message) for note in parsed.notes}


def bodies(parsed: ParsedText) -> dict[str, str]:
    return {part.heading: part.body for part in parsed.parts}


# ------------------------------------------------------------------------------------------ letters and bullets


@pytest.mark.parametrize("sign", ["%s)", "%s."])
@pytest.mark.parametrize("letters", [("a", "b", "c"), ("i", "ii", "iii"), ("A", "B", "C")])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_lettered_points_are_points(sign: str, letters: tuple[str, ...], gap: str) -> None:
    texts = ("fler möten", "bättre svar", "öppna beslut")
    points = [f"{sign % letter} {text}" for letter, text in zip(letters, texts, strict=True)]
    if sign == "%s." and letters[0] == "A":  # a heading is numbered so, and begins with a capital
        points = [f"{sign % letter} {text.capitalize()}" for letter, text in zip(letters, texts, strict=True)]
    parsed = read(AROUND.format("Mål\n\nMålen är att:\n" + gap.join(points)))
    assert [goal.lower() for goal in parsed.goals] == list(texts)


def test_points_below_numbered_goals_are_text_and_noted() -> None:
    parsed = read(AROUND.format("Mål\n\n1. Fler möten\na) på våren\nb) på hösten\n2. Bättre svar"))
    assert parsed.goals == ()
    assert bodies(parsed)["Mål"] == "1. Fler möten\n\n- a) på våren\n- b) på hösten\n\n2. Bättre svar"
    assert [note.line for note in parsed.notes if "Which of them" in str(note.message)] == [7]


def test_lettered_commitments_stand_below_their_label() -> None:
    parsed = read(
        AROUND.format(
            "Principer\n\n1. Dialog\nVi talar.\n\nDet offentliga åtar sig att:\na) svara i tid\nb) fråga först\n\n"
            "2. Mod\nVi vågar."
        )
    )
    assert [(each.text, each.binds) for each in parsed.principles[0].commitments] == [
        ("svara i tid", Binds.PUBLIC),
        ("fråga först", Binds.PUBLIC),
    ]


def test_letters_stay_in_running_text_since_it_refers_to_them() -> None:
    parsed = read(
        "Organisation\n\nGruppen ska:\n\na) leda arbetet\n\nb) följa upp\n\nPunkt b görs varje år.\n"
    )
    assert (
        parsed.parts[0].body == "Gruppen ska:\n\n- a) leda arbetet\n- b) följa upp\n\nPunkt b görs varje år."
    )


def test_a_letter_that_is_in_no_row_is_text() -> None:
    parsed = read("Bakgrund\n\nVi möts på många sätt i länet,\nd. v. s. i hemmen och på\na. torg.\n")
    assert parsed.parts[0].body == "Vi möts på många sätt i länet, d. v. s. i hemmen och på a. torg."


@pytest.mark.parametrize("bullet", ["▸", "⦁", "‒", "∗", "▹", "☐", "❑", "➔"])
def test_rare_bullets_are_points(bullet: str) -> None:
    parsed = read(AROUND.format(f"Mål\n\n{bullet} Möten för alla\n{bullet} Bättre kaffe"))
    assert parsed.goals == ("Möten för alla", "Bättre kaffe")


# ------------------------------------------------------------------------------------------ run-in headings


@pytest.mark.parametrize(
    ("line", "kind", "heading", "body"),
    [
        ("Syfte: Parterna vill mötas oftare.", "purpose", "Syfte", "Parterna vill mötas oftare."),
        ("Vision: Tillsammans för länet", "vision", "Vision", "Tillsammans för länet"),
        ("Uppföljning: Varje år ser vi efter.", "follow_up", "Uppföljning", "Varje år ser vi efter."),
        ("Giltighet. Texten gäller från 2024.", "termination", "Giltighet", "Texten gäller från 2024."),
        ("Uppsägning – En part kan lämna.", "termination", "Uppsägning", "En part kan lämna."),
    ],
)
def test_a_heading_may_run_into_its_text(line: str, kind: str, heading: str, body: str) -> None:
    parsed = read(f"Bakgrund\n\nParterna möts.\n\n{line}\n")
    assert (parsed.parts[1].kind.value, parsed.parts[1].heading, parsed.parts[1].body) == (
        kind,
        heading,
        body,
    )
    assert parsed.parts[0].body == "Parterna möts."


def test_a_run_in_heading_ends_the_principles() -> None:
    names = ["Tillit", "Dialog", "Kvalitet", "Mångfald", "Öppenhet", "Tålamod"]
    rows = "".join(
        f"{number}. {name}\nVi vågar.\n\n" for number, name in enumerate([*names, "Innovation"], 1)
    )
    parsed = read(f"Principer\n\n{rows}Uppföljning: Parterna ses varje år\noch talar då om\nvad som hänt.\n")
    assert parsed.principles[6].meaning == "Vi vågar."
    assert bodies(parsed)["Uppföljning"] == "Parterna ses varje år och talar då om vad som hänt."


def test_a_run_in_heading_inside_a_principle_is_text_and_noted() -> None:
    parsed = read(
        "Principer\n\n1. Dialog\nVi talar.\n\nUppföljning: Varje år.\n\n2. Mod\nVi vågar.\n\n3. Tillit\nVi litar.\n"
    )
    assert parsed.principles[0].meaning == "Vi talar.\n\nUppföljning: Varje år."
    assert "kept as text" in noted(parsed)[6]


def test_a_label_that_returns_with_its_text_is_no_heading() -> None:
    parsed = read(
        "Organisation\n\nGrupp A\n\nSyfte: Att leda allt.\n\nGrupp B\n\nSyfte: Att följa med.\n\nUppföljning\n\nVarje år.\n"
    )
    assert [part.kind.value for part in parsed.parts if part.kind.value == "purpose"] == []


# ------------------------------------------------------------------------------------------ principles


@pytest.mark.parametrize("which", range(1, 8))
@pytest.mark.parametrize("below", ["", "Det betyder mycket för oss.\n\n"])
def test_seven_numbered_sentences_are_seven_principles_though_one_is_long(which: int, below: str) -> None:
    short = [
        f"Vi gör sak nummer {word} tillsammans."
        for word in ["ett", "två", "tre", "fyra", "fem", "sex", "sju"]
    ]
    rows = [LONG if number == which else text for number, text in enumerate(short, 1)]
    text = "".join(f"{number}. {row}\n\n{below}" for number, row in enumerate(rows, 1))
    parsed = read(AROUND.format(f"Principer\n\n{text.strip()}"))
    assert len(parsed.principles) == 7
    long = parsed.principles[which - 1]
    assert (long.name, long.meaning.split("\n\n")[0]) == (f"Princip {which}", LONG)
    assert any(note.about == f"Princip {which}" for note in parsed.notes)
    assert [part.heading for part in parsed.parts] == ["Bakgrund", "Uppföljning"]


@pytest.mark.parametrize("heading", ["Principer\n\n", "Våra två principer\n\n", ""])
def test_a_labelled_principle_needs_no_sign_before_its_name(heading: str) -> None:
    parsed = read(AROUND.format(f"{heading}Princip 1 Dialog\n\nVi talar.\n\nPrincip 2 Kvalitet\n\nVi mäter."))
    assert [(each.name, each.meaning) for each in parsed.principles] == [
        ("Dialog", "Vi talar."),
        ("Kvalitet", "Vi mäter."),
    ]


# ------------------------------------------------------------------------------------------ signatures

UNTIL = "Uppsägning\n\nEn part kan lämna överenskommelsen när den vill.\n\n"


@pytest.mark.parametrize(
    "block",
    [
        "Exempelstad 2024-05-03\n\nFör Region Exempellän\n\n____________\n\nAnna Exempel\nRegionråd\n",
        "Exempelstad den 3 maj 2024\n\n____________\n\nAnna Exempel\nRegionråd, Region Exempellän\n",
        "Exempelstad den ____ 2024\n\nFör Region Exempellän\n____________\nAnna Exempel\nRegionråd\n",
        "För Region Exempellän\n\n____________\n\nAnna Exempel\n\nRegionråd\n",
        "____________\n\nAnna Exempel\nRegionråd\n\n____________\n\nBo Exempel\nOrdförande, Föreningsrådet\n",
        "Exempelstad den     /     2024\n\nFör Region Exempellän\n\nNamn: ________ Namn: ________\n\nAnna Exempel\n",
        "Datum              Datum\n\n____________       ____________\n\nAnna Exempel       Bo Exempel\n",
        "För Region X       För Länsstyrelsen Y\n\n____________       ____________\n\nAnna Exempel       Bo Exempel\n",
    ],
)
def test_signatures_without_a_heading_are_not_text_of_the_clause_above(block: str) -> None:
    parsed = read(UNTIL + block)
    assert [part.heading for part in parsed.parts] == ["Uppsägning", "Underskrifter"]
    assert parsed.parts[0].body == "En part kan lämna överenskommelsen när den vill."
    assert "Anna Exempel" in parsed.parts[1].body
    assert any("Underskrifter" in str(note.message) for note in parsed.notes)


def test_a_rule_between_paragraphs_is_no_signature() -> None:
    parsed = read(f"Bakgrund\n\nParterna möts.\n\n________\n\nLänge\n\n{LONG}\n")
    assert "Underskrifter" not in bodies(parsed)


# ------------------------------------------------------------------------------------------ columns


def test_columns_are_kept_as_text_and_noted() -> None:
    parsed = read(
        "Principer\n\n1. Dialog\n\nVi talar.\n\nDet offentliga åtar sig att      Civilsamhället åtar sig att\n"
        "• lyssna                         • svara\n\n2. Mod\n\nVi vågar.\n"
    )
    first = parsed.principles[0]
    assert first.commitments == ()
    assert "Det offentliga åtar sig att Civilsamhället åtar sig att" in first.meaning
    assert {7, 8} <= {line for line, message in noted(parsed).items() if "side by side" in message}


def test_the_space_behind_a_bullet_or_a_number_is_no_column() -> None:
    parsed = read("Mål\n\n•     Fler möten\n•     Bättre svar\n\nPrinciper\n\n1.\tDialog\n2.\tMod\n")
    assert not [note for note in parsed.notes if "side by side" in str(note.message)]
    assert parsed.goals == ("Fler möten", "Bättre svar")


# ------------------------------------------------------------------------------------------ what returns


NAMES = "Region Exempellän\nLänsstyrelsen i Exempellän\nFöreningsrådet i Exempellän\n"


@pytest.mark.parametrize("page", ["", "\n\n2\n\n\f"])
def test_names_of_the_parties_stand_wherever_they_stood(page: str) -> None:
    text = (
        f"Överenskommelse om samverkan\n\n{NAMES}\nParter\n\n{NAMES}\nSyfte\n\nVi vill mötas oftare än förr.{page}\n\n"
        f"Underskrifter\n\n{NAMES}\nDatum ____________\n"
    )
    parsed = read(text)
    assert not [line for line in parsed.lines if line.fate is Fate.RUNNING_HEAD]
    for heading in ("Parter", "Underskrifter"):
        assert [name for name in NAMES.splitlines() if name not in bodies(parsed)[heading]] == []


def test_the_name_of_a_party_first_on_a_new_page_is_no_header() -> None:
    parsed = read(
        f"Överenskommelse\n\n{NAMES}\nSyfte\n\nAtt mötas.\n\nUnderskrifter\n\n\f{NAMES}\nDatum ______\n"
    )
    assert "Region Exempellän" in bodies(parsed)["Underskrifter"]


def test_the_words_of_what_was_left_out_are_reported() -> None:
    page = "Parterna möts.\n\nÖverenskommelsen Exempellän\n%d\n\n\f"
    said = report(read("Bakgrund\n\n" + "".join(page % number for number in (1, 2, 3))))
    assert any("  Överenskommelsen Exempellän" in line for line in said)
    assert "  1 · 2 · 3" in said


def test_dots_that_lead_to_figures_are_a_table_of_contents_only_when_the_headings_follow() -> None:
    parsed = read("Organisation\n\nSå många platser finns:\n\nRegionen ........ 3\nFöreningarna ........ 3\n")
    assert not [line for line in parsed.lines if line.fate is Fate.CONTENTS]
    assert "Regionen ........ 3" in parsed.parts[0].body


@pytest.mark.parametrize("rule", ["========", "--------", "________"])
def test_underlined_headings_are_headings(rule: str) -> None:
    parsed = read(
        f"Bakgrund\n{rule}\nParterna möts.\n\nSyfte\n{rule}\nAtt mötas.\n\nSå blir vi fler\n{rule}\nVi skriver ett brev.\n"
    )
    assert bodies(parsed) == {
        "Bakgrund": "Parterna möts.",
        "Syfte": "Att mötas.",
        "Så blir vi fler": "Vi skriver ett brev.",
    }
